//go:build ignore

// Generate writes all.go from the folders beside it.
package main

import (
	"log"

	"tenantlint/lint/rules/internal/catalogue"
)

func main() {
	if err := catalogue.Write("."); err != nil {
		log.Fatal(err)
	}
}
