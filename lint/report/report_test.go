package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/schemas"
)

var update = flag.Bool("update", false, "write the golden files that have changed, of the tests that -run names")

var extensions = map[string]string{"text": ".txt", "json": ".json", "sarif": ".sarif"}

// render returns a report in a format.
func render(t *testing.T, format string, r *lint.Report, o Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r, o); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.String()
}

// golden compares got with a file of testdata, line by line.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	b, err := os.ReadFile(name)
	switch {
	case *update && (err != nil || got != string(b)):
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	case err != nil:
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(b), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := "(end)", "(end)"
		if i < len(gotLines) {
			g = gotLines[i]
		}
		if i < len(wantLines) {
			w = wantLines[i]
		}
		if g != w {
			t.Errorf("%s:%d:\n got %q\nwant %q", name, i+1, g, w)
			return
		}
	}
}

const page = `# A contact owns the address of a guest

## What

A contact and a guest both hold an address. Exchange refuses to give ` + "`smtp`" + ` addresses
to **two** objects; see [the article](https://learn.microsoft.com/x).

## Why

Inviting fails.
`

var (
	conflict = &lint.Rule{ID: "address-conflict-contact", Subject: "addresses", Severity: lint.Error, Page: page}
	synced   = &lint.Rule{ID: "hash-in-synced-upn", Subject: "usernames", Severity: lint.Error, Page: "# A synced UPN has a hash\n\n## What\n\nA hash.\n\n## Why\n"}
	group    = &lint.Rule{ID: "guest-in-synced-group", Subject: "groups", Severity: lint.Error, Page: "# A guest is in a synced group\n"}
	outbound = &lint.Rule{ID: "rms-blocked-outbound", Subject: "crosstenant", Severity: lint.Warning, Page: "# Protected mail cannot be read\n"}
	allowed  = &lint.Rule{ID: "rms-only-application-allowed", Subject: "crosstenant", Severity: lint.Warning, Page: "# Every other application is blocked\n"}
	invite   = &lint.Rule{ID: "everyone-can-invite", Subject: "invitations", Severity: lint.Note, Page: "# Everyone can invite guests\n"}

	asOf = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
)

// at returns a place on one line, with the line around it: «» mark the value.
func at(path, pointer string, line, column int64, excerpt string) lint.Location {
	before, rest, _ := strings.Cut(excerpt, "«")
	value, after, _ := strings.Cut(rest, "»")
	text, left := strings.CutPrefix(before+value+after, "…")
	text, right := strings.CutSuffix(text, "…")
	start := len(strings.TrimPrefix(before, "…"))
	return lint.Location{
		Path: display.Untrusted(path), Pointer: display.Untrusted(pointer),
		Offset: column - 1, Length: int64(len(value)),
		Line: line, Column: column, EndLine: line, EndColumn: column + int64(len([]rune(value))),
		Excerpt: lint.Excerpt{Text: display.Untrusted(text), Start: start, End: start + len(value), Left: left, Right: right},
	}
}

func reasonsOf(texts ...string) (reasons []lint.Reason) {
	for _, text := range texts {
		reasons = append(reasons, lint.Reason{Text: text})
	}
	return reasons
}

func get(paths ...string) (requests []lint.Request) {
	for _, path := range paths {
		requests = append(requests, lint.Request{Method: "GET", Path: path})
	}
	return requests
}

