package engine_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/engine"
)

// manyUsers is an export of several batches, of which the users with the given numbers
// are bad.
func manyUsers(bad ...int) map[string]string {
	var users strings.Builder
	for i := range 3000 {
		title := "good"
		if slices.Contains(bad, i) {
			title = "bad"
		}
		fmt.Fprintf(&users, `,{"id":"%04d","displayName":"User %d","userPrincipalName":"%d@contoso.com","jobTitle":%q,"aboutMe":%q}`,
			i, i, i, title, strings.Repeat("x", 1000))
	}
	return map[string]string{"users.json": `{"@odata.context":"#users","value":[` + users.String()[1:] + `]}`}
}

var ofUsers = []lint.Need{{Kind: lint.User, Requires: []string{"id", "jobTitle"}}}

// watching returns a rule that judges users, and reports each that judge returns for.
func watching(id string, judge func(*lint.Record)) *lint.Rule {
	return &lint.Rule{
		ID: id, Severity: lint.Note, Page: "# Watches", Needs: ofUsers, On: []lint.Kind{lint.User},
		Check: func(p *lint.Pass, r *lint.Record) {
			judge(r)
			if r.ID() < "0010" {
				p.Report(p.Find(r.Get("id"), "id is low"))
				p.State(p.Measure(r.Get("id"), "length", 4, 10, "characters"))
				p.Cannot("more is not known")
			}
		},
	}
}

// judging returns a rule that looks at users after the pass.
func judging(id string, once func(*lint.Pass)) *lint.Rule {
	return &lint.Rule{ID: id, Severity: lint.Note, Page: "# Judges", Needs: ofUsers, Once: once}
}

// joining returns a rule that looks at users by an index.
func joining(id string, index *lint.Index, join func(*lint.Pass, lint.Gathered)) *lint.Rule {
	return &lint.Rule{ID: id, Severity: lint.Note, Page: "# Joins", Needs: ofUsers, Index: index, Join: join}
}

// titles is an index of users, which calls look for each.
func titles(look func(*lint.Record)) *lint.Index {
	return &lint.Index{
		Name: "titles", Needs: []lint.Need{{Kind: lint.User, Optional: []string{"jobTitle"}}},
		Keys: func(r *lint.Record, g *lint.Gatherer) {
			g.AddText(0, r.Get("jobTitle"), r.Get("jobTitle").Text())
			look(r)
		},
	}
}

func panicAtBad(r *lint.Record) {
	if r.Get("jobTitle").Text() == "bad" {
		panic(fmt.Sprintf("%s is bad", r.ID()))
	}
}

