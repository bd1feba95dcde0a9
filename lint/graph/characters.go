package graph

import (
	"fmt"
	"unicode"

	"tenantlint/lint/display"
)

// characters names the characters of ASCII that names and addresses may not have.
var characters = map[rune]string{
	' ': "a blank", '\t': "a tab", '\n': "a line break", '\r': "a line break",
	'"': "a quotation mark", '%': "a percent sign", '&': "an ampersand",
	'(': "an opening parenthesis", ')': "a closing parenthesis", '*': "an asterisk", '+': "a plus sign",
	',': "a comma", '/': "a slash", ':': "a colon", ';': "a semicolon", '<': "a less-than sign",
	'=': "an equals sign", '>': "a greater-than sign", '?': "a question mark", '@': "an at sign",
	'[': "an opening bracket", '\\': "a backslash", ']': "a closing bracket",
	'{': "an opening brace", '|': "a vertical bar", '}': "a closing brace",
}

// Character says which character r is, in words, as in "a plus sign '+'" and
// "the letter 'x' (U+0078)".
func Character(r rune) display.Safe {
	name, known := characters[r]
	switch {
	case known && unicode.IsSpace(r):
		return display.Safe(name)
	case known:
		return display.Safe(name + " " + display.Quote(string(r)))
	case unicode.IsLetter(r):
		name = "the letter"
	case unicode.IsControl(r):
		name = "the control character"
	default:
		name = "the character"
	}
	return display.Safe(fmt.Sprintf("%s %s (U+%04X)", name, display.Quote(string(r)), r))
}
