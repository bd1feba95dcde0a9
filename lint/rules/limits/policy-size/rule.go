// Package policysize reports cross-tenant access policies that are too large to
// be saved, or nearly.
package policysize

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	LimitBytes    int `json:"limitBytes" min:"1" max:"1000000000" doc:"what the service takes at most, in bytes"`
	WarnAtPercent int `json:"warnAtPercent" min:"1" max:"100" doc:"share of the limit over which there is a warning"`
}

// Rule is policy-size.
var Rule = &lint.Rule{
	ID:       "policy-size",
	Severity: lint.Error,
	Subject:  "limits",
	Page:     page,
	Options:  Options{LimitBytes: 25 * 1024, WarnAtPercent: 80},
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicy, Optional: []string{"@odata.context"}, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyDefault, Partial: true, Conditional: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Partial: true, Conditional: true},
	},
	Index: bases,
	Join:  join,
}

// bases indexes the base policies that can be measured, under one key: of two copies,
// from version 1.0 and from beta, only one may.
var bases = &lint.Index{
	Name: "cross-tenant access policies that can be measured",
	Needs: []lint.Need{{
		Kind:  lint.CrossTenantAccessPolicy,
		Reads: []string{"definition"}, Optional: []string{"default", "partners"},
	}},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if measurable(r) {
			g.AddText(0, r.Value(), "base")
		}
	},
}

func join(p *lint.Pass, bases lint.Gathered) {
	var base *lint.Record
	for base = range p.Tenant.Each(lint.CrossTenantAccessPolicy) {
		break
	}
	if hits := bases.Lookup("base").Hits; len(hits) > 0 {
		base = hits[0].Record
		p.State(judge(p, base))
	}
	var measures []*lint.Measure // of the default
	for record := range p.Tenant.Each(lint.CrossTenantAccessPolicyDefault) {
		measures = append(measures, judge(p, record))
	}
	for record := range p.Tenant.Each(lint.CrossTenantAccessPolicyPartner) {
		p.State(judge(p, record))
	}
	if base != nil && crosstenant.DefinitionOf(base).Text == "" {
		withoutDefinition(p, base, measures)
	}
	for _, measure := range measures {
		p.State(measure)
	}
}

// judge measures a policy, and reports it where that is too much. It returns the draft of
// the measure.
func judge(p *lint.Pass, r *lint.Record) *lint.Measure {
	options := lint.OptionsOf[Options](p)
	base := r.Kind == lint.CrossTenantAccessPolicy
	compact := compactBytes(r.Value())
	size := compact
	if file, ok := r.File(); base && ok {
		size = scriptBytes(file)
	}
	measure := p.Measure(r.Value(), "bytes", size, options.LimitBytes, "bytes")
	if base {
		p.State(p.Measure(r.Value(), "compactBytes", compact, options.LimitBytes, "compact bytes"))
	}
	finding := find(p, r, size, compact, options)
	if finding == nil {
		return measure
	}
	finding.With("bytes", size).With("limitBytes", options.LimitBytes).With("compactBytes", compact)
	if base {
		describe(finding, r, compact)
	}
	if left := measure.Remaining(); left >= 0 {
		finding.Notef("%d bytes are left", left)
	}
	if most := largest(r); most != "" {
		finding.Notef("most is taken by %s", most)
	}
	p.Report(finding)
	return measure
}

// withoutDefinition says what a policy without definition is measured by, and what the
// export lacks for that. Where nothing is lacking a note goes with the default.
func withoutDefinition(p *lint.Pass, base *lint.Record, ofDefault []*lint.Measure) {
	if !measurable(base) && strings.Contains(base.Get("@odata.context").Text(), "/v1.0/") {
		p.Cannot("size not measurable from this file: version 1.0 of Microsoft Graph leaves out the definition that Microsoft's script measures")
		p.Export(lint.CrossTenantAccessPolicy)
		return
	}
	var missing []string
	for _, part := range []struct {
		kind lint.Kind
		name string
	}{{lint.CrossTenantAccessPolicyDefault, "the default"}, {lint.CrossTenantAccessPolicyPartner, "the partners"}} {
		if !p.Tenant.Has(part.kind) && !inside(base, part.kind) {
			missing = append(missing, part.name)
			p.Export(part.kind)
		}
	}
	switch {
	case len(missing) > 0:
		p.Cannot("size not measurable from this file: today's service no longer returns the definition that Microsoft's script measured, "+
			"so default and partners are measured instead, and the export lacks %s (newer Microsoft pages no longer name a limit on partners)",
			display.Safe(strings.Join(missing, " and ")))
	case len(ofDefault) > 0 && !measurable(base):
		ofDefault[len(ofDefault)-1].Notef("the policy itself is not measured: today's service no longer returns the definition that Microsoft's script measured")
	}
}

