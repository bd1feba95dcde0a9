package decode

import (
	"encoding/binary"
	"math/bits"
	"regexp"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
)

// maxDepth bounds the nesting of a file. Graph's deepest objects nest about ten
// levels.
const maxDepth = 512

// padding is how many zero bytes stand behind the text in a scanner's buffer, so
// that eight bytes can be loaded at any of its positions. No zero byte is valid
// JSON, so that every loop ends there.
const padding = 8

// A scanner checks the grammar of JSON (RFC 8259, UTF-8 included) in one pass
// over a buffer, and on the way notes where the wanted fields of an object stand
// and whether their values are of the types that the schema gives.
//
// Its methods take the position where something begins and return the position
// behind it, or -1 with failure set.
type scanner struct {
	buf []byte // the text and padding
	n   int    // length of the text
	end bool   // the text ends at n; otherwise there is more to read

	failure failure
	fault   int    // where it failed
	why     string // what was expected there

	level      int // how many objects and lists are open around what is scanned
	additional int // number of the field that holds more members of a record, or -1

	escaped bool // the last string had a backslash
	misfit  bool // the last value with a type did not have that type
	again   bool // it has a key twice
}

// A failure says why a scan stopped.
type failure uint8

const (
	needMore failure = iota + 1 // the buffer ends inside a value, the file does not
	cutOff                      // the file ends inside a value
	noJSON
	noUTF8
)

func (s *scanner) fail(f failure, at int, why string) int {
	s.failure, s.fault, s.why = f, at, why
	return -1
}

// stop fails at a byte that cannot stand where it stands.
func (s *scanner) stop(at int, want string) int {
	switch {
	case at < s.n:
		return s.fail(noJSON, at, want)
	case s.end:
		return s.fail(cutOff, s.n, want)
	default:
		return s.fail(needMore, s.n, "")
	}
}

const (
	each   = 0x0101010101010101
	high   = each * 0x80
	blanks = each * ' '
)

// space returns the first position at or behind i that is not white space.
func (s *scanner) space(i int) int {
	for {
		switch s.buf[i] {
		case ' ':
			// Pretty-printed exports are a third indentation.
			for binary.LittleEndian.Uint64(s.buf[i:]) == blanks {
				i += 8
			}
			if s.buf[i] == ' ' {
				i++
			}
		case '\n', '\t', '\r':
			i++
		default:
			return i
		}
	}
}

// text passes over a string whose opening quote stands before i.
func (s *scanner) text(i int) int {
	s.escaped = false
	for {
		// One test for the four bytes that need a look: quote, backslash, control
		// characters, and the first byte of anything beyond ASCII. The lowest marked
		// byte is always a true hit; a borrow can only mark one above it.
		w := binary.LittleEndian.Uint64(s.buf[i:])
		quote, slash := w^each*'"', w^each*'\\'
		hit := ((quote-each)&^quote | (slash-each)&^slash | (w-blanks)&^w | w) & high
		if hit == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(hit) >> 3
		switch c := s.buf[i]; {
		case c == '"':
			return i + 1
		case c == '\\':
			if i = s.escape(i); i < 0 {
				return i
			}
		case c < ' ' && i < s.n:
			return s.fail(noJSON, i, "a control character in a string must be escaped")
		case c < ' ':
			return s.stop(i, "a string is not closed")
		default:
			if i = s.runes(i); i < 0 {
				return i
			}
		}
	}
}

// escape passes over an escape sequence that begins at i.
func (s *scanner) escape(i int) int {
	s.escaped = true
	switch s.buf[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		for k := i + 2; k < i+6; k++ {
			if c := s.buf[k]; (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'f') {
				return s.stop(k, `\u needs four hexadecimal digits`)
			}
		}
		return i + 6
	}
	return s.stop(i+1, "this is no escape sequence of JSON")
}

// runes passes over characters beyond ASCII that begin at i.
func (s *scanner) runes(i int) int {
	for s.buf[i] >= utf8.RuneSelf {
		r, size := utf8.DecodeRune(s.buf[i:s.n])
		if r == utf8.RuneError && size <= 1 {
			if !utf8.FullRune(s.buf[i:s.n]) {
				if s.end {
					return s.fail(cutOff, s.n, "a character")
				}
				return s.fail(needMore, s.n, "")
			}
			return s.fail(noUTF8, i, "")
		}
		i += size
	}
	return i
}

