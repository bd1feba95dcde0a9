// Package tenantrestrictionsdevicefilter reports tenant restrictions with a filter for
// devices, which the service does not heed.
package tenantrestrictionsdevicefilter

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is tenant-restrictions-device-filter.
var Rule = &lint.Rule{
	ID:       "tenant-restrictions-device-filter",
	Severity: lint.Note,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.TenantRestrictions).Required()},
	Once:     once,
}

func once(p *lint.Pass) {
	crosstenant.Read(p.Tenant).Judge(crosstenant.TenantRestrictions, func(party *crosstenant.Party) *lint.Finding {
		filter, ok := party.DeviceFilter()
		if !ok {
			return nil
		}
		return p.Report(filter, "%s has a filter for devices in its tenant restrictions: the service does not support it yet, so the restrictions are the same on every device",
			party.Name()).
			About(crosstenant.TenantRestrictions.String()+"/devices", "").
			Fixf("set devices to null, and say by network and device policy where tenant restrictions are signalled")
	})
}
