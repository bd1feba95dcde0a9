package engine

import (
	"cmp"
	"fmt"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// maxCompared bounds how many objects that are in the export twice are compared.
const maxCompared = 10_000

// duplicates notices objects that are in two files, or twice in one, with
// different content: one of them is out of date.
func (r *run) duplicates() error {
	var pairs [][2]int64
	for same := range r.identities.groups(r.options.Workers) {
		if len(same) == 1 {
			continue
		}
		first := r.first(same)
		for k := range same {
			if number := same[k].record(); number != first {
				r.copies = append(r.copies, copied{number, first})
			}
			if k > 0 && len(pairs) < maxCompared {
				pairs = append(pairs, [2]int64{same[k-1].record(), same[k].record()})
			}
		}
	}
	slices.SortFunc(r.copies, func(a, b copied) int { return cmp.Compare(a.number, b.number) })
	slices.SortFunc(pairs, func(a, b [2]int64) int { return int(a[1] - b[1]) })
	told := make(map[part]bool)
	for _, pair := range pairs {
		a, err := r.library.record(pair[0])
		if err != nil {
			return err
		}
		b, err := r.library.record(pair[1])
		if err != nil {
			return err
		}
		s, _ := r.library.place(pair[1])
		here := part{s.origin.File, s.kind}
		property := r.differs(a, b)
		if property == "" || told[here] {
			continue
		}
		told[here] = true
		at := b.Get(property).Location()
		l := locator{library: r.library}
		if err := l.locate(&at); err != nil {
			return err
		}
		f := r.files[here.file]
		other, _ := r.library.place(pair[0])
		f.Problems = append(f.Problems, lint.Problem{
			Code: lint.DuplicateObject, Path: at.Path, File: at.File, Offset: at.Offset, Line: at.Line, Column: at.Column,
			Message: fmt.Sprintf("%s %s has another %s here than in %s: one of them is out of date",
				b.Kind.Noun(), display.Quote(b.ID()), property, display.String(other.origin.Path)),
		})
		r.gaps[s.kind] = append(r.gaps[s.kind], fmt.Sprintf("%s hold the same %s with different content",
			bothFiles(other.origin.Path, s.origin.Path), s.kind.Noun()))
	}
	return nil
}

// first returns the number of the first record of an object, of those that no delta
// export stands for.
func (r *run) first(same []entry) int64 {
	for _, e := range same {
		if len(r.delta) == 0 {
			break
		}
		if s, _ := r.library.place(e.record()); !r.delta[part{s.origin.File, s.kind}] {
			return e.record()
		}
	}
	return same[0].record()
}

func bothFiles(a, b string) string {
	if a == b {
		return "parts of " + display.String(a)
	}
	return display.String(a) + " and " + display.String(b)
}

// differs returns a property that both records have and that is not the same, or
// "".
func (r *run) differs(a, b *lint.Record) string {
	fields := r.plan.fields[a.Kind]
	if a.Kind != b.Kind || !lint.SameObject(a, b) {
		return "" // two ids with one hash
	}
	for i := range fields.Len() {
		name := fields.Name(i)
		x, y := a.Get(name), b.Get(name)
		if x.Exists() && y.Exists() && !x.Equal(y) {
			return name
		}
	}
	return ""
}
