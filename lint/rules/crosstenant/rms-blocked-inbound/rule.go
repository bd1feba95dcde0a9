// Package rmsblockedinbound reports cross-tenant settings that keep users of other
// organizations from the application that opens mail protected here.
package rmsblockedinbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is rms-blocked-inbound.
var Rule = &lint.Rule{
	ID:       "rms-blocked-inbound",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required()},
	Once: func(p *lint.Pass) {
		crosstenant.RightsManagementBlock{
			Scope: crosstenant.CollaborationInbound,
			Users: "users of other organizations", PartnerUsers: "users from there",
			Consequence: "they cannot open mail and files that this organization encrypted (OME)",
			Partners:    "the partners that protected mail and files are sent to",
		}.Report(p)
	},
}
