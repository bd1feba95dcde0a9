package guestswithoutmfa

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// An attempt is a policy that asks somebody for multifactor authentication, or blocks,
// and what it lacks to do so to all guests.
type attempt struct {
	policy conditionalaccess.Policy
	lacks  []lack
	doubt  bool // it may lack that its groups have all guests, or those that it excludes none

	applications bool // it lacks nothing but some applications

	some bool // it lacks nothing but the guests of certain organizations
	lost bool // the same, and the export does not have the list of these, or a group
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
	switch open := leftOpen(policy); {
	case !policy.AllApplications():
		a.lacks = append(a.lacks, lack{policy.Applications(), "is for some applications only", forSome})
		a.applications = true
	case policy.Grant().Blocks() && len(open) > 0:
		a.lacks = append(a.lacks, lack{open[0], "not from the applications that it excludes, for which one factor is enough", forSome})
		a.applications = true
	}
	narrowed := slices.DeleteFunc(policy.Narrowed(), func(name string) bool {
		return name == "clientAppTypes" && policy.EveryCurrentClient()
	})
	if len(narrowed) > 0 {
		at := policy.Record.Get("conditions").Get(narrowed[0])
		a.lacks = append(a.lacks, lack{at, display.Safe("is for some sign-ins only, by " + strings.Join(narrowed, ", ")), forSome})
	}
	a.covers(t)
	a.applications = a.applications && len(a.lacks) == 1
	return a
}

// harmless are applications that a policy may leave out: encrypted mail, and what guests
// need to redeem an invitation and to register a second factor.
var harmless = []string{
	"00000012-0000-0000-c000-000000000000", // Microsoft Rights Management Services
	"4660504c-45b3-4674-a709-71951a6b0763", // Microsoft Invitation Acceptance Portal
	"2793995e-0a7d-40d7-bd35-6968ba142197", // My Apps
	"19db86c3-b2b9-44cc-b339-36da233a3be2", // My Sign-Ins
	"8c59ead7-d703-4a27-9e55-c96a0054c8d2", // My Profile
}

// normal returns the name of an application in the form in which names compare.
func normal(application lint.Value) string { return graph.Word(application.Text()) }

// leftOpen returns the applications that a policy excludes, but for those that it may.
func leftOpen(policy conditionalaccess.Policy) []lint.Value {
	var open []lint.Value
	for entry := range policy.Applications().Get("excludeApplications").Elements() {
		if !slices.Contains(harmless, normal(entry)) {
			open = append(open, entry)
		}
	}
	return open
}

// shut reports whether one of the attempts blocks, and others ask for multifactor
// authentication in every application that it excludes; unsure says that some of these
// may not be for all guests.
func shut(attempts []attempt) (closed, unsure bool) {
	asked := make(map[string]bool) // true if it is sure
	for _, a := range attempts {
		if !a.applications || a.policy.Grant().Blocks() {
			continue
		}
		left := make(map[string]bool)
		for entry := range a.policy.Applications().Get("excludeApplications").Elements() {
			left[normal(entry)] = true
		}
		for entry := range a.policy.Applications().Get("includeApplications").Elements() {
			if name := normal(entry); !left[name] {
				asked[name] = asked[name] || !a.doubt
			}
		}
	}
	for _, a := range attempts {
		if !a.applications || !a.policy.Grant().Blocks() || !a.policy.AllApplications() {
			continue
		}
		all, sure := true, !a.doubt
		for _, entry := range leftOpen(a.policy) {
			certain, asks := asked[normal(entry)]
			all, sure = all && asks, sure && certain
		}
		if all && sure {
			return true, false
		}
		closed, unsure = closed || all, unsure || all
	}
	return closed, unsure
}

// covers adds what keeps a policy from being for all guests.
func (a *attempt) covers(t lint.Tenant) {
	users := a.policy.Users()
	excluded := directory.GuestsIn(t, users.Get("excludeGroups"))
	if excluded.Every.Exists() {
		a.lacks = append(a.lacks, lack{excluded.Every, "excludes a dynamic group that has every guest", forOthers})
		return
	}
	a.doubt = excluded.Lacking
	switch a.policy.Extends(conditionalaccess.CollaborationGuest) {
	case conditionalaccess.All:
		return
	case conditionalaccess.Some:
		known := a.policy.KnowsOrganizations(conditionalaccess.CollaborationGuest)
		a.some, a.lost = len(a.lacks) == 0 && known && !a.doubt, len(a.lacks) == 0 && (!known || a.doubt)
		a.lacks = append(a.lacks, lack{users, "is not for guests of every organization", forOthers})
		return
	}
	if a.policy.Covers(conditionalaccess.CollaborationGuest) == conditionalaccess.None {
		a.lacks = append(a.lacks, lack{users, "is not for guests", forOthers})
		return
	}
	included := directory.GuestsIn(t, users.Get("includeGroups"))
	switch {
	case included.Every.Exists():
	case included.Lacking:
		a.doubt = true
	default:
		a.lacks = append(a.lacks, lack{users, "is for certain users, groups or roles only", forOthers})
	}
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
