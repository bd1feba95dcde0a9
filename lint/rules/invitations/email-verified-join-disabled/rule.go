// Package emailverifiedjoindisabled reports a tenant that no user can join by a mail
// address of one of its domains.
package emailverifiedjoindisabled

import (
	_ "embed"

	"tenantlint/lint"
)

//go:embed rule.md
var page string

// Rule is email-verified-join-disabled.
var Rule = &lint.Rule{
	ID:       "email-verified-join-disabled",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.AuthorizationPolicy, Requires: []string{"allowEmailVerifiedUsersToJoinOrganization"}}},
	On:       []lint.Kind{lint.AuthorizationPolicy},
	Check:    check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	allowed := authorization.Get("allowEmailVerifiedUsersToJoinOrganization")
	if allowed.Type() != lint.Boolean || allowed.True() {
		return
	}
	p.Report(p.Find(allowed, "allowEmailVerifiedUsersToJoinOrganization is false: people with a mail address of this organization but no account in it "+
		"cannot redeem the invitations of other organizations (their page says that the administrator has disallowed EmailVerified users)").
		Fixf("give an account to everyone who is invited elsewhere, or set allowEmailVerifiedUsersToJoinOrganization to true"))
}
