package lint

import (
	"iter"
)

// A Role is what an object has to do with a key of an Index, as the index
// defines it. There are at most 16.
type Role uint8

// Roles is a set of roles.
type Roles uint16

// RolesOf returns a set of roles.
func RolesOf(roles ...Role) Roles {
	var set Roles
	for _, role := range roles {
		set |= 1 << role
	}
	return set
}

// Has reports whether the set has any of the given roles.
func (s Roles) Has(roles ...Role) bool { return s&RolesOf(roles...) != 0 }

// An Index gathers keys during the pass. Several rules may share one; it is built
// once. In memory it is 16 bytes for each key of an object: a hash and the
// object's number. What a rule asks for is read back from the files.
type Index struct {
	Name  string
	Needs []Need                   // kinds that give keys, and the properties they are made of
	Uses  []Use                    // facts that they are made of
	Keys  func(*Record, *Gatherer) // adds every key of a record, on any goroutine
}

// Reads returns all that the index reads.
func (x *Index) Reads() Needs { return merged(x.Needs, x.Uses, nil) }

// A Gatherer receives the keys of one record.
type Gatherer struct {
	// Receive is how the engine gets a key; it must not keep it.
	Receive func(key []byte, role Role, at Value)
	scratch [128]byte
}

// Add adds the key that normalise makes of a value's text, appending it to its
// first argument. An empty key is none.
func (g *Gatherer) Add(role Role, at Value, normalise func(dst []byte, text string) []byte) {
	if key := normalise(g.scratch[:0], at.Text()); len(key) > 0 {
		g.Receive(key, role, at)
	}
}

// AddText adds a key that is not the text of one value.
func (g *Gatherer) AddText(role Role, at Value, key string) {
	if key != "" {
		g.Receive(append(g.scratch[:0], key...), role, at)
	}
}

// Gathered is an Index after the pass, as one rule sees it: records that lack
// what the rule requires are left out. Its sequences come in no particular order.
type Gathered interface {
	// Where returns the keys for which want holds, given the roles of all objects
	// that have the key. Only for these are the objects read back.
	Where(want func(Roles) bool) iter.Seq[*Keyed]
	// Shared is Where for keys that at least two objects have.
	Shared(want func(Roles) bool) iter.Seq[*Keyed]
	// Without is Where for keys that are ids in lower case, of those that no object
	// of a kind has.
	Without(kind Kind, want func(Roles) bool) iter.Seq[*Keyed]
	// Only returns the keys that objects have in one of the roles, and of their
	// objects only these.
	Only(roles ...Role) iter.Seq[*Keyed]
	// Keys returns the keys that objects have in one of the roles, reading back one
	// object for each.
	Keys(roles ...Role) iter.Seq[string]
	// Lookup returns the objects that have a key.
	Lookup(key string) *Keyed
	// Count returns how many objects have a key in one of the roles, reading none of
	// them back; the key "" stands for any.
	Count(key string, roles ...Role) int
	// CountKeys returns how many keys Where would yield, but for records that the rule
	// cannot judge, reading none of them back.
	CountKeys(want func(Roles) bool) int
	// First returns the first objects that Count counts, in the order of the input.
	First(n int, key string, roles ...Role) []Hit
}

// Keyed is the objects that have one key. Its records stay valid.
type Keyed struct {
	Key  string
	Hits []Hit // in the order of the input
}

// A Hit is one object that has a key, and the value that gave it.
type Hit struct {
	Role   Role
	Record *Record
	At     Value
}

// Of returns the hits with a role. An object counts once, at the first of its
// values that gave the key, and so does its copy in another file. Lists that name
// the same member are such copies too: to tell them apart, look at Hits.
func (k *Keyed) Of(roles ...Role) []Hit {
	set := RolesOf(roles...)
	type object struct {
		kind Kind
		id   string
	}
	seen := make(map[object]bool)
	var hits []Hit
	for _, hit := range k.Hits {
		if set&RolesOf(hit.Role) == 0 {
			continue
		}
		if this := (object{hit.Record.Kind, hit.Record.Identity()}); !seen[this] {
			seen[this] = true
			hits = append(hits, hit)
		}
	}
	return hits
}

// SameObject reports whether two records are the same object, or copies of it.
func SameObject(a, b *Record) bool {
	return a == b || a.Kind == b.Kind && a.Identity() == b.Identity()
}
