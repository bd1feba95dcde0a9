// Package guestswithoutmfa reports tenants in which no Conditional Access policy asks
// all guests for multifactor authentication.
package guestswithoutmfa

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guests-without-mfa.
var Rule = &lint.Rule{
	ID:       "guests-without-mfa",
	Severity: lint.Warning,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.Group, Refines: true},
		{Kind: lint.User, Refines: true},
		{Kind: lint.Organization, Refines: true},
		// They matter only where no policy is enabled.
		{Kind: lint.SecurityDefaults, Refines: true},
	},
	Uses:  []lint.Use{conditionalaccess.Policies.Handled(), conditionalaccess.SecurityDefaults, directory.GroupGuests},
	Index: directory.Externals,
	Join:  join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	defaults, _ := conditionalaccess.Defaults(p.Tenant)
	if defaults == graph.Yes {
		return
	}
	policies := conditionalaccess.Read(p.Tenant)
	var near, all []attempt
	var incomplete, groups, enforced bool
	for _, policy := range policies {
		if !policy.Exported() {
			incomplete = true
			continue
		}
		enforced = enforced || policy.Enabled()
		grant := policy.Grant()
		if !asks(grant) && !grant.Blocks() {
			continue
		}
		a := weigh(p.Tenant, policy)
		all = append(all, a)
		switch {
		case len(a.lacks) == 0 && !a.doubt:
			return
		case len(a.lacks) == 0:
			groups = true
		case !grant.Blocks() || a.applications:
			near = append(near, a)
		}
	}
	if together(all) {
		return
	}
	closed, unsure := shut(all)
	if closed && !unsure {
		return
	}
	groups = groups || closed
	if incomplete {
		p.Cannot("a policy was exported without all that tells whether it asks guests for multifactor authentication")
	}
	lost := perhaps(all)
	if lost {
		p.Cannot("policies ask guests of certain organizations for multifactor authentication, and the export lacks a list of these, or a group that one excludes")
	}
	if groups {
		p.Cannot("a policy asks groups for multifactor authentication, or excludes groups, and whether guests are in them is not known")
		p.Export(lint.Group)
	}
	if !p.Tenant.Complete(lint.ConditionalAccessPolicy) {
		p.Cannot("a policy that asks guests for multifactor authentication may be among those that the export lacks")
		p.Export(lint.ConditionalAccessPolicy)
		return
	}
	if incomplete || groups || lost {
		return
	}
	slices.SortStableFunc(near, func(a, b attempt) int { return cmp.Compare(a.distance(), b.distance()) })
	at, ok := place(p, policies, near, externals)
	if !ok {
		p.Cannot("the tenant has no Conditional Access policy, and the export nothing else to which a finding could point")
		p.Export(lint.Organization)
		return
	}
	maybe := !enforced && defaults == graph.Unknown
	report(p, at, near, maybe, externals)
	if maybe {
		p.Cannot("no Conditional Access policy is enabled, and whether security defaults are on is not known")
		p.Export(lint.SecurityDefaults)
	}
}

// place returns where a finding stands: at what keeps the nearest policy from being the
// one that is missing, else at what there is of the tenant.
func place(p *lint.Pass, policies []conditionalaccess.Policy, near []attempt, externals lint.Gathered) (lint.Value, bool) {
	if len(near) > 0 {
		return near[0].lacks[0].at, true
	}
	for _, policy := range policies {
		return policy.Record.Value(), true
	}
	for organization := range p.Tenant.Each(lint.Organization) {
		return organization.Value(), true
	}
	for _, guest := range externals.First(1, "", directory.EveryExternal...) {
		return guest.Record.Value(), true
	}
	return lint.Value{}, false
}

// report reports that no policy is what is missing; unsure says that security defaults may
// do instead.
func report(p *lint.Pass, at lint.Value, near []attempt, unsure bool, externals lint.Gathered) {
	unless := display.Safe("")
	if unsure {
		unless = ", unless security defaults are on, which the export does not show"
	}
	f := p.Find(at, "no enabled Conditional Access policy asks all guests for multifactor authentication in all applications: "+
		"one factor is enough for a guest to get in%s", unless)
	if unsure {
		f.As(lint.Note)
	}
	f.About("guests", "mfa").
		Fixf("turn on a policy that requires multifactor authentication of guest or external users for all resources")
	for _, a := range near[:min(3, len(near))] {
		for _, lack := range a.lacks {
			does := display.Safe("asks for it")
			if a.policy.Grant().Blocks() {
				does = "blocks guests"
			}
			f.Also(lack.at, "policy %s %s, but %s", a.policy.Name(), does, lack.text)
		}
	}
	if n := externals.Count("", directory.EveryGuest...); n > 0 {
		f.Notef("guests in the export: %d", n).With("guests", n)
	}
	p.Report(f)
}
