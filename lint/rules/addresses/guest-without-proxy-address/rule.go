// Package guestwithoutproxyaddress reports external users with an address that is not
// among their proxyAddresses.
package guestwithoutproxyaddress

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-without-proxy-address.
var Rule = &lint.Rule{
	ID:       "guest-without-proxy-address",
	Severity: lint.Note,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id", "userType"}},
		{Kind: lint.Contact, Refines: true},
		{Kind: lint.Group, Refines: true},
	},
	Index: directory.Addresses,
	Join:  join,
}

// few is how many guests with an address of their own are reported one by one. More
// of them have one reason, such as a tenant in which no guest needs mail.
const few = 3

func join(p *lint.Pass, addresses lint.Gathered) {
	var alone []directory.Owner
	for address := range addresses.Where(func(roles lint.Roles) bool { return roles.Has(directory.BareExternalUser) }) {
		owners := directory.Owners(address, directory.Holders...)
		// Who has the address instead is reported with it, and who has to give it up. Other
		// external users who lack it in the same way did not take it.
		if slices.ContainsFunc(owners, func(o directory.Owner) bool { return !o.External() || o.Hold.Proxy() }) {
			continue
		}
		quarantined := address.Of(directory.Quarantined)
		for _, guest := range owners {
			// A guest comes up with each of its addresses, and is told of at the first.
			switch {
			case guest.Role != directory.BareExternalUser || mainAddress.Of(guest.Record) != address.Key || member(guest.Record):
			case len(quarantined) > 0:
				report(p, guest, quarantined)
			default:
				alone = append(alone, guest)
			}
		}
	}
	if len(alone) > few {
		several(p, alone)
		return
	}
	for _, guest := range alone {
		report(p, guest, nil)
	}
}

// member reports whether an external user is a member, who cannot be mail-enabled by an
// invitation or by setting mail.
func member(user *lint.Record) bool { return graph.SameWord(user.Get("userType").Text(), "Member") }

// several reports guests whose address nobody else has.
func several(p *lint.Pass, guests []directory.Owner) {
	slices.SortFunc(guests, func(a, b directory.Owner) int { return cmp.Compare(a.Object().ID, b.Object().ID) })
	f := p.Find(guests[0].Record.Get("proxyAddresses"), "%d external users have mail or otherMails and no address in proxyAddresses, though nobody else has theirs: they are not mail-enabled, and no recipients in Exchange Online",
		len(guests)).
		Of(lint.ObjectRef{Kind: lint.User}). // no single one: the finding stays the same when the first leaves
		About("proxyAddresses", "").
		With("count", len(guests)).
		Fixf("set mail of those again who are to be mail-enabled")
	for _, guest := range guests[:few] {
		f.Also(guest.Record.Get("proxyAddresses"), "external user %s is one of them", guest.Object().Label())
	}
	p.Report(f)
}

// mainAddress is the address that a guest should be mail-enabled with: mail, else the
// first of otherMails that is one.
var mainAddress = lint.NewMemo(func(guest *lint.Record) string {
	if mail := graph.Address(guest.Get("mail").Text()); mail != "" {
		return mail
	}
	for other := range guest.Get("otherMails").Elements() {
		if address := graph.Address(other.Text()); address != "" {
			return address
		}
	}
	return ""
})

// report tells of a guest, and of the objects that its address is withheld from.
func report(p *lint.Pass, guest directory.Owner, quarantined []lint.Hit) {
	at, address := guest.Record.Get("proxyAddresses"), mainAddress.Of(guest.Record)
	f := p.Find(at, "external user %s has %s as %s and no address in proxyAddresses: the user is not mail-enabled, and no recipient in Exchange Online",
		guest.Object().Label(), address, guest.Hold).
		About("proxyAddresses", "").
		Fixf("set mail of external user %s to %s again, if the user is to be mail-enabled", guest.Object().ID, address)
	confirm(f, quarantined)
	p.Report(f)
}

// confirm adds to a finding that Microsoft Entra reports the conflict itself.
func confirm(f *lint.Finding, quarantined []lint.Hit) {
	confirmed, unnamed := directory.FewHits(quarantined)
	for _, hit := range confirmed {
		f.Also(hit.At, "Microsoft Entra reports the conflict itself: the address is withheld from %s %s",
			display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
	if unnamed > 0 {
		f.Notef("more objects that the address is withheld from: %d", unnamed)
	}
}
