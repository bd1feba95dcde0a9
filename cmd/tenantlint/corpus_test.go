package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint/rules"
)

// A corpusReport is what TestCorpus looks at in a JSON report.
type corpusReport struct {
	Inputs []struct {
		Kind     string
		Problems []struct {
			Code         string
			Line, Column int
		}
	}
	Rules    []struct{ ID, Status string }
	Findings []struct{ Rule, Fingerprint string }
}

// TestCorpus checks real exports, which are not part of this repository.
func TestCorpus(t *testing.T) {
	root := os.Getenv("TENANTLINT_CORPUS")
	if root == "" {
		t.Skip("TENANTLINT_CORPUS names no folder with exports")
	}
	files := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		name, err := filepath.Rel(root, path)
		t.Run(filepath.ToSlash(name), func(t *testing.T) { corpusFile(t, path) })
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files, %v", files, err)
	}
	if code, _, stderr := try("", "lint", "-q", root); !slices.Contains([]int{0, 1, 3}, code) || !onlySummary(stderr) {
		t.Errorf("all files at once: exit code %d\n%s", code, stderr)
	}
}

// onlySummary reports whether standard error has nothing but the summary of a run.
func onlySummary(stderr string) bool {
	for line := range strings.Lines(stderr) {
		if !strings.HasPrefix(line, "tenantlint: ") || strings.Contains(line, "panic") {
			return false
		}
	}
	return true
}

func corpusFile(t *testing.T, path string) {
	code, stdout, stderr := try("", "lint", "-q", "-f", "json", path)
	if !slices.Contains([]int{0, 1, 3}, code) || !onlySummary(stderr) {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	var report corpusReport
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatalf("%v in\n%s", err, stdout)
	}
	if len(report.Inputs) == 0 {
		t.Errorf("nothing is said of the file")
	}
	for _, input := range report.Inputs {
		if input.Kind == "" && len(input.Problems) == 0 {
			t.Errorf("neither recognised nor said not to be")
		}
		for _, problem := range input.Problems {
			if problem.Code == "malformed" && (problem.Line == 0 || problem.Column == 0) {
				t.Errorf("a malformed file without the place")
			}
		}
	}

	seen := make(map[string]string)
	for _, f := range report.Findings {
		if other, ok := seen[f.Fingerprint]; ok {
			t.Errorf("findings of %s and %s have one fingerprint", other, f.Rule)
		}
		seen[f.Fingerprint] = f.Rule
	}

	export := strings.ToLower(strings.ReplaceAll(read(t, path), "\x00", "")) // of UTF-16, what is ASCII
	for _, outcome := range report.Rules {
		if outcome.Status != "checked" {
			continue
		}
		for _, need := range findRule(rules.All, outcome.ID).Reads() {
			for _, property := range slices.Concat(need.Requires, need.Completes) {
				if !need.Partial && !strings.Contains(export, `"`+strings.ToLower(property)+`"`) {
					t.Errorf("%s counts as checked without any %s of a %s", outcome.ID, property, need.Kind)
				}
			}
		}
	}
}
