// Package engine feeds every record of an export once to every rule, keeps the
// order, and knows what was checked.
//
//	plan ─► pass ─► facts ─► judgement ─► outcome ─► report
//	         │        │          │
//	         │        │          └ Join and Once of the rules
//	         │        └ counts, keys, and whether it can be all
//	         └ files ─► batches ─► workers ─► Check of the rules, in order
//
// What is planned is in plan.go, what was read in facts.go, what the rules make of it in
// judgement.go, and what they were checked on in outcome.go. Whether what was read can be
// all that the tenant has is decided in complete.go.
package engine

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"runtime"
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
		facts: facts{
			library: &library{ctx: ctx, plan: p, files: files},
			heaps:   make([]heap, len(p.indexes)),
			parts:   make(map[part]lacks),
		},
		judgement: judgement{
			doubts:     make([]doubts, len(p.rules)),
			failures:   make([]*lint.Failure, len(p.rules)),
			ruleFuses:  newFuses(len(p.rules)),
			indexFuses: newFuses(len(p.indexes)),
		},
	}
	r.library.run = r
	for i := range r.doubts {
		r.doubts[i] = make(doubts)
	}
	return r
}

// A run is one run of the engine: what is planned, what was read, and what the rules make
// of it.
type run struct {
	options Options
	plan    *plan
	files   []*decode.File
	seed    maphash.Seed
	facts
	judgement

	requests [lint.NumKinds]lint.Request // see request
}

// report reads the files, as often as it takes to know what they are, and lets the rules
// judge.
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