func tenant() *lint.Report {
	partly := lint.Problem{Code: lint.NextLink, Message: "one page of several: @odata.nextLink is left over", Path: "groups.json", Line: 1, Column: 2210}
	wrongType := func(file string, line int64) lint.Problem {
		return lint.Problem{Code: lint.Schema, Message: "accountEnabled is no boolean", Path: display.Untrusted(file), Line: line, Column: 7}
	}
	ann := lint.ObjectRef{Kind: lint.User, ID: "11b2c3d4-0000-4000-8000-000000000001", Name: "Ann Example"}
	r := &lint.Report{
		Version: "1.0.0",
		AsOf:    asOf,
		Elapsed: 31 * time.Millisecond,
		Inputs: []lint.Input{
			{Path: "contacts.json", Files: 1, Kind: lint.Contact, Shape: "graph-page", Records: 88, Complete: true, Evidence: "@odata.context"},
			{Path: "groups.json", Files: 1, Kind: lint.Group, Shape: "graph-page", Records: 140, Problems: []lint.Problem{partly}},
			{
				Path: "Groups/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa/Members/Members.json", Files: 1,
				Kind: lint.GroupMember, Shape: "array", Records: 3, Complete: true,
			},
			{Path: "notes.json", Files: 1, Problems: []lint.Problem{{Code: lint.Unrecognised, Message: "no kind of export", Path: "notes.json"}}},
			{
				Path: "users/**", Files: 1204, Kind: lint.User, Shape: "object", Records: 1204, Complete: true, Evidence: "userPrincipalName",
				Problems: []lint.Problem{
					wrongType("users/a.json", 3), wrongType("users/b.json", 4),
					{Code: lint.Truncated, Message: "the file ends in a string", Path: "users/c.json", Line: 2, Column: 1},
				},
			},
		},
		Rules: []lint.RuleResult{
			{Rule: conflict, Status: lint.Checked, Findings: 2},
			{Rule: invite, Status: lint.Checked, Findings: 1},
			{
				Rule: outbound, Status: lint.Skipped, Reasons: reasonsOf("no cross-tenant default in the export"),
				Exports: get("/v1.0/policies/crossTenantAccessPolicy/default", "/v1.0/policies/crossTenantAccessPolicy/partners"),
			},
			{
				Rule: allowed, Status: lint.Skipped, Reasons: reasonsOf("no cross-tenant default in the export"),
				Exports: get("/v1.0/policies/crossTenantAccessPolicy/default", "/v1.0/policies/crossTenantAccessPolicy/partners"),
			},
			{
				Rule: group, Status: lint.Partial, Reasons: reasonsOf("140 groups are one page of several", "3 of 1,204 users lack userType"),
				Exports: get("/v1.0/groups/{id}/members?$select=id&$top=999"),
			},
			{Rule: synced, Status: lint.Checked, Findings: 1},
		},
		Findings: []*lint.Finding{
			{
				Rule: "everyone-can-invite", Severity: lint.Note,
				Message:  "allowInvitesFrom is 'everyone': guests can invite guests",
				Object:   lint.ObjectRef{Kind: lint.AuthorizationPolicy, ID: "authorizationPolicy"},
				Location: lint.Location{Path: "authorizationPolicy.json", Line: 1, Column: 1, EndLine: 9, EndColumn: 2, Length: 200},
			},
			{
				Rule: "address-conflict-contact", Severity: lint.Error,
				Message: "contact 'Ann Example (vendor)' owns 'ann@fabrikam.example', the address of a guest",
				Fix:     "delete or hide the contact, then give the guest the address back",
				Notes:   []string{"The guest is not mail-enabled, and inviting this address again is refused."},
				Object:  lint.ObjectRef{Kind: lint.Contact, ID: "6f0c1a2b-0000-4000-8000-000000000002", Name: "Ann Example (vendor)"},
				Location: at("contacts.json", "/value/12/mail", 1, 8812,
					`…"displayName":"Ann Example (vendor)","mail":«"ann@fabrikam.example"»,"mailNickname":"ann"…`),
				Related: []lint.Related{{
					Message: "guest 'Ann Example' holds it as primary address", Object: ann,
					Location: at("users/d.json", "/mail", 1, 734, `«"ann@fabrikam.example"»`),
				}},
				Properties: []lint.Property{{Key: "owners", Value: 2}, {Key: "ids", Value: []display.Untrusted{"a", "b"}}, {Key: "none", Value: []string(nil)}},
			},
			{
				Rule: "address-conflict-contact", Severity: lint.Warning,
				Message:  "contact '田中 太郎' owns 'tanaka@woodgrove.example', the address of a guest",
				Object:   lint.ObjectRef{Kind: lint.Contact, ID: "6f0c1a2b-0000-4000-8000-000000000003", Name: "田中 太郎"},
				Location: at("contacts.json", "/value/40/displayName", 210, 7, `  {"displayName": "田中 太郎", "mail": «"田中@woodgrove.example"»}`),
			},
			{
				Rule: "hash-in-synced-upn", Severity: lint.Error,
				Message:  "'ann#ext@contoso.com' has a hash: the sync service replaces it",
				Object:   ann,
				Location: at("users/d.json", "/userPrincipalName", 4, 24, `  "userPrincipalName": «"ann#ext@contoso.com"»,`),
			},
		},
		Measures: []*lint.Measure{
			measure("domain-list-size", lint.B2BManagementPolicy, "B2BManagementPolicy", "characters", 26_000, 25_000),
			measure("policy-size", lint.CrossTenantAccessPolicy, "CrossTenantAccessPolicy", "bytes", 15_252, 25_600),
			measure("policy-size", lint.CrossTenantAccessPolicy, "CrossTenantAccessPolicy", "compactBytes", 14_980, 25_600),
			measure("policy-size", lint.CrossTenantAccessPolicyDefault, "", "bytes", 25_600, 25_600).Notef("this is %s", "all"),
		},
	}
	for _, f := range r.Findings {
		f.Identify()
	}
	r.ExitCode = r.Verdict(lint.Error, false)
	return r
}

