// Package multitenantpartnerincomplete reports partners of the multitenant
// organization that lack what sharing users with them takes.
package multitenantpartnerincomplete

import (
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is multitenant-partner-incomplete.
var Rule = &lint.Rule{
	ID:       "multitenant-partner-incomplete",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId", "isInMultiTenantOrganization"}}},
	Uses:     []lint.Use{crosstenant.Consent, crosstenant.Synchronization},
	On:       []lint.Kind{lint.CrossTenantAccessPolicyPartner},
	Check:    check,
}

func check(p *lint.Pass, record *lint.Record) {
	if !record.Get("isInMultiTenantOrganization").True() {
		return
	}
	partner := &crosstenant.Party{Record: record}
	var lacks, effects []string
	var places []lint.Value
	need := func(answer graph.Answer, at lint.Value, what, effect string) {
		if answer != graph.No {
			return
		}
		lacks, places = append(lacks, what), append(places, at)
		if !slices.Contains(effects, effect) {
			effects = append(effects, effect)
		}
	}
	const in, out = "its users cannot be synchronized into this tenant", "users of this tenant cannot be synchronized into it"
	inbound, inboundAt := partner.Consents(false)
	need(inbound, inboundAt, "automatic redemption inbound", in)
	outbound, outboundAt := partner.Consents(true)
	need(outbound, outboundAt, "automatic redemption outbound", out)
	synchronizes, synchronizesAt := partner.Synchronizes()
	need(synchronizes, synchronizesAt, "inbound synchronization of users", in)
	if len(lacks) == 0 {
		return
	}
	f := p.Find(places[0], "%s is in the multitenant organization, but its entry lacks %s: %s",
		partner.Name(), display.Safe(strings.Join(lacks, ", ")), display.Safe(strings.Join(effects, ", and "))).
		About("isInMultiTenantOrganization", "").
		Fixf("set them in this entry; and in the templates of the multitenant organization for tenants that join later")
	for i, at := range places[1:] {
		f.Also(at, "%s", display.Safe(lacks[i+1]))
	}
	p.Report(f)
}
