// Package applicationcannotinvite reports applications that were given the permission
// to invite in a tenant that lets no application invite.
package applicationcannotinvite

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is application-cannot-invite.
var Rule = &lint.Rule{
	ID:       "application-cannot-invite",
	Severity: lint.Warning,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy},
		{Kind: lint.ServicePrincipal, Requires: []string{"id", "appId"}},
	},
	Uses: []lint.Use{settings.InvitersOf, directory.UserInviters},
	Once: once,
}

func once(p *lint.Pass) {
	for authorization := range p.Tenant.Each(lint.AuthorizationPolicy) {
		switch inviters := settings.InvitersOf.Of(authorization); inviters {
		case settings.UnknownInviters:
			p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
		case settings.NoInviters, settings.AdminInviters:
			report(p, authorization.Get("allowInvitesFrom"), inviters)
		}
	}
}

// examples is how many applications a finding names.
const examples = 3

func report(p *lint.Pass, at lint.Value, inviters settings.Inviters) {
	found := directory.InviteGrants(p)
	if len(found) == 0 {
		return
	}
	slices.SortFunc(found, func(a, b directory.InviteGrant) int { return cmp.Compare(a.Application.ID, b.Application.ID) })
	var f *lint.Finding
	if len(found) == 1 {
		f = p.Find(at, "allowInvitesFrom is %s: application %s has User.Invite.All but cannot invite, as invitations by an application alone are refused",
			inviters.String(), found[0].Application.Name)
	} else {
		f = p.Find(at, "allowInvitesFrom is %s: %d applications have User.Invite.All but cannot invite, as invitations by an application alone are refused",
			inviters.String(), len(found))
	}
	f.About("allowInvitesFrom", inviters.String()).
		With("applications", len(found)).
		Fixf("%s", fix(inviters))
	for _, grant := range found[:min(examples, len(found))] {
		f.Also(grant.At, "application %s (%s) has User.Invite.All", grant.Application.Name, grant.Application.ID)
	}
	p.Report(f)
}

func fix(inviters settings.Inviters) display.Safe {
	wide := display.Safe("set allowInvitesFrom to " + settings.MemberInviters.String())
	if inviters == settings.NoInviters {
		return wide + ", or take the permission away"
	}
	return wide + ", or let the application invite for a signed-in user who may (delegated User.Invite.All)"
}
