package rules_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/report"
	"tenantlint/lint/rules"
	"tenantlint/lint/rules/internal/catalogue"
	"tenantlint/schemas"
)

// hostile are strings, in JSON, that a guest or a broken exporter may write.
var hostile = []string{
	`"a\n::error::x"`, `"##[stop-commands]x"`, `"\r\n::error::x@contoso.com"`, `"\u001b[2J\u001b]0;t\u0007"`, `"a\u202ex@contoso.com"`,
	`"\u0000"`, `"\ud800"`, `"` + strings.Repeat("A", 100_000) + `"`, `""`, `"  \t "`,
}

// others are values of every type, in JSON.
var others = []string{`7`, `"x"`, `{}`, `[]`, `true`, `null`, `{"a":null,"b":{"c":null}}`, `[null,[null]]`}

// A spot is a value below a property that a rule reads. Others can be put there.
type spot struct {
	property string // of the object, and on from there
	value    any
	typ      *lint.Type // nil means anything
	set      func(any)
}

// TestHostile puts hostile strings and values of other types where each rule reads,
// one at a time. Without -thorough each place has one string or value, whose turn it
// is, and of the elements of a list only the first counts.
func TestHostile(t *testing.T) {
	folders, err := catalogue.Folders(".")
	if err != nil {
		t.Fatal(err)
	}
	for i, rule := range rules.All {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			dirs, err := filepath.Glob(filepath.Join(folders[i].Path, "testdata", wholeCase+"*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, dir := range dirs {
				attack(t, rule, dir, i)
			}
		})
	}
}

// attack does it to one case.
func attack(t *testing.T, rule *lint.Rule, dir string, turn int) {
	next := func(values []string) []string {
		turn++
		if *thorough {
			return values
		}
		return values[turn%len(values):][:1]
	}
	w := readOneWhole(t, rule, dir)
	changed := t.TempDir()
	w.export.write(t, changed)
	for _, name := range slices.Sorted(maps.Keys(w.export)) {
		need, needed := rule.Need(w.kinds[name][0])
		if !needed {
			continue
		}
		path := filepath.Join(changed, name)
		text, document := readJSON(t, path)
		with := func(p spot, value string) *lint.Report {
			p.set(json.RawMessage(value))
			text, err := json.Marshal(document)
			p.set(p.value)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o644); err != nil {
				t.Fatal(err)
			}
			return run(t, rule, changed, 1)
		}
		for _, p := range spots(t, document, need) {
			_, text := p.value.(string)
			if text && (*thorough || turn%2 == 0) {
				for _, value := range next(hostile) {
					checkShown(t, need, p, value, with(p, value))
				}
				if !*thorough {
					continue
				}
			}
			for _, value := range next(others) {
				w.checkTyped(t, need, p, value, with(p, value))
			}
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// spots returns every spot of a document that a need reads.
func spots(t *testing.T, document any, need lint.Need) []spot {
	t.Helper()
	types, err := schemas.Types(need.Kind)
	if err != nil {
		t.Fatal(err)
	}
	var all []spot
	var inside func(spot)
	inside = func(p spot) {
		all = append(all, p)
		at, typ := p.property, p.typ
		switch value := p.value.(type) {
		case []any:
			for i := range value {
				if i > 0 && !*thorough {
					break
				}
				p.property, p.value, p.set, p.typ = at+"."+strconv.Itoa(i), value[i], func(v any) { value[i] = v }, items(typ)
				inside(p)
			}
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				p.property, p.value, p.set, p.typ = at+"."+key, value[key], func(v any) { value[key] = v }, member(typ, key)
				inside(p)
			}
		}
	}
	objects(document, func(object map[string]any) {
		for _, property := range need.Properties() {
			if now, ok := object[property]; ok {
				inside(spot{property: property, value: now, typ: types[property], set: func(v any) { object[property] = v }})
			}
		}
	})
	return all
}

func items(t *lint.Type) *lint.Type {
	if t == nil {
		return nil
	}
	return t.Items
}

func member(t *lint.Type, name string) *lint.Type {
	if t == nil || t.Members == nil {
		return nil
	}
	if i := t.Members.Index(name); i >= 0 {
		return t.Members.Type(i)
	}
	return nil
}

// fits reports whether a value is of a type, all the way down.
func fits(t *lint.Type, value any) bool {
	if t == nil {
		return true
	}
	var is lint.TypeSet
	switch value := value.(type) {
	case nil:
		is = lint.Null
	case bool:
		is = lint.Boolean
	case float64:
		is = lint.Number
	case string:
		is = lint.String
	case []any:
		is = lint.Array
		for _, element := range value {
			if !fits(t.Items, element) {
				return false
			}
		}
	case map[string]any:
		is = lint.Object
		for key, element := range value {
			if !fits(member(t, key), element) {
				return false
			}
		}
	}
	return t.Allow&is != 0
}

// checkTyped fails if a rule counts as checked, or finds something new, where a value
// has a type that it cannot have.
func (w whole) checkTyped(t *testing.T, need lint.Need, p spot, text string, got *lint.Report) {
	t.Helper()
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	if fits(p.typ, value) {
		return
	}
	if got.Rules[0].Status == lint.Checked && !need.Refines {
		t.Errorf("%s of %s is %s: still checked", p.property, need.Kind, text)
	}
	if foreign := w.foreign(got); foreign != "" {
		t.Errorf("%s of %s is %s: %s", p.property, need.Kind, text, foreign)
	}
}

// active returns a line that may be a command to a terminal or a CI runner, or nil.
func active(output []byte) []byte {
	for line := range bytes.Lines(output) {
		controls := func(r rune) bool { return r < ' ' && r != '\n' || 0x7f <= r && r < 0xa0 || r == '\u202e' }
		if bytes.ContainsFunc(line, controls) || bytes.Contains(line, []byte("##[")) || bytes.HasPrefix(bytes.TrimSpace(line), []byte("::")) {
			return line
		}
	}
	return nil
}

// checkShown fails if a report of a hostile string is itself hostile, in any format.
func checkShown(t *testing.T, need lint.Need, p spot, text string, got *lint.Report) {
	t.Helper()
	for _, f := range got.Findings {
		if len(f.Message) > 5000 {
			t.Errorf("%s of %s is %.40s: a message of %d bytes", p.property, need.Kind, text, len(f.Message))
		}
	}
	for _, format := range report.Formats() {
		var b bytes.Buffer
		if err := report.Write(&b, format, got, report.Options{Verbose: true, All: true}); err != nil {
			t.Fatal(err)
		}
		if bad := active(b.Bytes()); bad != nil || !utf8.Valid(b.Bytes()) {
			t.Errorf("%s of %s is %.40s: %.200q in the report as %s", p.property, need.Kind, text, bad, format)
		}
		if format != "text" && !json.Valid(b.Bytes()) {
			t.Errorf("%s of %s is %.40s: the report as %s is no JSON", p.property, need.Kind, text, format)
		}
	}
}
