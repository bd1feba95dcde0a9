// Package addressconflictcontact reports contacts that have the address of a user.
package addressconflictcontact

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is address-conflict-contact.
var Rule = &lint.Rule{
	ID:       "address-conflict-contact",
	Severity: lint.Error,
	Tier:     1,
	Page:     page,
	Needs: []lint.Need{
		{
			Kind:     lint.User,
			Requires: []string{"id", "mail", "proxyAddresses", "otherMails"},
			Completes: []string{
				"userPrincipalName", "externalUserState", "creationType", "identities",
				"onPremisesSyncEnabled",
			},
			Optional: []string{"onPremisesSyncBehavior"},
		},
		{
			Kind:      lint.Contact,
			Requires:  []string{"id", "mail", "proxyAddresses"},
			Completes: []string{"onPremisesSyncEnabled"},
			Optional:  []string{"onPremisesSyncBehavior"},
		},
	},
	Index: keys.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	shared := func(holders lint.Roles) bool {
		return holders.Has(keys.Contact) && holders.Has(keys.ExternalUser, keys.OtherUser)
	}
	contactBook, userBook := make(book), make(book)
	for address := range addresses.Where(shared) {
		report(p, contactBook, userBook, address.Key, address.Of(keys.Contact), address.Of(keys.ExternalUser, keys.OtherUser))
	}
}

// A holder is an object that has the address.
type holder struct {
	lint.Hit
	keys.Address
}

// holderOf returns an object with the value by which it has an address: of a
// contact its mail if that is it, else the strongest.
func (b book) holderOf(hit lint.Hit, address string) holder {
	addresses, ok := b[hit.Record]
	if !ok {
		addresses = make(map[string]keys.Address)
		for held := range keys.AddressesOf(hit.Record) {
			have, twice := addresses[held.Text]
			if !twice || hit.Role != keys.Contact && held.Hold < have.Hold {
				addresses[held.Text] = held
			}
		}
		clear(b) // an object with very many addresses comes up with each of them
		b[hit.Record] = addresses
	}
	return holder{hit, addresses[address]}
}

// A book is by which value an object has each of its addresses.
type book map[*lint.Record]map[string]keys.Address

func (h holder) noun() display.Safe {
	switch h.Role {
	case keys.Contact:
		return "contact"
	case keys.ExternalUser:
		return "external user"
	}
	return "user"
}

func (h holder) object() lint.ObjectRef { return h.Record.Object() }

func report(p *lint.Pass, contactBook, userBook book, address string, contacts, users []lint.Hit) {
	contact, user := contactBook.holderOf(contacts[0], address), userBook.holderOf(users[0], address)
	others := []holder{user}
	for _, hit := range users[1:] {
		other := userBook.holderOf(hit, address)
		if other.Hold < user.Hold {
			user = other // the message tells of the strongest claim
		}
		others = append(others, other)
	}
	for _, hit := range contacts[1:] {
		others = append(others, contactBook.holderOf(hit, address))
	}

	at := contact.Address.At
	finding := p.Report(at, "the address %s of contact %s is also that of %s %s: %s",
		address, contact.object().Name, user.noun(), user.object().Name, consequence(contact, user)).
		About("address", address)
	if !user.Hold.Proxy() {
		finding.As(lint.Warning)
	}
	for _, other := range others {
		finding.Also(other.Address.At, "%s %s holds it as %s", other.noun(), other.object().Name, other.Hold)
	}
	advise(finding, contact, user)
}

// consequence says what follows for a user whose address a contact has.
// https://learn.microsoft.com/en-us/entra/external-id/troubleshoot and
// https://learn.microsoft.com/en-us/entra/architecture/multi-tenant-common-considerations
func consequence(contact, user holder) display.Safe {
	switch external, proxy := user.Role == keys.ExternalUser, user.Hold.Proxy(); {
	case external && proxy && keys.Synced(contact.Record):
		return "the next synchronization takes it from the user, and a new invitation to it is refused for a conflict in proxyAddresses"
	case external && !proxy:
		return "the user is not mail-enabled, and a new invitation to it is refused for a conflict in proxyAddresses"
	case proxy:
		return "only one of them may have it, and an invitation to it is refused for a conflict in proxyAddresses"
	}
	return "an invitation to it is refused for a conflict in proxyAddresses"
}

func advise(f *lint.Finding, contact, user holder) {
	switch contactSynced, userSynced := keys.Synced(contact.Record), keys.Synced(user.Record); {
	case contactSynced && userSynced:
		f.Notef("both are synced: change one of them on-premises")
	case contactSynced:
		f.Notef("the contact is synced: change it on-premises")
	case userSynced:
		f.Notef("the user is synced, the contact is not: the contact is the one to change in the cloud")
	}
	fix := display.Safe("")
	if user.Role == keys.ExternalUser && !user.Hold.Proxy() {
		fix = "; then give the external user the address back"
	}
	f.Fixf("delete contact %s, or take the address from it%s", contact.object().ID, fix)
}
