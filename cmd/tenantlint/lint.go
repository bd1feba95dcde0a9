package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/urfave/cli/v2"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/engine"
	"tenantlint/lint/report"
	"tenantlint/lint/rules"
)

func (t *tool) lintCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "lint",
		Description: lintHelp,
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "format", Aliases: []string{"f"}, KeepSpace: true},
			&cli.StringFlag{Name: "fail-on", Value: "error"},
			&cli.StringSliceFlag{Name: "only"},
			&cli.StringSliceFlag{Name: "skip"},
			&cli.BoolFlag{Name: "strict"},
			&cli.StringSliceFlag{Name: "kind", KeepSpace: true},
			&cli.StringFlag{Name: "as-of"},
			&cli.StringFlag{Name: "max-size", Value: "20G"},
			&cli.IntFlag{Name: "max-entries", Value: decode.DefaultMaxEntries},
			&cli.StringFlag{Name: "color", Value: "auto"},
			&cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}},
			&cli.BoolFlag{Name: "all"},
		},
	}, t.lint)
}

// gcPercent makes the collector run when the heap has grown by a quarter. What
// lives long is slabs of index entries without pointers, which cost it nothing, and
// an export of millions of objects is then judged in half the memory.
const gcPercent = 25

const lintUsage = "tenantlint lint --help"

const lintHelp = `Usage: tenantlint lint [flags] PATH…

Checks exports and reports what is wrong with the tenant, and what could not be
checked. PATH is a file, a folder, an archive (.zip, .tar.gz), a compressed file
(.gz), or - for standard input. Flags may stand before or after paths. Archives are
told by their content, and in folders by their names; links in either are not
followed.

Examples:
  tenantlint lint exports/
  tenantlint lint users.json contacts.json -f text -f sarif=tenantlint.sarif

Flags:
  -f, --format FORMAT[=FILE]  text, json or sarif; may be repeated, with one of
                              them on standard output (default: text)
      --fail-on SEVERITY      error, warning, note or never: the lowest severity
                              that makes the exit code 1 (default: error)
      --only RULE,…           run these rules only
      --skip RULE,…           run all rules but these
      --kind GLOB=KIND        what files are, where neither their content nor their
                              name says it, as in "people*.json=user"; may be repeated
      --strict                exit with 3 if a rule could not be fully checked; one
                              that lacks only what tenantlint collect cannot export
                              counts where --only names it
      --as-of YYYY-MM-DD      the day that ages are counted from (default: today)
      --max-size SIZE         how much archives, compressed files, pipes and UTF-16 may
                              hold in all, as in 500M or 20G (default: 20G); what is
                              not small goes to a temporary file, in TMPDIR
      --max-entries N         how many entries an archive may have (default: 1000000)
      --color WHEN            auto, always or never (default: auto); then NO_COLOR
                              and FORCE_COLOR decide, then the terminal
      --all                   show every finding and every reason, however many there are
  -q, --quiet                 show findings only, and what kept a run from checking
  -v, --verbose               show also how inputs were recognised, every rule, and
                              where in the program a rule failed
  -h, --help                  show this text

Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  wrong usage
  3  some input could not be read as what it claims to be, or none was
     recognised, or the input is of several tenants, or --strict and a rule was
     not fully checked
  4  the program failed, or one of its rules; the others are still reported
  130, 143  it was interrupted, or terminated
`

