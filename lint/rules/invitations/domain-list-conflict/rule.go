// Package domainlistconflict reports a B2B management policy that has both allowed
// and blocked domains.
package domainlistconflict

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is domain-list-conflict.
var Rule = &lint.Rule{
	ID:       "domain-list-conflict",
	Severity: lint.Error,
	Subject:  "invitations",
	Page:     page,
	Uses:     []lint.Use{settings.DomainPolicies},
	On:       []lint.Kind{lint.B2BManagementPolicy},
	Check:    check,
}

func check(p *lint.Pass, r *lint.Record) {
	management, ok := settings.ReadManagementPolicy(r)
	if !ok || !management.MayApply() {
		return
	}
	if !management.Known {
		p.Cannot("%s", settings.Unreadable)
		return
	}
	allowed, blocked := management.Domains.Allowed, management.Domains.Blocked
	if len(allowed) == 0 || len(blocked) == 0 {
		return
	}
	f := p.Find(management.At, "B2B management policy %s has both allowed domains (%d) and blocked ones (%d), where only one list can be: "+
		"which invitations are refused is not known", r.Object().Label(), len(allowed), len(blocked)).
		About("definition", "").
		Fixf("keep the list of allowed domains or that of blocked ones, and empty the other").
		With("allowed", len(allowed)).
		With("blocked", len(blocked))
	if i := slices.IndexFunc(allowed, management.Domains.Index().Blocks); i >= 0 {
		f.Notef("%s is on both lists", allowed[i])
	}
	p.Report(f)
}
