package engine

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/display"
)

// An outcome is what a rule could be checked on.
type outcome struct {
	missing [lint.NumKinds]bool // kinds that it needs and cannot use
	status  lint.Status
	reasons []lint.Reason
	exports []lint.Request
	manual  int // reasons that are kinds which no script of collect can export
}

func (o *outcome) skipped() bool { return o.status == lint.Skipped }

// uncollected reports whether the rule is skipped only for want of what no script of
// collect can export.
func (o *outcome) uncollected() bool {
	return o.skipped() && o.manual > 0 && o.manual == len(o.reasons)
}

func (o *outcome) lower(s lint.Status, reason string, exports ...lint.Request) {
	o.status = min(o.status, s)
	o.reasons = append(o.reasons, lint.Reason{Text: reason})
	for _, export := range exports {
		o.export(export)
	}
}

// lowerFor lowers the outcome for what some files are.
func (o *outcome) lowerFor(files []string, one, many string) {
	switch others := len(files) - 1; {
	case others == 0:
		o.lower(lint.Partial, files[0]+" "+one)
	case others > 0:
		o.lower(lint.Partial, fmt.Sprintf("%s and %s %s", files[0], lint.Count(others, "other file", "other files"), many))
	}
}

func (o *outcome) export(request lint.Request) {
	if !slices.Contains(o.exports, request) {
		o.exports = append(o.exports, request)
	}
}

// outcomes works out what each rule was checked on, from what the files hold.
func (r *run) outcomes() []outcome {
	outcomes := make([]outcome, len(r.plan.rules))
	for i, needs := range r.plan.needs {
		o := &outcomes[i]
		o.status = lint.Checked
		usable := false
		for _, need := range needs {
			r.weigh(o, needs, need)
			usable = usable || !need.Refines && !o.missing[need.Kind]
		}
		if !usable {
			o.status = lint.Skipped
		}
		if !o.skipped() {
			r.weighFiles(o, needs)
		}
	}
	return outcomes
}

// weigh looks at what the export has of one kind that a rule needs.
func (r *run) weigh(o *outcome, needs lint.Needs, need lint.Need) {
	kind, tallies := need.Kind, &r.kinds[need.Kind]
	request := r.request(kind)
	lower := o.lower
	if need.Refines || need.Conditional || r.replaced(needs, need) {
		lower = func(lint.Status, string, ...lint.Request) {} // its lack means nothing, or the rule says what
	}
	without := lint.Skipped
	if need.Partial {
		without = lint.Partial
	}
	switch {
	case kind == lint.GroupMember:
		r.weighMisfits(need, lower) // lists of members are beside groups, or in them; the rule looks
		return
	case !r.has(kind):
		o.missing[kind] = true
		before := len(o.reasons)
		lower(without, "no "+kind.Plural()+" in the export", request)
		if !request.Graph() {
			o.manual += len(o.reasons) - before
		}
		return
	case tallies.records == 0 && kind.Always():
		o.missing[kind] = true
		lower(without, "the export of "+kind.Plural()+" is empty", request)
		return
	case tallies.records == 0:
		return
	}
	fields := r.plan.fields[kind]
	var everywhere, some []string
	gone := int64(0)
	for _, property := range slices.Concat(need.Requires, need.Completes) {
		i := fields.Index(property)
		required := slices.Contains(need.Requires, property)
		switch absent := tallies.absent[i]; {
		case absent == tallies.records:
			everywhere = append(everywhere, property)
			o.missing[kind] = o.missing[kind] || required
		case absent > 0:
			some = append(some, property)
			gone = max(gone, absent)
			o.missing[kind] = o.missing[kind] || required && absent+tallies.unfit[i] == tallies.records
		case tallies.unfit[i] == tallies.records:
			o.missing[kind] = o.missing[kind] || required
		}
	}
	r.weighMisfits(need, lower)
	status := lint.Partial
	if o.missing[kind] {
		status = without
	}
	if len(everywhere) > 0 {
		lower(status, fmt.Sprintf("the %s were exported without %s", kind.Plural(), strings.Join(everywhere, ", ")), request)
	}
	if len(some) > 0 {
		lower(lint.Partial, fmt.Sprintf("%d of %s lack %s", gone, kind.Count(tallies.records), strings.Join(some, ", ")), request)
	}
}

