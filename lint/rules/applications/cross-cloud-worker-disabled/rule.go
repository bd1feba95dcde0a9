// Package crosscloudworkerdisabled reports that the application by which users are
// invited from other clouds is disabled.
package crosscloudworkerdisabled

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is cross-cloud-worker-disabled.
var Rule = &lint.Rule{
	ID:       "cross-cloud-worker-disabled",
	Severity: lint.Error,
	Subject:  "applications",
	Page:     page,
	Needs: []lint.Need{{
		Kind:     lint.ServicePrincipal,
		Requires: []string{"displayName", "accountEnabled"},
		Optional: []string{"appDisplayName", "appOwnerOrganizationId"},
	}},
	On:    []lint.Kind{lint.ServicePrincipal},
	Check: check,
}

// Microsoft documents the name of the application, not its id.
const name = "Microsoft B2B Cross Cloud Worker"

// microsoft is the tenant that owns Microsoft's applications in the public cloud.
const microsoft = "f8cdef31-a31e-4b4a-93e4-5f571e91255a"

func check(p *lint.Pass, principal *lint.Record) {
	enabled := principal.Get("accountEnabled")
	if enabled.Type() != lint.Boolean || enabled.True() || !named(principal.Get("displayName")) && !named(principal.Get("appDisplayName")) {
		return
	}
	f := p.Find(enabled, "application %s is disabled: users of this tenant cannot be invited by other tenants "+
		"(\"This action can't be completed because the Microsoft B2B Cross Cloud Worker application has been disabled in the invited user's tenant\")", name).
		Fixf("let users sign in to the application again: accountEnabled true")
	if owner := principal.Get("appOwnerOrganizationId"); owner.Text() != "" && graph.ID(owner.Text()) != microsoft {
		f.As(lint.Warning).
			Notef("its owner is tenant %s, not Microsoft's of the public cloud: in a sovereign cloud it may be the same application, else it only has the name", owner)
	}
	p.Report(f)
}

func named(v lint.Value) bool { return strings.EqualFold(strings.TrimSpace(v.Text()), name) }
