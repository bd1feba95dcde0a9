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
	f := find(p, part, single).
		About(part.Scope.String(), "").
		Fixf("name 'AllUsers' in the default, and single users or groups in the entry of the partner that has them").
		With("count", len(single))
	for _, target := range single[1:min(len(single), 1+examples)] {
		f.Also(target.At, "names this one too")
	}
	p.Report(f)
}

// examples is how many targets a finding names beside the first.
const examples = 3

func find(p *lint.Pass, part crosstenant.Part, single []crosstenant.Target) *lint.Finding {
	at := single[0].At
	if len(single) == 1 {
		return p.Find(at, "the default names %s in %s: the default cannot target single users or groups there, so it may let in or keep out others than it says",
			at, part.Title())
	}
	return p.Find(at, "the default names %s and %d more in %s: the default cannot target single users or groups there, so it may let in or keep out others than it says",
		at, len(single)-1, part.Title())
}