// weighMisfits looks at values that do not count: of the wrong type, or there twice.
func (r *run) weighMisfits(need lint.Need, lower func(lint.Status, string, ...lint.Request)) {
	tallies, fields := &r.kinds[need.Kind], r.plan.fields[need.Kind]
	for _, property := range need.Properties() {
		i := fields.Index(property)
		if n := tallies.unfit[i]; n > 0 {
			lower(lint.Partial, fmt.Sprintf("%s of %s has the wrong type", property, need.Kind.Count(n)))
		}
		if n := tallies.doubled[i]; n > 0 {
			lower(lint.Partial, fmt.Sprintf("%s stands twice in %s", property, need.Kind.Count(n)))
		}
	}
}

// replaced reports whether the export has another kind that says the same: the one
// that this need stands in for or, where this kind is not there, one that stands in
// for it.
func (r *run) replaced(needs lint.Needs, need lint.Need) bool {
	if need.InsteadOf != lint.NoKind {
		return r.has(need.InsteadOf)
	}
	return !r.has(need.Kind) && slices.ContainsFunc(needs, func(other lint.Need) bool {
		return other.InsteadOf == need.Kind && r.has(other.Kind)
	})
}

// shortfalls are why a file may not have all objects of a kind, the most telling first.
var shortfalls = []struct {
	applies   func(*decode.File) bool
	one, many string
}{
	{(*decode.File).Unread, "could not be read to its end", "could not be read to their ends"},
	{hasProblem(lint.NextLink), "is one page of several", "are pages of several"},
	{hasProblem(lint.SingleObject), "is one object, not the list", "are single objects, not lists"},
	{hasProblem(lint.Filtered), "is a filtered list", "are filtered lists"},
	{func(*decode.File) bool { return true }, "may not show all that there is", "may not show all that there is"},
}

func hasProblem(code lint.Code) func(*decode.File) bool {
	return func(f *decode.File) bool {
		return slices.ContainsFunc(f.Problems, func(p lint.Problem) bool { return p.Code == code })
	}
}

// weighFiles looks at whether the files that a rule needs are complete.
func (r *run) weighFiles(o *outcome, needs lint.Needs) {
	var unread []string
	short := make([][]string, len(shortfalls))
	for _, f := range r.files {
		name := display.String(f.Path)
		if len(f.Sections) == 0 && f.Unread() {
			if _, needed := needs.Of(f.Meant); needed || f.Meant == lint.NoKind {
				unread = append(unread, name)
			}
		}
		for _, section := range f.Sections {
			if _, needed := needs.Of(section.Kind); !needed || !section.Partial {
				continue
			}
			o.export(r.request(section.Kind))
			i := 0
			for !shortfalls[i].applies(f) {
				i++
			}
			short[i] = append(short[i], name)
			break
		}
	}
	o.lowerFor(unread, "could not be read, and may hold more", "could not be read, and may hold more")
	for i, shortfall := range shortfalls {
		o.lowerFor(short[i], shortfall.one, shortfall.many)
	}
	for _, need := range needs {
		for _, gap := range r.gaps[need.Kind] {
			o.lower(lint.Partial, gap)
		}
		if r.unsynced && slices.Contains(need.Properties(), syncEnabled) {
			o.lower(lint.Partial, "the export leaves out what is synced: the organization synchronizes, and no user in it is synced")
			break
		}
	}
	need, ok := needs.Of(lint.Group)
	if limited := r.unlisted(); ok && limited > 0 && slices.Contains(need.Properties(), "members") {
		o.lower(lint.Partial, fmt.Sprintf("%s with just %d members, where $expand stops, or a link to more", lint.Group.Count(limited), lint.ExpandLimit),
			r.request(lint.GroupMember))
	}
}

// unlisted returns how many groups may have more members than they show, and no
// file that lists them.
func (r *run) unlisted() int64 {
	n := int64(0)
	for _, group := range r.limited {
		if !r.listed(group.group) {
			n++
		}
	}
	return n
}

func (r *run) has(kind lint.Kind) bool {
	return slices.ContainsFunc(r.files, func(f *decode.File) bool {
		return slices.ContainsFunc(f.Sections, func(s decode.Section) bool { return s.Kind == kind })
	})
}

// listed reports whether a file lists the members of a group.
func (r *run) listed(group string) bool {
	if r.lists == nil {
		r.lists = make(map[string]bool)
		for _, f := range r.files {
			for group := range f.Listed {
				r.lists[group] = true
			}
		}
	}
	return r.lists[group]
}

// request returns the request that exports what the rules of the run read of a kind.
func (r *run) request(kind lint.Kind) lint.Request {
	if r.requests[kind].Kind == lint.NoKind {
		r.requests[kind] = kind.Request(lint.Properties(kind, r.plan.needs))
	}
	return r.requests[kind]
}

func groupKey(record *lint.Record) string { return strings.ToLower(strings.Clone(record.ID())) }

func firstField(fields uint64) int { return bits.TrailingZeros64(fields) }