// measure returns a figure of an object in a file of its own.
func measure(rule string, kind lint.Kind, name, figure string, value, limit int) *lint.Measure {
	id := display.Untrusted(name)
	unit := map[string]string{"compactBytes": "compact bytes"}[figure]
	return &lint.Measure{
		Rule: rule, Object: lint.ObjectRef{Kind: kind, ID: id, Name: id},
		Location: lint.Location{Path: display.Untrusted(kind.String() + ".json"), Line: 1, Column: 1, Length: 9},
		Name:     figure, Value: value, Limit: limit, Unit: cmp.Or(unit, figure),
	}
}

func clean() *lint.Report {
	return &lint.Report{
		Version: "1.0.0",
		AsOf:    asOf,
		Inputs: []lint.Input{
			{Path: "users.json", Files: 1, Kind: lint.User, Shape: "array", Records: 1432, Complete: true},
		},
		Rules:   []lint.RuleResult{{Rule: synced, Status: lint.Checked}},
		Elapsed: 4 * time.Millisecond,
	}
}

func nothing() *lint.Report {
	r := &lint.Report{
		Version: "(devel)",
		AsOf:    asOf,
		Rules:   []lint.RuleResult{{Rule: synced, Reasons: reasonsOf("no users in the export"), Exports: get("/v1.0/users")}},
	}
	r.ExitCode = r.Verdict(lint.Error, false)
	return r
}

// many has more of everything than is shown.
func many() *lint.Report {
	r := clean()
	r.Rules = nil
	for i := range 12 {
		rule := &lint.Rule{ID: fmt.Sprintf("rule-%d", i), Subject: "guests", Severity: lint.Warning, Page: "# A rule\n"}
		r.Rules = append(r.Rules, lint.RuleResult{Rule: rule, Reasons: reasonsOf("no domains in the export")})
		r.Inputs[0].Problems = append(r.Inputs[0].Problems, lint.Problem{
			Code: lint.Schema, Message: fmt.Sprintf("property %d is no string", i), Path: "users.json", Line: int64(i + 1), Column: 1,
		})
	}
	for i := range 12 {
		f := &lint.Finding{
			Rule: "rule-0", Severity: lint.Warning, Message: fmt.Sprintf("user '%d' is one of many", i),
			Object:   lint.ObjectRef{Kind: lint.User, ID: display.Untrusted(fmt.Sprint(i))},
			Location: lint.Location{Path: "users.json", Line: int64(i + 1), Column: 1},
		}
		for j := range 12 {
			f.Related = append(f.Related, lint.Related{
				Message:  fmt.Sprintf("user '%d' is another", j),
				Object:   lint.ObjectRef{Kind: lint.User, ID: display.Untrusted(fmt.Sprint(j))},
				Location: lint.Location{Path: "users.json", Line: int64(j + 1), Column: 1},
			})
		}
		f.Identify()
		r.Findings = append(r.Findings, f)
		r.Inputs = append(r.Inputs, lint.Input{Path: display.Untrusted(fmt.Sprintf("notes/%d.json", i)), Files: 1, Problems: []lint.Problem{
			{Code: lint.Unrecognised, Message: "no kind of export", Path: display.Untrusted(fmt.Sprintf("notes/%d.json", i))},
		}})
	}
	for i, value := range []int{300, 500, 100, 500, 400, 200} {
		name := fmt.Sprintf("partner-%d", i)
		r.Measures = append(r.Measures, measure("policy-size", lint.CrossTenantAccessPolicyPartner, name, "bytes", value, 25_600))
	}
	// What could not be read is shown, however much else there is.
	r.Inputs = append(r.Inputs, lint.Input{Path: "z.json", Files: 1, Problems: []lint.Problem{
		{Code: lint.Malformed, Message: "this is not JSON", Path: "z.json", Line: 1, Column: 1},
	}})
	r.ExitCode = r.Verdict(lint.Error, false)
	return r
}

