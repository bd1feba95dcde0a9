package lint

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"
	"time"

	"tenantlint/lint/display"
)

// A Rule is one opinion about a tenant. Declaring it runs nothing.
//
// It judges in one of three ways: single records by Check, settings by Once, which
// reads them by [Tenant.Each], or what many records say together by Join, which is
// given an Index that is gathered in the same pass. A rule keeps no state: its
// functions run on any goroutine.
type Rule struct {
	ID       string   // the fault in dashes, as in "hash-in-synced-upn"; never used again once retired
	Severity Severity // default
	Subject  string   // the folder that its own is in, as in "addresses"
	OptIn    bool     // it runs only where it is named
	Page     string   // rule.md, embedded; its first line is the title
	Needs    []Need   // what it reads itself, and of which kinds its facts and its index are
	Uses     []Use    // facts that it asks for; what they read it may read too
	Options  any      // defaults: a struct value of the rule's own type, or nil; see [Rule.Configure]

	On    []Kind                // kinds of record that Check judges
	Check func(*Pass, *Record)  // called in the pass, once for each fit record
	Once  func(*Pass)           // called once, after the pass: for settings
	Index *Index                // what Join is given
	Join  func(*Pass, Gathered) // called once, after the pass
}

// A Need is what a rule reads of one kind.
type Need struct {
	Kind Kind

	// Requires names the properties without which no record of the kind can be
	// judged. A record that lacks one is passed over, and the rule is not fully
	// checked.
	Requires []string

	// Completes names the properties that a full judgement needs. A record that
	// lacks one is judged by the rest, and the rule is not fully checked.
	Completes []string

	// Reads names properties that are used where they are there. What their
	// absence means the rule says itself, by [Pass.Cannot].
	Reads []string

	// Optional names properties that are read where they are there. Their absence
	// means nothing, and the rule stays fully checked.
	Optional []string

	// Partial says that the rule still has something to judge when the export
	// has nothing usable of this kind. Otherwise it is skipped.
	Partial bool

	// Conditional says that whether the rule needs the kind depends on other objects.
	// What its absence means the rule says itself, by [Pass.Cannot] and [Pass.Export].
	// Its properties are all Optional.
	Conditional bool

	// Refines says that the kind only makes findings more exact: without it the
	// rule is as fully checked as with it. Its properties are all Optional.
	Refines bool

	// InsteadOf names a kind that says the same: the export need not have both, and
	// where it has the other this one's absence means nothing. It is the other one
	// that collect exports.
	InsteadOf Kind
}

// Properties returns every property that the need names.
func (n Need) Properties() []string {
	return slices.Concat(n.Requires, n.Completes, n.Reads, n.Optional)
}

// Title returns the first line of the rule's page.
func (r *Rule) Title() string {
	title, _, _ := strings.Cut(strings.TrimPrefix(r.Page, "# "), "\n")
	return strings.TrimSpace(title)
}

// Section returns the text below a heading of the rule's page, or "".
func (r *Rule) Section(heading string) string {
	_, rest, ok := strings.Cut(r.Page, "\n## "+heading+"\n")
	if !ok {
		return ""
	}
	body, _, _ := strings.Cut(rest, "\n## ")
	return strings.TrimSpace(body)
}

// Reads returns all that the rule reads: what it needs itself, what its facts read, and
// of the kinds that these name what its index reads. It is put together each time.
func (r *Rule) Reads() Needs { return merged(r.Needs, r.Uses, r.Index) }

// Need returns what the rule reads of a kind.
func (r *Rule) Need(k Kind) (Need, bool) { return r.Reads().Of(k) }

// Headings are the sections that every rule's page has, in this order: first what
// somebody with a finding needs.
var Headings = []string{"What", "Why", "Fix", "When it is fine", "How it is decided", "Examples", "Sources", "Elsewhere"}

var ruleID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)

