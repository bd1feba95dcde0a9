package decode

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"tenantlint/lint"

	"golang.org/x/text/encoding/unicode"
)

// A refusal is why a file's content is not read at all.
type refusal struct {
	code    lint.Code
	message string
}

func (r *refusal) Error() string { return r.message }

// source is the bytes of a file as it lies.
type source interface {
	io.ReaderAt
	io.Closer
}

// openFile opens the file at a path and decodes its text.
func openFile(path string) (text, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, errors.Unwrap(err) // the path is known
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a folder")
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	if info.Mode().IsRegular() {
		return decode(file, info.Size())
	}
	content, err := spool(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return nil, err
	}
	return decode(content, content.Size())
}

// utf8Text is UTF-8 that is read where it lies.
type utf8Text struct {
	*io.SectionReader
	source
}

func (t utf8Text) ReadAt(p []byte, offset int64) (int, error) {
	return t.SectionReader.ReadAt(p, offset)
}

// decode looks at how bytes are encoded. UTF-8 is read where it lies, without
// its byte order mark; UTF-16 is decoded first, and the source then closed.
func decode(s source, size int64) (text, error) {
	head := make([]byte, min(size, 64))
	_, err := s.ReadAt(head, 0)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	mark, order, code := int64(0), unicode.LittleEndian, err
	utf16 := false
	switch {
	case err != nil:
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(head, []byte{0, 0, 0xFE, 0xFF}):
		code = &refusal{lint.Encoding, "the file is UTF-32; export it again as UTF-8"}
	case bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}):
		mark = 3
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}), nulls(head, 1):
		utf16 = true
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}), nulls(head, 0):
		utf16, order = true, unicode.BigEndian
	default:
		for _, c := range carriers {
			if bytes.HasPrefix(head, []byte(c.magic)) {
				code = &refusal{lint.Unrecognised, fmt.Sprintf("not recognised: this is %s; give what is in it", c.name)}
			}
		}
	}
	switch {
	case code != nil:
		return nil, errors.Join(code, s.Close())
	case utf16:
		content, err := spool(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader(io.NewSectionReader(s, 0, size)))
		return content, errors.Join(err, s.Close())
	default:
		return utf8Text{io.NewSectionReader(s, mark, size-mark), s}, nil
	}
}

// nulls reports whether the first two characters of head are ASCII in UTF-16
// whose zero bytes stand at odd or even places.
func nulls(head []byte, odd int) bool {
	return len(head) >= 4 && head[odd] == 0 && head[odd+2] == 0 && head[1-odd] != 0 && head[3-odd] != 0
}

// carriers are what an export may be wrapped in or mistaken for.
var carriers = []struct{ magic, name string }{
	{"\x1f\x8b", "a gzip file"},
	{"PK\x03\x04", "a zip archive"},
	{"SQLite format 3\x00", "a SQLite database"},
	{"%PDF-", "a PDF"},
}

// spoolMemory is how much of a text that cannot be read by place is held in
// memory.
const spoolMemory = 8 << 20

// spool makes a text of what can only be read in order: in memory if it is
// small, else in a temporary file of the user's own, which closing it removes.
func spool(r io.Reader) (text, error) {
	var small bytes.Buffer
	n, err := io.CopyN(&small, r, spoolMemory)
	if errors.Is(err, io.EOF) {
		return memoryText{bytes.NewReader(small.Bytes())}, nil
	}
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "tenantlint-*")
	if err != nil {
		return nil, err
	}
	t := spooledText{file: file}
	if _, err := io.Copy(file, &small); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	rest, err := io.Copy(file, r)
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.SectionReader = io.NewSectionReader(file, 0, n+rest)
	return t, nil
}

type memoryText struct{ *bytes.Reader }

func (memoryText) Close() error { return nil }

type spooledText struct {
	*io.SectionReader
	file *os.File
}

func (t spooledText) Close() error {
	return errors.Join(t.file.Close(), os.Remove(t.file.Name()))
}
