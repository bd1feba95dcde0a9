// Package dynamicrulematchesnobody reports rules of dynamic groups that ask for a
// userType which no user has.
package dynamicrulematchesnobody

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is dynamic-rule-matches-nobody.
var Rule = &lint.Rule{
	ID:       "dynamic-rule-matches-nobody",
	Severity: lint.Error,
	Subject:  "groups",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.Group}},
	Uses:     []lint.Use{directory.DynamicRule.Required()},
	On:       []lint.Kind{lint.Group},
	Check:    check,
}

func check(p *lint.Pass, group *lint.Record) {
	text := group.Get("membershipRule")
	if text.Text() == "" || !directory.Dynamic.Of(group) {
		return
	}
	rule, ok := directory.RuleOf(group)
	switch {
	case !ok && strings.Contains(strings.ToLower(text.Text()), "usertype"):
		p.Cannot("the rule of a dynamic group names userType and is not understood")
	case !ok || rule.Devices:
	case rule.TakesNobody() && len(rule.Odd) == 0:
		p.Report(p.Find(text, "no user can meet the rule of dynamic group %s: it matches nobody, and the group stays empty", group.Object().Label()).
			About("membershipRule", "nobody").
			Fixf("join clauses of which a user meets only one by -or, or write -in with a list"))
	case rule.TakesNobody():
		p.Report(compared(p, group, rule.Odd, "it matches nobody, and the group stays empty"))
	case len(rule.Odd) > 0:
		p.Report(compared(p, group, rule.Odd, part(rule.Odd)).As(lint.Warning))
	}
}

func compared(p *lint.Pass, group *lint.Record, odd []directory.OddComparison, consequence display.Safe) *lint.Finding {
	var values []string
	seen := make(map[string]bool)
	for _, comparison := range odd {
		if value := display.Quote(comparison.Value); !seen[value] {
			seen[value] = true
			values = append(values, value)
		}
	}
	return p.Find(group.Get("membershipRule"), "the rule of dynamic group %s compares userType with %s, which no user has: %s",
		group.Object().Label(), display.Safe(strings.Join(values, ", ")), consequence).
		About("membershipRule", "nobody").
		Fixf(`compare with "Member", "Guest", or null without quotes`)
}

// part says what follows for a rule that matches somebody all the same.
func part(odd []directory.OddComparison) display.Safe {
	negative := 0
	for _, comparison := range odd {
		if comparison.Negative() {
			negative++
		}
	}
	switch negative {
	case 0:
		return "that part of the rule never holds"
	case len(odd):
		return "that part of the rule always holds, and shuts nobody out"
	}
	return "those parts of the rule decide nothing"
}
