// Package guestroletoowide reports that guests may see and do what members may.
package guestroletoowide

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is guest-role-too-wide.
var Rule = &lint.Rule{
	ID:       "guest-role-too-wide",
	Severity: lint.Warning,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.AuthorizationPolicy, Requires: []string{"guestUserRoleId"}}},
	On:       []lint.Kind{lint.AuthorizationPolicy},
	Check:    check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	role := authorization.Get("guestUserRoleId")
	switch graph.ID(role.Text()) {
	case "":
		p.Cannot("guestUserRoleId is empty, and what that means is not documented")
	case settings.MemberAccess:
		p.Report(p.Find(role, "guestUserRoleId is %s, the role of members: every guest can list all users, groups and their members", role).
			About("guestUserRoleId", settings.MemberAccess).
			Fixf("set guestUserRoleId to %s (limited) or %s (restricted)", display.Safe(settings.LimitedAccess), display.Safe(settings.RestrictedAccess)))
	}
}
