package report

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A sarifLog is what the tests read of a SARIF file.
type sarifLog struct {
	Runs []struct {
		Invocations []struct {
			ToolExecutionNotifications []sarifNotification
		}
		Results []sarifResult
	}
}

func sarifOf(t *testing.T, r *lint.Report) (results []sarifResult, notifications []sarifNotification) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(render(t, "sarif", r, Options{})), &log); err != nil {
		t.Fatal(err)
	}
	return log.Runs[0].Results, log.Runs[0].Invocations[0].ToolExecutionNotifications
}

// The worst are kept, in the order of the report.
func TestSARIFLimit(t *testing.T) {
	r := clean()
	for i := range maxResults + 2 {
		severity := lint.Warning
		switch i {
		case 3, maxResults - 1:
			severity = lint.Note
		case maxResults + 1:
			severity = lint.Error
		}
		r.Findings = append(r.Findings, &lint.Finding{Rule: synced.ID, Severity: severity, Message: fmt.Sprint(i)})
	}
	results, notifications := sarifOf(t, r)
	var want []string
	for i := range maxResults + 2 {
		if i != 3 && i != maxResults-1 {
			want = append(want, fmt.Sprint(i)+".")
		}
	}
	if len(results) != len(want) {
		t.Fatalf("got %d results, want %d", len(results), len(want))
	}
	for i, result := range results {
		if result.Message.Text != want[i] {
			t.Fatalf("result %d: got %q, want %q", i, result.Message.Text, want[i])
		}
	}
	const note = "Only the 5,000 worst of 5,002 findings are in this file; the JSON report has all of them."
	if len(notifications) != 1 || notifications[0].Message.Text != note {
		t.Errorf("got %+v, want one notification %q", notifications, note)
	}
}

func TestSARIFProblemLimit(t *testing.T) {
	r := clean()
	for i := range maxProblems + 1432 {
		r.Inputs[0].Problems = append(r.Inputs[0].Problems, lint.Problem{Code: lint.Schema, Message: fmt.Sprint(i)})
	}
	_, notifications := sarifOf(t, r)
	const note = "Problems of the export: 1,432 more: 1,432 schema."
	if n := len(notifications); n != maxProblems+1 || notifications[n-1].Message.Text != note {
		t.Errorf("got %d notifications, the last one %+v; want %d and %q", n, notifications[n-1], maxProblems+1, note)
	}
}

func TestRegion(t *testing.T) {
	for _, test := range []struct {
		name string
		at   lint.Location
		want sarifRegion
	}{
		{"on one line", lint.Location{Line: 2, Column: 3, EndLine: 2, EndColumn: 9}, sarifRegion{2, 3, 2, 9}},
		{"on several lines", lint.Location{Line: 2, Column: 3, EndLine: 4, EndColumn: 9}, sarifRegion{2, 3, 2, 4}},
		{"end unknown", lint.Location{Line: 2, Column: 3}, sarifRegion{2, 3, 2, 4}},
		{"nowhere", lint.Location{}, sarifRegion{1, 1, 1, 2}},
	} {
		if got := *locationSARIF(&test.at).Physical.Region; got != test.want {
			t.Errorf("%s: got %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestURI(t *testing.T) {
	for file, want := range map[string]string{
		"users.json":                  "users.json",
		"./users.json":                "users.json",
		"export.zip!/users#1.json":    "export.zip!/users%231.json",
		"a b/ü.json":                  "a%20b/%C3%BC.json",
		"::error::x":                  "%3A%3Aerror%3A%3Ax",
		"c:x.json":                    "c%3Ax.json",
		"/home/ann/export/users.json": "users.json",
		"../ann/users.json":           "users.json",
		"C:/Users/ann/users.json":     "users.json",
		"x\xff":                       "x%FF",
		"...":                         "...",
	} {
		if got := uriOf(file); got != want {
			t.Errorf("%q: got %q, want %q", file, got, want)
		}
	}
}

func TestRuleText(t *testing.T) {
	got := ruleSARIF(conflict)
	if want := "A contact owns the address of a guest."; got.ShortDescription.Text != want {
		t.Errorf("short: got %q, want %q", got.ShortDescription.Text, want)
	}
	if want := "A contact and a guest both hold an address. Exchange refuses to give smtp addresses to two objects; " +
		"see the article (https://learn.microsoft.com/x)."; got.FullDescription.Text != want {
		t.Errorf("full: got %q, want %q", got.FullDescription.Text, want)
	}
	if want := "AddressConflictContact"; got.Name != want {
		t.Errorf("name: got %q, want %q", got.Name, want)
	}
	if want := "https://github.com/tenantlint/tenantlint/blob/main/lint/rules/addresses/address-conflict-contact/rule.md"; got.HelpURI != want {
		t.Errorf("helpUri: got %q, want %q", got.HelpURI, want)
	}

	long := ruleSARIF(&lint.Rule{ID: "a-b", Subject: "guests", Severity: lint.Note, Page: "# " + strings.Repeat("ü", 2000) + "\n"})
	if want := strings.Repeat("ü", maxRuleText-1) + "…"; long.ShortDescription.Text != want || long.FullDescription.Text != want {
		t.Errorf("long texts are not cut: %q", long.ShortDescription.Text)
	}
}

func TestRelatedLimit(t *testing.T) {
	f := &lint.Finding{Message: "x"}
	for range maxRelated + 1 {
		f.Related = append(f.Related, lint.Related{Message: "y", Object: lint.ObjectRef{Kind: lint.User, ID: display.Untrusted("1")}})
	}
	if got := len(resultSARIF(f, nil).RelatedLocations); got != maxRelated {
		t.Errorf("got %d places, want %d", got, maxRelated)
	}
}
