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
	for party, inheriting := range crosstenant.Read(p.Tenant).Own(crosstenant.TenantRestrictions) {
		filter, ok := party.DeviceFilter()
		if !ok {
			continue
		}
		f := p.Find(filter, "%s has a filter for devices in its tenant restrictions: the service does not support it yet, so the restrictions are the same on every device",
			party.Name()).
			About(crosstenant.TenantRestrictions.String()+"/devices", "").
			Fixf("set devices to null, and say by network and device policy where tenant restrictions are signalled")
		if inheriting > 0 {
			f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
		}
		p.Report(f)
	}
}
