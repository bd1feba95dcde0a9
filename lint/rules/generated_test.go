package rules_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
)

// wholeCase is the case in which a rule lacks nothing and finds something. What follows
// from that is generated, and needs no case.
const wholeCase = "all-properties-with-a-finding"

// A whole is such a case.
type whole struct {
	testCase
	rule   *lint.Rule
	export export
	kinds  map[string][]lint.Kind // by file
	report *lint.Report
	by     map[lint.Kind]whole // where a kind stands in for another, which is not there
}

func readWhole(t *testing.T, rule *lint.Rule, dir string) whole {
	t.Helper()
	w := readOneWhole(t, rule, dir)
	for _, need := range rule.Reads() {
		if need.InsteadOf != lint.NoKind {
			by := readOneWhole(t, rule, dir+"-by-"+need.Kind.String())
			if len(by.of(need.InsteadOf)) > 0 {
				t.Errorf("%s has a %s", by.dir, need.InsteadOf)
			}
			w.by[need.Kind] = by
		}
	}
	return w
}

func readOneWhole(t *testing.T, rule *lint.Rule, dir string) whole {
	t.Helper()
	c := readCase(t, dir)
	w := whole{c, rule, readExport(t, c), make(map[string][]lint.Kind), c.run(t, rule, 1), make(map[lint.Kind]whole)}
	if len(w.report.Findings) == 0 {
		t.Fatalf("%s: no finding: make the rule find something, by its Check or Join in rule.go and by what the case has", dir)
	}
	for _, result := range w.report.Rules {
		if result.Status != lint.Checked {
			t.Fatalf("%s: %s with all properties: %s", dir, result.Status, fmt.Sprint(result.Reasons))
		}
	}
	for _, input := range w.report.Inputs {
		name, err := filepath.Rel(c.root, filepath.FromSlash(string(input.Path)))
		if name = filepath.ToSlash(name); err != nil || c.files[name] == "" {
			t.Fatalf("%s is no file of the case", input.Path)
		}
		w.kinds[name] = append(w.kinds[name], input.Kind)
	}
	return w
}

// with returns the case that has a kind as it is needed.
func (w whole) with(need lint.Need) whole {
	if need.InsteadOf != lint.NoKind {
		return w.by[need.Kind]
	}
	return w
}

// all returns the case, and those in which a kind stands in for another, by what to add
// to a name.
func (w whole) all() map[string]whole {
	all := map[string]whole{"": w}
	for kind, by := range w.by {
		all[" by "+kind.String()] = by
	}
	return all
}

// of returns the files that have objects of a kind.
func (w whole) of(kind lint.Kind) []string {
	var files []string
	for _, file := range slices.Sorted(maps.Keys(w.kinds)) {
		if slices.Contains(w.kinds[file], kind) {
			files = append(files, file)
		}
	}
	return files
}

// run judges another export by the rule.
func (w whole) run(t *testing.T, e export) *lint.Report {
	t.Helper()
	dir := t.TempDir()
	e.write(t, dir)
	return run(t, w.rule, dir, 1)
}

// nothingNew fails if a report of less has a finding that the whole does not have: what
// was not read is not gone.
func (w whole) nothingNew(t *testing.T, less *lint.Report) {
	t.Helper()
	known := identities(w.report)
	for _, f := range less.Findings {
		if !known[f.Fingerprint] {
			t.Errorf("a new finding:\n%s", describe(less))
			return
		}
	}
}

// foreign returns a report if it has more findings than the whole, or one about what no
// finding of the whole names: less may be told from the other side of a conflict.
func (w whole) foreign(less *lint.Report) string {
	known := identities(w.report)
	for _, f := range w.report.Findings {
		known[placed(f.Location)] = true
		for _, related := range f.Related {
			known[placed(related.Location)] = true
		}
	}
	for _, f := range less.Findings {
		if !known[f.Fingerprint] && !known[placed(f.Location)] || len(less.Findings) > len(w.report.Findings) {
			return "a new finding\n" + describe(less)
		}
	}
	return ""
}

