// Package addressconflict reports addresses that two objects have, but for those of a
// contact and a user.
package addressconflict

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is address-conflict.
var Rule = &lint.Rule{
	ID:       "address-conflict",
	Severity: lint.Error,
	Tier:     1,
	Page:     page,
	Needs: []lint.Need{
		{
			Kind:     lint.User,
			Requires: []string{"id", "mail", "proxyAddresses", "otherMails"},
			Completes: []string{
				"userPrincipalName", "externalUserState", "creationType", "identities",
				"onPremisesSyncEnabled",
			},
			Optional: []string{"onPremisesSyncBehavior", "onPremisesProvisioningErrors"},
			Partial:  true,
		},
		object(lint.Contact),
		object(lint.Group),
	},
	Index: keys.Addresses,
	Join:  join,
}

// object is what the rule reads of a contact or a group.
func object(kind lint.Kind) lint.Need {
	return lint.Need{
		Kind:      kind,
		Requires:  []string{"id", "mail", "proxyAddresses"},
		Completes: []string{"onPremisesSyncEnabled"},
		Optional:  []string{"onPremisesSyncBehavior", "onPremisesProvisioningErrors"},
		Partial:   true,
	}
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for address := range addresses.Shared(func(roles lint.Roles) bool { return roles.Has(keys.Holders...) }) {
		owners := keys.Owners(address, keys.Holders...)
		if keys.ClashOf(owners) == keys.OwnerClash {
			report(p, address, owners)
		}
	}
}

func report(p *lint.Pass, address *lint.Keyed, owners []keys.Owner) {
	change, others := keys.ToChange(owners)
	other := keys.Strongest(others)
	f := p.Report(change.Address.At, "the address %s of %s %s is also that of %s %s: %s",
		address.Key, change.Noun(), change.Object().Label(), other.Noun(), other.Object().Label(), consequence(owners)).
		About("address", address.Key)
	if proxies(owners) < 2 {
		f.As(lint.Warning)
	}
	keys.Held(f, others)
	keys.Sides(f, change, others)
	fix(f, change, others)
	keys.Confirm(f, address.Of(keys.Quarantined))
}

func proxies(owners []keys.Owner) int {
	n := 0
	for _, o := range owners {
		if o.Hold.Proxy() {
			n++
		}
	}
	return n
}

// consequence says what follows for those who have an address together.
// https://learn.microsoft.com/en-us/entra/external-id/troubleshoot
func consequence(owners []keys.Owner) display.Safe {
	switch n := proxies(owners); {
	case n > 1:
		return "only one of them may have it, and an invitation to it is refused for a conflict in proxyAddresses"
	case n == 1 && slices.ContainsFunc(owners, func(o keys.Owner) bool { return o.Role == keys.BareExternalUser }):
		return "the external user is not mail-enabled, and a new invitation to it is refused for a conflict in proxyAddresses"
	case n == 1:
		return "an invitation to it is refused for a conflict in proxyAddresses"
	}
	return "only one of them can be mail-enabled with it"
}

// fix says what to do with the owner that is to change.
func fix(f *lint.Finding, change keys.Owner, others []keys.Owner) {
	id, where := change.Object().ID, display.Safe("")
	if keys.Synced(change.Record) {
		where = " on-premises"
	}
	switch {
	case change.Role == keys.Contact:
		f.Fixf("delete contact %s%s, or take the address from it", id, where)
	case change.External() && slices.ContainsFunc(others, func(o keys.Owner) bool { return o.Record.Kind == lint.User }):
		f.Fixf("delete external user %s%s if both are one person, else take the address from it", id, where)
	default:
		f.Fixf("take the address from %s %s%s", change.Noun(), id, where)
	}
}
