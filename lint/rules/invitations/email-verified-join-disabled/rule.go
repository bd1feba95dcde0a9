// Package emailverifiedjoindisabled reports a tenant that nobody can join by verifying a
// mail address, where people with such an address have no account.
package emailverifiedjoindisabled

import (
	"cmp"
	_ "embed"
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
	var strangers []directory.Owner
	for address := range addresses.Where(contactAlone) {
		if domain := domains[graph.Domain(address.Key)]; domain.Verified {
			strangers = append(strangers, directory.Owners(address, directory.Contact)...)
		}
	}
	slices.SortFunc(strangers, func(a, b directory.Owner) int {
		return cmp.Or(strings.Compare(graph.ID(a.Record.ID()), graph.ID(b.Record.ID())), cmp.Compare(a.Hold, b.Hold), strings.Compare(a.Text, b.Text))
	})
	strangers = slices.CompactFunc(strangers, func(a, b directory.Owner) bool { return lint.SameObject(a.Record, b.Record) })
	if len(strangers) == 0 {
		return
	}
	f := p.Find(allowed, "allowEmailVerifiedUsersToJoinOrganization is false, and contacts have addresses of this organization but no account: "+
		"%d; they cannot redeem the invitations of other organizations "+
		"(their page says that the administrator has disallowed EmailVerified users)", len(strangers)).
		With("contacts", len(strangers)).
		Fixf("give an account to those of them who are invited elsewhere, or set allowEmailVerifiedUsersToJoinOrganization to true")
	for _, contact := range strangers[:min(few, len(strangers))] {
		f.Also(contact.Address.At, "contact %s has the address %s", contact.Object().Label(), contact.Text)
	}
	p.Report(f)
}

// contactAlone reports whether a contact has an address, and no user has it in any way.
func contactAlone(holders lint.Roles) bool {
	return holders.Has(directory.Contact) && !holders.Has(directory.ExternalUser, directory.BareExternalUser, directory.OtherUser)
}
