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
// them only if the export has all domains; otherwise the rule is told to doubt. It
// reads id and isVerified of a domain, and verifiedDomains of the organization.
func Unverified(p *lint.Pass, users lint.Gathered, in lint.Role) []UnverifiedDomain {
	domains := Domains(p.Tenant)
	all := showsAll(p.Tenant, domains)
	roles := DomainRoles(in, 0)
	var found []UnverifiedDomain
	doubt := false
	for name := range users.Keys(roles...) {
		domain, known := domains[name]
		unverified := UnverifiedDomain{Name: name}
		switch {
		case domain.Verified:
			continue
		case known:
			if unverified.At = domain.At.Record().Get("isVerified"); !unverified.At.Exists() {
				continue // the engine tells of it
			}
		case !all:
			doubt = true
			continue
		}
		unverified.Users, unverified.Few = users.Count(name, roles...), users.First(fewUsers, name, roles...)
		if len(unverified.Few) > 0 {
			found = append(found, unverified)
		}
	}
	if doubt {
		p.Cannot("users are in domains that the export does not have, and it may not have all: they may be verified")
		p.Export(lint.Domain)
	}
	slices.SortFunc(found, func(a, b UnverifiedDomain) int { return strings.Compare(a.Name, b.Name) })
	return found
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

// Find makes a draft about the domain: at it, if the export has it, else at the
// property by which its first user is in it. Each of the examples is a related place.
func (d UnverifiedDomain) Find(p *lint.Pass, property string, format string, args ...any) *lint.Finding {
	at := d.At
	if !at.Exists() {
		at = d.Few[0].Record.Get(property)
	}
	f := p.Find(at, format, args...).About(property, d.Name).With("users", d.Users).
		Of(lint.ObjectRef{Kind: lint.Domain, ID: display.Untrusted(d.Name), Name: display.Untrusted(d.Name)})
	for _, user := range d.Few {
		f.Also(user.Record.Get(property), "%s of user %s is in it", display.Safe(property), user.Record.Object().Label())
	}
	return f
}
