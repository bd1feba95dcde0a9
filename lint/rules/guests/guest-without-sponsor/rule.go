// Package guestwithoutsponsor reports external users for whom nobody is responsible.
package guestwithoutsponsor

import (
	"cmp"
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-without-sponsor.
var Rule = &lint.Rule{
	ID:       "guest-without-sponsor",
	Severity: lint.Note,
	Subject:  "guests",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User},
		{Kind: lint.Group, Refines: true},
	},
	Uses:  []lint.Use{crosstenant.Receives},
	Index: Sponsors,
	Join:  join,
}

// few is how many external users without a sponsor are reported one by one. More of them
// have one reason: nobody names sponsors, or they came by sharing, which names none.
const few = 3

func join(p *lint.Pass, sponsors lint.Gathered) {
	roles := []lint.Role{Unsponsored}
	if crosstenant.Read(p.Tenant).Receives(p.Tenant) == graph.No {
		roles = append(roles, SyncedUnsponsored)
	}
	var none []lint.Hit
	for guest := range sponsors.Only(roles...) {
		none = append(none, guest.Of(roles...)...)
	}
	unsponsored(p, none)
	j := judge{p, missing(p, sponsors)}
	for sponsor := range sponsors.Where(func(roles lint.Roles) bool {
		return roles.Has(Sponsored) && roles.Has(DisabledUser)
	}) {
		j.guests(sponsor)
	}
	for _, sponsor := range j.missing {
		j.guests(sponsor)
	}
}

// unsponsored reports the external users who have no sponsor.
func unsponsored(p *lint.Pass, none []lint.Hit) {
	if len(none) <= few {
		for _, hit := range none {
			object := hit.Record.Object()
			p.Report(p.Find(hit.Record.Get("sponsors"), "external user %s has no sponsor: nobody is named who answers for the account and says when it can go", object.Label()).
				About("sponsors", "").
				Fixf("name a sponsor of external user %s", object.ID))
		}
		return
	}
	slices.SortFunc(none, func(a, b lint.Hit) int { return cmp.Compare(a.At.Text(), b.At.Text()) })
	f := p.Find(none[0].Record.Get("sponsors"), "%d external users have no sponsor: nobody is named who answers for their accounts and says when they can go", len(none)).
		Of(lint.ObjectRef{Kind: lint.User}). // no single one: the finding stays the same when the first leaves
		About("sponsors", "").
		With("count", len(none)).
		Fixf("name sponsors: Update-MsIdInvitedUserSponsorsFromInvitedBy makes whoever invited a guest the sponsor")
	for _, hit := range none[:few] {
		f.Also(hit.Record.Get("sponsors"), "external user %s is one of them", hit.Record.Object().Label())
	}
	p.Report(f)
}

// missing returns the sponsors that no user and no group of the export is, if it can be
// told, by id.
func missing(p *lint.Pass, sponsors lint.Gathered) map[string]*lint.Keyed {
	if !p.Tenant.Complete(lint.User) {
		return nil // which the rule's outcome says already
	}
	found := make(map[string]*lint.Keyed)
	unknown, others := 0, 0 // sponsors that may be groups; external users whose sponsor is no user
	for sponsor := range sponsors.Without(lint.User, func(roles lint.Roles) bool { return roles.Has(Sponsored) }) {
		others += len(sponsor.Of(Sponsored))
		switch kind := kindOf(sponsor); {
		case p.Tenant.Object(lint.Group, sponsor.Key) != nil, kind != "" && kind != "#microsoft.graph.user":
			continue
		case kind == "" && !p.Tenant.Complete(lint.Group):
			unknown++
		default:
			found[sponsor.Key] = sponsor
		}
	}
	p.Misses(lint.User, len(found)+unknown, sponsors.CountKeys(func(roles lint.Roles) bool { return roles.Has(Sponsored) }))
	if unknown > 0 {
		p.Cannot("sponsors that are not in the export of users may be groups, of which it does not have all: %d", unknown)
		p.Export(lint.Group)
	}
	if len(found) > 0 && sponsors.Count("", Sponsored) == others {
		p.Cannot("none of the sponsors is in the export of users, which may have been filtered")
		p.Export(lint.User)
		return nil
	}
	return found
}

// kindOf returns the @odata.type of a sponsor as one of its guests has it, or "".
func kindOf(sponsor *lint.Keyed) string {
	for _, hit := range sponsor.Of(Sponsored) {
		if kind := kinds.Of(hit.Record)[sponsor.Key]; kind != "" {
			return kind
		}
	}
	return ""
}

// kinds is the @odata.type of each sponsor in the list of an external user, by id.
var kinds = lint.NewMemo(func(guest *lint.Record) map[string]string {
	kinds := make(map[string]string)
	for entry := range guest.Get("sponsors").Elements() {
		id := graph.ID(graph.Expanded(entry, "id").Text())
		if kinds[id] == "" {
			kinds[id] = strings.ToLower(graph.Expanded(entry, "@odata.type").Text())
		}
	}
	return kinds
})

// A judge looks at external users one of whose sponsors is disabled or missing.
type judge struct {
	*lint.Pass
	missing map[string]*lint.Keyed
}

func (j judge) guests(sponsor *lint.Keyed) {
	for _, hit := range sponsor.Of(Sponsored) {
		if judged := wasJudged.Of(hit.Record); !*judged {
			*judged = true
			j.guest(hit.Record)
		}
	}
}

// wasJudged remembers an external user with a long list of sponsors, who comes up with
// each of them.
var wasJudged = lint.NewMemo(func(*lint.Record) *bool { return new(bool) })

// A gone sponsor is one who is disabled or missing, with the place that says so.
type gone struct {
	at       lint.Value
	name     string
	disabled bool
}

// guest reports an external user all of whose sponsors are gone.
func (j judge) guest(guest *lint.Record) {
	sponsors := guest.Get("sponsors")
	var all []gone
	for entry := range sponsors.Elements() {
		sponsor, ok := j.gone(entry)
		if !ok {
			return
		}
		all = append(all, sponsor)
	}
	object := guest.Object()
	f := j.Find(sponsors, "no sponsor of external user %s is there any more: nobody answers for the account and says when it can go", object.Label()).
		About("sponsors", "").
		Fixf("name another sponsor of external user %s", object.ID)
	for _, sponsor := range all {
		if sponsor.disabled {
			f.Also(sponsor.at, "sponsor %s is disabled", sponsor.name)
		} else {
			f.Also(sponsor.at, "sponsor %s is not among the users and groups of the export", sponsor.name)
		}
	}
	j.Report(f)
}

// gone reports whether the sponsor that an entry of a list names is gone.
func (j judge) gone(entry lint.Value) (sponsor gone, ok bool) {
	at := graph.Expanded(entry, "id")
	id := graph.ID(at.Text())
	if j.missing[id] != nil {
		return gone{at: at, name: id}, true
	}
	if enabled := graph.Expanded(entry, "accountEnabled"); directory.Disabled(enabled) {
		return gone{at: enabled, name: nameOf(entry, id), disabled: true}, true
	}
	user := j.Tenant.Object(lint.User, id)
	if user == nil || !directory.Disabled(user.Get("accountEnabled")) {
		return gone{}, false
	}
	return gone{at: user.Get("accountEnabled"), name: string(user.Object().Label()), disabled: true}, true
}

func nameOf(entry lint.Value, id string) string {
	if name := graph.Expanded(entry, "displayName").Text(); name != "" {
		return name
	}
	return id
}
