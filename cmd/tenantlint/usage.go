package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tenantlint/lint/display"
)

// A usageError says what is wrong with the command line. Its text is fit for any
// reader.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// usagef makes a usageError. Strings and errors among the arguments are taken to
// come from the user and pass the display boundary.
func usagef(format string, args ...any) error {
	safe := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case string:
			safe[i] = display.String(arg)
		case error:
			safe[i] = display.String(arg.Error())
		default:
			safe[i] = arg
		}
	}
	return &usageError{fmt.Sprintf(format, safe...)}
}

// few is how many words a message lists.
const few = 4

// unknown is the usageError for a word that is none of the known ones, which see
// lists.
func unknown(what display.Safe, word string, known []string, see display.Safe) error {
	switch suggestion := nearest(word, known); {
	case suggestion != "":
		return usagef(`unknown %s "%s"; did you mean %s?`, what, word, suggestion)
	case len(known) <= few:
		return usagef(`unknown %s "%s"; it is one of %s`, what, word, strings.Join(known, ", "))
	}
	return usagef(`unknown %s "%s"; see %s`, what, word, see)
}

// asUsageError takes what package cli found wrong.
func asUsageError(_ *cli.Context, err error, _ bool) error { return usagef("%s", err) }

// nearest returns which of the known words was most likely meant, or "".
func nearest(word string, known []string) string {
	best, fewest := "", len(word)/3+2 // with more edits than that it is another word
	for _, candidate := range known {
		if n := edits(strings.ToLower(word), candidate, fewest); n < fewest {
			best, fewest = candidate, n
		}
	}
	return best
}

// edits returns how many letters must be put in, taken out or replaced to make b
// of a, or limit if their lengths alone tell that it is not less.
func edits(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) >= limit {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// A commandLine is a command line taken apart.
type commandLine struct {
	command *cli.Command // nil if none is named
	help    bool
	version bool
	flags   []string // each with its value in one word
	args    []string
}

// argv returns the command line as package cli reads it without surprises.
func (l *commandLine) argv(name string) []string {
	return slices.Concat([]string{name, l.command.Name}, l.flags, []string{"--"}, l.args)
}

// normalise takes a command line apart by the flags that the commands declare.
// Package cli stops at the first argument that is no flag and takes flags behind
// it for paths, so it only ever sees what comes out of here.
func normalise(app *cli.App, args []string) (*commandLine, error) {
	line := &commandLine{}
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		var err error
		switch {
		case word == "--" && line.command != nil:
			line.args = append(line.args, args...)
			return line, nil
		case len(word) > 1 && word[0] == '-':
			args, err = line.addFlag(word, args)
		case line.command != nil:
			line.args = append(line.args, word)
		case word == "help":
			line.help = true
		default:
			if line.command = app.Command(word); line.command == nil {
				err = unknownCommand(app, word)
			}
		}
		if err != nil {
			return nil, err
		}
	}
	return line, nil
}

func unknownCommand(app *cli.App, word string) error {
	var known []string
	for _, c := range app.Commands {
		known = append(known, c.Name)
	}
	if _, err := os.Lstat(word); err == nil {
		return usagef(`unknown command "%s"; to check that export: tenantlint lint %s`, word, word)
	}
	return unknown("command", word, known, "tenantlint --help")
}

// addFlag adds the flag or the cluster of short flags that word is. A flag's value
// may be the first of the arguments behind it; addFlag returns the others.
func (l *commandLine) addFlag(word string, behind []string) ([]string, error) {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
	switch {
	case name == "help", name == "h":
		l.help = true
		return behind, nil
	case name == "version" && l.command == nil:
		l.version = true
		return behind, nil
	}
	flag := l.flag(name)
	if first := word[1:2]; flag == nil && first != "-" && l.flag(first) != nil {
		rest := word[2:]
		if !takesValue(l.flag(first)) {
			l.flags = append(l.flags, "--"+first)
			return l.addFlag("-"+rest, behind)
		}
		flag, value, hasValue = l.flag(first), rest, true
	}
	switch {
	case flag == nil:
		return nil, l.unknownFlag(strings.TrimSuffix(word, "="+value))
	case !hasValue && takesValue(flag):
		if len(behind) == 0 {
			return nil, usagef("flag %s needs a value; see %s", word, helpFor(l.command))
		}
		value, hasValue, behind = behind[0], true, behind[1:]
	}
	canonical := "--" + flag.Names()[0]
	if hasValue {
		canonical += "=" + value
	}
	l.flags = append(l.flags, canonical)
	return behind, nil
}

// flag returns the command's flag with a name, or nil.
func (l *commandLine) flag(name string) cli.Flag {
	if l.command == nil {
		return nil
	}
	for _, flag := range l.command.Flags {
		if slices.Contains(flag.Names(), name) {
			return flag
		}
	}
	return nil
}

func (l *commandLine) unknownFlag(word string) error {
	if l.command == nil {
		return usagef(`unknown flag "%s"; a command comes first, see tenantlint --help`, word)
	}
	known := []string{"--help"}
	for _, flag := range l.command.Flags {
		known = append(known, "--"+flag.Names()[0])
	}
	return unknown("flag", word, known, helpFor(l.command))
}

// helpFor returns the command line that shows a command's help.
func helpFor(c *cli.Command) display.Safe { return display.Safe("tenantlint " + c.Name + " --help") }

func takesValue(flag cli.Flag) bool {
	f, ok := flag.(cli.DocGenerationFlag)
	return ok && f.TakesValue()
}
