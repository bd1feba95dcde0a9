package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/engine"
)

// A tool is one run of the program, with everything outside of it that it uses.
type tool struct {
	stdin    io.Reader
	stdout   *bufio.Writer // keeps its first error for the last Flush
	stderr   io.Writer
	terminal bool // standard output is one
	now      func() time.Time
	getenv   func(string) string

	code int // what the command that ran asks for
}

// run is the whole program: it does what args ask for and returns the exit code.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return newTool(stdin, stdout, stderr).run(args)
}

func newTool(stdin io.Reader, stdout, stderr io.Writer) *tool {
	return &tool{
		stdin:    stdin,
		stdout:   bufio.NewWriter(&stream{w: stdout}),
		stderr:   &stream{w: stderr},
		terminal: isTerminal(stdout),
		now:      time.Now,
		getenv:   os.Getenv,
	}
}

// A stream is standard output or standard error. That its reader goes away early, as head
// does, is no failure.
type stream struct {
	w    io.Writer
	gone bool
}

func (s *stream) Write(p []byte) (int, error) {
	if s.gone {
		return len(p), nil
	}
	n, err := s.w.Write(p)
	if s.gone = unheard(err); s.gone {
		return len(p), nil
	}
	return n, err
}

func (t *tool) run(args []string) int {
	signal.Ignore(syscall.SIGPIPE) // a stream learns of it as an error
	ctx, stop := untilSignal()
	defer stop()
	done := make(chan error, 1)
	go func() { done <- t.do(ctx, args) }()
	var err error
	select {
	case err = <-done:
	case <-ctx.Done():
		select {
		case err = <-done:
		case <-time.After(patience):
		}
	}
	if e, ok := errors.AsType[*ending](context.Cause(ctx)); ok {
		t.fail(e)
		return e.code
	}
	if err != nil {
		return t.fail(err)
	}
	return t.code
}

// do does what args ask for. It runs beside the one that waits for signals.
func (t *tool) do(ctx context.Context, args []string) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("internal error: %v%s; this is a bug, please report it with this line", p, panicPlace())
		}
	}()
	err = t.dispatch(ctx, args)
	if flushErr := t.stdout.Flush(); flushErr != nil && (err == nil || errors.Is(err, flushErr)) {
		err = fmt.Errorf("cannot write to standard output: %w", cause(flushErr))
	}
	return err
}

// fail prints what went wrong, in one line, and returns the exit code for it.
func (t *tool) fail(err error) int {
	_, _ = fmt.Fprintf(t.stderr, "tenantlint: %s\n", display.Line(err.Error())) // there is nobody else to tell
	if _, ok := errors.AsType[*usageError](err); ok {
		return lint.ExitUsage
	}
	if _, ok := errors.AsType[*engine.PathError](err); ok {
		return lint.ExitUsage
	}
	return lint.ExitFailed
}

// panicPlace returns where in this program a panic came from. It is called by the
// deferred function that recovers.
func panicPlace() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	for panicked := false; ; {
		frame, more := frames.Next()
		if panicked && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf(" (%s, line %d)", frame.Function, frame.Line)
		}
		panicked = panicked || frame.Function == "runtime.gopanic"
		if !more {
			return ""
		}
	}
}

// cause strips from an error of package os what the message around it says
// already.
func cause(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err
	}
	return err
}

// dispatch runs the command that args name.
func (t *tool) dispatch(ctx context.Context, args []string) error {
	app := t.app()
	line, err := normalise(app, args[1:])
	switch {
	case err != nil:
		return err
	case line.help:
		fmt.Fprint(t.stdout, helpOf(app, line.command))
		return nil
	case line.version:
		t.printVersion()
		return nil
	case line.command == nil:
		t.code = lint.ExitUsage
		_, err := fmt.Fprint(t.stderr, app.Description)
		return err
	}
	return app.RunContext(ctx, line.argv(app.Name))
}

// app declares the program's commands and flags. What package cli would do of its
// own accord on wrong usage, on help and at the end of the program is turned off:
// it prints to the report's stream, and it exits.
func (t *tool) app() *cli.App {
	return &cli.App{
		Name:                      "tenantlint",
		Description:               help,
		Commands:                  []*cli.Command{t.lintCommand(), t.rulesCommand(), t.explainCommand(), t.collectCommand(), t.schemaCommand(), t.versionCommand()},
		Writer:                    t.stdout,
		ErrWriter:                 t.stderr,
		HideHelp:                  true,
		HideVersion:               true,
		DisableSliceFlagSeparator: true, // a file name may hold a comma
		OnUsageError:              asUsageError,
		ExitErrHandler:            func(*cli.Context, error) {},
	}
}

// command completes the declaration of a command.
func (t *tool) command(c *cli.Command, do func(*cli.Context) (int, error)) *cli.Command {
	c.HideHelp = true // else a path called "help" would be a command
	c.OnUsageError = asUsageError
	c.Action = func(ctx *cli.Context) (err error) {
		t.code, err = do(ctx)
		return err
	}
	return c
}

const help = `tenantlint reads exports of a Microsoft Entra ID tenant and reports what breaks
invitations, guest access and collaboration with other tenants. It works offline
and changes nothing.

Usage: tenantlint COMMAND [flags] [arguments]

Example:
  tenantlint lint exports/

Commands:
  lint      check exports and report what is wrong
  rules     list every rule
  explain   show the page of a rule, or what is behind an error message
  collect   print a script that exports a tenant
  schema    show what an export or a report may hold, as JSON Schema
  version   show the version

tenantlint COMMAND --help tells more about a command.
`

// helpOf returns the help for a command, or for the program if it is nil.
func helpOf(app *cli.App, c *cli.Command) string {
	if c == nil {
		return app.Description
	}
	return c.Description
}
