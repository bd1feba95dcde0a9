package decode

import (
	"fmt"
	"io"
	"math"

	"tenantlint/lint"
)

// What an archive may hold. What an export of a real tenant can come near to is
// in [Options]; the others only a hostile archive exceeds.
const (
	// DefaultMaxSize is how many bytes a run unpacks, decodes from UTF-16 and reads
	// from pipes: twice the longest exports that are known.
	DefaultMaxSize = 20 << 30
	// DefaultMaxEntries is how many entries an archive has. EntraExporter writes a
	// file for each object, and one for each member of a group.
	DefaultMaxEntries = 1_000_000

	// maxRatio is how many bytes a byte of an archive may become. Exports reach
	// 150, in UTF-16 and with every property null; a bomb is made to reach the 1,032
	// of deflate.
	maxRatio   = 500
	ratioFloor = 64 << 20 // what may come out of any archive, in bytes

	maxNameLength = 1024 // in bytes
	maxNameDepth  = 32   // folders; EntraExporter nests six
)

// An allowance is how much may still come out of one archive or compressed file,
// in bytes. Its entries share it: they may overlap.
type allowance struct{ left int64 }

// newAllowance returns the allowance of an archive of the given size.
func newAllowance(size int64) *allowance {
	return &allowance{max(ratioFloor, maxRatio*size)}
}

// unlimited is the allowance of what grows no faster than it is read.
func unlimited() *allowance { return &allowance{math.MaxInt64} }

// limit returns a reader of what is unpacked or kept that fails at the end of a or of
// what the run may keep.
func (s *store) limit(r io.Reader, a *allowance) io.Reader { return &limited{r, s, a} }

type limited struct {
	r         io.Reader
	store     *store
	allowance *allowance
}

func (l *limited) Read(p []byte) (int, error) {
	if err := l.store.ctx.Err(); err != nil {
		return 0, err
	}
	most := min(l.store.left, l.allowance.left)
	n, err := l.r.Read(p[:min(int64(len(p))-1, most)+1])
	if int64(n) <= most {
		l.store.left -= int64(n)
		l.allowance.left -= int64(n)
		return n, err
	}
	l.store.left -= most
	l.allowance.left -= most
	if l.allowance.left == 0 {
		return int(most), &refusal{lint.Truncated, fmt.Sprintf("no more is unpacked: this becomes more than %d times as long, as only a decompression bomb does", maxRatio)}
	}
	return int(most), &refusal{lint.Truncated, "no more is read: archives, compressed files, pipes and UTF-16 together hold more than --max-size allows"}
}
