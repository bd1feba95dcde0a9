package decode

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// sampleReach is how much of a text around a byte that is not UTF-8 is looked at
// for its code page, in bytes.
const sampleReach = 2048

// codePages are what PowerShell, cmd and old tools write besides UTF-8 and UTF-16,
// in the order in which they are tried. What is of one page reads as nonsense in
// the others, or as letters that stand where none should.
var codePages = []struct {
	name    string
	page    encoding.Encoding
	natural func(letters []rune) bool
	western bool // its letters beyond ASCII stand alone
}{
	{"Shift JIS (code page 932)", japanese.ShiftJIS, func(letters []rune) bool { return share(letters, unicode.Hiragana, unicode.Katakana) > 0.3 }, false},
	{"code page 949", korean.EUCKR, func(letters []rune) bool { return share(letters, unicode.Hangul) > 0.9 }, false},
	{"Windows-1251", charmap.Windows1251, func(letters []rune) bool {
		return share(letters, unicode.Cyrillic) == 1 && share(letters, unicode.Lower) > 0.6
	}, false},
	{"GBK (code page 936)", simplifiedchinese.GBK, func(letters []rune) bool { return share(letters, unicode.Han) > 0.9 }, false},
	{"Windows-1252", charmap.Windows1252, latin, true},
	{"code page 850", charmap.CodePage850, latin, true},
}

// codePage guesses what wrote a text with a byte at fault that is not UTF-8. It
// returns "" if the text is UTF-8 before that byte, or no code page fits.
func codePage(sample []byte, fault int) string {
	if strings.ContainsFunc(string(sample[:fault]), func(r rune) bool { return r >= utf8.RuneSelf }) {
		return ""
	}
	if quote := bytes.LastIndexByte(sample, '"'); quote > fault {
		sample = sample[:quote] // no half of a character at the end
	}
	alone := standAlone(sample)
	for _, c := range codePages {
		if c.western != alone {
			continue
		}
		text, err := c.page.NewDecoder().Bytes(sample)
		if err != nil {
			continue
		}
		var letters []rune
		fits := true
		var before rune
		for i, r := range string(text) {
			if r < utf8.RuneSelf {
				before = r
				continue
			}
			letters = append(letters, r)
			after, _ := utf8.DecodeRune(text[i+utf8.RuneLen(r):])
			inWord := asciiLetter(before) && asciiLetter(after)
			fits = fits && r != utf8.RuneError && (unicode.IsLetter(r) || !inWord && strings.ContainsRune(typographic, r))
			before = r
		}
		if fits && c.natural(letters) {
			return c.name
		}
	}
	return ""
}

// typographic are the characters beyond letters that people type into names.
const typographic = "‘’‚“”„–—…«»·°§®€£ー・、。「」（）　"

func latin(letters []rune) bool { return share(letters, unicode.Latin) > 0.4 }

// standAlone reports whether most of the bytes beyond ASCII have none beside them.
func standAlone(sample []byte) bool {
	beyond, runs := 0, 0
	for i, b := range sample {
		if b < utf8.RuneSelf {
			continue
		}
		beyond++
		if i == 0 || sample[i-1] < utf8.RuneSelf {
			runs++
		}
	}
	return 2*beyond < 3*runs
}

func asciiLetter(r rune) bool { return 'a' <= r|0x20 && r|0x20 <= 'z' }

// share returns how many of the runes are in one of the tables, from 0 to 1.
func share(runes []rune, tables ...*unicode.RangeTable) float64 {
	n := 0
	for _, r := range runes {
		if unicode.In(r, tables...) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(runes)))
}
