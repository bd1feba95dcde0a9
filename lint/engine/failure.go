package engine

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync/atomic"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A failure is the panic of a rule or of an index on a record.
type failure struct {
	lint.Failure
	rule, index int // the one that panicked; the other is -1
}

// A fuse keeps a rule or an index from being called after the first record on which it
// is known to have panicked. Which one that is must not depend on which worker was the
// fastest, so it is called for records that come before it.
type fuse struct{ number atomic.Uint64 }

func newFuses(n int) []fuse {
	fuses := make([]fuse, n)
	for i := range fuses {
		fuses[i].number.Store(math.MaxUint64)
	}
	return fuses
}

// holds reports whether the record with a number comes before any on which there was a
// panic.
func (f *fuse) holds(number uint64) bool { return number < f.number.Load() }

// blow notes a panic on the record with a number.
func (f *fuse) blow(number uint64) {
	for first := f.number.Load(); number < first; first = f.number.Load() {
		if f.number.CompareAndSwap(first, number) {
			return
		}
	}
}

// failureOf is what came of the panic of a rule, given what recover returned. It is called
// by the deferred function.
func failureOf(fault any) lint.Failure {
	return lint.Failure{Fault: display.Untrusted(fmt.Sprint(fault)), Stack: panicStack()}
}

// fail notes that a rule, or an index, panicked on the current record. It is called by the
// deferred function that recovers.
func (w *worker) fail(fault any, rule, index int) {
	f := failure{failureOf(fault), rule, index}
	f.Object = w.record.Object()
	if rule >= 0 {
		w.run.ruleFuses[rule].blow(w.number)
	} else {
		f.Index = w.run.plan.indexes[index].Name
		w.run.indexFuses[index].blow(w.number)
	}
	w.harvest.failures = append(w.harvest.failures, f)
}

// fail takes a failure for that of every rule concerned, but for those that failed before.
func (r *run) fail(f *failure) {
	for i, rule := range r.plan.rules {
		if r.failures[i] == nil && (i == f.rule || f.index >= 0 && rule.Index == r.plan.indexes[f.index]) {
			r.failures[i] = &f.Failure
		}
	}
}

// inherit makes the rules that failed in an earlier pass over the same files stay so.
func (r *run) inherit(earlier *run) {
	r.failures, r.ruleFuses, r.indexFuses = earlier.failures, earlier.ruleFuses, earlier.indexFuses
}

// join lets a rule judge after the pass. What it says of what it then panics at is only
// part of a judgement.
func (r *run) join(i int, pass *lint.Pass, judge func()) {
	defer func() {
		if fault := recover(); fault != nil {
			f := failureOf(fault)
			r.failures[i] = &f
		}
	}()
	judge()
	settled(pass)
}

// settled panics if a rule made drafts that it did not report: what they say would be
// lost, and the rule would count as one that found nothing.
func settled(p *lint.Pass) {
	if n := p.Drafts(); n > 0 {
		panic(fmt.Sprintf("lint: the rule %s left findings or measures unreported: %d", p.Rule.ID, n))
	}
}

// panicStack returns the calls that led to a panic, the last one first. It is called by
// the deferred function that recovers, or by what that one calls.
func panicStack() []lint.Call {
	var calls []lint.Call
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for panicked, more := false, true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		if panicked && !strings.HasPrefix(frame.Function, "runtime.") {
			calls = append(calls, lint.Call{Function: frame.Function, File: frame.File, Line: frame.Line})
		}
		panicked = panicked || frame.Function == "runtime.gopanic"
	}
	return calls
}