// measurable reports whether a base object holds the policy or only names it.
func measurable(base *lint.Record) bool {
	return crosstenant.DefinitionOf(base).Text != "" ||
		inside(base, lint.CrossTenantAccessPolicyDefault) || inside(base, lint.CrossTenantAccessPolicyPartner)
}

// inside reports whether a base object has the default, or partners, in it. PowerShell
// writes a default of nothing but nulls where none was sent.
func inside(base *lint.Record, kind lint.Kind) bool {
	if kind == lint.CrossTenantAccessPolicyDefault {
		own := base.Get("default")
		return own.Exists() && !graph.Null(own)
	}
	for range base.Get("partners").Elements() {
		return true
	}
	return false
}

// find returns a draft of the finding that a size deserves, or nil.
func find(p *lint.Pass, r *lint.Record, size, compact int, options Options) *lint.Finding {
	at, subject := r.Value(), display.Safe(subjects[r.Kind])
	switch {
	case size > options.LimitBytes && compact <= options.LimitBytes:
		return p.Find(at, "%s is %d bytes as saved, over the limit of %d bytes only by white space: compact it is %d, "+
			"so it can still be changed though Microsoft's script calls it invalid", subject, size, options.LimitBytes, compact).
			As(lint.Warning).
			Fixf("save the response as the service sends it, without formatting, and measure again")
	case size > options.LimitBytes:
		return p.Find(at, "%s is %d bytes, %d over the limit of %d bytes: a change is refused with "+
			"\"Failure to update policy due to object limit\"", subject, size, size-options.LimitBytes, options.LimitBytes).
			Fixf(shrink)
	case options.nearLimit(size):
		return p.Find(at, "%s is %d bytes, over %d%% of the limit of %d bytes: soon a change is refused with "+
			"\"Failure to update policy due to object limit\"", subject, size, options.WarnAtPercent, options.LimitBytes).
			As(lint.Warning).
			Fixf(shrink)
	}
	return nil
}

const shrink = "name groups instead of single users, allow or block fewer single applications, and remove partners that only repeat the default"

var subjects = map[lint.Kind]string{
	lint.CrossTenantAccessPolicy:        "the cross-tenant access policy",
	lint.CrossTenantAccessPolicyDefault: "the cross-tenant default",
	lint.CrossTenantAccessPolicyPartner: "the cross-tenant partner",
}

// describe says what of a base object is policy and what is wrapping.
func describe(f *lint.Finding, r *lint.Record, compact int) {
	bare := compact - annotationBytes(r.Value())
	f.With("compactBytesWithoutOData", bare).
		Notef("compact it is %d bytes, %d without the @odata keys", compact, bare)
	if definition := len(crosstenant.DefinitionOf(r).Text); definition > 0 {
		f.With("definitionBytes", definition).
			Notef("its definition is %d bytes of text", definition)
	}
}

// nearLimit reports whether a size is over the share of the limit that is worth a
// warning.
func (o Options) nearLimit(size int) bool {
	return size > o.LimitBytes || size*100 > o.LimitBytes*o.WarnAtPercent
}

// scriptBytes counts a file as Microsoft's script does: Get-Content cuts it into
// lines, and PowerShell joins them by one blank each to make a string of them.
func scriptBytes(file string) int {
	lines := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(file)
	return len(strings.TrimSuffix(lines, "\n"))
}
