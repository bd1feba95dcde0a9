// Package applicationopentoguests reports applications of the tenant that every guest
// can sign in to.
package applicationopentoguests

import (
	_ "embed"
	"strings"

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
		Optional: []string{
			"displayName", "accountEnabled", "replyUrls", "homepage", "loginUrl", "preferredSingleSignOnMode", "oauth2PermissionScopes",
		},
	}},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if r.Get("appRoleAssignmentRequired").Raw() != "false" || r.Get("accountEnabled").Raw() == "false" || microsofts(r.Get("displayName").Text()) || runsAlone(r) {
			return
		}
		owner := r.Get("appOwnerOrganizationId")
		g.AddText(openApplication, owner, graph.ID(owner.Text()))
	},
}

// microsofts reports whether a name is one that Microsoft gives to applications that it
// registers in a tenant, for which the tenant is the owner, and which nobody should change.
func microsofts(name string) bool {
	name = strings.TrimSpace(name)
	return directory.ExtensionsApp(name) || strings.EqualFold(name, "P2P Server") || strings.HasPrefix(name, "ConnectSyncProvisioning_")
}

// runsAlone reports whether nobody signs in to an application: no browser or client is sent
// back to it, no page starts a sign-in, and it is no API that users get tokens for.
// Properties that were not exported do not say so.
func runsAlone(r *lint.Record) bool {
	for _, list := range []string{"replyUrls", "oauth2PermissionScopes"} {
		if v := r.Get(list); !graph.Listed(v) || graph.Length(v) > 0 {
			return false
		}
	}
	for _, text := range []string{"homepage", "loginUrl", "preferredSingleSignOnMode"} {
		if v := r.Get(text); !v.Exists() || strings.TrimSpace(v.Text()) != "" {
			return false
		}
	}
	return true
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
