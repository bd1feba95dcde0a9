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
// characters \u{…}; so do unusual spaces at the ends or in a row. "##" and "::",
// by which CI runners tell commands, are broken up. More than [MaxRunes] are cut.
//
// Escapes, not removal: an administrator must see that a name is hostile.
func String(s string) string {
	if plain(s) {
		return s
	}
	return clip(s, MaxRunes)
}

// Line is String for text that may be long, such as an excerpt: nothing is cut.
func Line(s string) string {
	if plain(s) {
		return s
	}
	return clip(s, len(s)+1)
}

// plain reports whether s is short ASCII text with nothing to escape.
func plain(s string) bool {
	if len(s) > MaxRunes {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || (c == '#' || c == ':') && i > 0 && s[i-1] == c {
			return false
		}
	}
	return true
}

func clip(s string, limit int) string {
	var b strings.Builder
	written := 0
	for i := 0; i < len(s); {
		if written == limit {
			fmt.Fprintf(&b, "…(+%d)", utf8.RuneCountInString(s[i:]))
			break
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(rune1(s, i, r, size))
		i += size
		written++
	}
	return b.String()
}

// rune1 returns what is shown for the rune r that stands at s[i:i+size].
func rune1(s string, i int, r rune, size int) string {
	switch {
	case r == utf8.RuneError && size <= 1:
		return "\uFFFD"
	case r < ' ' || r >= 0x7f && r < 0xa0:
		return fmt.Sprintf(`\x%02x`, r)
	case r == '#' && i > 0 && s[i-1] == '#':
		return `\x23`
	case r == ':' && i > 0 && s[i-1] == ':':
		return `\x3a`
	case hidden(r), unicode.Is(unicode.Zs, r) && r != ' ' && lonely(s, i, size):
		return fmt.Sprintf(`\u{%x}`, r)
	}
	return s[i : i+size]
}

// hidden reports whether a rune shows nothing, changes how others are shown, or
// means something only by private agreement.
func hidden(r rune) bool {
	if r < utf8.RuneSelf {
		return false
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs,
		unicode.Bidi_Control, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) ||
		!unicode.IsGraphic(r)
}

// lonely reports whether the space at s[i:i+size] stands at an end or beside
// another one.
func lonely(s string, i, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+size:])
	return i == 0 || i+size == len(s) || unicode.IsSpace(before) || unicode.IsSpace(after)
}
