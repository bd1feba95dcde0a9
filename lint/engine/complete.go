package engine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// complete looks, once everything was read, for what an export lacks without
// saying so. Each lack is a problem of a file, and the rules that it touches are
// not fully checked.
func (r *run) complete() error {
	r.allNull()
	r.notSelected()
	r.noSynced()
	return r.duplicates()
}

// problem adds a problem to a file, at the beginning of its text.
func (r *run) problem(file int, code lint.Code, message string) {
	f := r.files[file]
	f.Problems = append(f.Problems, lint.Problem{
		Code: code, Message: message, Path: display.Untrusted(f.Path), File: file, Line: 1, Column: 1,
	})
}

// allNull takes a property that is null on every object of a file of Graph
// PowerShell for one that was not selected: it writes every property that it knows.
// https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2561
func (r *run) allNull() {
	for _, p := range r.partsInOrder() {
		kind, records := &r.kinds[p.kind], r.recordsOf(p)
		missing := r.parts[p].null &^ r.parts[p].absent
		for rest := missing; rest != 0; rest &= rest - 1 {
			i := bits.TrailingZeros64(rest)
			kind.absent[i] = min(kind.absent[i]+records, kind.records)
		}
		if names := r.plan.fields[p.kind].Names(missing); len(names) > 0 {
			r.problem(p.file, lint.AllNull, fmt.Sprintf(
				"%s null on all %s: Graph PowerShell writes that for what was not asked for; name them with -Property",
				isAre(names), p.kind.Count(records)))
		}
	}
}

// lack notes what all records of a batch lack.
func (r *run) lack(p part, t *tallies) {
	var all lacks
	for i := range lint.MaxFields {
		switch t.records {
		case 0:
			return
		case t.absent[i]:
			all.absent |= 1 << i
			all.null |= 1 << i
		case t.absent[i] + t.null[i]:
			all.null |= 1 << i
		}
	}
	if before, ok := r.parts[p]; ok {
		all = lacks{all.absent & before.absent, all.null & before.null}
	}
	r.parts[p] = all
}

// partsInOrder returns the parts of the export in which something is missing.
func (r *run) partsInOrder() []part {
	return slices.SortedFunc(maps.Keys(r.parts), func(a, b part) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.kind, b.kind))
	})
}

func (r *run) recordsOf(p part) int64 {
	n := int64(0)
	for _, s := range r.files[p.file].Sections {
		if s.Kind == p.kind {
			n += s.Records
		}
	}
	return n
}

func isAre(names []string) string {
	if len(names) == 1 {
		return names[0] + " is"
	}
	return strings.Join(names, ", ") + " are"
}

// notSelected tells of properties that rules need and no object of a file has:
// once for all files of a folder that lack the same.
func (r *run) notSelected() {
	first := make(map[string]int) // place of the problem in its file, by folder, kind and names
	more := make(map[string]int)
	var order []string
	where := make(map[string]int)
	for _, p := range r.partsInOrder() {
		names := r.plan.fields[p.kind].Names(r.parts[p].absent)
		if len(names) == 0 {
			continue
		}
		key := fmt.Sprint(r.files[p.file].Root, p.kind, names)
		if more[key]++; more[key] > 1 && r.files[p.file].Root != "" {
			continue
		}
		r.problem(p.file, lint.NotSelected, fmt.Sprintf("the %s were exported without %s", p.kind.Plural(), strings.Join(names, ", ")))
		first[key], where[key] = len(r.files[p.file].Problems)-1, p.file
		order = append(order, key)
	}
	for _, key := range order {
		if n := more[key] - 1; n > 0 && r.files[where[key]].Root != "" {
			r.files[where[key]].Problems[first[key]].Message += "; the same goes for " + otherFiles(n) + " of the folder"
		}
	}
}

// handful is how many users may well be all that there are, none of them synced.
const handful = 5

// noSynced notices an export from which the synced users were filtered: the
// organization synchronizes, and nobody is synced.
func (r *run) noSynced() {
	users := &r.kinds[lint.User]
	if r.kinds[lint.Organization].synced == 0 || users.synced > 0 || users.records <= handful {
		return
	}
	if field := r.plan.kinds[lint.User].synced; field < 0 || users.absent[field] == users.records {
		return // that is another problem
	}
	for _, f := range r.files {
		for _, s := range f.Sections {
			if s.Kind == lint.User {
				r.unsynced = true
				r.problem(f.Number, lint.NoSyncedObjects, fmt.Sprintf(
					"the organization synchronizes with a directory on-premises, but none of %s is synced: they were filtered out",
					lint.User.Count(users.records)))
				return
			}
		}
	}
}

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
	if a.Kind != b.Kind || !lint.SameObject(a, b) && !slices.Contains(singletons, a.Kind) {
		return "" // two ids with one hash
	}
	for i := range fields.Len() {
		name := fields.Name(i)
		x, y := a.Get(name), b.Get(name)
		if x.Text() == a.ID() && y.Text() == b.ID() {
			continue // in another case, as AzureHound writes ids
		}
		if x.Exists() && y.Exists() && !bytes.Equal(compact(x), compact(y)) {
			return name
		}
	}
	return ""
}

func compact(v lint.Value) []byte {
	var b bytes.Buffer
	if json.Compact(&b, []byte(v.Raw())) != nil {
		return []byte(v.Raw())
	}
	return b.Bytes()
}
