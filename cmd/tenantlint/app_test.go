package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/urfave/cli/v2"

	"tenantlint/lint"
	"tenantlint/lint/report"
)

const (
	clean  = `{"id":"11b2c3d4-0000-4000-8000-000000000001","displayName":"Ann Example","userPrincipalName":"ann@contoso.com","onPremisesUserPrincipalName":"ann@contoso.com","mail":"ann@contoso.com","otherMails":[],"proxyAddresses":["SMTP:ann@contoso.com"],"userType":"Member","creationType":null,"externalUserState":null,"onPremisesSyncEnabled":true,"accountEnabled":true,"identities":[]}`
	finder = "--only=hash-in-synced-upn" // the rule that these exports are about
)

// page returns users as Microsoft Graph writes them.
func page(users ...string) string {
	return `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[` + strings.Join(users, ",") + `]}`
}

// faulty is a user that finder reports.
func faulty() string { return strings.ReplaceAll(clean, "ann@", "ann#1@") }

// folder makes a folder with exports the working folder.
func folder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"clean.json":          page(clean),
		"faulty.json":         page(faulty()),
		"cut.json":            page(faulty())[:60],
		"unselected.json":     page(strings.Replace(clean, `"onPremisesSyncEnabled":true,`, "", 1)),
		"unrecognised.json":   `{"colour":"red"}`,
		"-f.json":             page(clean),
		"help":                page(clean),
		"format":              page(clean),
		"other, readable.txt": "kept",
	} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("sub", 0o777); err != nil {
		t.Fatal(err)
	}
}

// try runs the program in process.
func try(stdin string, args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(append([]string{"tenantlint"}, args...), strings.NewReader(stdin), &out, &err)
	return code, out.String(), err.String()
}

// TestQuietIsNotSilentAboutWhatItDidNotSee holds that a run that saw nothing says so.
func TestQuietIsNotSilentAboutWhatItDidNotSee(t *testing.T) {
	folder(t)
	for file, want := range map[string]string{
		`{"@odata.context":"#users","value":[]}`:                     "tenantlint: nothing found in 0 objects, but ",
		`{"@odata.context":"#users","value":[{"id":"a","mail":"x"},`: "tenantlint: nothing found in ",
		"<html>": "tenantlint: nothing found in 0 objects, but no file was recognised",
	} {
		if _, stdout, stderr := try(file, "lint", "-q", "-"); stdout != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s\n%s%s", file, stdout, stderr)
		}
	}
	if _, stdout, stderr := try("", "lint", "-q", "clean.json", "--only", "hash-in-synced-upn"); stdout != "" || stderr != "" {
		t.Errorf("of what was checked: %s%s", stdout, stderr)
	}
}

func TestLintExitCodes(t *testing.T) {
	folder(t)
	for _, test := range []struct {
		reason string
		args   string
		stdin  string
		code   int
	}{
		{"nothing is wrong", "clean.json", "", 0},
		{"a finding at the default threshold", "faulty.json", "", 1},
		{"a finding below nothing", "faulty.json --fail-on never", "", 0},
		{"a finding above the threshold", "--fail-on note faulty.json", "", 1},
		{"a file that was cut off", "cut.json", "", 3},
		{"a file that was cut off wins over a finding", "faulty.json cut.json", "", 3},
		{"nothing was recognised", "unrecognised.json", "", 3},
		{"not fully checked, which is no fault", "unselected.json", "", 0},
		{"not fully checked, and strict", "--strict unselected.json", "", 3},
		{"strict, and fully checked", "--strict clean.json", "", 0},
		{"strict, with a rule that lacks what cannot be collected", "--strict clean.json --only hash-in-synced-upn,sharepoint-b2b-integration-off", "", 3},
		{"standard input", "-", page(faulty()), 1},
		{"standard input beside a file", "clean.json -", page(faulty()), 1},
		{"the code is the same in JSON", "faulty.json -f json", "", 1},
		{"the code is the same in SARIF", "faulty.json -f sarif", "", 1},
		{"a path that does not exist", "absent.json", "", 2},
		{"one of several paths does not exist", "clean.json absent.json", "", 2},
	} {
		t.Run(test.reason, func(t *testing.T) {
			code, stdout, stderr := try(test.stdin, append([]string{"lint", finder}, strings.Fields(test.args)...)...)
			if code != test.code {
				t.Errorf("exit code %d, want %d\n%s%s", code, test.code, stdout, stderr)
			}
			if code == 2 && (stdout != "" || strings.Count(stderr, "\n") != 1) {
				t.Errorf("want nothing on standard output and one line on standard error, got\n%s%s", stdout, stderr)
			}
			if code != 2 && strings.Contains(test.args, "-f") == false && (stdout == "" || stderr != "") {
				t.Errorf("want the report on standard output and nothing else, got\n%s%s", stdout, stderr)
			}
		})
	}
}

