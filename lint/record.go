package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// A Span is where a property's value stands in the text of its record. The zero
// value means that the record does not have the property.
type Span struct{ Start, End uint32 }

// An Origin says where the text that a record was cut from stands in its file.
type Origin struct {
	File   int    // number of the file in the run
	Path   string // as reported
	Base   int64  // offset of the text's first byte, in bytes of decoded UTF-8
	Prefix string // JSON Pointer of the array or object that holds the records
	Suffix string // JSON Pointer from an element of the array to the record in it
	Group  string // id of the group whose members the file lists, or ""

	// Sets of fields, by number. Of those that a record lacks, what is in Nulls is null
	// and what is in False is false; what is only in Asked, the fields that the export
	// says it asked for, is not known.
	Asked, Nulls, False uint64

	Whole bool // the text is all of a file that holds this record and nothing else
}

// A Record is one object of an export. It and its Values alias a buffer that is
// reused: they are valid only until the call that they were passed to returns.
// Nothing of it can be changed.
type Record struct {
	Kind Kind

	fields *Fields
	origin *Origin
	text   string
	spans  []Span
	unfit  uint64
	start  uint32
	end    uint32
	index  int64

	memos map[any]any // see Memo

	changes []*Record // of a delta export, the last one newest
	of      *Record   // for a change, the record that it changes

	known, facts uint32 // what facts that are true or false were worked out, and are true

	// reader may not read the denied fields.
	reader string
	denied uint64
}

// Restrict lets a reader, which a message calls by its name, read the allowed fields only.
func (r *Record) Restrict(reader string, allowed uint64) { r.reader, r.denied = reader, ^allowed }

// Free lets the engine read every field.
func (r *Record) Free() { r.reader, r.denied = "", 0 }

// A Memo works something out of a record once, however often it is asked for: a long
// list may be asked about each of its values. What it makes is kept as long as the
// record, and no longer valid than it.
type Memo[T any] struct{ work func(*Record) T }

// NewMemo returns a Memo of what work makes of a record.
func NewMemo[T any](work func(*Record) T) *Memo[T] { return &Memo[T]{work} }

// Of returns what the memo has of a record.
func (m *Memo[T]) Of(r *Record) T {
	if made, ok := r.memos[m]; ok {
		return made.(T) //nolint:errcheck // made here
	}
	if r.memos == nil {
		r.memos = make(map[any]any)
	}
	made := m.work(r)
	r.memos[m] = made
	return made
}

// Change lays the properties that a delta export has of the object over those of
// the record, the last one's on top. Their values keep their own places.
func (r *Record) Change(changes []*Record) {
	for _, change := range changes {
		mine := *change // others change copies of the object
		mine.of = r
		r.changes = append(r.changes, &mine)
	}
	r.known, r.facts, r.memos = 0, 0, nil
}

// A Cut is what a decoder tells of one record: where it stands in the text,
// which element of its array it is (-1: it is no element), and its fields.
type Cut struct {
	Start, End uint32
	Index      int64
	Present    uint64 // fields that the record has
	Removed    bool   // an entry of a delta export for an object that is gone
	Unfit      uint64 // fields whose value is not of the type that the schema gives
	Spans      []Span // by field number
}

// Reset makes r the record of the given kind that cut describes in text.
func (r *Record) Reset(kind Kind, fields *Fields, origin *Origin, text string, cut *Cut) {
	*r = Record{
		Kind: kind, fields: fields, origin: origin, text: text,
		spans: cut.Spans, unfit: cut.Unfit, start: cut.Start, end: cut.End, index: cut.Index,
	}
}

// Get returns a top-level property. A property that the export does not have,
// or whose value is not of the type that the schema gives, is absent. It panics
// if the rule, fact or index that reads did not declare that it reads the property: then
// the report on missing properties would be wrong.
func (r *Record) Get(name string) Value {
	i := r.fields.Index(name)
	r.guard(i, name)
	return r.get(i)
}

// guard panics if a property may not be read.
func (r *Record) guard(i int, name string) {
	if i < 0 || r.denied&(1<<i) != 0 {
		panic("lint: " + r.reader + " reads " + r.Kind.String() + "." + name + " without declaring it")
	}
}

// get is Get for anybody.
func (r *Record) get(i int) Value {
	for _, change := range slices.Backward(r.changes) {
		if v := change.get(i); v.raw != "" {
			return v
		}
	}
	span := r.spans[i]
	switch {
	case span.End != 0 && r.unfit&(1<<i) == 0:
		return Value{record: r, at: span.Start, raw: r.text[span.Start:span.End]}
	case span.End == 0 && r.origin.Nulls&(1<<i) != 0:
		return Value{record: r, at: r.start, raw: "null"}
	case span.End == 0 && r.origin.False&(1<<i) != 0:
		return Value{record: r, at: r.start, raw: "false"}
	}
	return Value{record: r}
}