// placed tells values of the files of a case apart.
func placed(at lint.Location) string { return filepath.Base(string(at.Path)) + string(at.Pointer) }

// allTheSame fails if a report of the same export, written otherwise, says anything else.
// Only places may have other names.
func (w whole) allTheSame(t *testing.T, other *lint.Report) {
	t.Helper()
	length := slices.ContainsFunc(w.report.Measures, func(m *lint.Measure) bool { return m.Unit == "bytes" })
	same := length || slices.Equal(said(other), said(w.report)) // a text written otherwise has another length
	if !same || !slices.Equal(fingerprints(other), fingerprints(w.report)) || other.Rules[0].Status != lint.Checked {
		t.Errorf("got:\n%s\nwant as of the case:\n%s", describe(other), describe(w.report))
	}
}

// said returns what a report says, line by line in the order of the alphabet, and no places.
func said(report *lint.Report) []string {
	var all []string
	for _, f := range report.Findings {
		all = append(all, f.Message, f.Fix)
		all = append(all, f.Notes...)
		for _, related := range f.Related {
			all = append(all, related.Message)
		}
	}
	for _, m := range report.Measures {
		all = append(all, fmt.Sprintf("%s of %s: %d of %d %s, %s", m.Name, m.Object.ID, m.Value, m.Limit, m.Unit, m.Note))
	}
	for _, result := range report.Rules {
		all = append(all, result.Status.String()+fmt.Sprint(result.Reasons))
	}
	slices.Sort(all)
	return all
}

func fingerprints(report *lint.Report) []string {
	var all []string
	for _, f := range report.Findings {
		all = append(all, f.Severity.String()+" "+f.Fingerprint)
	}
	slices.Sort(all)
	return all
}

// needs takes each property that the rule declares out of the objects of its kind. The
// rule must notice: nothing that was not exported counts as checked, or is found.
func needs(t *testing.T, whole whole) {
	for _, need := range whole.rule.Reads() {
		w := whole.with(need)
		for _, property := range slices.Concat(need.Requires, need.Completes, need.Reads) {
			t.Run(need.Kind.String()+"."+property, func(t *testing.T) {
				rest := maps.Clone(w.export)
				removed := 0
				for _, file := range w.of(need.Kind) {
					rest[file] = changed(rest[file], func(object map[string]any) {
						if _, ok := object[property]; ok {
							delete(object, property)
							removed++
						}
					})
				}
				if removed == 0 {
					t.Fatalf("no object has it: give one in %s the property", w.dir)
				}
				got := w.run(t, rest)
				if foreign := w.foreign(got); foreign != "" {
					t.Error(foreign)
				}
				if got.Rules[0].Status == lint.Checked {
					t.Error("still checked without it")
				}
			})
		}
	}
}

