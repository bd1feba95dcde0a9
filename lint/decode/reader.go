package decode

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A Reader reads the files of a run into batches, one after the other. What it
// holds in memory is the batches that are under way: it does not grow with a
// file.
type Reader struct {
	// Fields says what is read of each kind.
	Fields *[lint.NumKinds]*lint.Fields
	// Free gives a batch to fill, a used one where there is one.
	Free func() *Batch
	// Sink receives the batches in the order of the input.
	Sink func(*Batch) error
	// Block is how much of a file is read at once, in bytes; 0 means a size that
	// fits a core's second-level cache, from which the worker reads what the
	// scanner has just passed over.
	Block int

	records int64 // so far
}

// Read reads a file to its end, or to where it can be read no further. What is
// wrong with it becomes its problems; an error means that the run is over.
func (r *Reader) Read(ctx context.Context, f *File) error {
	if f.open == nil {
		return nil
	}
	content, err := f.open()
	if err != nil {
		if t, ok := errors.AsType[*trouble](err); ok {
			return t.error
		}
		if refused, ok := errors.AsType[*refusal](err); ok {
			f.refused(refused)
		} else {
			f.problem(lint.Truncated, 0, Position{}, "nothing of it could be read: "+display.String(err.Error()))
		}
		return nil
	}
	f.text, f.Size = content, content.Size()
	p := parser{Reader: r, ctx: ctx, file: f, batch: r.Free(), at: Start}
	err = p.run()
	return errors.Join(err, f.Close())
}

// errStop ends the reading of a file whose problem has been noted.
var errStop = errors.New("no more of this file can be read")

// A parser turns the documents of one file into batches of records.
//
// Its buffer is that of the current batch, and in segments:
//
//	0 … keep     text of records that are in the batch
//	keep … pos   begun, and needed whole before it can be judged
//	pos … n      not looked at
//
// refill hands over the batch and moves what stands at keep to the front.
type parser struct {
	*Reader
	scanner
	ctx  context.Context
	file *File

	batch     *Batch
	keep, pos int
	base      int64    // offset in the file of the buffer's first byte
	at        Position // of the buffer's first byte

	documents int  // complete ones so far
	single    bool // the last one was a single object, not a list
	closed    bool // the last one was an object
	strange   bool // something was noted that is no object of an export

	shape                                                       Shape
	clues                                                       clues
	outer                                                       clues        // what was known before the document was looked at
	section                                                     int          // of the current records in file.Sections, or -1
	kind                                                        lint.Kind    // of the current records
	fields                                                      *lint.Fields // of that kind
	decided                                                     bool         // kind is settled for this document
	typeAt, deletedAt, valueAt, removedAt, contextAt, membersAt int          // numbers of Reserved fields
	selective                                                   bool         // each record has to prove that it is of the kind
	items                                                       int64        // of AzureHound's list
	counted                                                     int64        // elements of the list that ended last
	looks                                                       int          // how many objects of the list may still tell what it is
	filled                                                      uint64       // fields that are never null and never empty
	asked, nulls, falses                                        uint64       // see [lint.Origin]
	root                                                        string       // JSON Pointer of the document inside the file
	prefix                                                      string       // JSON Pointer of the list or object that holds the records
	suffix                                                      string       // JSON Pointer from an element of the list to the record in it
	index                                                       int64        // of the next element of the list, or -1
	deleted                                                     int64        // records that are objects no longer live
	removed                                                     int64        // entries of a delta page for objects that are gone
}

func (p *parser) run() error {
	err := p.refill()
	for err == nil {
		var line bool
		if line, err = p.gap(); err != nil || p.pos >= p.n {
			break
		}
		opening := p.buf[p.pos]
		if p.documents > 0 && !line && (opening != '{' || !p.closed) {
			// Lists and scalars on one line are a mistake; objects are pages that
			// somebody has put together.
			p.stop(p.pos, "nothing was expected behind the end of the document")
			err = p.retry()
			break
		}
		if err = p.document(); err == nil {
			p.documents++
			p.closed = opening == '{'
		}
	}
	if err != nil && !errors.Is(err, errStop) {
		return err
	}
	if p.file.text.changed() {
		p.file.problem(errChanged.code, p.base+int64(p.n), p.position(p.n), errChanged.message)
	}
	whole := err == nil && p.documents == 1 && p.shape == Object && p.base == 0 && len(p.batch.Cuts) == 1
	if last := p.batch; len(last.Cuts) > 0 {
		if err := p.emit(p.n, whole); err != nil {
			return err
		}
	} else if last.block != nil {
		last.block.release() // nobody else has it
	}
	p.settle()
	return nil
}

// settle says what the file was, when all of it has been read.
func (p *parser) settle() {
	f := p.file
	if p.deleted > 0 && len(f.Sections) > 0 {
		f.Sections[0].Evidence += fmt.Sprintf("; %d deleted objects left out", p.deleted)
	}
	f.contradicted()
	cut := f.Unread() || f.doubtful
	for i := range f.Sections {
		f.Sections[i].Partial = f.Sections[i].Partial || cut
	}
	if len(f.Sections) > 0 || len(f.Problems) > 0 {
		return
	}
	if p.documents == 0 {
		f.problem(lint.Truncated, 0, Start, "the file is empty: nothing was exported to it")
	} else {
		claim := p.clues.claim()
		f.problem(lint.Unrecognised, 0, Start, p.clues.unknown())
		f.Meant, f.Problems[0].Lost = claim.kind, claim.meant
	}
}

