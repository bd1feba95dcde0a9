// Package domainlistsize reports B2B management policies that are too long to be
// saved, or nearly.
package domainlistsize

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/settings"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	LimitCharacters int `json:"limitCharacters" min:"1" max:"1000000000" doc:"what the service takes at most, in characters"`
	WarnAtPercent   int `json:"warnAtPercent" min:"1" max:"100" doc:"share of the limit over which there is a warning"`
}

// Rule is domain-list-size.
var Rule = &lint.Rule{
	ID:       "domain-list-size",
	Severity: lint.Error,
	Subject:  "limits",
	Page:     page,
	Options:  Options{LimitCharacters: 25_000, WarnAtPercent: 80},
	Needs:    []lint.Need{{Kind: lint.B2BManagementPolicy, Requires: []string{"definition"}}},
	Uses:     []lint.Use{settings.DomainPolicies.Optional()},
	On:       []lint.Kind{lint.B2BManagementPolicy},
	Check:    check,
}

func check(p *lint.Pass, r *lint.Record) {
	options := lint.OptionsOf[Options](p)
	management, ok := settings.ReadManagementPolicy(r)
	if !ok {
		return
	}
	n, limit := management.Characters, options.LimitCharacters
	p.State(p.Measure(r.Get("definition"), "characters", n, limit, "characters"))
	if n*100 <= limit*options.WarnAtPercent {
		return
	}
	name := r.Object().Label()
	var f *lint.Finding
	if n > limit {
		f = p.Find(r.Get("definition"), "B2B management policy %s is %d characters, %d over the limit of %d: a domain that is added cannot be saved",
			name, n, n-limit, limit)
	} else {
		f = p.Find(r.Get("definition"), "B2B management policy %s is %d characters, over %d%% of the limit of %d: soon a domain that is added cannot be saved",
			name, n, options.WarnAtPercent, limit).
			As(lint.Warning).
			Notef("%d characters are left", limit-n)
	}
	f.About("definition", "").
		Fixf("remove domains that no longer matter, or block organizations in the cross-tenant access settings instead").
		With("characters", n).
		With("limitCharacters", limit)
	if management.Known {
		allowed, blocked := management.Domains.Allowed, management.Domains.Blocked
		f.Notef("the %d allowed and %d blocked domains take %d of them", len(allowed), len(blocked), characters(allowed)+characters(blocked)).
			With("allowed", len(allowed)).
			With("blocked", len(blocked))
	}
	p.Report(f)
}

func characters(domains []string) int { return utf8.RuneCountInString(strings.Join(domains, "")) }
