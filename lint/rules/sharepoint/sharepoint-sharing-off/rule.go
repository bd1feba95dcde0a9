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
	for _, stated := range claims.Unknown {
		p.Cannot("%s gives %s a value that is not documented", stated.By.Name(), stated.Property())
	}
	guests := externals.Count("", directory.EveryGuest...)
	if len(claims.Yes) == 0 || guests == 0 {
		return
	}
	f := p.Find(claims.Yes[0].At,
		"SharePoint and OneDrive share with nobody outside, and the tenant has guests (%d): they cannot open what was shared with them there", guests).
		Of(sharepoint.Object).
		About("sharingCapability", "").
		With("count", guests).
		Fixf("allow sharing with existing guests, or delete the guests that nobody needs")
	for _, other := range claims.Yes[1:] {
		f.Also(other.At, "%s says the same", other.By.Name())
	}
	for _, other := range claims.No {
		f.Also(other.At, "%s contradicts it: one of the two exports may be older", other.By.Name())
	}
	for _, guest := range externals.First(3, "", directory.EveryGuest...) {
		f.Also(guest.At, "guest %s", guest.Record.Object().Label())
	}
	p.Report(f)
}
