// Package internalguestnotconvertible reports guests with an account of the tenant that
// cannot be invited to use their own.
package internalguestnotconvertible

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is internal-guest-not-convertible.
var Rule = &lint.Rule{
	ID:       "internal-guest-not-convertible",
	Severity: lint.Warning,
	Subject:  "guests",
	Page:     page,
	Needs: []lint.Need{{
		// That a guest is not external is told by all but the last.
		Kind:     lint.User,
		Requires: []string{"userType", "userPrincipalName", "externalUserState", "creationType", "identities", "onPremisesUserPrincipalName"},
	}},
	On:    []lint.Kind{lint.User},
	Check: check,
}

func check(p *lint.Pass, user *lint.Record) {
	upn := user.Get("onPremisesUserPrincipalName")
	if upn.Text() == "" || !directory.IsGuest(user) || directory.External(user) {
		return
	}
	object := user.Object()
	p.Report(upn, "guest %s has the onPremisesUserPrincipalName %s: an invitation to B2B collaboration is refused, and the guest stays with an account of this tenant",
		object.Label(), upn).
		About("onPremisesUserPrincipalName", "").
		Fixf("change the rule of Microsoft Entra Connect that writes onPremisesUserPrincipalName, so that it leaves out user %s, then invite the user", object.ID)
}
