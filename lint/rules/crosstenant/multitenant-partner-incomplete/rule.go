// Package multitenantpartnerincomplete reports partners of the multitenant
// organization with which users can be shared in neither direction.
package multitenantpartnerincomplete

import (
	_ "embed"
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
	inbound, inboundAt := partner.Consents(false)
	outbound, outboundAt := partner.Consents(true)
	synchronizes, synchronizesAt := partner.Synchronizes()
	switch {
	case outbound != graph.No:
		return // users go there, or may: one direction is enough
	case inbound != graph.No && synchronizes != graph.No:
		return // users come from there, or may
	case synchronizes == graph.Yes:
		return // sync-without-automatic-redemption reports it
	}
	var lacks []string
	var places []lint.Value
	need := func(answer graph.Answer, at lint.Value, what string) {
		if answer == graph.No {
			lacks, places = append(lacks, what), append(places, at)
		}
	}
	need(inbound, inboundAt, "automatic redemption inbound")
	need(outbound, outboundAt, "automatic redemption outbound")
	need(synchronizes, synchronizesAt, "inbound synchronization of users")
	f := p.Find(places[0], "%s is in the multitenant organization, but its entry lacks %s: users can be synchronized neither from there into this tenant nor from here into that one",
		partner.Name(), display.Safe(strings.Join(lacks, ", "))).
		About("isInMultiTenantOrganization", "").
		Fixf("for users from there, set automatic redemption inbound and allow inbound synchronization; for your users there, set automatic redemption outbound")
	for i, at := range places[1:] {
		f.Also(at, "%s", display.Safe(lacks[i+1]))
	}
	p.Report(f)
}
