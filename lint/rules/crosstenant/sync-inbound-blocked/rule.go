// Package syncinboundblocked reports partners that may synchronize users here, though the
// inbound settings keep these users out.
package syncinboundblocked

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is sync-inbound-blocked.
var Rule = &lint.Rule{
	ID:       "sync-inbound-blocked",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner}},
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required(), crosstenant.Synchronization.Required()},
	Once: func(p *lint.Pass) {
		for _, partner := range crosstenant.Read(p.Tenant).Partners {
			judge(p, partner)
		}
	},
}

func judge(p *lint.Pass, partner *crosstenant.Party) {
	synchronizes, by := partner.Synchronizes()
	if synchronizes != graph.Yes {
		return
	}
	setting := partner.Setting(crosstenant.CollaborationInbound)
	verdict := setting.Open()
	var f *lint.Finding
	switch verdict.Reach {
	case crosstenant.Everyone, crosstenant.Some:
		if !setting.Applications.Only(crosstenant.RightsManagement) {
			return
		}
		verdict.At, verdict.Inherited = setting.Applications.Targets, setting.Applications.Inherited
		f = findMailOnly(p, partner, setting, verdict)
	case crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	default:
		f = find(p, partner, setting, verdict)
	}
	f.About(setting.Scope.String(), "").
		Fixf("allow B2B collaboration inbound in this entry; or take back the permission to synchronize").
		Also(by, "synchronization is allowed here")
	switch {
	case setting.Inherited:
		f.Also(verdict.At, "the partner takes the setting from the default")
	case verdict.Inherited:
		f.Also(verdict.At, "the default has what the partner's setting lacks")
	}
	p.Report(f)
}

// findMailOnly says that users reach no application but the one that opens encrypted mail.
func findMailOnly(p *lint.Pass, partner *crosstenant.Party, setting crosstenant.Setting, verdict crosstenant.Verdict) *lint.Finding {
	at, name := setting.Place(verdict), partner.Name()
	if verdict.Inherited {
		return p.Find(at, "%s may synchronize users into this tenant, but the default allows inbound only one application, Microsoft Rights Management Services: they appear here, can open encrypted mail and reach nothing else (AADSTS500213)", name)
	}
	return p.Find(at, "%s may synchronize users into this tenant, but its entry allows inbound only one application, Microsoft Rights Management Services: they appear here, can open encrypted mail and reach nothing else (AADSTS500213)", name)
}

// find says by what the setting blocks users.
func find(p *lint.Pass, partner *crosstenant.Party, setting crosstenant.Setting, verdict crosstenant.Verdict) *lint.Finding {
	at, name, lacking := setting.Place(verdict), partner.Name(), lacking(setting)
	switch {
	case setting.Inherited && verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "%s may synchronize users into this tenant, but the default blocks B2B collaboration inbound for all of them, by allowing no applications: they appear here and cannot sign in (AADSTS500213)", name)
	case setting.Inherited && verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "%s may synchronize users into this tenant, but the default blocks B2B collaboration inbound for all of them, by allowing no users: they appear here and cannot sign in (AADSTS500213)", name)
	case setting.Inherited:
		return p.Find(at, "%s may synchronize users into this tenant, but the default blocks B2B collaboration inbound for all of them, by blocking %s: they appear here and cannot sign in (AADSTS500213)", name, verdict.At)
	case verdict.Cause == crosstenant.NoApplications:
		return p.Find(at, "%s may synchronize users into this tenant, but its entry blocks B2B collaboration inbound for all of them, by allowing no applications%s: they appear here and cannot sign in (AADSTS500213)", name, lacking)
	case verdict.Cause == crosstenant.NoUsers:
		return p.Find(at, "%s may synchronize users into this tenant, but its entry blocks B2B collaboration inbound for all of them, by allowing no users%s: they appear here and cannot sign in (AADSTS500213)", name, lacking)
	default:
		return p.Find(at, "%s may synchronize users into this tenant, but its entry blocks B2B collaboration inbound for all of them, by blocking %s%s: they appear here and cannot sign in (AADSTS500213)", name, verdict.At, lacking)
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
