package explain

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"tenantlint/lint/display"
)

// words takes a text apart into words: letters and digits in a row, in lower case. A
// "#" is a word, as one of the article's subjects. What shows nothing is passed over,
// and the JSON escapes that a message has in a log are undone. "Doesn't", "does not"
// and "can't", "cannot" come out the same; "user's" comes out as "user".
func words(text string) []string {
	var list []string
	var word []rune
	flush := func() {
		list = appendWord(list, string(word))
		word = word[:0]
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '\\' {
			r, size = unescape(text[i:])
		}
		i += size
		switch {
		case display.IsHidden(r) && !unicode.IsControl(r) && !unicode.IsSpace(r): // it may stand inside a word
		case unicode.In(r, unicode.L, unicode.M, unicode.N):
			word = append(word, unicode.ToLower(r))
		case r == '\'' || r == '\u2019':
			word = append(word, '\'')
		case r == '#':
			flush()
			list = append(list, "#")
		default:
			flush()
		}
	}
	flush()
	return list
}

// unescape returns the character that an escape at the start of a text stands for, as
// \n or \u0027, and how long the escape is. A backslash that is none parts words.
func unescape(text string) (rune, int) {
	r, _, rest, err := strconv.UnquoteChar(text, 0)
	if err != nil {
		return ' ', 1
	}
	return r, len(text) - len(rest)
}

// endings are what an apostrophe may put at the end of a word, "t" apart.
var endings = []string{"s", "re", "ve", "ll", "d", "m"}

// appendWord appends a word that may have apostrophes in it.
func appendWord(list []string, word string) []string {
	parts := strings.Split(word, "'")
	for i, part := range parts {
		last := len(list) - 1
		negated := part == "t" && i > 0 && last >= 0 && list[last] == parts[i-1]
		switch {
		case part == "", i > 0 && slices.Contains(endings, part):
		case negated && list[last] == "can":
			list = append(list, "not")
		case negated && len(list[last]) > 1 && strings.HasSuffix(list[last], "n"):
			list[last] = strings.TrimSuffix(list[last], "n")
			list = append(list, "not")
		case part == "cannot":
			list = append(list, "can", "not")
		default:
			list = append(list, part)
		}
	}
	return list
}

const prefix = "aadsts"

// CodesIn returns the numbers of the AADSTS codes that a text names, in their order,
// known or not. A bare number is one if it is all there is, or if a word like "code"
// stands before it.
func CodesIn(text string) []string { return codesIn(words(bounded(text))) }

func codesIn(list []string) []string {
	var numbers []string
	for i, word := range list {
		number := ""
		if _, rest, found := strings.Cut(word, prefix); found {
			number = leadingDigits(rest)
		} else if number = leadingDigits(word); number != word || len(list) > 1 && (i == 0 || !announces(list[i-1])) {
			number = ""
		}
		if len(number) >= 5 && len(number) <= 7 && !slices.Contains(numbers, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

func announces(word string) bool {
	return slices.Contains([]string{prefix, "code", "codes", "error", "errorcode", "errorcodes"}, word)
}

func leadingDigits(s string) string {
	return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))]
}
