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
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"onPremisesUserPrincipalName"}}},
	// That a guest is not external is told by all of these together.
	Uses:  []lint.Use{directory.External.Required(), directory.IsGuest.Required()},
	On:    []lint.Kind{lint.User},
	Check: check,
}

func check(p *lint.Pass, user *lint.Record) {
	upn := user.Get("onPremisesUserPrincipalName")
	if upn.Text() == "" || !directory.IsGuest.Of(user) || directory.External.Of(user) {
		return
	}
	object := user.Object()
	p.Report(p.Find(upn, "guest %s has the onPremisesUserPrincipalName %s: an invitation to B2B collaboration is refused, and the guest stays with an account of this tenant",
		object.Label(), upn).
		About("onPremisesUserPrincipalName", "").
		Fixf("change the rule of Microsoft Entra Connect that writes onPremisesUserPrincipalName, so that it leaves out user %s, then invite the user", object.ID))
}
