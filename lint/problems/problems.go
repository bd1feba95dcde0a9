// Package problems holds a page for each code of a [lint.Problem]: what is wrong
// with an export, what that means for the rules, and how to export again.
package problems

import (
	"embed"
	"io/fs"
	"strings"

	"tenantlint/lint"
)

//go:embed *.md
var pages embed.FS

// Headings are the sections that every page has, in this order.
var Headings = []string{"What", "Why it matters", "How to export again", "When it is fine"}

// Codes returns the codes that have a page, sorted.
func Codes() []lint.Code {
	names, err := fs.Glob(pages, "*.md")
	if err != nil {
		panic(err) // the pattern is constant
	}
	codes := make([]lint.Code, len(names))
	for i, name := range names {
		codes[i] = lint.Code(strings.TrimSuffix(name, ".md"))
	}
	return codes
}

// Page returns the page of a code, in Markdown.
func Page(code lint.Code) (page string, ok bool) {
	text, err := pages.ReadFile(string(code) + ".md")
	return string(text), err == nil
}
