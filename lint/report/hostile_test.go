package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/schemas"
)

// vectors are names that a guest may choose.
var vectors = []string{
	"##[stop-commands]x",
	"##[add-mask]e",
	"##vso[task.setvariable variable=PATH]x",
	"##vso[task.complete result=Succeeded;]",
	"##teamcity[buildProblem description='x']",
	"a\r::error::x",
	"a\n::error::x",
	"\u00a0::add-mask::a",
	"\u0085::add-mask::a",
	"#\u00ad#[error]x",
	"#\u0489#[error]x",
	"#",
	":",
	"\x1b[2J\x1b]0;t\x07",
	"\u009b2J",
	"\x1b]8;;https://evil\x07ok\x1b]8;;\x07",
	"admin\u202egpj",
	"zero\u200bwidth\ufeff\u2060",
	"line\u2028paragraph\u2029",
	"tag\U000e0041 private\ue000 \U0010fffd",
	"[Fix now](https://evil)",
	`\[a\](javascript:x)`,
	"{0}{1}",
	"`x`",
	"| a |\n| b |",
	"<img src=x onerror=1>",
	"]]>",
	`=HYPERLINK("http://evil","x")`,
	"@octocat #1",
	strings.Repeat("A", 10_000),
	"nul\x00",
	"lone \xed\xa0\x80 surrogate",
	"\u0301\u0301z" + strings.Repeat("\u0301", 50),
	"o'brien",
}

// short are those that golden files hold.
var short = slices.DeleteFunc(slices.Clone(vectors), func(s string) bool { return len(s) > 1000 })

// hostile returns a report in which every string that an export chooses is one of
// the given, with messages as rules make them.
func hostile(names ...string) *lint.Report {
	r := &lint.Report{Version: "1.0.0", AsOf: asOf, ExitCode: lint.ExitFindings}
	for i, name := range names {
		s := display.Untrusted(name)
		rule := &lint.Rule{ID: fmt.Sprintf("rule-%d", i), Subject: "guests", Severity: lint.Error, Page: "# A name is hostile\n"}
		place := lint.Location{
			Path: s, Pointer: "/value/" + display.Untrusted(strings.NewReplacer("~", "~0", "/", "~1").Replace(name)),
			Line: 1, Column: int64(i) + 1, Offset: int64(i), Length: int64(len(name)), EndLine: 1, EndColumn: int64(i + 2),
			// The value begins in the middle of the name, so that a pair may meet there.
			Excerpt: lint.Excerpt{Text: s + s, Start: min(1, len(name)), End: len(name), Left: true},
		}
		object := lint.ObjectRef{Kind: lint.User, ID: s, Name: s}
		quoted := display.Quote(name)
		f := &lint.Finding{
			Rule: rule.ID, Severity: lint.Error,
			Message: "user " + quoted + " is not what it seems", Fix: "rename " + quoted, Notes: []string{quoted},
			Object: object, Location: place,
			Related:    []lint.Related{{Message: quoted + " knows " + quoted, Object: object, Location: place}},
			Properties: []lint.Property{{Key: "mail", Value: s}, {Key: "all", Value: []display.Untrusted{s, s}}},
		}
		f.Identify()
		r.Findings = append(r.Findings, f)
		r.Measures = append(r.Measures, &lint.Measure{
			Rule: rule.ID, Object: object, Location: place, Name: "bytes", Unit: "bytes", Value: 1, Limit: 2, Note: "of " + quoted,
		})
		r.Inputs = append(r.Inputs, lint.Input{
			Path: s, Files: 1, Kind: lint.User, Shape: "object", Records: 1,
			Problems: []lint.Problem{{Code: lint.Malformed, Message: "unexpected " + quoted, Path: s, Line: 1, Column: 1}},
			Evidence: quoted,
		})
		r.Rules = append(r.Rules, lint.RuleResult{
			Rule: rule, Status: lint.Partial, Reasons: reasonsOf("no mail at " + quoted), Exports: get("/v1.0/users"), Findings: 1,
		})
	}
	return r
}

// options are those with which formats are tried on hostile strings.
var options = []Options{{}, {Verbose: true, All: true}, {Quiet: true}}

// checkInert fails if an output may be a command to a CI runner or a terminal.
func checkInert(t *testing.T, output string) {
	t.Helper()
	if !utf8.ValidString(output) {
		t.Error("not UTF-8")
	}
	for i, line := range strings.Split(output, "\n") {
		if strings.HasPrefix(strings.TrimLeftFunc(line, unicode.IsSpace), "::") {
			t.Errorf("line %d begins with '::': %q", i+1, line)
		}
		bare := strings.Map(func(r rune) rune {
			if r != ' ' && (display.IsHidden(r) || unicode.Is(unicode.M, r)) {
				return -1
			}
			return r
		}, line)
		for _, s := range []string{line, bare} {
			if strings.Contains(s, "##") || strings.Contains(s, "::") {
				t.Errorf("line %d has a pair: %q", i+1, line)
			}
		}
		for _, r := range line {
			if r < ' ' || r == 0x7f || r > 0x7f && display.IsHidden(r) {
				t.Errorf("line %d has %U: %q", i+1, r, line)
			}
		}
	}
}

// exact returns what of a string JSON can hold.
func exact(s display.Untrusted) string { return string([]rune(string(s))) }

