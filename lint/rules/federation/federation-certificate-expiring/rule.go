// Package federationcertificateexpiring reports signing certificates of external
// federations that have expired or soon will.
package federationcertificateexpiring

import (
	"crypto/x509"
	_ "embed"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"strings"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	Days int `json:"days" min:"1" max:"3650" doc:"how many days before it expires a certificate is worth a warning"`
}

// Rule is federation-certificate-expiring.
var Rule = &lint.Rule{
	ID:       "federation-certificate-expiring",
	Severity: lint.Error,
	Subject:  "federation",
	Page:     page,
	Options:  Options{Days: 30},
	Needs: []lint.Need{{
		Kind:     lint.ExternalDomainFederation,
		Requires: []string{"signingCertificate"},
		Optional: []string{"metadataExchangeUri"},
	}},
	On:    []lint.Kind{lint.ExternalDomainFederation},
	Check: check,
}

func check(p *lint.Pass, federation *lint.Record) {
	at := federation.Get("signingCertificate")
	if strings.TrimSpace(at.Text()) == "" {
		p.Cannot("an external federation has no signing certificate to look at")
		return
	}
	certificate, err := parse(at.Text())
	if err != nil {
		p.Cannot("the signing certificate of an external federation is not one that can be read")
		return
	}
	end := certificate.NotAfter.UTC()
	if !end.Before(p.AsOf.AddDate(0, 0, lint.OptionsOf[Options](p).Days)) {
		return
	}
	name, day := federation.Object().Label(), display.Safe(end.Format(time.DateOnly))
	var f *lint.Finding
	if end.Before(p.AsOf) {
		f = p.Find(at, "the signing certificate of external federation %s expired on %s: its users cannot sign in any more", name, day)
	} else {
		f = p.Find(at, "the signing certificate of external federation %s expires on %s, %s: then its users cannot sign in any more",
			name, day, in(graph.Days(p.AsOf, end))).
			As(lint.Warning)
	}
	f.Fixf("get the partner's new certificate and enter it").
		With("notAfter", display.Untrusted(end.Format(time.RFC3339)))
	switch metadata := federation.Get("metadataExchangeUri"); {
	case metadata.Text() != "":
		f.Notef("it is renewed from the metadata at %s, once the partner has a new certificate there", metadata)
	case metadata.Exists():
		f.Notef("there is no automatic renewal: the federation has no metadata address")
	}
	p.Report(f)
}

// in says how far off a day is.
func in(days int) display.Safe {
	switch days {
	case 0:
		return "today"
	case 1:
		return "in 1 day"
	}
	return display.Safe(fmt.Sprintf("in %d days", days))
}

// parse reads a certificate as Graph has it, in base64, or as PEM.
func parse(text string) (*x509.Certificate, error) {
	if block, _ := pem.Decode([]byte(text)); block != nil {
		return x509.ParseCertificate(block.Bytes)
	}
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}
