package decode

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
)

// A store keeps until the end of a run what can be read in order only: what was
// unpacked, decoded from UTF-16, or piped in. Records are read back by their
// place, and to unpack a text again for each would take longer than the run.
//
// Small texts are held in memory while there is room. The others stand behind one
// another in one temporary file, so that neither memory nor open files grow with
// an archive; how long that file may become is what [Options] limit.
//
// A store belongs to one goroutine; the texts in it may be read by any.
type store struct {
	ctx  context.Context
	left int64 // how much may still be unpacked, in bytes
	room int64 // for small texts, in bytes

	outer, inner *bufio.Reader // of what is unpacked now, and of what was compressed in that
	head         bytes.Buffer  // what keep looks at first
	buf          []byte
	file         *os.File
	name         string // of the file where it could not be removed at once, or ""
	end          int64  // of what stands in the file
}

const (
	smallText   = 1 << 20 // the longest text that is held in memory
	storeMemory = 8 << 20 // what all of them may take
	copyBlock   = 128 << 10
)

func newStore(ctx context.Context, maxSize int64) *store {
	return &store{ctx: ctx, left: maxSize, room: storeMemory, outer: bufio.NewReader(nil), inner: bufio.NewReader(nil)}
}

// trouble is an error that ends the run: it is none of the export's.
type trouble struct{ error }

func (t *trouble) Unwrap() error { return t.error }

// keep reads r to its end. Where r fails, the text ends, and its fault says why:
// the error that keep returns is always a trouble.
func (s *store) keep(r io.Reader) (*kept, error) {
	f := &feed{ctx: s.ctx, r: r}
	s.head.Reset()
	n, err := io.CopyN(&s.head, f, smallText+1)
	if errors.Is(err, io.EOF) && n <= s.room {
		s.room -= n
		return f.end(io.NewSectionReader(bytes.NewReader(bytes.Clone(s.head.Bytes())), 0, n))
	}
	if s.file == nil {
		if err := s.create(); err != nil {
			return nil, &trouble{err}
		}
	}
	w := io.NewOffsetWriter(s.file, s.end)
	if n, err = s.head.WriteTo(w); err != nil {
		return nil, &trouble{err}
	}
	rest, err := io.CopyBuffer(w, f, s.buf)
	if err != nil {
		return nil, &trouble{err}
	}
	start := s.end
	s.end += n + rest
	return f.end(io.NewSectionReader(s.file, start, n+rest))
}

// create makes the temporary file. It loses its name at once where the system
// allows that, so that nothing stays behind however the run ends.
func (s *store) create() (err error) {
	if s.file, err = os.CreateTemp("", "tenantlint-*"); err != nil {
		return err
	}
	if os.Remove(s.file.Name()) != nil {
		s.name = s.file.Name()
	}
	s.buf = make([]byte, copyBlock)
	return nil
}

// close removes what is kept.
func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	s.file = nil
	return err
}

// A feed ends where its reader fails, and remembers why.
type feed struct {
	ctx context.Context
	r   io.Reader
	why *refusal
}

func (f *feed) Read(p []byte) (int, error) {
	if f.why != nil || f.ctx.Err() != nil {
		return 0, io.EOF
	}
	n, err := f.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.why = broken(err)
		err = io.EOF
	}
	return n, err
}

// end makes a text of what came.
func (f *feed) end(content *io.SectionReader) (*kept, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, &trouble{err}
	}
	return &kept{content, f.why}, nil
}

// kept is a text in a store.
type kept struct {
	*io.SectionReader
	why *refusal
}

func (k *kept) fault() *refusal { return k.why }
func (k *kept) changed() bool   { return false }
func (k *kept) Close() error    { return nil } // the store keeps it