func checkText(t *testing.T, r *lint.Report) {
	t.Helper()
	for _, o := range options {
		output := render(t, "text", r, o)
		checkInert(t, output)
		o.Color = true
		colored := render(t, "text", r, o)
		if got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(colored, ""); got != output {
			t.Errorf("colour changes the text:\n got %q\nwant %q", got, output)
		}
	}
	var b bytes.Buffer
	if err := Summary(&b, r); err != nil {
		t.Error(err)
	}
	checkInert(t, b.String())
	for line := range strings.Lines(b.String()) {
		if !strings.HasPrefix(line, "tenantlint: ") {
			t.Errorf("a line of the summary begins otherwise: %q", line)
		}
	}
}

func checkJSON(t *testing.T, r *lint.Report) {
	t.Helper()
	output := render(t, "json", r, Options{})
	checkInert(t, output)
	if err := schemas.Validate("report", []byte(output)); err != nil {
		t.Error(err)
	}
	var got struct {
		Inputs []struct {
			Path     string
			Problems []struct{ Message, Path string }
		}
		Rules    []struct{ Reason string }
		Findings []struct {
			Message    string
			Object     struct{ ID, Name string }
			Location   struct{ Path, Pointer string }
			Related    []struct{ Object struct{ ID, Name string } }
			Properties struct {
				Fix, Mail string
				Notes     []string
				All       []string
			}
		}
		Measures []struct {
			Object   struct{ ID, Name string }
			Location struct{ Path, Pointer string }
			Note     string
		}
	}
	if err := json.Unmarshal([]byte(output), &got); err != nil {
		t.Fatal(err)
	}
	same := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for i, input := range r.Inputs {
		same(got.Inputs[i].Path, exact(input.Path))
		same(got.Inputs[i].Problems[0].Path, exact(input.Path))
		same(got.Inputs[i].Problems[0].Message, input.Problems[0].Message)
		same(got.Rules[i].Reason, r.Rules[i].Reasons[0].Text+"; save GET /v1.0/users")
	}
	for i, f := range r.Findings {
		g := got.Findings[i]
		same(g.Message, f.Message)
		same(g.Object.ID, exact(f.Object.ID))
		same(g.Object.Name, exact(f.Object.Name))
		same(g.Location.Path, exact(f.Location.Path))
		same(g.Location.Pointer, exact(f.Location.Pointer))
		same(g.Related[0].Object.Name, exact(f.Object.Name))
		same(g.Properties.Fix, f.Fix)
		same(g.Properties.Notes[0], f.Notes[0])
		same(g.Properties.Mail, exact(f.Object.Name))
		same(g.Properties.All[1], exact(f.Object.Name))
	}
	for i, m := range r.Measures {
		g := got.Measures[i]
		same(g.Object.ID, exact(m.Object.ID))
		same(g.Object.Name, exact(m.Object.Name))
		same(g.Location.Path, exact(m.Location.Path))
		same(g.Location.Pointer, exact(m.Location.Pointer))
		same(g.Note, m.Note)
	}
}

// viewerLink is the pattern by which viewers find links in messages.
var viewerLink = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)

func checkSARIF(t *testing.T, r *lint.Report) {
	t.Helper()
	checkInert(t, render(t, "sarif", r, Options{}))
	results, notifications := sarifOf(t, r)
	messages := make(map[string]string) // with the links that we put there
	for i, f := range r.Findings {
		g := results[i]
		if got, want := string(g.Properties.ObjectID), exact(f.Object.ID); got != want {
			t.Errorf("objectId: got %q, want %q", got, want)
		}
		if got, want := string(g.Properties.Pointer), exact(f.Location.Pointer); got != want {
			t.Errorf("pointer: got %q, want %q", got, want)
		}
		uri := g.Locations[0].Physical.Artifact.URI
		file, err := url.PathUnescape(uri)
		clean := path.Clean(string(f.Location.Path))
		if err != nil || file != clean && file != path.Base(clean) || strings.ContainsAny(uri, ":#?[]\\") {
			t.Errorf("uri of %q: got %q", f.Location.Path, uri)
		}
		messages[g.Message.Text] = "1"
		messages[g.RelatedLocations[0].Message.Text] = ""
	}
	for _, n := range notifications {
		messages[n.Message.Text] = ""
	}
	for message, want := range messages {
		var links strings.Builder
		for _, link := range viewerLink.FindAllStringSubmatch(message, -1) {
			links.WriteString(link[2])
		}
		if links.String() != want {
			t.Errorf("links of %q: got %q, want %q", message, links.String(), want)
		}
		if strings.Contains(message, "`") || strings.ContainsAny(strings.NewReplacer("{{", "", "}}", "").Replace(message), "{}") {
			t.Errorf("placeholder or code in %q", message)
		}
		if !strings.HasSuffix(message, ".") {
			t.Errorf("no sentence: %q", message)
		}
	}
}

func TestHostile(t *testing.T) {
	for _, name := range vectors {
		t.Run(fmt.Sprintf("%.20q", name), func(t *testing.T) {
			r := hostile(name)
			checkText(t, r)
			checkJSON(t, r)
			checkSARIF(t, r)

			r = failed(name)
			r.Inputs = nil
			checkText(t, r)
			checkJSON(t, r)
			checkSARIF(t, r)
			checkInert(t, stacks(t, r))
		})
	}
}

func seed(f *testing.F) {
	f.Helper()
	for _, name := range vectors {
		f.Add(name, name)
	}
	f.Add("a#", "#[error]")
	f.Add("a:", ":")
}

func FuzzText(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, a, b string) { checkText(t, hostile(a, b)) })
}

func FuzzJSON(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, a, b string) { checkJSON(t, hostile(a, b)) })
}

func FuzzSARIF(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, a, b string) { checkSARIF(t, hostile(a, b)) })
}
