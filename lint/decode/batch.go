// Package decode turns the bytes of export files into records with their place,
// and says what is wrong with a file.
package decode

import (
	"sync"
	"sync/atomic"

	"tenantlint/lint"
)

const blockSize = 512 << 10

// maxRecord bounds a single object: a list of a million members is shorter.
const maxRecord = 128 << 20

// A Batch is a part of a file in memory with the records that stand in it. All
// are of one kind, and elements of one list where they are elements.
type Batch struct {
	File   *File
	Kind   lint.Kind
	Fields *lint.Fields
	Origin lint.Origin
	At     Position // of the batch's first byte
	Extras bool     // Graph PowerShell wrote it: what was not selected is null
	First  int64    // number of the first record in the run

	Cuts    []lint.Cut  // without Spans
	spans   []lint.Span // Fields.Len() for each record
	Doubled []Doubled

	block *block
	n     int // length of the text
}

// A block is a buffer: text and padding. Several batches have one in common where
// the kind of records changes in the middle, or their list.
type block struct {
	data []byte
	refs atomic.Int32 // batches that have it; only the reader adds to them
}

var blocks sync.Pool

// newBlock returns a block of at least a size, for one batch.
func newBlock(size int) *block {
	b, _ := blocks.Get().(*block)
	if b == nil || len(b.data) < size {
		b = &block{data: make([]byte, size)}
	}
	b.refs.Store(1)
	return b
}

func (b *block) release() {
	if b.refs.Add(-1) == 0 {
		blocks.Put(b)
	}
}

// Doubled is a record that has fields twice.
type Doubled struct {
	Record int
	Fields uint64
}

// Text returns the batch's text.
func (b *Batch) Text() []byte { return b.block.data[:b.n] }

// Cut returns record i with its spans.
func (b *Batch) Cut(i int) *lint.Cut {
	cut := &b.Cuts[i]
	stride := b.Fields.Len()
	cut.Spans = b.spans[i*stride : (i+1)*stride : (i+1)*stride]
	return cut
}

// add makes room for one more record.
func (b *Batch) add() (*lint.Cut, []lint.Span) {
	stride := b.Fields.Len()
	b.Cuts = append(b.Cuts, lint.Cut{})
	n := len(b.spans)
	if n+stride > cap(b.spans) {
		grown := make([]lint.Span, n, 2*cap(b.spans)+stride)
		copy(grown, b.spans)
		b.spans = grown
	}
	b.spans = b.spans[:n+stride]
	return &b.Cuts[len(b.Cuts)-1], b.spans[n:]
}

// drop takes back the record that was added last.
func (b *Batch) drop() {
	b.Cuts = b.Cuts[:len(b.Cuts)-1]
	b.spans = b.spans[:len(b.spans)-b.Fields.Len()]
}

// Reread makes a record of the text of one object of a file, given where the
// object begins in it. It reports whether an object stands there.
func Reread(kind lint.Kind, fields *lint.Fields, origin lint.Origin, text []byte, start int, index int64) (*lint.Record, bool) {
	n := len(text)
	s := scanner{buf: append(text, make([]byte, padding)...), n: n, end: true}
	cut := lint.Cut{Index: index}
	spans := make([]lint.Span, fields.Len())
	if start >= n || s.buf[start] != '{' {
		return nil, false
	}
	if next, _ := s.record(start, fields, &cut, spans); next < 0 {
		return nil, false
	}
	dropEmpty(kind, fields, fields.Mask(kind.Info().Filled), s.buf, &cut, spans)
	cut.Spans = spans
	record := new(lint.Record)
	record.Reset(kind, fields, &origin, string(text[:n]), &cut)
	return record, true
}

// Recycle empties a batch, so that it can be filled again.
func (b *Batch) Recycle() {
	b.block.release()
	*b = Batch{Cuts: b.Cuts[:0], spans: b.spans[:0], Doubled: b.Doubled[:0]}
}