// lint runs the rules over the paths and writes the report.
func (t *tool) lint(c *cli.Context) (int, error) {
	paths := c.Args().Slice()
	if len(paths) == 0 {
		return 0, usagef("no path to check; say for example tenantlint lint exports/")
	}
	if slices.Contains(paths, "") {
		return 0, usagef("one of the paths is empty")
	}
	if c.Bool("quiet") && c.Bool("verbose") {
		return 0, usagef("--quiet and --verbose exclude each other")
	}
	selected, err := selectRules(rules.All, c.StringSlice("only"), c.StringSlice("skip"))
	if err != nil {
		return 0, err
	}
	failOn, err := parseFailOn(c.String("fail-on"))
	if err != nil {
		return 0, err
	}
	asOf, err := t.asOf(c)
	if err != nil {
		return 0, err
	}
	maxSize, err := parseSize(c.String("max-size"))
	if err != nil {
		return 0, err
	}
	maxEntries := c.Int("max-entries")
	if maxEntries < 1 {
		return 0, usagef("--max-entries must be 1 or more")
	}
	kinds, err := parseKinds(c.StringSlice("kind"))
	if err != nil {
		return 0, err
	}
	colors, err := t.colors(c.String("color"))
	if err != nil {
		return 0, err
	}
	outs, err := parseOutputs(c.StringSlice("format"), paths)
	if err != nil {
		return 0, err
	}

	debug.SetGCPercent(gcPercent)
	start := t.now()
	r, err := engine.Run(c.Context, paths, engine.Options{
		Rules:   selected,
		AsOf:    asOf,
		Version: programVersion(),
		Stdin:   t.stdin,

		Kinds:      kinds,
		MaxSize:    maxSize,
		MaxEntries: maxEntries,
	})
	if err == nil {
		err = c.Err() // what was read before an interrupt gives no verdict
	}
	if err != nil {
		return 0, err
	}
	if t.terminal { // elsewhere the same input gives the same bytes
		r.Elapsed = t.now().Sub(start)
	}
	for i := range r.Rules { // who names a rule wants it checked
		r.Rules[i].Uncollected = r.Rules[i].Uncollected && len(c.StringSlice("only")) == 0
	}
	r.ExitCode = r.Verdict(failOn, c.Bool("strict"))

	o := report.Options{Verbose: c.Bool("verbose"), Quiet: c.Bool("quiet"), All: c.Bool("all")}
	return r.ExitCode, t.write(c.Context, r, outs, o, colors)
}

// selectRules returns the rules that --only and --skip leave. A rule that is off by
// default runs where --only names it.
func selectRules(all []*lint.Rule, only, skip []string) ([]*lint.Rule, error) {
	wanted, err := parseRules(all, only)
	if err != nil {
		return nil, err
	}
	unwanted, err := parseRules(all, skip)
	if err != nil {
		return nil, err
	}
	var selected []*lint.Rule
	for _, rule := range all {
		if (len(only) == 0 && !rule.OptIn || slices.Contains(wanted, rule.ID)) && !slices.Contains(unwanted, rule.ID) {
			selected = append(selected, rule)
		}
	}
	if len(selected) == 0 {
		return nil, usagef("--only and --skip leave no rule to run")
	}
	return selected, nil
}

