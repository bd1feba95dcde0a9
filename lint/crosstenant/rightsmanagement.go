package crosstenant

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A RightsManagementBlock is what a rule says of settings that keep users from
// [RightsManagement].
type RightsManagementBlock struct {
	Scope        Scope        // of B2B collaboration
	Users        display.Safe // whom the default keeps from it
	PartnerUsers display.Safe // whom a partner's setting keeps from it
	Consequence  display.Safe // for them
	Partners     display.Safe // who should have it where the default stays closed
}

// Report makes a finding of the default, and of every partner with a setting of its
// own, by which the application is out of reach of users. What cannot be judged it
// says.
func (b RightsManagementBlock) Report(p *lint.Pass) {
	for party, inheriting := range Read(p.Tenant).Own(b.Scope) {
		setting := party.Setting(b.Scope)
		verdict := setting.Reaches(RightsManagement)
		switch verdict.Reach {
		case Everyone:
			continue
		case ReachUnknown:
			p.Cannot("%s", setting.Doubt())
			continue
		}
		users := b.PartnerUsers
		if party.IsDefault() {
			users = b.Users
		}
		f := p.Find(setting.Place(verdict), "%s blocks %s %s for %s, by %s%s: %s",
			party.Name(), display.Safe(RightsManagement.Name), b.direction(), verdict.Audience(users),
			verdict.Because(), setting.Completion(), b.Consequence).
			About(b.Scope.String(), RightsManagement.ID).
			Fixf("%s", b.fix(verdict, party)).
			With("applicationId", display.Untrusted(RightsManagement.ID))
		setting.Cite(f, verdict)
		if inheriting > 0 {
			f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
		}
		p.Report(f)
	}
}

func (b RightsManagementBlock) direction() display.Safe {
	if b.Scope.Outbound() {
		return "outbound"
	}
	return "inbound"
}

// fix says what to change. A default that is closed on purpose can stay so.
func (b RightsManagementBlock) fix(v Verdict, party *Party) display.Safe {
	id := display.Safe(RightsManagement.ID)
	allow := "allow application " + id + " for all users"
	switch {
	case v.Reach == Some: // one list of users and one of applications: nobody can be given this one alone
		return "allow the users who are kept out as well, for all the applications that others are allowed, or accept that they cannot read encrypted mail"
	case v.Cause == ApplicationMissing:
		return "add " + id + " to the allowed applications"
	case party.IsDefault():
		return allow + " " + b.direction() + "; or keep the default closed, and allow it in the entries of " + b.Partners
	}
	return allow + " " + b.direction()
}
