// Package upndiffersfrommail reports members whose mail is not their user name.
package upndiffersfrommail

import (
	"cmp"
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is upn-differs-from-mail.
var Rule = &lint.Rule{
	ID:       "upn-differs-from-mail",
	Severity: lint.Note,
	Subject:  "usernames",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User}},
	Index:    differing,
	Join:     join,
}

// few is how many users of one domain are reported one by one. Where there are more, a
// scheme of names is the reason, and they are decided on together.
const few = 3

// other is the role of a user whose mail is not the userPrincipalName.
const other lint.Role = 0

// differing indexes these users by the domain of their userPrincipalName.
var differing = &lint.Index{
	Name:  "users whose mail is not their name",
	Needs: []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName", "mail"}, Optional: []string{"accountEnabled"}}},
	Uses:  []lint.Use{directory.External, directory.IsGuest.Required(), directory.Synced.Optional()},
	Keys: func(user *lint.Record, g *lint.Gatherer) {
		if differs(user) {
			g.AddText(other, user.Get("mail"), cmp.Or(graph.Domain(user.Get("userPrincipalName").Text()), "-"))
		}
	},
}

func differs(user *lint.Record) bool {
	mail, upn := user.Get("mail"), user.Get("userPrincipalName")
	return strings.TrimSpace(mail.Text()) != "" && upn.Text() != "" && !strings.EqualFold(mail.Text(), upn.Text()) &&
		!strings.EqualFold(strings.TrimSpace(mail.Text()), strings.TrimSpace(upn.Text())) &&
		!directory.IsGuest.Of(user) && !directory.External.Of(user) && !directory.Disabled(user.Get("accountEnabled")) &&
		(!strings.Contains(upn.Text(), "#") || !directory.Synced.Of(user)) // the name has to change anyway: hash-in-synced-upn
}

func join(p *lint.Pass, users lint.Gathered) {
	for domain := range users.Keys(other) {
		n, first := users.Count(domain, other), users.First(few, domain, other)
		if n > few {
			several(p, domain, n, first)
			continue
		}
		for _, user := range first {
			one(p, user.Record)
		}
	}
}

func one(p *lint.Pass, user *lint.Record) {
	f := p.Find(user.Get("mail"), "mail %s of user %s is not the userPrincipalName %s: invited elsewhere by the mail address, the user cannot "+
		"redeem by a direct link nor sign in with it later, unless email as an alternate login ID is on",
		user.Get("mail"), user.Object().Label(), user.Get("userPrincipalName"))
	if directory.Synced.Of(user) {
		f.Fixf("give the user one name for both in the on-premises directory, turn on email as an alternate login ID, or have the user invited by userPrincipalName")
	} else {
		f.Fixf("give the user one name for both, turn on email as an alternate login ID, or have the user invited by userPrincipalName")
	}
	p.Report(f)
}

func several(p *lint.Pass, domain string, n int, first []lint.Hit) {
	f := p.Find(first[0].At, "mail of %d users named in %s is not the userPrincipalName: invited elsewhere by the mail address, they cannot "+
		"redeem by a direct link nor sign in with it later, unless email as an alternate login ID is on", n, domain).
		Of(lint.ObjectRef{Kind: lint.User}). // no single one: the finding stays the same when the first leaves
		About("mail", domain).
		With("count", n).
		Fixf("turn on email as an alternate login ID, or have these users invited by userPrincipalName")
	for _, user := range first {
		f.Also(user.At, "mail of user %s is %s, the userPrincipalName %s",
			user.Record.Object().Label(), user.At, user.Record.Get("userPrincipalName"))
	}
	p.Report(f)
}
