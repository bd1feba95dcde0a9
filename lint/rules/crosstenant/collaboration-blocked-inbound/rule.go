// Package collaborationblockedinbound reports settings that keep all users of other
// organizations from being guests, and how many guests they hit.
package collaborationblockedinbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	PartnerDomains map[string][]string `json:"partnerDomains" doc:"the domains of partners, by tenant id, to count their guests by"`
}

// Rule is collaboration-blocked-inbound.
var Rule = &lint.Rule{
	ID:       "collaboration-blocked-inbound",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Options:  Options{},
	Needs:    []lint.Need{{Kind: lint.User, Refines: true}},
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required()},
	Index:    directory.Externals,
	Join:     join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	access := crosstenant.Read(p.Tenant)
	count := newCount(p, access, externals)
	crosstenant.Closure{
		Scope: crosstenant.CollaborationInbound,
		Users: "users of other organizations", PartnerUsers: "users from there",
		Consequence:        "invitation or sign-in is refused to those whose organization has no entry that allows it (AADSTS500213)",
		PartnerConsequence: "invitation or sign-in is refused to them (AADSTS500213)",
		Fix: "leave the default closed if that is on purpose, and allow B2B collaboration inbound in the entries of " +
			"the organizations whose users are guests here",
		PartnerFix: "leave it if nobody from there is to be a guest; else allow B2B collaboration inbound in this entry",
	}.Report(p, access, count.tell)
}
