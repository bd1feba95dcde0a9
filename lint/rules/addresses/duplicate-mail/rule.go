// Package duplicatemail reports users of the tenant's own who share their mail.
package duplicatemail

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is duplicate-mail.
var Rule = &lint.Rule{
	ID:       "duplicate-mail",
	Severity: lint.Warning,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}, Optional: []string{"otherMails"}},
		// An address that a contact or a group has too is reported by another rule.
		{Kind: lint.Contact, Refines: true},
		{Kind: lint.Group, Refines: true},
	},
	// That a user is not external is told by all of these together.
	Uses:  []lint.Use{directory.External.Required(), directory.Synced.About(lint.User).Optional()},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(directory.OtherUser) }) {
		if directory.ClashOf(directory.Owners(address, directory.Holders...)) == directory.MailClash {
			report(p, address, directory.Owners(address, directory.OtherUser))
		}
	}
}

func report(p *lint.Pass, address *lint.Keyed, users []directory.Owner) {
	change, others := directory.ToChange(users)
	where := display.Safe("")
	if directory.Synced.Of(change.Record) {
		where = " on-premises"
	}
	f := p.Find(change.Address.At, "the mail %s of user %s is also that of user %s: cross-tenant synchronization makes one user of them in the other tenant",
		address.Key, change.Object().Label(), others[0].Object().Label()).
		About("mail", address.Key).
		Fixf("give user %s a mail of its own%s", change.Object().ID, where)
	for _, o := range others {
		f.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
	}
	// A user who is synced is the one to change only if all are.
	switch sides, synced := directory.SidesOf(change, others); sides {
	case directory.BothSynced:
		f.Notef("both are synced: change one of them on-premises")
	case directory.AllSynced:
		f.Notef("all of them are synced: change one of them on-premises")
	case directory.OtherSynced:
		f.Notef("%s %s is synced, %s %s is not: the latter is the one to change, in the cloud",
			synced.Noun(), synced.Object().Label(), change.Noun(), change.Object().Label())
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
