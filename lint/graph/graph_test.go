package graph_test

import (
	"testing"

	"tenantlint/lint/graph"
)

func TestDomainOf(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"ann@Fabrikam.com ":     "fabrikam.com",
		"SMTP:ann@fabrikam.com": "fabrikam.com",
		`"a@b"@fabrikam.com`:    "fabrikam.com",
		"sip:ann@fabrikam.com":  "",
		"fabrikam.com":          "",
		"":                      "",
	} {
		if got := graph.Domain(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ann@fabrikam.com":       "ann@fabrikam.com",
		" Ann@Fabrikam.COM\t":    "ann@fabrikam.com",
		"SMTP: ann@fabrikam.com": "ann@fabrikam.com",
		"smtp:ann@fabrikam.com":  "ann@fabrikam.com",
		"ann @fabrikam.com":      "ann@fabrikam.com",
		"\u00a0ann@fabrikam.com": "ann@fabrikam.com",
		"\u00c4nn@fabrikam.com":  "\u00e4nn@fabrikam.com",
		"sip:ann@fabrikam.com":   "",
		"X500:/o=x/cn=ann@x":     "",
		"fabrikam.com":           "",
		"smtp:fabrikam.com":      "",
		"":                       "",
	} {
		if got := graph.Address(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestHomeOf(t *testing.T) {
	t.Parallel()
	for upn, want := range map[string]string{
		"ann_fabrikam.com#EXT#@contoso.onmicrosoft.com":      "ann@fabrikam.com",
		"Ann_Fabrikam.COM#ext#@contoso.onmicrosoft.com":      "ann@fabrikam.com",
		"ann_lee_fabrikam.com#EXT#@contoso.onmicrosoft.com":  "ann_lee@fabrikam.com",
		"ann#1_fabrikam.com#EXT#@contoso.onmicrosoft.com":    "ann#1@fabrikam.com",
		"ann_fabrikam.com#EXT#@contoso#ext#.onmicrosoft.com": "ann@fabrikam.com",
		"fabrikam.com#EXT#@contoso.onmicrosoft.com":          "",
		"_fabrikam.com#EXT#@contoso.onmicrosoft.com":         "",
		"ann_#EXT#@contoso.onmicrosoft.com":                  "",
		"#EXT#@contoso.onmicrosoft.com":                      "",
		"ann_fabrikam.com@contoso.onmicrosoft.com":           "",
		"ann_fabrikam.com#EX#@contoso.onmicrosoft.com":       "",
		"": "",
	} {
		if got := graph.Home(upn); got != want {
			t.Errorf("%s: %q, want %q", upn, got, want)
		}
	}
}

func TestNamedExternal(t *testing.T) {
	t.Parallel()
	for upn, want := range map[string]bool{
		"ann_fabrikam.com#EXT#@contoso.onmicrosoft.com": true,
		"ann_fabrikam.com#ext#@contoso.onmicrosoft.com": true,
		"a#n_fabrikam.com#Ext#@contoso.onmicrosoft.com": true,
		"a##EXT#@contoso.onmicrosoft.com":               true,
		"ann#EXT@contoso.com":                           false,
		"ext#@contoso.com":                              false,
		"ann@contoso.com":                               false,
	} {
		if got := graph.NamedExternal(upn); got != want {
			t.Errorf("%s: %t, want %t", upn, got, want)
		}
	}
}
