// Package federationshadowed reports external federations that Microsoft Entra ID comes
// before.
package federationshadowed

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is federation-shadowed.
var Rule = &lint.Rule{
	ID:       "federation-shadowed",
	Severity: lint.Note,
	Subject:  "federation",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.ExternalDomainFederation}},
	Uses:     []lint.Use{crosstenant.RedemptionOrder},
	Once:     once,
}

// examples is how many federations a finding shows.
const examples = 3

func once(p *lint.Pass) {
	fallback := crosstenant.Read(p.Tenant).Default
	var federations []*lint.Record
	for federation := range p.Tenant.Each(lint.ExternalDomainFederation) {
		federations = append(federations, federation)
	}
	if fallback == nil || len(federations) == 0 {
		return
	}
	redemption, ok := fallback.Redemption()
	if !ok {
		p.Cannot("the default has no redemption order of its own to look at")
		return
	}
	entra, federated := redemption.Index(crosstenant.EntraID), redemption.Index(crosstenant.ExternalFederation)
	if entra < 0 || federated < entra {
		return
	}
	f := p.Find(redemption.Primary[federated].At, "%s comes after %s in the redemption order: guests whose domain is verified at Microsoft Entra never reach the federated identity provider",
		redemption.Primary[federated].At, redemption.Primary[entra].At).
		About("primaryIdentityProviderPrecedenceOrder", crosstenant.ExternalFederation).
		Fixf("put 'externalFederation' first, if guests of such domains are to sign in there").
		Notef("external federations: %d", len(federations)).
		With("count", len(federations))
	for _, federation := range federations[:min(len(federations), examples)] {
		f.Also(federation.Value(), "external federation %s", federation.Object().Label())
	}
	p.Report(f)
}
