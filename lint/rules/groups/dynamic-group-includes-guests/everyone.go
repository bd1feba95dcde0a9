package dynamicgroupincludesguests

import (
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

// What an object has to do with a group, in the index [EveryoneGroups].
const (
	EveryoneGroup   lint.Role = iota // it is the group: a dynamic one that takes in every user
	MysteriousGroup                  // it is the group: a dynamic one whose rule names objectId and is not understood
	AssignedTo                       // a service principal to which the group is assigned
)

// EveryoneGroups indexes, by group id in lower case, the dynamic groups whose rule
// takes in every user without a word on userType, and the applications that groups
// are assigned to.
var EveryoneGroups = &lint.Index{
	Name: "groups of everyone",
	Needs: []lint.Need{
		{Kind: lint.Group, Requires: []string{"id"}},
		{Kind: lint.ServicePrincipal, Optional: []string{"appRoleAssignedTo"}},
	},
	Uses: []lint.Use{directory.DynamicRule.Required()},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if r.Kind == lint.Group {
			groupOfEveryone(r, g)
			return
		}
		for assignment := range r.Get("appRoleAssignedTo").Elements() {
			if strings.EqualFold(assignment.Get("principalType").Text(), "Group") {
				g.Add(AssignedTo, assignment.Get("principalId"), graph.AppendID)
			}
		}
	},
}

func groupOfEveryone(r *lint.Record, g *lint.Gatherer) {
	rule, ok := directory.RuleOf(r)
	switch {
	case ok && rule.TakesEveryone():
		g.Add(EveryoneGroup, r.Get("id"), graph.AppendID)
	case !ok && directory.Dynamic.Of(r) && strings.Contains(strings.ToLower(r.Get("membershipRule").Text()), "objectid"):
		g.Add(MysteriousGroup, r.Get("id"), graph.AppendID)
	}
}
