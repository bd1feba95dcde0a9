package display

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestString(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"ASCII", "Ann Example (vendor)", "Ann Example (vendor)"},
		{"letters of all scripts", "Ünal 田中 太郎 नमस्ते שלום", "Ünal 田中 太郎 नमस्ते שלום"},
		{"letters with marks", "e\u0301a\u0323\u0302", "e\u0301a\u0323\u0302"},
		{"emoji", "ok 👍🏽", "ok 👍🏽"},
		{"old command", "##[stop-commands]x", `#\x23[stop-commands]x`},
		{"three hashes", "###", `#\x23\x23`},
		{"command", "a\r::error::x", `a\x0d:\x3aerror:\x3ax`},
		{"one hash", "ann#EXT#@contoso.com: #1", "ann#EXT#@contoso.com: #1"},
		{"hashes around a soft hyphen", "#\u00ad#[error]x", `#\u{ad}#[error]x`},
		{"hashes around a mark", "#\u0489#[error]x", "#\u0489\\x23[error]x"},
		{"control characters", "\x00\t\n\x1b[2J\x7f\u0085\u009b2J", `\x00\x09\x0a\x1b[2J\x7f\x85\x9b2J`},
		{"bidi", "admin\u202egpj\u061c\u2066", `admin\u{202e}gpj\u{61c}\u{2066}`},
		{"invisible", "a\u200b\u200d\ufeff\u2060\u3164\u2800\ufe0f\U000e0041", `a\u{200b}\u{200d}\u{feff}\u{2060}\u{3164}\u{2800}\u{fe0f}\u{e0041}`},
		{"separators", "a\u2028b\u2029", `a\u{2028}b\u{2029}`},
		{"private and unassigned", "\ue000\U0010fffd\u0378", `\u{e000}\u{10fffd}\u{378}`},
		{"no UTF-8", "a\xffb\xed\xa0\x80", "a\uFFFDb\uFFFD\uFFFD\uFFFD"},
		{"space inside", "a\u00a0b", "a\u00a0b"},
		{"spaces at the ends", "\u00a0a\u3000", `\u{a0}a\u{3000}`},
		{"spaces in a row", "a\u00a0\u00a0b \u2003c", `a\u{a0}\u{a0}b \u{2003}c`},
		{"mark without a letter", "\u0301a", `\u{301}a`},
		{"mark on an escape", "\x1b\u0301", `\x1b\u{301}`},
		{"pile of marks", "z" + strings.Repeat("\u0301", 6), "z\u0301\u0301\u0301\u0301\\u{301}\\u{301}"},
		{"long enough", strings.Repeat("é", MaxRunes), strings.Repeat("é", MaxRunes)},
		{"too long", strings.Repeat("A", MaxRunes+1432), strings.Repeat("A", MaxRunes) + "…(+1432)"},
		{"too long, escaped", strings.Repeat("\x00", MaxRunes+1), strings.Repeat(`\x00`, MaxRunes) + "…(+1)"},
	} {
		if got := String(test.in); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestQuote(t *testing.T) {
	if got, want := Quote("o'brien\x1b"), `'o''brien\x1b'`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLine(t *testing.T) {
	long := strings.Repeat("A", 10*MaxRunes) + "\x1b"
	if got, want := Line(long), strings.Repeat("A", 10*MaxRunes)+`\x1b`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestParts(t *testing.T) {
	for _, test := range []struct{ parts, want []string }{
		{[]string{"a", "b"}, []string{"a", "b"}},
		{[]string{"", ""}, []string{"", ""}},
		{[]string{"a#", "#[error]", ":", ":"}, []string{"a#", `\x23[error]`, ":", `\x3a`}},
		{[]string{"a\u00a0", " b"}, []string{`a\u{a0}`, " b"}},
		{[]string{"e", "\u0301"}, []string{"e", "\u0301"}},
		{[]string{"\xc3", "\xa9b"}, []string{"é", "b"}}, // a rune belongs to where it begins
	} {
		if got := Parts(test.parts...); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", test.want) {
			t.Errorf("%q: got %q, want %q", test.parts, got, test.want)
		}
	}
}

// No verb of package fmt prints an Untrusted raw.
func TestUntrusted(t *testing.T) {
	u := Untrusted("\x1b")
	for verb, want := range map[string]string{
		"%v": `\x1b`, "%s": `\x1b`, "%q": `"\\x1b"`, "%+v": `\x1b`, "%#v": `'\x1b'`,
	} {
		if got := fmt.Sprintf(verb, u); got != want {
			t.Errorf("%s: got %q, want %q", verb, got, want)
		}
	}
	if got, want := fmt.Sprintf("%+v", struct{ Name Untrusted }{u}), `{Name:\x1b}`; got != want {
		t.Errorf("in a struct: got %q, want %q", got, want)
	}
}

func FuzzString(f *testing.F) {
	for _, s := range []string{
		"Ann", "##[x]", "a\r::error::x", "\u00a0::a", "#\u00ad#[error]", "#\u0489#", "\x1b]8;;https://evil\x07", "\u009b2J",
		"admin\u202egpj", "\U000e0041\ue000", "\xed\xa0\x80", "z\u0301\u0301\u0301\u0301\u0301", "o'brien", "\u2800", strings.Repeat("A", 200),
	} {
		f.Add(s, len(s)/2)
	}
	f.Fuzz(func(t *testing.T, s string, at int) {
		for name, shown := range map[string]string{"String": String(s), "Quote": Quote(s), "Line": Line(s)} {
			if !utf8.ValidString(shown) {
				t.Errorf("%s(%q) is no UTF-8: %q", name, s, shown)
			}
			if strings.ContainsFunc(shown, IsHidden) {
				t.Errorf("%s(%q) has hidden runes: %q", name, s, shown)
			}
			unmarked := strings.Map(func(r rune) rune {
				if unicode.Is(unicode.M, r) {
					return -1
				}
				return r
			}, shown)
			if strings.Contains(unmarked, "##") || strings.Contains(unmarked, "::") {
				t.Errorf("%s(%q) has a pair: %q", name, s, shown)
			}
			if again := Line(shown); again != shown {
				t.Errorf("Line changes %s(%q):\n got %q\nwant %q", name, s, again, shown)
			}
		}

		at = min(max(at, 0), len(s))
		parts := Parts(s[:at], s[at:])
		if got, want := strings.Join(parts, ""), Line(s); got != want {
			t.Errorf("the parts of %q, cut at %d, differ from the whole:\n got %q\nwant %q", s, at, got, want)
		}
	})
}
