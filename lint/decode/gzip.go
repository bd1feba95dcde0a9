package decode

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"tenantlint/lint"

	"github.com/klauspost/compress/gzip"
)

// A gunzip unpacks the members of a gzip file one behind the other, as package gzip
// does, but zeros at the end are no fault, and what else follows is named.
type gunzip struct {
	source *counter
	in     *bufio.Reader
	member *gzip.Reader
	err    error // the last; a [bufio.Reader] asks again
}

func newGunzip(r io.Reader) (*gunzip, error) {
	source := &counter{r: r}
	in := bufio.NewReader(source)
	member, err := gzip.NewReader(in)
	if err != nil {
		return nil, err
	}
	member.Multistream(false)
	return &gunzip{source: source, in: in, member: member}, nil
}

func (g *gunzip) Read(p []byte) (int, error) {
	for g.err == nil {
		n, err := g.member.Read(p)
		if errors.Is(err, io.EOF) {
			err = g.next()
		}
		g.err = err
		if n > 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// next goes on to the next member, or fails with [io.EOF] if there is none.
func (g *gunzip) next() error {
	end := g.source.n - int64(g.in.Buffered())
	for {
		magic, err := g.in.Peek(2)
		switch {
		case len(magic) == 2 && string(magic) == "\x1f\x8b":
			if err := g.member.Reset(g.in); err != nil {
				return err
			}
			g.member.Multistream(false)
			return nil
		case len(magic) == 0:
			return err
		case magic[0] != 0:
			return &refusal{lint.Malformed, fmt.Sprintf("after the compressed data, from byte %d on, is something that is not gzip, and not read: compress the export again", end)}
		}
		_, _ = g.in.Discard(1) // it was looked at
	}
}

// A counter counts what is read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
