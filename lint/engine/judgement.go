package engine

import (
	"context"
	"maps"

	"tenantlint/lint"
)

// judgement is what the rules make of what was read.
type judgement struct {
	findings []*lint.Finding
	measures []measured
	doubts   []doubts // by rule

	failures   []*lint.Failure // by rule, the first in the order of the input
	ruleFuses  []fuse          // by rule
	indexFuses []fuse          // by index

	misses       [lint.NumKinds]misses // see [lint.Pass.Misses]
	missedBefore [lint.NumKinds]bool   // kinds of which that was noted
}

// doubts counts what a rule could not judge, by reason.
type doubts map[string]int

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
