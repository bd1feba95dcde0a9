package engine

import (
	"context"
	"errors"
	"slices"

	"tenantlint/lint"
)

// A change is what delta exports have of an object.
type change struct {
	removed bool
	alone   bool // no full export has the object: it is new
	records []*lint.Record
}

// withDeltas judges the tenant again, with what delta exports changed: they are of
// use only on top of a full export, and which files they are is known only when
// they were read. It returns the run to go on with.
func (r *run) withDeltas(ctx context.Context) (*run, error) {
	delta := make(map[part]bool)
	full := r.full()
	for _, f := range r.files {
		for _, s := range f.Sections {
			here := part{f.Number, s.Kind}
			delta[here] = s.Delta && full[s.Kind]
			if !delta[here] {
				delete(delta, here)
			}
		}
	}
	if len(delta) == 0 {
		return r, nil
	}
	changes, err := r.changes(delta)
	if err := errors.Join(err, r.library.close()); err != nil {
		return nil, err
	}
	for _, f := range r.files {
		f.Forget()
	}
	again := newRun(ctx, r.options, r.plan, r.files)
	again.inherit(r)
	again.seed, again.delta, again.changed = r.seed, delta, changes
	if err := again.pass(ctx); err != nil {
		return nil, err
	}
	for _, f := range again.files {
		for i := range f.Sections {
			if s := &f.Sections[i]; delta[part{f.Number, s.Kind}] {
				s.Partial = f.Unread()
				s.Evidence += "; a delta export, applied on top of the full one"
				f.Problems = slices.DeleteFunc(f.Problems, func(p lint.Problem) bool { return p.Code == lint.NextLink })
			}
		}
	}
	return again, nil
}

// full returns of which kinds a file holds all objects.
func (r *run) full() (kinds [lint.NumKinds]bool) {
	for _, f := range r.files {
		for _, s := range f.Sections {
			kinds[s.Kind] = kinds[s.Kind] || !s.Delta
		}
	}
	return kinds
}

// changes reads what the delta exports have, by the hash of the object's identity.
func (r *run) changes(delta map[part]bool) (map[uint64]*change, error) {
	changes := make(map[uint64]*change)
	for i := range r.identities.buckets {
		for _, slab := range r.identities.buckets[i].slabs {
			for _, e := range slab {
				if s, _ := r.library.place(e.record()); delta[part{s.origin.File, s.kind}] {
					changes[e.hash] = &change{alone: true}
				}
			}
		}
	}
	type numbered struct {
		change *change
		number int64
	}
	var records []numbered
	for i := range r.identities.buckets {
		for _, slab := range r.identities.buckets[i].slabs {
			for _, e := range slab {
				c := changes[e.hash]
				if c == nil {
					continue
				}
				if s, _ := r.library.place(e.record()); delta[part{s.origin.File, s.kind}] {
					records = append(records, numbered{c, e.record()})
				} else {
					c.alone = false
				}
			}
		}
	}
	slices.SortFunc(records, func(a, b numbered) int { return int(a.number - b.number) })
	for _, n := range records {
		record, err := r.library.record(n.number)
		if err != nil {
			return nil, err
		}
		if n.change.removed = record.Get("@removed").Exists(); n.change.removed {
			n.change.records = nil
		} else {
			n.change.records = append(n.change.records, record)
		}
	}
	for _, c := range changes {
		c.records = deciding(c.records)
	}
	return changes, nil
}

// deciding returns those of an object's changes that later ones leave anything of: at most
// two for each field, of however many. Each copy of the object is changed by all of them.
func deciding(changes []*lint.Record) []*lint.Record {
	var kept []*lint.Record
	var present, fit uint64 // fields that later changes have at all, and with a value that counts
	for _, change := range slices.Backward(changes) {
		has, counts := change.Present(), change.Given()
		if has&^present != 0 || counts&^fit != 0 {
			kept = append(kept, change)
		}
		present, fit = present|has, fit|counts
	}
	slices.Reverse(kept)
	return kept
}

// changeOf returns what delta exports have of a record of a full export, or nil,
// and whether the record is to be passed over: it is gone, or itself a change.
func (r *run) changeOf(record *lint.Record, file int, hash uint64) (changes []*lint.Record, gone bool) {
	c := r.changed[hash]
	switch {
	case c == nil:
		return nil, false
	case c.removed:
		return nil, true
	case r.delta[part{file, record.Kind}]:
		return nil, !c.alone
	}
	return c.records, false
}
