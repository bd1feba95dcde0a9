// Package guestwithoutproxyaddress reports external users with an address that is not
// among their proxyAddresses.
package guestwithoutproxyaddress

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

// Rule is guest-without-proxy-address.
var Rule = &lint.Rule{
	ID:       "guest-without-proxy-address",
	Severity: lint.Note,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}},
		{Kind: lint.Contact, Refines: true},
		{Kind: lint.Group, Refines: true},
	},
	Uses:  []lint.Use{directory.IsGuest.Optional()},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Where(func(roles lint.Roles) bool { return roles.Has(directory.BareExternalUser) }) {
		owners := directory.Owners(address, directory.Holders...)
		// Who has the address instead is reported with it, and who has to give it up. Other
		// external users who lack it in the same way did not take it.
		if slices.ContainsFunc(owners, func(o directory.Owner) bool { return !o.External() || o.Hold.Proxy() }) {
			continue
		}
		for _, guest := range owners {
			// A guest comes up with each of its addresses, and is told of at the first.
			if guest.Role == directory.BareExternalUser && mainAddress.Of(guest.Record) == address.Key {
				report(p, guest, address)
			}
		}
	}
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

func report(p *lint.Pass, guest directory.Owner, address *lint.Keyed) {
	at, name, id := guest.Record.Get("proxyAddresses"), guest.Object().Label(), guest.Object().ID
	f := p.Find(at, "external user %s has %s as %s and no address in proxyAddresses: the user is not mail-enabled, and no recipient in Exchange Online",
		name, address.Key, guest.Hold).
		About("proxyAddresses", "").
		Fixf("set mail of external user %s to %s again, if the user is to be mail-enabled", id, address.Key)
	if strings.EqualFold(strings.TrimSpace(guest.Record.Get("userType").Text()), "Member") {
		f.Notef("the user is a member: an invitation as a member makes no mail-enabled user")
	}
	confirm(f, address.Of(directory.Quarantined))
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
