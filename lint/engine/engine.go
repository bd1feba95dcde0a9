// Package engine feeds every record of an export once to every rule, keeps the
// order, and knows what was checked.
//
//	files ─► decode ─► batches ─► workers ─► merge, in order ─► joins ─► report
//	                                │ checks        │ findings, counts
//	                                └ keys ─────────┴ indexes
package engine

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"maps"
	"runtime"
	"sync"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/display"
)

// Options are what a run depends on beside its input.
type Options struct {
	Rules   []*lint.Rule
	Workers int       // 0: as many as there are processors
	AsOf    time.Time // the day that ages are counted from
	Version string    // of the program
	Stdin   io.Reader // read where a path is [decode.Standard]

	spent func(text []byte) // what tests do to a text that nobody may hold on to

	Kinds      []decode.Said // what the user says that files hold
	MaxSize    int64         // how many bytes are unpacked of archives; 0: [decode.DefaultMaxSize]
	MaxEntries int           // how many entries an archive may have; 0: [decode.DefaultMaxEntries]
}

// PathError says that a path the user named cannot be used.
type PathError = decode.PathError

// Run reads the exports at the paths and judges them. The same input gives the
// same report, whatever the number of workers. What is wrong with the tenant are
// its findings, what is wrong with the export are its problems; an error is the
// program's own trouble, or a [*PathError].
func Run(ctx context.Context, paths []string, o Options) (*lint.Report, error) {
	p, err := newPlan(o.Rules)
	if err != nil {
		return nil, err
	}
	export, err := decode.Find(ctx, paths, decode.Options{Stdin: o.Stdin, MaxSize: o.MaxSize, MaxEntries: o.MaxEntries, Kinds: o.Kinds})
	if err != nil {
		return nil, err
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	report, err := judge(ctx, o, p, export)
	if report != nil {
		for _, file := range export.PassedOver {
			report.PassedOver = append(report.PassedOver, display.Untrusted(file))
		}
	}
	return report, errors.Join(err, export.Close())
}

// judge reports on the files of an export. Where one shows late that it has changed, what
// was made of it is in everything: all are judged again, without that one.
func judge(ctx context.Context, o Options, p *plan, export *decode.Export) (*lint.Report, error) {
	for {
		report, err := newRun(ctx, o, p, export.Files).report(ctx)
		changed, ok := errors.AsType[*decode.ChangedError](err)
		if !ok {
			return report, err
		}
		export.Drop(changed)
	}
}

func newRun(ctx context.Context, o Options, p *plan, files []*decode.File) *run {
	r := &run{
		options: o, plan: p, files: files, seed: maphash.MakeSeed(),
		heaps:   make([]heap, len(p.indexes)),
		library: &library{ctx: ctx, plan: p, files: files},
		doubts:  make([]doubts, len(p.rules)),
		parts:   make(map[part]lacks),

		failures:   make([]*lint.Failure, len(p.rules)),
		ruleFuses:  newFuses(len(p.rules)),
		indexFuses: newFuses(len(p.indexes)),
	}
	r.library.run = r
	for i := range r.doubts {
		r.doubts[i] = make(doubts)
	}
	return r
}

// A run is one run of the engine.
type run struct {
	options Options
	plan    *plan
	files   []*decode.File
	seed    maphash.Seed
	library *library
	heaps   []heap // by index

	kinds      [lint.NumKinds]tallies
	parts      map[part]lacks          // what no object of a part has
	unsynced   bool                    // users are there, but none of those that are synced
	gaps       [lint.NumKinds][]string // why a kind is not whole, whatever its files say
	identities heap                    // of all objects, by kind and id
	copies     []copied                // objects that are in the export more than once, by number
	findings   []*lint.Finding
	measures   []measured
	misfits    []misfit
	limited    []misfit
	doubled    []misfit
	doubts     []doubts                    // by rule
	failures   []*lint.Failure             // by rule, the first in the order of the input
	ruleFuses  []fuse                      // by rule
	indexFuses []fuse                      // by index
	lists      map[string]bool             // groups whose members a file lists; see listed
	requests   [lint.NumKinds]lint.Request // see request

	misses       [lint.NumKinds]misses // see [lint.Pass.Misses]
	missedBefore [lint.NumKinds]bool   // kinds of which that was noted
	tenant       lint.TenantRef
	initial      struct{ told, found bool } // whether domains say which is the initial one

	delta   map[part]bool      // parts of the export that change others
	changed map[uint64]*change // by the hash of the object's identity
	gone    [lint.NumKinds]int // records that do not count, as a delta export changes or removes them
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

// doubts counts what a rule could not judge, by reason.
type doubts map[string]int

func (r *run) report(ctx context.Context) (*lint.Report, error) {
	if err := r.pass(ctx); err != nil {
		return nil, err
	}
	r, err := r.withNulls(ctx)
	if err != nil {
		return nil, err
	}
	if r, err = r.withDeltas(ctx); err != nil {
		return nil, err
	}
	decode.Settle(r.files)
	outcomes, err := r.outcomesOf(ctx)
	if err != nil {
		return nil, err
	}
	report, err := r.settle(ctx, outcomes)
	if err := errors.Join(err, r.library.close()); err != nil {
		return nil, err
	}
	return report, nil
}

// outcomesOf lets the rules judge one tenant. Several are not judged at all.
func (r *run) outcomesOf(ctx context.Context) ([]outcome, error) {
	several, err := r.tenants()
	if err != nil {
		return nil, err
	}
	if several != "" {
		r.findings, r.measures = nil, nil
		return r.unjudged(several), nil
	}
	if err := r.complete(); err != nil {
		return nil, err
	}
	return r.judged(ctx)
}

// judged lets the rules judge what there is. If they find that it cannot be all, they
// judge again, knowing that.
func (r *run) judged(ctx context.Context) ([]outcome, error) {
	findings, measures, doubted := len(r.findings), len(r.measures), r.doubts
	for {
		r.doubts = make([]doubts, len(doubted))
		for i := range doubted {
			r.doubts[i] = maps.Clone(doubted[i])
		}
		outcomes := r.outcomes()
		if err := r.joins(ctx, outcomes); err != nil {
			return nil, err
		}
		if !r.missed() {
			return outcomes, nil
		}
		r.findings, r.measures = r.findings[:findings], r.measures[:measures]
	}
}

// unjudged returns the outcomes of rules that had nothing to judge, for one reason.
func (r *run) unjudged(reason string) []outcome {
	outcomes := make([]outcome, len(r.plan.rules))
	for i := range outcomes {
		outcomes[i].lower(lint.Skipped, reason)
	}
	return outcomes
}

// pass reads every file once: one goroutine scans, the workers judge batches, and
// the results are merged here in the order of the input.
func (r *run) pass(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := r.options.Workers
	// A batch is in order before it is in work, so that both hold a bounded
	// number and the merge never waits for a batch that nobody works on.
	order := make(chan *harvest, n+1)
	work := make(chan *harvest, n+1)
	batches := make(chan *decode.Batch, n+4)
	used := make(chan *harvest, n+4)

	var failed error
	var group sync.WaitGroup
	group.Go(func() {
		defer close(order)
		defer close(work)
		reader := decode.Reader{
			Fields: &r.plan.fields,
			Free: func() *decode.Batch {
				select {
				case b := <-batches:
					return b
				default:
					return new(decode.Batch)
				}
			},
			Sink: func(b *decode.Batch) error {
				h := new(harvest)
				select {
				case h = <-used:
				default:
				}
				h.reset(b, len(r.plan.indexes))
				select {
				case order <- h:
					work <- h
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			},
		}
		for _, file := range r.files {
			if failed = reader.Read(ctx, file); failed != nil {
				return
			}
		}
	})
	for range n {
		group.Go(func() {
			w := newWorker(r)
			for h := range work {
				w.work(ctx, h)
			}
		})
	}
	var err error
	for h := range order {
		<-h.done
		if err == nil {
			if err = h.err; err != nil {
				cancel()
			} else {
				r.merge(h)
			}
		}
		b := h.batch
		if r.options.spent != nil {
			r.options.spent(b.Text())
		}
		b.Recycle()
		select {
		case batches <- b:
		default:
		}
		select {
		case used <- h:
		default:
		}
	}
	group.Wait()
	if err != nil {
		return err
	}
	return failed
}

// merge adds what was made of a batch.
func (r *run) merge(h *harvest) {
	b := h.batch
	r.library.add(b)
	k := &r.kinds[b.Kind]
	h.tallies.records = int64(len(b.Cuts) - h.gone)
	r.gone[b.Kind] += h.gone
	k.add(&h.tallies)
	r.lack(part{b.File.Number, b.Kind}, &h.tallies)
	for _, e := range h.identities {
		r.identities.add(e)
	}
	r.findings = append(r.findings, h.findings...)
	r.measures = append(r.measures, h.measures...)
	for _, m := range h.misfits { // the first of the batch for each field
		m.more = h.tallies.unfit[m.field] - 1
		r.misfits = append(r.misfits, m)
	}
	r.limited = append(r.limited, h.limited...)
	for i := range h.failures {
		r.fail(&h.failures[i])
	}
	for _, d := range b.Doubled {
		tally(&k.doubled, d.Fields&r.plan.kinds[b.Kind].typed)
		r.doubled = append(r.doubled, misfit{record: b.First + int64(d.Record), field: firstField(d.Fields)})
	}
	for _, d := range h.doubts {
		r.doubts[d.rule][d.reason]++
	}
	for i, entries := range h.entries {
		for _, e := range entries {
			r.heaps[i].add(e)
		}
	}
}

// joins lets the rules that judge after the pass do so.
func (r *run) joins(ctx context.Context, outcomes []outcome) error {
	for i, joining := range r.plan.rules {
		if joining.Check != nil || outcomes[i].skipped() || r.failures[i] != nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		pass := &lint.Pass{
			Rule: joining, Options: joining.Options, AsOf: r.options.AsOf,
			Emit:  func(f *lint.Finding) { r.findings = append(r.findings, f) },
			Doubt: func(reason string) { r.doubts[i][reason]++ },
			Ask:   func(kind lint.Kind) { outcomes[i].export(r.request(kind)) },
			Miss:  func(kind lint.Kind, missing, referenced int) { r.miss(kind, misses{missing, referenced}) },
			Skip:  func(reason string, kind lint.Kind) { outcomes[i].lower(lint.Skipped, reason, r.request(kind)) },
			Gauge: func(m *lint.Measure) { r.measures = append(r.measures, measured{m, noRecord}) },
		}
		var failed error
		pass.Tenant = &tenant{run: r, rule: i, outcome: outcomes[i], err: &failed}
		judge := func() { joining.Once(pass) }
		if joining.Join != nil {
			n := r.plan.index(joining.Index)
			g := &gathered{ctx: ctx, run: r, rule: i, index: joining.Index, number: n, heap: &r.heaps[n], err: &failed}
			judge = func() { joining.Join(pass, g) }
		}
		r.join(i, pass, judge)
		if failed != nil {
			return failed
		}
	}
	return nil
}

// fit reports whether a rule can judge a record at all. If so it lets the rule read it.
func (r *run) fit(rule int, record *lint.Record) bool {
	need, ok := r.plan.needs[rule].Of(record.Kind)
	if !ok {
		return false
	}
	record.Free()
	for _, property := range need.Requires {
		if !record.Get(property).Exists() {
			return false
		}
	}
	r.plan.rulesMay[rule].lend(record)
	return true
}
