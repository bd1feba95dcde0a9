package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/collect"
	"tenantlint/lint/rules"
)

var update = flag.Bool("update", false, "write what README.md shows of the program")

// TestReadmeIsCurrent holds that the README shows the program's real output, what is
// exported, and every rule.
func TestReadmeIsCurrent(t *testing.T) {
	t.Chdir("../..")
	old, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	if code := run([]string{"tenantlint", "lint", "fixtures/tenants/contoso"}, strings.NewReader(""), &stdout, &stderr); code != lint.ExitFindings {
		t.Fatalf("exit code %d: %s", code, stderr.String())
	}
	code, table, _ := try("", "rules", "--format", "markdown")
	if code != 0 {
		t.Fatalf("rules: exit code %d", code)
	}
	text := replace(t, string(old), "<!-- output of the command above; go test ./cmd/tenantlint -update writes it -->\n```\n", "```\n", excerpt(stdout.String()))
	var files strings.Builder
	for _, file := range collect.Files(rules.All) {
		requests := "`" + file.Path + "`"
		for _, rest := range file.Rest {
			if rest.All != "" {
				requests += "<br>and for `" + rest.Property + "` `" + rest.All + "`"
			}
			requests += fmt.Sprintf("<br>and where `%s` are %d `%s`", rest.Property, lint.ExpandLimit, rest.Each)
		}
		fmt.Fprintf(&files, "| `%s` | %s | `%s` | %s |\n", file.Name, requests, file.Scope, strings.ReplaceAll(file.In(), " ", ", "))
	}
	text = replace(t, text, "| file | request to Microsoft Graph | permission | not in |\n|---|---|---|---|\n", "\n", files.String())
	text = replace(t, text, "<!-- tenantlint rules --format markdown; go test ./cmd/tenantlint -update writes it -->\n", "<!-- end -->\n", table)
	switch {
	case text == string(old):
	case *update:
		if err := os.WriteFile("README.md", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("README.md is not what the program prints; go test ./cmd/tenantlint -update, and read the change")
	}
}

// excerpt returns the first findings of a report and its end, with an ellipsis for
// what stands between.
func excerpt(report string) string {
	const findings = 4
	blocks := strings.SplitAfter(report, "\n\n")
	end := strings.LastIndex(report, "\nchecked ") + 1
	return strings.Join(blocks[:findings], "") + "…\n\n" + report[end:]
}

// replace returns text with what stands between two marks replaced.
func replace(t *testing.T, text, before, after, with string) string {
	t.Helper()
	head, rest, ok := strings.Cut(text, before)
	if !ok {
		t.Fatalf("README.md lacks %q", before)
	}
	if strings.HasPrefix(rest, after) {
		return head + before + with + rest
	}
	_, tail, ok := strings.Cut(rest, "\n"+after)
	if !ok {
		t.Fatalf("README.md lacks %q behind %q", after, before)
	}
	return head + before + with + after + tail
}
