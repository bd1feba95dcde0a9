// Package dynamicrulepaused reports dynamic groups whose rule is not processed.
package dynamicrulepaused

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is dynamic-rule-paused.
var Rule = &lint.Rule{
	ID:       "dynamic-rule-paused",
	Severity: lint.Note,
	Subject:  "groups",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.Group, Requires: []string{"membershipRuleProcessingState"}}},
	Uses:     []lint.Use{directory.Dynamic.Required()},
	On:       []lint.Kind{lint.Group},
	Check:    check,
}

func check(p *lint.Pass, group *lint.Record) {
	state := group.Get("membershipRuleProcessingState")
	if !strings.EqualFold(strings.TrimSpace(state.Text()), "Paused") || !directory.Dynamic.Of(group) {
		return
	}
	p.Report(p.Find(state, "the rule of dynamic group %s is paused: a user who comes to meet it, as a new guest, is not added, and one who no longer does keeps what the group gives",
		group.Object().Label()).
		Fixf("resume processing, or make it an assigned group if its members are to stay as they are"))
}