// Present returns the set of fields that the record has, by number.
func (r *Record) Present() uint64 {
	var set uint64
	for i, span := range r.spans {
		if span.End != 0 {
			set |= 1 << i
		}
	}
	return set
}

// Unfit returns the set of fields whose value is not of the type that the schema
// gives, by number.
func (r *Record) Unfit() uint64 { return r.unfit }

// Given returns the set of fields that Get returns a value of, by number.
func (r *Record) Given() uint64 {
	return r.Present()&^r.unfit | (r.origin.Nulls|r.origin.False)&^r.Present()
}

// Misfit returns the value of a property that is not of the type that the schema
// gives, which Get takes for absent.
func (r *Record) Misfit(name string) Value {
	fitting := *r
	fitting.unfit, fitting.denied = 0, 0
	v := fitting.Get(name)
	v.record = r
	return v
}

// Value returns the record as a value: the place of something it should have.
func (r *Record) Value() Value {
	return Value{record: r, at: r.start, raw: r.text[r.start:r.end]}
}

// Raw returns the record's JSON text as it stands in the export.
func (r *Record) Raw() string { return r.text[r.start:r.end] }

// File returns the text of the whole file if it holds this record and nothing
// else, without byte order mark; ok says whether it does.
func (r *Record) File() (text string, ok bool) { return r.text, r.origin.Whole }

// GroupID returns the id of the group that a group member belongs to, as the
// record or the name of its file gives it, in lower case.
func (r *Record) GroupID() string {
	if v := r.find("groupId"); v.Text() != "" {
		return strings.ToLower(v.Text())
	}
	return r.origin.Group
}

// ID returns what identifies the object: its id, for a partner its tenantId, and
// where an export has neither its userPrincipalName, appId or mail.
func (r *Record) ID() string {
	for _, name := range identity {
		if s := r.find(name).Text(); s != "" {
			return s
		}
	}
	return ""
}

var identity = []string{"id", "tenantId", "userPrincipalName", "appId", "mail"}

// find is Get for what identifies or names the object, which anybody may ask for, and
// which the run may not read.
func (r *Record) find(name string) Value {
	i := r.fields.Index(name)
	if i < 0 {
		return Value{record: r}
	}
	return r.get(i)
}

// Object returns the object's kind, id and name. Unlike the record it may be kept.
func (r *Record) Object() ObjectRef {
	if r.of != nil {
		r = r.of
	}
	return objectRef.Of(r)
}

// objectRef is made once for all findings about a record.
var objectRef = NewMemo(func(r *Record) ObjectRef {
	name := r.find("displayName").Text()
	if name == "" {
		name = r.find("userPrincipalName").Text()
	}
	return ObjectRef{Kind: r.Kind, ID: bounded(r.ID()), Name: bounded(name), digest: r.digest(name)}
})

// maxRef is how many bytes of an id or a name an [ObjectRef] has: none of Microsoft Entra
// is longer, and each finding about the object repeats them.
const maxRef = 4096

// bounded copies a string out of a record. Of one that is too long it copies the
// beginning, and a hash by which it differs from others.
func bounded(s string) display.Untrusted {
	if len(s) <= maxRef {
		return display.Untrusted(strings.Clone(s))
	}
	end := maxRef
	for end > 0 && !utf8.RuneStart(s[end]) {
		end--
	}
	sum := sha256.Sum256([]byte(s))
	return display.Untrusted(s[:end] + "…" + hex.EncodeToString(sum[:16]))
}

// Identity returns what tells the object from others of its kind: its id in lower case
// or, where the export has none, its name and the hash of its content. It is "" for a
// kind of which a tenant has one object.
func (r *Record) Identity() string {
	if r.Kind.Info().Single {
		return ""
	}
	if id := r.ID(); id != "" {
		return strings.ToLower(id)
	}
	return r.digest(r.find("displayName").Text())
}

// digest returns what identifies an object without id: its name, and the hash of its
// content, whatever the form in which it was exported. It is "" for one with an id, and
// for one of which a tenant has no other.
func (r *Record) digest(name string) string {
	if r.ID() != "" || r.Kind.Info().Single {
		return ""
	}
	return string(bounded(name)) + "\x00" + contentHash.Of(r)
}

var contentHash = NewMemo(func(r *Record) string {
	sum := sha256.Sum256([]byte(r.Value().Canonical()))
	return hex.EncodeToString(sum[:16])
})

// A Value is a JSON value that knows where it was read. The zero Value, and one
// that stands for an absent property, has no JSON type.
type Value struct {
	record *Record
	at     uint32 // of raw in the record's text
	raw    string
}

// Type returns the value's JSON type, or 0 if the property is absent. Absent and
// [Null] are never the same: one was not exported, the other is empty.
func (v Value) Type() TypeSet {
	if v.raw == "" {
		return 0
	}
	return typeOf[v.raw[0]]
}

// Exists reports whether the property was exported, be it as null.
func (v Value) Exists() bool { return v.raw != "" }

