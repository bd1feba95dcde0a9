// Package policydefinitionlegacy reports cross-tenant access policies in the schema
// of the preview.
package policydefinitionlegacy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is policy-definition-legacy.
var Rule = &lint.Rule{
	ID:       "policy-definition-legacy",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicy, Reads: []string{"definition"}},
		{Kind: lint.CrossTenantAccessPolicyDefault, Refines: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Refines: true},
	},
	Once: once,
}

func once(p *lint.Pass) {
	base := crosstenant.Read(p.Tenant).Base
	if base == nil {
		return
	}
	// Both requests are refused while the policy is in the older schema.
	answered := p.Tenant.Has(lint.CrossTenantAccessPolicyDefault) && p.Tenant.Has(lint.CrossTenantAccessPolicyPartner)
	definition := crosstenant.DefinitionOf(base)
	if !definition.At.Exists() && !answered {
		p.Cannot("the policy has no definition to look at, and the export lacks the default or the partners, whose being there would tell as well")
		p.Export(lint.CrossTenantAccessPolicyDefault)
		p.Export(lint.CrossTenantAccessPolicyPartner)
	}
	if definition.Text == "" {
		return
	}
	groups, ok := definition.TenantGroups()
	if !ok {
		p.Cannot("the definition is not the JSON that Microsoft describes")
		return
	}
	var signs []sign
	for _, group := range groups {
		if group.Unread {
			p.Cannot("a tenant group of the definition is not what Microsoft describes")
		}
		signs = append(signs, signsIn(group, "FromMyTenancy", group.Outbound)...)
		signs = append(signs, signsIn(group, "ToMyTenancy", group.Inbound)...)
	}
	if len(signs) > 0 {
		report(p, definition, signs, answered)
	}
}

// examples is how many signs a finding tells one by one.
const examples = 5

func report(p *lint.Pass, definition crosstenant.Definition, signs []sign, answered bool) {
	f := p.Find(definition.At, "the cross-tenant access policy is in the schema of the preview (%s): "+
		"requests for its default and its partners are answered with 400 Bad Request until it is migrated", summary(signs)).
		About("definition", "").
		Fixf("keep a copy of the definition, rewrite it for the new schema or empty it, and PATCH /beta/policies/crossTenantAccessPolicy").
		With("count", len(signs))
	for _, s := range signs[:min(len(signs), examples)] {
		f.Notef("tenant group %s, %s: %s", s.group, s.list, s.what)
	}
	if n := len(signs) - examples; n > 0 {
		f.Notef("%d more such places", n)
	}
	if answered {
		f.As(lint.Warning).
			Notef("the export has the default and the partners all the same: if it was made in one go, nothing is left to migrate")
	}
	p.Report(f)
}

// A sign is something of the older schema, with its place in the definition.
type sign struct {
	kind       kind
	group      display.Untrusted
	list, what display.Safe
}

// A kind is one of the four signs that Microsoft's page on the migration gives.
type kind uint8

const (
	allowAccess kind = iota
	trustBeside
	noBaseline
	pairedTwice
)

var kinds = [...]display.Safe{
	allowAccess: "AllowAccess",
	trustBeside: "trust settings beside others",
	noBaseline:  "no baseline",
	pairedTwice: "applications for each group",
}

// summary counts the signs of each kind.
func summary(signs []sign) display.Safe {
	var counts [len(kinds)]int
	for _, s := range signs {
		counts[s.kind]++
	}
	var words []string
	for k, n := range counts {
		switch {
		case n == 1:
			words = append(words, string(kinds[k])+" once")
		case n > 1:
			words = append(words, fmt.Sprintf("%s %d times", kinds[k], n))
		}
	}
	return display.Safe(strings.Join(words, ", "))
}

// affordances are what an entry may allow or block.
var affordances = [...]struct {
	name  display.Safe
	value func(crosstenant.Entry) *json.RawMessage
}{
	{"AllowB2B", func(e crosstenant.Entry) *json.RawMessage { return e.AllowB2B }},
	{"AllowNativeFederation", func(e crosstenant.Entry) *json.RawMessage { return e.AllowNativeFederation }},
}

// signsIn returns the signs in one list of entries.
func signsIn(group crosstenant.TenantGroup, list display.Safe, entries []crosstenant.Entry) []sign {
	var signs []sign
	add := func(k kind, format string, args ...any) {
		signs = append(signs, sign{k, display.Untrusted(group.Name), list, display.Safe(fmt.Sprintf(format, args...))})
	}
	for i, e := range entries {
		if e.AllowAccess != nil {
			add(allowAccess, "entry %d has AllowAccess", i+1)
		}
		if e.Trusts() && (e.AllowAccess != nil || e.AllowB2B != nil || e.AllowNativeFederation != nil) {
			add(trustBeside, "entry %d has trust settings beside what it allows", i+1)
		}
	}
	for _, affordance := range affordances {
		var narrowed, paired int
		baseline := false
		for _, e := range entries {
			switch {
			case affordance.value(e) == nil && e.AllowAccess == nil:
			case !e.ForTargets() && !e.ForApplications():
				baseline = true
			case affordance.value(e) != nil:
				narrowed++
				if e.ForTargets() && e.ForApplications() {
					paired++
				}
			}
		}
		if narrowed > 0 && !baseline {
			add(noBaseline, "%s has no entry without Targets and Applications", affordance.name)
		}
		if paired > 1 {
			add(pairedTwice, "%s has %d entries that combine Targets and Applications", affordance.name, paired)
		}
	}
	return signs
}
