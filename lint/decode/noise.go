package decode

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

const blank = " \t\r\n"

// hopeless reports whether nothing that begins with head is an export: it is not
// packed in a way that is read here, and not JSON.
func hopeless(head []byte) bool {
	f, mark, _ := formOf(head)
	start := head[mark:]
	switch f {
	case gzipped, zipped, tarred:
		return false
	case foreign, utf32:
		return true
	case utf16LE, utf16BE:
		start, _ = io.ReadAll(decodeUTF16(bytes.NewReader(start), f)) // it may end in a character
	}
	s := scanner{buf: append(bytes.Clone(start), make([]byte, padding)...), n: len(start)}
	for i := s.space(0); i < s.n; i = s.space(i) {
		opening := s.buf[i]
		if i = s.value(i, nil, 1); i < 0 {
			// That an export is in a code page is found by the parser, which looks at more.
			return s.failure == noJSON || s.failure == noUTF8 && opening != '{' && opening != '['
		}
	}
	return false
}

// promising returns a reader of what b reads, or only of the head of what cannot be an
// export, where the parser then says why: a device has no end.
func promising(b *bufio.Reader) io.Reader {
	head, _ := b.Peek(headSize) // an error shows again
	if !hopeless(head) {
		return b
	}
	return io.MultiReader(io.LimitReader(b, int64(len(head))), refusing{&refusal{lint.Malformed, "this is no export, and not read on"}})
}

type refusing struct{ why *refusal }

func (r refusing) Read([]byte) (int, error) { return 0, r.why }

// reason says why the text is no JSON where the scanner failed, and what to do about
// what is often found there.
func (p *parser) reason() string {
	if p.documents == 0 {
		head, _ := headOf(p.file.text)
		if what := noise(bytes.TrimLeft(head, blank)); what != "" {
			return what
		}
	}
	fault := p.buf[p.fault]
	switch {
	case fault == '/':
		return "a comment begins here, and JSON has none; take it out"
	case (fault == ']' || fault == '}') && p.afterComma():
		return "there is a comma too many before this bracket; take it out"
	}
	return p.why
}

// afterComma reports whether nothing but white space is between the fault and a comma.
func (p *parser) afterComma() bool {
	fault := p.base + int64(p.fault)
	before := make([]byte, min(fault, headSize))
	n, _ := p.file.text.ReadAt(before, fault-int64(len(before)))
	return bytes.HasSuffix(bytes.TrimRight(before[:n], blank), []byte{','})
}

// powerShell are the beginnings of what PowerShell and its modules print of their own
// accord, in lower case.
var powerShell = []string{"welcome to microsoft graph", "warning: ", "verbose: ", "debug: ", "connected ", "ps ", "**********"}

// noise says what a text is that begins with something that no JSON does, or "".
func noise(text []byte) string {
	if len(text) == 0 || strings.IndexByte(`{["-0123456789`, text[0]) >= 0 {
		return ""
	}
	lower := strings.ToLower(string(text))
	begins := func(prefix string) bool { return strings.HasPrefix(lower, prefix) }
	first, _ := utf8.DecodeRune(text)
	line, _, _ := strings.Cut(strings.ReplaceAll(string(text), "\r", "\n"), "\n")
	switch {
	case begins("http/"):
		return "it begins with HTTP headers, as curl -i prints them; take them out"
	case begins("#< clixml"):
		return "it begins with CLIXML, as PowerShell writes it to another program; export it again with ConvertTo-Json"
	case begins("#type "):
		return "it is CSV, as Export-Csv of PowerShell writes it; export it again with ConvertTo-Json"
	case begins("//"), begins("/*"), begins("#"):
		return "it begins with a comment, and JSON has none; take it out"
	case begins("<!doctype html"), begins("<html"):
		return "it begins with HTML: it is a web page, as of a sign-in or an error; export it again"
	case begins("<objs"):
		return "it begins with XML, as Export-Clixml writes it; export it again with ConvertTo-Json"
	case begins("<"):
		return "it begins with XML or HTML; export it again as JSON"
	case first == utf8.RuneError, bytes.ContainsFunc(text, control):
		return "it is no text: it begins with " + display.Quote(string(text[:min(len(text), 16)]))
	case slices.ContainsFunc(powerShell, begins):
		return "it begins with text that PowerShell printed, " + display.Quote(line) + "; take it out"
	}
	return "it begins with text, " + display.Quote(line) + "; take out what is not JSON"
}

// control reports whether a character is in no text. A terminal's colours may be.
func control(r rune) bool { return r < ' ' && r != '\x1b' && !strings.ContainsRune(blank, r) }
