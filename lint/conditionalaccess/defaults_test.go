package conditionalaccess_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/graph"
	"tenantlint/lint/linttest"
)

func TestDefaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]graph.Answer{
		`{"isEnabled":true}`:  graph.Yes,
		`{"isEnabled":false}`: graph.No,
		`{"isEnabled":null}`:  graph.Unknown,
		`{"id":"x"}`:          graph.Unknown,
	} {
		record := linttest.Record(t, lint.SecurityDefaults, text, "isEnabled")
		got, at := conditionalaccess.Defaults(export{records: []*lint.Record{record}})
		if got != want || at.Exists() != (want != graph.Unknown) {
			t.Errorf("%s: %d at %s", text, got, at.Raw())
		}
	}
	if got, _ := conditionalaccess.Defaults(export{}); got != graph.Unknown {
		t.Errorf("%d without an export", got)
	}
}
