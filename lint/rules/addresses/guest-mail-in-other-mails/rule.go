// Package guestmailinothermails reports external users without mail who were invited by
// an address that another object has.
package guestmailinothermails

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

// Rule is guest-mail-in-other-mails.
var Rule = &lint.Rule{
	ID:       "guest-mail-in-other-mails",
	Severity: lint.Warning,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}, Completes: []string{"proxyAddresses"}},
		{Kind: lint.Contact, Completes: []string{"proxyAddresses"}, Partial: true},
		{Kind: lint.Group, Completes: []string{"proxyAddresses"}, Partial: true},
	},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(directory.ExternalUser, directory.BareExternalUser) }) {
		receivers := slices.DeleteFunc(directory.Owners(address, directory.Holders...), func(o directory.Owner) bool { return o.Hold > directory.Mail })
		c := contest{address: address.Key, quarantined: address.Of(directory.Quarantined)}
		c.receivers, c.more = directory.Few(receivers)
		for _, guest := range address.Of(directory.ExternalUser, directory.BareExternalUser) {
			if at, ok := invitedBy(guest.Record); ok && graph.Address(at.Text()) == address.Key {
				report(p, guest, at, c)
			}
		}
	}
}

// invitedBy returns the first of otherMails of a user who has no mail.
func invitedBy(guest *lint.Record) (first lint.Value, ok bool) {
	if strings.TrimSpace(guest.Get("mail").Text()) != "" {
		return first, false
	}
	for other := range guest.Get("otherMails").Elements() {
		return other, true
	}
	return first, false
}

// A contest is an address by which guests were invited, and what there is about it.
type contest struct {
	address     string
	receivers   []directory.Owner // a few of those who receive mail by it
	more        int               // the others
	quarantined []lint.Hit
}

// report tells of a guest whose address others receive mail by, if any do.
func report(p *lint.Pass, guest lint.Hit, at lint.Value, c contest) {
	receivers := slices.DeleteFunc(slices.Clone(c.receivers), func(o directory.Owner) bool { return lint.SameObject(o.Record, guest.Record) })
	if len(receivers) == 0 {
		return
	}
	more := c.more
	if len(receivers) == len(c.receivers) && directory.OwnerOf(guest, c.address).Hold <= directory.Mail {
		more = max(more-1, 0) // the guest is one of them
	}
	other, object := directory.Strongest(receivers), guest.Record.Object()
	f := p.Find(at, "external user %s has no mail, only %s in otherMails, which %s %s holds as %s: "+
		"the invited address was taken, and Email of the user stayed empty",
		object.Label(), c.address, other.Noun(), other.Object().Label(), other.Hold).
		About("otherMails", c.address)
	if other.Record.Kind == lint.User {
		f.Fixf("let the person use %s %s and delete external user %s, or take the address from the former and set it as mail of the latter",
			other.Noun(), other.Object().ID, object.ID)
	} else {
		f.Fixf("take the address from %s %s, then set mail of external user %s to it", other.Noun(), other.Object().ID, object.ID)
	}
	for _, o := range receivers {
		f.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
	}
	if more > 0 {
		f.Notef("others who have it: %d", more)
	}
	confirmed, unnamed := directory.FewHits(c.quarantined)
	for _, hit := range confirmed {
		f.Also(hit.At, "Microsoft Entra reports the conflict itself: the address is withheld from %s %s",
			display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
	if unnamed > 0 {
		f.Notef("more objects that the address is withheld from: %d", unnamed)
	}
	p.Report(f)
}
