package keys

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
)

// An Owner is an object that has an address, with the value by which it has it.
type Owner struct {
	lint.Hit
	Address
}

// A Book tells by which value an object has an address. It remembers the objects
// that it was asked about: one with very many addresses comes up with each of them.
type Book map[*lint.Record]map[string]Address

// bookSize is how many objects a book remembers.
const bookSize = 64

// Owner returns the object of a hit as the owner of an address, by the strongest of
// its values.
func (b Book) Owner(hit lint.Hit, address string) Owner {
	addresses, ok := b[hit.Record]
	if !ok {
		addresses = make(map[string]Address)
		for held := range AddressesOf(hit.Record) {
			have, twice := addresses[held.Text]
			if !twice || held.Hold < have.Hold {
				addresses[held.Text] = held
			}
		}
		if len(b) >= bookSize {
			clear(b)
		}
		b[hit.Record] = addresses
	}
	return Owner{hit, addresses[address]}
}

// Owners returns the objects that have an address in one of the roles as one that
// mail goes to, each once, in the order of the input.
func (b Book) Owners(k *lint.Keyed, roles ...lint.Role) []Owner {
	var owners []Owner
	for _, hit := range k.Of(roles...) {
		if owner := b.Owner(hit, k.Key); owner.Text != "" && owner.Hold.Mails() {
			owners = append(owners, owner)
		}
	}
	return owners
}

// Noun returns what a message calls the owner, as in "external user".
func (o Owner) Noun() display.Safe {
	if o.External() {
		return "external user"
	}
	return display.Safe(o.Record.Kind.Noun())
}

// External reports whether the owner is an external user.
func (o Owner) External() bool { return o.Role == ExternalUser || o.Role == BareExternalUser }

// Object returns the owner's kind, id and name.
func (o Owner) Object() lint.ObjectRef { return o.Record.Object() }

// Confirm adds to a finding about an address that Microsoft Entra reports the
// conflict itself, at every object of the export whose onPremisesProvisioningErrors
// name it.
func Confirm(f *lint.Finding, k *lint.Keyed) {
	for _, hit := range k.Of(Quarantined) {
		f.Also(hit.At, "Microsoft Entra reports the conflict itself: the address is withheld from %s %s",
			display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
}
