// Package everyonecaninvite reports that guests may invite guests.
package everyonecaninvite

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is everyone-can-invite.
var Rule = &lint.Rule{
	ID:       "everyone-can-invite",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.AuthorizationPolicy}},
	Uses:     []lint.Use{settings.InvitersOf},
	On:       []lint.Kind{lint.AuthorizationPolicy},
	Check:    check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	switch settings.InvitersOf.Of(authorization) {
	case settings.UnknownInviters:
		p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
	case settings.EveryoneInvites:
		p.Report(p.Find(authorization.Get("allowInvitesFrom"), "allowInvitesFrom is %s: guests too can invite guests that nobody in the organization asked for",
			settings.EveryoneInvites.String()).
			About("allowInvitesFrom", settings.EveryoneInvites.String()).
			Fixf("set allowInvitesFrom to %s, or to %s", display.Safe(settings.MemberInviters.String()), display.Safe(settings.AdminInviters.String())))
	}
}
