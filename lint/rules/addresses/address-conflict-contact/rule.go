// Package addressconflictcontact reports contacts that have the address of a user.
package addressconflictcontact

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is address-conflict-contact.
var Rule = &lint.Rule{
	ID:       "address-conflict-contact",
	Severity: lint.Error,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}},
		{Kind: lint.Contact, Requires: []string{"id"}},
		// No other rule tells of a group that has the address too.
		{Kind: lint.Group, Refines: true},
	},
	Uses:  []lint.Use{directory.Synced},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	shared := func(holders lint.Roles) bool {
		return holders.Has(directory.Contact) && holders.Has(users...)
	}
	for address := range addresses.Where(shared) {
		contacts, owners := directory.Owners(address, directory.Contact), directory.Owners(address, users...)
		if len(contacts) > 0 && len(owners) > 0 {
			report(p, address, contacts, owners, directory.Owners(address, directory.Group))
		}
	}
}

var users = []lint.Role{directory.ExternalUser, directory.BareExternalUser, directory.OtherUser}

func report(p *lint.Pass, address *lint.Keyed, contacts, users, groups []directory.Owner) {
	contact, user := contacts[0], directory.Strongest(users)
	others := slices.Concat(users, contacts[1:], groups)
	finding := p.Find(place(contact), "the address %s of contact %s is also that of %s %s: %s",
		address.Key, contact.Object().Label(), user.Noun(), user.Object().Label(), consequence(contact, user)).
		About("address", address.Key)
	if !user.Hold.Proxy() {
		finding.As(lint.Warning)
	}
	for _, o := range others {
		finding.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
	}
	switch sides, synced := directory.SidesOf(contact, others); sides {
	case directory.BothSynced:
		finding.Notef("both are synced: change one of them on-premises")
	case directory.AllSynced:
		finding.Notef("all of them are synced: change one of them on-premises")
	case directory.ChangeSynced:
		finding.Notef("%s %s is synced: change it on-premises", contact.Noun(), contact.Object().Label())
	case directory.OtherSynced:
		finding.Notef("%s %s is synced, %s %s is not: the latter is the one to change, in the cloud",
			synced.Noun(), synced.Object().Label(), contact.Noun(), contact.Object().Label())
	}
	fix := display.Safe("")
	if user.External() && !user.Hold.Proxy() {
		fix = "; then give the external user the address back"
	}
	finding.Fixf("delete contact %s, or take the address from it%s", contact.Object().ID, fix)
	confirmed, unnamed := directory.FewHits(address.Of(directory.Quarantined))
	for _, hit := range confirmed {
		finding.Also(hit.At, "Microsoft Entra reports the conflict itself: the address is withheld from %s %s",
			display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
	if unnamed > 0 {
		finding.Notef("more objects that the address is withheld from: %d", unnamed)
	}
	p.Report(finding)
}

// place returns the value by which a contact has the address: its mail if that is it,
// as that is what people know a contact by.
func place(contact directory.Owner) lint.Value {
	if mail := contact.Record.Get("mail"); graph.Address(mail.Text()) == contact.Text {
		return mail
	}
	return contact.Address.At
}

// consequence says what follows for a user whose address a contact has.
// https://learn.microsoft.com/en-us/entra/external-id/troubleshoot and
// https://learn.microsoft.com/en-us/entra/architecture/multi-tenant-common-considerations
func consequence(contact, user directory.Owner) display.Safe {
	switch external, proxy := user.External(), user.Hold.Proxy(); {
	case external && proxy && directory.Synced.Of(contact.Record):
		return "the next synchronization takes it from the user, and a new invitation to it is refused for a conflict in proxyAddresses"
	case user.Role == directory.BareExternalUser:
		return "the user is not mail-enabled, and a new invitation to it is refused for a conflict in proxyAddresses"
	case proxy:
		return "only one of them may have it, and an invitation to it is refused for a conflict in proxyAddresses"
	}
	return "an invitation to it is refused for a conflict in proxyAddresses"
}
