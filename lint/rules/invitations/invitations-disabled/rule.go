// Package invitationsdisabled reports a tenant in which nobody may invite.
package invitationsdisabled

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
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
	},
	Uses: []lint.Use{settings.InvitersOf, crosstenant.Synchronization},
	Once: once,
}

func once(p *lint.Pass) {
	for authorization := range p.Tenant.Each(lint.AuthorizationPolicy) {
		switch settings.InvitersOf.Of(authorization) {
		case settings.UnknownInviters:
			p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
		case settings.NoInviters:
			report(p, authorization.Get("allowInvitesFrom"))
		}
	}
}

// examples is how many partners a finding names.
const examples = 3

func report(p *lint.Pass, at lint.Value) {
	var syncing []lint.Value
	for _, partner := range crosstenant.Read(p.Tenant).Partners {
		if answer, allowed := partner.Synchronizes(); answer == graph.Yes {
			syncing = append(syncing, allowed)
		}
	}
	var f *lint.Finding
	if len(syncing) == 0 {
		f = p.Find(at, "allowInvitesFrom is %s: nobody can invite external users, not even administrators "+
			"(\"Invitations have been disabled for directory\")", settings.NoInviters.String())
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
