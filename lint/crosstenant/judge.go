package crosstenant

import (
	"tenantlint/lint"
)

// Judge calls judge for every partner that has a setting of its own in a scope, and
// then for the default. A finding about the default tells how many partners take the
// setting from there: these are not reported one by one.
func (p *Policy) Judge(s Scope, judge func(*Party) *lint.Finding) {
	inheriting := 0
	for _, partner := range p.Partners {
		if partner.Inherits(s.String()) {
			inheriting++
			continue
		}
		judge(partner)
	}
	if p.Default == nil {
		return
	}
	if f := judge(p.Default); f != nil && inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).
			With("partnersInheriting", inheriting)
	}
}

// Cite adds to a finding about a verdict the value in the default that decides it,
// where the party's own setting leaves that to the default.
func (s Setting) Cite(f *lint.Finding, v Verdict) {
	switch {
	case !v.At.Exists():
	case s.Inherited:
		f.Also(v.At, "the partner takes the setting from the default")
	case v.Inherited:
		f.Also(v.At, "the default has what the partner's setting lacks")
	}
}
