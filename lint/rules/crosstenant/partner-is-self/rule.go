// Package partnerisself reports partners that are the tenant itself.
package partnerisself

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is partner-is-self.
var Rule = &lint.Rule{
	ID:       "partner-is-self",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId"}},
		{Kind: lint.Organization, Requires: []string{"id"}},
	},
	Once: once,
}

func once(p *lint.Pass) {
	own := make(map[string]*lint.Record)
	for organization := range p.Tenant.Each(lint.Organization) {
		own[graph.ID(organization.Get("id").Text())] = organization
	}
	if len(own) > 1 {
		p.Cannot("the export has several organizations, and does not tell whose the partners are")
		return
	}
	for _, partner := range crosstenant.Read(p.Tenant).Partners {
		organization, same := own[partner.TenantID()]
		if !same {
			continue
		}
		p.Report(p.Find(partner.Record.Get("tenantId"), "%s is this tenant itself: its own users do not cross tenants, so the entry does nothing", partner.Name()).
			Fixf("remove the entry; if it was meant for another organization, add that one by its tenant id").
			Also(organization.Get("id"), "the organization has the same id"))
	}
}
