// Package syncinboundblocked reports partners that may synchronize users here, whom
// the inbound settings keep out.
package syncinboundblocked

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is sync-inbound-blocked.
var Rule = &lint.Rule{
	ID:       "sync-inbound-blocked",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner}},
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.CollaborationInbound).Required(), crosstenant.Synchronization.Required()},
	Once: func(p *lint.Pass) {
		for _, partner := range crosstenant.Read(p.Tenant).Partners {
			judge(p, partner)
		}
	},
}

func judge(p *lint.Pass, partner *crosstenant.Party) {
	synchronizes, by := partner.Synchronizes()
	if synchronizes != graph.Yes {
		return
	}
	setting := partner.Setting(crosstenant.CollaborationInbound)
	verdict := setting.Open()
	switch verdict.Reach {
	case crosstenant.Everyone, crosstenant.Some:
		return
	case crosstenant.ReachUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	}
	whose := display.Safe("its entry blocks")
	if setting.Inherited {
		whose = "the default blocks"
	}
	f := p.Find(setting.Place(verdict), "%s may synchronize users into this tenant, but %s %s for all of them, by %s%s: "+
		"they appear here and cannot sign in (AADSTS500213)", partner.Name(), whose, setting.Scope.Name(), verdict.Because(), setting.Completion()).
		About(setting.Scope.String(), "").
		Fixf("allow B2B collaboration inbound in this entry; or take back the permission to synchronize").
		Also(by, "synchronization is allowed here")
	setting.Cite(f, verdict)
	p.Report(f)
}