// DepthCut reports whether the text of a string is what PowerShell's ConvertTo-Json
// writes in place of a list or object that stands deeper than its -Depth.
func DepthCut[T string | []byte](text T) bool {
	s := string(text[:min(len(text), 40)])
	return strings.HasPrefix(s, "System.Object[") || strings.HasPrefix(s, "System.String[") || strings.HasPrefix(s, "@{") ||
		strings.HasPrefix(s, "System.Collections.") || strings.HasPrefix(s, "Microsoft.Graph.PowerShell.Models.")
}

// Joined reports whether the text of a string is what PowerShell's ConvertTo-Json writes
// in place of a list of strings that is deeper than its -Depth: the elements, with
// blanks between them. A list of one may be such a text too, so that each word has to
// look like an element: an id, a word of Graph, or an address.
func Joined[T string | []byte](text T) bool {
	s := string(text)
	if strings.IndexByte(s, ' ') < 0 {
		return false
	}
	words := 0
	for word := range strings.FieldsSeq(s) {
		if words++; !element.MatchString(word) {
			return false
		}
	}
	return words > 1
}

var element = regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9]*|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|(?:[A-Za-z0-9]+:)?[^\s@/=]+@[^\s@/=]+|[A-Za-z]+:\S*)$`)

// value passes over a value that begins at i, without white space before it. If
// t is not nil, misfit is set when the value is not of that type.
func (s *scanner) value(i int, t *lint.Type, depth int) int {
	c := s.buf[i]
	if t != nil && t.Allow&lint.TypeOf(c) == 0 {
		s.misfit = true
		t = nil
	}
	switch c {
	case '"':
		end := s.text(i + 1)
		if end > 0 && t != nil && t.Allow&(lint.Array|lint.Object) != 0 &&
			(DepthCut(s.buf[i+1:end-1]) || t.Items != nil && Joined(s.buf[i+1:end-1])) {
			s.misfit = true
		}
		return end
	case '{':
		var members *lint.Fields
		if t != nil {
			members = t.Members
		}
		return s.object(i, members, depth)
	case '[':
		var items *lint.Type
		if t != nil {
			items = t.Items
		}
		return s.array(i, items, depth)
	case 't':
		return s.literal(i, "true")
	case 'f':
		return s.literal(i, "false")
	case 'n':
		return s.literal(i, "null")
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return s.number(i)
	}
	return s.stop(i, "a value was expected")
}

func (s *scanner) literal(i int, word string) int {
	for k := range len(word) {
		if s.buf[i+k] != word[k] {
			return s.stop(i+k, "this is neither true, false nor null")
		}
	}
	return i + len(word)
}

func (s *scanner) number(i int) int {
	if s.buf[i] == '-' {
		i++
	}
	if s.buf[i] == '0' {
		i++
	} else if i = s.digits(i); i < 0 {
		return i
	}
	if s.buf[i] == '.' {
		if i = s.digits(i + 1); i < 0 {
			return i
		}
	}
	if s.buf[i]|0x20 == 'e' {
		i++
		if c := s.buf[i]; c == '+' || c == '-' {
			i++
		}
		if i = s.digits(i); i < 0 {
			return i
		}
	}
	if i >= s.n && !s.end {
		return s.fail(needMore, s.n, "") // more digits may follow
	}
	return i
}

func (s *scanner) digits(i int) int {
	first := i
	for s.buf[i]-'0' <= 9 {
		i++
	}
	if i == first {
		return s.stop(i, "a digit was expected")
	}
	return i
}

func (s *scanner) array(i int, items *lint.Type, depth int) int {
	if depth+s.level >= maxDepth {
		return s.fail(noJSON, i, "nested too deeply")
	}
	i = s.space(i + 1)
	if s.buf[i] == ']' {
		return i + 1
	}
	for {
		if i = s.value(i, items, depth+1); i < 0 {
			return i
		}
		if s.buf[i] <= ' ' {
			i = s.space(i)
		}
		switch s.buf[i] {
		case ',':
			if i++; s.buf[i] <= ' ' {
				i = s.space(i)
			}
		case ']':
			return i + 1
		default:
			return s.stop(i, "a comma or ']' was expected")
		}
	}
}

// object passes over an object that begins at i. Members that are no fields may
// hold anything.
func (s *scanner) object(i int, members *lint.Fields, depth int) int {
	if depth+s.level >= maxDepth {
		return s.fail(noJSON, i, "nested too deeply")
	}
	i = s.space(i + 1)
	if s.buf[i] == '}' {
		return i + 1
	}
	var seen uint64
	for {
		field, next := s.key(i, members)
		if next < 0 {
			return next
		}
		var t *lint.Type
		if field >= 0 {
			t = members.Type(field)
			s.again = s.again || seen&(1<<field) != 0
			seen |= 1 << field
		}
		if i = s.value(next, t, depth+1); i < 0 {
			return i
		}
		var more bool
		if i, more = s.comma(i); !more {
			return i
		}
	}
}

// key passes over a member's key, its colon and the white space around that. It
// returns the number of the field that the key names, or -1.
func (s *scanner) key(i int, fields *lint.Fields) (field, next int) {
	if s.buf[i] != '"' {
		return -1, s.stop(i, "a key in double quotes was expected")
	}
	end := s.text(i + 1)
	if end < 0 {
		return -1, end
	}
	field = -1
	if fields != nil {
		if key := s.buf[i+1 : end-1]; s.escaped {
			field = fields.FindEscaped(key)
		} else {
			field = fields.Find(key)
		}
	}
	if s.buf[end] <= ' ' {
		end = s.space(end)
	}
	if s.buf[end] != ':' {
		return -1, s.stop(end, "a colon was expected")
	}
	if end++; s.buf[end] <= ' ' {
		end = s.space(end)
	}
	return field, end
}

// comma passes over what stands between two members of an object. It returns
// more as false at the object's end, and with next as -1 at an error.
func (s *scanner) comma(i int) (next int, more bool) {
	if s.buf[i] <= ' ' {
		i = s.space(i)
	}
	switch s.buf[i] {
	case ',':
		if i++; s.buf[i] <= ' ' {
			i = s.space(i)
		}
		return i, true
	case '}':
		return i + 1, false
	}
	return s.stop(i, "a comma or '}' was expected"), false
}

// record passes over an object that begins at i and notes its fields in cut and
// spans. doubled is the set of fields that it has twice; the first one counts.
func (s *scanner) record(i int, fields *lint.Fields, cut *lint.Cut, spans []lint.Span) (next int, doubled uint64) {
	clear(spans)
	cut.Start, cut.Present, cut.Unfit = uint32(i), 0, 0 //nolint:gosec // buffers are shorter than 4 GiB
	s.additional = fields.Index(additional)
	next, doubled = s.fill(i, fields, cut, spans, false)
	cut.End = uint32(max(next, 0)) //nolint:gosec // see above
	return next, doubled
}

// fill notes the fields of an object that begins at i. A field that is null so
// far takes the value that AdditionalProperties has for it.
func (s *scanner) fill(i int, fields *lint.Fields, cut *lint.Cut, spans []lint.Span, inner bool) (next int, doubled uint64) {
	outer := cut.Present
	next = s.space(i + 1)
	if s.buf[next] == '}' {
		return next + 1, 0
	}
	for more := true; more; {
		field, start := s.key(next, fields)
		if start < 0 {
			return start, 0
		}
		switch {
		case field < 0:
			next = s.value(start, nil, 1)
		case field == s.additional && !inner && s.buf[start] == '{':
			next, _ = s.fill(start, fields, cut, spans, true)
		default:
			s.misfit, s.again = false, false
			if next = s.value(start, fields.Type(field), 1); next < 0 {
				break
			}
			bit := uint64(1) << field
			if s.again {
				doubled |= bit
			}
			switch was := spans[field]; {
			case cut.Present&bit == 0, inner && outer&bit != 0 && s.buf[was.Start] == 'n':
				cut.Present |= bit
				cut.Unfit &^= bit
				if s.misfit {
					cut.Unfit |= bit
				}
				spans[field] = lint.Span{Start: uint32(start), End: uint32(next)} //nolint:gosec // see record
			case outer&bit == 0:
				doubled |= bit
			}
		}
		if next < 0 {
			return next, 0
		}
		if next, more = s.comma(next); next < 0 {
			return next, 0
		}
	}
	return next, doubled
}
