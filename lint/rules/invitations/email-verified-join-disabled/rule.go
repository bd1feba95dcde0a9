// Package emailverifiedjoindisabled reports a tenant that nobody can join by verifying a
// mail address, where people with such an address have no account.
package emailverifiedjoindisabled

import (
	"cmp"
	_ "embed"
	"maps"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is email-verified-join-disabled.
var Rule = &lint.Rule{
	ID:       "email-verified-join-disabled",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy, Requires: []string{"allowEmailVerifiedUsersToJoinOrganization"}},
		{Kind: lint.User},
		{Kind: lint.Contact},
	},
	Uses:  []lint.Use{directory.TenantDomains},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for authorization := range p.Tenant.Each(lint.AuthorizationPolicy) {
		allowed := authorization.Get("allowEmailVerifiedUsersToJoinOrganization")
		if allowed.Type() == lint.Boolean && !allowed.True() {
			judge(p, allowed, addresses)
		}
	}
}

// few is how many contacts a finding names.
const few = 3

func judge(p *lint.Pass, allowed lint.Value, addresses lint.Gathered) {
	if !p.Tenant.Complete(lint.User) {
		p.Cannot("the export may not have all users, and a contact whose user is missing would look like a person without an account")
		p.Export(lint.User)
		return
	}
	domains := directory.Domains(p.Tenant)
	byID := make(map[string]directory.Owner) // each contact once, with the address that it has most firmly
	for address := range addresses.Where(contactAlone) {
		if !domains[graph.Domain(address.Key)].Verified {
			continue
		}
		for _, contact := range directory.Owners(address, directory.Contact) {
			id := contact.Record.Identity()
			if other, known := byID[id]; !known || cmp.Or(cmp.Compare(contact.Hold, other.Hold), strings.Compare(contact.Text, other.Text)) < 0 {
				byID[id] = contact
			}
		}
	}
	strangers := slices.Sorted(maps.Keys(byID))
	if len(strangers) == 0 {
		return
	}
	f := p.Find(allowed, "allowEmailVerifiedUsersToJoinOrganization is false, and contacts have addresses of this organization but no account: "+
		"%d; they cannot redeem the invitations of other organizations "+
		"(their page says that the administrator has disallowed EmailVerified users)", len(strangers)).
		With("contacts", len(strangers)).
		Fixf("give an account to those of them who are invited elsewhere, or set allowEmailVerifiedUsersToJoinOrganization to true")
	for _, id := range strangers[:min(few, len(strangers))] {
		contact := byID[id]
		f.Also(contact.Address.At, "contact %s has the address %s", contact.Object().Label(), contact.Text)
	}
	p.Report(f)
}

// contactAlone reports whether a contact has an address, and no user has it in any way.
func contactAlone(holders lint.Roles) bool {
	return holders.Has(directory.Contact) && !holders.Has(directory.ExternalUser, directory.BareExternalUser, directory.OtherUser)
}
