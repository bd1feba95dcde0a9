// Package dynamicgroupincludesguests reports dynamic groups of all users, which take in
// guests.
package dynamicgroupincludesguests

import (
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is dynamic-group-includes-guests.
var Rule = &lint.Rule{
	ID:       "dynamic-group-includes-guests",
	Severity: lint.Note,
	Subject:  "groups",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.Group, Optional: []string{"isAssignableToRole", "assignedLicenses", "appRoleAssignments"}},
		{Kind: lint.ConditionalAccessPolicy, Optional: []string{"state", "conditions"}, Refines: true},
		{Kind: lint.ServicePrincipal, Refines: true},
	},
	Index: EveryoneGroups,
	Join:  join,
}

func join(p *lint.Pass, groups lint.Gathered) {
	policies := policiesByGroup(conditionalaccess.Read(p.Tenant))
	for id := range groups.Only(EveryoneGroup) {
		group := id.Hits[0].Record
		judge(p, group, usesOf(group, policies[graph.ID(group.ID())], groups))
	}
	for range groups.Count("", MysteriousGroup) {
		p.Cannot("the rule of a dynamic group is not understood")
	}
}

func judge(p *lint.Pass, group *lint.Record, uses []*use) {
	used := make([]string, len(uses))
	for i, use := range uses {
		used[i] = string(use.of)
	}
	clause := display.Safe("")
	if len(used) > 0 {
		clause = display.Safe(", and is used for " + strings.Join(used, ", "))
	}
	f := p.Find(group.Get("membershipRule"), "dynamic group %s takes in every user, guests too%s: whoever is invited gets what the group gives",
		group.Object().Label(), clause).
		About("membershipRule", "all users").
		Fixf(`for members only, set the rule to (user.objectId -ne null) -and (user.userType -eq "Member")`)
	for _, use := range uses {
		f.As(lint.Warning)
		for _, example := range use.examples {
			f.Also(example.at, "%s", example.text)
		}
		if use.count > examples {
			f.Notef("there are %d such uses for %s", use.count, use.of)
		}
		f.With(use.key, use.count)
	}
	p.Report(f)
}

// examples is how many uses of one sort are shown.
const examples = 3

// A use is something that a group is there for.
type use struct {
	of       display.Safe
	key      string // of the finding's properties
	count    int
	examples []example
}

type example struct {
	at   lint.Value
	text display.Safe
}

func (u *use) add(at lint.Value, text display.Safe) {
	if u.count++; u.count <= examples {
		u.examples = append(u.examples, example{at, text})
	}
}

// policiesByGroup returns for what groups enabled policies use them, by the groups' ids.
func policiesByGroup(policies []conditionalaccess.Policy) map[string]*use {
	uses := make(map[string]*use)
	for _, policy := range policies {
		if !policy.Enabled() {
			continue
		}
		name := display.Safe(display.Quote(string(policy.Name())))
		for _, list := range [...]struct {
			name string
			text display.Safe
		}{
			{"includeGroups", "policy " + name + " is for the group"},
			{"excludeGroups", "policy " + name + " excludes the group"},
		} {
			seen := make(map[string]bool)
			for entry := range policy.Users().Get(list.name).Elements() {
				id := graph.ID(entry.Text())
				if seen[id] {
					continue
				}
				seen[id] = true
				if uses[id] == nil {
					uses[id] = newAccess()
				}
				uses[id].add(entry, list.text)
			}
		}
	}
	return uses
}

func newAccess() *use { return &use{of: "Conditional Access", key: "policies"} }

// usesOf returns what a group is used for, as far as the export tells. access is for what
// policies use it, if they do.
func usesOf(group *lint.Record, access *use, groups lint.Gathered) []*use {
	if access == nil {
		access = newAccess()
	}
	licences := &use{of: "licences", key: "licences"}
	applications, roles := &use{of: "applications", key: "applications"}, &use{of: "roles", key: "roleAssignable"}
	id := graph.ID(group.ID())
	for license := range group.Get("assignedLicenses").Elements() {
		licences.add(license, "the group gives its members a licence")
	}
	assigned := func(at lint.Value, to string) {
		applications.add(at, display.Safe("the group is assigned to "+display.Quote(to)))
	}
	for assignment := range group.Get("appRoleAssignments").Elements() {
		assigned(assignment, assignment.Get("resourceDisplayName").Text())
	}
	if applications.count == 0 { // else they are the same assignments
		for _, hit := range groups.First(examples, id, AssignedTo) {
			assigned(hit.At, string(hit.Record.Object().Label()))
		}
		applications.count = groups.Count(id, AssignedTo)
	}
	if assignable := group.Get("isAssignableToRole"); assignable.True() {
		roles.add(assignable, "roles may be assigned to the group")
	}
	return slices.DeleteFunc([]*use{access, licences, applications, roles}, func(u *use) bool { return u.count == 0 })
}
