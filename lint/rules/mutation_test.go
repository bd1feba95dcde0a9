package rules_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
	"tenantlint/lint/rules/internal/catalogue"
)

var mutants = flag.Bool("mutants", false, "take each declaration out of each rule, and see that a test fails")

// TestMutants takes each property, each fact and each index's property that a rule declares
// out of it. Its cases must then fail, or it must count as checked without the property: a
// declaration that nothing notices is one that nobody keeps right. A property that a fact
// or an index declares has to be noticed by one of the rules that use it.
//
//	go test ./lint/rules -run Mutants -mutants
//	go test ./lint/rules -run Mutants/guest-owner -mutants
func TestMutants(t *testing.T) {
	if !*mutants {
		return
	}
	folders, err := catalogue.Folders(".")
	if err != nil {
		t.Fatal(err)
	}
	var ran atomic.Int32
	var seen sync.Map // of what a fact or an index declares: whether a rule notices that it is gone
	t.Run("rules", func(t *testing.T) {
		for i, rule := range rules.All {
			t.Run(rule.ID, func(t *testing.T) {
				t.Parallel()
				g := gate{rule: rule, cases: casesOf(t, folders[i].Path)}
				if g.notices(t, mutant{rule: rule}) {
					t.Fatal("the rule's own cases fail")
				}
				for m := range g.own {
					if !g.notices(t, m) {
						t.Errorf("nothing notices that %s is gone: either no case lacks it, or something else that the rule declares reads it too", m.name)
					}
				}
				ran.Add(1)
				for m := range g.shared {
					if found, _ := seen.LoadOrStore(m.name, new(atomic.Bool)); g.notices(t, m) {
						found.(*atomic.Bool).Store(true) //nolint:errcheck // stored here
					}
				}
			})
		}
	})
	if int(ran.Load()) < len(rules.All) {
		return // the rule that notices may not be among those that ran
	}
	seen.Range(func(name, found any) bool {
		if !found.(*atomic.Bool).Load() { //nolint:errcheck // stored above
			t.Errorf("nothing notices that %s is gone", name)
		}
		return true
	})
}

// A mutant is a rule from which something was taken, and the properties by whose absence
// from the export it may be noticed.
type mutant struct {
	name  string
	rule  *lint.Rule
	taken []lint.Need
}

type gate struct {
	rule  *lint.Rule
	cases []testCase // those with all properties first
}

// own yields the mutants that lack one of the rule's own declarations.
func (g gate) own(yield func(mutant) bool) {
	for i, need := range g.rule.Needs {
		for without, property := range less(need) {
			changed := *g.rule
			changed.Needs = slices.Clone(g.rule.Needs)
			changed.Needs[i] = without
			if !yield(mutant{need.Kind.String() + "." + property, &changed, []lint.Need{{Kind: need.Kind, Requires: []string{property}}}}) {
				return
			}
		}
	}
	for i, use := range g.rule.Uses {
		changed := *g.rule
		changed.Uses = slices.Delete(slices.Clone(g.rule.Uses), i, i+1)
		if !yield(mutant{"the use of " + use.Reading().Name, &changed, use.Reading().Needs}) {
			return
		}
	}
}

// shared yields the mutants that lack a property of a fact or of the index.
func (g gate) shared(yield func(mutant) bool) {
	for i, use := range g.rule.Uses {
		reading := use.Reading()
		for k, need := range reading.Needs {
			for without, property := range less(need) {
				less := reading
				less.Needs = slices.Clone(reading.Needs)
				less.Needs[k] = without
				changed := *g.rule
				changed.Uses = slices.Clone(g.rule.Uses)
				changed.Uses[i] = less
				if !yield(mutant{reading.Name + ": " + need.Kind.String() + "." + property, &changed, []lint.Need{{Kind: need.Kind, Requires: []string{property}}}}) {
					return
				}
			}
		}
	}
	if g.rule.Index == nil {
		return
	}
	for i, need := range g.rule.Index.Needs {
		for without, property := range less(need) {
			index := *g.rule.Index
			index.Needs = slices.Clone(index.Needs)
			index.Needs[i] = without
			changed := *g.rule
			changed.Index = &index
			if !yield(mutant{"index of " + index.Name + ": " + need.Kind.String() + "." + property, &changed, []lint.Need{{Kind: need.Kind, Requires: []string{property}}}}) {
				return
			}
		}
	}
	for i, use := range g.rule.Index.Uses {
		index := *g.rule.Index
		index.Uses = slices.Delete(slices.Clone(index.Uses), i, i+1)
		changed := *g.rule
		changed.Index = &index
		if !yield(mutant{"index of " + index.Name + ": the use of " + use.Reading().Name, &changed, use.Reading().Needs}) {
			return
		}
	}
}

