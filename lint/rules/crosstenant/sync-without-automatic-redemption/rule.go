// Package syncwithoutautomaticredemption reports partners that may synchronize users
// here, but whose invitations are not redeemed automatically.
package syncwithoutautomaticredemption

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is sync-without-automatic-redemption.
var Rule = &lint.Rule{
	ID:       "sync-without-automatic-redemption",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId"}}},
	Uses:     []lint.Use{crosstenant.Consent.Required(), crosstenant.Synchronization.Required()},
	On:       []lint.Kind{lint.CrossTenantAccessPolicyPartner},
	Check:    check,
}

func check(p *lint.Pass, record *lint.Record) {
	partner := &crosstenant.Party{Record: record}
	synchronizes, by := partner.Synchronizes()
	redeemed, at := partner.Consents(false)
	if synchronizes != graph.Yes || redeemed == graph.Yes {
		return
	}
	p.Report(p.Find(at, "%s may synchronize users into this tenant, but their invitations are not redeemed automatically: "+
		"testing the connection there fails with AzureDirectoryB2BManagementPolicyCheckFailure", partner.Name()).
		About("automaticUserConsentSettings", "inboundAllowed").
		Fixf("set inboundAllowed in automaticUserConsentSettings of this entry; or take back the permission to synchronize").
		Notef("the partner has to set outboundAllowed in its entry for this tenant as well, which this export does not show").
		Also(by, "synchronization is allowed here"))
}
