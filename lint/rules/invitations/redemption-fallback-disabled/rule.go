// Package redemptionfallbackdisabled reports a fallback for redeeming invitations that
// is turned off.
package redemptionfallbackdisabled

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is redemption-fallback-disabled.
var Rule = &lint.Rule{
	ID:       "redemption-fallback-disabled",
	Severity: lint.Error,
	Subject:  "invitations",
	Page:     page,
	Uses:     []lint.Use{crosstenant.RedemptionOrder, settings.PasscodeSetting},
	Once:     once,
}

func once(p *lint.Pass) {
	fallback := crosstenant.Read(p.Tenant).Default
	if fallback == nil {
		return
	}
	redemption, ok := fallback.Redemption()
	if !ok || redemption.Fallback.Name != crosstenant.EmailOneTimePasscode {
		return
	}
	passcode := settings.PasscodeOf(p.Tenant)
	if !passcode.Known {
		p.Cannot("allowExternalIdToUseEmailOtp has a value that is not documented")
	}
	if !passcode.Off {
		return
	}
	p.Report(p.Find(redemption.Fallback.At, "invitations fall back to %s, and one-time passcodes are turned off for external users: "+
		"guests whom no other identity provider knows cannot redeem", redemption.Fallback.At).
		About("fallbackIdentityProvider", redemption.Fallback.Name).
		Fixf("let external users use one-time passcodes, or set fallbackIdentityProvider to 'defaultConfiguredIdp'").
		Also(passcode.At, "one-time passcodes for external users are turned off here"))
}