// described returns the outcomes of rules, a line each.
func described(report *lint.Report) []string {
	var lines []string
	for _, r := range report.Rules {
		line := fmt.Sprintf("%s %s %d", r.Rule.ID, r.Status, r.Findings)
		if because(r) != "" {
			line += ": " + because(r)
		}
		if f := r.Failure; f != nil {
			line += fmt.Sprintf(": %s: %s %s %q %q", f.Fault, f.Object.Kind, string(f.Object.ID), string(f.Object.Name), f.Index)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestRuleThatPanics(t *testing.T) {
	quiet := func(*lint.Record) {}
	nothing := func(*lint.Pass, lint.Gathered) {}
	healthy := watching("a-healthy", quiet)
	const healthyLine = "a-healthy partial 10: more is not known (10 times)"
	broken := titles(panicAtBad)
	for _, test := range []struct {
		reason string
		rules  []*lint.Rule
		bad    []int
		want   []string
	}{
		{
			"nothing is bad",
			[]*lint.Rule{healthy, watching("b-failing", panicAtBad)}, nil,
			[]string{healthyLine, "b-failing partial 10: more is not known (10 times)"},
		},
		{
			"a check, at the first in the order of the input",
			[]*lint.Rule{healthy, watching("b-failing", panicAtBad)}, []int{2900, 1205, 1206, 2000},
			[]string{healthyLine, `b-failing failed 0: 1205 is bad: user 1205 "User 1205" ""`},
		},
		{
			"two checks, and one between them that does not",
			[]*lint.Rule{watching("0-failing", panicAtBad), healthy, watching("b-failing", panicAtBad)}, []int{5},
			[]string{`0-failing failed 0: 0005 is bad: user 0005 "User 5" ""`, healthyLine, `b-failing failed 0: 0005 is bad: user 0005 "User 5" ""`},
		},
		{
			"a property that was not declared",
			[]*lint.Rule{healthy, watching("b-failing", func(r *lint.Record) { r.Get("department") })}, nil,
			[]string{healthyLine, `b-failing failed 0: lint: the rule b-failing reads user.department without declaring it: user 0000 "User 0" ""`},
		},
		{
			"an index, which two rules use",
			[]*lint.Rule{healthy, joining("b-joining", titles(quiet), nothing), joining("c-failing", broken, nothing), joining("d-failing", broken, nothing)},
			[]int{2100, 700},
			[]string{
				healthyLine, "b-joining checked 0",
				`c-failing failed 0: 0700 is bad: user 0700 "User 700" "titles"`,
				`d-failing failed 0: 0700 is bad: user 0700 "User 700" "titles"`,
			},
		},
		{
			"a join, after a finding",
			[]*lint.Rule{healthy, joining("b-failing", titles(quiet), func(p *lint.Pass, g lint.Gathered) {
				for _, hit := range g.Lookup("bad").Hits {
					p.Report(p.Find(hit.At, "is bad"))
					p.State(p.Measure(hit.At, "length", 4, 10, "characters"))
					p.Cannot("more is not known")
					p.Export(lint.Group)
				}
				panic(errors.New("no more"))
			}), judging("c-judging", func(p *lint.Pass) {
				for user := range p.Tenant.Each(lint.User) {
					p.Report(p.Find(user.Get("id"), "is a user"))
					return
				}
			})},
			[]int{1},
			[]string{healthyLine, `b-failing failed 0: no more:   "" ""`, "c-judging checked 1"},
		},
		{
			"a join, in the middle of a sequence",
			[]*lint.Rule{healthy, joining("b-failing", titles(quiet), func(_ *lint.Pass, g lint.Gathered) {
				for range g.Where(func(lint.Roles) bool { return true }) {
					panic("early")
				}
			}), joining("c-failing", titles(quiet), func(_ *lint.Pass, g lint.Gathered) {
				for range g.Where(func(lint.Roles) bool { panic("in want") }) {
					return
				}
			})},
			nil,
			[]string{healthyLine, `b-failing failed 0: early:   "" ""`, `c-failing failed 0: in want:   "" ""`},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			dir := write(t, manyUsers(test.bad...))
			var reports []*lint.Report // of one call, so that the stacks are the same
			for _, workers := range []int{1, 8, 8, 8} {
				reports = append(reports, runRules(t, test.rules, workers, dir))
			}
			one := reports[0]
			if got := described(one); !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
			var figures int
			for _, r := range one.Rules {
				if r.Status == lint.Failed {
					continue
				}
				if r.Rule.Check != nil {
					figures += r.Findings
				}
			}
			if len(one.Measures) != figures {
				t.Errorf("%d measures, want %d", len(one.Measures), figures)
			}
			code := lint.ExitClean
			if one.CountStatus(lint.Failed) > 0 {
				code = lint.ExitFailed
			}
			if got := one.Verdict(lint.Error, false); got != code {
				t.Errorf("exit code %d, want %d", got, code)
			}
			for _, eight := range reports[1:] {
				if !reflect.DeepEqual(eight, one) {
					t.Errorf("8 workers: %s", strings.Join(described(eight), "\n"))
				}
			}
		})
	}
}

// TestDraftsFail holds that a rule which makes a finding or a measure and does not report
// it fails, on the record that it was about.
func TestDraftsFail(t *testing.T) {
	t.Parallel()
	find := func(p *lint.Pass, r *lint.Record) *lint.Finding { return p.Find(r.Get("id"), "is a user") }
	measure := func(p *lint.Pass, r *lint.Record) *lint.Measure {
		return p.Measure(r.Get("id"), "length", 4, 10, "characters")
	}
	const (
		at     = `: user 0001 "User 1" ""`
		nobody = `:   "" ""`
		left   = "made-to-find failed 0: lint: the rule made-to-find left findings or measures unreported: "
	)
	for _, test := range []struct {
		reason string
		find   func(*lint.Pass, *lint.Record) // called for one user
		want   string                         // but for the object
	}{
		{"nothing found", func(*lint.Pass, *lint.Record) {}, "made-to-find checked 0"},
		{"a finding reported", func(p *lint.Pass, r *lint.Record) { p.Report(find(p, r)) }, "made-to-find checked 1"},
		{"a measure stated", func(p *lint.Pass, r *lint.Record) { p.State(measure(p, r)) }, "made-to-find checked 0"},
		{"a finding left", func(p *lint.Pass, r *lint.Record) { find(p, r) }, left + "1"},
		{"a measure left", func(p *lint.Pass, r *lint.Record) { measure(p, r) }, left + "1"},
		{"two left of three", func(p *lint.Pass, r *lint.Record) {
			find(p, r)
			p.Report(find(p, r))
			measure(p, r)
		}, left + "2"},
		{"a finding reported twice", func(p *lint.Pass, r *lint.Record) {
			f := find(p, r)
			p.Report(f)
			p.Report(f)
		}, "made-to-find failed 0: lint: finding reported twice"},
		{"a finding changed after it was reported", func(p *lint.Pass, r *lint.Record) {
			f := find(p, r)
			p.Report(f)
			f.Notef("more")
		}, "made-to-find failed 0: lint: finding changed after it was reported"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			second := func(p *lint.Pass, r *lint.Record) {
				if r.ID() == "0001" {
					test.find(p, r)
				}
			}
			for _, rule := range []*lint.Rule{
				{On: []lint.Kind{lint.User}, Check: second},
				{Once: func(p *lint.Pass) { second(p, p.Tenant.Object(lint.User, "0001")) }},
				{Index: titles(func(*lint.Record) {}), Join: func(p *lint.Pass, g lint.Gathered) {
					second(p, g.Lookup("bad").Hits[0].Record)
				}},
			} {
				rule.ID, rule.Severity, rule.Page, rule.Needs = "made-to-find", lint.Note, "# Finds", ofUsers
				want := test.want
				switch {
				case !strings.Contains(want, "failed"):
				case rule.Check != nil:
					want += at
				default:
					want += nobody
				}
				if got := described(runRules(t, []*lint.Rule{rule}, 2, write(t, manyUsers(1)))); !slices.Equal(got, []string{want}) {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
}

// TestFirstFailureCounts makes a rule, and an index, fail on a later record before it gets
// to an earlier one.
func TestFirstFailureCounts(t *testing.T) {
	dir := write(t, manyUsers(5, 2000))
	for _, gathers := range []bool{false, true} {
		later := make(chan struct{})
		var once sync.Once
		fail := func(r *lint.Record) {
			switch {
			case r.Get("jobTitle").Text() != "bad":
				return
			case r.ID() == "2000":
				defer once.Do(func() { close(later) })
			default:
				select {
				case <-later:
				case <-time.After(10 * time.Second):
					t.Error("no worker was ahead")
				}
			}
			panicAtBad(r)
		}
		rule := watching("made-to-fail", fail)
		want := `made-to-fail failed 0: 0005 is bad: user 0005 "User 5" ""`
		if gathers {
			rule = joining("made-to-fail", titles(fail), func(*lint.Pass, lint.Gathered) {})
			want = `made-to-fail failed 0: 0005 is bad: user 0005 "User 5" "titles"`
		}
		if got := described(runRules(t, []*lint.Rule{rule}, 8, dir)); !slices.Equal(got, []string{want}) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestFailedRuleIsNotCalledAgain counts how often rules and an index are called: not for
// what comes after the record on which they failed, nor when files are judged a second
// time, for what a delta export changed or for nulls that were left out.
func TestFailedRuleIsNotCalledAgain(t *testing.T) {
	user := `{"id":"%s","displayName":"U","userPrincipalName":"%s@contoso.com","jobTitle":"%s"}`
	full := fmt.Sprintf(`{"@odata.context":"#users","value":[`+user+","+user+","+user+`]}`, "u1", "a", "good", "u2", "b", "bad", "u3", "c", "bad")
	delta := fmt.Sprintf(`{"@odata.context":"#users/$delta","@odata.deltaLink":"https://graph.microsoft.com/x","value":[`+user+`]}`, "u2", "b", "better")
	bare := `{"@odata.context":"#users(id,displayName,userPrincipalName,jobTitle)","value":[` +
		strings.Join([]string{fmt.Sprintf(user, "u1", "a", "good"), fmt.Sprintf(user, "u2", "b", "bad"), `{"id":"u3","displayName":"U","userPrincipalName":"c@contoso.com"}`}, ",") + `]}`
	for reason, files := range map[string]map[string]string{
		"one pass":    {"users.json": full},
		"for a delta": {"users.json": full, "users2.json": delta},
		"for nulls":   {"users.json": bare},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			var checked, gathered []string
			joined := 0
			report := runRules(t, []*lint.Rule{
				watching("a-failing", func(r *lint.Record) {
					checked = append(checked, strings.Clone(r.ID()))
					panicAtBad(r)
				}),
				joining("b-failing", titles(func(r *lint.Record) {
					gathered = append(gathered, strings.Clone(r.ID()))
					panicAtBad(r)
				}), func(*lint.Pass, lint.Gathered) { joined++ }),
			}, 1, write(t, files))
			want := []string{`a-failing failed 0: u2 is bad: user u2 "U" ""`, `b-failing failed 0: u2 is bad: user u2 "U" "titles"`}
			if got := described(report); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
			calls := []string{"u1", "u2"}
			if reason != "one pass" {
				calls = []string{"u1", "u2", "u1"}
			}
			if !slices.Equal(checked, calls) || !slices.Equal(gathered, calls) || joined != 0 {
				t.Errorf("checked %q, gathered %q, joined %d times", checked, gathered, joined)
			}
		})
	}
}

// TestFailedJoinIsNotCalledAgain lets a rule miss so much that the others judge again.
func TestFailedJoinIsNotCalledAgain(t *testing.T) {
	calls := make(map[string]int)
	rule := func(id string, fails bool) *lint.Rule {
		return judging(id, func(p *lint.Pass) {
			calls[id]++
			p.Misses(lint.User, 5, 10)
			if fails {
				panic("no more")
			}
		})
	}
	report := runRules(t, []*lint.Rule{rule("a-failing", true), rule("b-judging", false)}, 1, write(t, manyUsers()))
	if want := map[string]int{"a-failing": 1, "b-judging": 2}; !reflect.DeepEqual(calls, want) {
		t.Errorf("called %v, want %v", calls, want)
	}
	want := []string{`a-failing failed 0: no more:   "" ""`, "b-judging partial 0: users.json is a filtered list"}
	got := described(report)
	for i := range got {
		got[i] = strings.Replace(got[i], filepath.ToSlash(filepath.Dir(string(report.Inputs[0].Path)))+"/", "", 1)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestStackOfAFailure holds that the calls that led to a panic are known, from the one that
// panicked on.
func TestStackOfAFailure(t *testing.T) {
	var none []int
	for kind, rule := range map[string]*lint.Rule{
		"check": watching("made-to-fail", panicAtBad),
		"index": joining("made-to-fail", titles(panicAtBad), func(*lint.Pass, lint.Gathered) {}),
		"join":  joining("made-to-fail", titles(func(*lint.Record) {}), func(*lint.Pass, lint.Gathered) { _ = none[len(none)] }),
		"once":  judging("made-to-fail", func(*lint.Pass) { _ = none[len(none)] }),
	} {
		stack := runRules(t, []*lint.Rule{rule}, 1, write(t, manyUsers(3))).Rules[0].Failure.Stack
		function, rest := "engine_test.panicAtBad", "engine_test."
		if kind == "join" || kind == "once" {
			function = "engine_test.TestStackOfAFailure.func"
			rest = "engine.(*run)."
		}
		if len(stack) < 3 || !strings.Contains(stack[0].Function, function) || !strings.HasSuffix(stack[0].File, "failure_test.go") ||
			stack[0].Line == 0 || !strings.Contains(stack[1].Function, rest) {
			t.Errorf("%s: %+v", kind, stack)
		}
	}
}

// TestFailureOfAHostileObject holds that names and what a panic says stay what they are
// until a report shows them.
func TestFailureOfAHostileObject(t *testing.T) {
	const name = "##[error]\x1b[31m"
	dir := write(t, map[string]string{"users.json": fmt.Sprintf(`[{"id":%q,"userPrincipalName":"a@contoso.com","displayName":"##[error]\u001b[31m","jobTitle":"bad"}]`, "::x")})
	rule := watching("made-to-fail", func(r *lint.Record) { panic(r.Get("id").Text() + name) })
	f := runRules(t, []*lint.Rule{rule}, 1, dir).Rules[0].Failure
	want := lint.Failure{Fault: "::x" + name, Object: lint.ObjectRef{Kind: lint.User, ID: "::x", Name: name}}
	if f.Fault != want.Fault || f.Object.ID != want.Object.ID || f.Object.Name != want.Object.Name || f.Object.Kind != want.Object.Kind {
		t.Errorf("got %+v, want %+v", f, want)
	}
	if shown := fmt.Sprintf("%s %s", f.Fault, f.Object.Name); shown != display.String(string(f.Fault))+" "+display.String(name) {
		t.Errorf("shown as %q", shown)
	}
}

// TestFailedRuleOfSeveralTenants holds that a bug is reported where nothing is judged.
func TestFailedRuleOfSeveralTenants(t *testing.T) {
	organization := `{"@odata.context":"#organization","value":[{"id":"%s","displayName":"T","verifiedDomains":[]}]}`
	files := manyUsers(1)
	files["organization.json"], files["more/organization.json"] = fmt.Sprintf(organization, "o1"), fmt.Sprintf(organization, "o2")
	report, err := engine.Run(context.Background(), []string{write(t, files)}, engine.Options{
		Rules: []*lint.Rule{watching("made-to-fail", panicAtBad)}, AsOf: today,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`made-to-fail failed 0: 0001 is bad: user 0001 "User 1" ""`}
	if got := described(report); !slices.Equal(got, want) || report.Verdict(lint.Off, true) != lint.ExitFailed {
		t.Errorf("got %q, want %q", got, want)
	}
}
