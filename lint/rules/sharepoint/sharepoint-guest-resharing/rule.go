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
	f := claims.Find(p, "isResharingByExternalUsersEnabled",
		"guests may share on what was shared with them in SharePoint and OneDrive: people get in whom nobody of the organization chose")
	if f != nil {
		p.Report(f.Fixf("do not let guests share items that they do not own"))
	}
}
