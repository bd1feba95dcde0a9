// Package upnsuffixunverified reports domains of user names that are not verified.
package upnsuffixunverified

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is upn-suffix-unverified.
var Rule = &lint.Rule{
	ID:       "upn-suffix-unverified",
	Severity: lint.Warning,
	Subject:  "usernames",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName"}}},
	Uses:     []lint.Use{directory.TenantDomains, directory.External.Optional()},
	Index:    directory.UserDomains,
	Join:     join,
}

func join(p *lint.Pass, users lint.Gathered) {
	domains, known := directory.Unverified(p.Tenant, users, directory.NamedIn)
	if !known {
		p.Cannot("users are in domains that the export does not have, and it may not have all: they may be verified")
		p.Export(lint.Domain)
	}
	for _, domain := range domains {
		report(p, domain)
	}
}

func report(p *lint.Pass, domain directory.UnverifiedDomain) {
	f := p.Find(domain.Place("userPrincipalName"),
		"%s %s named in domain %s, which is not a verified one of the tenant: nobody can sign in with such a name, and a synchronization replaces it by mailNickname@ and the initial domain",
		display.Safe(lint.User.Count(int64(domain.Users))), display.Safe(lint.Plural(domain.Users, "is", "are")), domain.Name).
		Of(domain.Object()).
		About("userPrincipalName", domain.Name).
		With("users", domain.Users).
		Fixf("verify the domain, or change userPrincipalName of its users to a verified one")
	for _, user := range domain.Few {
		f.Also(user.Record.Get("userPrincipalName"), "userPrincipalName of user %s is in it", user.Record.Object().Label())
	}
	p.Report(f)
}
