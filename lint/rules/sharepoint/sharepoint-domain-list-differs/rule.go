// Package sharepointdomainlistdiffers reports that SharePoint and Entra let in
// different domains.
package sharepointdomainlistdiffers

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/settings"
	"tenantlint/lint/sharepoint"
)

//go:embed rule.md
var page string

// Rule is sharepoint-domain-list-differs.
var Rule = &lint.Rule{
	ID:       "sharepoint-domain-list-differs",
	Severity: lint.Warning,
	Subject:  "sharepoint",
	Page:     page,
	Uses:     []lint.Use{settings.DomainPolicies, sharepoint.DomainLists, sharepoint.Integration},
	Once:     once,
}

func once(p *lint.Pass) {
	entra, management, ok := entraList(p)
	if !ok {
		return
	}
	integrated := sharepoint.Integrated(p.Tenant)
	var open bool // SharePoint alone lets in more, and whether that matters is not known
	claims := sharepoint.Claims(p.Tenant, func(exported sharepoint.SharePoint) (graph.Answer, lint.Value) {
		sharePoint, at := sharePointList(exported)
		switch {
		case sharePoint.mode == sharepoint.DomainModeUnknown:
			return graph.Unknown, at
		case entra.exceeds(sharePoint):
			return graph.Yes, at
		case sharePoint.exceeds(entra) && integrated == graph.Unknown:
			open = true
			return graph.No, at
		case sharePoint.exceeds(entra) && integrated == graph.No:
			return graph.Yes, at
		}
		return graph.No, at
	})
	if open {
		p.Cannot("SharePoint lets in more domains than Entra, which matters only if EnableAzureADB2BIntegration is off; Get-SPOTenant has it")
		p.Export(lint.SharePointTenant)
	}
	for _, stated := range claims.Unknown {
		p.Cannot("%s gives %s a value that is not documented", stated.By.Name(), stated.Property())
	}
	if len(claims.Yes) == 0 {
		return
	}
	sharePoint, _ := sharePointList(claims.Yes[0].By)
	f := p.Find(claims.Yes[0].At, "SharePoint %s, and Entra %s: %s", sharePoint.describe(), entra.describe(), consequence(entra, sharePoint, integrated)).
		Of(sharepoint.Object).
		About("sharingDomainRestrictionMode", "").
		Fixf("%s", fix(integrated))
	for _, other := range claims.Yes[1:] {
		f.Also(other.At, "%s says the same", other.By.Name())
	}
	for _, other := range claims.No {
		f.Also(other.At, "%s contradicts it: one of the two exports may be older", other.By.Name())
	}
	if len(management.Domains.Allowed) > 0 && len(management.Domains.Blocked) > 0 {
		f.Notef("Entra's policy has blocked domains as well as allowed ones; what either list refuses was taken to be refused")
	}
	if management.At.Exists() {
		f.Also(management.At, "B2B management policy %s has Entra's list", management.Record.Object().Label())
	}
	if domains := entra.only(sharePoint); len(domains) > 0 {
		f.Notef("Entra lets in, and SharePoint does not: %s", examples(domains))
	}
	if domains := sharePoint.only(entra); len(domains) > 0 && integrated == graph.No {
		f.Notef("SharePoint lets in, and Entra does not: %s", examples(domains))
	}
	p.Report(f)
}

// entraList returns the list that invitations go by; ok is false where that is not
// known.
func entraList(p *lint.Pass) (l list, management settings.ManagementPolicy, ok bool) {
	policies, doubts := settings.Applying(p.Tenant)
	if !p.Tenant.Complete(lint.B2BManagementPolicy) {
		doubts = append(doubts, "the export may lack B2B management policies")
		p.Export(lint.B2BManagementPolicy)
	}
	l = newList(sharepoint.NoDomainList, nil)
	if len(policies) == 1 {
		management = policies[0]
		switch domains := management.Domains; {
		case len(domains.Allowed) > 0:
			l = newList(sharepoint.AllowList, slices.DeleteFunc(slices.Clone(domains.Allowed), domains.Index().Blocks))
		case len(domains.Blocked) > 0:
			l = newList(sharepoint.BlockList, domains.Blocked)
		}
	}
	for _, doubt := range doubts {
		p.Cannot("%s", doubt)
	}
	return l, management, len(doubts) == 0
}

func sharePointList(exported sharepoint.SharePoint) (list, lint.Value) {
	mode, at := exported.DomainMode()
	listed, _ := exported.List(mode)
	var domains []string
	for _, domain := range listed {
		domains = append(domains, domain.Name)
	}
	return newList(mode, domains), at
}

// A list is which domains are let in.
type list struct {
	mode    sharepoint.DomainMode
	domains map[string]bool
}

func newList(mode sharepoint.DomainMode, domains []string) list {
	l := list{mode, make(map[string]bool, len(domains))}
	for _, domain := range domains {
		l.domains[domain] = true
	}
	return l
}

func (l list) admits(domain string) bool {
	return l.mode == sharepoint.NoDomainList || l.domains[domain] == (l.mode == sharepoint.AllowList)
}

// exceeds reports whether the list lets in a domain that another refuses.
func (l list) exceeds(other list) bool {
	return other.mode == sharepoint.AllowList && l.mode != sharepoint.AllowList || len(l.only(other)) > 0
}

// only returns the domains on either list that this one lets in and another refuses.
func (l list) only(other list) []string {
	either := maps.Clone(l.domains)
	maps.Copy(either, other.domains)
	maps.DeleteFunc(either, func(domain string, _ bool) bool { return !l.admits(domain) || other.admits(domain) })
	return slices.Sorted(maps.Keys(either))
}

func (l list) describe() display.Safe {
	domains := fmt.Sprintf("%d domains", len(l.domains))
	switch {
	case l.mode == sharepoint.NoDomainList:
		return "has no list of domains"
	case l.mode == sharepoint.AllowList && len(l.domains) == 0:
		return "allows no domain"
	case len(l.domains) == 1:
		domains = "1 domain"
	}
	if l.mode == sharepoint.AllowList {
		return display.Safe("allows " + domains + " only")
	}
	return display.Safe("blocks " + domains)
}

// consequence says what the difference does. What SharePoint lets in and Entra refuses
// matters only where they are not integrated.
func consequence(entra, sharePoint list, integrated graph.Answer) display.Safe {
	switch open := sharePoint.exceeds(entra) && integrated == graph.No; {
	case open && entra.exceeds(sharePoint):
		return "each lets in people whom the other refuses"
	case open:
		return "SharePoint lets in people whose invitation Entra refuses"
	}
	return "people can be invited, but nothing can be shared with them in SharePoint"
}

func fix(integrated graph.Answer) display.Safe {
	if integrated == graph.Yes {
		return "let Entra's list have the domains that you want, then set SharePoint's mode to none and empty its lists"
	}
	return "make the two lists the same"
}

// examples names the first few of some domains.
func examples(domains []string) display.Safe {
	var quoted []string
	for _, domain := range domains[:min(3, len(domains))] {
		quoted = append(quoted, display.Quote(domain))
	}
	text := strings.Join(quoted, ", ")
	if more := len(domains) - len(quoted); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return display.Safe(text)
}