// refill hands over the batch, if it has records, and reads on. What stood at
// keep then stands at 0.
func (p *parser) refill() error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	old, rest := p.batch, p.n-p.keep
	if rest > maxRecord {
		return p.stopped(lint.Malformed, p.keep, fmt.Sprintf("an object of more than %d MiB", maxRecord>>20))
	}
	size := cmp.Or(p.Block, blockSize)
	if rest > size/2 {
		size = 2 * rest // a large object
	}
	size += padding
	block := old.block
	if block == nil || len(old.Cuts) > 0 || block.refs.Load() > 1 || len(block.data) < size {
		block = newBlock(size)
	}
	buf := block.data
	p.at = p.at.After(p.buf[:p.keep])
	copy(buf, p.buf[p.keep:p.n])
	switch {
	case len(old.Cuts) > 0:
		if err := p.emit(p.keep, false); err != nil {
			return err
		}
		p.batch = p.Free()
	case old.block != nil && old.block != block:
		old.block.release()
	}
	p.batch.block, p.buf = block, buf
	p.base += int64(p.keep)
	p.pos -= p.keep
	p.keep = 0

	p.n = rest
	from := p.base + int64(rest)
	want := min(size-padding-rest, int(min(p.file.Size-from, maxRecord))) // not all of a block that was larger: the same batches in every run
	got, err := p.file.text.ReadAt(buf[rest:rest+want], from)
	p.n += got
	clear(buf[p.n : p.n+padding])
	more := p.file.text.fault()
	p.end = from+int64(got) >= p.file.Size && more == nil
	switch {
	case want == 0 && more != nil:
		return p.stopped(more.code, p.n, more.message)
	case want > 0 && got == 0 && p.file.text.changed():
		return errStop // run says why
	case want > 0 && got == 0:
		return p.stopped(lint.Truncated, p.n, "the file could not be read on: "+display.String(fmt.Sprint(err)))
	}
	return nil
}

// emit hands over the current batch, if it has records. Its text ends at n.
func (p *parser) emit(n int, whole bool) error {
	b := p.batch
	if len(b.Cuts) == 0 {
		return nil
	}
	b.n = n
	b.Origin.Whole = whole
	b.First = p.records
	p.records += int64(len(b.Cuts))
	return p.Sink(b)
}

// begin makes sure that the current batch can take the next record.
func (p *parser) begin() error {
	b := p.batch
	origin := lint.Origin{
		File: p.file.Number, Path: p.file.Path, Group: p.clues.group, Base: p.base,
		Prefix: p.prefix, Suffix: p.suffix, Asked: p.asked, Nulls: p.nulls, False: p.falses,
	}
	if n := len(b.Cuts); n > 0 {
		if b.Kind == p.kind && b.Origin == origin && b.Extras == p.clues.extras && (p.index < 0 || b.Cuts[0].Index+int64(n) == p.index) {
			return nil
		}
		// The text stays where it is: the next batch has the rest of it.
		block := b.block
		block.refs.Add(1)
		if err := p.emit(p.keep, false); err != nil {
			return err
		}
		p.batch = p.Free()
		p.batch.block = block
		b = p.batch
	}
	b.File, b.Kind, b.Fields, b.At = p.file, p.kind, p.fields, p.at
	b.Origin, b.Extras = origin, p.clues.extras
	return nil
}

// position returns the place of a byte of the buffer.
func (p *parser) position(i int) Position { return p.at.After(p.buf[:i]) }

// stopped notes why the file can be read no further.
func (p *parser) stopped(code lint.Code, i int, message string) error {
	p.file.problem(code, p.base+int64(i), p.position(i), message)
	return errStop
}

// retry looks at why the scanner failed. It returns nil if there is now more to
// scan; what stood at keep has moved to the front.
func (p *parser) retry() error {
	switch p.failure {
	case needMore:
		return p.refill()
	case cutOff:
		return p.stopped(lint.Truncated, p.n, "the file is cut off: at its end "+p.why)
	case noUTF8:
		return p.stopped(lint.Encoding, p.fault, fmt.Sprintf(`the byte \x%02x is not UTF-8%s; export the file again as UTF-8`, p.buf[p.fault], p.likely()))
	default:
		return p.stopped(lint.Malformed, p.fault, "this is not JSON: "+p.reason())
	}
}

// gap passes over the white space between documents, and reports whether it has a
// line break.
func (p *parser) gap() (line bool, err error) {
	for {
		for p.buf[p.pos] == ' ' || p.buf[p.pos] == '\t' || p.buf[p.pos] == '\n' || p.buf[p.pos] == '\r' {
			line = line || p.buf[p.pos] == '\n' || p.buf[p.pos] == '\r'
			p.pos++
		}
		p.keep = p.pos
		if p.pos < p.n || p.end {
			return line, nil
		}
		if err := p.refill(); err != nil {
			return line, err
		}
	}
}

// likely names the code page that the byte at fault may be of.
func (p *parser) likely() string {
	fault := p.base + int64(p.fault)
	start := max(0, fault-sampleReach)
	sample := make([]byte, min(fault+sampleReach, p.file.Size)-start)
	n, err := p.file.text.ReadAt(sample, start)
	if n < len(sample) && err != nil {
		return ""
	}
	if page := codePage(sample, int(fault-start)); page != "" {
		return ", but may be " + page
	}
	return ""
}

// blank passes over white space, to the next byte or the end of the file.
// Nothing before that is needed any more.
func (p *parser) blank() error {
	for {
		p.pos = p.space(p.pos)
		p.keep = p.pos
		if p.pos < p.n || p.end {
			return nil
		}
		if err := p.refill(); err != nil {
			return err
		}
	}
}
