// Package collaborationblockedoutbound reports settings that keep all users from
// being guests of other organizations.
package collaborationblockedoutbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is collaboration-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "collaboration-blocked-outbound",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound).Required()},
	Once: func(p *lint.Pass) {
		crosstenant.Closure{
			Scope: crosstenant.CollaborationOutbound,
			Users: "users", PartnerUsers: "users",
			Consequence:        "they cannot be guests of an organization whose entry does not allow it (AADSTS500212)",
			PartnerConsequence: "they cannot be guests there (AADSTS500212)",
			Fix: "leave the default closed if that is on purpose, and allow B2B collaboration outbound in the entries of " +
				"the organizations that users are guests of",
			PartnerFix: "leave it if nobody is to be a guest there; else allow B2B collaboration outbound in this entry",
		}.Report(p, crosstenant.Read(p.Tenant), nil)
	},
}
