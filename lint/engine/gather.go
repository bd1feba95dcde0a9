package engine

import (
	"cmp"
	"context"
	"hash/maphash"
	"iter"
	"maps"
	"slices"
	"sync"

	"tenantlint/lint"
)

// roleBits is how much of an entry's reference is the role.
const roleBits = 4

// An entry says that an object has a key: the key's hash, and the object's number
// in the run with its role. 16 bytes are what an index costs for each.
type entry struct {
	hash uint64
	ref  uint64
}

func (e entry) record() int64   { return int64(e.ref >> roleBits) }
func (e entry) role() lint.Role { return lint.Role(e.ref & (1<<roleBits - 1)) }

// A heap holds the entries of one index, in buckets by hash so that no step has
// to hold all of them twice.
type heap struct {
	buckets [256]bucket
	sorted  bool
}

// A bucket is a list of slabs that are never moved.
type bucket struct{ slabs [][]entry }

const (
	firstSlab = 16
	fullSlab  = 4096
)

func (h *heap) add(e entry) {
	b := &h.buckets[e.hash>>56]
	last := len(b.slabs) - 1
	if last < 0 || len(b.slabs[last]) == cap(b.slabs[last]) {
		size := firstSlab
		if last >= 0 {
			size = min(2*cap(b.slabs[last]), fullSlab)
		}
		b.slabs = append(b.slabs, make([]entry, 0, size))
		last++
	}
	b.slabs[last] = append(b.slabs[last], e)
}

// sort orders each bucket by hash, and the entries of a hash by their place in
// the input.
func (h *heap) sort(workers int) {
	if h.sorted {
		return
	}
	h.sorted = true
	var group sync.WaitGroup
	for first := range workers {
		group.Go(func() {
			for i := first; i < len(h.buckets); i += workers {
				h.buckets[i].sort()
			}
		})
	}
	group.Wait()
}

func (b *bucket) sort() {
	var all []entry
	if len(b.slabs) == 1 {
		all = b.slabs[0]
	} else {
		all = slices.Concat(b.slabs...)
	}
	slices.SortFunc(all, func(a, b entry) int {
		if a.hash == b.hash {
			return cmp.Compare(a.ref, b.ref)
		}
		return cmp.Compare(a.hash, b.hash)
	})
	b.slabs = [][]entry{all}
}

// find returns the entries with a hash. The heap must be sorted.
func (h *heap) find(hash uint64) []entry {
	all := h.buckets[hash>>56].slabs[0]
	first, _ := slices.BinarySearchFunc(all, hash, func(e entry, hash uint64) int { return cmp.Compare(e.hash, hash) })
	last := first
	for last < len(all) && all[last].hash == hash {
		last++
	}
	return all[first:last]
}

// gathered is an index as one rule sees it.
type gathered struct {
	run    *run
	rule   int
	index  *lint.Index
	number int // of the index
	heap   *heap
	ctx    context.Context
	err    *error // the first that a look at a file brought
	kept   map[int64]*readBack
	keys   int // size of the kept ones, in keys
	most   int // how large these may be together
	turn   int // counts what was asked for
	any    map[anyKey]anything
}

// The key "" stands for any, and looks at all there is. A rule may ask the same for each
// of many policies: the answers are kept.
type anyKey struct {
	first int // of First, or 0 of Count
	roles lint.Roles
}

type anything struct {
	count int
	hits  []lint.Hit
}

func (g *gathered) ofAny(key anyKey, work func() anything) anything {
	answer, known := g.any[key]
	if !known {
		if g.any == nil {
			g.any = make(map[anyKey]anything)
		}
		answer = work()
		g.any[key] = answer
	}
	return answer
}

// Where implements [lint.Gathered].
func (g *gathered) Where(want func(lint.Roles) bool) iter.Seq[*lint.Keyed] {
	return g.where(func(same []entry) bool { return want(rolesIn(same)) }, want)
}

// Shared implements [lint.Gathered].
func (g *gathered) Shared(want func(lint.Roles) bool) iter.Seq[*lint.Keyed] {
	return g.where(func(same []entry) bool { return len(same) > 1 && want(rolesIn(same)) && g.run.objects(same, 2) > 1 }, want)
}

// Without implements [lint.Gathered].
func (g *gathered) Without(kind lint.Kind, want func(lint.Roles) bool) iter.Seq[*lint.Keyed] {
	g.run.identities.sort(g.run.options.Workers)
	return g.where(func(same []entry) bool {
		return want(rolesIn(same)) && len(g.run.identities.find(same[0].hash^salt(kind))) == 0
	}, want)
}

// Only implements [lint.Gathered].
func (g *gathered) Only(roles ...lint.Role) iter.Seq[*lint.Keyed] {
	set := lint.RolesOf(roles...)
	return func(yield func(*lint.Keyed) bool) {
		for same := range g.heap.groups(g.run.options.Workers) {
			if rolesIn(same)&set == 0 {
				continue
			}
			same = slices.DeleteFunc(slices.Clone(same), func(e entry) bool { return !set.Has(e.role()) })
			for _, keyed := range g.read(same) {
				keyed.Hits = slices.DeleteFunc(keyed.Hits, func(hit lint.Hit) bool { return !set.Has(hit.Role) })
				if len(keyed.Hits) > 0 && !yield(keyed) {
					return
				}
			}
			if g.stopped() {
				return
			}
		}
	}
}

