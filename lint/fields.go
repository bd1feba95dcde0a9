package lint

import (
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/tidwall/gjson"
)

// MaxFields is how many properties of one kind a run can read: a record's
// present properties are one machine word.
const MaxFields = 64

// A Type says which JSON types a value may have, all the way down. It is what
// the JSON Schemas of this project say, compiled into a check that a scanner can
// make while it passes over the value.
type Type struct {
	Allow   TypeSet
	Items   *Type   // of an array's elements; nil means anything
	Members *Fields // of an object's properties; nil means anything
}

// A TypeSet is a set of JSON types.
type TypeSet uint8

// The JSON types.
const (
	Null TypeSet = 1 << iota
	Boolean
	Number
	String
	Array
	Object
)

// TypeOf returns the JSON type of a value that begins with the byte c, or 0 if
// no value does.
func TypeOf(c byte) TypeSet { return typeOf[c] }

var typeOf = [256]TypeSet{
	'n': Null, 't': Boolean, 'f': Boolean, '"': String, '[': Array, '{': Object,
	'-': Number, '0': Number, '1': Number, '2': Number, '3': Number, '4': Number,
	'5': Number, '6': Number, '7': Number, '8': Number, '9': Number,
}

// Fields is the set of properties that a run reads from the objects of one kind,
// compiled so that a key is found in a few nanoseconds. The zero value is empty.
// Names compare without ASCII case: PowerShell writes Graph's properties in
// PascalCase.
type Fields struct {
	names     []string
	types     []*Type
	spellings []string   // the names, and behind them what other exporters call them
	of        []uint8    // number of the property that each spelling names
	slots     [256]uint8 // number of the first spelling with this hash, plus one
	next      []uint8    // number of the next spelling with the same hash, plus one

	masks [maxFacts]atomic.Uint64 // what facts read, by their numbers; 0 until it is asked for
}

// maxFacts is for how many facts it is kept what they read. Of more it is worked out each
// time.
const maxFacts = 64

// spellings maps the names that Azure AD Graph, and with it the AzureAD module of
// PowerShell and older versions of az, has for properties to those of Microsoft
// Graph. Names that differ in case only need no entry.
var spellings = map[string]string{
	"objectId":             "id",
	"odata.type":           "@odata.type",
	"dirSyncEnabled":       "onPremisesSyncEnabled",
	"immutableId":          "onPremisesImmutableId",
	"lastDirSyncTime":      "onPremisesLastSyncDateTime",
	"userState":            "externalUserState",
	"userStateChangedOn":   "externalUserStateChangeDateTime",
	"ODBSharingCapability": "OneDriveSharingCapability",
	"B2BManagementPolicy":  "definition", // by itself, as ConvertFrom-Json leaves it
}

// GraphName returns what Microsoft Graph calls a property, given what an export
// calls it, compared without ASCII case.
func GraphName(name string) string {
	for spelling, known := range spellings {
		if equalFold(spelling, []byte(name)) {
			return known
		}
	}
	return name
}

// NewFields compiles a set of properties. types holds what the schema says of
// them; a name without a type may hold anything. It panics if there are more
// than [MaxFields] names, or two that differ only in case.
func NewFields(names []string, types map[string]*Type) *Fields {
	if len(names) > MaxFields {
		panic("lint: more properties of one kind than a record can track")
	}
	f := &Fields{names: slices.Clone(names), types: make([]*Type, len(names))}
	for i, name := range names {
		if f.Find([]byte(name)) >= 0 {
			panic("lint: property " + name + " is named twice")
		}
		f.types[i] = types[name]
		f.spell(name, i)
	}
	return f
}

// NewRecordFields is [NewFields] for the properties of an object of the tenant,
// which exporters spell in several ways.
func NewRecordFields(names []string, types map[string]*Type) *Fields {
	f := NewFields(names, types)
	for _, spelling := range slices.Sorted(maps.Keys(spellings)) {
		if i := f.Index(spellings[spelling]); i >= 0 {
			f.spell(spelling, i)
		}
	}
	return f
}

func (f *Fields) spell(spelling string, field int) {
	f.spellings = append(f.spellings, spelling)
	f.of = append(f.of, uint8(field)) //nolint:gosec // less than MaxFields
	slot := &f.slots[fieldHash(spelling)]
	f.next = append(f.next, *slot)
	*slot = uint8(len(f.spellings)) //nolint:gosec // MaxFields and the few in spellings
}

// fieldHash mixes a key's length and its first, middle and last letter. It is
// the same for every spelling of a key in ASCII.
func fieldHash[T string | []byte](key T) uint8 {
	n := len(key)
	if n == 0 {
		return 0
	}
	h := uint32(n)*31 + uint32(key[0]|0x20)*7 + uint32(key[n/2]|0x20)*131 + uint32(key[n-1]|0x20)*17 //nolint:gosec // a hash
	return uint8(h ^ h>>8)                                                                           //nolint:gosec // a hash
}

// Len returns the number of properties.
func (f *Fields) Len() int { return len(f.names) }

// Name returns the name of property i, in the spelling of Microsoft Graph.
func (f *Fields) Name(i int) string { return f.names[i] }

// Type returns what property i may hold; nil means anything.
func (f *Fields) Type(i int) *Type { return f.types[i] }

// Index returns the number of the property with exactly this name, or -1.
func (f *Fields) Index(name string) int {
	for i := f.slots[fieldHash(name)]; i != 0; i = f.next[i-1] {
		if f.spellings[i-1] == name {
			return int(f.of[i-1])
		}
	}
	return -1
}

// Find returns the number of the property that a key of an export names, or -1.
// The key is the text between the quotes, escapes and all.
func (f *Fields) Find(key []byte) int {
	for i := f.slots[fieldHash(key)]; i != 0; i = f.next[i-1] {
		if equalFold(f.spellings[i-1], key) {
			return int(f.of[i-1])
		}
	}
	return -1
}

// FindEscaped is Find for a key that holds escapes.
func (f *Fields) FindEscaped(key []byte) int {
	return f.Find([]byte(gjson.Parse(`"` + string(key) + `"`).String()))
}

func equalFold(name string, key []byte) bool {
	if len(name) != len(key) {
		return false
	}
	for i := range len(name) {
		if a, b := name[i], key[i]; a != b && (a|0x20 != b|0x20 || a|0x20 < 'a' || a|0x20 > 'z') {
			return false
		}
	}
	return true
}

// Mask returns the set of the named properties, bit i standing for property i.
// Names that are no property of f are left out.
func (f *Fields) Mask(names []string) uint64 {
	var mask uint64
	for _, name := range names {
		if i := f.Index(name); i >= 0 {
			mask |= 1 << i
		}
	}
	return mask
}

// mask is Mask of what a fact reads of a kind. A fact is asked for of each record.
func (f *Fields) mask(fact int, reads Reading, kind Kind) uint64 {
	if fact < maxFacts {
		if mask := f.masks[fact].Load(); mask != 0 {
			return mask
		}
	}
	var mask uint64
	for _, need := range reads.Needs {
		if need.Kind == kind {
			mask |= f.Mask(need.Properties())
		}
	}
	if fact < maxFacts {
		f.masks[fact].Store(mask)
	}
	return mask
}

// Names returns the names of a set of properties.
func (f *Fields) Names(mask uint64) []string {
	var names []string
	for i, name := range f.names {
		if mask&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// String lists the names, for messages and tests.
func (f *Fields) String() string { return strings.Join(f.names, ",") }
