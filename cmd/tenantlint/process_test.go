package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// asProgram is the variable that makes the test binary the program.
const asProgram = "TENANTLINT_TEST_IS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// A process is a run of the program as a process of its own. What it keeps goes to a
// folder of its own.
type process struct {
	*exec.Cmd
	stdin          io.WriteCloser
	stdout, stderr bytes.Buffer
	temporary      string
}

// command prepares a process.
func command(t *testing.T, args ...string) *process {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{Cmd: exec.Command(program, args...), temporary: t.TempDir()}
	p.Env = append(os.Environ(), asProgram+"=1", "TMPDIR="+p.temporary)
	p.Stdout, p.Stderr = &p.stdout, &p.stderr
	return p
}

// start starts a process. At the end of the test there is none.
func (p *process) start(t *testing.T) {
	t.Helper()
	var err error
	if p.stdin, err = p.StdinPipe(); err == nil {
		err = p.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill() }) // most often it is over
}

// ends waits for the end of a process and returns its exit code, -1 if a signal ended it.
func (p *process) ends(t *testing.T) int {
	t.Helper()
	if err := p.Wait(); p.ProcessState == nil {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// TestClosedStandardOutput holds that a reader that goes away is no failure, and that a
// full disk is one.
func TestClosedStandardOutput(t *testing.T) {
	folder(t)
	for _, test := range []struct {
		args string
		code int
	}{
		{"lint --only=hash-in-synced-upn faulty.json", 1},
		{"lint --only=hash-in-synced-upn faulty.json -f json", 1}, // its summary goes to standard error
		{"lint --only=hash-in-synced-upn clean.json -q -f sarif", 0},
		{"lint --only=hash-in-synced-upn cut.json", 3},
		{"rules -f markdown", 0},
		{"lint --help", 0},
	} {
		p := command(t, strings.Fields(test.args)...)
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := reader.Close(); err != nil {
			t.Fatal(err)
		}
		p.Stdout = writer
		if strings.HasSuffix(test.args, "json") {
			p.Stderr = writer
		}
		p.start(t)
		if code := p.ends(t); code != test.code || p.stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, want %d\n%s", test.args, code, test.code, &p.stderr)
		}
		if err := writer.Close(); err != nil {
			t.Error(err)
		}
	}
}
