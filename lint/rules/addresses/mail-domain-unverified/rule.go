// Package maildomainunverified reports domains of members' mail that are not verified.
package maildomainunverified

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is mail-domain-unverified.
var Rule = &lint.Rule{
	ID:       "mail-domain-unverified",
	Severity: lint.Note,
	Subject:  "addresses",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"mail"}, Completes: []string{"assignedPlans"}}},
	Uses:     []lint.Use{directory.TenantDomains, directory.IsGuest.Required()},
	Index:    directory.UserDomains,
	Join:     join,
}

func join(p *lint.Pass, users lint.Gathered) {
	domains, known := directory.Unverified(p.Tenant, users, directory.MailedIn)
	if !known {
		p.Cannot("users are in domains that the export does not have, and it may not have all: they may be verified")
		p.Export(lint.Domain)
	}
	for _, domain := range domains {
		report(p, domain, users.Count(domain.Name, directory.DomainRoles(directory.MailedIn|directory.HasMailbox, 0)...))
	}
}

// report tells of a domain, in which as many users have a plan of Exchange as there are
// mailboxes.
func report(p *lint.Pass, domain directory.UnverifiedDomain, mailboxes int) {
	exchange := display.Safe("")
	if mailboxes > 0 {
		exchange = ", and of those who have a plan of Exchange, addresses in it are dropped from proxyAddresses without an error"
	}
	f := p.Find(domain.Place("mail"),
		"%s %s mail in domain %s, which is not a verified one of the tenant: cross-tenant synchronization cannot create such users in another tenant%s",
		display.Safe(lint.User.Count(int64(domain.Users))), display.Safe(lint.Plural(domain.Users, "has", "have")), domain.Name, exchange).
		Of(domain.Object()).
		About("mail", domain.Name).
		With("users", domain.Users).
		Fixf("verify the domain, or change mail of its users to a verified one")
	if mailboxes > 0 {
		f.As(lint.Warning).Notef("users among them with a plan of Exchange: %d", mailboxes).With("usersWithExchange", mailboxes)
	}
	for _, user := range domain.Few {
		f.Also(user.Record.Get("mail"), "mail of user %s is in it", user.Record.Object().Label())
	}
	p.Report(f)
}
