package mfatrustmissingfordirectconnect

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
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
	policies []demand
	everyone []int            // numbers of those for an organization that none lists
	listing  map[string][]int // numbers of those that list an organization, by its tenant id
	complete bool             // the export has policies, and all that it takes to read them
	defaults lint.Value       // where security defaults are on: no policy is enabled then
}

// A demand is a policy, and what a finding says of it.
type demand struct {
	organizations conditionalaccess.Organizations
	at            lint.Value // the control
	name          display.Untrusted
	narrowed      []string
}

// all reports whether the demand is for all users of an organization.
func (d demand) all(tenant string) bool { return d.organizations.From(tenant) == conditionalaccess.All }

func demandsOf(t lint.Tenant) demands {
	d := demands{listing: make(map[string][]int), complete: t.Has(lint.ConditionalAccessPolicy)}
	if on, at := conditionalaccess.Defaults(t); on == graph.Yes {
		d.complete, d.defaults = true, at
		return d
	}
	for _, policy := range conditionalaccess.Read(t) {
		d.complete = d.complete && policy.Exported()
		if policy.Enabled() && policy.Grant().RequiresMFA() && reaches(policy) {
			d.add(policy)
		}
	}
	return d
}

func (d *demands) add(policy conditionalaccess.Policy) {
	number := len(d.policies)
	added := demand{policy.CoversEach(conditionalaccess.DirectConnectUser), control(policy), policy.Name(), policy.Narrowed()}
	d.policies = append(d.policies, added)
	if added.all("") {
		d.everyone = append(d.everyone, number)
	}
	for tenant := range added.organizations.Listed() {
		if numbers := d.listing[tenant]; len(numbers) == 0 || numbers[len(numbers)-1] != number {
			d.listing[tenant] = append(numbers, number)
		}
	}
}

// reaches reports whether a policy is for shared channels. One that does not say for
// which applications it is may be.
func reaches(policy conditionalaccess.Policy) bool {
	return !policy.Applications().Exists() || slices.ContainsFunc(channels, func(id string) bool {
		return policy.Reaches(id, conditionalaccess.Office365)
	})
}

// A found is the demands on all direct connect users of an organization.
type found struct {
	count int
	first []demand
}

// examples is how many policies a finding names.
const examples = 3

// of returns the demands on an organization; "" stands for the organizations for which
// the default counts. It looks at the policies that list the organization, and no more of
// the others than it returns.
func (d demands) of(tenant string) found {
	listing := d.listing[tenant]
	numbers := slices.DeleteFunc(slices.Clone(listing), func(number int) bool { return !d.policies[number].all(tenant) })
	count := len(numbers) + len(d.everyone)
	for _, number := range listing {
		if _, also := slices.BinarySearch(d.everyone, number); also {
			count--
		}
	}
	others := 0
	for _, number := range d.everyone {
		if _, lists := slices.BinarySearch(listing, number); lists {
			continue
		}
		if others++; others > examples {
			break
		}
		numbers = append(numbers, number)
	}
	slices.Sort(numbers)
	f := found{count: count}
	for _, number := range numbers[:min(len(numbers), examples)] {
		f.first = append(f.first, d.policies[number])
	}
	return f
}

// only reports whether some policy is for all direct connect users of an organization,
// and none for those of every organization: what is a warning of the default is an error
// there.
func (d demands) only(tenant string) bool { return len(d.everyone) == 0 && d.of(tenant).count > 0 }

// tell adds to a finding which policies make it an error, or that security defaults make
// it more likely: whether the user may meet these at home without the trust is not documented. Where none is known to, and
// one may be missing, the rule is not fully checked.
func (d demands) tell(p *lint.Pass, f *lint.Finding, demanding found) {
	if demanding.count == 0 {
		f.As(lint.Warning)
		if d.defaults.Exists() {
			f.Also(d.defaults, "security defaults are on: they ask direct connect users for multifactor authentication too, when Microsoft finds it necessary")
		}
		if !d.complete {
			p.Cannot("whether Conditional Access requires multifactor authentication, which would make a warning an error, is not known")
			p.Export(lint.ConditionalAccessPolicy)
		}
		return
	}
	f.With("conditionalAccessPolicies", demanding.count)
	for _, demand := range demanding.first {
		some := display.Safe("")
		if len(demand.narrowed) > 0 {
			some = display.Safe(" in some sign-ins, by " + strings.Join(demand.narrowed, ", "))
		}
		f.Also(demand.at, "Conditional Access policy %s requires multifactor authentication%s", demand.name, some)
	}
	if more := demanding.count - examples; more > 0 {
		f.Notef("other Conditional Access policies that require it: %d", more)
	}
}

// control returns the control that demands multifactor authentication.
func control(policy conditionalaccess.Policy) lint.Value {
	grant := policy.Grant()
	for _, name := range [...]string{conditionalaccess.MFA, conditionalaccess.Strength} {
		if control, ok := grant.Find(name); ok {
			return control.At
		}
	}
	return policy.Record.Value()
}