// less yields a need without each of its properties.
func less(need lint.Need) func(func(lint.Need, string) bool) {
	return func(yield func(lint.Need, string) bool) {
		for _, property := range need.Properties() {
			without := need
			for _, list := range []*[]string{&without.Requires, &without.Completes, &without.Reads, &without.Optional} {
				*list = slices.DeleteFunc(slices.Clone(*list), func(p string) bool { return p == property })
			}
			if !yield(without, property) {
				return
			}
		}
	}
}

// notices reports whether a case of the rule, or one without what was taken, tells the
// mutant from the rule.
func (g gate) notices(t *testing.T, m mutant) bool {
	t.Helper()
	for _, c := range g.cases {
		if g.differs(t, m.rule, c) {
			return true
		}
	}
	for _, need := range m.taken {
		for _, property := range need.Properties() {
			if g.checkedWithout(t, m.rule, need.Kind, property) {
				return true
			}
		}
	}
	return false
}

// differs reports whether a case fails with a mutant.
func (g gate) differs(t *testing.T, mutant *lint.Rule, c testCase) bool {
	t.Helper()
	return c.describe(g.judge(t, withOptions(t, mutant, c.options), c.root)) != c.want
}

// judge is run for a rule that may fail.
func (g gate) judge(t *testing.T, mutant *lint.Rule, dir string) *lint.Report {
	t.Helper()
	report, err := engine.Run(t.Context(), exports(t, dir), engine.Options{Rules: []*lint.Rule{mutant}, Workers: 1, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// checkedWithout reports whether the mutant and the rule come to another status on an
// export that lacks nothing but a property.
func (g gate) checkedWithout(t *testing.T, mutant *lint.Rule, kind lint.Kind, property string) bool {
	t.Helper()
	for _, c := range g.cases {
		if !strings.HasPrefix(filepath.Base(c.dir), wholeCase) {
			continue
		}
		cut := t.TempDir()
		if err := os.CopyFS(cut, os.DirFS(c.root)); err != nil {
			t.Fatal(err)
		}
		removed := 0
		for _, input := range c.run(t, g.rule, 1).Inputs {
			if input.Kind == kind {
				rel, err := filepath.Rel(c.root, filepath.FromSlash(string(input.Path)))
				if err != nil {
					t.Fatal(err)
				}
				removed += removeFrom(t, filepath.Join(cut, rel), property)
			}
		}
		if removed > 0 && g.judge(t, mutant, cut).Rules[0].Status != g.judge(t, g.rule, cut).Rules[0].Status {
			return true
		}
	}
	return false
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
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return removed
}

// casesOf returns the cases of a rule, those with all properties first.
func casesOf(t *testing.T, folder string) []testCase {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(folder, "testdata", "*"))
	if err != nil {
		t.Fatal(err)
	}
	var whole, others []testCase
	for _, dir := range dirs {
		switch name := filepath.Base(dir); {
		case name == baseFolder:
		case strings.HasPrefix(name, wholeCase):
			whole = append(whole, readCase(t, dir))
		default:
			others = append(others, readCase(t, dir))
		}
	}
	return append(whole, others...)
}

// exports returns the paths of the files and folders of a case.
func exports(t *testing.T, dir string) []string {
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
	return paths
}
