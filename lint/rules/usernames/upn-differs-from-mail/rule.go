// Package upndiffersfrommail reports members whose mail is not their user name.
package upndiffersfrommail

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is upn-differs-from-mail.
var Rule = &lint.Rule{
	ID:       "upn-differs-from-mail",
	Severity: lint.Note,
	Subject:  "usernames",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName", "mail"}, Optional: []string{"accountEnabled"}}},
	Uses:     []lint.Use{directory.External, directory.IsGuest.Required(), directory.Synced.Optional()},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	mail, upn := user.Get("mail"), user.Get("userPrincipalName")
	if strings.TrimSpace(mail.Text()) == "" || upn.Text() == "" || strings.EqualFold(mail.Text(), upn.Text()) ||
		strings.EqualFold(strings.TrimSpace(mail.Text()), strings.TrimSpace(upn.Text())) ||
		directory.IsGuest.Of(user) || directory.External.Of(user) || directory.Disabled(user.Get("accountEnabled")) ||
		directory.Synced.Of(user) && strings.Contains(upn.Text(), "#") { // the name has to change anyway: hash-in-synced-upn
		return
	}
	f := p.Find(mail, "mail %s of user %s is not the userPrincipalName %s: invited elsewhere by the mail address, the user cannot "+
		"redeem by a direct link nor sign in with it later, unless email as an alternate login ID is on", mail, user.Object().Label(), upn)
	if directory.Synced.Of(user) {
		f.Fixf("give the user one name for both in the on-premises directory, turn on email as an alternate login ID, or have the user invited by userPrincipalName")
	} else {
		f.Fixf("give the user one name for both, turn on email as an alternate login ID, or have the user invited by userPrincipalName")
	}
	p.Report(f)
}
