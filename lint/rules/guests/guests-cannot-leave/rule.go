// Package guestscannotleave reports that guests cannot leave the tenant by themselves.
package guestscannotleave

import (
	_ "embed"

	"tenantlint/lint"
)

//go:embed rule.md
var page string

// Rule is guests-cannot-leave.
var Rule = &lint.Rule{
	ID:       "guests-cannot-leave",
	Severity: lint.Note,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.ExternalIdentitiesPolicy, Requires: []string{"allowExternalIdentitiesToLeave"}}},
	On:       []lint.Kind{lint.ExternalIdentitiesPolicy},
	Check:    check,
}

func check(p *lint.Pass, policy *lint.Record) {
	allowed := policy.Get("allowExternalIdentitiesToLeave")
	switch {
	case allowed.Type() != lint.Boolean:
		p.Cannot("allowExternalIdentitiesToLeave is null, and what that means is not documented")
		return
	case allowed.True():
		return
	}
	p.Report(p.Find(allowed, "allowExternalIdentitiesToLeave is false: external users who want to leave the tenant are told to ask its administrator or privacy contact, who has to remove them").
		Fixf("set allowExternalIdentitiesToLeave to true, or make sure that somebody answers those who ask"))
}
