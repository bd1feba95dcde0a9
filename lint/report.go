package lint

import (
	"fmt"
	"slices"
	"time"

	"tenantlint/lint/display"
)

// A Status is one of the three outcomes of a rule, or that it came to none. Nothing
// that was not looked at counts as clean.
type Status uint8

// The outcomes of a rule. Failed is none: the rule panicked, which is a bug of the
// program, and its findings are dropped.
const (
	Skipped Status = iota // nothing could be judged
	Partial               // something could not be judged
	Checked
	Failed
)

var statuses = [...]string{"skipped", "partial", "checked", "failed"}

func (s Status) String() string { return statuses[s] }

// MarshalText returns the status's name.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Code names a kind of problem of an export.
type Code string

// The codes of problems.
const (
	Malformed       Code = "malformed"
	Truncated       Code = "truncated"
	Encoding        Code = "encoding"
	NextLink        Code = "next-link"
	SingleObject    Code = "single-object"
	Filtered        Code = "filtered"
	MemberLimit     Code = "member-limit"
	DepthCut        Code = "depth-cut"
	AllNull         Code = "all-null"
	NotSelected     Code = "not-selected"
	ErrorBody       Code = "error-body"
	LostPartners    Code = "lost-partners"
	NoSyncedObjects Code = "no-synced-objects"
	Schema          Code = "schema"
	DuplicateKey    Code = "duplicate-key"
	DuplicateObject Code = "duplicate-object"
	SeveralTenants  Code = "several-tenants"
	Unrecognised    Code = "unrecognised"
)

// Unread reports whether a problem of this code means that the input could not be
// read as what it claims to be: it is not JSON, or cut off, or an error that was
// saved under the name of an export, or it is of several tenants at once.
func (c Code) Unread() bool {
	return c == Malformed || c == Truncated || c == Encoding || c == ErrorBody || c == SeveralTenants
}

// A Problem is something wrong with an export, not with the tenant. Its Message
// is fit for any reader. Line and Column are 0 where no place can be named.
type Problem struct {
	Code    Code
	Message string
	Lost    bool // the file was meant as an export, and none of it was read
	Path    display.Untrusted
	File    int
	Offset  int64
	Line    int64
	Column  int64
}

// Unread reports whether the problem means that an input could not be read as what
// it claims to be, which makes the exit code 3.
func (p Problem) Unread() bool { return p.Lost || p.Code.Unread() }

// An Input is a file of the export, or many of one kind and shape in a folder.
type Input struct {
	Path     display.Untrusted
	Files    int
	Kind     Kind
	Shape    string // "graph-page", "array", "object", "json-lines"; "" if it was not recognised
	Records  int64
	Complete bool
	Problems []Problem
	Evidence string // what the kind was told by
}

// A RuleResult is the outcome of one rule of the run.
type RuleResult struct {
	Rule     *Rule
	Status   Status
	Reasons  []Reason  // why it is not Checked
	Exports  []Request // what would make it Checked
	Failure  *Failure  // why it Failed, or nil
	Findings int

	// Uncollected says that the rule is skipped only for want of what no script of
	// tenantlint collect can export. Strict mode does not count that.
	Uncollected bool
}

// A Failure is the panic of a rule. What it says may quote the export.
type Failure struct {
	Fault  display.Untrusted // what the panic was given
	Object ObjectRef         // what was looked at; without a kind if it was not one object
	Index  string            // the index that panicked in place of the rule, or ""
	Stack  []Call            // the last call first
}

// A Call is a function call of the program.
type Call struct {
	Function, File string
	Line           int
}

// A Reason is one thing that kept a rule from being fully checked.
type Reason struct {
	Text  string // a clause without a period, fit for any reader
	Times int    // how often it was so, where the rule counted; else 0
}

// String returns the reason with how often it was so, as in "no mail (3 times)".
func (r Reason) String() string {
	if r.Times > 1 {
		return fmt.Sprintf("%s (%d times)", r.Text, r.Times)
	}
	return r.Text
}

