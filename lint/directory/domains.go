package directory

import (
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// What a user who is not external has to do with a domain, in the index
// [UserDomains]: a role is a set of these.
const (
	NamedIn    lint.Role = 1 << iota // userPrincipalName is in the domain
	MailedIn                         // mail is in the domain; of internal guests it is elsewhere on purpose, and left out
	NoAnchor                         // onPremisesImmutableId is null or empty, of an account that is not disabled
	HasMailbox                       // assignedPlans have Exchange, enabled
)

// DomainRoles returns the roles that have all of the given ones in their set, and
// none of those in without.
func DomainRoles(with, without lint.Role) []lint.Role {
	var roles []lint.Role
	for role := range (NamedIn | MailedIn | NoAnchor | HasMailbox) + 1 {
		if role&with == with && role&without == 0 {
			roles = append(roles, role)
		}
	}
	return roles
}

// UserDomains indexes the users that are not external by the domains of their
// userPrincipalName and of their mail: one key where both are the same. Names with
// #EXT# are left out.
var UserDomains = &lint.Index{
	Name:  "domains of users",
	Needs: []lint.Need{{Kind: lint.User, Optional: []string{"mail", "onPremisesImmutableId", "accountEnabled", "assignedPlans"}}},
	Uses:  []lint.Use{External, IsGuest.Optional()},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if External.Of(r) {
			return
		}
		var about lint.Role
		if anchor := r.Get("onPremisesImmutableId"); anchor.Exists() && anchor.Text() == "" && !Disabled(r.Get("accountEnabled")) {
			about |= NoAnchor
		}
		if exchange(r.Get("assignedPlans")) {
			about |= HasMailbox
		}
		upn, mail := r.Get("userPrincipalName"), r.Get("mail")
		if IsGuest.Of(r) {
			mail = lint.Value{}
		}
		if graph.SameDomain(upn.Text(), mail.Text()) {
			g.Add(about|NamedIn|MailedIn, upn, graph.AppendDomain)
			return
		}
		g.Add(about|NamedIn, upn, graph.AppendDomain)
		g.Add(about|MailedIn, mail, graph.AppendDomain)
	},
}

// exchange reports whether plans have an enabled one of Exchange. A user has dozens of
// plans: only those are looked at that have the word in them.
func exchange(plans lint.Value) bool {
	for rest := plans.Raw(); ; {
		at := strings.Index(rest, "xchange\"")
		if at < 0 {
			return false
		}
		start, length := strings.LastIndexByte(rest[:at], '{'), strings.IndexByte(rest[at:], '}')
		if start < 0 || length < 0 || strings.ContainsAny(rest[start+1:at+length], `\{[`) {
			return exchangeAmong(plans) // no list of flat objects
		}
		if enabledExchange(rest[start+1 : at+length]) {
			return true
		}
		rest = rest[at+length:]
	}
}

func exchangeAmong(plans lint.Value) bool {
	for plan := range plans.Elements() {
		if strings.EqualFold(plan.Get("service").Text(), "exchange") && strings.EqualFold(plan.Get("capabilityStatus").Text(), "Enabled") {
			return true
		}
	}
	return false
}

// enabledExchange reports whether the members of a plan, without escapes and lists, say
// that it is an enabled one of Exchange.
func enabledExchange(members string) bool {
	var service, status string
	for key := ""; ; {
		_, rest, found := strings.Cut(members, `"`)
		text, behind, closed := strings.Cut(rest, `"`)
		switch {
		case !found || !closed:
			return strings.EqualFold(service, "exchange") && strings.EqualFold(status, "Enabled")
		case strings.HasPrefix(strings.TrimLeft(behind, " \t\r\n"), ":"):
			key = text
		case strings.EqualFold(key, "service"):
			service = text
		case strings.EqualFold(key, "capabilityStatus"):
			status = text
		}
		members = behind
	}
}

// A TenantDomain is a domain of the tenant, in lower case. What the export does not
// say of it is false.
type TenantDomain struct {
	Name      string
	Verified  bool
	Initial   bool
	Federated bool
	At        lint.Value // of its name
}

// TenantDomains is what [Domains] reads.
var TenantDomains = lint.Reads("the domains of the tenant",
	lint.Need{Kind: lint.Domain, Completes: []string{"id", "isVerified"}, Optional: []string{"isInitial", "authenticationType"}},
	lint.Need{Kind: lint.Organization, InsteadOf: lint.Domain, Requires: []string{"verifiedDomains"}})

// Domains returns the domains of the tenant: from the export of domains, else the
// verifiedDomains of the organization, which are verified and of which
// authenticationType is not known.
func Domains(t lint.Tenant) map[string]TenantDomain {
	domains := make(map[string]TenantDomain)
	for record := range t.Each(lint.Domain) {
		d := TenantDomain{
			Name: graph.ID(record.Get("id").Text()), At: record.Get("id"),
			Verified: record.Get("isVerified").True(), Initial: record.Get("isInitial").True(),
			Federated: strings.EqualFold(record.Get("authenticationType").Text(), "Federated"),
		}
		domains[d.Name] = d
	}
	if len(domains) > 0 || !t.Has(lint.Organization) {
		return domains
	}
	for record := range t.Each(lint.Organization) {
		for domain := range record.Get("verifiedDomains").Elements() {
			d := TenantDomain{
				Name: graph.ID(domain.Get("name").Text()), At: domain.Get("name"),
				Verified: true, Initial: domain.Get("isInitial").True(),
			}
			if d.Name != "" {
				domains[d.Name] = d
			}
		}
	}
	return domains
}
