// Package cloudwithoutpartner reports clouds that are enabled though no organization
// is added.
package cloudwithoutpartner

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is cloud-without-partner.
var Rule = &lint.Rule{
	ID:       "cloud-without-partner",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner}},
	Uses:     []lint.Use{crosstenant.AllowedClouds},
	Once:     once,
}

func once(p *lint.Pass) {
	access := crosstenant.Read(p.Tenant)
	if access.Base == nil || len(access.Partners) > 0 {
		return
	}
	var enabled []display.Safe
	for cloud := range crosstenant.Clouds(access.Base) {
		if cloud.Name != "" && !slices.Contains(enabled, cloud.Name) {
			enabled = append(enabled, cloud.Name)
		}
	}
	switch {
	case len(enabled) == 0:
		return
	case !p.Tenant.Complete(lint.CrossTenantAccessPolicyPartner):
		p.Cannot("not all cross-tenant partners are in the export, and an organization of the cloud may be among them")
		p.Export(lint.CrossTenantAccessPolicyPartner)
		return
	}
	names := enabled[0]
	for _, name := range enabled[1:] {
		names += ", " + name
	}
	p.Report(p.Find(access.Base.Get("allowedCloudEndpoints"), "allowedCloudEndpoints enables %s, but there is no partner: every organization there stays blocked, "+
		"and invitations are refused with \"This invitation is blocked by cross-tenant access settings\"", names).
		Fixf("add the organizations there as partners, by their tenant ids; or take the cloud out of allowedCloudEndpoints"))
}
