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
	Once: func(p *lint.Pass) {
		crosstenant.Read(p.Tenant).Judge(crosstenant.CollaborationOutbound, func(party *crosstenant.Party) *lint.Finding {
			return judge(p, party)
		})
	},
}

func judge(p *lint.Pass, party *crosstenant.Party) *lint.Finding {
	setting := party.Setting(crosstenant.CollaborationOutbound)
	applications := setting.Applications
	if applications.Inherited {
		return nil // the list is the default's, and told there
	}
	open := setting.Open()
	switch {
	case open.Reach == crosstenant.Nobody:
		return nil // all users are blocked: that is another fault
	case applications.Access == crosstenant.Blocked,
		applications.Access == crosstenant.Allowed && !only(applications, crosstenant.RightsManagement):
		return nil
	case open.Reach == crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return nil
	}
	whose := display.Safe("that organization")
	if party.IsDefault() {
		whose = "other organizations"
	}
	return p.Report(applications.Targets, "%s allows outbound only one application, %s: %s can read encrypted mail, and nobody reaches another application of %s",
		party.Name(), display.Safe(crosstenant.RightsManagement.Name), open.Audience("users"), whose).
		About(setting.Scope.String(), crosstenant.RightsManagement.ID).
		Fixf("add the applications that users need there to the allowed ones; where nothing but encrypted mail is meant to be open, leave it").
		With("applicationId", display.Untrusted(crosstenant.RightsManagement.ID))
}

// only reports whether a half names an application, and nothing else.
func only(h crosstenant.Half, app crosstenant.Application) bool {
	for target := range h.List() {
		if target.Name != app.ID {
			return false
		}
	}
	return !h.Empty()
}
