package crosstenant

import "iter"

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
