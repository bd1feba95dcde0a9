// Package report turns the settled outcome of a run into bytes, a file for each
// format. Formats decide nothing: what is reported, in which order and how bad it
// is stands in the [lint.Report].
package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// Options say how much a format for people shows. Formats for machines show
// everything.
type Options struct {
	Color   bool
	Verbose bool // also how inputs were recognised, and every checked rule
	Quiet   bool // findings only
	All     bool // long lists are not shortened
}

// formats are all there are, in the order for help.
var formats = []struct {
	name  string
	write func(*bufio.Writer, *lint.Report, Options) error
}{
	{"text", writeText},
	{"json", writeJSON},
	{"sarif", writeSARIF},
}

// Formats returns the names of the formats, in the order for help.
func Formats() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// Write writes a report in the named format. It buffers what it writes.
func Write(w io.Writer, format string, r *lint.Report, o Options) error {
	for _, f := range formats {
		if f.name == format {
			buffered := bufio.NewWriter(w) // keeps its first error for Flush
			if err := f.write(buffered, r, o); err != nil {
				return err
			}
			return buffered.Flush()
		}
	}
	return fmt.Errorf("unknown format %s", display.Quote(format))
}

// Summary writes what a reader must know when the report itself goes elsewhere:
// the counts, the rules that were not fully checked, the problems of the export.
// Each line begins with "tenantlint: ".
func Summary(w io.Writer, r *lint.Report) error {
	buffered := bufio.NewWriter(w)
	line := func(format string, args ...any) {
		fmt.Fprintf(buffered, "tenantlint: %s\n", display.Line(fmt.Sprintf(format, args...)))
	}
	line("%s", verdict(r))
	for _, status := range []lint.Status{lint.Failed, lint.Partial, lint.Skipped} {
		unchecked, more := unchecked(r, status, atMost(shown))
		for _, group := range unchecked {
			line("%s: %s: %s", outcome(status), list(group.ids, summaryItems), strings.Join(group.reasons, separator))
		}
		if more != "" {
			line("%s: %s", outcome(status), more)
		}
	}
	groups, more := groupProblems(problems(r), atMost(summaryItems))
	for _, group := range groups {
		line("%s: %s%s", place(group.Path, group.Line, group.Column), group.Message, group.others())
	}
	if more != "" {
		line("problems: %s", more)
	}
	return buffered.Flush()
}

// Stacks writes, for each rule that failed, the calls that led to it. Each line begins
// with "tenantlint: ".
func Stacks(w io.Writer, r *lint.Report) error {
	buffered := bufio.NewWriter(w)
	line := func(text string) { fmt.Fprintf(buffered, "tenantlint: %s\n", display.Line(text)) }
	for _, result := range r.Rules {
		if result.Failure == nil {
			continue
		}
		line(result.Rule.ID + " failed: " + failure(result.Failure))
		for _, call := range result.Failure.Stack {
			line(fmt.Sprintf("    %s (%s, line %d)", call.Function, call.File, call.Line))
		}
	}
	return buffered.Flush()
}

// summaryItems is how many entries a list of the summary has.
const summaryItems = 5

// problems returns the problems of all inputs.
func problems(r *lint.Report) []lint.Problem {
	var all []lint.Problem
	for _, input := range r.Inputs {
		all = append(all, input.Problems...)
	}
	return all
}

// verdict returns the outcome in one line. It says "clean" only if everything was
// read, every rule was fully checked, and nothing was found.
func verdict(r *lint.Report) string {
	var counts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Note} {
		if n := r.Count(s); n > 0 {
			counts = append(counts, count(n, s.String()))
		}
	}
	objects := count(r.Records(), "object")
	elapsed := ""
	switch {
	case r.Elapsed >= 10*time.Millisecond:
		elapsed = fmt.Sprintf(", %.2f s", r.Elapsed.Seconds())
	case r.Elapsed != 0:
		elapsed = fmt.Sprintf(", %.3f s", r.Elapsed.Seconds())
	}
	doubts := strings.Join(doubts(r), " and ")
	if doubts != "" {
		doubts = ", but " + doubts
	}
	switch {
	case len(counts) > 0:
		return strings.Join(counts, ", ") + " in " + objects + doubts + elapsed
	case doubts != "":
		return "nothing found in " + objects + doubts + elapsed
	}
	return "clean: " + objects + ", " + count(len(r.Rules), "rule") + elapsed
}

// doubts returns why a report may not tell of everything.
func doubts(r *lint.Report) []string {
	var doubts []string
	if !recognised(r) {
		doubts = append(doubts, noneRecognised)
	}
	failed := r.CountStatus(lint.Failed)
	if failed > 0 {
		doubts = append(doubts, thousands(failed)+" of "+count(len(r.Rules), "rule")+" failed")
	}
	switch unchecked := len(r.Rules) - r.CountStatus(lint.Checked) - failed; {
	case len(r.Rules) == 0:
		doubts = append(doubts, "no rule is enabled")
	case unchecked > 0:
		doubts = append(doubts, thousands(unchecked)+" of "+count(len(r.Rules), "rule")+" not fully checked")
	}
	unwhole := 0
	for _, input := range r.Inputs {
		if !input.Complete || len(input.Problems) > 0 {
			unwhole++
		}
	}
	if unwhole > 0 {
		doubts = append(doubts, "not all is well with "+thousands(unwhole)+" of "+count(len(r.Inputs), "input"))
	}
	return doubts
}

const noneRecognised = "no file was recognised"

// recognised reports whether some input is an export.
func recognised(r *lint.Report) bool {
	return slices.ContainsFunc(r.Inputs, func(input lint.Input) bool { return input.Kind != lint.NoKind })
}

