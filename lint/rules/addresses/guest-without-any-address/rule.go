// Package guestwithoutanyaddress reports external users who have no mail address at all.
package guestwithoutanyaddress

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-without-any-address.
var Rule = &lint.Rule{
	ID:       "guest-without-any-address",
	Severity: lint.Note,
	Subject:  "addresses",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"mail", "otherMails", "proxyAddresses"}}},
	Uses:     []lint.Use{directory.External},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	if !directory.External.Of(user) || reachable(user) {
		return
	}
	object := user.Object()
	f := p.Find(user.Get("mail"), "external user %s has no address in mail, otherMails or proxyAddresses: nobody can write to the user, or find the user by an address",
		object.Label()).
		About("mail", "").
		Fixf("find out the person's address, and set it as mail of external user %s", object.ID)
	if home := graph.Home(user.Get("userPrincipalName").Text()); home != "" {
		f.Notef("the user name was made of %s, which may still be the address", home)
	}
	p.Report(f)
}

// reachable reports whether a user has an address in one of the three properties.
func reachable(user *lint.Record) bool {
	if graph.Address(user.Get("mail").Text()) != "" || !directory.Bare(user) {
		return true
	}
	for other := range user.Get("otherMails").Elements() {
		if graph.Address(other.Text()) != "" {
			return true
		}
	}
	return false
}
