// Package portalblockhitsmembers reports Conditional Access policies that were to keep
// guests from the portals, and keep out members and administrators too.
package portalblockhitsmembers

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is portal-block-hits-members.
var Rule = &lint.Rule{
	ID:       "portal-block-hits-members",
	Severity: lint.Warning,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.Group, Partial: true}},
	Uses:     []lint.Use{conditionalaccess.Policies, directory.DynamicRule.Handled()},
	Once:     once,
}

// azureManagement is the Windows Azure Service Management API, which stands for the
// Azure portal, the Microsoft Entra admin center and what calls Azure Resource Manager.
const azureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013"

func once(p *lint.Pass) {
	for _, policy := range conditionalaccess.Read(p.Tenant) {
		if policy.Enabled() && policy.Grant().Blocks() && everywhere(policy) && !policy.Excepts() &&
			policy.Reaches(azureManagement, conditionalaccess.MicrosoftAdminPortals) {
			judge(p, policy)
		}
	}
}

// everywhere reports whether the policy is for every sign-in by a browser, which is what
// opens a portal.
func everywhere(policy conditionalaccess.Policy) bool {
	for _, name := range policy.Narrowed() {
		if name != "clientAppTypes" || !conditionalaccess.Find(policy.Record.Get("conditions").Get(name), "browser").Exists() {
			return false
		}
	}
	return true
}

func judge(p *lint.Pass, policy conditionalaccess.Policy) {
	if all := conditionalaccess.Find(policy.Users().Get("includeUsers"), "All"); all.Exists() {
		p.Report(find(p, policy, all, "all users", "members and administrators").
			About("includeUsers", "All").
			Fixf("include guest or external users only, or exclude the administrators by a role or group"))
		return
	}
	for entry := range policy.Users().Get("includeGroups").Elements() {
		group, rule := dynamic(p, entry.Text())
		if rule == nil || rule.Devices || !rule.TakesEveryone() { // else somebody chose who is in it, as students
			continue
		}
		who := display.Safe("dynamic group " + display.Quote(string(group.Object().Label())) + ", whose rule has no userType clause")
		p.Report(find(p, policy, entry, who, "members in it, administrators too,").
			About("includeGroups", graph.ID(entry.Text())).
			Also(group.Get("membershipRule"), "the rule takes in every user").
			Fixf(`put the group's rule in brackets and add -and (user.userType -eq "Guest"), or include guest or external users instead`))
	}
}

func find(p *lint.Pass, policy conditionalaccess.Policy, at lint.Value, users, locked display.Safe) *lint.Finding {
	return p.Find(at, "Conditional Access policy %s blocks Azure management for %s, and excludes nobody by name: "+
		"%s cannot open the Azure portal and the Microsoft Entra admin center (AADSTS53003)", policy.Name(), users, locked)
}

// dynamic returns a group that a policy names, and its rule; none if the group is not
// dynamic, or nothing can be said of it.
func dynamic(p *lint.Pass, id string) (*lint.Record, *directory.MembershipRule) {
	group := p.Tenant.Object(lint.Group, id)
	switch {
	case group == nil && p.Tenant.Has(lint.Group) && !p.Tenant.Complete(lint.Group):
		p.Cannot("a policy blocks Azure management for a group that the export does not have")
		p.Export(lint.Group)
		return nil, nil
	case group == nil: // deleted, or no groups at all, which the needs tell
		return nil, nil
	case !group.Get("groupTypes").Exists(), !group.Get("membershipRule").Exists():
		p.Cannot("a policy blocks Azure management for a group that was exported without groupTypes or membershipRule")
		p.Export(lint.Group)
		return nil, nil
	case !directory.Dynamic.Of(group):
		return nil, nil
	}
	rule, ok := directory.RuleOf(group)
	if !ok {
		p.Cannot("a policy blocks Azure management for a dynamic group whose rule is not understood")
		return nil, nil
	}
	return group, rule
}
