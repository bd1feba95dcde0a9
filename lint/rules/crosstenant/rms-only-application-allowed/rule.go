// Package rmsonlyapplicationallowed reports outbound settings that allow nothing but
// the application that opens protected mail.
package rmsonlyapplicationallowed

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is rms-only-application-allowed.
var Rule = &lint.Rule{
	ID:       "rms-only-application-allowed",
	Severity: lint.Warning,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationOutbound).Required()},
	Once:     once,
}

func once(p *lint.Pass) {
	more := 0 // partners with more applications; the default comes last
	for party, inheriting := range crosstenant.Read(p.Tenant).Own(crosstenant.CollaborationOutbound) {
		setting := party.Setting(crosstenant.CollaborationOutbound)
		reach := setting.Open().Reach
		if !party.IsDefault() && (reach == crosstenant.Everyone || reach == crosstenant.Some) && !setting.Applications.Only(crosstenant.RightsManagement) {
			more++
		}
		judge(p, party, inheriting, more)
	}
}

// judge judges a setting. As many partners take it from the default as are inheriting, and
// as many allow more.
func judge(p *lint.Pass, party *crosstenant.Party, inheriting, more int) {
	setting := party.Setting(crosstenant.CollaborationOutbound)
	applications := setting.Applications
	if applications.Inherited {
		return // the list is the default's, and told there
	}
	open := setting.Open()
	switch {
	case open.Reach == crosstenant.Nobody:
		return // all users are blocked: that is another fault
	case applications.Access == crosstenant.Blocked,
		applications.Access == crosstenant.Allowed && !applications.Only(crosstenant.RightsManagement):
		return
	case open.Reach == crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	}
	f := find(p, applications.Targets, party, open.Reach).
		About(setting.Scope.String(), crosstenant.RightsManagement.ID).
		Fixf("add the applications that users need there to the allowed ones; where nothing but encrypted mail is meant to be open, leave it").
		With("applicationId", display.Untrusted(crosstenant.RightsManagement.ID))
	if party.IsDefault() && more > 0 { // closed on purpose, with exceptions
		f.As(lint.Note).Notef("partners whose own setting allows more: %d", more).With("partnersOpen", more)
	}
	if inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
	}
	p.Report(f)
}

// find says who can read encrypted mail.
func find(p *lint.Pass, at lint.Value, party *crosstenant.Party, reach crosstenant.Reach) *lint.Finding {
	switch {
	case party.IsDefault() && reach == crosstenant.Some:
		return p.Find(at, "the default allows outbound only one application, Microsoft Rights Management Services: some users can read encrypted mail, and nobody reaches another application of other organizations")
	case party.IsDefault():
		return p.Find(at, "the default allows outbound only one application, Microsoft Rights Management Services: all users can read encrypted mail, and nobody reaches another application of other organizations")
	case reach == crosstenant.Some:
		return p.Find(at, "%s allows outbound only one application, Microsoft Rights Management Services: some users can read encrypted mail, and nobody reaches another application of that organization", party.Name())
	default:
		return p.Find(at, "%s allows outbound only one application, Microsoft Rights Management Services: all users can read encrypted mail, and nobody reaches another application of that organization", party.Name())
	}
}
