package engine

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/display"
)

// A library knows where every record of the run stands, and reads what it is
// asked for again: four bytes a record and a few for each batch.
type library struct {
	ctx   context.Context // of the run: nothing is read after it
	run   *run
	plan  *plan
	files []*decode.File
	shelf []shelf
	lists map[string][]*shelf    // of files about one group each, by its id in lower case; see listsOf
	open  []*decode.File         // in the order they were opened
	kept  map[int64]*lint.Record // see settled
	text  int                    // of the kept ones, in bytes
	most  int                    // how much it may be
}

// A shelf is where the records of one batch stand.
type shelf struct {
	kind   lint.Kind
	origin lint.Origin
	at     decode.Position // of the batch's first byte
	first  int64           // number of the first record
	index  int64           // of the first record in its list, or -1
	length uint32          // of the text, in bytes
	starts []uint32        // of the records in the text
}

func (l *library) add(b *decode.Batch) {
	s := shelf{
		kind: b.Kind, origin: b.Origin, at: b.At, first: b.First, index: b.Cuts[0].Index,
		length: uint32(len(b.Text())), //nolint:gosec // batches are shorter than 4 GiB
		starts: make([]uint32, len(b.Cuts)),
	}
	for i := range b.Cuts {
		s.starts[i] = b.Cuts[i].Start
	}
	l.shelf = append(l.shelf, s)
}

// place returns the shelf of a record and its number there.
func (l *library) place(number int64) (*shelf, int) {
	i := sort.Search(len(l.shelf), func(i int) bool { return l.shelf[i].first > number }) - 1
	return &l.shelf[i], int(number - l.shelf[i].first)
}

// listsOf returns the shelves of the files that list the members of a group, given its
// id in lower case. It is for after the pass.
func (l *library) listsOf(group string) []*shelf {
	if l.lists == nil {
		l.lists = make(map[string][]*shelf)
		for i := range l.shelf {
			if s := &l.shelf[i]; s.kind == lint.GroupMember {
				id := strings.ToLower(s.origin.Group)
				l.lists[id] = append(l.lists[id], s)
			}
		}
	}
	return l.lists[group]
}

// maxOpen is how many files are held open at once.
const maxOpen = 64

// read reads a part of a file. It fails with a [*decode.ChangedError] if that is not what
// it was.
func (l *library) read(file int, buf []byte, offset int64) error {
	if err := l.ctx.Err(); err != nil {
		return err
	}
	f := l.files[file]
	if !slices.Contains(l.open, f) {
		if len(l.open) == maxOpen {
			if err := l.open[0].Close(); err != nil {
				return err
			}
			l.open = slices.Delete(l.open, 0, 1)
		}
		l.open = append(l.open, f)
	}
	_, err := f.ReadAt(buf, offset)
	return err
}

// close closes the files that were read back. It fails as read does.
func (l *library) close() error {
	var err error
	for _, f := range l.open {
		err = errors.Join(err, f.Close())
	}
	l.open = nil
	return err
}

// record reads a record back. It stays valid.
func (l *library) record(number int64) (*lint.Record, error) {
	s, i := l.place(number)
	origin := s.origin
	start, end := s.starts[i], s.length
	if i+1 < len(s.starts) {
		end = s.starts[i+1]
	}
	if origin.Whole {
		start, end = 0, s.length
	}
	text := make([]byte, end-start, end-start+16)
	if err := l.read(origin.File, text, origin.Base+int64(start)); err != nil {
		return nil, err
	}
	index := s.index
	if index >= 0 {
		index += int64(i)
	}
	origin.Base += int64(start)
	record, ok := decode.Reread(s.kind, l.plan.fields[s.kind], origin, text, int(s.starts[i]-start), index)
	if !ok {
		return nil, l.files[origin.File].Changed()
	}
	if len(l.run.changed) > 0 {
		if hash, ok := l.run.identity(record, nil); ok {
			changes, _ := l.run.changeOf(record, origin.File, hash)
			record.Change(changes)
		}
	}
	return record, nil
}

// keptText is how much of what rules read again is kept: at least as much, and a few of
// the largest records, so that two that are larger do not drive each other out.
const (
	keptText    = 16 << 20
	keptLargest = 4
)

// settled reads back a record that several rules ask for. It returns nil for one
// that delta exports have done away with.
func (l *library) settled(number int64) (*lint.Record, error) {
	if record, ok := l.kept[number]; ok {
		return record, nil
	}
	record, err := l.record(number)
	if err != nil {
		return nil, err
	}
	if len(l.run.changed) > 0 {
		if hash, ok := l.run.identity(record, nil); ok {
			s, _ := l.place(number)
			if _, gone := l.run.changeOf(record, s.origin.File, hash); gone {
				record = nil
			}
		}
	}
	s, i := l.place(number)
	size := int(s.length)
	if i+1 < len(s.starts) {
		size = int(s.starts[i+1])
	}
	size -= int(s.starts[i])
	l.most = max(l.most, keptText, keptLargest*size)
	if l.text += size; l.kept == nil || l.text > l.most {
		l.kept, l.text = make(map[int64]*lint.Record), size
	}
	l.kept[number] = record
	return record, nil
}

// A locator works out lines, columns and excerpts. Asked in the order of a file,
// it reads each part of it once.
type locator struct {
	library *library
	file    int
	at      decode.Position
	offset  int64
	shelves []shelf // of the file, in order
	buf     []byte
	last    *lint.Location // the one that was located last
}

