// Package rmsblockedoutbound reports cross-tenant settings that keep users from
// the application that opens protected mail.
package rmsblockedoutbound

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/policy"
)

//go:embed rule.md
var page string

const outbound = "b2bCollaborationOutbound"

// Rule is rms-blocked-outbound.
var Rule = &lint.Rule{
	ID:       "rms-blocked-outbound",
	Severity: lint.Error,
	Tier:     1,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicyDefault, Requires: []string{outbound}, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId", outbound}, Partial: true},
	},
	Index: policy.Settings,
	Join:  join,
}

func join(p *lint.Pass, settings lint.Gathered) {
	var fallback lint.Value
	defaults := settings.Lookup(policy.DefaultKey).Of(policy.Default)
	if len(defaults) > 0 {
		fallback = defaults[0].Record.Get(outbound)
	}

	inheriting := 0
	partners := settings.Where(func(roles lint.Roles) bool { return roles.Has(policy.Partner) })
	for _, keyed := range slices.SortedFunc(partners, byKey) {
		partner := keyed.Of(policy.Partner)[0].Record
		setting := partner.Get(outbound)
		if policy.Inherits(setting) {
			inheriting++
			continue
		}
		whose := display.Safe("partner " + display.Quote(partner.ID()))
		judge(p, whose, setting, policy.Effective(setting, fallback))
	}
	if len(defaults) == 0 {
		return
	}
	if f := judge(p, "the default", fallback, policy.Effective(fallback, lint.Value{})); f != nil && inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).
			With("partnersInheriting", inheriting)
	}
}

// byKey makes the order in which doubts come up the same in every run.
func byKey(a, b *lint.Keyed) int { return cmp.Compare(a.Key, b.Key) }

// judge reports a setting by which the application is out of reach of users.
func judge(p *lint.Pass, whose display.Safe, setting lint.Value, effective policy.Setting) *lint.Finding {
	verdict := effective.Reaches(policy.RightsManagement)
	switch verdict.Reach {
	case policy.Everyone:
		return nil
	case policy.ReachUnknown:
		p.Cannot("%s", unknown(effective))
		return nil
	}
	at := verdict.At
	if verdict.Inherited {
		at = setting // the half that blocks would stand here
	}
	f := p.Report(at, "%s blocks %s outbound for %s, by %s%s: they cannot open mail and files that other organizations encrypted (OME)",
		whose, display.Safe(policy.RightsManagement.Name), audience(verdict.Reach), cause(verdict), completion(effective)).
		About(outbound, policy.RightsManagement.ID).
		Fixf("%s", fix(verdict, setting.Record().Kind)).
		With("applicationId", display.Untrusted(policy.RightsManagement.ID))
	if verdict.Inherited {
		f.Also(verdict.At, "the default has what the partner's setting lacks")
	}
	return f
}
