// Package collaborationblockedoutbound reports settings that keep all users from
// being guests of other organizations.
package collaborationblockedoutbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is collaboration-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "collaboration-blocked-outbound",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound).Required()},
	Once:     once,
}

func once(p *lint.Pass) {
	open := 0 // partners that let somebody through; the default comes last
	for party, inheriting := range crosstenant.Read(p.Tenant).Own(crosstenant.CollaborationOutbound) {
		setting := party.Setting(crosstenant.CollaborationOutbound)
		verdict := setting.Open()
		switch verdict.Reach {
		case crosstenant.Everyone, crosstenant.Some:
			open++
			continue
		case crosstenant.ReachUnknown:
			p.Cannot("%s", setting.Doubt())
			continue
		}
		f := find(p, party, setting, verdict).About(setting.Scope.String(), "")
		// That it is closed may be what is wanted, so neither fix is an order to open it.
		if party.IsDefault() {
			f.Fixf("leave the default closed if that is on purpose, and allow B2B collaboration outbound in the entries of the organizations that users are guests of")
			if open > 0 { // closed on purpose, with exceptions
				f.As(lint.Note).Notef("partners that a setting of their own lets through: %d", open).With("partnersOpen", open)
			}
		} else {
			f.As(lint.Note).Fixf("leave it if nobody is to be a guest there; else allow B2B collaboration outbound in this entry")
		}
		f.Notef("users cannot open mail and files either that other organizations encrypted (OME); for that, allow application 00000012-0000-0000-c000-000000000000 for all users")
		if verdict.Inherited {
			f.Also(verdict.At, "the default has what the partner's setting lacks")
		}
		if inheriting > 0 {
			f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
		}
		p.Report(f)
	}
}

// find says which users a setting blocks, and by what.
func find(p *lint.Pass, party *crosstenant.Party, setting crosstenant.Setting, verdict crosstenant.Verdict) *lint.Finding {
	at, name, lacking := setting.Place(verdict), party.Name(), lacking(setting)
	switch {
	case party.IsDefault() && verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "the default blocks B2B collaboration outbound for all users, by allowing no applications%s: they cannot be guests of an organization whose entry does not allow it (AADSTS500212)", lacking)
	case party.IsDefault() && verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "the default blocks B2B collaboration outbound for all users, by allowing no users%s: they cannot be guests of an organization whose entry does not allow it (AADSTS500212)", lacking)
	case party.IsDefault():
		return p.Find(at, "the default blocks B2B collaboration outbound for all users, by blocking %s%s: they cannot be guests of an organization whose entry does not allow it (AADSTS500212)", verdict.At, lacking)
	case verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "%s blocks B2B collaboration outbound for all users, by allowing no applications%s: they cannot be guests there (AADSTS500212)", name, lacking)
	case verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "%s blocks B2B collaboration outbound for all users, by allowing no users%s: they cannot be guests there (AADSTS500212)", name, lacking)
	default:
		return p.Find(at, "%s blocks B2B collaboration outbound for all users, by blocking %s%s: they cannot be guests there (AADSTS500212)", name, verdict.At, lacking)
	}
}

// lacking says, in brackets behind a blank, what counts for the half that a setting lacks.
func lacking(s crosstenant.Setting) display.Safe {
	switch s.Lack() {
	case crosstenant.UsersInherited:
		return " (its usersAndGroups taken from the default, as it has none)"
	case crosstenant.UsersUnknown:
		return " (its usersAndGroups are not known)"
	case crosstenant.ApplicationsInherited:
		return " (its applications taken from the default, as it has none)"
	case crosstenant.ApplicationsUnknown:
		return " (its applications are not known)"
	}
	return ""
}