func TestFlagsStandAnywhere(t *testing.T) {
	folder(t)
	_, want, _ := try("", "lint", "--format=json", finder, "clean.json")
	if !strings.HasPrefix(want, "{") {
		t.Fatalf("no JSON:\n%s", want)
	}
	for _, args := range []string{
		"clean.json --format=json " + finder,
		"clean.json --format json " + finder,
		"clean.json -f json " + finder,
		"clean.json -f=json " + finder,
		"clean.json -fjson " + finder,
		"clean.json -qfjson " + finder,
		"-q clean.json -format json " + finder,
		"--only hash-in-synced-upn -f json clean.json",
		"--only hash-in-synced-upn -f json -- clean.json",
		"-f=json --only hash-in-synced-upn,hash-in-synced-upn -- clean.json",
	} {
		code, got, stderr := try("", append([]string{"lint"}, strings.Fields(args)...)...)
		if code != 0 || got != want {
			t.Errorf("lint %s: exit code %d\n%s%s", args, code, got, stderr)
		}
	}
}

func TestPathsThatLookLikeSomethingElse(t *testing.T) {
	folder(t)
	for _, args := range [][]string{
		{"lint", finder, "--", "-f.json"},
		{"lint", finder, "help"},
		{"lint", finder, "format"},
		{"lint", finder, "./-f.json"},
	} {
		if code, stdout, stderr := try("", args...); code != 0 {
			t.Errorf("%q: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

func TestUsageErrors(t *testing.T) {
	folder(t)
	for _, test := range []struct {
		args string // separated by blanks; "·" stands for one
		want string
	}{
		{"lint", "no path to check; say for example tenantlint lint exports/"},
		{"lint --", "no path to check; say for example tenantlint lint exports/"},
		{"lnt clean.json", `unknown command "lnt"; did you mean lint?`},
		{"zzzzzzzzzz", `unknown command "zzzzzzzzzz"; see tenantlint --help`},
		{"clean.json", `unknown command "clean.json"; to check that export: tenantlint lint clean.json`},
		{"-f json lint clean.json", `unknown flag "-f"; a command comes first, see tenantlint --help`},
		{"-- lint", `unknown flag "--"; a command comes first, see tenantlint --help`},
		{"lint clean.json --formt=json", `unknown flag "--formt"; did you mean --format?`},
		{"lint clean.json --zzzzzzzz", `unknown flag "--zzzzzzzz"; see tenantlint lint --help`},
		{"lint clean.json -z", `unknown flag "-z"; see tenantlint lint --help`},
		{"lint clean.json -qz", `unknown flag "-z"; see tenantlint lint --help`},
		{"lint clean.json -f", "flag -f needs a value; see tenantlint lint --help"},
		{"lint clean.json --strict=maybe", `invalid boolean value "maybe" for -strict: parse error`},
		{"lint clean.json -f sarf", `unknown format "sarf"; did you mean sarif?`},
		{"lint clean.json -f yaml", `unknown format "yaml"; it is one of text, json, sarif`},
		{"lint clean.json -f text -f json", "two formats on standard output, text and json; send one to a file, as in --format json=FILE"},
		{"lint clean.json -f text -f json=-", "two formats on standard output, text and json; send one to a file, as in --format json=FILE"},
		{"lint clean.json -f json=x -f sarif=./x", "two formats in one file, ./x: json and sarif"},
		{"lint clean.json -f json=help -f sarif=sub/../help", "two formats in one file, sub/../help: json and sarif"},
		{"lint clean.json -f json=./clean.json", "cannot write json to ./clean.json: it is one of the files to check"},
		{"lint clean.json -f json=", "no file behind --format json="},
		{"lint clean.json -f json=sub", "cannot write json to sub: it is a folder"},
		{"lint clean.json -f json=absent/x.json", "cannot write json to absent/x.json: there is no such folder"},
		{"lint clean.json -f json=help/x.json", "cannot write json to help/x.json: there is no such folder"},
		{"lint clean.json --only hash-in-synced-up", `unknown rule "hash-in-synced-up"; did you mean hash-in-synced-upn?`},
		{"lint clean.json --skip hash-in-synced-upn,zzzzzzzz", `unknown rule "zzzzzzzz"; see tenantlint rules`},
		{"lint clean.json --only hash-in-synced-upn --skip hash-in-synced-upn", "--only and --skip leave no rule to run"},
		{"lint clean.json --fail-on warn", `unknown severity "warn"; it is one of never, note, warning, error`},
		{"lint clean.json --fail-on warnin", `unknown severity "warnin"; did you mean warning?`},
		{"lint clean.json --as-of 2026-02-30", `--as-of "2026-02-30" is no date of the form 2026-11-21`},
		{"lint clean.json --as-of 21.11.2026", `--as-of "21.11.2026" is no date of the form 2026-11-21`},
		{"lint clean.json --as-of=", `--as-of "" is no date of the form 2026-11-21`},
		{"lint clean.json --max-size=", `--max-size "" is no size such as 500M or 20G`},
		{"lint clean.json --fail-on=", `unknown severity ""; it is one of never, note, warning, error`},
		{"lint clean.json --color=", `unknown color setting ""; it is one of auto, always, never`},
		{"lint clean.json --only=", `unknown rule ""; see tenantlint rules`},
		{"lint clean.json --format=", `unknown format ""; it is one of text, json, sarif`},
		{"lint clean.json --max-size 0", `--max-size "0" is no size such as 500M or 20G`},
		{"lint clean.json --max-size 20GB", `--max-size "20GB" is no size such as 500M or 20G`},
		{"lint clean.json --max-size 9999999T", `--max-size "9999999T" is no size such as 500M or 20G`},
		{"lint clean.json --max-entries 0", "--max-entries must be 1 or more"},
		{"lint clean.json --color sometimes", `unknown color setting "sometimes"; it is one of auto, always, never`},
		{"lint clean.json --quiet -v", "--quiet and --verbose exclude each other"},
		{"lint clean.json ·", "one of the paths is empty"},
		{"rules -f yaml", `unknown format "yaml"; it is one of text, json, markdown`},
		{"rules stale-guest", "tenantlint rules takes no argument; for one rule: tenantlint explain stale-guest"},
		{"explain", "tenantlint explain takes a rule, a problem, a code or a message; tenantlint explain --list names them"},
		{"explain ·", "tenantlint explain takes a rule, a problem, a code or a message; tenantlint explain --list names them"},
		{"explain --list hash-in-synced-upn", "--list takes no rule, problem, code or message"},
		{"explain hash-in-synced-up", `unknown rule, problem or code "hash-in-synced-up"; did you mean hash-in-synced-upn?`},
		{"explain Hash-In-Synced-UPN", `unknown rule, problem or code "Hash-In-Synced-UPN"; did you mean hash-in-synced-upn?`},
		{"explain nextlink", `unknown rule, problem or code "nextlink"; did you mean next-link?`},
		{"explain zzzzzzzzzz", `unknown rule, problem or code "zzzzzzzzzz"; see tenantlint explain --list`},
		{"explain invoice overdue", `no page is about "invoice overdue"; see tenantlint explain --list`},
		{
			"explain the invitation fails: proxyAddress exists",
			`no page is about "the invitation fails: proxyAddress exists"; see tenantlint explain "Guest without proxyAddress", tenantlint explain "proxyAddress conflicts with a local user", tenantlint explain "Cannot invite: conflict in proxyAddresses; existing contact", tenantlint explain --list`,
		},
		{"explain AADSTS999999", `no page is about "AADSTS999999"; see tenantlint explain --list`},
		{"schema", "tenantlint schema takes one name; tenantlint schema --list names them"},
		{"schema user group", "tenantlint schema takes one name; tenantlint schema --list names them"},
		{"schema --list user", "--list takes no name"},
		{"schema users", `unknown schema "users"; did you mean user?`},
		{"schema crosstenantaccesspolicy", `unknown schema "crosstenantaccesspolicy"; did you mean crossTenantAccessPolicy?`},
		{"version now", "tenantlint version takes no argument"},
	} {
		t.Run(test.args, func(t *testing.T) {
			args := strings.Fields(test.args)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "·", "")
			}
			code, stdout, stderr := try("", args...)
			if code != 2 || stdout != "" || stderr != "tenantlint: "+test.want+"\n" {
				t.Errorf("exit code %d, want 2\n got %s%s\nwant tenantlint: %s", code, stdout, stderr, test.want)
			}
		})
	}
}

func TestErrorsShowHostileWordsHarmless(t *testing.T) {
	folder(t)
	hostile := "##[stop-commands]\x1b[2J\u202e\r::error::x"
	for _, args := range [][]string{
		{hostile},
		{"lint", hostile},
		{"lint", "--" + hostile, "clean.json"},
		{"lint", "--only", hostile, "clean.json"},
		{"lint", "--format", hostile, "clean.json"},
		{"lint", "--format", "json=" + hostile + "/x", "clean.json"},
		{"lint", "--as-of", hostile, "clean.json"},
		{"lint", "--strict=" + hostile, "clean.json"},
		{"explain", hostile},
		{"schema", hostile},
	} {
		code, stdout, stderr := try("", args...)
		line, more, _ := strings.Cut(stderr, "\n")
		if code != 2 || stdout != "" || more != "" || strings.ContainsAny(line, "\x1b\u202e\r") ||
			strings.Contains(line, "##") || strings.Contains(line, "::") {
			t.Errorf("%q: exit code %d\n%q\n%q", args, code, stdout, stderr)
		}
	}
}

func TestHelp(t *testing.T) {
	code, stdout, stderr := try("")
	if code != 2 || stdout != "" || stderr != help {
		t.Errorf("without a command: exit code %d\n%s%s", code, stdout, stderr)
	}
	for _, args := range []string{"--help", "-h", "help"} {
		if code, stdout, stderr := try("", args); code != 0 || stdout != help || stderr != "" {
			t.Errorf("%s: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
	for _, c := range (&tool{}).app().Commands {
		for _, args := range [][]string{{c.Name, "--help"}, {c.Name, "-h"}, {c.Name, "path", "--help"}, {"help", c.Name}} {
			if code, stdout, stderr := try("", args...); code != 0 || stdout != c.Description || stderr != "" {
				t.Errorf("%q: exit code %d\n%s%s", args, code, stdout, stderr)
			}
		}
	}
}

func TestHelpNamesEveryCommandAndFlag(t *testing.T) {
	app := (&tool{}).app()
	for _, c := range app.Commands {
		if !strings.Contains(help, "\n  "+c.Name+" ") {
			t.Errorf("the help of the program does not name %s", c.Name)
		}
		for _, flag := range append(c.Flags, &cli.BoolFlag{Name: "help", Aliases: []string{"h"}}) {
			names := "      --" + flag.Names()[0]
			if len(flag.Names()) > 1 {
				names = "  -" + flag.Names()[1] + ", --" + flag.Names()[0]
			}
			if !strings.Contains(c.Description, "\n"+names+" ") {
				t.Errorf("the help of %s does not name --%s", c.Name, flag.Names()[0])
			}
		}
	}
	for _, format := range report.Formats() {
		if !strings.Contains(lintHelp, format) {
			t.Errorf("the help of lint does not name the format %s", format)
		}
	}
}

func TestVersion(t *testing.T) {
	for _, args := range []string{"version", "--version"} {
		code, stdout, stderr := try("", args)
		if code != 0 || stderr != "" || !strings.HasPrefix(stdout, "tenantlint "+programVersion()+" go1.") {
			t.Errorf("%s: exit code %d\n%s%s", args, code, stdout, stderr)
		}
	}
}

func TestSchema(t *testing.T) {
	_, list, _ := try("", "schema", "--list")
	names := strings.Fields(list)
	if !slices.IsSorted(names) || !slices.Contains(names, "report") {
		t.Errorf("schema --list prints %q", names)
	}
	for kind := range lint.Kinds() {
		if !slices.Contains(names, kind.String()) {
			t.Errorf("schema --list does not name %s", kind)
		}
	}
	for _, name := range names {
		code, stdout, stderr := try("", "schema", name)
		if code != 0 || !json.Valid([]byte(stdout)) || !strings.HasSuffix(stdout, "}\n") || stderr != "" {
			t.Errorf("schema %s: exit code %d\n%s%s", name, code, stdout, stderr)
		}
	}
}

// A failing writer is a full disk, or a pipe that nobody reads.
type failing struct{ after int }

func (f *failing) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(p), nil
}

func TestStandardOutputThatCannotBeWritten(t *testing.T) {
	folder(t)
	for _, args := range []string{
		"lint faulty.json", "lint faulty.json -f json", "lint faulty.json -f sarif", "lint clean.json -f sarif=x -f json",
		"lint --help", "rules", "rules --long", "rules -f json", "rules -f markdown", "explain --list", "explain 65005", "explain 50020", "collect", "schema --list", "schema user", "version",
	} {
		var stderr bytes.Buffer
		code := run(append([]string{"tenantlint"}, strings.Fields(args)...), strings.NewReader(""), &failing{after: 3}, &stderr)
		if want := "tenantlint: cannot write to standard output: no space left on device\n"; code != 4 || stderr.String() != want {
			t.Errorf("%s: exit code %d\n%s", args, code, &stderr)
		}
	}
	if info, err := os.Stat("x"); err != nil || info.Size() == 0 {
		t.Errorf("the file beside it is missing: %v", err)
	}
}

// A panicking writer stands for a bug of this program.
type panicking struct{}

func (panicking) Write([]byte) (int, error) { panic("index\nout of range") }

func TestPanic(t *testing.T) {
	var stderr bytes.Buffer
	code := run([]string{"tenantlint", "version"}, strings.NewReader(""), panicking{}, &stderr)
	line, more, _ := strings.Cut(stderr.String(), "\n")
	if code != 4 || more != "" || !strings.HasPrefix(line, `tenantlint: internal error: index\x0aout of range (`) ||
		!strings.Contains(line, "panicking.Write, line ") || !strings.Contains(line, "please report it") {
		t.Errorf("exit code %d\n%s", code, &stderr)
	}
}

func TestTodayComesFromTheClock(t *testing.T) {
	folder(t)
	zone := time.FixedZone("UTC+10", 10*60*60)
	for _, test := range []struct{ args, want string }{
		{"", `"asOf": "2026-11-20"`}, // the day in UTC: the same on every machine
		{"--as-of 2024-02-29", `"asOf": "2024-02-29"`},
	} {
		var stdout, stderr bytes.Buffer
		tl := newTool(strings.NewReader(""), &stdout, &stderr)
		tl.now = func() time.Time { return time.Date(2026, 11, 21, 9, 0, 0, 0, zone) }
		code := tl.run(strings.Fields("tenantlint lint clean.json -f json " + finder + " " + test.args))
		if got := strings.ReplaceAll(stdout.String(), `":"`, `": "`); code != 0 || !strings.Contains(got, test.want) {
			t.Errorf("%q: exit code %d, want %s in\n%s%s", test.args, code, test.want, &stdout, &stderr)
		}
	}
}

func TestColor(t *testing.T) {
	for _, test := range []struct {
		reason   string
		when     string
		env      map[string]string
		terminal bool
		want     colors
	}{
		{"a pipe", "auto", nil, false, colors{}},
		{"a terminal", "auto", nil, true, colors{stdout: true}},
		{"a terminal that cannot", "auto", map[string]string{"TERM": "dumb"}, true, colors{}},
		{"the variable wins over the terminal", "auto", map[string]string{"NO_COLOR": "1"}, true, colors{}},
		{"an empty variable is none", "auto", map[string]string{"NO_COLOR": ""}, true, colors{stdout: true}},
		{"forced on a pipe", "auto", map[string]string{"FORCE_COLOR": "1"}, false, colors{stdout: true}},
		{"forced off", "auto", map[string]string{"FORCE_COLOR": "0"}, true, colors{}},
		{"no wins over force", "auto", map[string]string{"NO_COLOR": "1", "FORCE_COLOR": "1"}, true, colors{}},
		{"the flag wins over no", "always", map[string]string{"NO_COLOR": "1"}, false, colors{stdout: true, files: true}},
		{"the flag wins over force", "never", map[string]string{"FORCE_COLOR": "1"}, true, colors{}},
	} {
		tl := &tool{terminal: test.terminal, getenv: func(name string) string { return test.env[name] }}
		if got, err := tl.colors(test.when); err != nil || got != test.want {
			t.Errorf("%s: got %+v, %v, want %+v", test.reason, got, err, test.want)
		}
	}
}

func TestColorReachesTheReport(t *testing.T) {
	folder(t)
	for when, want := range map[string]bool{"always": true, "never": false, "auto": false} {
		_, stdout, _ := try("", "lint", finder, "faulty.json", "--color", when, "-f", "text", "-f", "text=x")
		file, err := os.ReadFile("x")
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(stdout, "\x1b[") != want || bytes.Contains(file, []byte("\x1b[")) != want {
			t.Errorf("--color %s: want color: %t\n%q\n%q", when, want, stdout, file)
		}
	}
}

func TestNoTerminal(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "x"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range []io.Writer{file, &bytes.Buffer{}} {
		if isTerminal(w) {
			t.Errorf("%T is taken for a terminal", w)
		}
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
