package decode

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A Position is a place in a text: both count from 1, Column in UTF-16 code units.
type Position struct{ Line, Column int64 }

// Start is the position of a text's first byte.
var Start = Position{1, 1}

// After returns the position behind b, if b stands at p.
func (p Position) After(b []byte) Position {
	if lines := bytes.Count(b, newline); lines > 0 {
		p.Line += int64(lines)
		p.Column = 1
		b = b[bytes.LastIndexByte(b, '\n')+1:]
	}
	p.Column += utf16Len(b)
	return p
}

var newline = []byte{'\n'}

// utf16Len returns the length of b in UTF-16 code units: one for each byte that
// begins a character, and one more for each that begins one of four bytes.
func utf16Len(b []byte) int64 {
	n := int64(len(b))
	for len(b) >= 8 {
		if len(b) >= 32 && (binary.LittleEndian.Uint64(b)|binary.LittleEndian.Uint64(b[8:])|
			binary.LittleEndian.Uint64(b[16:])|binary.LittleEndian.Uint64(b[24:]))&high == 0 {
			b = b[32:] // nearly all of an export is ASCII
			continue
		}
		w := binary.LittleEndian.Uint64(b)
		b = b[8:]
		first, second := w&high, w<<1&high
		n -= int64(bits.OnesCount64(first &^ second))                      // 10xxxxxx continues a character
		n += int64(bits.OnesCount64(first & second & (w << 2) & (w << 3))) // 11110xxx begins four bytes
	}
	for _, c := range b {
		if c&0xC0 == 0x80 {
			n--
		} else if c >= 0xF0 {
			n++
		}
	}
	return n
}
