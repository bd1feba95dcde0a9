// Package cloudendpointunknown reports names in the list of enabled clouds that stand
// for no cloud.
package cloudendpointunknown

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is cloud-endpoint-unknown.
var Rule = &lint.Rule{
	ID:       "cloud-endpoint-unknown",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.AllowedClouds},
	On:       []lint.Kind{lint.CrossTenantAccessPolicy},
	Check:    check,
}

func check(p *lint.Pass, base *lint.Record) {
	for cloud := range crosstenant.Clouds(base) {
		if cloud.Name != "" {
			continue
		}
		p.Report(p.Find(cloud.At, "allowedCloudEndpoints names %s, which is no cloud that can be enabled: the cloud that was meant stays closed, in and out (AADSTS1000104)", cloud.At).
			Fixf("write microsoftonline.us for Azure Government, partner.microsoftonline.cn for Azure operated by 21Vianet, " +
				"microsoftonline.com for the commercial cloud; or take the entry out"))
	}
}
