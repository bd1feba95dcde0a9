package lint

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"tenantlint/lint/display"
)

// A Severity says how bad a finding is.
type Severity uint8

// The severities, the worst last. Off is none at all.
const (
	Off Severity = iota
	Note
	Warning
	Error
)

var severities = [...]string{Off: "off", Note: "note", Warning: "warning", Error: "error"}

func (s Severity) String() string { return severities[s] }

// MarshalText returns the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText sets s to the severity named b.
func (s *Severity) UnmarshalText(b []byte) error {
	for i, name := range severities {
		if name == string(b) {
			*s = Severity(i)
			return nil
		}
	}
	return fmt.Errorf("unknown severity %q", b)
}

// An ObjectRef names an object of the tenant. Its strings are exact, but for those that
// are longer than any of Microsoft Entra: these end in "…" and a hash.
type ObjectRef struct {
	Kind Kind
	ID   display.Untrusted
	Name display.Untrusted

	digest string // of an object without id: see [Record.digest]
}

// Label is what a message calls the object: its name, or its id where an export has no
// name, or "unnamed".
func (o ObjectRef) Label() display.Untrusted { return cmp.Or(o.Name, o.ID, "unnamed") }

// A Location is a place in a file: exactly the value that is at fault. Offset
// and Length are in bytes of the file's decoded UTF-8 text without byte order
// mark, Line and Column count from 1, Column in UTF-16 code units. Pointer is RFC
// 6901 from the root of the file, for JSON Lines from the root of the line.
// EndLine and EndColumn are where the value ends: the column behind its last
// character, counted as Column is. They are 0 where only the start is known.
type Location struct {
	Path      display.Untrusted
	File      int // number of the file in the run
	Pointer   display.Untrusted
	Offset    int64
	Length    int64
	Line      int64
	Column    int64
	EndLine   int64
	EndColumn int64
	Excerpt   Excerpt
}

// An Excerpt is the part of a line that stands around a value: an export may be
// one line of a gigabyte.
type Excerpt struct {
	Text       display.Untrusted
	Start, End int  // of the value, in Text
	Left       bool // something of the line stands before Text
	Right      bool // something of the line stands after Text
}

// A Related is another place that has to do with a finding.
type Related struct {
	Message  string
	Object   ObjectRef
	Location Location
}

// A Finding is something wrong in the tenant. Its Message, Fix and Notes are
// fit for any reader: what comes from the export has passed the display
// boundary. Everything of type [display.Untrusted] is exact.
//
// A rule makes it by [Pass.Find], completes it by its methods and hands it to
// [Pass.Report]. From then on these methods panic.
type Finding struct {
	Rule        string
	Severity    Severity
	Message     string
	Fix         string   // what to do, in a line
	Notes       []string // what else is known
	Object      ObjectRef
	Location    Location
	Related     []Related
	Properties  []Property // measures and ids for machines, in order
	Fingerprint string

	property, value string // identity; see Identify
	reported        bool
}

// A Property is a key of a finding's properties with its value: a number, a
// bool, a display.Untrusted or a list of these.
type Property struct {
	Key   string
	Value any
}

// change is called by whatever changes a finding.
func (f *Finding) change() {
	if f.reported {
		panic("lint: finding changed after it was reported")
	}
}

// As sets the severity where it is not the rule's.
func (f *Finding) As(s Severity) *Finding {
	f.change()
	f.Severity = s
	return f
}

// About sets what tells this finding from others of the rule about the same
// object: the property, and the value or the other object's id. Neither may
// depend on a place or a name: the fingerprint survives the next export.
func (f *Finding) About(property, value string) *Finding {
	f.change()
	f.property, f.value = property, strings.ToLower(strings.Clone(value))
	return f
}

// Of sets the object where it is not the one that has the value at fault.
func (f *Finding) Of(object ObjectRef) *Finding {
	f.change()
	f.Object = object
	return f
}

// Fixf says what to do, in a line.
func (f *Finding) Fixf(format string, args ...any) *Finding {
	f.change()
	f.Fix = safef(format, args)
	return f
}

// Notef adds something else that is known.
func (f *Finding) Notef(format string, args ...any) *Finding {
	f.change()
	f.Notes = append(f.Notes, safef(format, args))
	return f
}

// Also adds another place, with its part in the matter.
func (f *Finding) Also(at Value, format string, args ...any) *Finding {
	f.change()
	f.Related = append(f.Related, Related{Message: safef(format, args), Object: at.record.Object(), Location: at.Location()})
	return f
}

// With adds a property for machines.
func (f *Finding) With(key string, value any) *Finding {
	f.change()
	if text, ok := value.(display.Untrusted); ok {
		value = display.Untrusted(strings.Clone(string(text))) // the record will be gone
	}
	f.Properties = append(f.Properties, Property{key, value})
	return f
}

// Identify sets the fingerprint: 32 hex digits of SHA-256 over rule, object kind,
// object id, property and value.
func (f *Finding) Identify() {
	sum := sha256.Sum256([]byte(strings.Join([]string{
		f.Rule, f.Object.Kind.String(), cmp.Or(strings.ToLower(string(f.Object.ID)), f.Object.digest), f.property, f.value,
	}, "\x00")))
	f.Fingerprint = hex.EncodeToString(sum[:16])
}

// Compare orders findings by path, offset and rule.
func Compare(a, b *Finding) int {
	return cmp.Or(
		cmp.Compare(a.Location.Path, b.Location.Path),
		cmp.Compare(a.Location.Offset, b.Location.Offset),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Fingerprint, b.Fingerprint),
	)
}

// safef formats a message. Every string among the arguments is taken to come
// from the export, so it is quoted by the display boundary; a [display.Safe] is
// the exception.
func safef(format string, args []any) string {
	safe := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case display.Safe:
			safe[i] = string(arg)
		case display.Untrusted:
			safe[i] = display.Quote(string(arg))
		case string:
			safe[i] = display.Quote(arg)
		case error:
			safe[i] = display.Quote(arg.Error())
		default:
			safe[i] = arg
		}
	}
	return fmt.Sprintf(format, safe...)
}