// excerptReach is how many bytes of a line are shown before and behind a value,
// and excerptValue how many of the value.
const (
	excerptReach = 40
	excerptValue = 80
	locatorBlock = 64 << 10
)

// seek makes the locator stand at an offset of a file.
func (l *locator) seek(file int, offset int64) error {
	if l.shelves == nil || l.file != file {
		first := sort.Search(len(l.library.shelf), func(i int) bool { return l.library.shelf[i].origin.File >= file })
		last := sort.Search(len(l.library.shelf), func(i int) bool { return l.library.shelf[i].origin.File > file })
		l.shelves, l.file = l.library.shelf[first:last], file
		l.at, l.offset = decode.Start, 0
	}
	if offset < l.offset {
		l.at, l.offset = decode.Start, 0
	}
	i := sort.Search(len(l.shelves), func(i int) bool { return l.shelves[i].origin.Base > offset }) - 1
	if i >= 0 && l.shelves[i].origin.Base > l.offset {
		l.at, l.offset = l.shelves[i].at, l.shelves[i].origin.Base
	}
	for l.offset < offset {
		block := l.block(int(min(offset-l.offset, locatorBlock)))
		if err := l.library.read(file, block, l.offset); err != nil {
			return err
		}
		l.at = l.at.After(block)
		l.offset += int64(len(block))
	}
	return nil
}

func (l *locator) block(n int) []byte {
	if cap(l.buf) < n {
		l.buf = make([]byte, locatorBlock)
	}
	return l.buf[:n]
}

// locate fills in line, column and excerpt of a location. Many findings may be at one
// long value, as a list in one string: its end is looked for once.
func (l *locator) locate(at *lint.Location) error {
	if last := l.last; last != nil && last.File == at.File && last.Offset == at.Offset && last.Length == at.Length {
		at.Line, at.Column, at.EndLine, at.EndColumn, at.Excerpt = last.Line, last.Column, last.EndLine, last.EndColumn, last.Excerpt
		return nil
	}
	if err := l.seek(at.File, at.Offset); err != nil {
		return err
	}
	at.Line, at.Column = l.at.Line, l.at.Column

	left := min(at.Offset, excerptReach)
	value := min(at.Length, excerptValue)
	right := min(l.library.files[at.File].Size-at.Offset-value, excerptReach)
	text := make([]byte, left+value+right)
	if err := l.library.read(at.File, text, at.Offset-left); err != nil {
		return err
	}
	at.Excerpt = excerpt(text, int(left), int(left+value), at.Offset > left,
		at.Offset+value+right < l.library.files[at.File].Size, value < at.Length)

	rest := decode.Position{Line: at.Line, Column: at.Column}.After(text[left : left+value])
	for offset, end := at.Offset+value, at.Offset+at.Length; offset < end; {
		block := l.block(int(min(end-offset, locatorBlock)))
		if err := l.library.read(at.File, block, offset); err != nil {
			return err
		}
		rest = rest.After(block)
		offset += int64(len(block))
	}
	at.EndLine, at.EndColumn = rest.Line, rest.Column
	l.last = at
	return nil
}

// excerpt cuts the line around the value text[start:end]: no line break, no
// half of a character, and of a value of several lines the first.
func excerpt(text []byte, start, end int, before, behind, cut bool) lint.Excerpt {
	s := string(text)
	if i := strings.LastIndexByte(s[:start], '\n'); i >= 0 {
		s, start, end, before = s[i+1:], start-i-1, end-i-1, false
	}
	if i := strings.IndexByte(s[start:end], '\n'); i >= 0 {
		s, end, behind = s[:start+i], start+i, true
	} else if i := strings.IndexByte(s[end:], '\n'); i >= 0 {
		s, behind = s[:end+i], false
	}
	s = strings.TrimSuffix(s, "\r")
	end = min(end, len(s))
	for start > 0 && before && s[0]&0xC0 == 0x80 {
		s, start, end = s[1:], start-1, end-1
	}
	if behind || cut {
		s = trimHalf(s)
		end = min(end, len(s))
	}
	trimmed := strings.TrimLeft(s, " \t")
	if indent := len(s) - len(trimmed); indent <= start && !before {
		s, start, end = trimmed, start-indent, end-indent
	}
	return lint.Excerpt{Text: display.Untrusted(s), Start: start, End: end, Left: before, Right: behind || cut}
}

// trimHalf drops the beginning of a character that a text ends with.
func trimHalf(s string) string {
	for i := len(s) - 1; i >= max(0, len(s)-utf8.UTFMax); i-- {
		if utf8.RuneStart(s[i]) {
			if !utf8.FullRuneInString(s[i:]) {
				return s[:i]
			}
			break
		}
	}
	return s
}

// recordsOfKind reads back the records of a kind that a tenant has few of, in the order
// of the input.
func (r *run) recordsOfKind(kind lint.Kind) iter.Seq2[*lint.Record, error] {
	return func(yield func(*lint.Record, error) bool) {
		for i := range r.library.shelf {
			s := &r.library.shelf[i]
			if s.kind != kind {
				continue
			}
			for k := range s.starts {
				record, err := r.library.settled(s.first + int64(k))
				if (record != nil || err != nil) && !yield(record, err) {
					return
				}
			}
		}
	}
}
