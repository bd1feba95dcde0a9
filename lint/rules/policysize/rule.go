// Package policysize reports cross-tenant access policies that are too large to
// be saved, or nearly.
package policysize

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/policy"
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
	Tier:     1,
	Page:     page,
	Options:  Options{LimitBytes: 25 * 1024, WarnAtPercent: 80},
	Needs: []lint.Need{
		{
			Kind:     lint.CrossTenantAccessPolicy,
			Reads:    []string{"definition"},
			Optional: []string{"default", "partners"},
			Partial:  true,
		},
		{Kind: lint.CrossTenantAccessPolicyDefault, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Partial: true},
	},
	On: []lint.Kind{
		lint.CrossTenantAccessPolicy,
		lint.CrossTenantAccessPolicyDefault,
		lint.CrossTenantAccessPolicyPartner,
	},
	Check: check,
}

func check(p *lint.Pass, r *lint.Record) {
	options := lint.OptionsOf[Options](p)
	base := r.Kind == lint.CrossTenantAccessPolicy
	if base && r.Get("definition").Exists() && !measurable(r) {
		p.Cannot("size not measurable: the service answered with an empty definition, so there is nothing more to export " +
			"(newer Microsoft pages no longer name a limit on partners)")
		return
	}
	if base && !measurable(r) {
		p.Cannot("size not measurable from this file: the policy has no definition, and neither default nor partners inside; " +
			"save GET /beta/policies/crossTenantAccessPolicy (newer Microsoft pages no longer name a limit on partners)")
		return
	}
	text := r.Raw()
	if file, ok := r.File(); base && ok {
		text = file
	}
	if !options.nearLimit(len(text)) {
		return // no way of counting makes it more
	}
	compact := compactBytes(r.Value())
	size := compact
	if file, ok := r.File(); base && ok {
		size = scriptBytes(file)
	}
	finding := report(p, r, size, compact, options)
	if finding == nil {
		return
	}
	finding.With("bytes", size).With("limitBytes", options.LimitBytes).With("compactBytes", compact)
	if base {
		describe(finding, r, compact)
	}
	if left := options.LimitBytes - size; left >= 0 {
		finding.Notef("%d bytes are left", left)
	}
	if most := largest(r); most != "" {
		finding.Notef("most is taken by %s", most)
	}
}

// measurable reports whether a base object holds the policy or only names it. PowerShell
// writes a default of nothing but nulls where none was sent.
func measurable(r *lint.Record) bool {
	if own := r.Get("default"); own.Exists() && !policy.Inherits(own) {
		return true
	}
	for range r.Get("partners").Elements() {
		return true
	}
	return policy.DefinitionOf(r).Text != ""
}

// report makes the finding that a size deserves, or none.
func report(p *lint.Pass, r *lint.Record, size, compact int, options Options) *lint.Finding {
	at, subject := r.Value(), display.Safe(subjects[r.Kind])
	switch {
	case size > options.LimitBytes && compact <= options.LimitBytes:
		return p.Report(at, "%s is %d bytes as saved, over the limit of %d bytes only by white space: compact it is %d, "+
			"so it can still be changed though Microsoft's script calls it invalid", subject, size, options.LimitBytes, compact).
			As(lint.Warning).
			Fixf("save the response as the service sends it, without formatting, and measure again")
	case size > options.LimitBytes:
		return p.Report(at, "%s is %d bytes, %d over the limit of %d bytes: a change is refused with "+
			"\"Failure to update policy due to object limit\"", subject, size, size-options.LimitBytes, options.LimitBytes).
			Fixf(shrink)
	case options.nearLimit(size):
		return p.Report(at, "%s is %d bytes, over %d%% of the limit of %d bytes: soon a change is refused with "+
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
	if definition := len(policy.DefinitionOf(r).Text); definition > 0 {
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
