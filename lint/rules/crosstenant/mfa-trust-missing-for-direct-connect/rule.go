// Package mfatrustmissingfordirectconnect reports organizations whose users may use
// shared channels, but whose multifactor authentication is not accepted.
package mfatrustmissingfordirectconnect

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is mfa-trust-missing-for-direct-connect.
var Rule = &lint.Rule{
	ID:       "mfa-trust-missing-for-direct-connect",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs: []lint.Need{
		// Most tenants have direct connect blocked, and need no policies to tell.
		// Where one could make a warning an error, demands.tell says that it is missed.
		{Kind: lint.ConditionalAccessPolicy, Refines: true},
		// Where they are on, no policy is needed to tell.
		{Kind: lint.SecurityDefaults, Refines: true},
	},
	Uses: []lint.Use{
		crosstenant.Settings(crosstenant.DirectConnectInbound).Required(),
		crosstenant.InboundTrust.Required(),
		conditionalaccess.Policies,
		conditionalaccess.SecurityDefaults,
	},
	Once: once,
}

func once(p *lint.Pass) {
	access, known := crosstenant.Read(p.Tenant), demandsOf(p.Tenant)
	inheriting := 0
	for _, partner := range access.Partners {
		inherits := partner.Inherits(crosstenant.DirectConnectInbound.String()) && partner.Trusts(claim).Inherited
		if inherits && !known.only(partner.TenantID()) {
			inheriting++
			continue
		}
		judge(p, partner, known, 0)
	}
	if access.Default != nil {
		judge(p, access.Default, known, inheriting)
	}
}

const claim = crosstenant.MultifactorAuthentication

// judge judges a setting, which as many partners take from the default as are inheriting.
func judge(p *lint.Pass, party *crosstenant.Party, known demands, inheriting int) {
	trust := party.Trusts(claim)
	setting := party.Setting(crosstenant.DirectConnectInbound)
	open := setting.Open()
	accepted := accepts(party, trust)
	switch {
	case accepted == graph.Yes, open.Reach == crosstenant.Nobody:
		return
	case open.Reach == crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	case accepted == graph.Unknown:
		p.Cannot("isMfaAccepted is missing in inboundTrust, or in that of the default where partners take it from there")
		return
	}
	demanding := known.of(party.TenantID())
	at := party.Record.Get("inboundTrust")
	if own := at.Get(string(claim)); own.Exists() {
		at = own
	}
	f := find(p, at, party, setting, open.Reach, demanding.count > 0).
		About("inboundTrust", string(claim)).
		Fixf("%s", fix(party))
	if trust.Inherited {
		f.Also(trust.At, "the partner takes the trust from the default")
	}
	if setting.Inherited {
		f.Notef("the partner takes %s from the default", crosstenant.DirectConnectInbound.Name())
	}
	known.tell(p, f, demanding)
	if inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
	}
	p.Report(f)
}

// find says which users a setting lets in, and whether policies demand what is not accepted.
func find(p *lint.Pass, at lint.Value, party *crosstenant.Party, setting crosstenant.Setting, reach crosstenant.Reach, demanded bool) *lint.Finding {
	name, users, lacking := party.Name(), display.Safe("users from there"), lacking(setting)
	if party.IsDefault() {
		users = "users of other organizations"
	}
	switch {
	case reach == crosstenant.Some && demanded:
		return p.Find(at, "%s allows B2B direct connect inbound for some %s%s, but does not accept their multifactor authentication: Conditional Access requires it, so shared channels are refused to them (AADSTS90071)", name, users, lacking)
	case reach == crosstenant.Some:
		return p.Find(at, "%s allows B2B direct connect inbound for some %s%s, but does not accept their multifactor authentication: where Conditional Access requires it, shared channels are refused to them (AADSTS90071)", name, users, lacking)
	case demanded:
		return p.Find(at, "%s allows B2B direct connect inbound for all %s%s, but does not accept their multifactor authentication: Conditional Access requires it, so shared channels are refused to them (AADSTS90071)", name, users, lacking)
	default:
		return p.Find(at, "%s allows B2B direct connect inbound for all %s%s, but does not accept their multifactor authentication: where Conditional Access requires it, shared channels are refused to them (AADSTS90071)", name, users, lacking)
	}
}

// lacking says, in brackets behind a blank, what counts for the half that a setting lacks.
// One that lets users in lacks none that is not known.
func lacking(s crosstenant.Setting) display.Safe {
	switch s.Lack() {
	case crosstenant.UsersInherited:
		return " (its usersAndGroups taken from the default, as it has none)"
	case crosstenant.ApplicationsInherited:
		return " (its applications taken from the default, as it has none)"
	}
	return ""
}

// accepts is the answer of a trust, where null in the default is no: there is nothing
// that it could take from elsewhere, and the service trusts nobody of its own accord.
func accepts(party *crosstenant.Party, trust crosstenant.Trust) graph.Answer {
	if trust.Answer != graph.Unknown || trust.Inherited && trust.At.Record() == party.Record {
		return trust.Answer
	}
	if trust.At.Type() == lint.Null || trust.At.Get(string(claim)).Type() == lint.Null {
		return graph.No
	}
	return graph.Unknown
}

func fix(party *crosstenant.Party) display.Safe {
	if party.IsDefault() {
		return "block direct connect by default, and allow it in the entries of the organizations whose multifactor authentication is accepted; " +
			"or set isMfaAccepted in the default's inboundTrust"
	}
	return "set isMfaAccepted in inboundTrust of this entry, or block direct connect inbound in it"
}
