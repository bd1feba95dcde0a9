// Package federationendpointunsafe reports external federations whose users are sent to
// an address that is not https, or not in their domain.
package federationendpointunsafe

import (
	_ "embed"
	"net/url"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is federation-endpoint-unsafe.
var Rule = &lint.Rule{
	ID:       "federation-endpoint-unsafe",
	Severity: lint.Error,
	Subject:  "federation",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.ExternalDomainFederation, Requires: []string{"passiveSignInUri"}, Completes: []string{"domains"}}},
	On:       []lint.Kind{lint.ExternalDomainFederation},
	Check:    check,
}

func check(p *lint.Pass, federation *lint.Record) {
	at, name := federation.Get("passiveSignInUri"), federation.Object().Label()
	text := strings.TrimSpace(at.Text())
	if text == "" {
		p.Cannot("an external federation has no passiveSignInUri")
		return
	}
	address, err := url.Parse(text)
	if err != nil {
		address = new(url.URL)
	}
	host := strings.ToLower(strings.TrimSuffix(address.Hostname(), "."))
	if host == "" || address.Scheme != "https" {
		p.Report(p.Find(at, "external federation %s sends its users to %s, which is no https address: Microsoft Entra supports https only, and they cannot sign in",
			name, at).
			Fixf("enter the identity provider's https address"))
		address.Scheme = "https"
		text = address.String() // as it should be
	}
	if host == "" {
		return
	}
	shownHost, record := display.Safe(display.Quote(host)), display.Safe(display.Quote("DirectFedAuthUrl="+text))
	for domain := range federation.Get("domains").Elements() {
		id := domain.Get("id")
		if within(host, graph.ID(id.Text())) {
			continue
		}
		p.Report(p.Find(id, "external federation %s is for %s and sends its users to %s, outside that domain: unless the domain's DNS has a TXT record for it, they cannot redeem",
			name, id, shownHost).
			As(lint.Note).
			Fixf("ask the partner for a TXT record at %s: %s", id, record))
	}
}

// within reports whether a host is a domain or in it. Every host is in the domain "".
func within(host, domain string) bool {
	return domain == "" || host == domain || strings.HasSuffix(host, "."+domain)
}
