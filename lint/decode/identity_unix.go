//go:build unix

package decode

import (
	"io/fs"
	"syscall"
)

// An identity keeps files apart: two names of one file have the same.
type identity struct {
	device any // a number, of which type depends on the system
	inode  uint64
}

func identify(info fs.FileInfo) identity {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return identity{s.Dev, s.Ino}
	}
	return identity{}
}
