// Package rmsblockedoutbound reports cross-tenant settings that keep users from
// the application that opens protected mail.
package rmsblockedoutbound

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/policy"
)

//go:embed rule.md
var page string

// Rule is rms-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "rms-blocked-outbound",
	Severity: lint.Error,
	Tier:     1,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicyDefault, Requires: []string{"b2bCollaborationOutbound"}, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId", "b2bCollaborationOutbound"}, Partial: true},
	},
	Join: join,
}

func join(p *lint.Pass, _ lint.Gathered) {
	access := policy.Read(p.Tenant)
	inheriting := 0
	for _, partner := range access.Partners {
		if partner.Inherits(policy.CollaborationOutbound.String()) {
			inheriting++
			continue
		}
		judge(p, partner)
	}
	if access.Default == nil {
		return
	}
	if f := judge(p, access.Default); f != nil && inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).
			With("partnersInheriting", inheriting)
	}
}

// judge reports a setting by which the application is out of reach of users.
func judge(p *lint.Pass, party *policy.Party) *lint.Finding {
	setting := party.Setting(policy.CollaborationOutbound)
	verdict := setting.Reaches(policy.RightsManagement)
	switch verdict.Reach {
	case policy.Everyone:
		return nil
	case policy.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return nil
	}
	f := p.Report(setting.Place(verdict), "%s blocks %s outbound for %s, by %s%s: they cannot open mail and files that other organizations encrypted (OME)",
		party.Name(), display.Safe(policy.RightsManagement.Name), verdict.Audience("users"), verdict.Because(), setting.Completion()).
		About(setting.Scope.String(), policy.RightsManagement.ID).
		Fixf("%s", fix(verdict, party)).
		With("applicationId", display.Untrusted(policy.RightsManagement.ID))
	if verdict.Inherited {
		f.Also(verdict.At, "the default has what the partner's setting lacks")
	}
	return f
}

const id = display.Safe("00000012-0000-0000-c000-000000000000")

// fix says what to change. A default that is closed on purpose can stay so.
func fix(v policy.Verdict, party *policy.Party) display.Safe {
	switch {
	case v.Reach == policy.Some && v.Cause != policy.ApplicationBlocked:
		return "allow application " + id + " for all users, or accept that the others cannot read encrypted mail"
	case v.Cause == policy.ApplicationMissing:
		return "add " + id + " to the allowed applications"
	case party.IsDefault():
		return "allow application " + id + " for all users outbound; or keep the default closed, and allow it in the entries " +
			"of the partners whose encrypted mail is read"
	}
	return "allow application " + id + " for all users outbound"
}