// Validate reports what is wrong with the declaration of a rule.
func (r *Rule) Validate() error {
	switch {
	case !ruleID.MatchString(r.ID):
		return fmt.Errorf("rule %q: the id is not words in dashes", r.ID)
	case r.Subject == "":
		return fmt.Errorf("rule %s: no subject", r.ID)
	case r.Severity == Off:
		return fmt.Errorf("rule %s: no severity", r.ID)
	case !strings.HasPrefix(r.Page, "# ") || r.Title() == "":
		return fmt.Errorf("rule %s: the page has no title", r.ID)
	case count(r.Check != nil, r.Join != nil, r.Once != nil) != 1:
		return fmt.Errorf("rule %s: it must have exactly one of Check, Join and Once", r.ID)
	case (r.Join == nil) != (r.Index == nil):
		return fmt.Errorf("rule %s: it must have both Join and Index or neither", r.ID)
	case r.Check != nil && len(r.On) == 0:
		return fmt.Errorf("rule %s: nothing to judge", r.ID)
	case len(r.Reads()) == 0:
		return fmt.Errorf("rule %s: it needs nothing", r.ID)
	}
	for _, kind := range r.On {
		if _, ok := r.Need(kind); !ok {
			return fmt.Errorf("rule %s: judges %s records but declares nothing of them", r.ID, kind)
		}
	}
	for _, need := range r.Reads() {
		if _, ok := r.Need(need.InsteadOf); need.InsteadOf != NoKind && !ok {
			return fmt.Errorf("rule %s: reads %s instead of %s, of which it declares nothing", r.ID, need.Kind, need.InsteadOf)
		}
		if (need.Refines || need.Conditional) && len(need.Properties()) > len(need.Optional) {
			return fmt.Errorf("rule %s: what refines findings or is needed on a condition is optional, and %s is not", r.ID, need.Kind)
		}
	}
	if err := r.validateUses(); err != nil {
		return err
	}
	if err := validateOptions(r.Options); err != nil {
		return fmt.Errorf("rule %s: %w", r.ID, err)
	}
	at := -1
	for _, heading := range Headings {
		next := strings.Index(r.Page, "\n## "+heading+"\n")
		if next <= at {
			return fmt.Errorf("rule %s: the page lacks the section %q, or has it in the wrong order", r.ID, heading)
		}
		at = next
	}
	return nil
}

func count(conditions ...bool) (n int) {
	for _, holds := range conditions {
		if holds {
			n++
		}
	}
	return n
}

// validateUses reports a property that the rule itself names more weakly than something
// that it uses: its own word would count, and a missing property mean less.
func (r *Rule) validateUses() error {
	for _, need := range r.Needs {
		for _, use := range r.Uses {
			reading := use.Reading()
			theirs, _ := Needs(reading.Needs).Of(need.Kind)
			for _, property := range need.Properties() {
				if need.level(property) > theirs.level(property) {
					return fmt.Errorf("rule %s: it reads %s of a %s by %s already; leave it out of Needs, or say of the use that it is Optional or Handled",
						r.ID, property, need.Kind, reading.Name)
				}
			}
		}
	}
	return nil
}

// A Pass is what a rule is given beside the record: the run it is part of.
// The engine makes it; its methods must not be called after Check, Join or Once
// returns.
type Pass struct {
	Rule    *Rule
	Options any       // the rule's options for this run
	AsOf    time.Time // the day that ages are counted from
	Tenant  Tenant    // what the export holds; known only in Join and Once

	// Emit, Doubt, Ask, Gauge, Miss and Skip are how the engine receives findings, what
	// could not be judged, what to export, measures, and what shows that the export is a
	// part. Rules call Report, Cannot, Export, State, Misses and OutOfScope. The last two
	// are for Join and Once only.
	Emit  func(*Finding)
	Doubt func(reason string)
	Ask   func(Kind)
	Gauge func(*Measure)
	Miss  func(kind Kind, missing, referenced int)
	Skip  func(reason string, export Kind)

	drafts int
}

