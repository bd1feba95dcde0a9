package graph_test

import (
	"testing"

	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

func TestCharacter(t *testing.T) {
	t.Parallel()
	for r, want := range map[rune]display.Safe{
		' ':      "a blank",
		'\t':     "a tab",
		'+':      "a plus sign '+'",
		'"':      "a quotation mark '\"'",
		'\x07':   `the control character '\x07' (U+0007)`,
		'\u00e9': "the letter '\u00e9' (U+00E9)",
		'\u00a0': `the character '\u{a0}' (U+00A0)`,
		'\u200b': `the character '\u{200b}' (U+200B)`,
		'\u2019': "the character '\u2019' (U+2019)",
	} {
		if got := graph.Character(r); got != want {
			t.Errorf("%q: %s, want %s", r, got, want)
		}
	}
}
