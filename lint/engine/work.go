package engine

import (
	"context"
	"fmt"
	"hash/maphash"
	"math/bits"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/decode"
)

// A harvest is what a worker made of one batch. It is merged in the order of the
// input, and then used again.
type harvest struct {
	batch    *decode.Batch
	done     chan struct{}
	err      error
	findings []*lint.Finding
	measures []measured
	entries  [][]entry // by index
	tallies  tallies   // but for its records
	misfits  []misfit
	limited  []misfit // groups whose members may be cut off
	doubts   []doubt
	failures []failure

	identities []entry
	gone       int // how many records of the batch are not judged: they are no longer so
}

// A misfit is a record that something is wrong with as a record of an export.
type misfit struct {
	record int64 // number in the run
	field  int
	group  string
	more   int64 // other records of the batch with the same fault
}

// A measured is a measure that was stated when a record was judged.
type measured struct {
	*lint.Measure
	record int64 // number in the run, or noRecord
}

// noRecord is the number of a measure that a rule stated when all was read. Of an object
// that is in several files it has seen one.
const noRecord = -1

// A doubt is something that a rule could not judge.
type doubt struct {
	rule   int
	reason string
}

func (h *harvest) reset(batch *decode.Batch, indexes int) {
	*h = harvest{
		batch: batch, done: make(chan struct{}),
		findings: h.findings[:0], measures: h.measures[:0], entries: h.entries,
		misfits: h.misfits[:0], limited: h.limited[:0], doubts: h.doubts[:0], identities: h.identities[:0],
		// failures are kept by the run
	}
	if h.entries == nil {
		h.entries = make([][]entry, indexes)
	}
	for i := range h.entries {
		h.entries[i] = h.entries[i][:0]
	}
}

// A worker judges batches. It has its own passes and its own record, so that
// workers share nothing that changes.
type worker struct {
	run      *run
	record   lint.Record
	gatherer lint.Gatherer
	passes   []lint.Pass // by rule
	harvest  *harvest
	number   uint64
	id       [128]byte      // scratch
	told     uint64         // fields of which a misfit of the batch is remembered
	seen     []entry        // keys of the current record in the current index
	many     map[entry]bool // the same, once they are too many to look through
}

func newWorker(r *run) *worker {
	w := &worker{run: r, passes: make([]lint.Pass, len(r.plan.rules))}
	for i, rule := range r.plan.rules {
		w.passes[i] = lint.Pass{
			Rule: rule, Options: rule.Options, AsOf: r.options.AsOf,
			Emit:  func(f *lint.Finding) { w.harvest.findings = append(w.harvest.findings, f) },
			Doubt: func(reason string) { w.harvest.doubts = append(w.harvest.doubts, doubt{i, reason}) },
			Ask:   func(lint.Kind) {}, // what a single record lacks is in the rule's needs
			Gauge: func(m *lint.Measure) {
				w.harvest.measures = append(w.harvest.measures, measured{m, int64(w.number)}) //nolint:gosec // counts records
			},
		}
	}
	w.gatherer.Receive = func(key []byte, role lint.Role, _ lint.Value) {
		e := entry{maphash.Bytes(r.seed, key), w.number<<roleBits | uint64(role)}
		if !w.has(e) {
			w.seen = append(w.seen, e)
		}
	}
	return w
}

// fewKeys is how many keys of an object are looked through one by one.
const fewKeys = 16

// has reports whether the current object has a key already.
func (w *worker) has(e entry) bool {
	if len(w.seen) <= fewKeys {
		return slices.Contains(w.seen, e)
	}
	if len(w.many) == 0 {
		if w.many == nil {
			w.many = make(map[entry]bool)
		}
		for _, seen := range w.seen {
			w.many[seen] = true
		}
	}
	had := w.many[e]
	w.many[e] = true
	return had
}

// work judges a batch, until ctx is done. A panic of the engine becomes an error that
// names the object.
func (w *worker) work(ctx context.Context, h *harvest) {
	w.harvest, w.told = h, 0
	defer close(h.done)
	defer func() {
		if fault := recover(); fault != nil {
			h.err = fmt.Errorf("the engine failed at %s %s: %v", w.record.Kind, w.record.Object().ID, fault)
		}
	}()
	b := h.batch
	plan := &w.run.plan.kinds[b.Kind]
	text := aliased(b.Text())
	for i := range b.Cuts {
		if h.err = ctx.Err(); h.err != nil {
			return
		}
		w.record.Reset(b.Kind, b.Fields, &b.Origin, text, b.Cut(i))
		w.number = uint64(b.First) + uint64(i) //nolint:gosec // both count records
		if !w.judge(plan, i, text) {
			h.gone++
			continue
		}
		for rest := plan.indexes; len(rest) > 0; {
			rest = rest[w.gather(rest):]
		}
		w.record.Free()
	}
}

