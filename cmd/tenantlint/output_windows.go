package main

import (
	"errors"
	"os"
	"syscall"
)

// noData is ERROR_NO_DATA, which package syscall does not name: the pipe is being closed.
const noData = syscall.Errno(232)

// unheard reports whether a write failed because its reader went away.
func unheard(err error) bool {
	return errors.Is(err, syscall.ERROR_BROKEN_PIPE) || errors.Is(err, noData)
}

// claim reports whether a draft is there still: as long as it is open, nobody can remove it.
func claim(*os.File) bool { return true }

// removeAbandoned removes a draft that no run has open.
func removeAbandoned(name string) { _ = os.Remove(name) }
