// Package limitnear reports what has come near a limit of Microsoft Entra ID.
package limitnear

import (
	_ "embed"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Options are what users may set. The index of limits has no object that is below half
// of one.
type Options struct {
	WarnAtPercent int `json:"warnAtPercent" min:"50" max:"100" doc:"share of a limit from which on there is a warning"`
	MaxPolicies   int `json:"maxPolicies" min:"1" max:"100000" doc:"how many Conditional Access policies a tenant may have"`
}

// Rule is limit-near.
var Rule = &lint.Rule{
	ID:       "limit-near",
	Severity: lint.Error,
	Subject:  "limits",
	Page:     page,
	Options:  Options{WarnAtPercent: 90, MaxPolicies: maxPolicies},
	Needs: []lint.Need{
		{Kind: lint.ConditionalAccessPolicy, Partial: true},
		{Kind: lint.Group, Partial: true},
		{Kind: lint.User, Partial: true},
		{Kind: lint.Application, Partial: true},
	},
	Index: Limits,
	Join:  join,
}

// The limits of a tenant. Of Conditional Access policies the service limits say 195; a
// newer page says 240, for which there is an option.
const (
	maxPolicies      = 195
	newerMaxPolicies = 240
	maxDynamicGroups = 15_000
	maxRoleGroups    = 500
)

func join(p *lint.Pass, limits lint.Gathered) {
	counts(p, limits)
	objects(p, limits)
}

// counts judges what the tenant holds. A finding about it, and a measure, is about no
// single object; its place is the first of them.
func counts(p *lint.Pass, limits lint.Gathered) {
	count := func(key string, role lint.Role, limit int, figure string, what display.Safe) *lint.Finding {
		first := limits.First(1, key, role)
		if len(first) == 0 {
			return nil
		}
		n, record := limits.Count(key, role), first[0].Record
		measure := p.Measure(record.Value(), figure, n, limit, what).Of(lint.ObjectRef{Kind: lint.Organization})
		if !p.Tenant.Complete(record.Kind) {
			measure.Notef("the export may not have all of them")
		}
		p.State(measure)
		if !near(p, n, limit) {
			return nil
		}
		return find(p, record.Value(), "the tenant", n, limit, what).About("count", key).Of(lint.ObjectRef{Kind: record.Kind})
	}
	policies := limits.Count("policy", AccessPolicy)
	limit := policyLimit(p, policies)
	if f := count("policy", AccessPolicy, limit, "conditionalAccessPolicies", "Conditional Access policies"); f != nil {
		if policies > limit {
			f.As(lint.Warning).Notef("that there are %d shows that this tenant may have more than %d; how many more is not documented", policies, limit)
		}
		p.Report(f.Fixf("put policies together, and delete those that are disabled or only report and are not needed any more").
			Notef("policies count whatever their state is").
			Notef("the service limits of Microsoft Entra say %d, a newer page %d: the option maxPolicies sets it", maxPolicies, newerMaxPolicies))
	}
	if f := count("dynamic", DynamicGroup, maxDynamicGroups, "dynamicGroups", "dynamic groups"); f != nil {
		p.Report(f.Fixf("delete dynamic groups that nothing uses, or assign their members").
			Notef("dynamic administrative units count along, and are not in the export"))
	}
	if f := count("role", RoleGroup, maxRoleGroups, "roleAssignableGroups", "role-assignable groups"); f != nil {
		p.Report(f.Fixf("delete role-assignable groups that hold no role"))
	}
}

// policyLimit returns how many Conditional Access policies a tenant may have that has n:
// having more than the service limits say shows that the newer limit is in force.
func policyLimit(p *lint.Pass, n int) int {
	if limit := lint.OptionsOf[Options](p).MaxPolicies; limit != maxPolicies || n <= maxPolicies {
		return limit
	}
	return newerMaxPolicies
}

// objects judges what single objects hold.
func objects(p *lint.Pass, limits lint.Gathered) {
	if n := limits.Count("owners", OwnersCut); n > 0 {
		p.Cannot("groups and applications that show just %d owners, where $expand stops, or null, may have more: %d in the export", lint.ExpandLimit, n)
	}
	for object := range limits.Only(ManyOwners) {
		record := object.Hits[0].Record
		if n := graph.Length(record.Get("owners")); near(p, n, MaxOwners) {
			p.Report(find(p, record.Get("owners"), name(record), n, MaxOwners, "owners").
				About("owners", "count").
				Fixf("take owners away who do not look after it"))
		}
	}
	for object := range limits.Only(LongMembershipRule) {
		record := object.Hits[0].Record
		if n := RuleLength(record); near(p, n, MaxRuleLength) {
			p.Report(find(p, record.Get("membershipRule"), "the rule of dynamic "+name(record), n, MaxRuleLength, "characters").
				About("membershipRule", "length").
				Fixf("compare with a list by -in, or keep in an attribute of the users what the rule spells out"))
		}
	}
	for object := range limits.Only(ManyOtherMails) {
		record := object.Hits[0].Record
		if n, _ := CountOtherMails(record); near(p, n, MaxOtherMails) {
			p.Report(find(p, record.Get("otherMails"), name(record), n, MaxOtherMails, "other mail addresses").
				About("otherMails", "count").
				Fixf("remove addresses from otherMails that nobody writes to"))
		}
	}
	for object := range limits.Only(LongOtherMail) {
		record := object.Hits[0].Record
		_, longest := CountOtherMails(record)
		if n := utf8.RuneCountInString(longest.Text()); near(p, n, MaxOtherMailLength) {
			p.Report(find(p, longest, "an other mail address of "+name(record), n, MaxOtherMailLength, "characters").
				About("otherMails", "length").
				Fixf("remove the address from otherMails"))
		}
	}
}

func near(p *lint.Pass, n, limit int) bool {
	return n*100 >= limit*lint.OptionsOf[Options](p).WarnAtPercent
}

func find(p *lint.Pass, at lint.Value, subject display.Safe, n, limit int, what display.Safe) *lint.Finding {
	var f *lint.Finding
	switch {
	case n < limit:
		f = p.Find(at, "%s has %d %s, of at most %d: soon there can be no more", subject, n, what, limit).As(lint.Warning)
	case n == limit:
		f = p.Find(at, "%s has %d %s, which is the limit: one more is refused", subject, n, what).As(lint.Warning)
	default:
		f = p.Find(at, "%s has %d %s, over the documented limit of %d: one more may be refused", subject, n, what, limit)
	}
	return f.With("count", n).With("limit", limit)
}

// name returns the kind and name of an object.
func name(r *lint.Record) display.Safe {
	return display.Safe(r.Kind.Noun() + " " + display.Quote(string(r.Object().Label())))
}
