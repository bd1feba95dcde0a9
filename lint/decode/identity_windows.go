package decode

import (
	"io/fs"
	"syscall"
)

// An identity keeps files apart: two names of one file have the same. A file's number
// would take opening it. Two files are made within one tick of 100 nanoseconds seldom
// enough that [os.SameFile] may tell them apart.
type identity struct {
	state   stamp
	created syscall.Filetime
}

func identify(info fs.FileInfo) identity {
	id := identity{state: stampOf(info)}
	if d, ok := info.Sys().(*syscall.Win32FileAttributeData); ok {
		id.created = d.CreationTime
	}
	return id
}
