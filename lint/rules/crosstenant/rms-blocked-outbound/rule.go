// Package rmsblockedoutbound reports cross-tenant settings that keep users from
// the application that opens protected mail.
package rmsblockedoutbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is rms-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "rms-blocked-outbound",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound).Required()},
	Once:     once,
}

func once(p *lint.Pass) {
	for party, inheriting := range crosstenant.Read(p.Tenant).Own(crosstenant.CollaborationOutbound) {
		judge(p, party, inheriting)
	}
}

// judge judges a setting, which as many partners take from the default as are inheriting.
func judge(p *lint.Pass, party *crosstenant.Party, inheriting int) {
	setting := party.Setting(crosstenant.CollaborationOutbound)
	verdict := setting.Reaches(crosstenant.RightsManagement)
	switch verdict.Reach {
	case crosstenant.Everyone:
		return
	case crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	}
	if setting.Open().Reach == crosstenant.Nobody {
		return // collaboration-blocked-outbound reports it, encrypted mail included
	}
	f := find(p, party, setting, verdict).
		About(setting.Scope.String(), crosstenant.RightsManagement.ID).
		With("applicationId", display.Untrusted(crosstenant.RightsManagement.ID))
	switch {
	case verdict.Reach == crosstenant.Some: // one list of users and one of applications: nobody can be given this one alone
		f.As(lint.Note).Fixf("allow the users who are kept out as well, for all the applications that others are allowed, or accept that they cannot read encrypted mail")
	case verdict.Cause == crosstenant.ApplicationMissing:
		f.Fixf("add 00000012-0000-0000-c000-000000000000 to the allowed applications")
	case graph.Word(verdict.At.Text()) == crosstenant.AllMicrosoftApps:
		f.Fixf("take %s out of the blocked applications, and block one by one those of Microsoft's that are to stay blocked", verdict.At)
	default:
		f.Fixf("take %s out of the blocked applications", verdict.At)
	}
	if verdict.Inherited {
		f.Also(verdict.At, "the default has what the partner's setting lacks")
	}
	if inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
	}
	p.Report(f)
}

// find says which users a setting blocks, and by what.
func find(p *lint.Pass, party *crosstenant.Party, setting crosstenant.Setting, verdict crosstenant.Verdict) *lint.Finding {
	at, name, lacking := setting.Place(verdict), party.Name(), lacking(setting)
	switch {
	case verdict.Cause == crosstenant.ApplicationMissing:
		return p.Find(at, "%s blocks Microsoft Rights Management Services outbound for all users, by allowing a list of applications without it%s: they cannot open mail and files that other organizations encrypted (OME)", name, lacking)
	case verdict.Cause == crosstenant.UsersMissing:
		return p.Find(at, "%s blocks Microsoft Rights Management Services outbound for some users, by allowing certain users and groups only%s: they cannot open mail and files that other organizations encrypted (OME)", name, lacking)
	case verdict.Cause == crosstenant.UsersBlocked:
		return p.Find(at, "%s blocks Microsoft Rights Management Services outbound for some users, by blocking certain users and groups%s: they cannot open mail and files that other organizations encrypted (OME)", name, lacking)
	case verdict.Reach == crosstenant.Some:
		return p.Find(at, "%s blocks Microsoft Rights Management Services outbound for some users, by blocking %s%s: they cannot open mail and files that other organizations encrypted (OME)", name, verdict.At, lacking)
	default:
		return p.Find(at, "%s blocks Microsoft Rights Management Services outbound for all users, by blocking %s%s: they cannot open mail and files that other organizations encrypted (OME)", name, verdict.At, lacking)
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
