// Package sharepointsigninacceleration reports that guests are sent to the tenant's
// own identity provider when they open SharePoint.
package sharepointsigninacceleration

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
)

//go:embed rule.md
var page string

// Rule is sharepoint-sign-in-acceleration.
var Rule = &lint.Rule{
	ID:       "sharepoint-sign-in-acceleration",
	Severity: lint.Warning,
	Subject:  "sharepoint",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.SharePointTenant, Requires: []string{"EnableGuestSignInAcceleration", "SignInAccelerationDomain"}}},
	On:       []lint.Kind{lint.SharePointTenant},
	Check:    check,
}

func check(p *lint.Pass, settings *lint.Record) {
	guests, domain := settings.Get("EnableGuestSignInAcceleration"), settings.Get("SignInAccelerationDomain")
	switch {
	case strings.TrimSpace(domain.Text()) == "":
	case guests.True():
		p.Report(p.Find(guests, "EnableGuestSignInAcceleration is on with the domain %s: guests are sent to its identity provider, and cannot sign in to SharePoint unless it knows them", domain).
			About("EnableGuestSignInAcceleration", "").
			Also(domain, "the domain that everybody is sent to").
			Fixf("turn EnableGuestSignInAcceleration off; the domain can stay for the organization's own users"))
	case guests.Type() != lint.Boolean:
		p.Cannot("EnableGuestSignInAcceleration is neither true nor false")
	}
}
