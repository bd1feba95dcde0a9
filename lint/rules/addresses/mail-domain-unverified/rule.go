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
	for _, domain := range directory.Unverified(p, users, directory.MailedIn) {
		have := display.Safe("have")
		if domain.Users == 1 {
			have = "has"
		}
		mailboxes := users.Count(domain.Name, directory.DomainRoles(directory.MailedIn|directory.HasMailbox, 0)...)
		exchange := display.Safe("")
		if mailboxes > 0 {
			exchange = ", and of those who have a plan of Exchange, addresses in it are dropped from proxyAddresses without an error"
		}
		f := domain.Find(p, "mail",
			"%s %s mail in domain %s, which is not a verified one of the tenant: cross-tenant synchronization cannot create such users in another tenant%s",
			display.Safe(lint.User.Count(int64(domain.Users))), have, domain.Name, exchange).
			Fixf("verify the domain, or change mail of its users to a verified one")
		if mailboxes > 0 {
			f.As(lint.Warning).Notef("users among them with a plan of Exchange: %d", mailboxes).With("usersWithExchange", mailboxes)
		}
		p.Report(f)
	}
}
