//go:build ignore

// New writes the skeleton of a rule:
//
//	go run ./lint/rules/new.go SUBJECT RULE-ID
package main

import (
	"fmt"
	"os"

	"tenantlint/lint/rules/internal/catalogue"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage, in the root of the repository: go run ./lint/rules/new.go SUBJECT RULE-ID")
		os.Exit(2)
	}
	subject, id := os.Args[1], os.Args[2]
	if err := catalogue.New("lint/rules", subject, id); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("made lint/rules/%s/%s; what to do next says go test ./lint/rules -run 'TestRules/%[2]s$'\n", subject, id)
}