// failed returns a report on a tenant of which rules failed: at an object, in an index that
// two rules use, and at no object in particular. Its strings come from the export.
func failed(name string) *lint.Report {
	s := display.Untrusted(name)
	object := lint.ObjectRef{Kind: lint.User, ID: s, Name: s}
	stack := []lint.Call{
		{Function: "tenantlint/lint/rules/guests/a-rule.init.func1", File: "lint/rules/guests/a-rule/rule.go", Line: 31},
		{Function: "tenantlint/lint/engine.(*worker).check", File: "lint/engine/work.go", Line: 240},
	}
	index := &lint.Failure{Fault: s + " is no title", Object: object, Index: "titles", Stack: stack[:1]}
	r := clean()
	r.Rules = append(r.Rules, []lint.RuleResult{
		{Rule: conflict, Status: lint.Failed, Failure: &lint.Failure{Fault: s, Object: object, Stack: stack}},
		{Rule: invite, Status: lint.Failed, Failure: index},
		{Rule: outbound, Status: lint.Failed, Failure: index},
		{Rule: allowed, Status: lint.Failed, Failure: &lint.Failure{Fault: "runtime error: index out of range [5] with length 3", Stack: stack[:1]}},
		{Rule: group, Status: lint.Skipped, Reasons: reasonsOf("no groups in the export"), Exports: get("/v1.0/groups")},
	}...)
	r.ExitCode = r.Verdict(lint.Error, false)
	return r
}

func stacks(t *testing.T, r *lint.Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Stacks(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for name, r := range map[string]*lint.Report{
		"tenant": tenant(), "clean": clean(), "nothing": nothing(), "many": many(), "hostile": hostile(short...),
		"failed": failed("Ann ::error::\x1b[31m"),
	} {
		t.Run(name, func(t *testing.T) {
			for _, format := range Formats() {
				golden(t, name+extensions[format], render(t, format, r, Options{}))
			}
			var b bytes.Buffer
			if err := Summary(&b, r); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".summary", b.String())
		})
	}
}

func TestStacks(t *testing.T) {
	golden(t, "failed.stacks", stacks(t, failed("Ann ::error::\x1b[31m")))
	if got := stacks(t, tenant()); got != "" {
		t.Errorf("no rule failed: %q", got)
	}
}

func TestTextOptions(t *testing.T) {
	golden(t, "tenant-color.txt", render(t, "text", tenant(), Options{Color: true}))
	golden(t, "tenant-quiet.txt", render(t, "text", tenant(), Options{Quiet: true}))
	golden(t, "tenant-verbose.txt", render(t, "text", tenant(), Options{Verbose: true}))
	golden(t, "many-all.txt", render(t, "text", many(), Options{All: true}))
}

