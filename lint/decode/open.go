package decode

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
)

// A refusal is why a file's content, or the rest of it, is not read. Its message
// is fit for any reader.
type refusal struct {
	code    lint.Code
	message string
}

func (r *refusal) Error() string { return r.message }

// errChanged says that a file is not what it was when the run began to read it.
var errChanged = &refusal{lint.Truncated, "changed while it was read: its size or its time of change is another than before; check it again when nothing writes to it"}

// A text is content that can be read by place. Decoded, it is UTF-8 without byte
// order mark.
type text interface {
	io.ReaderAt
	io.Closer
	Size() int64
	fault() *refusal // why there is no more of it; nil: this is all
	changed() bool   // it is not what it was when it was opened
}

// A stamp tells one state of a file from another.
type stamp struct{ size, nanoseconds int64 }

func stampOf(info os.FileInfo) stamp { return stamp{info.Size(), info.ModTime().UnixNano()} }

// A diskFile is read where it lies.
type diskFile struct {
	*os.File
	stamp stamp
}

func (d *diskFile) Size() int64   { return d.stamp.size }
func (*diskFile) fault() *refusal { return nil }

func (d *diskFile) changed() bool {
	info, err := d.Stat()
	return err != nil || stampOf(info) != d.stamp
}

// onDisk returns what opens a file, as often as it takes and always in the state
// in which it was opened first.
func onDisk(path string) func() (text, error) {
	var first *stamp
	return func() (text, error) {
		file, err := os.Open(path)
		if err != nil {
			return nil, errors.Unwrap(err) // the path is known
		}
		info, err := file.Stat()
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		now := stampOf(info)
		if first == nil {
			first = &now
		}
		if now != *first {
			return nil, errors.Join(errChanged, file.Close())
		}
		return &diskFile{file, now}, nil
	}
}

// An inPlace text is UTF-8 that is read where it lies, behind its byte order mark.
type inPlace struct {
	text
	start int64
}

func (l *inPlace) Size() int64 { return l.text.Size() - l.start }
func (l *inPlace) ReadAt(p []byte, offset int64) (int, error) {
	return l.text.ReadAt(p, l.start+offset)
}

// liesOnDisk reports whether a text is read from the file that the user named.
func liesOnDisk(t text) bool {
	if l, ok := t.(*inPlace); ok {
		t = l.text
	}
	_, ok := t.(*diskFile)
	return ok
}

// A form is what bytes are, as their beginning tells it.
type form uint8

const (
	plain form = iota // UTF-8, or nothing that is known
	utf16LE
	utf16BE
	utf32
	gzipped
	zipped
	tarred
	foreign
)

// headSize is how many bytes it takes to tell a form: the first header of a tar
// archive.
const headSize = 512

// magics are what an export may be wrapped in or mistaken for.
var magics = []struct {
	magic, name string
	form        form
}{
	{"\x1f\x8b", "a gzip file", gzipped},
	{"PK\x03\x04", "a zip archive", zipped},
	{"PK\x05\x06", "a zip archive", zipped},
	{"PK\x07\x08", "a zip archive", zipped},
	{"7z\xbc\xaf\x27\x1c", "a 7z archive", foreign},
	{"Rar!\x1a\x07", "a RAR archive", foreign},
	{"\xfd7zXZ\x00", "an xz file", foreign},
	{"\x28\xb5\x2f\xfd", "a Zstandard file", foreign},
	{"BZh", "a bzip2 file", foreign},
	{"SQLite format 3\x00", "a SQLite database", foreign},
	{"%PDF-", "a PDF", foreign},
}