// Keys implements [lint.Gathered].
func (g *gathered) Keys(roles ...lint.Role) iter.Seq[string] {
	set := lint.RolesOf(roles...)
	return func(yield func(string) bool) {
		for same := range g.heap.groups(g.run.options.Workers) {
			if rolesIn(same)&set == 0 {
				continue
			}
			if g.stopped() {
				return
			}
			if key := g.keyOf(same, set); key != "" && !yield(key) {
				return
			}
		}
	}
}

// keyOf returns the key of entries with one hash, from the first object that has it in
// one of the roles and that the rule can judge. To tell a second key with the same hash
// would take reading every object, and 64 bits make it nobody's.
func (g *gathered) keyOf(same []entry, set lint.Roles) string {
	for _, e := range same {
		if !set.Has(e.role()) {
			continue
		}
		for _, keyed := range g.read([]entry{e}) {
			for _, hit := range keyed.Hits {
				if set.Has(hit.Role) {
					return keyed.Key
				}
			}
		}
	}
	return ""
}

// Count implements [lint.Gathered].
func (g *gathered) Count(key string, roles ...lint.Role) int {
	set := lint.RolesOf(roles...)
	if key == "" {
		return g.ofAny(anyKey{roles: set}, func() anything { return anything{count: g.count("", set)} }).count
	}
	return g.count(key, set)
}

func (g *gathered) count(key string, set lint.Roles) int {
	n := 0
	for range g.originals(key, set) {
		n++
	}
	return n
}

// CountKeys implements [lint.Gathered].
func (g *gathered) CountKeys(want func(lint.Roles) bool) int {
	n := 0
	for same := range g.heap.groups(g.run.options.Workers) {
		if want(rolesIn(same)) {
			n++
		}
	}
	return n
}

// First implements [lint.Gathered].
func (g *gathered) First(n int, key string, roles ...lint.Role) []lint.Hit {
	set := lint.RolesOf(roles...)
	if key == "" && n > 0 {
		return slices.Clone(g.ofAny(anyKey{n, set}, func() anything { return anything{hits: g.first(n, "", set)} }).hits)
	}
	return g.first(n, key, set)
}

func (g *gathered) first(n int, key string, set lint.Roles) []lint.Hit {
	first := make([]entry, 0, n+1)
	for e := range g.originals(key, set) {
		at, _ := slices.BinarySearchFunc(first, e.ref, func(e entry, ref uint64) int { return cmp.Compare(e.ref, ref) })
		if first = slices.Insert(first, at, e); len(first) > n {
			first = first[:n]
		}
	}
	var hits []lint.Hit
	for _, e := range first {
		for _, keyed := range g.read([]entry{e}) {
			for _, hit := range keyed.Hits {
				if set.Has(hit.Role) && (key == "" || keyed.Key == key) {
					hits = append(hits, hit)
				}
			}
		}
	}
	return hits
}

// originals yields the entries of a key in some of the roles, without those of
// objects that are the copy of one in another file.
func (g *gathered) originals(key string, set lint.Roles) iter.Seq[entry] {
	groups := g.heap.groups(g.run.options.Workers)
	if key != "" {
		g.heap.sort(g.run.options.Workers)
		groups = slices.Values([][]entry{g.heap.find(maphash.String(g.run.seed, key))})
	}
	return func(yield func(entry) bool) {
		for same := range groups {
			for _, e := range same {
				if set.Has(e.role()) && g.run.original(e.record()) == e.record() && !yield(e) {
					return
				}
			}
		}
	}
}

// stopped reports whether there is no point in going on: the run was interrupted,
// or a file could not be read.
func (g *gathered) stopped() bool {
	if *g.err == nil {
		*g.err = g.ctx.Err()
	}
	return *g.err != nil
}

// groups yields the entries of each hash.
func (h *heap) groups(workers int) iter.Seq[[]entry] {
	return func(yield func([]entry) bool) {
		h.sort(workers)
		for i := range h.buckets {
			for rest := h.buckets[i].slabs[0]; len(rest) > 0; {
				n := 1
				for n < len(rest) && rest[n].hash == rest[0].hash {
					n++
				}
				if !yield(rest[:n]) {
					return
				}
				rest = rest[n:]
			}
		}
	}
}

func rolesIn(same []entry) lint.Roles {
	var roles lint.Roles
	for _, e := range same {
		roles |= lint.RolesOf(e.role())
	}
	return roles
}

// objects counts the objects of entries with one hash, a copy in another file not
// at all, up to a limit.
func (r *run) objects(same []entry, limit int) int {
	var seen []int64
	for _, e := range same {
		if n := r.original(e.record()); !slices.Contains(seen, n) {
			if seen = append(seen, n); len(seen) == limit {
				break
			}
		}
	}
	return len(seen)
}

