// Package devicetrustmissing reports Conditional Access policies that ask external users
// for a managed device, where the device claims of no organization are trusted.
package devicetrustmissing

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is device-trust-missing.
var Rule = &lint.Rule{
	ID:       "device-trust-missing",
	Severity: lint.Error,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.Group, Refines: true}},
	Uses:     []lint.Use{conditionalaccess.Policies, crosstenant.InboundTrust.Handled(), directory.GroupGuests},
	Once:     once,
}

func once(p *lint.Pass) {
	parties := trustingOf(crosstenant.Read(p.Tenant))
	for _, access := range conditionalaccess.Read(p.Tenant) {
		if access.Enabled() && access.Ordinary() && access.ExtendsOutside() != conditionalaccess.None {
			judge(p, access, parties)
		}
	}
}

// devices are the controls that ask for a managed device, with the claim that meets each.
var devices = [len(trusts{})]struct {
	control string
	claim   crosstenant.Claim
	name    display.Safe
	code    display.Safe
}{
	{conditionalaccess.CompliantDevice, crosstenant.CompliantDevice, "a compliant device", "AADSTS53000"},
	{conditionalaccess.DomainJoinedDevice, crosstenant.HybridJoinedDevice, "a hybrid joined device", "AADSTS53001"},
}

// trusts is what a party says to each of the devices.
type trusts [2]graph.Answer

// trusting is the policy, and what its parties say: of very many each is asked once, and
// there are few answers.
type trusting struct {
	*crosstenant.Policy
	answers map[trusts]bool
}

func trustingOf(read *crosstenant.Policy) trusting {
	t := trusting{read, make(map[trusts]bool)}
	for _, party := range read.Parties() {
		var said trusts
		for i, device := range devices {
			said[i] = party.Trusts(device.claim).Answer
		}
		t.answers[said] = true
	}
	return t
}

func judge(p *lint.Pass, access conditionalaccess.Policy, parties trusting) {
	grant := access.Grant()
	if meets(grant, graph.No, trusts{}) || !meets(grant, graph.Yes, trusts{}) {
		return // no device is needed, or none would do
	}
	excluded := directory.GuestsIn(p.Tenant, access.Users().Get("excludeGroups"))
	if excluded.Every.Exists() {
		return
	}
	doubt := false
	for said := range parties.answers {
		if meets(grant, graph.No, said) {
			return
		}
		doubt = doubt || meets(grant, graph.Yes, said)
	}
	if doubt || parties.Default == nil || !p.Tenant.Complete(lint.CrossTenantAccessPolicyPartner) {
		p.Cannot("policies ask external users for a managed device, and whose device claims are trusted is not known for every organization")
		p.Export(lint.CrossTenantAccessPolicyDefault)
		p.Export(lint.CrossTenantAccessPolicyPartner)
		return
	}
	if excluded.Lacking {
		p.Cannot("a policy excludes groups, and whether guests are in them is not known")
		p.Export(lint.Group)
	}
	report(p, access, grant, parties, excluded)
}

// meets reports whether external users can meet a grant if device claims that are known
// to be trusted, or not, are; the others count as trusted if assumed is Yes.
func meets(grant conditionalaccess.Grant, assumed graph.Answer, said trusts) bool {
	return grant.Meets(func(control string) bool {
		for i, device := range devices {
			switch {
			case device.control != control:
			case said[i] != graph.Unknown:
				return said[i] == graph.Yes
			default:
				return assumed == graph.Yes
			}
		}
		switch control {
		case conditionalaccess.ApprovedApplication, conditionalaccess.AppProtection, conditionalaccess.PasswordChange:
			return false
		}
		return true
	})
}

func report(p *lint.Pass, access conditionalaccess.Policy, grant conditionalaccess.Grant, parties trusting, excluded directory.GuestGroups) {
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
	f := p.Find(at, "Conditional Access policy %s asks %s for %s, and no organization is trusted to vouch for that: they are blocked (%s)",
		access.Name(), externals(access), display.Safe(strings.Join(names, conjunction)), display.Safe(strings.Join(codes, ", "))).
		About("builtInControls", strings.Join(properties, ",")).
		Fixf("set %s of inboundTrust to true for the organizations that you trust, or exclude external users from the policy",
			display.Safe(strings.Join(properties, conjunction)))
	if narrowed := access.Narrowed(); len(narrowed) > 0 {
		f.Notef("the policy is for some sign-ins only, by %s", display.Safe(strings.Join(narrowed, ", ")))
	}
	if access.Excepts() {
		f.Notef("the policy does not touch users that it excludes by name, group or role")
	}
	for _, group := range excluded.Perhaps[:min(3, len(excluded.Perhaps))] {
		f.As(lint.Warning).Also(group.At, "the policy excludes group %s: whether the guests are in it, the export does not show", group.Name)
	}
	f.Also(parties.Default.Record.Get("inboundTrust"), "neither the default nor a partner's entry has that trust")
	p.Report(f)
}

// externals says which external users a policy is for.
func externals(policy conditionalaccess.Policy) display.Safe {
	users := "external users"
	if types := policy.OutsideTypes(); len(types) < len(conditionalaccess.Outside) {
		users += " (" + strings.Join(types, ", ") + ")"
	}
	if policy.ExtendsOutside() == conditionalaccess.Some {
		users += " of certain organizations"
	}
	return display.Safe(users)
}