// A ruleGroup is rules that were not fully checked for the same reason.
type ruleGroup struct {
	reasons []string
	exports []lint.Request
	ids     []string
}

// unchecked groups the rules that were partly or not checked, the largest group
// first. It returns as many groups as limit makes of their number, and how many rules
// the others are.
func unchecked(r *lint.Report, status lint.Status, limit func(int) int) (groups []*ruleGroup, more string) {
	for _, result := range r.Rules {
		if result.Status != status {
			continue
		}
		clauses := reasons(&result)
		i := slices.IndexFunc(groups, func(g *ruleGroup) bool {
			return slices.Equal(g.reasons, clauses) && slices.Equal(g.exports, result.Exports)
		})
		if i < 0 {
			i = len(groups)
			groups = append(groups, &ruleGroup{clauses, result.Exports, nil})
		}
		groups[i].ids = append(groups[i].ids, result.Rule.ID)
	}
	slices.SortStableFunc(groups, func(a, b *ruleGroup) int { return cmp.Compare(len(b.ids), len(a.ids)) })
	listed := limit(len(groups))
	if listed == len(groups) {
		return groups, ""
	}
	others := 0
	for _, group := range groups[listed:] {
		others += len(group.ids)
	}
	return groups[:listed], count(others, "more rule") + ", for other reasons"
}

// outcome returns what people call a rule's status.
func outcome(s lint.Status) string {
	switch s {
	case lint.Checked:
		return "checked"
	case lint.Partial:
		return "partly checked"
	case lint.Failed:
		return "failed"
	default:
		return "not checked"
	}
}

// separator stands between reasons where they are on one line.
const separator = "; "

// reasons returns why a rule was not fully checked, a clause for each reason.
func reasons(result *lint.RuleResult) []string {
	if result.Failure != nil {
		return []string{failure(result.Failure), "this is a bug in tenantlint: please report it with what -v shows"}
	}
	var clauses []string
	for _, reason := range result.Reasons {
		clauses = append(clauses, reason.String())
	}
	return clauses
}

// failure says how and at what a rule failed.
func failure(f *lint.Failure) string {
	text := display.String(string(f.Fault))
	if f.Index != "" {
		text += ", in the index " + f.Index
	}
	if f.Object.Kind != lint.NoKind {
		text += ", at " + describe(f.Object)
	}
	return text
}

// because returns why a rule was not fully checked and what to do about it, on one line.
func because(result *lint.RuleResult) string {
	clauses := reasons(result)
	if len(result.Exports) > 0 {
		requests := make([]string, len(result.Exports))
		for i, request := range result.Exports {
			requests[i] = request.String()
		}
		clauses = append(clauses, "save "+strings.Join(requests, ", "))
	}
	return strings.Join(clauses, separator)
}

// A problemGroup is problems that say the same, by the first of them.
type problemGroup struct {
	lint.Problem
	more int
}

// groupProblems groups problems, of which there may be one for each object, those
// that kept a file from being read first. It returns as many groups as limit makes of their number, and what the others are,
// as in "2,310 more: 2,300 schema, 10 truncated".
func groupProblems(problems []lint.Problem, limit func(int) int) (groups []*problemGroup, more string) {
	type key struct {
		code    lint.Code
		message string
	}
	seen := make(map[key]*problemGroup)
	var others []*problemGroup
	for _, problem := range problems {
		k := key{problem.Code, problem.Message}
		if group := seen[k]; group != nil {
			group.more++
			continue
		}
		group := &problemGroup{Problem: problem}
		seen[k] = group
		if problem.Unread() {
			groups = append(groups, group)
		} else {
			others = append(others, group)
		}
	}
	groups = append(groups, others...)

	listed := limit(len(groups))
	if listed == len(groups) {
		return groups, ""
	}
	total, counts := 0, make(map[lint.Code]int)
	for _, group := range groups[listed:] {
		total += 1 + group.more
		counts[group.Code] += 1 + group.more
	}
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, thousands(counts[code])+" "+string(code))
	}
	return groups[:listed], thousands(total) + " more: " + strings.Join(parts, ", ")
}

// atMost is a limit for lists.
func atMost(limit int) func(int) int { return func(n int) int { return min(n, limit) } }

// others says how many more problems there are of the kind.
func (g *problemGroup) others() string {
	if g.more == 0 {
		return ""
	}
	return " (and in " + count(g.more, "other place") + ")"
}

// describe returns an object's kind, name and id as readers may see them. Ids are
// copied into commands, so they are never cut.
func describe(o lint.ObjectRef) string {
	s := o.Kind.Noun()
	if o.Name != "" {
		s += " " + display.Quote(string(o.Name))
	}
	if o.ID != "" {
		s += " (" + display.Line(string(o.ID)) + ")"
	}
	return s
}

// place returns a place as editors and terminals find it. A line of 0 is unknown.
func place(path display.Untrusted, line, column int64) string {
	s := string(path)
	if line > 0 {
		s += ":" + position(line, column)
	}
	return display.Line(s)
}

// position returns a line and a column, as in "1:8812".
func position(line, column int64) string {
	return strconv.FormatInt(line, 10) + ":" + strconv.FormatInt(column, 10)
}

// list joins words, of which it names at most limit.
func list(words []string, limit int) string {
	if len(words) <= limit {
		return strings.Join(words, ", ")
	}
	return strings.Join(words[:limit], ", ") + " and " + thousands(len(words)-limit) + " more"
}

// count returns a number with its noun, as in "1 error" and "1,432 objects".
func count[N int | int64](n N, noun string) string {
	return thousands(n) + " " + lint.Plural(n, noun, noun+"s")
}

// thousands returns a number that is not negative as people read it.
func thousands[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
