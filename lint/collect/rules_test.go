package collect_test

import (
	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

// fixed is a small catalogue that stays as it is: what a script asks for follows from
// the needs of its rules, and the tests have an answer to each request.
var fixed = []*lint.Rule{
	{
		ID: "some-address-conflict", Severity: lint.Error, Once: nothing,
		Needs: []lint.Need{
			{
				Kind:      lint.User,
				Requires:  []string{"id", "mail", "proxyAddresses", "otherMails"},
				Completes: []string{"userPrincipalName", "externalUserState", "creationType", "identities", "onPremisesSyncEnabled"},
				Optional:  []string{"onPremisesSyncBehavior"},
			},
			{
				Kind:      lint.Contact,
				Requires:  []string{"id", "mail", "proxyAddresses"},
				Completes: []string{"onPremisesSyncEnabled"},
				Optional:  []string{"onPremisesSyncBehavior"},
			},
		},
	},
	{
		ID: "some-membership", Severity: lint.Error, Once: followMembers,
		Needs: []lint.Need{
			{Kind: lint.Group, Requires: []string{"id", "onPremisesSyncEnabled"}, Reads: []string{"members"}, Optional: []string{"onPremisesSyncBehavior"}},
			{Kind: lint.GroupMember, Optional: []string{"id", "userPrincipalName", "groupId", "members"}, Partial: true},
			{
				Kind:      lint.User,
				Requires:  []string{"id", "onPremisesSyncEnabled"},
				Completes: []string{"userPrincipalName", "externalUserState", "creationType", "identities"},
				Optional:  []string{"onPremisesSyncBehavior"},
				Partial:   true,
			},
		},
	},
	{
		ID: "some-name", Severity: lint.Error, Once: nothing,
		Needs: []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName", "onPremisesSyncEnabled"}, Optional: []string{"onPremisesSyncBehavior"}}},
	},
	{
		ID: "some-policy-size", Severity: lint.Error, Once: measureDefinition,
		Needs: []lint.Need{
			{Kind: lint.CrossTenantAccessPolicy, Reads: []string{"definition"}, Optional: []string{"default", "partners"}, Partial: true},
			{Kind: lint.CrossTenantAccessPolicyDefault, Partial: true},
			{Kind: lint.CrossTenantAccessPolicyPartner, Partial: true},
		},
	},
	{
		ID: "some-assignment", Severity: lint.Error, Once: followAssignments,
		Needs: []lint.Need{
			{Kind: lint.ServicePrincipal, Requires: []string{"appId", "appRoleAssignmentRequired", "appRoleAssignedTo"}},
			{Kind: lint.GroupMember, Optional: []string{"id", "groupId", "members"}, Partial: true},
			{Kind: lint.CrossTenantAccessPolicyDefault, Requires: []string{"b2bCollaborationInbound"}},
			{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"b2bCollaborationInbound"}, Partial: true},
		},
	},
	{
		ID: "some-grant", Severity: lint.Error, Once: nothing,
		Needs: []lint.Need{{Kind: lint.ServicePrincipal, Requires: []string{"appRoleAssignedTo", "owners"}}},
	},
	{
		ID: "some-setting", Severity: lint.Error, Once: nothing,
		Needs: []lint.Need{
			{Kind: lint.CrossTenantAccessPolicyDefault, Requires: []string{"b2bCollaborationOutbound"}, Partial: true},
			{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId", "b2bCollaborationOutbound"}, Partial: true},
		},
	},
}

// nothing finds nothing: whether a rule could be checked, the engine works out.
func nothing(*lint.Pass) {}

// measureDefinition cannot judge a policy without a definition.
func measureDefinition(p *lint.Pass) {
	for policy := range p.Tenant.Each(lint.CrossTenantAccessPolicy) {
		if policy.Get("definition").Type() != lint.Array {
			p.Cannot("the policy has no definition")
		}
	}
}

// followAssignments cannot judge an application that requires assignment if the members
// of a group that is assigned to it were not exported.
func followAssignments(p *lint.Pass) {
	for application := range p.Tenant.Each(lint.ServicePrincipal) {
		if !application.Get("appRoleAssignmentRequired").True() {
			continue
		}
		for assignment := range application.Get("appRoleAssignedTo").Elements() {
			if id := assignment.Get("principalId").Text(); assignment.Get("principalType").Text() == "Group" && !p.Tenant.ListsMembersOf(id) {
				p.Cannot("the members of group %s were not exported", id)
			}
		}
	}
}

// followMembers cannot judge a synchronized group if its members, or those of a group
// below it, were not exported.
func followMembers(p *lint.Pass) {
	var groups []string
	for group := range p.Tenant.Each(lint.Group) {
		if directory.Synced.Of(group) {
			groups = append(groups, graph.ID(group.ID()))
		}
	}
	seen := make(map[string]bool)
	for len(groups) > 0 {
		id := groups[0]
		groups = groups[1:]
		if seen[id] {
			continue
		}
		seen[id] = true
		if !p.Tenant.ListsMembersOf(id) {
			p.Cannot("the members of group %s were not exported", id)
		}
		for member := range p.Tenant.Lists(id) {
			if p.Tenant.Object(lint.Group, member.ID()) != nil {
				groups = append(groups, graph.ID(member.ID()))
			}
		}
	}
}
