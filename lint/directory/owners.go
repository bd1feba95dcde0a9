package directory

import (
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// An Owner is an object that has an address, with the value by which it has it.
type Owner struct {
	lint.Hit
	Address
}

// held is the addresses of an object by their text, each by the strongest of its values:
// an object with very many comes up with each of them.
var held = lint.NewMemo(func(r *lint.Record) map[string]Address {
	addresses := make(map[string]Address)
	for address := range AddressesOf(r) {
		have, twice := addresses[address.Text]
		if !twice || address.Hold < have.Hold {
			addresses[address.Text] = address
		}
	}
	return addresses
})

// OwnerOf returns the object of a hit as the owner of an address, by the strongest of
// its values.
func OwnerOf(hit lint.Hit, address string) Owner { return Owner{hit, held.Of(hit.Record)[address]} }

// Owners returns the objects that have an address in one of the roles as one that
// mail goes to, each once, in the order of the input.
func Owners(k *lint.Keyed, roles ...lint.Role) []Owner {
	var owners []Owner
	for _, hit := range k.Of(roles...) {
		if owner := OwnerOf(hit, k.Key); owner.Text != "" && owner.Hold.Mails() {
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

// few is how many objects each of many findings about one address names.
const few = 10

// Few returns those owners that a finding names if there is one for each of many objects,
// and how many it leaves out: n findings about n owners would have n × n places. They
// are the first, and the two strongest, so that [Strongest] says of them what it says of
// all, without any one of them too. With [OnBothSides] so does [SidesOf].
func Few(owners []Owner, besides ...func(Owner) bool) (named []Owner, more int) {
	if len(owners) <= few {
		return owners, 0
	}
	take := make(map[int]bool)
	strongest := func() {
		best := -1
		for i, o := range owners {
			if !take[i] && (best < 0 || o.Hold < owners[best].Hold) {
				best = i
			}
		}
		take[best] = true
	}
	strongest()
	strongest()
	for _, want := range besides {
		if i := slices.IndexFunc(owners, want); i >= 0 {
			take[i] = true
		}
	}
	for i, o := range owners {
		if i < few || take[i] {
			named = append(named, o)
		}
	}
	return named, len(owners) - len(named)
}

// OnBothSides makes [Few] name the first owner who is synced, and the first who is not. It
// reads what [Synced] reads.
var OnBothSides = []func(Owner) bool{
	func(o Owner) bool { return Synced.Of(o.Record) },
	func(o Owner) bool { return !Synced.Of(o.Record) },
}

// FewHits returns the hits that a finding names if there is one for each of many objects,
// and how many it leaves out.
func FewHits(hits []lint.Hit) (named []lint.Hit, more int) {
	named = hits[:min(few, len(hits))]
	return named, len(hits) - len(named)
}
