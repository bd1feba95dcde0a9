// Package duplicatemail reports users of the tenant's own who share their mail.
package duplicatemail

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is duplicate-mail.
var Rule = &lint.Rule{
	ID:       "duplicate-mail",
	Severity: lint.Warning,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{
			// Who is not external is told by all of these.
			Kind:     lint.User,
			Requires: []string{"id", "mail", "proxyAddresses", "userPrincipalName", "externalUserState", "creationType", "identities"},
			Optional: []string{"otherMails", "onPremisesSyncEnabled", "onPremisesSyncBehavior", "onPremisesProvisioningErrors"},
		},
		// An address that a contact or a group has too is told of by another rule.
		{Kind: lint.Contact, Optional: []string{"mail", "proxyAddresses"}, Refines: true},
		{Kind: lint.Group, Optional: []string{"mail", "proxyAddresses"}, Refines: true},
	},
	Index: keys.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(keys.OtherUser) }) {
		if keys.ClashOf(keys.Owners(address, keys.Holders...)) == keys.MailClash {
			report(p, address, keys.Owners(address, keys.OtherUser))
		}
	}
}

func report(p *lint.Pass, address *lint.Keyed, users []keys.Owner) {
	change, others := keys.ToChange(users)
	where := display.Safe("")
	if keys.Synced(change.Record) {
		where = " on-premises"
	}
	f := p.Report(change.Address.At, "the mail %s of user %s is also that of user %s: cross-tenant synchronization makes one user of them in the other tenant",
		address.Key, change.Object().Label(), others[0].Object().Label()).
		About("mail", address.Key).
		Fixf("give user %s a mail of its own%s", change.Object().ID, where)
	keys.Held(f, others)
	keys.Sides(f, change, others)
	keys.Confirm(f, address.Of(keys.Quarantined))
}
