package explain_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/explain"
	"tenantlint/lint/rules"
)

// constants returns the codes that package lint declares.
func constants(t *testing.T) []lint.Code {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../report.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []lint.Code
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if typ, ok := spec.Type.(*ast.Ident); ok && typ.Name == "Code" {
			for _, value := range spec.Values {
				literal, ok := value.(*ast.BasicLit)
				if !ok {
					t.Fatalf("%s is no literal", spec.Names[0])
				}
				code, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				codes = append(codes, lint.Code(code))
			}
		}
		return true
	})
	slices.Sort(codes)
	return codes
}

func TestEveryCodeHasAPage(t *testing.T) {
	codes := constants(t)
	if len(codes) < 15 {
		t.Errorf("%d codes", len(codes))
	}
	if got := explain.Problems(); !reflect.DeepEqual(got, codes) {
		t.Errorf("pages %q, codes %q", got, codes)
	}
	for _, code := range codes {
		page, ok := explain.ProblemPage(code)
		if !ok {
			t.Errorf("%s has no page", code)
			continue
		}
		if !strings.HasPrefix(page, "# ") {
			t.Errorf("%s: the page has no title", code)
		}
		var headings []string
		for line := range strings.Lines(page) {
			if heading, ok := strings.CutPrefix(line, "## "); ok {
				headings = append(headings, strings.TrimSpace(heading))
			}
		}
		if !reflect.DeepEqual(headings, explain.ProblemHeadings) {
			t.Errorf("%s has the headings %q", code, headings)
		}
		for _, way := range []string{"```\nGET https://graph.microsoft.com/", "az rest ", "```powershell\n"} {
			if !strings.Contains(page, way) {
				t.Errorf("%s does not say how to export by %s", code, way)
			}
		}
	}
	if _, ok := explain.ProblemPage("no-such-code"); ok {
		t.Error("an unknown code has a page")
	}
}

// TestPagesSelectWhatRulesNeed holds that an export by the pages' requests leaves no
// rule without a property.
func TestPagesSelectWhatRulesNeed(t *testing.T) {
	selects := regexp.MustCompile(`/v1\.0/users\?\$select=([\w,]+)&`)
	requests := 0
	for _, code := range explain.Problems() {
		page, _ := explain.ProblemPage(code)
		for _, match := range selects.FindAllStringSubmatch(page, -1) {
			requests++
			selected := strings.Split(match[1], ",")
			for _, rule := range rules.All {
				need, _ := rule.Need(lint.User)
				for _, property := range slices.Concat(need.Requires, need.Completes) {
					selectable := strings.Contains(lint.User.Request([]string{property}).Path, "$select="+property)
					if selectable && !slices.Contains(selected, property) {
						t.Errorf("%s: %s needs %s, which the page does not select", code, rule.ID, property)
					}
				}
			}
		}
	}
	if requests < 8 {
		t.Errorf("%d requests for users", requests)
	}
}
