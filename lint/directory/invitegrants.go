package directory

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

const (
	// microsoftGraph is the appId of Microsoft Graph, in every tenant.
	microsoftGraph = "00000003-0000-0000-c000-000000000000"
	// userInviteAll is the id of its app role User.Invite.All.
	// https://learn.microsoft.com/en-us/graph/permissions-reference
	userInviteAll = "09850681-111b-4a89-9bed-3f2cae46d706"
)

// An InviteGrant is an application that holds User.Invite.All, with the place that says
// so.
type InviteGrant struct {
	Application lint.ObjectRef
	At          lint.Value
}

// UserInviters is what [InviteGrants] reads.
var UserInviters = lint.Reads("applications that may invite", lint.Need{
	Kind:  lint.ServicePrincipal,
	Reads: []string{"appRoleAssignedTo"}, Optional: []string{"appId", "appRoleAssignments", graph.CountOf("appRoleAssignedTo")},
})

// InviteGrants returns the applications that may invite as themselves, each once: by
// what Microsoft Graph lists (appRoleAssignedTo), or by what each application was given
// (appRoleAssignments). Where neither list is whole the rule is told to doubt.
func InviteGrants(p *lint.Pass) []InviteGrant {
	if !p.Tenant.Has(lint.ServicePrincipal) {
		return nil
	}
	var grants []InviteGrant
	seen := make(map[string]bool)
	add := func(application lint.ObjectRef, at lint.Value) {
		if id := graph.ID(string(application.ID)); !seen[id] {
			seen[id] = true
			grants = append(grants, InviteGrant{application, at})
		}
	}
	told, cut := false, false        // by Microsoft Graph
	eachTold, eachCut := true, false // by the applications
	none := true
	for application := range p.Tenant.Each(lint.ServicePrincipal) {
		none = false
		if assigned := application.Get("appRoleAssignedTo"); graph.ID(application.Get("appId").Text()) == microsoftGraph && graph.Listed(assigned) {
			told, cut = true, graph.Cut(application, "appRoleAssignedTo")
			for entry := range assigned.Elements() {
				if mayInvite(entry) {
					add(assignee(p.Tenant, entry), entry.Get("principalId"))
				}
			}
		}
		given := application.Get("appRoleAssignments")
		eachTold = eachTold && graph.Listed(given)
		eachCut = eachCut || graph.Length(given) == lint.ExpandLimit
		for entry := range given.Elements() {
			if mayInvite(entry) {
				add(application.Object(), entry.Get("appRoleId"))
			}
		}
	}
	switch {
	case told && !cut, eachTold && !eachCut && !none && p.Tenant.Complete(lint.ServicePrincipal):
		return grants
	case told, eachTold && eachCut:
		p.Cannot("a list of app roles has just %d entries, where $expand stops: more applications may hold User.Invite.All; "+
			"GET /v1.0/servicePrincipals(appId='%s')/appRoleAssignedTo tells", lint.ExpandLimit, display.Safe(microsoftGraph))
	default:
		p.Cannot("the export has neither appRoleAssignedTo of Microsoft Graph nor appRoleAssignments of every application, which tell who holds User.Invite.All")
	}
	p.Export(lint.ServicePrincipal)
	return grants
}

func mayInvite(entry lint.Value) bool {
	kind := graph.ID(entry.Get("principalType").Text())
	return graph.ID(entry.Get("appRoleId").Text()) == userInviteAll && (kind == "" || kind == "serviceprincipal")
}

// assignee names the application that an entry is about.
func assignee(t lint.Tenant, entry lint.Value) lint.ObjectRef {
	id := entry.Get("principalId").Text()
	if record := t.Object(lint.ServicePrincipal, id); record != nil {
		return record.Object()
	}
	name := entry.Get("principalDisplayName").Text()
	if name == "" {
		name = id
	}
	return lint.ObjectRef{Kind: lint.ServicePrincipal, ID: display.Untrusted(id), Name: display.Untrusted(name)}
}
