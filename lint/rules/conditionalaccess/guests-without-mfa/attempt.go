package guestswithoutmfa

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

// An attempt is a policy that asks somebody for multifactor authentication, or blocks,
// and what it lacks to do so to all guests.
type attempt struct {
	policy conditionalaccess.Policy
	lacks  []lack
	doubt  bool // it may lack that its groups have all guests
	some   bool // it lacks nothing but the guests of certain organizations
	lost   bool // the same, and the export does not have the list of these
}

// A lack is the value at fault, and a clause about it.
type lack struct {
	at     lint.Value
	text   display.Safe
	weight int // how far the policy is from what is missing
}

// The weights: a policy that only has to be turned on is the nearest.
const (
	turnedOff = 1 << iota
	forSome   // applications or sign-ins
	forOthers // than guests, or than all of them
)

func (a attempt) distance() int {
	sum := 0
	for _, lack := range a.lacks {
		sum += lack.weight
	}
	return sum
}

// asks reports whether a guest can satisfy a grant by nothing but multifactor
// authentication. A managed device is one of another organization, which vouches for it
// only where it is trusted.
func asks(grant conditionalaccess.Grant) bool {
	_, mfa := grant.Find(conditionalaccess.MFA)
	_, strength := grant.Find(conditionalaccess.Strength)
	return (mfa || strength) && !grant.Meets(func(control string) bool {
		switch control {
		case conditionalaccess.MFA, conditionalaccess.Strength, conditionalaccess.CompliantDevice, conditionalaccess.DomainJoinedDevice,
			conditionalaccess.ApprovedApplication, conditionalaccess.AppProtection, conditionalaccess.PasswordChange:
			return false
		}
		return true
	})
}

// weigh returns what a policy lacks.
func weigh(t lint.Tenant, policy conditionalaccess.Policy) attempt {
	a := attempt{policy: policy}
	state := policy.Record.Get("state")
	switch {
	case policy.Enabled():
	case strings.Contains(strings.ToLower(state.Text()), "report"):
		a.lacks = append(a.lacks, lack{state, "only reports", turnedOff})
	default:
		a.lacks = append(a.lacks, lack{state, "is not enabled", turnedOff})
	}
	if !policy.AllApplications() {
		a.lacks = append(a.lacks, lack{policy.Applications(), "is for some applications only", forSome})
	}
	narrowed := slices.DeleteFunc(policy.Narrowed(), func(name string) bool {
		return name == "clientAppTypes" && policy.EveryCurrentClient()
	})
	if len(narrowed) > 0 {
		at := policy.Record.Get("conditions").Get(narrowed[0])
		a.lacks = append(a.lacks, lack{at, display.Safe("is for some sign-ins only, by " + strings.Join(narrowed, ", ")), forSome})
	}
	a.covers(t)
	return a
}

// covers adds what keeps a policy from being for all guests.
func (a *attempt) covers(t lint.Tenant) {
	users := a.policy.Users()
	for entry := range users.Get("excludeGroups").Elements() {
		if has, known := guests(t, entry.Text()); known && has {
			a.lacks = append(a.lacks, lack{entry, "excludes a dynamic group that has every guest", forOthers})
			return
		}
	}
	switch a.policy.Extends(conditionalaccess.CollaborationGuest) {
	case conditionalaccess.All:
		return
	case conditionalaccess.Some:
		known := a.policy.KnowsOrganizations(conditionalaccess.CollaborationGuest)
		a.some, a.lost = len(a.lacks) == 0 && known, len(a.lacks) == 0 && !known
		a.lacks = append(a.lacks, lack{users, "is not for guests of every organization", forOthers})
		return
	}
	if a.policy.Covers(conditionalaccess.CollaborationGuest) == conditionalaccess.None {
		a.lacks = append(a.lacks, lack{users, "is not for guests", forOthers})
		return
	}
	for entry := range users.Get("includeGroups").Elements() {
		has, known := guests(t, entry.Text())
		if has {
			a.doubt = false
			return
		}
		a.doubt = a.doubt || !known
	}
	if !a.doubt {
		a.lacks = append(a.lacks, lack{users, "is for certain users, groups or roles only", forOthers})
	}
}

// guests reports whether the rule of a dynamic group takes in every guest. It is known
// of a group that the export has, unless its rule is not understood, and of one that a
// whole export does not have.
func guests(t lint.Tenant, id string) (has, known bool) {
	group := t.Object(lint.Group, id)
	switch {
	case group == nil:
		return false, t.Complete(lint.Group)
	case !group.Get("groupTypes").Exists(), !group.Get("membershipRule").Exists():
		return false, false
	case !directory.Dynamic.Of(group):
		return false, true
	}
	rule, ok := directory.RuleOf(group)
	return ok && !rule.Devices && rule.Takes(directory.GuestType) == directory.TakesAll, ok
}

// together reports whether attempts that lack nothing but certain organizations have the
// guests of all between them.
func together(attempts []attempt) bool {
	covered := make(map[string]bool) // by those that name whose guests they are for
	missing := make(map[string]int)  // from how many of the others, which are for all but some
	allBut := 0
	for _, a := range attempts {
		if !a.some {
			continue
		}
		tenants, but := a.policy.Organizations(conditionalaccess.CollaborationGuest)
		if but {
			allBut++
		}
		slices.Sort(tenants)
		for _, tenant := range slices.Compact(tenants) {
			if but {
				missing[tenant]++
			} else {
				covered[tenant] = true
			}
		}
	}
	for tenant, n := range missing {
		if n == allBut && !covered[tenant] {
			return false
		}
	}
	return allBut > 0
}

// perhaps reports whether attempts may have the guests of all organizations between them:
// it takes one that leaves some out, another one, and a list that the export lost.
func perhaps(attempts []attempt) bool {
	var candidates, allBut, lost int
	for _, a := range attempts {
		if !a.some && !a.lost {
			continue
		}
		candidates++
		if _, but := a.policy.Organizations(conditionalaccess.CollaborationGuest); but {
			allBut++
		}
		if a.lost {
			lost++
		}
	}
	return candidates > 1 && allBut > 0 && lost > 0
}
