//go:build unix

package main

import (
	"bytes"
	"io"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// A patient reader hands out a user at a time. The program is interrupted at the
// first of them.
type patient struct{ users atomic.Int64 }

func (p *patient) Read(b []byte) (int, error) {
	users := p.users.Add(1)
	if users == 1 {
		if err := syscall.Kill(syscall.Getpid(), syscall.SIGINT); err != nil {
			return 0, err
		}
	}
	if users > 10_000 {
		return 0, io.EOF
	}
	time.Sleep(time.Millisecond)
	return copy(b, clean+"\n"), nil
}

func TestInterrupt(t *testing.T) {
	users := &patient{}
	var stdout, stderr bytes.Buffer
	code := run([]string{"tenantlint", "lint", "-"}, users, &stdout, &stderr)
	if code != 130 || stdout.Len() != 0 || stderr.String() != "tenantlint: interrupted\n" {
		t.Errorf("exit code %d\n%s%s", code, &stdout, &stderr)
	}
	if users.users.Load() > 10_000 {
		t.Error("all of the export was read all the same")
	}
}
