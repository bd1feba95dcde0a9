// Package guestroletoowide reports that guests may see and do what members may.
package guestroletoowide

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is guest-role-too-wide.
var Rule = &lint.Rule{
	ID:       "guest-role-too-wide",
	Severity: lint.Warning,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy, Requires: []string{"guestUserRoleId"}},
	},
	On:    []lint.Kind{lint.AuthorizationPolicy},
	Check: check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	role := authorization.Get("guestUserRoleId")
	switch keys.NormalID(role.Text()) {
	case "":
		p.Cannot("guestUserRoleId is empty, and what that means is not documented")
	case keys.MemberAccess:
		p.Report(role, "guestUserRoleId is %s, the role of members: every guest can list all users, groups and their members", role).
			About("guestUserRoleId", keys.MemberAccess).
			Fixf("set guestUserRoleId to %s (limited) or %s (restricted)", display.Safe(keys.LimitedAccess), display.Safe(keys.RestrictedAccess))
	}
}
