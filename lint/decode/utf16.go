package decode

import (
	"encoding/binary"
	"io"

	"tenantlint/lint"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// decodeUTF16 returns a reader of UTF-16 without byte order mark that gives UTF-8.
// Where the UTF-16 is damaged, it fails with a refusal: package unicode would put
// U+FFFD there, and two names that differ would be one.
func decodeUTF16(r io.Reader, f form) io.Reader {
	order, pairs := unicode.LittleEndian, &surrogates{order: binary.LittleEndian}
	if f == utf16BE {
		order, pairs = unicode.BigEndian, &surrogates{order: binary.BigEndian}
	}
	return transform.NewReader(transform.NewReader(r, pairs), unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder())
}

// surrogates passes UTF-16 on up to the first surrogate without its other half.
type surrogates struct {
	transform.NopResetter
	order binary.ByteOrder
}

// Transform implements [transform.Transformer].
func (t *surrogates) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for err == nil && nSrc < len(src) {
		size := 2
		switch rest := src[nSrc:]; {
		case len(rest) < 2:
			size = len(rest)
			err = t.short(atEOF)
		case t.order.Uint16(rest)&0xFC00 == 0xDC00:
			err = errUnpaired
		case t.order.Uint16(rest)&0xFC00 != 0xD800:
		case len(rest) < 4:
			err = t.short(atEOF)
		case t.order.Uint16(rest[2:])&0xFC00 != 0xDC00:
			err = errUnpaired
		default:
			size = 4
		}
		if err == nil && len(dst)-nDst < size {
			err = transform.ErrShortDst
		}
		if err == nil {
			nDst += copy(dst[nDst:], src[nSrc:nSrc+size])
			nSrc += size
		}
	}
	return nDst, nSrc, err
}

// short is what is wrong with a character that is not whole.
func (*surrogates) short(atEOF bool) error {
	if atEOF {
		return &refusal{lint.Truncated, "the file is cut off: its UTF-16 ends in a character"}
	}
	return transform.ErrShortSrc
}

var errUnpaired = &refusal{lint.Encoding, "half of a surrogate pair stands here: the UTF-16 is damaged; export the file again as UTF-8"}
