// Package selfservicesignup reports that external users can become guests without an
// invitation.
package selfservicesignup

import (
	_ "embed"

	"tenantlint/lint"
)

//go:embed rule.md
var page string

// Rule is self-service-sign-up.
var Rule = &lint.Rule{
	ID:       "self-service-sign-up",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.AuthenticationFlowsPolicy, Requires: []string{"selfServiceSignUp"}}},
	On:       []lint.Kind{lint.AuthenticationFlowsPolicy},
	Check:    check,
}

func check(p *lint.Pass, flows *lint.Record) {
	switch enabled := flows.Get("selfServiceSignUp").Get("isEnabled"); {
	case enabled.True():
		p.Report(p.Find(enabled, "self-service sign-up is on: by a user flow people become guests without an invitation, "+
			"and the list of allowed and blocked domains does not hold them off").
			Fixf("turn self-service sign-up off, unless an application needs it"))
	case enabled.Type() != lint.Boolean:
		p.Cannot("selfServiceSignUp does not say whether it is enabled")
	}
}
