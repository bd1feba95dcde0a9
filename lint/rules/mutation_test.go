package rules_test

import (
	"flag"
	"fmt"
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
	var seen sync.Map // of what a fact or an index declares: whether a rule notices that it is gone
	t.Run("rules", func(t *testing.T) {
		for i, rule := range rules.All {
			t.Run(rule.ID, func(t *testing.T) {
				t.Parallel()
				g := gate{rule: rule, dirs: caseDirs(t, folders[i].Path)}
				if g.notices(t, mutant{rule: rule}) {
					t.Fatal("the rule's own cases fail")
				}
				for m := range g.own {
					if !g.notices(t, m) {
						t.Errorf("nothing notices that %s is gone", m.name)
					}
				}
				for m := range g.shared {
					if found, _ := seen.LoadOrStore(m.name, new(atomic.Bool)); g.notices(t, m) {
						found.(*atomic.Bool).Store(true) //nolint:errcheck // stored here
					}
				}
			})
		}
	})
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
	rule *lint.Rule
	dirs []string // of the cases
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
	for _, dir := range g.dirs {
		if g.differs(t, m.rule, dir) {
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
func (g gate) differs(t *testing.T, mutant *lint.Rule, dir string) bool {
	t.Helper()
	want, err := os.ReadFile(filepath.Join(dir, "want.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var header string
	if rest, ok := strings.CutPrefix(string(want), "options "); ok {
		options, _, _ := strings.Cut(rest, "\n")
		header = "options " + options + "\n"
		mutant = withOptions(t, mutant, options)
	}
	report, err := engine.Run(t.Context(), exports(t, dir), engine.Options{Rules: []*lint.Rule{mutant}, Workers: 1, AsOf: asOf})
	return err != nil || header+describeIn(dir, report) != string(want)
}

// checkedWithout reports whether a mutant counts as checked on the export that lacks
// nothing but a property, where the rule does not.
func (g gate) checkedWithout(t *testing.T, mutant *lint.Rule, kind lint.Kind, property string) bool {
	t.Helper()
	for _, dir := range g.dirs {
		if !strings.HasPrefix(filepath.Base(dir), "all-properties-with-a-finding") {
			continue
		}
		cut := t.TempDir()
		if err := os.CopyFS(cut, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		removed := 0
		for _, input := range run(t, g.rule, dir, 1).Inputs {
			if input.Kind == kind {
				rel, err := filepath.Rel(dir, filepath.FromSlash(string(input.Path)))
				if err != nil {
					t.Fatal(err)
				}
				removed += removeFrom(t, filepath.Join(cut, rel), property)
			}
		}
		if removed == 0 {
			continue
		}
		report, err := engine.Run(t.Context(), exports(t, cut), engine.Options{Rules: []*lint.Rule{mutant}, Workers: 1, AsOf: asOf})
		if err != nil || report.Rules[0].Status != run(t, g.rule, cut, 1).Rules[0].Status {
			return true
		}
	}
	return false
}

func caseDirs(t *testing.T, folder string) []string {
	t.Helper()
	dirs, err := filepath.Glob(filepath.Join(folder, "testdata", "*"))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(dirs, func(a, b string) int { // the telling ones first
		return strings.Compare(fmt.Sprint(!strings.Contains(a, "all-properties")), fmt.Sprint(!strings.Contains(b, "all-properties")))
	})
	return dirs
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
