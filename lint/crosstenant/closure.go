package crosstenant

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A Closure is what a rule says of settings that block all of a scope: a warning of
// the default, a note of a partner. That it is closed may be what is wanted, so
// neither is an order to open it.
type Closure struct {
	Scope              Scope
	Users              display.Safe // whom the default blocks
	PartnerUsers       display.Safe // whom a partner's setting blocks
	Consequence        display.Safe // of the default's
	PartnerConsequence display.Safe
	Fix                display.Safe
	PartnerFix         display.Safe
}

// Report makes a finding of the default, and of every partner with a setting of its
// own, that lets nobody through. What cannot be judged it says. It calls more, if
// it is not nil, with each finding.
func (c Closure) Report(p *lint.Pass, access *Policy, more func(*Party, *lint.Finding)) {
	open := 0
	for party, inheriting := range access.Own(c.Scope) {
		setting := party.Setting(c.Scope)
		verdict := setting.Open()
		switch verdict.Reach {
		case Everyone, Some:
			open++ // the default comes last
			continue
		case ReachUnknown:
			p.Cannot("%s", setting.Doubt())
			continue
		}
		users, consequence, fix := c.PartnerUsers, c.PartnerConsequence, c.PartnerFix
		if party.IsDefault() {
			users, consequence, fix = c.Users, c.Consequence, c.Fix
		}
		f := p.Find(setting.Place(verdict), "%s blocks %s for %s, by %s%s: %s",
			party.Name(), c.Scope.Name(), verdict.Audience(users), verdict.Because(), setting.Completion(), consequence).
			About(c.Scope.String(), "").
			Fixf("%s", fix)
		if party.IsDefault() && open > 0 {
			f.Notef("partners that a setting of their own lets through: %d", open).With("partnersOpen", open)
		}
		if !party.IsDefault() {
			f.As(lint.Note)
		}
		setting.Cite(f, verdict)
		if more != nil {
			more(party, f)
		}
		if inheriting > 0 {
			f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
		}
		p.Report(f)
	}
}
