//go:build ignore

// Generate writes all.go from the folders beside it.
package main

import (
	"log"
	"os"

	"tenantlint/lint/rules/internal/catalogue"
)

func main() {
	source, err := catalogue.Generate(".")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("all.go", source, 0o644); err != nil {
		log.Fatal(err)
	}
}
