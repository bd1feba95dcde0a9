// Package policytargetdangling reports outbound cross-tenant settings that name
// users or groups which are gone.
package policytargetdangling

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is policy-target-dangling.
var Rule = &lint.Rule{
	ID:       "policy-target-dangling",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}, Partial: true},
		{Kind: lint.Group, Partial: true},
	},
	Uses: []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound, crosstenant.DirectConnectOutbound)},
	Once: once,
}

func once(p *lint.Pass) {
	for _, party := range crosstenant.Read(p.Tenant).Parties() {
		for part := range party.Parts(crosstenant.CollaborationOutbound, crosstenant.DirectConnectOutbound) {
			if part.OfUsers() {
				judge(p, part)
			}
		}
	}
}

// judge reports the ids of a list that no user and no group has.
func judge(p *lint.Pass, part crosstenant.Part) {
	var gone []crosstenant.Target
	others := false
	for target := range part.List() {
		if target.IsID() && target.Type != "application" && !exists(p.Tenant, target.Name) {
			gone = append(gone, target)
		} else {
			others = true
		}
	}
	if len(gone) > 0 && !known(p) {
		return
	}
	for _, target := range gone {
		p.Report(p.Find(target.At, "%s names %s %s, which the tenant does not have, in %s: %s",
			part.Party.Name(), noun(target), target.At, part.Title(), consequence(part, others)).
			About(part.Key(), target.Name).
			Fixf("take the id out, or name the user or group that came in its place"))
	}
}

func exists(t lint.Tenant, id string) bool {
	return t.Object(lint.User, id) != nil || t.Object(lint.Group, id) != nil
}

// known reports whether the export has every user and every group, and says what
// is missing if it does not.
func known(p *lint.Pass) bool {
	complete := true
	for _, kind := range [...]lint.Kind{lint.User, lint.Group} {
		if !p.Tenant.Complete(kind) {
			p.Cannot("outbound settings name ids that may be of %s which the export does not have", display.Safe(kind.Plural()))
			p.Export(kind)
			complete = false
		}
	}
	return complete
}

func noun(t crosstenant.Target) display.Safe {
	if t.Type == "user" || t.Type == "group" {
		return display.Safe(t.Type)
	}
	return "user or group"
}

func consequence(part crosstenant.Part, others bool) display.Safe {
	switch {
	case part.Half.Access == crosstenant.Blocked:
		return "it keeps nobody out"
	case part.Half.Access != crosstenant.Allowed:
		return "it has no effect"
	case others:
		return "it lets nobody through"
	case part.Scope == crosstenant.CollaborationOutbound:
		return "nobody else is allowed, so all users are blocked at the other organization (AADSTS500212)"
	}
	return "nobody else is allowed, so all users are blocked at the other organization"
}
