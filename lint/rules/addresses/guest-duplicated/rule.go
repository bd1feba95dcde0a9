// Package guestduplicated reports external users who share an address: one person who
// was invited twice.
package guestduplicated

import (
	_ "embed"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-duplicated.
var Rule = &lint.Rule{
	ID:       "guest-duplicated",
	Severity: lint.Warning,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}},
		// An address that a contact or a group has too is reported by another rule.
		{Kind: lint.Contact, Refines: true},
		{Kind: lint.Group, Refines: true},
	},
	Uses:  []lint.Use{directory.Synced.About(lint.User).Optional()},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(directory.ExternalUser, directory.BareExternalUser) }) {
		if directory.ClashOf(directory.Owners(address, directory.Holders...)) == directory.GuestClash {
			report(p, address, directory.Owners(address, directory.ExternalUser, directory.BareExternalUser))
		}
	}
}

func report(p *lint.Pass, address *lint.Keyed, guests []directory.Owner) {
	change, others := spare(guests)
	other := directory.Strongest(others)
	f := p.Find(change.Address.At, "external user %s shares the address %s with external user %s: "+
		"one person was invited twice, and access that one account has is missing in the other",
		change.Object().Label(), address.Key, other.Object().Label()).
		About("otherUsers", ids(others)). // the same ones by another address are the same finding
		Fixf("delete external user %s if both are one person, once external user %s has its access", change.Object().ID, other.Object().ID)
	for _, guest := range guests {
		if directory.Pending.Of(guest.Record) {
			f.Notef("%s has not redeemed the invitation yet", guest.Object().Label())
		}
	}
	for _, o := range others {
		f.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
	}
	confirmed, unnamed := directory.FewHits(address.Of(directory.Quarantined))
	for _, hit := range confirmed {
		f.Also(hit.At, "Microsoft Entra reports the conflict itself: the address is withheld from %s %s",
			display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
	if unnamed > 0 {
		f.Notef("more objects that the address is withheld from: %d", unnamed)
	}
	p.Report(f)
}

// ids returns the ids of the owners of an address, which tell a finding from others.
func ids(owners []directory.Owner) string {
	var ids []string
	for _, o := range owners {
		ids = append(ids, graph.ID(o.Record.ID()))
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// spare takes out the external user that can best be spared: one who has not redeemed
// before one who has. The others keep their order.
func spare(guests []directory.Owner) (change directory.Owner, others []directory.Owner) {
	var pending []directory.Owner
	for _, guest := range guests {
		if directory.Pending.Of(guest.Record) {
			pending = append(pending, guest)
		}
	}
	if len(pending) == 0 {
		return directory.ToChange(guests)
	}
	change, _ = directory.ToChange(pending)
	for _, guest := range guests {
		if guest.Record != change.Record {
			others = append(others, guest)
		}
	}
	return change, others
}
