// Package rmsblockedoutbound reports cross-tenant settings that keep users from
// the application that opens protected mail.
package rmsblockedoutbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is rms-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "rms-blocked-outbound",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound).Required()},
	Once: func(p *lint.Pass) {
		crosstenant.RightsManagementBlock{
			Scope: crosstenant.CollaborationOutbound,
			Users: "users", PartnerUsers: "users",
			Consequence: "they cannot open mail and files that other organizations encrypted (OME)",
			Partners:    "the partners whose encrypted mail is read",
		}.Report(p)
	},
}
