package collaborationblockedinbound

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

// A count tells how many external users a setting keeps out. Whose users they are, an
// export shows only where the configuration names the domains of a partner.
type count struct {
	externals lint.Gathered
	domains   map[string][]string // of partners, by tenant id
	settled   []string            // domains of the partners for which the default does not count
	unclear   bool                // guests may come from partners that let them through
}

func newCount(p *lint.Pass, access *crosstenant.Policy, externals lint.Gathered) *count {
	c := &count{externals: externals, domains: make(map[string][]string)}
	for tenant, domains := range lint.OptionsOf[Options](p).PartnerDomains {
		tenant = graph.ID(tenant)
		for _, domain := range domains {
			c.domains[tenant] = append(c.domains[tenant], strings.TrimPrefix(graph.ID(domain), "@"))
		}
	}
	for tenant, domains := range c.domains {
		c.domains[tenant] = distinct(domains)
	}
	for _, partner := range access.Partners {
		if !partner.Inherits(crosstenant.CollaborationInbound.String()) {
			c.settled = append(c.settled, c.domains[partner.TenantID()]...)
		}
	}
	c.settled = distinct(c.settled)
	c.unclear = !p.Tenant.Complete(lint.CrossTenantAccessPolicyPartner)
	return c
}

// opens says that a partner's setting lets its users through.
func (c *count) opens(partner *crosstenant.Party) {
	if len(c.domains[partner.TenantID()]) == 0 {
		c.unclear = true
	}
}

// locked returns how many external users a setting certainly keeps out: they signed in
// with Microsoft Entra ID before, and come from no partner that lets them through.
func (c *count) locked(party *crosstenant.Party) int {
	roles := []lint.Role{directory.EntraSignIn.As(true), directory.EntraSignIn.As(false)}
	n := 0
	for _, domain := range c.domains[party.TenantID()] {
		n += c.externals.Count(domain, roles...)
	}
	if !party.IsDefault() || c.unclear {
		return n
	}
	n = c.externals.Count("", roles...)
	for _, domain := range c.settled {
		n -= c.externals.Count(domain, roles...)
	}
	return n
}

// distinct returns domains in order, each once.
func distinct(domains []string) []string {
	domains = slices.DeleteFunc(domains, func(domain string) bool { return domain == "" || domain == directory.NoDomain })
	slices.Sort(domains)
	return slices.Compact(domains)
}

// hit is who may come from another Microsoft Entra organization: cross-tenant access
// settings are about nobody else. Of those who have not redeemed, and those whose
// identities do not tell, nobody knows yet.
var hit = []lint.Role{
	directory.EntraSignIn.As(true), directory.EntraSignIn.As(false),
	directory.PendingSignIn.As(true), directory.PendingSignIn.As(false),
	directory.UnknownSignIn.As(true), directory.UnknownSignIn.As(false),
}

// examples is how many users a finding names.
const examples = 3

// tell adds to a finding how many external users it is about, and the first of them.
func (c *count) tell(party *crosstenant.Party, f *lint.Finding, locked int) {
	n, first := c.from(c.domains[party.TenantID()])
	about := "external users in the export from its domains: %d"
	if party.IsDefault() {
		n, first = c.others()
		about = "external users in the export that it may keep out: %d (of Microsoft Entra organizations, or not known of which provider)"
	}
	switch {
	case n == 0:
		return
	case party.IsDefault() && locked > 0:
		about, n = "external users of Microsoft Entra organizations in the export that it locks out: %d", locked
	}
	f.Notef(about, n).With("externalUsers", n)
	for _, user := range first {
		f.Also(user.At, "external user %s", user.Record.Object().Label())
	}
}

// from counts the users of some domains.
func (c *count) from(domains []string) (n int, first []lint.Hit) {
	for _, domain := range domains {
		n += c.externals.Count(domain, hit...)
		first = append(first, c.externals.First(examples-len(first), domain, hit...)...)
	}
	return n, first
}

// others counts the users for whom the default counts as far as is known. It names
// none where it would have to tell them from those for whom it does not.
func (c *count) others() (n int, first []lint.Hit) {
	if len(c.settled) == 0 {
		first = c.externals.First(examples, "", hit...)
	}
	settled, _ := c.from(c.settled)
	return c.externals.Count("", hit...) - settled, first
}
