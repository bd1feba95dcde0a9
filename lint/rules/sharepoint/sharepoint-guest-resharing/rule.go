// Package sharepointguestresharing reports that guests may share on what was shared
// with them.
package sharepointguestresharing

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/sharepoint"
)

//go:embed rule.md
var page string

// Rule is sharepoint-guest-resharing.
var Rule = &lint.Rule{
	ID:       "sharepoint-guest-resharing",
	Severity: lint.Note,
	Subject:  "sharepoint",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.SharePointSettings, Partial: true},
		{Kind: lint.SharePointTenant, Partial: true, InsteadOf: lint.SharePointSettings},
	},
	Uses: []lint.Use{sharepoint.ResharingSetting},
	Once: once,
}

func once(p *lint.Pass) {
	claims := sharepoint.Claims(p.Tenant, sharepoint.SharePoint.Resharing)
	for _, stated := range claims.Unknown {
		p.Cannot("%s gives %s a value that is not documented", stated.By.Name(), stated.Property())
	}
	if len(claims.Yes) == 0 {
		return
	}
	f := p.Find(claims.Yes[0].At,
		"guests may share on what was shared with them in SharePoint and OneDrive: people get in that nobody in the organization chose").
		Of(sharepoint.Object).
		About("isResharingByExternalUsersEnabled", "").
		Fixf("do not let guests share items that they do not own")
	for _, other := range claims.Yes[1:] {
		f.Also(other.At, "%s says the same", other.By.Name())
	}
	for _, other := range claims.No {
		f.Also(other.At, "%s contradicts it: one of the two exports may be older", other.By.Name())
	}
	p.Report(f)
}
