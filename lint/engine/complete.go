package engine

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/display"
)

// complete looks, once everything was read, for what an export lacks without
// saying so. Each lack is a problem of a file, and the rules that it touches are
// not fully checked. This is the one place that decides whether what there is of a
// kind is all that the tenant has.
func (r *run) complete() error {
	r.allNull()
	r.notSelected()
	r.noSynced()
	r.alone()
	r.filtered()
	r.fewer()
	r.unnamed()
	r.emptied()
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
				"%s %s null on all %s: Graph PowerShell writes that for what was not asked for; name them with -Property",
				strings.Join(names, ", "), lint.Plural(len(names), "is", "are"), p.kind.Count(records)))
		}
	}
}

// lack notes what all records of a batch lack.
func (r *run) lack(p part, t *tallies) {
	if t.records == 0 {
		return
	}
	all := lacks{asked: t.asked, some: t.some, nulls: t.nulls}
	for i := range lint.MaxFields {
		switch t.records {
		case t.absent[i]:
			all.absent |= 1 << i
			all.null |= 1 << i
		case t.absent[i] + t.null[i]:
			all.null |= 1 << i
		}
	}
	if before, ok := r.parts[p]; ok {
		all.absent &= before.absent
		all.null &= before.null
		all.some |= before.some
		all.asked |= before.asked
		all.nulls = all.nulls || before.nulls
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
			r.files[where[key]].Problems[first[key]].Message += "; the same goes for " + lint.Count(n, "other file", "other files") + " of the folder"
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

// partial notes a problem of a file by which it does not have all objects of a kind.
func (r *run) partial(file int, kind lint.Kind, code lint.Code, message string) {
	r.problem(file, code, message)
	for i := range r.files[file].Sections {
		if s := &r.files[file].Sections[i]; s.Kind == kind {
			s.Partial = true
		}
	}
}

// sections yields the sections of a kind with the numbers of their files.
func (r *run) sections(kind lint.Kind) iter.Seq2[int, *decode.Section] {
	return func(yield func(int, *decode.Section) bool) {
		for n, f := range r.files {
			for i := range f.Sections {
				if s := &f.Sections[i]; s.Kind == kind && !yield(n, s) {
					return
				}
			}
		}
	}
}

// alone notices an object that was read by its id, and of which kind a tenant has many.
// Several such files are a tree, and so is one where EntraExporter's tree has it.
func (r *run) alone() {
	for kind := range lint.Kinds() {
		if info := kind.Info(); info.Single || info.Lone {
			continue
		}
		records, lists, at := int64(0), false, -1
		for n, s := range r.sections(kind) {
			if kind == lint.GroupMember { // each group has a list of its own
				if s.Entities > 0 {
					r.partial(n, kind, lint.SingleObject, "one member by itself, not the list of the group's members")
				}
				continue
			}
			records += s.Records
			if s.Alone == 0 || r.files[n].IsLines() || r.files[n].InTree() {
				lists = true
				continue
			}
			at = n
		}
		if records == 1 && !lists && at >= 0 {
			r.partial(at, kind, lint.SingleObject, fmt.Sprintf(
				"one %s by itself, not the list of %s: what is not here may still be in the tenant", kind.Noun(), kind.Plural()))
		}
	}
}

// filtered notices lists that were cut down: by what their links say, or by what is
// missing among users. No tenant has guests only.
func (r *run) filtered() {
	for kind := range lint.Kinds() {
		for n, s := range r.sections(kind) {
			if s.Filter != "" {
				r.partial(n, kind, lint.Filtered, fmt.Sprintf("%s: other %s are missing", s.Filter, kind.Plural()))
			}
		}
	}
	if r.initial.told && !r.initial.found {
		for n := range r.sections(lint.Domain) {
			r.partial(n, lint.Domain, lint.Filtered, "no domain here is the initial one, which every tenant has: others are missing")
		}
	}
	users := &r.kinds[lint.User]
	if users.guests == 0 || users.members > 0 {
		return
	}
	for n := range r.sections(lint.User) {
		r.partial(n, lint.User, lint.Filtered, "every user here is a guest: a filter left the members out")
	}
}

// fewer notices lists that hold fewer objects than the response says there are, which is
// the number on all pages together.
func (r *run) fewer() {
	for kind := range lint.Kinds() {
		total := int64(0)
		for _, s := range r.sections(kind) {
			total += s.Records + s.Left
		}
		for n, s := range r.sections(kind) {
			have := total
			if kind == lint.GroupMember { // each file counts its own
				have = s.Records + s.Left
			}
			if s.Declared > have {
				r.partial(n, kind, lint.NextLink, fmt.Sprintf(
					"the response counts %s, and %d are here: export the other pages too", kind.Count(s.Declared), have))
			}
		}
	}
}

// unnamed notices objects without the id by which others refer to them.
func (r *run) unnamed() {
	for kind := range lint.Kinds() {
		if field := r.plan.kinds[kind].id; field >= 0 {
			if n := r.kinds[kind].absent[field]; n > 0 {
				r.gaps[kind] = append(r.gaps[kind], fmt.Sprintf("%s without %s", kind.Count(n), r.plan.fields[kind].Name(field)))
			}
		}
	}
}

// emptied notices a kind of which delta exports remove every object.
func (r *run) emptied() {
	for kind := range lint.Kinds() {
		if r.gone[kind] > 0 && r.kinds[kind].records == 0 {
			r.gaps[kind] = append(r.gaps[kind], fmt.Sprintf("a delta export removes all %s", kind.Plural()))
		}
	}
}

// misses is how many objects of a kind others refer to, and how many of them the export
// does not have.
type misses struct{ missing, referenced int }

// many reports whether so many are missing that the export cannot have all: a tenth. A
// user who was deleted keeps memberships for thirty days, so that some always are.
func (m misses) many() bool { return m.missing > 1 && 10*m.missing > m.referenced }

// miss notes what a rule misses of a kind: of those who miss many, the one who misses most.
func (r *run) miss(kind lint.Kind, m misses) {
	if m.many() && m.missing > r.misses[kind].missing {
		r.misses[kind] = m
	}
}

// missed notes the kinds of which rules missed many objects that others refer to. It
// reports whether that is news.
func (r *run) missed() bool {
	news := false
	for kind := range lint.Kinds() {
		m := r.misses[kind]
		if !m.many() || r.missedBefore[kind] {
			continue
		}
		news, r.missedBefore[kind] = true, true
		for n := range r.sections(kind) {
			r.partial(n, kind, lint.Filtered, fmt.Sprintf(
				"%d of %d %s that groups, owners, sponsors and roles name are not here: a filter left them out",
				m.missing, m.referenced, kind.Plural()))
			break
		}
	}
	return news
}
