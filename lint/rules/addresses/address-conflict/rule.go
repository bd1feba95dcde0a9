// Package addressconflict reports addresses that two objects have, but for those of a
// contact and a user.
package addressconflict

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is address-conflict.
var Rule = &lint.Rule{
	ID:       "address-conflict",
	Severity: lint.Error,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Partial: true},
		{Kind: lint.Contact, Partial: true},
		{Kind: lint.Group, Partial: true},
	},
	Uses:  []lint.Use{directory.Synced},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(directory.Holders...) }) {
		owners := directory.Owners(address, directory.Holders...)
		if directory.ClashOf(owners) == directory.OwnerClash {
			report(p, address, owners)
		}
	}
}

func report(p *lint.Pass, address *lint.Keyed, owners []directory.Owner) {
	change, others := directory.ToChange(owners)
	other := directory.Strongest(others)
	f := p.Find(change.Address.At, "the address %s of %s %s is also that of %s %s: %s",
		address.Key, change.Noun(), change.Object().Label(), other.Noun(), other.Object().Label(), consequence(owners)).
		About("address", address.Key)
	if proxies(owners) < 2 {
		f.As(lint.Warning)
	}
	for _, o := range others {
		f.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
	}
	switch sides, synced := directory.SidesOf(change, others); sides {
	case directory.BothSynced:
		f.Notef("both are synced: change one of them on-premises")
	case directory.AllSynced:
		f.Notef("all of them are synced: change one of them on-premises")
	case directory.ChangeSynced:
		f.Notef("%s %s is synced: change it on-premises", change.Noun(), change.Object().Label())
	case directory.OtherSynced:
		f.Notef("%s %s is synced, %s %s is not: the latter is the one to change, in the cloud",
			synced.Noun(), synced.Object().Label(), change.Noun(), change.Object().Label())
	}
	fix(f, change, others)
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

func proxies(owners []directory.Owner) int {
	n := 0
	for _, o := range owners {
		if o.Hold.Proxy() {
			n++
		}
	}
	return n
}

// consequence says what follows for those who have an address together.
// https://learn.microsoft.com/en-us/entra/external-id/troubleshoot
func consequence(owners []directory.Owner) display.Safe {
	switch n := proxies(owners); {
	case n > 1:
		return "only one of them may have it, and an invitation to it is refused for a conflict in proxyAddresses"
	case n == 1 && slices.ContainsFunc(owners, func(o directory.Owner) bool { return o.Role == directory.BareExternalUser }):
		return "the external user is not mail-enabled, and a new invitation to it is refused for a conflict in proxyAddresses"
	case n == 1:
		return "an invitation to it is refused for a conflict in proxyAddresses"
	}
	return "only one of them can be mail-enabled with it"
}

// fix says what to do with the owner that is to change.
func fix(f *lint.Finding, change directory.Owner, others []directory.Owner) {
	id, where := change.Object().ID, display.Safe("")
	if directory.Synced.Of(change.Record) {
		where = " on-premises"
	}
	switch {
	case change.Role == directory.Contact:
		f.Fixf("delete contact %s%s, or take the address from it", id, where)
	case change.External() && slices.ContainsFunc(others, func(o directory.Owner) bool { return o.Record.Kind == lint.User }):
		f.Fixf("delete external user %s%s if both are one person, else take the address from it", id, where)
	default:
		f.Fixf("take the address from %s %s%s", change.Noun(), id, where)
	}
}
