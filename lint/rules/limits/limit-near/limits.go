package limitnear

import (
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

// What Microsoft Entra ID takes at the most of what single objects hold. Lengths are in
// characters.
//
// https://learn.microsoft.com/en-us/entra/identity/users/directory-service-limits-restrictions,
// https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership and
// https://learn.microsoft.com/en-us/graph/api/resources/user
const (
	MaxOwners          = 100  // of a group, and of an application
	MaxOtherMails      = 250  // values of otherMails
	MaxOtherMailLength = 250  // of one of them
	MaxRuleLength      = 3072 // of a membershipRule
)

// What an object has to do with a limit, in the index [Limits]. Those with
// the keys that are named are for counting; the others are of objects that have come
// to half of a limit, and their key is the object's id in lower case.
const (
	AccessPolicy       lint.Role = iota // a Conditional Access policy, key "policy"
	DynamicGroup                        // key "dynamic"
	RoleGroup                           // a group that roles may be assigned to, key "role"
	ManyOwners                          // half of MaxOwners or more
	ManyOtherMails                      // see [CountOtherMails]
	LongOtherMail                       // see [CountOtherMails]
	LongMembershipRule                  // see [RuleLength]
	OwnersCut                           // it may have more owners than it shows, key "owners"
)

// Limits indexes what there is a limit for in a tenant.
var Limits = &lint.Index{
	Name: "limits",
	Needs: []lint.Need{
		{Kind: lint.User, Completes: []string{"otherMails"}, Optional: []string{"id"}},
		{Kind: lint.Group, Completes: []string{"isAssignableToRole", "owners"}, Optional: []string{"id", graph.CountOf("owners")}},
		{Kind: lint.Application, Completes: []string{"owners"}, Optional: []string{"id", graph.CountOf("owners")}},
		{Kind: lint.ConditionalAccessPolicy},
	},
	Uses: []lint.Use{directory.DynamicRule},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		switch r.Kind {
		case lint.User:
			otherMailKeys(r, g)
		case lint.Group:
			groupLimitKeys(r, g)
		case lint.Application:
			ownerKeys(r, g)
		case lint.ConditionalAccessPolicy:
			g.AddText(AccessPolicy, r.Value(), "policy")
		}
	},
}

func otherMailKeys(r *lint.Record, g *lint.Gatherer) {
	if len(r.Get("otherMails").Raw()) < MaxOtherMailLength/2 {
		return // which spares nearly all users a closer look: so many values take more as well
	}
	count, longest := CountOtherMails(r)
	if 2*count >= MaxOtherMails {
		g.Add(ManyOtherMails, r.Get("id"), graph.AppendID)
	}
	if 2*utf8.RuneCountInString(longest.Text()) >= MaxOtherMailLength {
		g.Add(LongOtherMail, r.Get("id"), graph.AppendID)
	}
}

func groupLimitKeys(r *lint.Record, g *lint.Gatherer) {
	if r.Get("isAssignableToRole").True() {
		g.AddText(RoleGroup, r.Value(), "role")
	}
	if directory.Dynamic.Of(r) {
		g.AddText(DynamicGroup, r.Value(), "dynamic")
		if 2*RuleLength(r) >= MaxRuleLength {
			g.Add(LongMembershipRule, r.Get("id"), graph.AppendID)
		}
	}
	ownerKeys(r, g)
}

// ownerKeys counts as cut also what Graph PowerShell did not expand, and writes as null.
func ownerKeys(r *lint.Record, g *lint.Gatherer) {
	owners := r.Get("owners")
	switch n := graph.Length(owners); {
	case 2*n >= MaxOwners:
		g.Add(ManyOwners, r.Get("id"), graph.AppendID)
	case graph.Cut(r, "owners"), owners.Type() == lint.Null:
		g.AddText(OwnersCut, r.Value(), "owners")
	}
}

// CountOtherMails returns how many values a user's otherMails have, and the longest.
func CountOtherMails(r *lint.Record) (count int, longest lint.Value) {
	most := 0
	for value := range r.Get("otherMails").Elements() {
		count++
		if n := utf8.RuneCountInString(value.Text()); n > most {
			most, longest = n, value
		}
	}
	return count, longest
}

// RuleLength returns the length of a group's membershipRule in characters.
func RuleLength(r *lint.Record) int { return utf8.RuneCountInString(r.Get("membershipRule").Text()) }
