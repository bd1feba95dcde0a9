// Package collaborationblockedinbound reports settings that keep all users of other
// organizations from being guests, and how many guests they hit.
package collaborationblockedinbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	PartnerDomains map[string][]string `json:"partnerDomains" doc:"the domains of partners, by tenant id, to count their guests by"`
}

// Rule is collaboration-blocked-inbound.
var Rule = &lint.Rule{
	ID:       "collaboration-blocked-inbound",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Options:  Options{},
	Needs:    []lint.Need{{Kind: lint.User, Refines: true}},
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required()},
	Index:    directory.Externals,
	Join:     join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	access := crosstenant.Read(p.Tenant)
	count := newCount(p, access, externals)
	open := 0 // partners that let somebody through; the default comes last
	for party, inheriting := range access.Own(crosstenant.CollaborationInbound) {
		setting := party.Setting(crosstenant.CollaborationInbound)
		verdict := setting.Open()
		locked := count.locked(party)
		var f *lint.Finding
		switch mailOnly := setting.Applications.Only(crosstenant.RightsManagement); {
		case verdict.Reach == crosstenant.ReachUnknown:
			p.Cannot("%s", setting.Doubt())
			continue
		case verdict.Reach == crosstenant.Nobody:
			f = find(p, party, setting, verdict).
				Notef("users of other organizations cannot open mail and files either that this one encrypted (OME)")
		case !mailOnly:
			if open++; !party.IsDefault() {
				count.opens(party)
			}
			continue
		case locked == 0:
			continue // closed on purpose, but for encrypted mail
		default:
			f = findMailOnly(p, party, setting)
		}
		f.About(setting.Scope.String(), "")
		// That it is closed may be what is wanted, so neither fix is an order to open it.
		if party.IsDefault() {
			f.Fixf("leave the default closed if that is on purpose, and allow B2B collaboration inbound in the entries of the organizations whose users are guests here")
			if open > 0 { // closed on purpose, with exceptions
				f.As(lint.Note).Notef("partners that a setting of their own lets through: %d", open).With("partnersOpen", open)
			}
		} else {
			f.As(lint.Note).Fixf("leave it if nobody from there is to be a guest; else allow B2B collaboration inbound in this entry")
		}
		if verdict.Inherited {
			f.Also(verdict.At, "the default has what the partner's setting lacks")
		}
		if locked > 0 {
			f.As(lint.Error)
		}
		count.tell(party, f, locked)
		if inheriting > 0 {
			f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
		}
		p.Report(f)
	}
}

// findMailOnly says that guests reach no application but the one that opens encrypted mail.
func findMailOnly(p *lint.Pass, party *crosstenant.Party, setting crosstenant.Setting) *lint.Finding {
	at := setting.Applications.Targets
	if setting.Applications.Inherited {
		at = setting.At
	}
	if party.IsDefault() {
		return p.Find(at, "the default allows inbound only one application, Microsoft Rights Management Services: guests can open encrypted mail, and sign-in to anything else is refused to those whose organization has no entry that allows it (AADSTS500213)")
	}
	return p.Find(at, "%s allows inbound only one application, Microsoft Rights Management Services: guests from there can open encrypted mail, and sign-in to anything else is refused to them (AADSTS500213)", party.Name())
}

// find says which users a setting blocks, and by what.
func find(p *lint.Pass, party *crosstenant.Party, setting crosstenant.Setting, verdict crosstenant.Verdict) *lint.Finding {
	at, name, lacking := setting.Place(verdict), party.Name(), lacking(setting)
	switch {
	case party.IsDefault() && verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "the default blocks B2B collaboration inbound for all users of other organizations, by allowing no applications%s: invitation or sign-in is refused to those whose organization has no entry that allows it (AADSTS500213)", lacking)
	case party.IsDefault() && verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "the default blocks B2B collaboration inbound for all users of other organizations, by allowing no users%s: invitation or sign-in is refused to those whose organization has no entry that allows it (AADSTS500213)", lacking)
	case party.IsDefault():
		return p.Find(at, "the default blocks B2B collaboration inbound for all users of other organizations, by blocking %s%s: invitation or sign-in is refused to those whose organization has no entry that allows it (AADSTS500213)", verdict.At, lacking)
	case verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "%s blocks B2B collaboration inbound for all users from there, by allowing no applications%s: invitation or sign-in is refused to them (AADSTS500213)", name, lacking)
	case verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "%s blocks B2B collaboration inbound for all users from there, by allowing no users%s: invitation or sign-in is refused to them (AADSTS500213)", name, lacking)
	default:
		return p.Find(at, "%s blocks B2B collaboration inbound for all users from there, by blocking %s%s: invitation or sign-in is refused to them (AADSTS500213)", name, verdict.At, lacking)
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
