// Package applicationopentoguests reports applications of the tenant that every guest
// can sign in to.
package applicationopentoguests

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is application-open-to-guests.
var Rule = &lint.Rule{
	ID:       "application-open-to-guests",
	Severity: lint.Note,
	Subject:  "applications",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.Organization, Requires: []string{"id"}},
		{Kind: lint.ServicePrincipal, Optional: []string{"appId"}},
	},
	Index: open,
	Join:  join,
}

const openApplication lint.Role = 0

// open indexes the applications that require no assignment by the tenant that owns
// them: most belong to Microsoft, and which tenant this one is, only the organization
// says.
var open = &lint.Index{
	Name: "applications that require no assignment",
	Needs: []lint.Need{{
		Kind:     lint.ServicePrincipal,
		Requires: []string{"appOwnerOrganizationId", "appRoleAssignmentRequired"},
		Optional: []string{"displayName", "accountEnabled"},
	}},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if r.Get("appRoleAssignmentRequired").Raw() != "false" || r.Get("accountEnabled").Raw() == "false" || directory.ExtensionsApp(r.Get("displayName").Text()) {
			return
		}
		owner := r.Get("appOwnerOrganizationId")
		g.AddText(openApplication, owner, graph.ID(owner.Text()))
	},
}

func join(p *lint.Pass, open lint.Gathered) {
	for organization := range p.Tenant.Each(lint.Organization) {
		for _, hit := range open.Lookup(graph.ID(organization.ID())).Of(openApplication) {
			p.Report(p.Find(hit.Record.Get("appRoleAssignmentRequired"), "application %s requires no assignment: every guest of the tenant can sign in to it", hit.Record.Object().Label()).
				With("applicationId", display.Untrusted(hit.Record.Get("appId").Text())).
				Fixf("require assignment, and assign the users and groups who are to use the application"))
		}
	}
}
