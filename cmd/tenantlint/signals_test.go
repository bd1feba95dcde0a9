//go:build unix

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

var signals = []struct {
	signal syscall.Signal
	code   int
	stderr string
}{
	{syscall.SIGINT, 130, "tenantlint: interrupted\n"},
	{syscall.SIGTERM, 143, "tenantlint: terminated\n"},
	{syscall.SIGHUP, 129, "tenantlint: terminated: its terminal was closed\n"},
}

// fed starts a process and returns when it has read most of a long standard input: its
// temporary file is made, and it has long been waiting for signals.
func (p *process) fed(t *testing.T) {
	t.Helper()
	p.start(t)
	if _, err := io.WriteString(p.stdin, "["+strings.Repeat(" ", 4<<20)); err != nil {
		t.Fatal(err, p.stderr.String())
	}
}

// left returns what is left in a folder of temporary files, or of drafts.
func left(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*tenantlint-*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSignalsEndTheProgram interrupts it where it waits for somebody who does not come.
func TestSignalsEndTheProgram(t *testing.T) {
	for _, test := range signals {
		for waits, wait := range map[string]func(*process){
			"for standard input": func(p *process) { p.fed(t) },
			"for somebody who opens a pipe": func(p *process) {
				p.Args = append(p.Args, "pipe")
				p.fed(t)
				if err := p.stdin.Close(); err != nil {
					t.Fatal(err)
				}
			},
			"for somebody who writes to a pipe": func(p *process) {
				p.Args = append(p.Args, "pipe")
				p.fed(t)
				if err := p.stdin.Close(); err != nil {
					t.Fatal(err)
				}
				writer, err := os.OpenFile("pipe", os.O_WRONLY, 0) // comes when the program has opened it too
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = writer.Close() })
			},
			"for somebody who reads an output": func(p *process) {
				p.Args = append(p.Args, "-f", "json=report.json", "-f", "sarif=pipe")
				p.fed(t)
				if _, err := io.WriteString(p.stdin, "]"); err != nil {
					t.Fatal(err)
				}
				if err := p.stdin.Close(); err != nil {
					t.Fatal(err)
				}
				waitFor(t, func() bool { return len(left(t, ".")) > 0 })
			},
		} {
			t.Run(fmt.Sprint(test.signal, ", waiting ", waits), func(t *testing.T) {
				t.Chdir(t.TempDir())
				if err := syscall.Mkfifo("pipe", 0o600); err != nil {
					t.Fatal(err)
				}
				p := command(t, "lint", "-")
				wait(p)
				for range 2 { // as a terminal and whoever started the program both send it
					if err := p.Process.Signal(test.signal); err != nil {
						t.Fatal(err)
					}
				}
				if code := p.ends(t); code != test.code || p.stdout.Len() > 0 || p.stderr.String() != test.stderr {
					t.Errorf("exit code %d, want %d\n%s%s", code, test.code, &p.stdout, &p.stderr)
				}
				if got := slices.Concat(left(t, "."), left(t, p.temporary), files(t, "report")); len(got) > 0 {
					t.Errorf("%q are left", got)
				}
			})
		}
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for range 10_000 {
		if done() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("it does not come")
}

// stuck is a rule that never has done with an object.
func stuck(reached func()) *lint.Rule {
	return &lint.Rule{
		ID: "never-done", Severity: lint.Note, Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id"}}},
		On: []lint.Kind{lint.User}, Check: func(*lint.Pass, *lint.Record) {
			reached()
			select {}
		},
	}
}

// TestSignalsEndABusyRule does not wait for a rule that cannot be interrupted, in a check or
// in a join.
func TestSignalsEndABusyRule(t *testing.T) {
	all := rules.All
	t.Cleanup(func() { rules.All = all })
	for _, joins := range []bool{false, true} {
		for _, test := range signals {
			var once atomic.Bool
			rule := stuck(func() {
				if once.CompareAndSwap(false, true) {
					if err := syscall.Kill(syscall.Getpid(), test.signal); err != nil {
						t.Error(err)
					}
				}
			})
			if joins {
				check := rule.Check
				rule.On, rule.Check, rule.Once = nil, nil, func(p *lint.Pass) { check(p, nil) }
			}
			rules.All = append(slices.Clone(all), rule)
			code, stdout, stderr := try(page(clean, faulty()), "lint", "--only=never-done", "-")
			if code != test.code || stdout != "" || stderr != test.stderr {
				t.Errorf("%s: exit code %d, want %d\n%s%s", test.signal, code, test.code, stdout, stderr)
			}
		}
	}
}

// TestNoHangUp holds that nohup works: a signal that is ignored when the program starts
// stays so.
func TestNoHangUp(t *testing.T) {
	p := command(t, "lint", "-")
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	p.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`, p.Path}, p.Args[1:]...)
	p.Path = shell
	p.fed(t)
	if err := p.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(p.stdin, "]"); err != nil {
		t.Fatal(err)
	}
	if err := p.stdin.Close(); err != nil {
		t.Fatal(err)
	}
	if code := p.ends(t); code != lint.ExitUnread {
		t.Errorf("exit code %d\n%s", code, &p.stderr)
	}
}

// TestKilledRunsLeaveNothing kills a run while it reads, and one while it writes. What it
// could not remove, the next one that writes the same output removes, but not what a run
// that goes on is writing.
func TestKilledRunsLeaveNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := syscall.Mkfifo("pipe", 0o600); err != nil {
		t.Fatal(err)
	}
	reads := command(t, "lint", "-")
	reads.fed(t)
	if err := reads.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if code := reads.ends(t); code != -1 {
		t.Errorf("exit code %d", code)
	}
	if got := left(t, reads.temporary); len(got) > 0 {
		t.Errorf("%q are left", got)
	}

	write := func(output string) *process {
		before := len(left(t, "."))
		p := command(t, "lint", "-", "-f", "json="+output, "-f", "sarif=pipe")
		p.start(t)
		if err := p.stdin.Close(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, func() bool { return len(left(t, ".")) > before })
		return p
	}
	killed, goesOn := write("report.json"), write("other.json")
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed.ends(t)
	if got := left(t, "."); len(got) != 2 {
		t.Fatalf("the drafts of two runs are %q", got)
	}
	if code, _, stderr := try("", "lint", "-", "-f", "json=report.json"); code != lint.ExitUnread {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	want := fmt.Sprintf(".tenantlint-%d-0.tmp", goesOn.Process.Pid)
	if got := left(t, "."); len(got) != 1 || got[0] != want {
		t.Errorf("left are %q, want %s", got, want)
	}
	reader, err := os.Open("pipe")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, reader); err != nil {
		t.Error(err)
	}
	if code := goesOn.ends(t); code != lint.ExitUnread || len(left(t, ".")) > 0 || !strings.HasPrefix(read(t, "other.json"), "{") {
		t.Errorf("exit code %d, left are %q\n%s", code, left(t, "."), &goesOn.stderr)
	}
	if err := reader.Close(); err != nil {
		t.Error(err)
	}
}

// TestDevices reads and writes devices that have no end and no room.
func TestDevices(t *testing.T) {
	folder(t)
	for _, test := range []struct {
		device, args string
		code         int
		stderr       string
	}{
		{"/dev/zero", "lint -q /dev/zero", 3, "tenantlint: nothing found in 0 objects, but no file was recognised"},
		{"/dev/urandom", "lint -q --max-size 16M /dev/urandom", 3, "tenantlint: nothing found in 0 objects, but no file was recognised"},
		{"/dev/null", "lint -q /dev/null", 3, "tenantlint: nothing found in 0 objects, but no file was recognised"},
		{"/dev/full", "lint -q clean.json -f json=/dev/full", 4, "tenantlint: cannot write /dev/full: no space left on device\n"},
	} {
		if _, err := os.Stat(test.device); err != nil {
			continue // another system
		}
		p := command(t, strings.Fields(test.args)...)
		p.start(t)
		if code := p.ends(t); code != test.code || !strings.HasPrefix(p.stderr.String(), test.stderr) || len(left(t, p.temporary)) > 0 {
			t.Errorf("%s: exit code %d\n%s", test.args, code, &p.stderr)
		}
	}
	if full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0); err == nil {
		var stderr bytes.Buffer
		if code := run([]string{"tenantlint", "lint", "clean.json"}, strings.NewReader(""), full, &stderr); code != 4 || stderr.String() != "tenantlint: cannot write to standard output: no space left on device\n" {
			t.Errorf("exit code %d\n%s", code, &stderr)
		}
		if err := full.Close(); err != nil {
			t.Error(err)
		}
	}
}
