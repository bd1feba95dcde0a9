// Package defaultinboundtargetsusers reports inbound defaults that are aimed at
// single users or groups.
package defaultinboundtargetsusers

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is default-inbound-targets-users.
var Rule = &lint.Rule{
	ID:       "default-inbound-targets-users",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyDefault}},
	Uses: []lint.Use{
		crosstenant.Settings(crosstenant.CollaborationInbound, crosstenant.DirectConnectInbound, crosstenant.TenantRestrictions).Of(lint.CrossTenantAccessPolicyDefault),
	},
	Once: once,
}

func once(p *lint.Pass) {
	fallback := crosstenant.Read(p.Tenant).Default
	if fallback == nil {
		return
	}
	for part := range fallback.Parts(crosstenant.CollaborationInbound, crosstenant.DirectConnectInbound, crosstenant.TenantRestrictions) {
		if part.OfUsers() {
			judge(p, part)
		}
	}
}

func judge(p *lint.Pass, part crosstenant.Part) {
	single := part.Single()
	if len(single) == 0 {
		return
	}
	f := p.Find(single[0].At, "the default names %s in %s: the default cannot target single users or groups there, so it may let in or keep out others than it says",
		crosstenant.First(single), part.Title()).
		About(part.Scope.String(), "").
		Fixf("name 'AllUsers' in the default, and single users or groups in the entry of the partner that has them").
		With("count", len(single))
	crosstenant.AlsoNamed(f, single)
	p.Report(f)
}
