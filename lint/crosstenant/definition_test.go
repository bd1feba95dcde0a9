package crosstenant_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/linttest"
)

func base(t *testing.T, text string) *lint.Record {
	t.Helper()
	return linttest.Record(t, lint.CrossTenantAccessPolicy, text, "definition")
}

func TestDefinitionOf(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"definition":["a","b"]}`: "ab", `{"definition":"ab"}`: "ab", `{"definition":[]}`: "", `{"definition":null}`: "", `{"id":"x"}`: "",
	} {
		d := crosstenant.DefinitionOf(base(t, text))
		if d.Text != want || d.At.Exists() != strings.Contains(text, "definition") {
			t.Errorf("%s: %q", text, d.Text)
		}
	}
}

func TestTenantGroups(t *testing.T) {
	t.Parallel()
	groups, ok := crosstenant.Definition{Text: `{"CrossTenantAccessPolicy": {"TenantGroup": [
		{"DisplayName": "Fabrikam", "ToMyTenancy": [
			{"AllowB2B": true, "AcceptMFA": null, "Targets": {"Groups": ["x"]}},
			{"allowaccess": false, "acceptMFA": true, "Applications": [], "Targets": {"Groups": []}},
			{"AllowNativeFederation": false, "Applications": ["Office365"], "Targets": null}]},
		{"Tenants": ["a", "b"], "FromMyTenancy": [{}], "ToMyTenancy": null},
		{"DisplayName": "odd", "ToMyTenancy": "x"},
		{"DisplayName": 1}]}}`}.TenantGroups()
	var got []string
	for _, group := range groups {
		got = append(got, fmt.Sprintf("%s %t out %d", group.Name, group.Unread, len(group.Outbound)))
		for _, e := range group.Inbound {
			got = append(got, fmt.Sprintf("%t %t %t, trusts %t, applications %t, targets %t", e.AllowAccess != nil, e.AllowB2B != nil, e.AllowNativeFederation != nil,
				e.Trusts(), e.ForApplications(), e.ForTargets()))
		}
	}
	want := []string{
		"Fabrikam false out 0",
		"false true false, trusts false, applications false, targets true",
		"true false false, trusts true, applications false, targets false",
		"false false true, trusts false, applications true, targets false",
		"a b false out 1",
		"odd true out 0",
		" true out 0",
	}
	if !ok || !slices.Equal(got, want) {
		t.Errorf("%t, got %q, want %q", ok, got, want)
	}
	if groups[0].Bytes == 0 || groups[3].Bytes != len(`{"DisplayName": 1}`) {
		t.Error("the size of a group")
	}
	for _, text := range []string{``, `String`, `[]`, `{}`, `{"CrossTenantAccessPolicy": 1}`, `{"CrossTenantAccessPolicy": null}`} {
		if _, ok := (crosstenant.Definition{Text: text}).TenantGroups(); ok {
			t.Errorf("%q is a definition", text)
		}
	}
	if groups, ok := (crosstenant.Definition{Text: `{"CrossTenantAccessPolicy": {}}`}).TenantGroups(); !ok || len(groups) > 0 {
		t.Error("an empty definition")
	}
}
