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
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName"}}},
	Uses:     []lint.Use{directory.Synced.Required()},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	upn := user.Get("userPrincipalName")
	if strings.IndexByte(upn.Text(), '#') < 0 || !directory.Synced.Of(user) || graph.NamedExternal(upn.Text()) {
		return
	}
	p.Report(p.Find(upn, "'#' in the name %s of a synced user is reserved for guests: the user cannot sign in to the Microsoft Entra admin center", upn).
		Fixf("change userPrincipalName in the on-premises directory to a name without '#', and let it synchronize"))
}
