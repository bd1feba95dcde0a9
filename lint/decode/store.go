package decode

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
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
	left int64 // how much may still be unpacked, decoded and piped in, in bytes
	room int64 // for small texts, in bytes

	outer, inner *bufio.Reader // of what is unpacked now, and of what was compressed in that
	head         bytes.Buffer  // what keep looks at first
	buf          []byte
	file         *os.File
	unlink       func(name string) error // of a file that is open: [os.Remove], but for tests
	remove       func() error            // closes the file and removes its name, if it has one; once
	end          int64                   // of what is in the file
}

const (
	smallText   = 1 << 20 // the longest text that is held in memory
	storeMemory = 8 << 20 // what all of them may take
	copyBlock   = 128 << 10
)

func newStore(ctx context.Context, maxSize int64) *store {
	return &store{ctx: ctx, left: maxSize, room: storeMemory, outer: bufio.NewReader(nil), inner: bufio.NewReader(nil), unlink: os.Remove}
}

// trouble is an error that ends the run: it is none of the export's.
type trouble struct{ error }

func (t *trouble) Unwrap() error { return t.error }

// spool keeps what can be read once only. It counts against what the run may keep.
func (s *store) spool(r io.Reader) (*kept, error) {
	return s.keep(promising(bufio.NewReader(s.limit(r, unlimited()))))
}

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

// temporary is the pattern of the names of temporary files, for [os.CreateTemp].
const temporary = "tenantlint-*.tmp"

// create makes the temporary file. It loses its name at once where the system
// allows that, so that nothing stays behind however the run ends. Elsewhere it goes at
// the end of the run, even if that ends while somebody still reads from it.
func (s *store) create() (err error) {
	if s.file, err = os.CreateTemp("", temporary); err != nil {
		return err
	}
	file := s.file
	s.remove = sync.OnceValue(file.Close)
	if s.unlink(file.Name()) != nil {
		s.remove = sync.OnceValue(func() error {
			err := file.Close()
			if removed := os.Remove(file.Name()); !errors.Is(removed, fs.ErrNotExist) { // as another run's sweep leaves it
				err = errors.Join(err, removed)
			}
			return err
		})
		context.AfterFunc(s.ctx, func() { _ = s.remove() }) // nobody is left to hear of it
	}
	s.buf = make([]byte, copyBlock)
	return nil
}

// close removes what is kept.
func (s *store) close() error {
	if s.file == nil {
		return nil
	}
	s.file = nil
	return s.remove()
}

var orphan = regexp.MustCompile(`^tenantlint-[0-9]+\.tmp$`)

// sweep removes the temporary files that killed runs have left in a folder. It need not
// ask whose they are: where an open file can lose its name, that does a run no harm,
// elsewhere the system refuses it.
func sweep(folder string) {
	entries, _ := os.ReadDir(folder) // what cannot be listed is not there
	for _, entry := range entries {
		if entry.Type().IsRegular() && orphan.MatchString(entry.Name()) {
			_ = os.Remove(filepath.Join(folder, entry.Name())) // it may be in use, or somebody else's
		}
	}
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
