package explain_test

import (
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/explain"
)

func TestNaming(t *testing.T) {
	t.Parallel()
	rules := []*lint.Rule{
		{ID: "a-b", Page: "# A\n\nThe user reads `Some_Error` or AADSTS700016."},
		{ID: "c-d", Page: "# C\n\nSome_ErrorCode"},
		{ID: "e-f", Page: "# E\n\n700016 users"},
	}
	for text, want := range map[string]struct {
		name string
		ids  []string
	}{
		"Some_Error":            {"Some_Error", []string{"a-b"}},
		"AADSTS700016":          {"AADSTS700016", []string{"a-b"}},
		"it said AADSTS700016!": {"AADSTS700016", []string{"a-b"}},
		"Some Error":            {"", nil},
		"Error":                 {"Error", nil},
	} {
		if name, ids := explain.Naming(rules, text); name != want.name || !slices.Equal(ids, want.ids) {
			t.Errorf("%q: %q %q, want %q %q", text, name, ids, want.name, want.ids)
		}
	}
	var many []*lint.Rule
	for _, id := range []string{"a-1", "a-2", "a-3", "a-4", "a-5", "a-6", "a-7"} {
		many = append(many, &lint.Rule{ID: id, Page: "# A word"})
	}
	if _, ids := explain.Naming(many, "word"); ids != nil {
		t.Errorf("a word of every page leads to %q", ids)
	}
}
