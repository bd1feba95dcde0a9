// Package tenantrestrictionsmicrosoftaccount reports tenant restrictions that try to
// tell one Microsoft account from another.
package tenantrestrictionsmicrosoftaccount

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

//go:embed rule.md
var page string

// Rule is tenant-restrictions-microsoft-account.
var Rule = &lint.Rule{
	ID:       "tenant-restrictions-microsoft-account",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner}},
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.TenantRestrictions).Required().Of(lint.CrossTenantAccessPolicyPartner)},
	Once:     once,
}

// microsoftAccounts is the tenant that stands for consumer accounts.
const microsoftAccounts = "9188040d-6c67-4c5b-b112-36a304b66dad"

func once(p *lint.Pass) {
	for _, partner := range crosstenant.Read(p.Tenant).Partners {
		if partner.TenantID() != microsoftAccounts {
			continue
		}
		for part := range partner.Parts(crosstenant.TenantRestrictions) {
			if part.OfUsers() {
				judge(p, part)
			}
		}
	}
}

func judge(p *lint.Pass, part crosstenant.Part) {
	single := part.Single()
	if len(single) == 0 {
		return
	}
	f := find(p, part, single).
		About(part.Key(), "").
		Fixf("name 'AllUsers', and narrow the setting by applications instead").
		With("count", len(single))
	for _, target := range single[1:min(len(single), 1+examples)] {
		f.Also(target.At, "names this one too")
	}
	p.Report(f)
}

// examples is how many targets a finding names beside the first.
const examples = 3

func find(p *lint.Pass, part crosstenant.Part, single []crosstenant.Target) *lint.Finding {
	at, name := single[0].At, part.Party.Name()
	if len(single) == 1 {
		return p.Find(at, "the tenant restrictions for Microsoft accounts (%s) name %s: they can only be for all of these accounts, so they may let in or keep out others than they say",
			name, at)
	}
	return p.Find(at, "the tenant restrictions for Microsoft accounts (%s) name %s and %d more: they can only be for all of these accounts, so they may let in or keep out others than they say",
		name, at, len(single)-1)
}
