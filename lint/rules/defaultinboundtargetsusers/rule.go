// Package defaultinboundtargetsusers reports inbound defaults that are aimed at
// single users or groups.
package defaultinboundtargetsusers

import (
	_ "embed"
	"fmt"

	"tenantlint/lint"
	"tenantlint/lint/display"
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

// examples is how many targets a finding shows beside the first.
const examples = 3

func judge(p *lint.Pass, part policy.Part) {
	var single []policy.Target
	for target := range part.List() {
		if target.Name != policy.AllUsers && target.Name != "" {
			single = append(single, target)
		}
	}
	if len(single) == 0 {
		return
	}
	more := display.Safe("")
	if n := len(single) - 1; n > 0 {
		more = display.Safe(fmt.Sprintf(" and %d more", n))
	}
	f := p.Report(single[0].At, "the default names %s%s in %s: the default cannot target single users or groups there, so it may let in or keep out others than it says",
		single[0].At, more, part.Title()).
		About(part.Scope.String(), "").
		Fixf("name 'AllUsers' in the default, and single users or groups in the entry of the partner that has them").
		With("count", len(single))
	for _, target := range single[1:min(len(single), 1+examples)] {
		f.Also(target.At, "names this one too")
	}
}
