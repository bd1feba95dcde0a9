package engine

import (
	"hash/maphash"
	"iter"
	"slices"
	"sort"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/decode"
)

// tenant is the export as the Join or Once of one rule sees it.
type tenant struct {
	run     *run
	rule    int
	outcome outcome
	err     *error // the first that a look at a file brought
	answers map[question]bool
}

// A question is one about all files of the export. A rule may ask it for each object,
// and a tree of folders has a file for each object too: it is worked out once.
type question struct {
	about string
	kind  lint.Kind
}

func (t *tenant) answer(q question, work func() bool) bool {
	answer, ok := t.answers[q]
	if !ok {
		answer = work()
		if t.answers == nil {
			t.answers = make(map[question]bool)
		}
		t.answers[q] = answer
	}
	return answer
}

// Has implements [lint.Tenant].
func (t *tenant) Has(kind lint.Kind) bool {
	return t.answer(question{"has", kind}, func() bool { return t.run.has(kind) && !t.outcome.missing[kind] })
}

// Whole implements [lint.Tenant].
func (t *tenant) Whole() bool {
	return t.answer(question{about: "whole"}, func() bool { return !slices.ContainsFunc(t.run.files, (*decode.File).Unread) })
}

// Complete implements [lint.Tenant].
func (t *tenant) Complete(kind lint.Kind) bool {
	return t.answer(question{"complete", kind}, func() bool {
		if !t.Has(kind) || !t.Whole() || len(t.run.gaps[kind]) > 0 || t.leavesOut(kind) {
			return false
		}
		return !slices.ContainsFunc(t.run.files, func(f *decode.File) bool {
			return slices.ContainsFunc(f.Sections, func(s decode.Section) bool { return s.Kind == kind && s.Partial })
		})
	})
}

// leavesOut reports whether the export has objects of the kind that the rule cannot
// judge: what it looks for may be one of them.
func (t *tenant) leavesOut(kind lint.Kind) bool {
	need, _ := t.run.plan.needs[t.rule].Of(kind)
	tallies, fields := &t.run.kinds[kind], t.run.plan.fields[kind]
	return slices.ContainsFunc(need.Requires, func(property string) bool {
		i := fields.Index(property)
		return tallies.absent[i] > 0 || tallies.unfit[i] > 0 || tallies.doubled[i] > 0
	})
}

// ListsMembersOf implements [lint.Tenant].
func (t *tenant) ListsMembersOf(group string) bool { return t.run.listed(group) }

// Each implements [lint.Tenant].
func (t *tenant) Each(kind lint.Kind) iter.Seq[*lint.Record] {
	return func(yield func(*lint.Record) bool) {
		shelves := t.run.library.shelf
		for i := range shelves {
			if shelves[i].kind == kind && !t.shelved(&shelves[i], yield) {
				return
			}
		}
	}
}

// Lists implements [lint.Tenant].
func (t *tenant) Lists(group string) iter.Seq[*lint.Record] {
	return func(yield func(*lint.Record) bool) {
		for _, s := range t.run.library.listsOf(group) {
			if !t.shelved(s, yield) {
				return
			}
		}
	}
}

// shelved yields the records of a shelf that the rule can judge, and returns whether
// more are wanted.
func (t *tenant) shelved(s *shelf, yield func(*lint.Record) bool) bool {
	for k := range s.starts {
		number := s.first + int64(k)
		if t.run.original(number) != number {
			continue
		}
		if record := t.record(number); record != nil && !yield(record) {
			return false
		}
	}
	return true
}

// record returns a record that the rule can judge, or nil.
func (t *tenant) record(number int64) *lint.Record {
	if *t.err != nil {
		return nil
	}
	record, err := t.run.library.settled(number)
	if err != nil {
		*t.err = err
		return nil
	}
	if record == nil || !t.run.fit(t.rule, record) {
		return nil
	}
	return record
}

// Object implements [lint.Tenant].
func (t *tenant) Object(kind lint.Kind, id string) *lint.Record {
	t.run.identities.sort(t.run.options.Workers)
	lower := strings.ToLower(strings.Trim(id, " \t\r\n{}")) // as exporters write ids
	if lower == "" {
		return nil
	}
	for _, e := range t.run.identities.find(maphash.String(t.run.seed, lower) ^ salt(kind)) {
		if record := t.record(e.record()); record != nil && record.Kind == kind && strings.EqualFold(record.ID(), lower) {
			return record
		}
	}
	return nil
}

// A copied object stands in the export again: by number, and by that of the first.
type copied struct{ number, first int64 }

// original returns the number of the first record of the object of a record.
func (r *run) original(number int64) int64 {
	i := sort.Search(len(r.copies), func(i int) bool { return r.copies[i].number >= number })
	if i < len(r.copies) && r.copies[i].number == number {
		return r.copies[i].first
	}
	return number
}