// formOf returns the form of what begins with head, how many bytes its byte order
// mark has, and for a form of a magic number its name.
func formOf(head []byte) (f form, mark int, name string) {
	switch {
	case len(head) >= 262 && string(head[257:262]) == "ustar" && bytes.IndexByte(head[:257], 0) >= 0:
		return tarred, 0, "a tar archive" // before UTF-32: its first name may be a letter
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}),
		len(head) >= 4 && head[0] != 0 && head[1]|head[2]|head[3] == 0,
		len(head) >= 4 && head[3] != 0 && head[0]|head[1]|head[2] == 0:
		return utf32, 0, ""
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		return plain, 3, ""
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return utf16LE, 2, ""
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return utf16BE, 2, ""
	case nulls(head, 1):
		return utf16LE, 0, ""
	case nulls(head, 0):
		return utf16BE, 0, ""
	}
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.magic)) {
			return m.form, 0, m.name
		}
	}
	return plain, 0, ""
}

// nulls reports whether the first two characters of head are ASCII in UTF-16
// whose zero bytes stand at odd or even places.
func nulls(head []byte, odd int) bool {
	return len(head) >= 4 && head[odd] == 0 && head[odd+2] == 0 && head[1-odd] != 0 && head[3-odd] != 0
}

// headOf reads the beginning of a text.
func headOf(t text) ([]byte, error) {
	head := make([]byte, min(t.Size(), headSize))
	n, err := t.ReadAt(head, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return head[:n], err
}

// decode makes text of the bytes of a file, which it closes unless the text lies
// there.
func (s *store) decode(raw text) (text, error) {
	head, err := headOf(raw)
	if err != nil {
		return nil, errors.Join(err, raw.Close())
	}
	if f, mark, _ := formOf(head); f == plain {
		return &inPlace{raw, int64(mark)}, nil
	}
	t, err := s.unpack(io.NewSectionReader(raw, 0, raw.Size()), newAllowance(raw.Size()), true)
	switch {
	case err == nil && raw.changed():
		t.why = errChanged
	case err == nil && raw.fault() != nil:
		t.why = raw.fault() // else half of a pipe is a complete text
	}
	if err = errors.Join(err, raw.Close()); err != nil {
		return nil, err
	}
	return t, nil
}

// unpack keeps the text of what r reads, which may be compressed once if outer is
// set. What comes out of that counts against a. What is no export is not read on.
func (s *store) unpack(r io.Reader, a *allowance, outer bool) (*kept, error) {
	b := s.inner
	if outer {
		b = s.outer
	}
	b.Reset(r)
	head, _ := b.Peek(headSize) // an error shows again
	f, mark, name := formOf(head)
	switch f {
	case utf32:
		return nil, &refusal{lint.Encoding, "the file is UTF-32; export it again as UTF-8"}
	case gzipped:
		if !outer {
			return nil, &refusal{lint.Unrecognised, "not recognised: this was compressed twice; unpack it once"}
		}
		z, err := newGunzip(b)
		if err != nil {
			return nil, broken(err)
		}
		return s.unpack(s.limit(z, a), a, false)
	case zipped, tarred:
		return nil, &refusal{lint.Unrecognised, fmt.Sprintf("not recognised: this is %s; give it by itself", name)}
	case foreign:
		return nil, &refusal{lint.Unrecognised, fmt.Sprintf("not recognised: this is %s; give what is in it", name)}
	}
	content := promising(b)
	_, _ = b.Discard(mark) // it was looked at
	if f == plain {
		return s.keep(content)
	}
	return s.keep(s.limit(decodeUTF16(content, f), unlimited()))
}

// broken returns why the rest of something packed, or of a pipe, is not read.
func broken(err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	_, internal := errors.AsType[flate.InternalError](err)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &refusal{lint.Truncated, "what was packed is cut off here"}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrChecksum):
		return &refusal{lint.Malformed, "what was packed is damaged: its checksum is another"}
	case corrupt, internal, errors.Is(err, gzip.ErrHeader), errors.Is(err, zip.ErrFormat):
		return &refusal{lint.Malformed, "what was packed is damaged, and cannot be unpacked from here on"}
	}
	return &refusal{lint.Truncated, "could not be read on: " + display.String(err.Error())}
}