// where reads back the keys of whose entries may holds, and yields those that want
// still holds for when the records that the rule cannot judge are left out.
func (g *gathered) where(may func([]entry) bool, want func(lint.Roles) bool) iter.Seq[*lint.Keyed] {
	return func(yield func(*lint.Keyed) bool) {
		for same := range g.heap.groups(g.run.options.Workers) {
			if !may(same) {
				continue
			}
			if g.stopped() {
				return
			}
			for _, keyed := range g.read(same) {
				if want(rolesOf(keyed)) && (!yield(keyed) || *g.err != nil) {
					return
				}
			}
		}
	}
}

// Lookup implements [lint.Gathered].
func (g *gathered) Lookup(key string) *lint.Keyed {
	g.heap.sort(g.run.options.Workers)
	for _, keyed := range g.read(g.heap.find(maphash.String(g.run.seed, key))) {
		if keyed.Key == key {
			return keyed
		}
	}
	return &lint.Keyed{Key: key}
}

func rolesOf(k *lint.Keyed) lint.Roles {
	var roles lint.Roles
	for _, hit := range k.Hits {
		roles |= lint.RolesOf(hit.Role)
	}
	return roles
}

// read reads the objects of entries with one hash back from their files, and
// parts them by key: two keys may have the same hash. Records that the rule
// cannot judge are left out.
func (g *gathered) read(entries []entry) []*lint.Keyed {
	g.turn++
	var found []*lint.Keyed
	last := int64(-1)
	for _, e := range entries {
		if e.record() == last {
			continue // all keys of a record are found at once
		}
		last = e.record()
		back, err := g.back(e.record())
		if err != nil {
			if *g.err == nil {
				*g.err = err
			}
			return nil
		}
		at, _ := slices.BinarySearchFunc(back.keys, e.hash, func(k key, hash uint64) int { return cmp.Compare(k.hash, hash) })
		for _, k := range back.keys[at:] {
			if k.hash != e.hash {
				break
			}
			keyed := keyedOf(&found, k.text)
			if !hasHit(keyed, back.record, k.role) {
				keyed.Hits = append(keyed.Hits, lint.Hit{Role: k.role, Record: back.record, At: k.at})
			}
		}
	}
	return found
}

// hasHit reports whether a record is among the hits of a key in a role. Those of the
// record that was read last stand at the end, and before them may be a hundred thousand.
func hasHit(keyed *lint.Keyed, record *lint.Record, role lint.Role) bool {
	for i := len(keyed.Hits) - 1; i >= 0 && keyed.Hits[i].Record == record; i-- {
		if keyed.Hits[i].Role == role {
			return true
		}
	}
	return false
}

// A readBack is a record that was read back, with its keys in the order of their
// hashes. It has none if the rule cannot judge it.
type readBack struct {
	record *lint.Record
	keys   []key
	turn   int // in which it was asked for last
}

// size is what it takes to make it again, in keys: a text of keyText bytes counts as one.
func (b *readBack) size() int { return len(b.keys) + len(b.record.Raw())/keyText }

type key struct {
	hash uint64
	text string
	role lint.Role
	at   lint.Value
}

// A long list of members is asked for again with each of them: records larger than
// shortRecord are kept, up to keptKeys together. What one turn asks for is in memory
// together all the same, and stays for the next one even if it is more.
const (
	keyText     = 128
	shortRecord = 32
	keptKeys    = 300_000
)

func (g *gathered) back(number int64) (*readBack, error) {
	if back := g.kept[number]; back != nil {
		back.turn = g.turn
		return back, nil
	}
	record, err := g.run.library.record(number)
	if err != nil {
		return nil, err
	}
	back := &readBack{record: record, turn: g.turn}
	if g.run.fit(g.rule, record) {
		gatherer := lint.Gatherer{Receive: func(text []byte, role lint.Role, at lint.Value) {
			back.keys = append(back.keys, key{maphash.Bytes(g.run.seed, text), string(text), role, at})
		}}
		g.run.plan.indexMay[g.number].lend(record)
		g.index.Keys(record, &gatherer)
		g.run.plan.rulesMay[g.rule].lend(record)
		slices.SortStableFunc(back.keys, func(a, b key) int { return cmp.Compare(a.hash, b.hash) })
	}
	if back.size() > shortRecord {
		g.keep(number, back)
	}
	return back, nil
}

func (g *gathered) keep(number int64, back *readBack) {
	if g.kept == nil {
		g.kept, g.most = make(map[int64]*readBack), keptKeys
	}
	g.kept[number] = back
	if g.keys += back.size(); g.keys <= g.most {
		return
	}
	maps.DeleteFunc(g.kept, func(_ int64, old *readBack) bool {
		if old.turn != g.turn {
			g.keys -= old.size()
		}
		return old.turn != g.turn
	})
	g.most = max(keptKeys, 2*g.keys)
}

func keyedOf(found *[]*lint.Keyed, key string) *lint.Keyed {
	for _, keyed := range *found {
		if keyed.Key == key {
			return keyed
		}
	}
	keyed := &lint.Keyed{Key: key}
	*found = append(*found, keyed)
	return keyed
}
