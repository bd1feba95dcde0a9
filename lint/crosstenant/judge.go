package crosstenant

import (
	"iter"

	"tenantlint/lint"
)

// Own returns every partner that has a setting of its own in a scope, and then the
// default with how many partners take the setting from there: these are not judged one
// by one.
func (p *Policy) Own(s Scope) iter.Seq2[*Party, int] {
	return func(yield func(*Party, int) bool) {
		inheriting := 0
		for _, partner := range p.Partners {
			if partner.Inherits(s.String()) {
				inheriting++
			} else if !yield(partner, 0) {
				return
			}
		}
		if p.Default != nil {
			yield(p.Default, inheriting)
		}
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
