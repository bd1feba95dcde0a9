package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"tenantlint/lint/display"
)

// A stream writes a JSON document in pieces: a report of a hundred thousand
// findings is not held a second time. The document is indented by two spaces, and
// none of its bytes means anything to a CI runner or a terminal.
type stream struct {
	w      *bufio.Writer
	buf    bytes.Buffer
	out    []byte
	open   []byte // closing brackets of what is open
	filled bool   // something stands in the innermost open object or array
	err    error  // of encoding; those of writing stay in w
}

// begin opens an object or array, '{' or '['. The key is "" outside of objects.
func (s *stream) begin(key string, bracket byte) {
	s.next(key)
	s.w.WriteByte(bracket)
	s.open = append(s.open, bracket+2) // in ASCII
	s.filled = false
}

// end closes the innermost open object or array.
func (s *stream) end() {
	last := len(s.open) - 1
	bracket := s.open[last]
	s.open = s.open[:last]
	if s.filled {
		s.w.WriteString("\n" + s.margin())
	}
	s.w.WriteByte(bracket)
	s.filled = true
	if last == 0 {
		s.w.WriteByte('\n')
	}
}

// put writes a value.
func (s *stream) put(key string, value any) {
	s.next(key)
	s.buf.Reset()
	if err := encode(&s.buf, value, s.margin(), "  "); err != nil && s.err == nil {
		s.err = err
	}
	s.out = inert(s.out[:0], bytes.TrimSuffix(s.buf.Bytes(), []byte("\n")))
	s.w.Write(s.out)
}

// next begins the next entry of the innermost open object or array.
func (s *stream) next(key string) {
	if len(s.open) == 0 {
		return
	}
	if s.filled {
		s.w.WriteByte(',')
	}
	s.filled = true
	s.w.WriteString("\n" + s.margin())
	if key != "" {
		s.w.WriteString(`"` + key + `": `)
	}
}

func (s *stream) margin() string { return strings.Repeat("  ", len(s.open)) }

func encode(b *bytes.Buffer, value any, prefix, indent string) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, indent)
	return e.Encode(value)
}

// inert appends a JSON text to dst, with escapes for what CI runners take for
// commands and for what terminals do not show as it is. Such runes stand only in
// strings, so the text means the same. Control characters below U+0020 are the
// encoder's.
func inert(dst, text []byte) []byte {
	var last rune // that is no mark, as in package display
	copied := 0
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[at:])
		}
		if r == last && display.IsCommand(r) || r > '~' && display.IsHidden(r) {
			dst = appendEscape(append(dst, text[copied:at]...), r)
			copied = at + size
		}
		if r < utf8.RuneSelf || !unicode.Is(unicode.M, r) {
			last = r
		}
		at += size
	}
	return append(dst, text[copied:]...)
}

func appendEscape(dst []byte, r rune) []byte {
	if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
		return fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(dst, `\u%04x`, r)
}
