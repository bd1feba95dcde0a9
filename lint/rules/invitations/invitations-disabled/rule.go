// Package invitationsdisabled reports a tenant in which nobody may invite.
package invitationsdisabled

import (
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is invitations-disabled.
var Rule = &lint.Rule{
	ID:       "invitations-disabled",
	Severity: lint.Warning,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy},
		{Kind: lint.CrossTenantAccessPolicyPartner, Refines: true},
		{Kind: lint.User, Refines: true},
		{Kind: lint.Domain, Refines: true},
		{Kind: lint.Organization, Refines: true},
	},
	Uses:  []lint.Use{settings.InvitersOf, crosstenant.Synchronization, directory.TenantDomains},
	Index: directory.Externals,
	Join:  join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	for authorization := range p.Tenant.Each(lint.AuthorizationPolicy) {
		switch settings.InvitersOf.Of(authorization) {
		case settings.UnknownInviters:
			p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
		case settings.NoInviters:
			report(p, authorization.Get("allowInvitesFrom"), externals)
		}
	}
}

// examples is how many partners a finding names.
const examples = 3

func report(p *lint.Pass, at lint.Value, externals lint.Gathered) {
	var syncing []lint.Value
	partners := crosstenant.Read(p.Tenant).Partners
	for _, partner := range partners {
		if answer, allowed := partner.Synchronizes(); answer == graph.Yes {
			syncing = append(syncing, allowed)
		}
	}
	var f *lint.Finding
	if len(syncing) == 0 {
		f = p.Find(at, "allowInvitesFrom is %s: nobody can invite external users, not even administrators "+
			"(\"Invitations have been disabled for directory\")", settings.NoInviters.String())
		if len(partners) == 0 && untouched(p.Tenant, externals) {
			f.As(lint.Note).Notef("this is the default in US Government clouds, and the tenant has no external users")
		}
	} else {
		f = p.Find(at, "allowInvitesFrom is %s, though partners may synchronize users into this tenant: "+
			"the synchronization fails with AzureActiveDirectoryForbidden, and nobody can invite external users", settings.NoInviters.String()).
			As(lint.Error).
			With("partnersSynchronizing", len(syncing))
	}
	f.About("allowInvitesFrom", settings.NoInviters.String()).
		Fixf("set allowInvitesFrom to %s, or to a less strict value", display.Safe(settings.AdminInviters.String()))
	for _, allowed := range syncing[:min(examples, len(syncing))] {
		f.Also(allowed, "partner %s may synchronize users into this tenant", allowed.Record().ID())
	}
	p.Report(f)
}

// untouched reports whether a tenant is in a US Government cloud, where nobody may invite
// by default, and has no external users: nobody has missed it yet.
func untouched(t lint.Tenant, externals lint.Gathered) bool {
	if !t.Complete(lint.User) || externals.Count("", slices.Concat(directory.EveryExternal, directory.EveryGuest)...) > 0 {
		return false
	}
	for name := range directory.Domains(t) {
		if strings.HasSuffix(name, ".onmicrosoft.us") {
			return true
		}
	}
	return false
}
