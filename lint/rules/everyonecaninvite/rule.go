// Package everyonecaninvite reports that guests may invite guests.
package everyonecaninvite

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is everyone-can-invite.
var Rule = &lint.Rule{
	ID:       "everyone-can-invite",
	Severity: lint.Note,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy, Requires: []string{"allowInvitesFrom"}},
	},
	On:    []lint.Kind{lint.AuthorizationPolicy},
	Check: check,
}

func check(p *lint.Pass, authorization *lint.Record) {
	switch keys.InvitersOf(authorization) {
	case keys.UnknownInviters:
		p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
	case keys.EveryoneInvites:
		p.Report(authorization.Get("allowInvitesFrom"), "allowInvitesFrom is %s: guests too can invite guests, whom nobody of the organization has asked for",
			keys.EveryoneInvites.String()).
			About("allowInvitesFrom", keys.EveryoneInvites.String()).
			Fixf("set allowInvitesFrom to %s, or to %s", display.Safe(keys.MemberInviters.String()), display.Safe(keys.AdminInviters.String()))
	}
}
