package rules_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
	"tenantlint/lint/rules/internal/catalogue"
)

var update = flag.Bool("update", false, "write the want.txt of every case")

var asOf = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// TestRules is the gate that every rule passes: nobody lists a rule here.
func TestRules(t *testing.T) {
	folders, err := catalogue.Folders(".")
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) != len(rules.All) {
		t.Fatalf("%d folders, %d rules: run go generate ./lint/rules", len(folders), len(rules.All))
	}
	for i, rule := range rules.All {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			if err := rule.Validate(); err != nil {
				t.Fatal(err)
			}
			if want := rule.Subject + "/" + rule.ID; folders[i].Path != want {
				t.Errorf("the folder is %s, want %s", folders[i].Path, want)
			}
			if rules.Subjects[rule.Subject] == "" {
				t.Errorf("no heading is known for the subject %s", rule.Subject)
			}
			if want := catalogue.Name(rule.ID); folders[i].Package != want {
				t.Errorf("the package is %s, want %s", folders[i].Package, want)
			}
			for _, option := range rule.OptionList() {
				if !strings.Contains(rule.Page, "`"+option.Name+"`") {
					t.Errorf("the page does not tell of the option `%s`", option.Name)
				}
			}
			t.Run("cases", func(t *testing.T) { cases(t, rule, folders[i].Path) })
			t.Run("needs", func(t *testing.T) { needs(t, rule, folders[i].Path) })
			t.Run("examples", func(t *testing.T) { examples(t, rule) })
			t.Run("cuts", func(t *testing.T) { cuts(t, rule, folders[i].Path) })
			t.Run("pages", func(t *testing.T) { pages(t, rule, folders[i].Path) })
		})
	}
}

func TestAllIsCurrent(t *testing.T) {
	t.Parallel()
	want, err := catalogue.Generate(".")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("all.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("all.go is not current: run go generate ./lint/rules")
	}
}

// withOptions returns the rule with some of its options set by a JSON object.
func withOptions(t *testing.T, rule *lint.Rule, options string) *lint.Rule {
	t.Helper()
	if options == "" {
		return rule
	}
	configured, err := rule.Configure([]byte(options))
	if err != nil {
		t.Fatal(err)
	}
	return configured
}

