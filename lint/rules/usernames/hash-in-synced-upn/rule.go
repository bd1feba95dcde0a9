// Package hashinsyncedupn reports synced users whose name has a '#'.
package hashinsyncedupn

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is hash-in-synced-upn.
var Rule = &lint.Rule{
	ID:       "hash-in-synced-upn",
	Severity: lint.Error,
	Subject:  "usernames",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName"}, Completes: []string{"onPremisesUserPrincipalName"}}},
	Uses:     []lint.Use{directory.Synced.Required()},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	upn := user.Get("userPrincipalName")
	if !directory.Synced.Of(user) || graph.NamedExternal(upn.Text()) {
		return
	}
	if strings.IndexByte(upn.Text(), '#') >= 0 {
		p.Report(p.Find(upn, "'#' in the name %s of a synced user is reserved for guests: the user cannot sign in to the Microsoft Entra admin center", upn).
			Fixf("change userPrincipalName in the on-premises directory to a name without '#', and let it synchronize"))
		return
	}
	// Another name may be synchronized in its place: a made-up one, or mail.
	if local := user.Get("onPremisesUserPrincipalName"); strings.IndexByte(local.Text(), '#') >= 0 {
		p.Report(p.Find(local, "'#' in the on-premises name %s of user %s is reserved for guests: the user signs in as %s, "+
			"and will not be able to sign in to the Microsoft Entra admin center once the on-premises name is synchronized", local, user.Object().Label(), upn).
			As(lint.Warning).
			Fixf("change userPrincipalName in the on-premises directory to a name without '#', and let it synchronize"))
	}
}
