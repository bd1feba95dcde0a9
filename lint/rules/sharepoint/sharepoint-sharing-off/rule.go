// Package sharepointsharingoff reports that SharePoint shares with nobody outside,
// while the tenant has guests.
package sharepointsharingoff

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/sharepoint"
)

//go:embed rule.md
var page string

// Rule is sharepoint-sharing-off.
var Rule = &lint.Rule{
	ID:       "sharepoint-sharing-off",
	Severity: lint.Note,
	Subject:  "sharepoint",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User}},
	Uses:     []lint.Use{sharepoint.SharingSetting, directory.SignInOf.Optional()},
	Index:    directory.Externals,
	Join:     join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	claims := sharepoint.Claims(p.Tenant, sharepoint.SharingOff.Claim)
	guests := externals.Count("", directory.EveryGuest...)
	if guests == 0 {
		claims.Yes = nil
	}
	f := claims.Find(p, "sharingCapability",
		"SharePoint and OneDrive share with nobody outside, and the tenant has guests (%d): they cannot open what was shared with them there", guests)
	if f == nil {
		return
	}
	f.With("count", guests).
		Fixf("allow sharing with existing guests, or delete the guests that nobody needs")
	for _, guest := range externals.First(3, "", directory.EveryGuest...) {
		f.Also(guest.At, "guest %s", guest.Record.Object().Label())
	}
	p.Report(f)
}
