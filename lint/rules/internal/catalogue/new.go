package catalogue

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"tenantlint/lint"
)

var (
	//go:embed skeleton/rule.go.tmpl
	ruleSource string

	//go:embed skeleton/users.json
	users []byte
)

var wellFormed = regexp.MustCompile(`^[a-z]+(-[a-z]+)+$`)

// New writes the skeleton of a rule below the folder of all rules, and all.go with it. It
// compiles, and finds nothing: what is left to do the tests say.
func New(root, subject, id string) error {
	subjects, err := Subjects(root)
	if err != nil {
		return err
	}
	if !slices.Contains(subjects, subject) {
		return fmt.Errorf("no subject is called %q; there are %s", subject, strings.Join(subjects, ", "))
	}
	if !wellFormed.MatchString(id) {
		return fmt.Errorf("the id %q is not two or more words in dashes, in small letters and without numbers, as in hash-in-synced-upn", id)
	}
	folders, err := Folders(root)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if folder.ID == id || folder.Package == Name(id) {
			return fmt.Errorf("there is a rule %s already, in %s", folder.ID, folder.Path)
		}
	}
	source, err := template.New("rule.go").Delims("<<", ">>").Parse(ruleSource)
	if err != nil {
		return err
	}
	var rule bytes.Buffer
	if err := source.Execute(&rule, struct{ Package, ID, Subject string }{Name(id), id, subject}); err != nil {
		return err
	}
	dir := filepath.Join(root, subject, id)
	sample := filepath.Join(dir, "testdata", "all-properties-with-a-finding")
	return errors.Join(
		os.MkdirAll(sample, 0o750),
		os.WriteFile(filepath.Join(dir, "rule.go"), rule.Bytes(), 0o600),
		os.WriteFile(filepath.Join(dir, "rule.md"), []byte("# "+id+"\n\n## "+strings.Join(lint.Headings, "\n\n## ")+"\n"), 0o600),
		os.WriteFile(filepath.Join(sample, "users.json"), users, 0o600),
		Write(root),
	)
}

// Subjects returns the keys of the map Subjects in subjects.go, in the order of the alphabet.
func Subjects(root string) ([]string, error) {
	source, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "subjects.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var subjects []string
	ast.Inspect(source, func(node ast.Node) bool {
		pair, isPair := node.(*ast.KeyValueExpr)
		if !isPair {
			return true
		}
		if key, literal := pair.Key.(*ast.BasicLit); literal {
			if subject, err := strconv.Unquote(key.Value); err == nil {
				subjects = append(subjects, subject)
			}
		}
		return false
	})
	slices.Sort(subjects)
	return subjects, nil
}
