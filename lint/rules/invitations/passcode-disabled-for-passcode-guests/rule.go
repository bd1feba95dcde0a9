// Package passcodedisabledforpasscodeguests reports one-time passcodes that are turned
// off while external users sign in by them.
package passcodedisabledforpasscodeguests

import (
	_ "embed"
	"fmt"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is passcode-disabled-for-passcode-guests.
var Rule = &lint.Rule{
	ID:       "passcode-disabled-for-passcode-guests",
	Severity: lint.Error,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{{
		Kind:     lint.User,
		Requires: []string{"identities"},
		Optional: []string{"userPrincipalName", "creationType", "userType"},
	}},
	Uses:  []lint.Use{settings.PasscodeSetting},
	Index: directory.Externals,
	Join:  join,
}

// examples is how many users a finding shows.
const examples = 3

func join(p *lint.Pass, externals lint.Gathered) {
	passcode := settings.PasscodeOf(p.Tenant)
	if !passcode.Known {
		p.Cannot("allowExternalIdToUseEmailOtp has a value that is not documented")
	}
	if !passcode.Off {
		return
	}
	guests, members := directory.PasscodeSignIn.As(true), directory.PasscodeSignIn.As(false)
	n := externals.Count("", guests, members)
	if n == 0 {
		return
	}
	who := display.Safe("an external user signs in by one: the user")
	if n > 1 {
		who = display.Safe(fmt.Sprintf("%d external users sign in by one: they", n))
	}
	f := p.Find(passcode.At, "one-time passcodes are turned off for external users, and %s cannot sign in any more", who).
		Fixf("turn them on again, or reset the redemption of each of these users so that they redeem by another identity provider").
		With("count", n)
	for _, hit := range externals.First(examples, "", guests, members) {
		f.Also(hit.Record.Get("identities"), "external user %s signs in by one-time passcode", hit.Record.Object().Label())
	}
	p.Report(f)
}
