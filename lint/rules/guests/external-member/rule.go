// Package externalmember reports external users who are members.
package externalmember

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is external-member.
var Rule = &lint.Rule{
	ID:       "external-member",
	Severity: lint.Note,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User}},
	Uses:     []lint.Use{crosstenant.Receives},
	Index:    directory.Members,
	Join:     join,
}

// few is how many members of one domain are reported one by one. More of them probably
// came in one way and are decided on together.
const few = 3

func join(p *lint.Pass, members lint.Gathered) {
	roles := []lint.Role{directory.InvitedMember}
	if crosstenant.Read(p.Tenant).Receives(p.Tenant) == graph.No {
		roles = append(roles, directory.SynchronizedMember)
	}
	for domain := range members.Only(roles...) {
		users := domain.Of(roles...)
		if len(users) > few && domain.Key != directory.NoDomain {
			several(p, domain.Key, users)
			continue
		}
		for _, user := range users {
			one(p, user.Record)
		}
	}
}

func one(p *lint.Pass, user *lint.Record) {
	object := user.Object()
	p.Report(p.Find(user.Get("userType"), "external user %s is a member: it may read and do in the directory what employees may, policies for guests do not apply to it, and some applications do not support it",
		object.Label()).
		About("userType", "").
		Fixf("set userType of user %s to Guest, unless it is meant to be a member", object.ID))
}

func several(p *lint.Pass, domain string, users []lint.Hit) {
	f := p.Find(users[0].Record.Get("userType"), "%d external users of %s are members: they may read and do in the directory what employees may, policies for guests do not apply to them, and some applications do not support them",
		len(users), domain).
		Of(lint.ObjectRef{Kind: lint.User}). // no single one: the finding stays the same when the first leaves
		About("userType", domain).
		With("count", len(users)).
		Fixf("set userType of those to Guest who are not meant to be members; people of your own organization in another of its tenants stay")
	for _, user := range users[:few] {
		f.Also(user.Record.Get("userType"), "user %s is one of them", user.Record.Object().Label())
	}
	p.Report(f)
}
