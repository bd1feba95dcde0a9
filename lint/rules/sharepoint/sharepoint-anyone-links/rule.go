// Package sharepointanyonelinks reports that SharePoint allows links that anyone can
// open.
package sharepointanyonelinks

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/sharepoint"
)

//go:embed rule.md
var page string

// Rule is sharepoint-anyone-links.
var Rule = &lint.Rule{
	ID:       "sharepoint-anyone-links",
	Severity: lint.Note,
	Subject:  "sharepoint",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.SharePointSettings, Partial: true},
		{
			Kind:      lint.SharePointTenant,
			Optional:  []string{"CoreSharingCapability", "OneDriveSharingCapability"},
			Partial:   true,
			InsteadOf: lint.SharePointSettings,
		},
	},
	Uses: []lint.Use{sharepoint.SharingSetting},
	Once: once,
}

func once(p *lint.Pass) {
	claims := sharepoint.Claims(p.Tenant, sharepoint.SharingAnyone.Claim)
	f := claims.Find(p, "sharingCapability",
		"SharePoint and OneDrive let users share by links that need no sign-in (%s): whoever gets hold of one can open what it leads to, and no setting of Entra applies",
		display.Safe(sharepoint.SharingAnyone.String()))
	if f == nil {
		return
	}
	f.Fixf("let users share with guests only: ExternalUserSharingOnly, or ExistingExternalUserSharingOnly")
	for tenant := range p.Tenant.Each(lint.SharePointTenant) {
		sites, personal := sharepoint.ReadSharing(tenant.Get("CoreSharingCapability")), sharepoint.ReadSharing(tenant.Get("OneDriveSharingCapability"))
		if sites != sharepoint.SharingUnknown && personal != sharepoint.SharingUnknown {
			f.Notef("SharePoint sites: %s; OneDrive: %s", display.Safe(sites.String()), display.Safe(personal.String()))
		}
	}
	p.Report(f)
}
