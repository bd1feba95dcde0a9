// Package redemptionwithoutentra reports a redemption order that passes over Microsoft
// Entra ID.
package redemptionwithoutentra

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is redemption-without-entra.
var Rule = &lint.Rule{
	ID:       "redemption-without-entra",
	Severity: lint.Warning,
	Subject:  "invitations",
	Page:     page,
	Uses:     []lint.Use{crosstenant.RedemptionOrder},
	Once:     once,
}

func once(p *lint.Pass) {
	fallback := crosstenant.Read(p.Tenant).Default
	if fallback == nil {
		return
	}
	redemption, ok := fallback.Redemption()
	switch {
	case !ok:
		return // the service's own order, which begins with Microsoft Entra ID
	case !graph.Listed(redemption.At):
		p.Cannot("the redemption order has no list of primary identity providers, and what that means is not documented")
		return
	case redemption.Index(crosstenant.EntraID) >= 0:
		return
	}
	p.Report(p.Find(redemption.At, "the redemption order has no 'azureActiveDirectory': guests from other Microsoft Entra organizations cannot redeem with their work account, and those that no other provider knows are sent to %s",
		instead(redemption)).
		About("primaryIdentityProviderPrecedenceOrder", crosstenant.EntraID).
		Fixf("put 'azureActiveDirectory' back into the order"))
}

// instead says which provider an invitation falls back to.
func instead(r crosstenant.Redemption) display.Safe {
	switch r.Fallback.Name {
	case crosstenant.EmailOneTimePasscode:
		return "a one-time passcode by mail"
	case crosstenant.MicrosoftAccount:
		return "a Microsoft account"
	case crosstenant.DefaultConfiguredIDP:
		return "a Microsoft account or a one-time passcode"
	}
	return "the fallback"
}
