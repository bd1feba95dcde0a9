// Package rules is the catalogue: a folder for each rule, and the list of them.
package rules

//go:generate go run generate.go
