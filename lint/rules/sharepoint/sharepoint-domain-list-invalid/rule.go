// Package sharepointdomainlistinvalid reports SharePoint lists of domains that do not
// do what they seem to.
package sharepointdomainlistinvalid

import (
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
	"tenantlint/lint/sharepoint"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	LimitDomains int `json:"limitDomains" min:"1" max:"1000000" doc:"how many domains the list of the organization may have"`
}

// Rule is sharepoint-domain-list-invalid.
var Rule = &lint.Rule{
	ID:       "sharepoint-domain-list-invalid",
	Severity: lint.Error,
	Subject:  "sharepoint",
	Page:     page,
	Options:  Options{LimitDomains: 5000},
	Needs: []lint.Need{
		{Kind: lint.SharePointSettings, Partial: true},
		{Kind: lint.SharePointTenant, Partial: true, InsteadOf: lint.SharePointSettings},
	},
	Uses: []lint.Use{sharepoint.DomainLists},
	Once: once,
}

// A side is one of the two lists.
type side struct {
	mode     sharepoint.DomainMode
	property string
	noun     display.Safe
}

var (
	allowed = side{sharepoint.AllowList, "sharingAllowedDomainList", "allowed domains"}
	blocked = side{sharepoint.BlockList, "sharingBlockedDomainList", "blocked domains"}
)

func once(p *lint.Pass) {
	reportEmpty(p)
	for _, s := range []side{allowed, blocked} {
		s.reportWildcards(p)
		s.reportLength(p, lint.OptionsOf[Options](p).LimitDomains)
		s.reportInactive(p)
	}
}

// A choice picks the entries of a list that are at fault, given whether it is the
// list that SharePoint goes by.
type choice func(domains []sharepoint.ListedDomain, active bool) []sharepoint.ListedDomain

// pick returns the entries that a choice picks from the list of an export. Where it
// is not known which list SharePoint goes by there are none.
func (s side) pick(exported sharepoint.SharePoint, choose choice) ([]sharepoint.ListedDomain, lint.Value) {
	mode, _ := exported.DomainMode()
	domains, at := exported.List(s.mode)
	if mode == sharepoint.DomainModeUnknown {
		return nil, at
	}
	return choose(domains, mode == s.mode), at
}

// claims returns which exports have entries that a choice picks, and those of the
// first that does.
func (s side) claims(p *lint.Pass, choose choice) (sharepoint.Claimed, []sharepoint.ListedDomain) {
	claims := sharepoint.Claims(p.Tenant, func(settings sharepoint.SharePoint) (graph.Answer, lint.Value) {
		picked, at := s.pick(settings, choose)
		if len(picked) > 0 {
			return graph.Yes, at
		}
		return graph.No, at
	})
	if len(claims.Yes) == 0 {
		return claims, nil
	}
	picked, _ := s.pick(claims.Yes[0].By, choose)
	return claims, picked
}

// reportEmpty reports that only listed domains are allowed, and none is. It is also
// what tells of a mode that is not known.
func reportEmpty(p *lint.Pass) {
	claims := sharepoint.Claims(p.Tenant, func(settings sharepoint.SharePoint) (graph.Answer, lint.Value) {
		mode, at := settings.DomainMode()
		domains, list := settings.List(mode)
		switch {
		case mode == sharepoint.DomainModeUnknown:
			return graph.Unknown, at
		case mode == sharepoint.AllowList && len(domains) == 0:
			return graph.Yes, list
		}
		return graph.No, at
	})
	for _, stated := range claims.Unknown {
		p.Cannot("%s gives %s a value that is not documented", stated.By.Name(), stated.Property())
	}
	if len(claims.Yes) == 0 {
		return
	}
	f := p.Find(claims.Yes[0].At, "SharePoint shares with allowed domains only, and its list of them is empty: nothing can be shared with anyone outside").
		Of(sharepoint.Object).
		About("sharingDomainRestrictionMode", "").
		Fixf("enter the domains to share with, or set the mode to none; to share with nobody outside, turn sharing off")
	compare(f, claims)
	p.Report(f)
}

func (s side) reportWildcards(p *lint.Pass) {
	claims, wild := s.claims(p, func(domains []sharepoint.ListedDomain, active bool) []sharepoint.ListedDomain {
		return slices.DeleteFunc(domains, func(d sharepoint.ListedDomain) bool { return !active || !settings.Wildcard(d.Name) })
	})
	if len(wild) == 0 {
		return
	}
	f := p.Find(wild[0].At, "SharePoint's list of %s has entries with a wildcard (%d), as in %s: these are not supported, and do not cover the domains that are meant",
		s.noun, len(wild), wild[0].Name).
		Of(sharepoint.Object).
		About(s.property+"/wildcards", "").
		With("count", len(wild)).
		Fixf("enter each domain by its whole name")
	compare(f, claims)
	p.Report(f)
}

func (s side) reportLength(p *lint.Pass, limit int) {
	claims, domains := s.claims(p, func(domains []sharepoint.ListedDomain, active bool) []sharepoint.ListedDomain {
		if !active || len(domains) <= limit {
			return nil
		}
		return domains
	})
	if n := len(domains); n > 0 {
		f := p.Find(claims.Yes[0].At, "SharePoint's list of %s has %d domains, %d over the limit of %d: a domain that is added cannot be saved",
			s.noun, n, n-limit, limit).
			Of(sharepoint.Object).
			About(s.property+"/length", "").
			With("count", n).
			With("limitDomains", limit).
			Fixf("remove domains that no longer matter")
		compare(f, claims)
		p.Report(f)
	}
}

// reportInactive reports a list that has domains, and that SharePoint does not go by.
func (s side) reportInactive(p *lint.Pass) {
	claims, domains := s.claims(p, func(domains []sharepoint.ListedDomain, active bool) []sharepoint.ListedDomain {
		if active {
			return nil
		}
		return domains
	})
	if n := len(domains); n > 0 {
		f := p.Find(claims.Yes[0].At, "SharePoint's list of %s has entries (%d), but SharePoint does not go by it: they do nothing", s.noun, n).
			Of(sharepoint.Object).
			About(s.property+"/inactive", "").
			As(lint.Note).
			With("count", n).
			Fixf("empty the list, or set sharingDomainRestrictionMode to %s if it is the one that is meant", display.Safe(s.mode.String()))
		compare(f, claims)
		p.Report(f)
	}
}

// compare adds to a finding, which is at the first export that has the fault, what the
// others have.
func compare(f *lint.Finding, claims sharepoint.Claimed) {
	for _, other := range claims.Yes[1:] {
		f.Also(other.At, "%s says the same", other.By.Name())
	}
	for _, other := range claims.No {
		f.Also(other.At, "%s contradicts it: one of the two exports may be older", other.By.Name())
	}
}
