// Package federatedusernotsynced reports users of federated domains who have nothing
// that the domain's identity provider could know them by.
package federatedusernotsynced

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is federated-user-not-synced.
var Rule = &lint.Rule{
	ID:       "federated-user-not-synced",
	Severity: lint.Warning,
	Subject:  "federation",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"userPrincipalName", "onPremisesImmutableId"}},
		{Kind: lint.Domain, Requires: []string{"id", "authenticationType"}},
	},
	Uses:  []lint.Use{directory.TenantDomains.Of(lint.Domain).Optional()},
	Index: directory.UserDomains,
	Join:  join,
}

func join(p *lint.Pass, users lint.Gathered) {
	unknown := directory.DomainRoles(directory.NamedIn|directory.NoAnchor, 0)
	for _, domain := range directory.Domains(p.Tenant) {
		if !domain.Federated {
			continue
		}
		for _, hit := range users.First(users.Count(domain.Name, unknown...), domain.Name, unknown...) {
			user := hit.Record
			p.Report(p.Find(user.Get("onPremisesImmutableId"), "user %s (%s) is named in federated domain %s and has no onPremisesImmutableId: the domain's identity provider cannot sign the user in, "+
				"nor can the user redeem an invitation of another organization", user.Object().Label(), hit.At, domain.Name).
				About("onPremisesImmutableId", "").
				Also(domain.At, "the domain is federated").
				Fixf("synchronize the user from on-premises, or rename the user to a domain that is not federated"))
		}
	}
}
