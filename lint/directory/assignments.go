package directory

import (
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// What an object has to do with an id, in the index [Assignments]. Lists of members
// have the role [List], as in [Memberships].
const (
	ExternalID   lint.Role = iota // the user with this id is external
	Assignee                      // the id is assigned to this service principal, one of [SingleTenant]
	AppID                         // the service principal has this application id
	AssigneesCut                  // a service principal of [SingleTenant] may have more assignments; the key is [AnyKey]
)

// AnyKey is the key of what is only counted.
const AnyKey = "-"

// Assignments indexes external users, those who are assigned to single-tenant
// applications, and applications by application id, so that a rule reads back only the
// applications that it is about.
var Assignments = &lint.Index{
	Name: "assignments",
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id", "userPrincipalName"}},
		{
			Kind:     lint.ServicePrincipal,
			Requires: []string{"appRoleAssignedTo"},
			Optional: []string{"appId", "signInAudience", "preferredSingleSignOnMode", graph.CountOf("appRoleAssignedTo")},
		},
		{Kind: lint.GroupMember, Optional: []string{"groupId"}},
	},
	Uses: []lint.Use{External, ListedMembers},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		switch r.Kind {
		case lint.User:
			if External.Of(r) {
				g.Add(ExternalID, r.Get("id"), graph.AppendID)
			}
		case lint.ServicePrincipal:
			g.Add(AppID, r.Get("appId"), graph.AppendID)
			if SingleTenant(r) {
				for assignment := range r.Get("appRoleAssignedTo").Elements() {
					g.Add(Assignee, assignment.Get("principalId"), graph.AppendID)
				}
				if AssignmentsMayBeCut(r) {
					g.AddText(AssigneesCut, r.Value(), AnyKey)
				}
			}
		case lint.GroupMember:
			if graph.Listed(r.Get("members")) {
				g.Add(List, r.Get("groupId"), graph.AppendID)
			}
		}
	},
}

// SingleTenant reports whether a service principal's application is for accounts of
// this tenant only, and chooses itself through which endpoint they sign in: SAML goes
// to the tenant's own, a stored password to none. It reads signInAudience and
// preferredSingleSignOnMode.
func SingleTenant(principal *lint.Record) bool {
	if !strings.EqualFold(strings.TrimSpace(principal.Get("signInAudience").Text()), "AzureADMyOrg") {
		return false
	}
	mode := graph.ID(principal.Get("preferredSingleSignOnMode").Text())
	return mode != "saml" && mode != "password"
}

// AssignmentsMayBeCut reports whether a service principal may have more assignments
// than its appRoleAssignedTo shows: the list is cut off where $expand stops, or is
// null, which Graph PowerShell writes for what it did not expand.
func AssignmentsMayBeCut(principal *lint.Record) bool {
	return graph.Cut(principal, "appRoleAssignedTo") || principal.Get("appRoleAssignedTo").Type() == lint.Null
}
