package mfatrustmissingfordirectconnect

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditional"
	"tenantlint/lint/display"
)

// channels is the applications that stand behind a shared channel, as Office365 does.
// https://learn.microsoft.com/en-us/entra/identity/conditional-access/reference-office-365-application-contents
var channels = []string{
	"1fec8e78-bce4-4aaf-ab1b-5451cc387264", // Microsoft Teams
	"cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", // Microsoft Teams Services
	"00000003-0000-0ff1-ce00-000000000000", // SharePoint Online
}

// demands is the Conditional Access policies that demand multifactor authentication
// for shared channels, and what of them the export does not tell.
type demands struct {
	policies []conditional.Policy
	complete bool // the export has policies, and all that it takes to read them
}

func demandsOf(t lint.Tenant) demands {
	d := demands{complete: t.Has(lint.ConditionalAccessPolicy)}
	for _, policy := range conditional.Read(t) {
		for _, property := range conditional.Properties {
			d.complete = d.complete && policy.Record.Get(property).Exists()
		}
		if policy.Enabled() && policy.Grant().RequiresMFA() && reaches(policy) {
			d.policies = append(d.policies, policy)
		}
	}
	return d
}

// reaches reports whether a policy is for shared channels. One that does not say for
// which applications it is may be.
func reaches(policy conditional.Policy) bool {
	return !policy.Applications().Exists() || slices.ContainsFunc(channels, func(id string) bool {
		return policy.Reaches(id, conditional.Office365)
	})
}

// of returns the policies for all direct connect users of an organization; "" stands
// for the organizations for which the default counts.
func (d demands) of(tenant string) []conditional.Policy {
	return slices.DeleteFunc(slices.Clone(d.policies), func(policy conditional.Policy) bool {
		return policy.CoversFrom(conditional.DirectConnectUser, tenant) != conditional.All
	})
}

// only reports whether some policy is for all direct connect users of an organization,
// and none for those of every organization: what is a warning of the default is an error
// there.
func (d demands) only(tenant string) bool { return len(d.of("")) == 0 && len(d.of(tenant)) > 0 }

// examples is how many policies a finding names.
const examples = 3

// tell adds to a finding which policies make it an error. Where none is known to, and
// one may be missing, the rule is not fully checked.
func (d demands) tell(p *lint.Pass, f *lint.Finding, policies []conditional.Policy) {
	if len(policies) == 0 {
		f.As(lint.Warning)
		if !d.complete {
			p.Cannot("whether Conditional Access requires multifactor authentication, which would make a warning an error, is not known")
			p.Export(lint.ConditionalAccessPolicy)
		}
		return
	}
	f.With("conditionalAccessPolicies", len(policies))
	for _, policy := range policies[:min(len(policies), examples)] {
		some := display.Safe("")
		if narrowed := policy.Narrowed(); len(narrowed) > 0 {
			some = display.Safe(" in some sign-ins, by " + strings.Join(narrowed, ", "))
		}
		f.Also(demand(policy), "Conditional Access policy %s requires multifactor authentication%s", policy.Name(), some)
	}
	if more := len(policies) - examples; more > 0 {
		f.Notef("other Conditional Access policies that require it: %d", more)
	}
}

// demand returns the control that demands multifactor authentication.
func demand(policy conditional.Policy) lint.Value {
	grant := policy.Grant()
	for _, name := range [...]string{conditional.MFA, conditional.Strength} {
		if control, ok := grant.Find(name); ok {
			return control.At
		}
	}
	return policy.Record.Value()
}