// Raw returns the value's JSON text as it stands in the export.
func (v Value) Raw() string { return v.raw }

// True reports whether the value is true.
func (v Value) True() bool { return v.raw == "true" }

// Text returns the decoded text of a string, and "" for anything else. It comes
// from the export: it reaches a reader only through [display].
func (v Value) Text() string {
	if v.Type() != String {
		return ""
	}
	inner := v.raw[1 : len(v.raw)-1]
	if strings.IndexByte(inner, '\\') < 0 {
		return inner
	}
	return gjson.Parse(v.raw).String()
}

// String returns the value's text as readers may see it, so that no message can
// print it raw.
func (v Value) String() string { return display.Quote(v.Text()) }

// Get returns a property of an object, compared without ASCII case. If there are
// several of that name the first one counts, as everywhere in the export.
func (v Value) Get(name string) Value {
	found := Value{record: v.record}
	if v.Type() != Object {
		return found
	}
	if r := v.record; r != nil && v.at == r.start && v.raw == r.text[r.start:r.end] {
		if i := r.fields.Index(name); i >= 0 { // of the object itself
			r.guard(i, name)
		}
	}
	gjson.Parse(v.raw).ForEach(func(key, value gjson.Result) bool {
		if !equalFold(name, []byte(key.Str)) {
			return true
		}
		found = v.within(value)
		return false
	})
	return found
}

// Elements returns the elements of an array. A single value that is no array
// stands for a list of one: PowerShell collapses such lists, and what it cuts off of an
// empty one is the empty string.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		switch {
		case v.raw == "", v.Type() == Null, v.raw == `""`:
		case v.Type() == Array:
			gjson.Parse(v.raw).ForEach(func(_, value gjson.Result) bool {
				return yield(v.within(value))
			})
		default:
			yield(v)
		}
	}
}

// Members returns the keys and values of an object in the order of the export.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Type() != Object {
			return
		}
		gjson.Parse(v.raw).ForEach(func(key, value gjson.Result) bool {
			return yield(key.Str, v.within(value))
		})
	}
}

// Equal reports whether two values say the same: escapes, the order and case of keys,
// the case of ids, lists that PowerShell has collapsed, and members that are null or
// empty in one and missing in the other make no difference.
func (v Value) Equal(w Value) bool {
	return v.raw == w.raw || canonical(gjson.Parse(v.raw)) == canonical(gjson.Parse(w.raw))
}

// Canonical returns a text that two values have in common if, and only if, they are
// [Value.Equal].
func (v Value) Canonical() string { return canonical(gjson.Parse(v.raw)) }

func canonical(v gjson.Result) string {
	switch {
	case v.IsObject():
		var members []string
		v.ForEach(func(key, value gjson.Result) bool {
			if text := canonical(value); text != "" {
				members = append(members, strconv.Quote(strings.ToLower(GraphName(key.String())))+":"+text)
			}
			return true
		})
		if len(members) == 0 {
			return ""
		}
		slices.Sort(members)
		return "{" + strings.Join(members, ",") + "}"
	case v.IsArray():
		var elements []string
		v.ForEach(func(_, value gjson.Result) bool {
			elements = append(elements, canonical(value))
			return true
		})
		if len(elements) == 1 {
			return elements[0]
		}
		if len(elements) == 0 {
			return ""
		}
		return "[" + strings.Join(elements, ",") + "]"
	case v.Type == gjson.String && v.Str == "", v.Type == gjson.Null:
		return ""
	case v.Type == gjson.String && isGUID(v.Str):
		return strconv.Quote(strings.ToLower(v.Str))
	case v.Type == gjson.String:
		return strconv.Quote(v.Str)
	}
	return v.Raw
}

// isGUID reports whether a text has the form of an id such as
// 62e90394-69f5-4237-9190-012177145e10.
func isGUID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		c := text[i]
		switch dash := i == 8 || i == 13 || i == 18 || i == 23; {
		case dash && c != '-':
			return false
		case !dash && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f'):
			return false
		}
	}
	return true
}

// within returns the part of v that gjson found.
func (v Value) within(part gjson.Result) Value {
	return Value{record: v.record, at: v.at + uint32(part.Index), raw: part.Raw} //nolint:gosec // an index into v.raw
}

// Record returns the record that the value belongs to.
func (v Value) Record() *Record { return v.record }

// Location returns the value's place, without line and column: those cost a look
// at the file and are worked out for what is reported. An absent property stands
// at its record.
func (v Value) Location() Location {
	r := v.record
	if v.raw == "" || v.at == r.start { // what is absent, or stands for it
		v = r.Value()
	}
	return Location{
		Path:    display.Untrusted(r.origin.Path),
		File:    r.origin.File,
		Pointer: display.Untrusted(r.origin.Prefix + indexPointer(r.index) + r.origin.Suffix + r.pointerTo(v.at)),
		Offset:  r.origin.Base + int64(v.at),
		Length:  int64(len(v.raw)),
	}
}
