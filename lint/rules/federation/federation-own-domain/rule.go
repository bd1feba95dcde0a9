// Package federationowndomain reports external federations for a domain of the tenant
// itself.
package federationowndomain

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is federation-own-domain.
var Rule = &lint.Rule{
	ID:       "federation-own-domain",
	Severity: lint.Error,
	Subject:  "federation",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.ExternalDomainFederation, Requires: []string{"domains"}},
		{Kind: lint.Domain, Requires: []string{"id", "isVerified"}},
	},
	Uses: []lint.Use{directory.TenantDomains},
	Once: once,
}

func once(p *lint.Pass) {
	own := directory.Domains(p.Tenant)
	for federation := range p.Tenant.Each(lint.ExternalDomainFederation) {
		for domain := range federation.Get("domains").Elements() {
			id := domain.Get("id")
			verified := own[graph.ID(id.Text())]
			if !verified.Verified {
				continue
			}
			p.Report(p.Find(id, "external federation %s is for %s, which is verified in this tenant: its users are the tenant's own, and Microsoft Entra does not allow external federation for them",
				federation.Object().Label(), id).
				Fixf("take the domain out of the federation, or delete the federation if it has no other").
				Also(verified.At, "the domain is verified here"))
		}
	}
}
