// Package display is the one boundary between strings that came from an export
// and readers. Guests and partners choose their own names: everything of theirs
// is hostile until it has passed here.
package display

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An Untrusted string came from an export, or is the name of a file. It is exact.
// Printed by package fmt it appears as [String] shows it; whoever needs the exact
// bytes converts it, and must then encode them for where they go.
type Untrusted string

// String returns what readers may see of u.
func (u Untrusted) String() string { return String(string(u)) }

// GoString keeps %#v from printing u raw.
func (u Untrusted) GoString() string { return Quote(string(u)) }

// A Safe string was written by this program.
type Safe string

// MaxRunes is how much of a string readers see.
const MaxRunes = 120

// Quote returns what readers may see of s, between single quotes; quotes inside
// are doubled.
func Quote(s string) string {
	return "'" + strings.ReplaceAll(String(s), "'", "''") + "'"
}

// String returns what readers may see of s: one line of letters of any script.
// Bytes that are no UTF-8 become U+FFFD; control characters \xNN; invisible,
// formatting and bidirectional characters, line separators and private-use
// characters \u{…}; so do unusual spaces at the ends or in a row, and marks that
// have no letter to stand on or are piled up on it. "##" and "::", by which CI
// runners tell commands, are broken up. More than [MaxRunes] are cut.
//
// Escapes, not removal: an administrator must see that a name is hostile.
func String(s string) string {
	if len(s) <= MaxRunes && plain(s) {
		return s
	}
	e := escaper{text: s}
	var b strings.Builder
	for range MaxRunes {
		if e.at == len(s) {
			return b.String()
		}
		b.WriteString(e.next())
	}
	if left := utf8.RuneCountInString(s[e.at:]); left > 0 {
		fmt.Fprintf(&b, "…(+%d)", left)
	}
	return b.String()
}

// Line is String for text that may be long, such as an excerpt: nothing is cut.
// What has passed String, Quote or Line it leaves as it is.
func Line(s string) string { return Parts(s)[0] }

// Parts returns what Line shows of the parts put together, part by part: what is
// harmless in each of two parts may be a command where they meet.
func Parts(parts ...string) []string {
	s := strings.Join(parts, "")
	if plain(s) {
		return parts
	}
	e := escaper{text: s}
	shown := make([]string, len(parts))
	end := 0
	for i, part := range parts {
		end += len(part)
		var b strings.Builder
		for e.at < end {
			b.WriteString(e.next())
		}
		shown[i] = b.String()
	}
	return shown
}

// plain reports whether s is ASCII text with nothing to escape.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || (c == '#' || c == ':') && i > 0 && s[i-1] == c {
			return false
		}
	}
	return true
}

// maxMarks is how many marks may stand on one letter: no language needs more, and
// a tall pile covers the lines around it.
const maxMarks = 4

// An escaper shows a text rune by rune: what a rune does depends on those before.
type escaper struct {
	text string
	at   int
	last rune // the last rune that is no mark
	room int  // how many marks may still follow
}

// next returns what is shown for the next rune.
func (e *escaper) next() string {
	r, size := utf8.DecodeRuneInString(e.text[e.at:])
	raw := e.text[e.at : e.at+size]
	if r == utf8.RuneError {
		raw = "\uFFFD"
	}
	mark := r >= utf8.RuneSelf && unicode.Is(unicode.M, r)
	escape := ""
	switch {
	case unicode.IsControl(r), r == e.last && IsCommand(r):
		escape = fmt.Sprintf(`\x%02x`, r)
	case IsHidden(r), mark && e.room == 0, unicode.Is(unicode.Zs, r) && r != ' ' && e.lonely(size):
		escape = fmt.Sprintf(`\u{%x}`, r)
	}
	e.at += size

	// .NET, in which the runners are written, does not see some marks when it
	// looks for a string: a pair is one with marks inside, too.
	if !mark {
		e.last = r
	}
	switch {
	case escape != "":
		e.room = 0
		return escape
	case mark:
		e.room--
	default:
		e.room = maxMarks
	}
	return raw
}

// lonely reports whether the next rune, a space of the given size, stands at an
// end or beside another one.
func (e *escaper) lonely(size int) bool {
	before, _ := utf8.DecodeLastRuneInString(e.text[:e.at])
	after, _ := utf8.DecodeRuneInString(e.text[e.at+size:])
	return e.at == 0 || e.at+size == len(e.text) || unicode.IsSpace(before) || unicode.IsSpace(after)
}

// IsCommand reports whether two of r in a row may begin a command to a CI runner:
// "::error", "##[error]", "##vso[", "##teamcity[".
func IsCommand(r rune) bool { return r == '#' || r == ':' }

// IsHidden reports whether a rune shows nothing, controls something, changes how
// others are shown, or means something only by private agreement. Spaces are not
// hidden.
func IsHidden(r rune) bool {
	if ' ' <= r && r <= '~' {
		return false
	}
	return !unicode.IsGraphic(r) ||
		unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) ||
		r == '\u2800' // the Braille pattern without dots
}