// A TenantRef names the tenant that an export is of. What the export does not say is "".
type TenantRef struct {
	ID     display.Untrusted // of the organization
	Name   display.Untrusted
	Domain display.Untrusted // the initial one, as in contoso.onmicrosoft.com
}

// A Measure is a figure that a rule states whether or not it finds something: how much
// of a limit something takes. Unit and Note are fit for any reader. A rule makes it by
// [Pass.Measure], completes it by its methods and hands it to [Pass.State]. From then on
// these methods panic.
type Measure struct {
	Rule     string
	Object   ObjectRef
	Location Location // what was measured
	Name     string   // which figure of the object it is, as in "bytes"
	Value    int
	Limit    int
	Unit     string // in plural
	Note     string // what else is known, or ""

	stated bool
}

// Remaining returns how much of the limit is left. Over the limit it is negative.
func (m *Measure) Remaining() int { return m.Limit - m.Value }

// change is called by whatever changes a measure.
func (m *Measure) change() {
	if m.stated {
		panic("lint: measure changed after it was stated")
	}
}

// Of sets the object where it is not the one that was measured.
func (m *Measure) Of(object ObjectRef) *Measure {
	m.change()
	m.Object = object
	return m
}

// Notef says what else is known.
func (m *Measure) Notef(format string, args ...any) *Measure {
	m.change()
	m.Note = safef(format, args)
	return m
}

// A Report is the settled outcome of a run: ordered, without duplicates, with
// final severities. Formats decide nothing.
type Report struct {
	Version  string
	AsOf     time.Time
	Tenant   TenantRef
	Inputs   []Input
	Rules    []RuleResult
	Findings []*Finding
	Measures []*Measure // by rule, path, offset and name
	ExitCode int

	// PassedOver names the files in the folders given that were not looked at: by
	// their names they hold no JSON.
	PassedOver []display.Untrusted

	Elapsed time.Duration // zero if it is not to be told
}

// Count returns the number of findings with a severity.
func (r *Report) Count(s Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// CountStatus returns the number of rules with an outcome.
func (r *Report) CountStatus(s Status) int {
	n := 0
	for _, result := range r.Rules {
		if result.Status == s {
			n++
		}
	}
	return n
}

// Records returns the number of objects that were read.
func (r *Report) Records() int64 {
	var n int64
	for _, input := range r.Inputs {
		n += input.Records
	}
	return n
}

// Worst returns the highest severity among the findings, or Off.
func (r *Report) Worst() Severity {
	worst := Off
	for _, f := range r.Findings {
		worst = max(worst, f.Severity)
	}
	return worst
}

// Exit codes, the same in every format. ExitFailed is the program's own trouble: of a
// report it is the verdict only if a rule failed.
const (
	ExitClean    = 0
	ExitFindings = 1
	ExitUsage    = 2
	ExitUnread   = 3
	ExitFailed   = 4
)

// Verdict returns the exit code that the run deserves: findings at or above
// failOn (Off: never) make it 1; input that could not be read as what it claims
// to be, nothing recognised, or in strict mode a rule that was not fully
// checked, though what it needs can be collected, make it 3, which wins; and a rule that
// failed makes it 4, which wins over both.
func (r *Report) Verdict(failOn Severity, strict bool) int {
	if r.CountStatus(Failed) > 0 {
		return ExitFailed
	}
	recognised := false
	for _, input := range r.Inputs {
		recognised = recognised || input.Kind != NoKind
		for _, problem := range input.Problems {
			if problem.Unread() {
				return ExitUnread
			}
		}
	}
	unchecked := slices.ContainsFunc(r.Rules, func(result RuleResult) bool { return result.Status != Checked && !result.Uncollected })
	switch {
	case !recognised, strict && unchecked:
		return ExitUnread
	case failOn != Off && r.Worst() >= failOn:
		return ExitFindings
	}
	return ExitClean
}
