//go:build unix

package decode

import (
	"io/fs"
	"syscall"
)

// An identity keeps files apart: two names of one file have the same.
type identity struct{ device, inode uint64 }

func identify(info fs.FileInfo) identity {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return identity{uint64(s.Dev), s.Ino} //nolint:gosec,unconvert // an int32 on macOS, and only compared
	}
	return identity{}
}
