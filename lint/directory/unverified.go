package directory

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// An UnverifiedDomain is one that users have to do with and that is not among the
// verified domains of the tenant.
type UnverifiedDomain struct {
	Name  string
	Users int        // how many have to do with it
	Few   []lint.Hit // the first of them, in the order of the input
	At    lint.Value // of isVerified, if the export has the domain
}

// fewUsers is how many examples an [UnverifiedDomain] has.
const fewUsers = 3

// Unverified returns the domains in which users are, in the index [UserDomains], and
// that are not verified, by name. A domain that the tenant does not have is one of
// them only if the export has all domains; otherwise it may be verified, and known is
// false. It reads id and isVerified of a domain, and verifiedDomains of the organization.
func Unverified(t lint.Tenant, users lint.Gathered, in lint.Role) (found []UnverifiedDomain, known bool) {
	domains := Domains(t)
	all := showsAll(t, domains)
	roles := DomainRoles(in, 0)
	known = true
	for name := range users.Keys(roles...) {
		domain, has := domains[name]
		unverified := UnverifiedDomain{Name: name}
		switch {
		case domain.Verified:
			continue
		case has:
			if unverified.At = domain.At.Record().Get("isVerified"); !unverified.At.Exists() {
				continue // the engine tells of it
			}
		case !all:
			known = false
			continue
		}
		unverified.Users, unverified.Few = users.Count(name, roles...), users.First(fewUsers, name, roles...)
		if len(unverified.Few) > 0 {
			found = append(found, unverified)
		}
	}
	slices.SortFunc(found, func(a, b UnverifiedDomain) int { return strings.Compare(a.Name, b.Name) })
	return found, known
}

// showsAll reports whether the export has all domains of the tenant.
func showsAll(t lint.Tenant, domains map[string]TenantDomain) bool {
	if _, nameless := domains[""]; nameless || len(domains) == 0 {
		return false
	}
	for _, domain := range domains {
		return t.Complete(domain.At.Record().Kind) // all come from one kind
	}
	return false
}

// Place returns where a finding about the domain belongs: at it, if the export has it,
// else at the property by which its first user is in it.
func (d UnverifiedDomain) Place(property string) lint.Value {
	if d.At.Exists() {
		return d.At
	}
	return d.Few[0].Record.Get(property)
}

// Object returns the domain as an object, whether or not the export has it.
func (d UnverifiedDomain) Object() lint.ObjectRef {
	return lint.ObjectRef{Kind: lint.Domain, ID: display.Untrusted(d.Name), Name: display.Untrusted(d.Name)}
}
