// Package guestroleunknown reports that guests are given a role that is not documented.
package guestroleunknown

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is guest-role-unknown.
var Rule = &lint.Rule{
	ID:       "guest-role-unknown",
	Severity: lint.Error,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.AuthorizationPolicy, Requires: []string{"guestUserRoleId"}}},
	On:       []lint.Kind{lint.AuthorizationPolicy},
	Check:    check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	role := authorization.Get("guestUserRoleId")
	switch graph.ID(role.Text()) {
	case settings.MemberAccess, settings.LimitedAccess, settings.RestrictedAccess:
	case "":
		p.Cannot("guestUserRoleId is empty, and what that means is not documented")
	default:
		p.Report(p.Find(role, "guestUserRoleId is %s, none of the three roles that guests can have: what guests may see and do is not known", role).
			Fixf("set guestUserRoleId to %s (limited) or %s (restricted)", display.Safe(settings.LimitedAccess), display.Safe(settings.RestrictedAccess)))
	}
}
