package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

// TestRuleThatFails holds that a rule that panics is reported in every format beside what
// the others find, that the exit code is 4, and that only -v shows where it was.
func TestRuleThatFails(t *testing.T) {
	folder(t)
	old := rules.All
	t.Cleanup(func() { rules.All = old })
	rules.All = append(slices.Clone(old), &lint.Rule{
		ID: "made-to-fail", Severity: lint.Note, Page: "# It fails\n", On: []lint.Kind{lint.User},
		Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id"}}},
		Check: func(*lint.Pass, *lint.Record) { panic("::no more") },
	})
	const (
		both   = "--only=hash-in-synced-upn,made-to-fail"
		reason = `:\x3ano more, at user 'Ann Example' (11b2c3d4-0000-4000-8000-000000000001)`
		report = "this is a bug in tenantlint: please report it with what -v shows"
	)
	code, stdout, stderr := try("", "lint", both, "-f", "text", "-f", "json=x.json", "-f", "sarif=x.sarif", "faulty.json")
	for _, want := range []string{
		"hash-in-synced-upn", "ann#1@contoso.com",
		"\nfailed     made-to-fail  " + reason + "\n                         " + report + "\n",
		"\n1 error in 1 object, but 1 of 2 rules failed",
	} {
		if !strings.Contains(stdout, want) {
			t.Errorf("no %q in\n%s", want, stdout)
		}
	}
	if code != lint.ExitFailed || stderr != "" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	var got struct {
		Rules []struct {
			ID, Status, Reason string
			Findings           int
		}
		Summary struct{ Error, ExitCode int }
	}
	if err := json.Unmarshal([]byte(read(t, "x.json")), &got); err != nil {
		t.Fatal(err)
	}
	if rule := got.Rules[1]; rule.ID != "made-to-fail" || rule.Status != "failed" || rule.Reason != reason+"; "+report || rule.Findings != 0 {
		t.Errorf("%+v", rule)
	}
	if got.Summary.Error != 1 || got.Summary.ExitCode != lint.ExitFailed {
		t.Errorf("%+v", got.Summary)
	}
	sarif := read(t, "x.sarif")
	for _, want := range []string{`"executionSuccessful": false`, `"id": "failed"`, `"ruleId": "hash-in-synced-upn"`} {
		if !strings.Contains(sarif, want) {
			t.Errorf("no %s in the SARIF file", want)
		}
	}

	summary := "tenantlint: failed: made-to-fail: " + reason + "; " + report + "\n"
	stack := "tenantlint: made-to-fail failed: " + reason + "\ntenantlint:     tenantlint/cmd/tenantlint.TestRuleThatFails.func"
	for _, test := range []struct {
		flags          []string
		summary, stack bool
	}{
		{[]string{"-f", "text"}, false, false},
		{[]string{"-f", "text", "-q"}, true, false},
		{[]string{"-f", "text", "-v"}, false, true},
		{[]string{"-f", "json"}, true, false},
		{[]string{"-f", "json", "-v"}, true, true},
		{[]string{"-f", "json=y.json", "-v"}, true, true},
	} {
		code, stdout, stderr := try("", slices.Concat([]string{"lint", both, "--strict", "--fail-on", "never", "faulty.json"}, test.flags)...)
		if code != lint.ExitFailed || strings.Contains(stderr, summary) != test.summary || strings.Contains(stderr, stack) != test.stack ||
			!onlySummary(stderr) || strings.Contains(stdout, "TestRuleThatFails") {
			t.Errorf("%v: exit code %d\n%s", test.flags, code, stderr)
		}
	}
}
