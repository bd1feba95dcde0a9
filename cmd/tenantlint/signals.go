package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// An ending is a signal that ends the program, and the exit code that a shell makes of a
// program that it ended.
type ending struct {
	signal os.Signal
	code   int
	text   string
}

func (e *ending) Error() string { return e.text }

var endings = []*ending{
	{os.Interrupt, 130, "interrupted"},
	{syscall.SIGTERM, 143, "terminated"},
	{syscall.SIGHUP, 129, "terminated: its terminal was closed"},
}

// untilSignal returns a context that is done at the first signal that ends the program,
// with the [*ending] as its cause. Those that come after it change nothing.
func untilSignal() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	received := make(chan os.Signal, 1)
	for _, e := range endings {
		if e.signal != syscall.SIGHUP || !signal.Ignored(e.signal) { // nohup has it ignored
			signal.Notify(received, e.signal)
		}
	}
	go func() {
		select {
		case s := <-received:
			for _, e := range endings {
				if e.signal == s {
					cancel(e)
				}
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		cancel(nil)
	}
}

// patience is how long a run may take to end when a signal came. Nearly all ends sooner,
// and what it would leave behind is gone by then. What does not is left: a rule that is
// busy with one object, a pipe that nobody writes to, a disk that does not answer.
const patience = 250 * time.Millisecond