// A Tenant is what an export holds, once all of it was read, as one rule sees it:
// records that lack what the rule requires are left out. Of an object that is in
// several files the first record counts. Records stay valid.
type Tenant interface {
	// Has reports whether the export has objects of the kind that this rule can use.
	Has(Kind) bool
	// Whole reports whether every file could be read to its end. Where it is false,
	// something that is not there may only not have been seen.
	Whole() bool
	// Complete reports whether the export has, as far as it tells, every object of
	// the kind, and this rule can judge each: only then does it mean something that
	// one is not there.
	Complete(Kind) bool
	// Each returns the records of a kind in the order of the input. It is for
	// settings and what else a tenant has few of: each is read back from its file.
	Each(Kind) iter.Seq[*Record]
	// Object returns the object of a kind with an id, whatever its case, or nil.
	Object(kind Kind, id string) *Record
	// ListsMembersOf reports whether a file, an empty one too, lists the members of
	// the group with the given id in lower case.
	ListsMembersOf(group string) bool
	// Lists returns the records of files that list the members of the group with
	// the given id in lower case: each a member, or a list of them.
	Lists(group string) iter.Seq[*Record]
}

// OptionsOf returns the rule's options for this run.
func OptionsOf[O any](p *Pass) O { return p.Options.(O) } //nolint:errcheck // the engine gives each rule its own type

// Find makes a draft of a finding about the value at fault, which is lost unless the
// rule reports it. The format is a clause that names the value, then what follows from
// it for the user; strings, Values and ids among its arguments count as coming from the
// export and are shown quoted. The finding's identity is the rule, the object, the
// property and the value's text; see [Finding.About].
func (p *Pass) Find(at Value, format string, args ...any) *Finding {
	record := at.record
	f := &Finding{
		Rule:     p.Rule.ID,
		Severity: p.Rule.Severity,
		Message:  safef(format, args),
		Object:   record.Object(),
		Location: at.Location(),
		value:    lowered(at),
	}
	f.property = strings.ToLower(propertyOf(record.pointerTo(at.at))) // PowerShell has its own case
	p.drafts++
	return f
}

// Report reports a finding that is complete. It panics for one that was reported before.
func (p *Pass) Report(f *Finding) {
	if f.reported {
		panic("lint: finding reported twice")
	}
	f.reported = true
	p.drafts--
	p.Emit(f)
}

// Drafts returns how many findings and measures the rule made and has not reported or
// stated.
func (p *Pass) Drafts() int { return p.drafts }

// lowered returns the text of a value in lower case, as a copy that outlives the record.
// A rule may report the same long value again and again, as a list in one string: these
// findings share the copy.
func lowered(v Value) string {
	last := lastLowered.Of(v.record)
	if last.raw != v.raw || last.at != v.at {
		last.at, last.raw, last.lower = v.at, v.raw, strings.ToLower(strings.Clone(v.Text()))
	}
	return last.lower
}

type loweredText struct {
	at         uint32
	raw, lower string
}

var lastLowered = NewMemo(func(*Record) *loweredText { return new(loweredText) })

// Cannot says that the rule could not judge something, and why, so that its
// outcome is "partial". Reasons are counted: the same words for the same cause.
func (p *Pass) Cannot(format string, args ...any) { p.Doubt(safef(format, args)) }

// Misses says how many objects of a kind others refer to, and how many of those the
// export does not have. Where it is a large part, the export cannot have all of the
// kind, and every rule that reads the kind is told.
func (p *Pass) Misses(kind Kind, missing, referenced int) { p.Miss(kind, missing, referenced) }

// OutOfScope says that none of the objects was one that the rule judges, so that it is
// skipped, and what export would have them.
func (p *Pass) OutOfScope(export Kind, format string, args ...any) {
	p.Skip(safef(format, args), export)
}

// Measure makes a draft of how much of a limit something takes, which the rule states
// whether or not that deserves a finding. A rule states one figure of a name for an
// object. The unit is in plural, as in "bytes".
func (p *Pass) Measure(at Value, name string, value, limit int, unit display.Safe) *Measure {
	m := &Measure{
		Rule:     p.Rule.ID,
		Object:   at.record.Object(),
		Location: at.Location(),
		Name:     name,
		Value:    value,
		Limit:    limit,
		Unit:     string(unit),
	}
	p.drafts++
	return m
}

// State states a measure that is complete. It panics for one that was stated before.
func (p *Pass) State(m *Measure) {
	if m.stated {
		panic("lint: measure stated twice")
	}
	m.stated = true
	p.drafts--
	p.Gauge(m)
}

// Export says that an export of a kind would let the rule judge what it could not.
func (p *Pass) Export(k Kind) { p.Ask(k) }
