// Package externalmembersmissed reports Conditional Access policies for guests that pass
// over external users who are members.
package externalmembersmissed

import (
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is external-members-missed.
var Rule = &lint.Rule{
	ID:       "external-members-missed",
	Severity: lint.Warning,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.ConditionalAccessPolicy, Requires: []string{"state", "conditions"}},
		{Kind: lint.User},
	},
	Index: directory.Externals,
	Join:  join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	policies := slices.DeleteFunc(conditionalaccess.Read(p.Tenant), func(policy conditionalaccess.Policy) bool {
		return !policy.Enabled() || !forGuestsAlone(policy)
	})
	count := externals.Count("", directory.ExternalMembers...)
	if len(policies) == 0 || count == 0 {
		return
	}
	members := slices.DeleteFunc(externals.First(looked, "", directory.ExternalMembers...), func(hit lint.Hit) bool {
		return !strings.EqualFold(strings.TrimSpace(hit.Record.Get("userType").Text()), "Member")
	})
	if len(members) == 0 {
		if count > looked {
			p.Cannot("the first %d external users who are not guests have no userType, and the others were not looked at", looked)
		}
		return
	}
	for _, policy := range policies {
		report(p, policy, count, members)
	}
}

// looked is how many external users are looked at for one who is a member: some have no
// userType, and are of neither type.
const looked = 2000

// forGuestsAlone reports whether a policy names guests from outside, and says nothing of
// members from outside.
func forGuestsAlone(policy conditionalaccess.Policy) bool {
	users := policy.Users()
	included := conditionalaccess.TypesOf(users.Get("includeGuestsOrExternalUsers"))
	excluded := conditionalaccess.TypesOf(users.Get("excludeGuestsOrExternalUsers"))
	return slices.Contains(included, conditionalaccess.CollaborationGuest) &&
		policy.Extends(conditionalaccess.CollaborationGuest) != conditionalaccess.None &&
		policy.Extends(conditionalaccess.CollaborationMember) == conditionalaccess.None &&
		!slices.Contains(excluded, conditionalaccess.CollaborationMember)
}

func report(p *lint.Pass, policy conditionalaccess.Policy, count int, members []lint.Hit) {
	types := policy.Users().Get("includeGuestsOrExternalUsers").Get("guestOrExternalUserTypes")
	f := p.Find(types, "Conditional Access policy %s is for b2bCollaborationGuest and not for b2bCollaborationMember: it leaves out %s from outside whose userType is not Guest",
		policy.Name(), display.Safe(lint.User.Count(int64(count)))).
		About("guestOrExternalUserTypes", string(conditionalaccess.CollaborationMember)).
		Fixf("add b2bCollaborationMember to guestOrExternalUserTypes").
		With("count", count)
	for _, hit := range members[:min(3, len(members))] {
		f.Also(hit.Record.Value(), "one of them is %s", hit.Record.Object().Label())
	}
	if narrowed := policy.Narrowed(); len(narrowed) > 0 {
		f.Notef("the policy is for some sign-ins only, by %s", display.Safe(strings.Join(narrowed, ", ")))
	}
	if policy.Excepts() {
		f.Notef("the policy does not touch users that it excludes by name, group or role")
	}
	p.Report(f)
}
