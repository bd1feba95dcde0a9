package lint_test

import (
	"strings"
	"testing"

	"tenantlint/lint"
)

func TestRuleJudgesInOneWay(t *testing.T) {
	t.Parallel()
	check := func(*lint.Pass, *lint.Record) {}
	once := func(*lint.Pass) {}
	join := func(*lint.Pass, lint.Gathered) {}
	index := &lint.Index{Name: "users", Needs: []lint.Need{{Kind: lint.User}}, Keys: func(*lint.Record, *lint.Gatherer) {}}
	const (
		several = "rule made-up: it must have exactly one of Check, Join and Once"
		apart   = "rule made-up: it must have both Join and Index or neither"
	)
	for _, test := range []struct {
		reason string
		rule   lint.Rule
		want   string // the error; "" for none
	}{
		{"a check", lint.Rule{Check: check}, ""},
		{"settings", lint.Rule{Once: once}, ""},
		{"an index", lint.Rule{Join: join, Index: index}, ""},
		{"nothing", lint.Rule{}, several},
		{"check and settings", lint.Rule{Check: check, Once: once}, several},
		{"check and index", lint.Rule{Check: check, Join: join, Index: index}, several},
		{"settings and index", lint.Rule{Once: once, Join: join, Index: index}, several},
		{"all three", lint.Rule{Check: check, Once: once, Join: join, Index: index}, several},
		{"a join of nothing", lint.Rule{Join: join}, apart},
		{"an index that a check is not given", lint.Rule{Check: check, Index: index}, apart},
		{"an index that is not asked for settings", lint.Rule{Once: once, Index: index}, apart},
	} {
		rule := test.rule
		rule.ID, rule.Subject, rule.Severity = "made-up", "guests", lint.Note
		rule.Page = "# Made up\n\n## " + strings.Join(lint.Headings, "\n\n## ") + "\n"
		rule.Needs = []lint.Need{{Kind: lint.User}}
		if rule.Check != nil {
			rule.On = []lint.Kind{lint.User}
		}
		got := ""
		if err := rule.Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.reason, got, test.want)
		}
	}
}

// TestOwnNeedsMayNotWeakenUses holds that a rule cannot make a property that it needs for
// a fact mean nothing by naming it again.
func TestOwnNeedsMayNotWeakenUses(t *testing.T) {
	t.Parallel()
	fact := lint.About("a made-up fact", []lint.Need{{Kind: lint.User, Completes: []string{"mail"}}})
	const weaker = "rule made-up: it reads mail of a user by a made-up fact already; leave it out of Needs, or say of the use that it is Optional or Handled"
	for _, test := range []struct {
		need lint.Need
		use  lint.Use
		want string
	}{
		{lint.Need{Kind: lint.User, Optional: []string{"mail"}}, fact, weaker},
		{lint.Need{Kind: lint.User, Reads: []string{"mail"}}, fact, weaker},
		{lint.Need{Kind: lint.User, Completes: []string{"mail"}}, fact, ""},
		{lint.Need{Kind: lint.User, Requires: []string{"mail"}}, fact, ""},
		{lint.Need{Kind: lint.User, Optional: []string{"mail"}}, fact.Optional(), ""},
		{lint.Need{Kind: lint.User, Optional: []string{"jobTitle"}}, fact, ""},
		{lint.Need{Kind: lint.Contact, Optional: []string{"mail"}}, fact, ""},
	} {
		rule := lint.Rule{
			ID: "made-up", Subject: "guests", Severity: lint.Note, Page: "# Made up\n\n## " + strings.Join(lint.Headings, "\n\n## ") + "\n",
			Needs: []lint.Need{test.need}, Uses: []lint.Use{test.use}, Once: func(*lint.Pass) {},
		}
		got := ""
		if err := rule.Validate(); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%+v: %q, want %q", test.need, got, test.want)
		}
	}
}
