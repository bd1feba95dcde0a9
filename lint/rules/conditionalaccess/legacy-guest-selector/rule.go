// Package legacyguestselector reports Conditional Access policies that select guests by
// the value that came before the types of external users.
package legacyguestselector

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is legacy-guest-selector.
var Rule = &lint.Rule{
	ID:       "legacy-guest-selector",
	Severity: lint.Note,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.ConditionalAccessPolicy, Requires: []string{"conditions"}, Optional: []string{"state"}}},
	On:       []lint.Kind{lint.ConditionalAccessPolicy},
	Check:    check,
}

func check(p *lint.Pass, record *lint.Record) {
	policy := conditionalaccess.Policy{Record: record}
	for _, list := range [...]struct {
		name, verb, consequence, newer display.Safe
	}{
		{"includeUsers", "includes", "are in it too", "includeGuestsOrExternalUsers"},
		{"excludeUsers", "excludes", "are left out too", "excludeGuestsOrExternalUsers"},
	} {
		selector := conditionalaccess.Find(policy.Users().Get(string(list.name)), conditionalaccess.LegacySelector)
		if !selector.Exists() {
			continue
		}
		f := p.Find(selector, "Conditional Access policy %s %s guests by the older %s, which knows neither types nor organizations: "+
			"service providers and users of shared channels %s", policy.Name(), list.verb, selector, list.consequence).
			About(string(list.name), conditionalaccess.LegacySelector).
			Fixf("name the types that are meant in %s, and remove the older value", list.newer)
		if state := record.Get("state"); state.Exists() && !policy.Enabled() {
			f.Notef("the policy is not enforced: its state is %s", state)
		}
		p.Report(f)
	}
}
