// Package internalguest reports guests who sign in with an account of the tenant.
package internalguest

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is internal-guest.
var Rule = &lint.Rule{
	ID:       "internal-guest",
	Severity: lint.Note,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Optional: []string{"accountEnabled"}}},
	// That a guest is not external is told by all of these together.
	Uses:  []lint.Use{directory.External.Required(), directory.IsGuest.Required()},
	On:    []lint.Kind{lint.User},
	Check: check,
}

func check(p *lint.Pass, user *lint.Record) {
	if !directory.IsGuest.Of(user) || directory.External.Of(user) {
		return
	}
	object := user.Object()
	f := p.Find(user.Get("userType"), "guest %s signs in with an account of this tenant: its password and its end are yours to look after, and not those of the guest's own organization",
		object.Label()).
		About("userType", "").
		Fixf("invite user %s to B2B collaboration, so that it signs in with its own account", object.ID)
	if directory.Disabled(user.Get("accountEnabled")) {
		f.Notef("the account is disabled")
	}
	p.Report(f)
}
