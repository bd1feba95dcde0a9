package explain

import (
	"embed"
	"io/fs"
	"path"
	"strings"

	"tenantlint/lint"
)

//go:embed problems
var problemPages embed.FS

// ProblemHeadings are the sections that every page of a problem has, in this order.
var ProblemHeadings = []string{"What", "Why it matters", "How to export again", "When it is fine"}

// Problems returns the codes that have a page, sorted.
func Problems() []lint.Code {
	names, err := fs.Glob(problemPages, "problems/*.md")
	if err != nil {
		panic(err) // the pattern is constant
	}
	codes := make([]lint.Code, len(names))
	for i, name := range names {
		codes[i] = lint.Code(strings.TrimSuffix(path.Base(name), ".md"))
	}
	return codes
}

// ProblemPage returns the page of a problem, in Markdown: what is wrong with an export,
// what that means for the rules, and how to export again.
func ProblemPage(code lint.Code) (page string, ok bool) {
	text, err := problemPages.ReadFile("problems/" + string(code) + ".md")
	return string(text), err == nil
}
