// Package defaultinboundtargetsusers reports inbound defaults that are aimed at
// single users or groups.
package defaultinboundtargetsusers

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/policy"
)

//go:embed rule.md
var page string

// Rule is default-inbound-targets-users.
var Rule = &lint.Rule{
	ID:       "default-inbound-targets-users",
	Severity: lint.Error,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{{
		Kind:      lint.CrossTenantAccessPolicyDefault,
		Completes: []string{"b2bCollaborationInbound", "b2bDirectConnectInbound", "tenantRestrictions"},
	}},
	Join: join,
}

func join(p *lint.Pass, _ lint.Gathered) {
	fallback := policy.Read(p.Tenant).Default
	if fallback == nil {
		return
	}
	for part := range fallback.Parts(policy.CollaborationInbound, policy.DirectConnectInbound, policy.TenantRestrictions) {
		if part.OfUsers() {
			judge(p, part)
		}
	}
}

func judge(p *lint.Pass, part policy.Part) {
	single := part.Single()
	if len(single) == 0 {
		return
	}
	f := p.Report(single[0].At, "the default names %s in %s: the default cannot target single users or groups there, so it may let in or keep out others than it says",
		policy.First(single), part.Title()).
		About(part.Scope.String(), "").
		Fixf("name 'AllUsers' in the default, and single users or groups in the entry of the partner that has them").
		With("count", len(single))
	policy.AlsoNamed(f, single)
}