// objectsOf returns the ids of the objects that the findings name.
func objectsOf(report *lint.Report) string {
	var all []string
	for _, f := range report.Findings {
		all = append(all, string(f.Object.ID))
		for _, related := range f.Related {
			all = append(all, string(related.Object.ID))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// missing takes each kind that the rule declares out of the export. The outcome is the
// one that the Need declares, and the reason names the kind.
func missing(t *testing.T, whole whole) {
	for _, need := range whole.rule.Reads() {
		t.Run(need.Kind.String(), func(t *testing.T) {
			w := whole.with(need)
			gone := w.of(need.Kind)
			if len(gone) == 0 {
				return // and the rule is checked all the same
			}
			rest := maps.Clone(w.export)
			left := false // something to judge
			maps.DeleteFunc(rest, func(file string, _ any) bool { return slices.Contains(gone, file) })
			for file := range rest {
				for _, kind := range w.kinds[file] {
					other, needed := w.rule.Need(kind)
					left = left || needed && !other.Refines
				}
			}
			got := w.run(t, rest)
			w.nothingNew(t, got)
			result, reason := got.Rules[0], "no "+need.Kind.Info().Plural+" in the export"
			switch {
			case need.Refines || need.Conditional: // what it means the rule itself says, if anything
				if result.Status == lint.Skipped || strings.Contains(fmt.Sprint(result.Reasons), reason) {
					t.Errorf("%s: %s", result.Status, fmt.Sprint(result.Reasons))
				}
			case need.Partial && left:
				if result.Status != lint.Partial || !strings.Contains(fmt.Sprint(result.Reasons), reason) {
					t.Errorf("%s, want partial for %q: %s", result.Status, reason, fmt.Sprint(result.Reasons))
				}
			default:
				if result.Status != lint.Skipped || !strings.Contains(fmt.Sprint(result.Reasons), reason) {
					t.Errorf("%s, want skipped for %q: %s", result.Status, reason, fmt.Sprint(result.Reasons))
				}
			}
		})
	}
}

// cuts cuts each file at many places. What is left may have fewer findings, never others,
// and the rule does not count as checked: what was not read is not gone.
func cuts(t *testing.T, w whole) {
	step, most := 23, 6 // bytes at least, and places in a file: package engine cuts at every byte
	if *thorough {
		most = 40
	}
	first := 1 + int(w.report.Findings[0].Fingerprint[0])%step // not the same place for every rule
	c := w.testCase
	c.copy(t)
	for name := range w.files {
		file := filepath.Join(c.root, name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole := len(bytes.TrimSpace(text)) // what is behind it is nothing that could be missed
		for at := first; at < whole; at += max(step, len(text)/most) {
			if err := os.WriteFile(file, text[:at], 0o644); err != nil {
				t.Fatal(err)
			}
			got := c.run(t, w.rule, 1)
			if got.Rules[0].Status == lint.Checked {
				t.Error("still checked")
			}
			if w.nothingNew(t, got); t.Failed() {
				t.Fatalf("%s cut at %d of %d", name, at, len(text))
			}
		}
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// pages makes each list less than it is: the first page of several, an empty one, one of
// its objects read by its id. The rule must not count it as checked, nor find anything else.
func pages(t *testing.T, w whole) {
	for file, list := range w.lists() {
		if len(w.kinds[file]) != 1 {
			t.Fatalf("%s has objects of %v", file, w.kinds[file])
		}
		kind := w.kinds[file][0]
		need, needed := w.rule.Need(kind)
		if !needed {
			continue
		}
		document := w.export[file].(map[string]any) //nolint:errcheck // as lists has seen
		less := make(map[string]any)
		for n := range min(len(list), 1) + 1 {
			first := maps.Clone(document)
			first["value"], first["@odata.nextLink"] = list[:n*len(list)], "https://graph.microsoft.com/v1.0/x?$skiptoken=x"
			less[fmt.Sprintf("a page of %d objects", n*len(list))] = first
		}
		if info := kind.Info(); len(list) > 0 && len(w.of(kind)) == 1 && !info.Single && !info.Lone {
			one := maps.Clone(list[0].(map[string]any)) //nolint:errcheck // a list of objects
			one["@odata.context"] = fmt.Sprint(document["@odata.context"]) + "/$entity"
			less["one object"] = one
		}
		for what, document := range less {
			t.Run(file+" as "+what, func(t *testing.T) {
				rest := maps.Clone(w.export)
				rest[file] = document
				got := w.run(t, rest)
				w.nothingNew(t, got)
				if got.Rules[0].Status == lint.Checked && !need.Refines {
					t.Error("still checked")
				}
			})
		}
	}
}

// eitherWay are rules that report one of two objects where nothing tells which is to be
// changed: the later one. In another order that is the other.
var eitherWay = []string{"guest-duplicated"}

// written writes the same export in other ways. None of them changes what is found.
func written(t *testing.T, w whole) {
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			got := w.run(t, way(w))
			if name == anotherOrder && slices.Contains(eitherWay, w.rule.ID) {
				if objectsOf(got) != objectsOf(w.report) || slices.Equal(fingerprints(got), fingerprints(w.report)) {
					t.Errorf("got:\n%s\nwant another object of the same ones", describe(got))
				}
				return
			}
			w.allTheSame(t, got)
		})
	}
}

const anotherOrder = "objects in another order"

// ways are how else an export may be written.
var ways = map[string]func(whole) export{
	"a copy of each file in another folder": func(w whole) export {
		twice := maps.Clone(w.export)
		for file, document := range w.export {
			twice["yesterday/"+file] = document
		}
		return twice
	},
	anotherOrder: func(w whole) export {
		other := maps.Clone(w.export)
		for file, list := range w.lists() {
			list = slices.Clone(list)
			slices.Reverse(list)
			other[file] = w.page(file, list)
		}
		return other
	},
	"keys as PowerShell writes them": func(w whole) export {
		other := make(export)
		for file, document := range w.export {
			other[file] = model(document)
		}
		for file, list := range w.lists() {
			other[file] = w.page(file, each(list, model))
		}
		return other
	},
	"lists of one as PowerShell writes them": func(w whole) export {
		other := make(export)
		for file, document := range w.export {
			other[file] = collapsed(document)
		}
		for file, list := range w.lists() {
			other[file] = w.page(file, each(list, collapsed))
		}
		return other
	},
}

// lists returns the lists of objects, by the files that are pages of Graph.
func (w whole) lists() map[string][]any {
	all := make(map[string][]any)
	for file, document := range w.export {
		if page, ok := document.(map[string]any); ok {
			if list, ok := page["value"].([]any); ok {
				all[file] = list
			}
		}
	}
	return all
}

// page returns a page with another list of objects.
func (w whole) page(file string, list []any) any { return with(w.export[file], []any{"value"}, list) }

func each(list []any, change func(any) any) []any {
	all := make([]any, len(list))
	for i := range list {
		all[i] = change(list[i])
	}
	return all
}

// model writes an object with the names that Graph PowerShell has. Of an object that it
// refers to there is but the id, with the rest in AdditionalProperties.
func model(value any) any {
	switch value := value.(type) {
	case []any:
		return each(value, func(element any) any {
			object, ok := element.(map[string]any)
			if !ok || object["@odata.type"] == nil || object["id"] == nil {
				return model(element)
			}
			rest := maps.Clone(object)
			delete(rest, "id")
			return map[string]any{"Id": object["id"], "DeletedDateTime": nil, "AdditionalProperties": rest}
		})
	case map[string]any:
		object := make(map[string]any)
		for key, element := range value {
			if !strings.HasPrefix(key, "@") {
				key = strings.ToUpper(key[:1]) + key[1:]
			}
			object[key] = model(element)
		}
		return object
	}
	return value
}

// collapsed writes the lists of one in an object as PowerShell does: as their only
// element.
func collapsed(value any) any {
	switch value := value.(type) {
	case []any:
		if len(value) == 1 {
			return collapsed(value[0])
		}
		return each(value, collapsed)
	case map[string]any:
		object := make(map[string]any)
		for key, element := range value {
			object[key] = collapsed(element)
		}
		return object
	}
	return value
}

// readJSON returns a file as it is, and as a document.
func readJSON(t *testing.T, file string) (text []byte, document any) {
	t.Helper()
	text, err := os.ReadFile(file)
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

// changed returns a copy of a document in which a function has changed every object.
func changed(document any, each func(map[string]any)) any {
	switch value := document.(type) {
	case []any:
		all := make([]any, len(value))
		for i := range value {
			all[i] = changed(value[i], each)
		}
		return all
	case map[string]any:
		object := maps.Clone(value)
		if list, ok := object["value"].([]any); ok {
			object["value"] = changed(list, each)
		} else {
			each(object)
		}
		return object
	}
	return document
}

func identities(report *lint.Report) map[string]bool {
	found := make(map[string]bool)
	for _, f := range report.Findings {
		found[f.Fingerprint] = true
	}
	return found
}
