// Package linttest makes records for tests of what is worked out of them.
package linttest

import (
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
)

// Record returns the record of a JSON object, with the properties that names lists and
// those that identify an object of the kind.
func Record(t testing.TB, kind lint.Kind, text string, names ...string) *lint.Record {
	t.Helper()
	names = slices.Clone(names)
	for _, name := range kind.Identity() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	record, ok := decode.Reread(kind, lint.NewRecordFields(names, nil), lint.Origin{}, []byte(text), 0, -1)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return record
}

// Indexed is [Record] with the properties that an index reads.
func Indexed(t testing.TB, kind lint.Kind, index *lint.Index, text string) *lint.Record {
	t.Helper()
	need, _ := index.Reads().Of(kind)
	return Record(t, kind, text, need.Properties()...)
}

// Keys returns what an index finds in a record.
func Keys(record *lint.Record, index *lint.Index) map[string]lint.Roles {
	found := make(map[string]lint.Roles)
	index.Keys(record, &lint.Gatherer{Receive: func(key []byte, role lint.Role, _ lint.Value) {
		found[string(key)] |= lint.RolesOf(role)
	}})
	return found
}
