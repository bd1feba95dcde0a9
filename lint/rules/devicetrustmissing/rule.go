// Package devicetrustmissing reports Conditional Access policies that ask external users
// for a managed device, where the device claims of no organization are trusted.
package devicetrustmissing

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditional"
	"tenantlint/lint/display"
	"tenantlint/lint/policy"
)

//go:embed rule.md
var page string

// Rule is device-trust-missing.
var Rule = &lint.Rule{
	ID:       "device-trust-missing",
	Severity: lint.Error,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.ConditionalAccessPolicy, Requires: conditional.Properties},
		{Kind: lint.CrossTenantAccessPolicyDefault, Reads: []string{"inboundTrust"}, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Reads: []string{"inboundTrust"}, Partial: true},
	},
	Join: join,
}

func join(p *lint.Pass, _ lint.Gathered) {
	parties := policy.Read(p.Tenant)
	for _, access := range conditional.Read(p.Tenant) {
		if access.Enabled() && access.Ordinary() && access.ExtendsOutside() != conditional.None {
			judge(p, access, parties)
		}
	}
}

// devices are the controls that ask for a managed device, with the claim that meets each.
var devices = []struct {
	control string
	claim   policy.Claim
	name    display.Safe
	code    display.Safe
}{
	{conditional.CompliantDevice, policy.CompliantDevice, "a compliant device", "AADSTS53000"},
	{conditional.DomainJoinedDevice, policy.HybridJoinedDevice, "a hybrid joined device", "AADSTS53001"},
}

func judge(p *lint.Pass, access conditional.Policy, parties *policy.Policy) {
	grant := access.Grant()
	if meets(grant, policy.No, nil) || !meets(grant, policy.Yes, nil) {
		return // no device is needed, or none would do
	}
	doubt := false
	for _, party := range parties.Parties() {
		if meets(grant, policy.No, party) {
			return
		}
		doubt = doubt || meets(grant, policy.Yes, party)
	}
	if doubt || parties.Default == nil || !p.Tenant.Complete(lint.CrossTenantAccessPolicyPartner) {
		p.Cannot("policies ask external users for a managed device, and whose device claims are trusted is not known for every organization")
		p.Export(lint.CrossTenantAccessPolicyDefault)
		p.Export(lint.CrossTenantAccessPolicyPartner)
		return
	}
	report(p, access, grant, parties)
}

// meets reports whether external users can meet a grant if device claims that are known
// to be trusted, or not, are; the others count as trusted if assumed is Yes. Without a
// party none is known.
func meets(grant conditional.Grant, assumed policy.Answer, party *policy.Party) bool {
	return grant.Meets(func(control string) bool {
		for _, device := range devices {
			if device.control != control {
				continue
			}
			if party != nil {
				if answer := party.Trusts(device.claim).Answer; answer != policy.Unknown {
					return answer == policy.Yes
				}
			}
			return assumed == policy.Yes
		}
		switch control {
		case conditional.ApprovedApplication, conditional.AppProtection, conditional.PasswordChange:
			return false
		}
		return true
	})
}

func report(p *lint.Pass, access conditional.Policy, grant conditional.Grant, parties *policy.Policy) {
	var at lint.Value
	var names, codes, properties []string
	for _, device := range devices {
		control, ok := grant.Find(device.control)
		if !ok {
			continue
		}
		if !at.Exists() {
			at = control.At
		}
		names, codes = append(names, string(device.name)), append(codes, string(device.code))
		properties = append(properties, string(device.claim))
	}
	conjunction := " or "
	if grant.All {
		conjunction = " and "
	}
	f := p.Report(at, "Conditional Access policy %s asks %s for %s, and no organization is trusted to vouch for that: they are blocked (%s)",
		access.Name(), access.Externals(), display.Safe(strings.Join(names, conjunction)), display.Safe(strings.Join(codes, ", "))).
		About("builtInControls", strings.Join(properties, ",")).
		Fixf("set %s of inboundTrust to true for the organizations that you trust, or exclude external users from the policy",
			display.Safe(strings.Join(properties, conjunction)))
	access.Qualify(f)
	f.Also(parties.Default.Record.Get("inboundTrust"), "neither the default nor a partner's entry has that trust")
}
