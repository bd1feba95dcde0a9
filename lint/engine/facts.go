package engine

import (
	"tenantlint/lint"
)

// facts is what was read of an export.
type facts struct {
	library    *library
	kinds      [lint.NumKinds]tallies
	parts      map[part]lacks // what no object of a part has
	identities heap           // of all objects, by kind and id
	heaps      []heap         // keys, by index
	misfits    []misfit       // values of the wrong type
	limited    []misfit       // groups whose members may be cut off
	doubled    []misfit       // properties that stand twice

	delta   map[part]bool      // parts of the export that change others
	changed map[uint64]*change // by the hash of the object's identity
	gone    [lint.NumKinds]int // records that do not count, as a delta export changes or removes them

	// What follows from all of it.
	tenant   lint.TenantRef
	initial  struct{ told, found bool } // whether domains say which is the initial one
	unsynced bool                       // users are there, but none of those that are synced
	gaps     [lint.NumKinds][]string    // why a kind is not whole, whatever its files say
	copies   []copied                   // objects that are in the export more than once, by number
	lists    map[string]bool            // groups whose members a file lists; see listed
}

// counts counts something of records, by field.
type counts [lint.MaxFields]int64

// A part is what a file holds of a kind.
type part struct {
	file int
	kind lint.Kind
}

// lacks is what the records of a part lack, by field.
type lacks struct {
	absent uint64 // in all records
	null   uint64 // absent or null in all records
	some   uint64 // there in a record at least
	asked  uint64 // asked for and absent in a record at least
	nulls  bool   // a record has a null: nulls are not left out
}

// tallies counts the records of a kind.
type tallies struct {
	records int64
	absent  counts
	unfit   counts
	doubled counts
	null    counts // in files of Graph PowerShell only
	synced  int64  // records with onPremisesSyncEnabled true
	guests  int64  // users who are guests
	members int64  // users who are members

	asked, some uint64 // see lacks
	nulls       bool
}

// add adds what t2 counted, but for doubled.
func (t *tallies) add(t2 *tallies) {
	t.records += t2.records
	t.synced += t2.synced
	t.guests += t2.guests
	t.members += t2.members
	for i := range lint.MaxFields {
		t.absent[i] += t2.absent[i]
		t.unfit[i] += t2.unfit[i]
		t.null[i] += t2.null[i]
	}
}
