package rules_test

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io/fs"
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

var update = flag.Bool("update", false, "write the want.txt of cases that have changed, of the rules that -run names")

var thorough = flag.Bool("thorough", false, "cut at more places, run every case twice, put every hostile value at every place, which takes minutes")

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
			for _, what := range unwritten(t, rule, folders[i].Path) {
				t.Error(what)
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
			t.Run("examples", func(t *testing.T) { examples(t, rule) })
			whole := readWhole(t, rule, filepath.Join(folders[i].Path, "testdata", wholeCase))
			t.Run("needs", func(t *testing.T) { needs(t, whole) })
			t.Run("missing", func(t *testing.T) { missing(t, whole) })
			for name, w := range whole.all() {
				t.Run("cuts"+name, func(t *testing.T) { cuts(t, w) })
				t.Run("pages"+name, func(t *testing.T) { pages(t, w) })
				t.Run("ways"+name, func(t *testing.T) { written(t, w) })
			}
		})
	}
}

// sections is what stands below each heading of a page.
var sections = map[string]string{
	"What":            "what the export shows when there is a finding",
	"Why":             "what it leads to, and who suffers",
	"Fix":             "how to change it: in a portal, through Graph, by PowerShell",
	"When it is fine": "when to leave it as it is",
	"How it is decided": "which properties of which objects count and how they are compared, what is told by other rules, " +
		"and what is not known when something was not exported",
	"Examples":  `a line "Bad, users.json:" with a block of JSON behind it, and one "Good, users.json:"; "with users.json:" adds a file`,
	"Sources":   "the pages of Microsoft's documentation that say so, with their dates",
	"Elsewhere": "what other tools say of this, or that none does",
}

// unwritten returns what new.go leaves to do in the files of a rule, beside its cases.
func unwritten(t *testing.T, rule *lint.Rule, folder string) []string {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(folder, "rule.go"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if bytes.Contains(source, []byte(" reports …\n")) {
		all = append(all, folder+"/rule.go: say in the first line what the rule reports")
	}
	if rule.Title() == rule.ID {
		all = append(all, folder+"/rule.md: write the fault as a sentence into the first line, in place of the id")
	}
	for _, heading := range lint.Headings {
		if rule.Section(heading) == "" {
			all = append(all, fmt.Sprintf("%s/rule.md: write below %q %s", folder, heading, sections[heading]))
		}
	}
	return all
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

// A testCase is a folder below testdata: an export, and in want.txt what a rule makes of it.
type testCase struct {
	dir     string
	root    string            // where the export is, as one folder
	files   map[string]string // their paths by their names in the export
	header  string            // the first lines of want.txt that say how to run the rule
	options string            // of the rule, as a JSON object
	want    string            // the rest of want.txt
}

// baseFolder has the files that most cases of a rule have.
const baseFolder = "_base"

// readCase reads a case: the files of _base, in place of which it may have its own. The
// first lines of want.txt may be "options {…}", which sets options, and "without NAME",
// which leaves a file of _base out.
func readCase(t *testing.T, dir string) testCase {
	t.Helper()
	c := testCase{dir: dir, root: dir, files: make(map[string]string)}
	base := filepath.Join(filepath.Dir(dir), baseFolder)
	if _, err := os.Stat(base); err == nil {
		c.read(t, base)
	}
	text, err := os.ReadFile(filepath.Join(dir, "want.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for c.want = string(text); ; {
		line, rest, _ := strings.Cut(c.want, "\n")
		switch word, value, _ := strings.Cut(line, " "); word {
		case "options":
			c.options = value
		case "without":
			if c.files[value] == "" {
				t.Errorf("%s: %s has no %s", dir, baseFolder, value)
			}
			delete(c.files, value)
		default:
			if own := c.read(t, dir); own < len(c.files) {
				c.copy(t)
			}
			return c
		}
		c.header, c.want = c.header+line+"\n", rest
	}
}

// read adds the files of a folder and counts them.
func (c testCase) read(t *testing.T, dir string) (files int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == "want.txt" {
			return err
		}
		name, err := filepath.Rel(dir, path)
		c.files[filepath.ToSlash(name)] = path
		files++
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// copy makes one folder of the files: findings are in the order of their paths.
func (c *testCase) copy(t *testing.T) {
	t.Helper()
	c.root = t.TempDir()
	for name, path := range c.files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(c.root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// run judges the case by a rule.
func (c testCase) run(t *testing.T, rule *lint.Rule, workers int) *lint.Report {
	t.Helper()
	return run(t, rule, c.root, workers)
}

// describe is [describe] with the names that the files have in the export.
func (c testCase) describe(report *lint.Report) string {
	return strings.ReplaceAll(describe(report), filepath.ToSlash(c.root)+"/", "")
}

// cases runs every case and compares with its want.txt.
func cases(t *testing.T, rule *lint.Rule, folder string) {
	dirs, err := filepath.Glob(filepath.Join(folder, "testdata", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var with, without int
	shared := make(map[string]int) // how many cases have each file of _base
	for _, dir := range dirs {
		if filepath.Base(dir) == baseFolder {
			continue
		}
		c := readCase(t, dir)
		for name, path := range c.files {
			if path == filepath.Join(folder, "testdata", baseFolder, name) {
				shared[name]++
			}
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			rule := withOptions(t, rule, c.options)
			got := c.describe(c.run(t, rule, 1))
			// Package engine runs all rules on tenants of many objects with 1 worker and with 8.
			if *thorough || filepath.Base(dir) == wholeCase {
				if again := c.describe(c.run(t, rule, 4)); again != got {
					t.Errorf("with 4 workers:\n%s\nwith 1:\n%s", again, got)
				}
			}
			switch {
			case got == c.want:
			case *update:
				if err := os.WriteFile(filepath.Join(dir, "want.txt"), []byte(c.header+got), 0o644); err != nil {
					t.Fatal(err)
				}
				c.want = got
			case c.want == "":
				t.Errorf("no want.txt in %s: go test ./lint/rules -run 'TestRules/%s/cases' -update writes it, and you read it; it will be\n%s", dir, rule.ID, got)
				c.want = got
			default:
				t.Errorf("got:\n%s\nwant:\n%s", got, c.want)
			}
		})
		if c.want == "" || strings.HasPrefix(c.want, "status ") || strings.HasPrefix(c.want, "measure ") {
			without++
		} else {
			with++
		}
	}
	if with == 0 {
		t.Errorf("no case has a finding: write one into %s/testdata/%s, with all that the rule reads", folder, wholeCase)
	}
	if without == 0 {
		t.Errorf("every case has a finding: make a folder %s/testdata/<why there is none>, with the files of an export", folder)
	}
	base := testCase{files: make(map[string]string)}
	if dir := filepath.Join(folder, "testdata", baseFolder); slices.Contains(dirs, dir) {
		base.read(t, dir)
	}
	for name := range base.files {
		if shared[name] < 2 {
			t.Errorf("%s/%s is of %d cases, want several", baseFolder, name, shared[name])
		}
	}
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
		t.Errorf("%d bad examples and %d good ones, want one of each below Examples in rule.md: %s", bad, good, sections["Examples"])
	}
}
