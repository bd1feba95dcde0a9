//go:build unix

package main

import (
	"errors"
	"os"
	"syscall"
)

// unheard reports whether a write failed because its reader went away.
func unheard(err error) bool { return errors.Is(err, syscall.EPIPE) }

// claim locks a draft as long as it is open, and reports whether it is there still: another
// run may have taken it for abandoned before. Where there are no locks, there are no
// abandoned drafts either.
func claim(draft *os.File) bool {
	if errors.Is(lock(draft), syscall.EWOULDBLOCK) {
		return false
	}
	here, err := draft.Stat()
	there, errThere := os.Lstat(draft.Name())
	return err == nil && errThere == nil && os.SameFile(here, there)
}

// removeAbandoned removes a draft that no run has a lock on.
func removeAbandoned(name string) {
	draft, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return // it is somebody else's
	}
	if lock(draft) == nil {
		_ = os.Remove(name) // it stays
	}
	_ = draft.Close() // nothing was written
}

func lock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