// judge counts what the current record has and lacks, and gives it to the rules. It
// returns whether the record counts: what a delta export does away with does not.
func (w *worker) judge(plan *kindPlan, i int, text string) bool {
	h, b := w.harvest, w.harvest.batch
	cut := b.Cut(i)
	present, unfit, gone := cut.Present, cut.Unfit, false
	if hash, ok := w.run.identity(&w.record, w.id[:]); ok {
		h.identities = append(h.identities, entry{hash, w.number << roleBits})
		if len(w.run.changed) > 0 {
			var changes []*lint.Record
			changes, gone = w.run.changeOf(&w.record, b.File.Number, hash)
			w.record.Change(changes)
			for _, c := range changes {
				present |= c.Present()
				unfit = unfit&^c.Present() | c.Unfit()
			}
		}
	}
	if gone || cut.Removed {
		return false
	}

	asked := b.Origin.Asked & plan.tracked &^ present
	h.tallies.asked |= asked
	h.tallies.some |= present
	if asked != 0 || i < sampled {
		h.tallies.nulls = h.tallies.nulls || nulls(text, cut, b.Origin.Asked) != 0
	}
	present |= b.Origin.Nulls | b.Origin.False
	tally(&h.tallies.absent, plan.tracked&^present)
	if b.Extras {
		tally(&h.tallies.null, nulls(text, cut, plan.tracked))
	}
	if plan.userType >= 0 && cut.Present&(1<<plan.userType) != 0 {
		switch span := cut.Spans[plan.userType]; {
		case strings.EqualFold(text[span.Start:span.End], `"guest"`):
			h.tallies.guests++
		case text[span.Start] == '"':
			h.tallies.members++
		}
	}
	if plan.synced >= 0 && cut.Present&(1<<plan.synced) != 0 && text[cut.Spans[plan.synced].Start] == 't' {
		h.tallies.synced++
	}
	wrong := unfit & plan.typed
	tally(&h.tallies.unfit, wrong)
	for rest := wrong &^ w.told; rest != 0; rest &= rest - 1 {
		h.misfits = append(h.misfits, misfit{record: int64(w.number), field: bits.TrailingZeros64(rest)}) //nolint:gosec // counts records
	}
	w.told |= wrong

	fit := present &^ unfit
	for rest := plan.checks; len(rest) > 0; {
		rest = rest[w.check(rest, fit):]
	}
	w.record.Free()
	if plan.members >= 0 && cut.Present&fit&(1<<plan.members) != 0 {
		w.members()
	}
	return true
}

// check gives the current record, of which some fields are fit, to one rule after the
// other, and returns how many had their turn: all, or those up to one that panicked.
func (w *worker) check(checks []check, fit uint64) (done int) {
	defer func() { // once for all rules: it is too dear for each
		if fault := recover(); fault != nil {
			w.fail(fault, checks[done].rule, -1)
			done++
		}
	}()
	for ; done < len(checks); done++ {
		c := &checks[done]
		if fit&c.requires == c.requires && w.run.ruleFuses[c.rule].holds(w.number) {
			w.run.plan.rulesMay[c.rule].lend(&w.record)
			w.run.plan.rules[c.rule].Check(&w.passes[c.rule], &w.record)
			settled(&w.passes[c.rule])
		}
	}
	return done
}

// sampled is how many records at the beginning of a batch are looked at for nulls: an
// export that writes them has one among these, as hardly an object has everything.
const sampled = 16

// identity returns the hash by which an object is found again in another file,
// and whether it has one. The tenant's settings need no id: there is one of each.
func (r *run) identity(record *lint.Record, scratch []byte) (hash uint64, ok bool) {
	if record.Kind == lint.GroupMember {
		return 0, false
	}
	scratch = scratch[:0]
	if !record.Kind.Info().Single {
		id := record.ID()
		if id == "" {
			id = record.Identity()
		}
		for i := range len(id) {
			c := id[i]
			if 'A' <= c && c <= 'Z' {
				c |= 0x20
			}
			scratch = append(scratch, c)
		}
	}
	return maphash.Bytes(r.seed, scratch) ^ salt(record.Kind), true
}

// salt keeps the ids of different kinds apart, so that an id whose hash is known
// can be looked up as that of an object of any kind.
func salt(kind lint.Kind) uint64 { return uint64(kind) * 0x9E3779B97F4A7C15 }

// nulls returns which of the given fields of a record are null.
func nulls(text string, cut *lint.Cut, fields uint64) uint64 {
	var set uint64
	for rest := fields & cut.Present; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros64(rest); text[cut.Spans[i].Start] == 'n' {
			set |= 1 << i
		}
	}
	return set
}

// gather adds the keys of the current record to one index after the other, and returns
// how many had their turn, as check does.
func (w *worker) gather(indexes []int) (done int) {
	defer func() {
		if fault := recover(); fault != nil {
			w.fail(fault, -1, indexes[done])
			done++
		}
	}()
	for ; done < len(indexes); done++ {
		i := indexes[done]
		if !w.run.indexFuses[i].holds(w.number) {
			continue
		}
		w.seen = w.seen[:0]
		if len(w.many) > 0 {
			clear(w.many)
		}
		w.run.plan.indexMay[i].lend(&w.record)
		w.run.plan.indexes[i].Keys(&w.record, &w.gatherer)
		w.harvest.entries[i] = append(w.harvest.entries[i], w.seen...)
	}
	return done
}

// members looks at whether the expanded members of a group may be cut off.
func (w *worker) members() {
	n := 0
	more := w.record.Get(decode.MembersLink).Text() != ""
	for range w.record.Get("members").Elements() {
		if n++; n > lint.ExpandLimit && !more {
			return
		}
	}
	if n == lint.ExpandLimit || more {
		w.harvest.limited = append(w.harvest.limited, misfit{
			record: int64(w.number), field: w.run.plan.kinds[lint.Group].members, group: groupKey(&w.record), //nolint:gosec // counts records
		})
	}
}

func tally(c *counts, set uint64) {
	for ; set != 0; set &= set - 1 {
		c[bits.TrailingZeros64(set)]++
	}
}
