// Package pendingguestdomainblocked reports invited users whose domain was blocked
// before they redeemed.
package pendingguestdomainblocked

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Rule is pending-guest-domain-blocked.
var Rule = &lint.Rule{
	ID:       "pending-guest-domain-blocked",
	Severity: lint.Error,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{{
		Kind:      lint.User,
		Requires:  []string{"externalUserState", "mail"},
		Completes: []string{"otherMails"},
		Optional:  []string{"userType", "creationType", "identities"},
	}},
	Uses:  []lint.Use{settings.DomainPolicies},
	Index: directory.Externals,
	Join:  join,
}

var pending = []lint.Role{directory.PendingSignIn.As(true), directory.PendingSignIn.As(false)}

func join(p *lint.Pass, externals lint.Gathered) {
	applying, doubts := settings.Applying(p.Tenant)
	for _, doubt := range doubts {
		p.Cannot("%s", doubt)
	}
	blocked := make(map[string]bool)
	allows := false
	var policies []managed
	for _, management := range applying {
		policies = append(policies, managed{management, management.Domains.Index()})
		if len(management.Domains.Wildcards()) > 0 {
			p.Cannot("a list of domains has entries with '*', and what they mean is not documented")
		}
		for _, domain := range management.Domains.Blocked {
			blocked[domain] = true
		}
		allows = allows || len(management.Domains.Allowed) > 0
	}
	if allows {
		for domain := range externals.Only(pending...) {
			if domain.Key != directory.NoDomain {
				judge(p, policies, domain.Key, domain.Of(pending...))
			}
		}
		return
	}
	for domain := range blocked {
		if n := externals.Count(domain, pending...); n > 0 {
			judge(p, policies, domain, externals.First(n, domain, pending...))
		}
	}
}

// A managed policy is one that is asked about many domains.
type managed struct {
	settings.ManagementPolicy
	domains settings.DomainIndex
}

// judge reports the invited users of a domain that a policy refuses.
func judge(p *lint.Pass, policies []managed, domain string, users []lint.Hit) {
	for _, management := range policies {
		if management.domains.Refuses(domain) != graph.Yes {
			continue
		}
		for _, user := range users {
			report(p, management, domain, user)
		}
		return
	}
}

func report(p *lint.Pass, management managed, domain string, user lint.Hit) {
	noun, where := display.Safe("external user"), display.Safe("not on the list of allowed domains")
	if directory.IsGuest.Of(user.Record) {
		noun = "guest"
	}
	listed := management.domains.Blocks(domain)
	if listed {
		where = "on the list of blocked domains"
	}
	f := p.Find(user.At, "%s %s has an invitation to redeem, and its domain %s is %s: redeeming it fails",
		noun, user.Record.Object().Label(), domain, where).
		About("domain", domain).
		Also(management.At, "B2B management policy %s has the list", management.Record.Object().Label()).
		With("domain", display.Untrusted(domain))
	if listed {
		f.Fixf("take %s off the list of blocked domains, or delete the %s", domain, noun)
	} else {
		f.Fixf("add %s to the list of allowed domains, or delete the %s", domain, noun)
	}
	p.Report(f)
}
