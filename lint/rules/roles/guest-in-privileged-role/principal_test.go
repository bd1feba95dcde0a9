package guestinprivilegedrole_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	guestinprivilegedrole "tenantlint/lint/rules/roles/guest-in-privileged-role"
)

func TestExternalPrincipal(t *testing.T) {
	t.Parallel()
	for principal, want := range map[string]bool{
		`{"userType":"Guest"}`: true,
		`{"userType":"Member","userPrincipalName":"a_b#EXT#@c"}`:      true,
		`{"AdditionalProperties":{"userType":"guest"}}`:               true,
		`{"AdditionalProperties":{"userPrincipalName":"a_b#ext#@c"}}`: true,
		`{"userType":"Member","userPrincipalName":"a@c"}`:             false,
		`{}`:   false,
		`null`: false,
	} {
		r := linttest.Record(t, lint.RoleAssignment, `{"principal":`+principal+`}`, "principal")
		if got := guestinprivilegedrole.ExternalPrincipal(r.Get("principal")); got != want {
			t.Errorf("%s: %t, want %t", principal, got, want)
		}
	}
}
