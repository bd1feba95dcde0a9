package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
)

// user returns a user with a name that hash-in-synced-upn reports.
func user(id string) string {
	return fmt.Sprintf(`{"id":"%s","userPrincipalName":"a#%[1]s@contoso.com","onPremisesUserPrincipalName":null,"onPremisesSyncEnabled":true}`, id)
}

// between is a rule of tests that does something once everything was read, before any other
// rule looks back at it, or after it has looked back itself.
func between(do func(users func())) *lint.Rule {
	return &lint.Rule{
		ID: "a-writer", Severity: lint.Note, Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id"}}},
		Once: func(p *lint.Pass) {
			do(func() {
				for range p.Tenant.Each(lint.User) {
				}
			})
		},
	}
}

// hashes is the rule that reports such a user.
var hashes = slices.DeleteFunc(slices.Clone(rules.All), func(rule *lint.Rule) bool { return rule.ID != "hash-in-synced-upn" })

// TestFilesThatChangeDuringARun changes a file after all was read. What was made of it is
// dropped, and the report has the rest.
func TestFilesThatChangeDuringARun(t *testing.T) {
	const another = "changed while it was read: its size or its time of change is another than before; check it again when nothing writes to it"
	for _, test := range []struct {
		reason string
		change func(file string) error
		want   string // is said of the file
		gone   bool   // whoever has it open reads on in what it was
	}{
		{"written again", func(file string) error { return os.WriteFile(file, []byte("["+user("3")+"]"), 0o600) }, another, false},
		{"cut", func(file string) error { return os.Truncate(file, 20) }, another, false},
		{"touched", func(file string) error { return os.Chtimes(file, time.Time{}, time.Unix(1e9, 0)) }, another, false},
		{"removed", os.Remove, "changed while it was read: no such file or directory", true},
		{"replaced by a folder", func(file string) error { return errors.Join(os.Remove(file), os.Mkdir(file, 0o700)) }, another, true},
	} {
		for _, open := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, open: %t", test.reason, open), func(t *testing.T) {
				t.Chdir(write(t, map[string]string{"a.json": "[" + user("1") + "]", "users.json": "[" + user("2") + "," + user("3") + "]"}))
				done := false
				catalogue := append([]*lint.Rule{between(func(users func()) {
					if open {
						users()
					}
					if !done {
						done = true
						if err := test.change("users.json"); err != nil {
							t.Fatal(err)
						}
					}
				})}, hashes...)
				report, err := engine.Run(context.Background(), []string{"a.json", "users.json"}, engine.Options{Rules: catalogue, Workers: 2, AsOf: today})
				if err != nil {
					t.Fatal(err)
				}
				if test.gone && open {
					if code := report.Verdict(lint.Error, false); code != lint.ExitFindings || len(report.Findings) != 3 {
						t.Errorf("exit code %d, %d findings", code, len(report.Findings))
					}
					return
				}
				if code := report.Verdict(lint.Error, false); code != lint.ExitUnread || len(report.Findings) != 1 || report.Findings[0].Location.Path != "a.json" {
					t.Errorf("exit code %d, %d findings", code, len(report.Findings))
				}
				if r := result(t, report, "hash-in-synced-upn"); r.Status != lint.Partial || !strings.Contains(because(r), "users.json could not be read") {
					t.Errorf("%s: %s", r.Status, because(r))
				}
				for _, in := range report.Inputs {
					switch {
					case in.Path == "a.json" && (len(in.Problems) > 0 || in.Records != 1):
						t.Errorf("%+v", in)
					case in.Path == "users.json" && (len(in.Problems) != 1 || in.Problems[0].Code != lint.Truncated || in.Problems[0].Message != test.want || in.Records != 0):
						t.Errorf("%+v", in)
					}
				}
			})
		}
	}
}

// TestAllFilesChangeDuringARun changes another file whenever one is judged again: the run
// ends all the same.
func TestAllFilesChangeDuringARun(t *testing.T) {
	t.Chdir(write(t, map[string]string{"1.json": "[" + user("1") + "]", "2.json": "[" + user("2") + "]", "3.json": "[" + user("3") + "]"}))
	n := 0
	catalogue := append([]*lint.Rule{between(func(func()) {
		n++
		if err := os.Chtimes(fmt.Sprintf("%d.json", n), time.Time{}, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	})}, some...)
	report, err := engine.Run(context.Background(), []string{"."}, engine.Options{Rules: catalogue, AsOf: today})
	if err != nil || n != 3 || len(report.Findings) != 0 || len(report.Inputs) != 3 || report.Verdict(lint.Error, false) != lint.ExitUnread {
		t.Errorf("%d rounds, %v, %+v", n, err, report)
	}
}

// TestInterruptedRunLooksAtNoMoreRecords interrupts a run at a record of a check and of a
// join, and compares how many records they see.
func TestInterruptedRunLooksAtNoMoreRecords(t *testing.T) {
	var users []string
	for i := range 200 {
		users = append(users, user(fmt.Sprint(i)))
	}
	dir := write(t, map[string]string{"users.json": "[" + strings.Join(users, ",") + "]"})
	for _, joins := range []bool{false, true} {
		ctx, cancel := context.WithCancel(context.Background())
		seen := 0
		look := func() {
			seen++
			cancel()
		}
		rule := &lint.Rule{
			ID: "a-watcher", Severity: lint.Note, Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id"}}},
			On: []lint.Kind{lint.User}, Check: func(*lint.Pass, *lint.Record) { look() },
		}
		if joins {
			rule.On, rule.Check = nil, nil
			rule.Once = func(p *lint.Pass) {
				for range p.Tenant.Each(lint.User) {
					look()
				}
			}
		}
		_, err := engine.Run(ctx, []string{dir}, engine.Options{Rules: append([]*lint.Rule{rule}, rules.All...), Workers: 1, AsOf: today})
		if !errors.Is(err, context.Canceled) || seen != 1 {
			t.Errorf("in a join: %t: %d records were looked at, %v", joins, seen, err)
		}
		cancel()
	}
}

// TestTemporaryFileLeftBehind holds that no temporary file is left after a run was judged
// again.
func TestTemporaryFileLeftBehind(t *testing.T) {
	dir := write(t, map[string]string{"users.json": "[" + user("1") + "]"})
	t.Setenv("TMPDIR", t.TempDir())
	catalogue := append([]*lint.Rule{between(func(func()) {
		if err := os.Chtimes(filepath.Join(dir, "users.json"), time.Time{}, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	})}, some...)
	piped := "[" + user("2") + "," + strings.Repeat(" ", 3<<20) + user("3") + "]"
	report, err := engine.Run(context.Background(), []string{dir, "-"}, engine.Options{Rules: catalogue, AsOf: today, Stdin: strings.NewReader(piped)})
	if err != nil || len(report.Findings) != 2 {
		t.Errorf("%v, %+v", err, report)
	}
	if entries, err := os.ReadDir(os.TempDir()); err != nil || len(entries) > 0 {
		t.Errorf("%v, %v", entries, err)
	}
}