// parseRules returns the ids in lists of ids.
func parseRules(all []*lint.Rule, lists []string) ([]string, error) {
	var ids []string
	for _, list := range lists {
		for id := range strings.SplitSeq(list, ",") {
			id = strings.TrimSpace(id)
			if findRule(all, id) == nil {
				return nil, unknownRule(all, id)
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// parseKinds reads what the user says that files hold.
func parseKinds(texts []string) ([]decode.Said, error) {
	var kinds []decode.Said
	for _, text := range texts {
		said, err := decode.ParseSaid(text)
		if _, name, ok := strings.Cut(text, "="); err != nil && ok && name != "" && !strings.HasPrefix(text, "=") {
			var known []string
			for kind := range lint.Kinds() {
				known = append(known, kind.String())
			}
			return nil, unknown("kind", name, known, "tenantlint schema --list")
		}
		if err != nil {
			return nil, usagef(`--kind "%s": %s`, text, err)
		}
		kinds = append(kinds, said)
	}
	return kinds, nil
}

// never is the severity that nothing reaches, as --fail-on names it.
const never = "never"

func parseFailOn(name string) (lint.Severity, error) {
	known := []string{never}
	for severity := lint.Note; severity <= lint.Error; severity++ {
		if severity.String() == name {
			return severity, nil
		}
		known = append(known, severity.String())
	}
	if name != never {
		return lint.Off, unknown("severity", name, known, lintUsage)
	}
	return lint.Off, nil
}

// asOf returns the day that --as-of names, or today.
func (t *tool) asOf(c *cli.Context) (time.Time, error) {
	day := c.String("as-of")
	if !c.IsSet("as-of") {
		return t.now().UTC().Truncate(24 * time.Hour), nil
	}
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return time.Time{}, usagef(`--as-of "%s" is no date of the form 2026-11-21`, day)
	}
	return date, nil
}

// parseSize reads a number of bytes, which may end in K, M, G or T for powers of
// 1024.
func parseSize(size string) (int64, error) {
	number, unit := strings.TrimRight(size, "KMGTkmgt"), int64(1)
	if suffix := strings.ToUpper(size[len(number):]); suffix != "" {
		unit <<= 10 * (1 + strings.Index("KMGT", suffix[:1]))
		if len(suffix) > 1 {
			number = "" // one letter is enough
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n < 1 || n > math.MaxInt64/unit {
		return 0, usagef(`--max-size "%s" is no size such as 500M or 20G`, size)
	}
	return n * unit, nil
}

// colors says where colours are wanted.
type colors struct{ stdout, files bool }

func (t *tool) colors(when string) (colors, error) {
	switch when {
	case "always":
		return colors{stdout: true, files: true}, nil
	case never:
		return colors{}, nil
	case "auto":
		return colors{stdout: t.autoColor()}, nil
	}
	return colors{}, unknown("color setting", when, []string{"auto", "always", never}, lintUsage)
}

func (t *tool) autoColor() bool {
	if t.getenv("NO_COLOR") != "" {
		return false
	}
	if force := t.getenv("FORCE_COLOR"); force != "" {
		return force != "0"
	}
	return t.terminal && t.getenv("TERM") != "dumb"
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(interface{ Fd() uintptr })
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// write writes the report in every format, files first: they are whole even when
// the reader of standard output goes away.
func (t *tool) write(ctx context.Context, r *lint.Report, outs []output, o report.Options, want colors) error {
	o.Color = want.files
	if err := writeFiles(ctx, r, outs, o); err != nil {
		return err
	}
	// Silence is for a run that saw something: an exit code alone explains nothing.
	summary := !o.Quiet || r.ExitCode == lint.ExitUnread || r.ExitCode == lint.ExitFailed || r.CountStatus(lint.Checked) == 0
	for _, out := range outs {
		if out.path != "" {
			continue
		}
		o.Color = want.stdout
		if err := report.Write(t.stdout, out.format, r, o); err != nil {
			return fmt.Errorf("cannot write to standard output: %w", cause(err))
		}
		summary = summary && (out.format != textFormat || o.Quiet) // text ends with it, if not quiet
	}
	stacks := o.Verbose && r.CountStatus(lint.Failed) > 0
	if !summary && !stacks {
		return nil
	}
	if err := t.stdout.Flush(); err != nil { // what standard error shows comes last
		return fmt.Errorf("cannot write to standard output: %w", cause(err))
	}
	if summary {
		if err := report.Summary(t.stderr, r); err != nil {
			return fmt.Errorf("cannot write to standard error: %w", cause(err))
		}
	}
	if stacks {
		if err := report.Stacks(t.stderr, r); err != nil {
			return fmt.Errorf("cannot write to standard error: %w", cause(err))
		}
	}
	return nil
}

func findRule(all []*lint.Rule, id string) *lint.Rule {
	for _, rule := range all {
		if rule.ID == id {
			return rule
		}
	}
	return nil
}

func unknownRule(all []*lint.Rule, id string) error {
	ids := make([]string, len(all))
	for i, rule := range all {
		ids[i] = rule.ID
	}
	return unknown("rule", id, ids, "tenantlint rules")
}
