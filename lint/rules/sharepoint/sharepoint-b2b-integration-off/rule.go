// Package sharepointb2bintegrationoff reports that SharePoint shares without Entra
// B2B.
package sharepointb2bintegrationoff

import (
	_ "embed"
	"time"

	"tenantlint/lint"
)

//go:embed rule.md
var page string

const property = "EnableAzureADB2BIntegration"

// Rule is sharepoint-b2b-integration-off.
var Rule = &lint.Rule{
	ID:       "sharepoint-b2b-integration-off",
	Severity: lint.Note,
	Subject:  "sharepoint",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.SharePointTenant, Requires: []string{"EnableAzureADB2BIntegration"}}},
	On:       []lint.Kind{lint.SharePointTenant},
	Check:    check,
}

// ignored is when new sharing begins to use Entra B2B whatever the setting says, by
// message center post MC1243549.
var ignored = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

func check(p *lint.Pass, settings *lint.Record) {
	on := settings.Get(property)
	switch {
	case on.Type() != lint.Boolean:
		p.Cannot(property + " is neither true nor false")
	case on.True():
	case p.AsOf.Before(ignored):
		p.Report(p.Find(on, property+" is off: sharing from SharePoint and OneDrive does not follow Entra's settings for invitations and its list of domains").
			About(property, "").
			Fixf("turn it on with Set-SPOTenant").
			Notef("from May 2026 on the setting is reported to be ignored, and new sharing to use Entra B2B (MC1243549)"))
	default:
		p.Report(p.Find(on, property+" is off, and reported to be ignored since May 2026: people who got in by SharePoint's own passcode lose access until they have a guest account").
			About(property, "").
			Fixf("nothing has to be set; invite those people as guests, or share with them again").
			Notef("new sharing uses Entra B2B and its settings; SharePoint's own passcode is retired from July to 31 August 2026 (MC1243549)"))
	}
}
