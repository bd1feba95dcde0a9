package graph

import (
	"strings"
)

// SameWord compares without case and blanks: Microsoft's pages print both
// "MicrosoftAccount" and "Microsoft account".
func SameWord(text, word string) bool {
	if strings.EqualFold(text, word) {
		return true
	}
	return strings.IndexByte(text, ' ') >= 0 && strings.EqualFold(strings.ReplaceAll(text, " ", ""), word)
}

// Word returns a reserved name or an id in the form in which they compare.
func Word(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
