// Package applicationwithoutguestassignment reports applications that cross-tenant
// access allows for guests, that require assignment, and to which no guest is assigned.
package applicationwithoutguestassignment

import (
	_ "embed"
	"maps"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is application-without-guest-assignment.
var Rule = &lint.Rule{
	ID:       "application-without-guest-assignment",
	Severity: lint.Note,
	Subject:  "applications",
	Page:     page,
	Needs: []lint.Need{
		{
			Kind:     lint.ServicePrincipal,
			Requires: []string{"id", "appId", "appRoleAssignmentRequired"},
			Optional: []string{"accountEnabled"},
		},
		{Kind: lint.User},
		{Kind: lint.Group, Optional: []string{"members@odata.nextLink"}, Refines: true},
		{Kind: lint.GroupMember, Partial: true},
	},
	Uses:  []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required(), directory.ListedMembers.Of(lint.Group)},
	Index: directory.Assignments,
	Join:  join,
}

// A listing is a target of an inbound allow list.
type listing struct {
	party *crosstenant.Party
	at    lint.Value
}

func join(p *lint.Pass, assignments lint.Gathered) {
	listings := make(map[string][]listing)
	for _, party := range crosstenant.Read(p.Tenant).Parties() {
		setting := party.Setting(crosstenant.CollaborationInbound)
		if setting.Applications.Inherited || setting.Applications.Access != crosstenant.Allowed {
			continue
		}
		for target := range setting.Applications.List() {
			if setting.Reaches(crosstenant.Application{ID: target.Name}).Reach != crosstenant.Nobody {
				listings[target.Name] = append(listings[target.Name], listing{party, target.At})
			}
		}
	}
	j := judge{p, assignments, make(map[string]graph.Answer)}
	for _, id := range slices.Sorted(maps.Keys(listings)) {
		for _, hit := range assignments.Lookup(id).Of(directory.AppID) {
			j.application(hit.Record, listings[id])
		}
	}
}

// examples is how many places a finding names.
const examples = 3

// A judge looks at applications, and remembers which groups have external members: one
// may be assigned to many.
type judge struct {
	*lint.Pass
	assignments lint.Gathered
	groups      map[string]graph.Answer // by id
}

func (j judge) application(principal *lint.Record, listings []listing) {
	required := principal.Get("appRoleAssignmentRequired")
	if !required.True() || principal.Get("accountEnabled").Raw() == "false" {
		return
	}
	if j.assigned(principal) != graph.No {
		return
	}
	f := j.Find(required, "application %s requires assignment, and no external user is assigned, though it is on the inbound allow list: "+
		"guests who open it get AADSTS50105 or AADSTS50020", principal.Object().Label()).
		With("applicationId", display.Untrusted(principal.Get("appId").Text())).
		Fixf("assign the external users, or a group that has them as direct members, to the application; or require no assignment, if everyone in the tenant may use it")
	for _, listing := range listings[:min(examples, len(listings))] {
		f.Also(listing.at, "%s allows the application inbound", listing.party.Name())
	}
	j.Report(f)
}

// assigned returns whether an external user is assigned, by an assignment of their own
// or as a direct member of a group: assignment does not go on to groups inside groups.
// What stands in the way of a no is told.
func (j judge) assigned(principal *lint.Record) graph.Answer {
	var groups []string
	for assignment := range principal.Get("appRoleAssignedTo").Elements() {
		id := assignment.Get("principalId").Text()
		if j.external(id) {
			return graph.Yes
		}
		switch graph.ID(assignment.Get("principalType").Text()) {
		case "user", "serviceprincipal":
		default:
			groups = append(groups, id)
		}
	}
	unlisted := false
	for _, id := range groups {
		answer := j.memberOf(graph.ID(id))
		if answer == graph.Yes {
			return graph.Yes
		}
		unlisted = unlisted || answer == graph.Unknown
	}
	switch {
	case directory.AssignmentsMayBeCut(principal):
		j.Cannot("an application that requires assignment shows just %d assignments, where $expand stops, or null: external users may be among the others", lint.ExpandLimit)
	case unlisted:
		j.Cannot("the export does not have all members of a group that is assigned to an application")
		j.Export(lint.GroupMember)
	case !j.Tenant.Complete(lint.User):
		j.Cannot("the export does not have all users, so whether one who is assigned to an application is external is not known")
		j.Export(lint.User)
	default:
		return graph.No
	}
	return graph.Unknown
}

// moreMembers is what Graph writes of a group that shows not all its members. Every
// run reads it.
const moreMembers = "members@odata.nextLink"

func (j judge) external(id string) bool {
	return j.assignments.Count(graph.ID(id), directory.ExternalID) > 0
}

// memberOf returns whether a direct member of a group is external.
func (j judge) memberOf(group string) graph.Answer {
	answer, known := j.groups[group]
	if !known {
		answer = j.look(group)
		j.groups[group] = answer
	}
	return answer
}

func (j judge) look(group string) graph.Answer {
	listed := j.Tenant.ListsMembersOf(group) && j.Tenant.Complete(lint.GroupMember)
	for record := range directory.MemberLists(j.Tenant, j.assignments, group) {
		n := 0
		for member := range directory.MembersOf(record) {
			if n++; j.external(member.ID) {
				return graph.Yes
			}
		}
		if record.Kind == lint.Group {
			listed = listed || n != lint.ExpandLimit && record.Get(moreMembers).Text() == ""
		} else {
			listed = listed || j.Tenant.Complete(lint.GroupMember)
		}
	}
	if listed {
		return graph.No
	}
	return graph.Unknown
}
