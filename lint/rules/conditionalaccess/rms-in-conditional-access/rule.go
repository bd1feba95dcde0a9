// Package rmsinconditionalaccess reports Conditional Access policies that make outside
// readers of protected mail and files need a guest account.
package rmsinconditionalaccess

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is rms-in-conditional-access.
var Rule = &lint.Rule{
	ID:       "rms-in-conditional-access",
	Severity: lint.Warning,
	Subject:  "conditionalaccess",
	Page:     page,
	Uses:     []lint.Use{conditionalaccess.Policies},
	On:       []lint.Kind{lint.ConditionalAccessPolicy},
	Check:    check,
}

func check(p *lint.Pass, record *lint.Record) {
	access := conditionalaccess.Policy{Record: record}
	rms := crosstenant.RightsManagement
	if !access.Enabled() || !access.Reaches(rms.ID) || !access.Ordinary() {
		return
	}
	grant := access.Grant()
	if len(grant.Controls) == 0 || access.ExtendsOutside() == conditionalaccess.None {
		return
	}
	consequence := display.Safe("those without a guest account here cannot open mail and files that you encrypted " +
		"(\"This account needs to be added as an external user in the tenant first\")")
	if grant.Blocks() {
		consequence = "they cannot open mail and files that you encrypted"
	}
	f := p.Find(access.IncludedApplication(rms.ID), "Conditional Access policy %s covers %s for %s: %s",
		access.Name(), display.Safe(rms.Name), externals(access), consequence).
		About("includeApplications", rms.ID).
		Fixf("exclude application %s from the policy, or exclude external users", display.Safe(rms.ID)).
		With("applicationId", display.Untrusted(rms.ID))
	if narrowed := access.Narrowed(); len(narrowed) > 0 {
		f.Notef("the policy is for some sign-ins only, by %s", display.Safe(strings.Join(narrowed, ", ")))
	}
	if access.Excepts() {
		f.Notef("the policy does not touch users that it excludes by name, group or role")
	}
	p.Report(f)
}

// externals says which external users a policy is for.
func externals(policy conditionalaccess.Policy) display.Safe {
	users := "external users"
	if types := policy.OutsideTypes(); len(types) < len(conditionalaccess.Outside) {
		users += " (" + strings.Join(types, ", ") + ")"
	}
	if policy.ExtendsOutside() == conditionalaccess.Some {
		users += " of certain organizations"
	}
	return display.Safe(users)
}
