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
	for _, stated := range claims.Unknown {
		p.Cannot("%s gives %s a value that is not documented", stated.By.Name(), stated.Property())
	}
	if len(claims.Yes) == 0 {
		return
	}
	f := p.Find(claims.Yes[0].At,
		"SharePoint and OneDrive let users share by links that need no sign-in (%s): whoever gets hold of one can open what it leads to, and no setting of Entra applies",
		display.Safe(sharepoint.SharingAnyone.String())).
		Of(sharepoint.Object).
		About("sharingCapability", "").
		Fixf("let users share with guests only: ExternalUserSharingOnly, or ExistingExternalUserSharingOnly")
	for _, other := range claims.Yes[1:] {
		f.Also(other.At, "%s says the same", other.By.Name())
	}
	for _, other := range claims.No {
		f.Also(other.At, "%s contradicts it: one of the two exports may be older", other.By.Name())
	}
	for tenant := range p.Tenant.Each(lint.SharePointTenant) {
		sites, personal := sharepoint.ReadSharing(tenant.Get("CoreSharingCapability")), sharepoint.ReadSharing(tenant.Get("OneDriveSharingCapability"))
		if sites != sharepoint.SharingUnknown && personal != sharepoint.SharingUnknown {
			f.Notef("SharePoint sites: %s; OneDrive: %s", display.Safe(sites.String()), display.Safe(personal.String()))
		}
	}
	p.Report(f)
}