// A report is clean only if everything was looked at.
func TestClean(t *testing.T) {
	for want, change := range map[string]func(*lint.Report){
		"clean: 1,432 objects, 1 rule":                                      func(*lint.Report) {},
		"nothing found in 1,432 objects, but 1 of 1 rule not fully checked": func(r *lint.Report) { r.Rules[0].Status = lint.Partial },
		"nothing found in 1,432 objects, but 1 of 1 rule failed":            func(r *lint.Report) { r.Rules[0].Status = lint.Failed },
		"nothing found in 1,432 objects, but 1 of 2 rules failed and 1 of 2 rules not fully checked": func(r *lint.Report) {
			r.Rules[0].Status = lint.Failed
			r.Rules = append(r.Rules, lint.RuleResult{})
		},
		"nothing found in 1,432 objects, but not all is well with 1 of 1 input": func(r *lint.Report) { r.Inputs[0].Complete = false },
		"nothing found in 0 objects, but no file was recognised":                func(r *lint.Report) { r.Inputs = nil },
		"nothing found in 1,432 objects, but no rule is enabled":                func(r *lint.Report) { r.Rules = nil },
		"1 note in 1,432 objects": func(r *lint.Report) {
			r.Findings = []*lint.Finding{{Severity: lint.Note}}
		},
	} {
		r := clean()
		r.Elapsed = 0
		change(r)
		if got := verdict(r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestJSONSchema(t *testing.T) {
	for name, r := range map[string]*lint.Report{
		"tenant": tenant(), "clean": clean(), "nothing": nothing(), "many": many(), "hostile": hostile(vectors...), "failed": failed("Ann"),
	} {
		if err := schemas.Validate("report", []byte(render(t, "json", r, Options{}))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSchemaNamesAll(t *testing.T) {
	b, err := schemas.Source("report")
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs struct {
			Kind struct{ Enum []string }
		} `json:"$defs"`
	}
	if err := json.Unmarshal(b, &schema); err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for k := range lint.NumKinds {
		kinds = append(kinds, k.String())
	}
	if got := schema.Defs.Kind.Enum; !slices.Equal(got, kinds) {
		t.Errorf("kinds of the schema:\n got %q\nwant %q", got, kinds)
	}
}

func TestFormats(t *testing.T) {
	if got, want := Formats(), []string{"text", "json", "sarif"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	err := Write(&bytes.Buffer{}, "::xml", clean(), Options{})
	if got, want := fmt.Sprint(err), `unknown format ':\x3axml'`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A full is a writer with room for some bytes.
type full struct{ room int }

var errFull = errors.New("no space left on device")

func (f *full) Write(b []byte) (int, error) {
	if len(b) > f.room {
		n := f.room
		f.room = 0
		return n, errFull
	}
	f.room -= len(b)
	return len(b), nil
}

// checkWriteErrors fails if a format hides that not all was written, tried with
// room for 0, step, 2*step… bytes.
func checkWriteErrors(t *testing.T, r *lint.Report, step int) {
	t.Helper()
	writers := map[string]func(*full) error{"summary": func(f *full) error { return Summary(f, r) }}
	for _, format := range Formats() {
		writers[format] = func(f *full) error { return Write(f, format, r, Options{}) }
	}
	for name, write := range writers {
		enough := &full{math.MaxInt}
		if err := write(enough); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		size := math.MaxInt - enough.room
		for n := range size / step {
			if err := write(&full{n * step}); !errors.Is(err, errFull) {
				t.Fatalf("%s: got %v with room for %d of %d bytes", name, err, n*step, size)
			}
		}
	}
}

func TestWriteErrors(t *testing.T) {
	small := clean()
	small.Findings = tenant().Findings[:1]
	checkWriteErrors(t, small, 1)
	checkWriteErrors(t, tenant(), 101)
}

// The caret counts what terminals show.
func TestExcerpt(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"ASCII", `"mail": «"a"»`, `"mail": "a"` + "\n        ^^^"},
		{"cut", `…"mail": «"a"»…`, `… "mail": "a" …` + "\n          ^^^"},
		{"wide", `"田中": «"太"»`, `"田中": "太"` + "\n        ^^^^"},
		{"marks", "\"e\u0301\": «\"u\u0308\"»", "\"e\u0301\": \"u\u0308\"\n     ^^^"},
		{"escapes", "\u202e«\x1b»", `\u{202e}\x1b` + "\n        ^^^^"},
		{"a pair at the seam", "#«#[error]»", `#\x23[error]` + "\n ^^^^^^^^^^^"},
		{"tabs", "\t\t\"mail\":\t«\"a\"»,\r", `  "mail": "a", ` + "\n          ^^^"},
		{"nothing", `{«»}`, `{}` + "\n ^"},
	} {
		f := &lint.Finding{Rule: "a-b", Severity: lint.Note, Location: at("x", "", 1, 1, test.in)}
		lines := strings.Split(render(t, "text", &lint.Report{Findings: []*lint.Finding{f}}, Options{Quiet: true}), "\n")
		want := gutter + strings.ReplaceAll(test.want, "\n", "\n"+gutter)
		if got := strings.Join(lines[2:4], "\n"); got != want {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, want)
		}
	}
}

func TestEncodingError(t *testing.T) {
	r := tenant()
	r.Findings[0].Properties = []lint.Property{{Key: "share", Value: math.NaN()}}
	if err := Write(&bytes.Buffer{}, "json", r, Options{}); err == nil {
		t.Error("a property that is no JSON was written")
	}
}