func run(t *testing.T, rule *lint.Rule, dir string, workers int) *lint.Report {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, entry := range entries {
		if entry.Name() != "want.txt" {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	report, err := engine.Run(t.Context(), paths, engine.Options{Rules: []*lint.Rule{rule}, Workers: workers, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	if f := report.Rules[0].Failure; f != nil {
		t.Fatalf("%s failed at %v: %s\n%v", rule.ID, f.Object, f.Fault, f.Stack)
	}
	return report
}

// cases runs every folder below testdata and compares with its want.txt. A first
// line "options {…}" there sets options of the rule.
func cases(t *testing.T, rule *lint.Rule, folder string) {
	dirs, err := filepath.Glob(filepath.Join(folder, "testdata", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var with, without int
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			path := filepath.Join(dir, "want.txt")
			want, err := os.ReadFile(path)
			if err != nil && !*update {
				t.Fatal(err)
			}
			var header, options string
			if rest, ok := strings.CutPrefix(string(want), "options "); ok {
				options, _, _ = strings.Cut(rest, "\n")
				header = "options " + options + "\n"
			}
			rule := withOptions(t, rule, options)
			report := run(t, rule, dir, 1)
			got := header + describeIn(dir, report)
			if len(report.Findings) > 0 {
				with++
			} else {
				without++
			}
			if again := header + describeIn(dir, run(t, rule, dir, 4)); again != got {
				t.Errorf("with 4 workers:\n%s\nwith 1:\n%s", again, got)
			}
			switch {
			case *update:
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			case got != string(want):
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
	if with == 0 || without == 0 {
		t.Errorf("%d cases with findings and %d without, want one of each", with, without)
	}
}

// describeIn is [describe] with paths below the folder of the case.
func describeIn(dir string, report *lint.Report) string {
	return strings.ReplaceAll(describe(report), filepath.ToSlash(dir)+"/", "")
}

// describe writes a report as want.txt has it.
func describe(report *lint.Report) string {
	var b strings.Builder
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.Severity, f.Rule, place(f.Object, f.Location), f.Message)
		for _, note := range f.Notes {
			fmt.Fprintf(&b, "    note %s\n", note)
		}
		if f.Fix != "" {
			fmt.Fprintf(&b, "    fix %s\n", f.Fix)
		}
		for _, related := range f.Related {
			fmt.Fprintf(&b, "    also %s: %s\n", place(related.Object, related.Location), related.Message)
		}
	}
	for _, m := range report.Measures {
		fmt.Fprintf(&b, "measure %s %s %s: %d of %d %s\n", m.Rule, place(m.Object, m.Location), m.Name, m.Value, m.Limit, m.Unit)
		if m.Note != "" {
			fmt.Fprintf(&b, "    note %s\n", m.Note)
		}
	}
	for _, result := range report.Rules {
		fmt.Fprintf(&b, "status %s %s", result.Rule.ID, result.Status)
		separator := ": "
		for _, reason := range result.Reasons {
			b.WriteString(separator + reason.String())
			separator = "; "
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func place(object lint.ObjectRef, at lint.Location) string {
	return fmt.Sprintf("%s %s %s", object.Kind, cmp.Or(object.ID, "-"), cmp.Or(at.Pointer, "-"))
}

// needs takes each property that the rule declares out of the objects of its
// kind. The rule must notice: nothing that was not exported counts as checked. A kind
// that is read instead of another has a case of its own, without that other one.
func needs(t *testing.T, rule *lint.Rule, folder string) {
	const name = "all-properties-with-a-finding"
	full := complete(t, rule, filepath.Join(folder, "testdata", name))
	for _, need := range rule.Reads() {
		dir, full := filepath.Join(folder, "testdata", name), full
		if need.InsteadOf != lint.NoKind {
			dir = filepath.Join(folder, "testdata", name+"-by-"+need.Kind.String())
			full = complete(t, rule, dir)
			for _, input := range full.Inputs {
				if input.Kind == need.InsteadOf {
					t.Errorf("%s has a %s", dir, input.Kind)
				}
			}
		}
		for _, property := range slices.Concat(need.Requires, need.Completes, need.Reads) {
			t.Run(need.Kind.String()+"."+property, func(t *testing.T) {
				cut := t.TempDir()
				if err := os.CopyFS(cut, os.DirFS(dir)); err != nil {
					t.Fatal(err)
				}
				removed := 0
				for _, input := range full.Inputs {
					if input.Kind == need.Kind {
						rel, err := filepath.Rel(dir, filepath.FromSlash(string(input.Path)))
						if err != nil {
							t.Fatal(err)
						}
						removed += removeFrom(t, filepath.Join(cut, rel), property)
					}
				}
				if removed == 0 {
					t.Fatal("no object has it")
				}
				for _, result := range run(t, rule, cut, 1).Rules {
					if result.Status == lint.Checked {
						t.Errorf("still %s without it", result.Status)
					}
				}
			})
		}
	}
}

// complete runs a rule on a case in which it lacks nothing and finds something.
func complete(t *testing.T, rule *lint.Rule, dir string) *lint.Report {
	t.Helper()
	report := run(t, rule, dir, 1)
	if len(report.Findings) == 0 {
		t.Fatalf("%s: no finding with all properties", dir)
	}
	for _, result := range report.Rules {
		if result.Status != lint.Checked {
			t.Fatalf("%s: %s with all properties: %s", dir, result.Status, result.Reasons)
		}
	}
	return report
}

// removeFrom takes a property out of the objects of a file and counts them.
func removeFrom(t *testing.T, path, property string) int {
	t.Helper()
	_, document := readJSON(t, path)
	removed := 0
	objects(document, func(object map[string]any) {
		if _, ok := object[property]; ok {
			delete(object, property)
			removed++
		}
	})
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return removed
}

// readJSON returns a file as it is, and as a document.
func readJSON(t *testing.T, path string) (text []byte, document any) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	return text, document
}

// objects calls a function with every object of a document: itself, or those of its list.
func objects(document any, each func(map[string]any)) {
	switch document := document.(type) {
	case []any:
		for _, element := range document {
			objects(element, each)
		}
	case map[string]any:
		if list, ok := document["value"].([]any); ok {
			objects(list, each)
			return
		}
		each(document)
	}
}

// cuts cuts each file of the case with all properties at many places. What is left
// may have fewer findings, never others: what was not read is not gone.
func cuts(t *testing.T, rule *lint.Rule, folder string) {
	const step, most = 23, 40 // bytes at least, and places in a file: all would take minutes
	dir := filepath.Join(folder, "testdata", "all-properties-with-a-finding")
	whole := identities(complete(t, rule, dir))
	cut := t.TempDir()
	if err := os.CopyFS(cut, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	for _, path := range inputs(t, cut) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for at := 1; at < len(text); at += max(step, len(text)/most) {
			if err := os.WriteFile(path, text[:at], 0o644); err != nil {
				t.Fatal(err)
			}
			report := run(t, rule, cut, 1)
			for _, f := range report.Findings {
				if !whole[f.Fingerprint] {
					t.Fatalf("%s cut at %d of %d: %s", filepath.Base(path), at, len(text), describe(report))
				}
			}
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pages makes each list of the case with all properties less than it is: the first page
// of several, an empty one, one of its objects read by its id. The rule must not count it
// as checked, nor find anything else.
func pages(t *testing.T, rule *lint.Rule, folder string) {
	dir := filepath.Join(folder, "testdata", "all-properties-with-a-finding")
	full := complete(t, rule, dir)
	whole := identities(full)
	files := make(map[lint.Kind]int)
	for _, input := range full.Inputs {
		files[input.Kind]++
	}
	for _, input := range full.Inputs {
		need, needed := rule.Need(input.Kind)
		rel, err := filepath.Rel(dir, filepath.FromSlash(string(input.Path)))
		if err != nil || !needed || strings.HasSuffix(rel, "**") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, rel))
		if err != nil {
			t.Fatal(err)
		}
		var page map[string]any
		if json.Unmarshal(text, &page) != nil {
			continue // an array, or lines
		}
		list, ok := page["value"].([]any)
		if !ok {
			continue
		}
		less := make(map[string]any)
		for n := range min(len(list), 1) + 1 {
			first := maps.Clone(page)
			first["value"], first["@odata.nextLink"] = list[:n*len(list)], "https://graph.microsoft.com/v1.0/x?$skiptoken=x"
			less[fmt.Sprintf("a page of %d objects", n*len(list))] = first
		}
		if info := input.Kind.Info(); len(list) > 0 && files[input.Kind] == 1 && !info.Single && !info.Lone {
			one := maps.Clone(list[0].(map[string]any)) //nolint:errcheck // a list of objects
			one["@odata.context"] = fmt.Sprint(page["@odata.context"]) + "/$entity"
			less["one object"] = one
		}
		for what, document := range less {
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			cut := t.TempDir()
			if err := os.CopyFS(cut, os.DirFS(dir)); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(cut, rel), text, 0o644); err != nil {
				t.Fatal(err)
			}
			report := run(t, rule, cut, 1)
			for _, f := range report.Findings {
				if !whole[f.Fingerprint] {
					t.Errorf("%s as %s: %s", rel, what, describe(report))
				}
			}
			if report.Rules[0].Status == lint.Checked && !need.Refines {
				t.Errorf("%s as %s: still checked", rel, what)
			}
		}
	}
}

// inputs returns the files of a case.
func inputs(t *testing.T, dir string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && entry.Name() != "want.txt" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

func identities(report *lint.Report) map[string]bool {
	found := make(map[string]bool)
	for _, f := range report.Findings {
		found[f.Fingerprint] = true
	}
	return found
}

var exampleFile = regexp.MustCompile("(?ms)^(Bad|Good|with)(?: by (\\{[^\n]*\\}))?,? ([^ \n]+):\n+```json\n(.*?)^```$")

// examples runs the examples of the rule's page: of the bad ones each has a
// finding, of the good ones none. "Bad by {…}, file:" sets options.
func examples(t *testing.T, rule *lint.Rule) {
	section := rule.Section("Examples")
	files := exampleFile.FindAllStringSubmatch(section, -1)
	if fences := strings.Count(section, "```json"); fences != len(files) {
		t.Fatalf("%d JSON blocks, but %d with a line that names them", fences, len(files))
	}
	var bad, good int
	for start := 0; start < len(files); {
		end := start + 1
		for end < len(files) && files[end][1] == "with" {
			end++
		}
		dir := t.TempDir()
		for _, file := range files[start:end] {
			path := filepath.Join(dir, filepath.FromSlash(file[3]))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(file[4]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		report := run(t, withOptions(t, rule, files[start][2]), dir, 1)
		name := fmt.Sprintf("example %d (%s, %s)", bad+good+1, files[start][1], files[start][3])
		found := len(report.Findings)
		switch files[start][1] {
		case "Bad":
			bad++
			if found == 0 {
				t.Errorf("%s: no finding\n%s", name, describe(report))
			}
		default:
			good++
			if found > 0 || report.Rules[0].Status == lint.Skipped {
				t.Errorf("%s: want no finding, and not skipped\n%s", name, describe(report))
			}
		}
		start = end
	}
	if bad == 0 || good == 0 {
		t.Errorf("%d bad examples and %d good ones, want one of each", bad, good)
	}
}
