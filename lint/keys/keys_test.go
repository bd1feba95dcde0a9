package keys_test

import (
	"maps"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/keys"
)

// record returns a record of which the given index reads what it wants, and what
// names it.
func record(t *testing.T, kind lint.Kind, index *lint.Index, text string) *lint.Record {
	t.Helper()
	names := slices.Clone(index.Reads[kind])
	for _, name := range kind.Identity() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	r, ok := decode.Reread(kind, lint.NewFields(names, nil), lint.Origin{}, []byte(text), 0, -1)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return r
}

// keysOf returns what an index finds in a record.
func keysOf(r *lint.Record, index *lint.Index) map[string]lint.Roles {
	found := map[string]lint.Roles{}
	gatherer := lint.Gatherer{Receive: func(key []byte, role lint.Role, _ lint.Value) {
		found[string(key)] |= lint.RolesOf(role)
	}}
	index.Keys(r, &gatherer)
	return found
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
		if got := keys.Normal(text); got != want {
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
		if got := keys.HomeOf(upn); got != want {
			t.Errorf("%s: %q, want %q", upn, got, want)
		}
	}
}

func TestBare(t *testing.T) {
	t.Parallel()
	for proxies, want := range map[string]bool{
		``:                      false, // not exported
		`"proxyAddresses":null`: true,
		`"proxyAddresses":[]`:   true,
		`"proxyAddresses":["X500:/o=x","SIP:a@x"]`:  true,
		`"proxyAddresses":["smtp:"]`:                true,
		`"proxyAddresses":["X500:/o=x","smtp:a@x"]`: false,
		`"proxyAddresses":["SMTP: a@x"]`:            false,
		`"proxyAddresses":"SMTP:a@x"`:               false, // as PowerShell writes a list of one
	} {
		if got := keys.Bare(record(t, lint.User, keys.Addresses, `{`+proxies+`}`)); got != want {
			t.Errorf("%s: %t, want %t", proxies, got, want)
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
		if got := keys.NamedExternal(upn); got != want {
			t.Errorf("%s: %t, want %t", upn, got, want)
		}
	}
}

func TestAddressesOfAMemberLeaveOutOtherMails(t *testing.T) {
	t.Parallel()
	const fields = `"mail":"a@x","proxyAddresses":["SMTP:A@x","smtp:b@x","SIP:c@x"],"otherMails":["d@x"]`
	member := record(t, lint.User, keys.Addresses, `{`+fields+`}`)
	guest := record(t, lint.User, keys.Addresses, `{`+fields+`,"externalUserState":"Accepted"}`)
	for _, test := range []struct {
		r    *lint.Record
		role lint.Role
		want []string
	}{
		{member, keys.OtherUser, []string{"a@x", "b@x"}},
		{guest, keys.ExternalUser, []string{"a@x", "b@x", "d@x"}},
	} {
		found := keysOf(test.r, keys.Addresses)
		if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, test.want) {
			t.Errorf("got %v, want %v", got, test.want)
		}
		for key, roles := range found {
			if roles != lint.RolesOf(test.role) {
				t.Errorf("%s has the roles %b", key, roles)
			}
		}
	}
}

// The keys of a user are taken millions of times in a run.
func TestKeysOfAUserDoNotAllocate(t *testing.T) {
	const common = `"id":"3C1A7F0E-5A0B-4A52-9F5E-0C6A3F6F1A01","onPremisesSyncEnabled":null,"onPremisesImmutableId":null,"mail":"Ann@contoso.com",` +
		`"proxyAddresses":["SMTP:ann@contoso.com","smtp:ann@contoso.onmicrosoft.com","X500:/o=x"],"otherMails":["ann@home.example"],` +
		`"accountEnabled":false,"sponsors":[{"id":"0B0A0A0A-5A5A-4A4A-8A8A-0A0A0A0A0A01"}],"imAddresses":["sip:ann@contoso.com"],"onPremisesProvisioningErrors":[],"externalUserState":null,"creationType":null,` +
		`"assignedPlans":[{"service":"MicrosoftOffice","capabilityStatus":"Enabled"},{"service":"exchange","capabilityStatus":"Enabled"}],`
	users := map[string]string{
		"member": `{` + common + `"userType":"Member","userPrincipalName":"ann@contoso.com",` +
			`"identities":[{"signInType":"userPrincipalName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"ann@contoso.com"}]}`,
		"internal guest": `{` + common + `"userType":"Guest","userPrincipalName":"ann@contoso.com",` +
			`"identities":[{"signInType":"emailAddress","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"ann@contoso.com"}]}`,
		"guest": `{` + common + `"userType":"Guest","userPrincipalName":"ann_contoso.com#EXT#@fabrikam.onmicrosoft.com",` +
			`"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]}`,
		"guest without an address": `{"userType":"Guest","mail":null,"otherMails":[],"userPrincipalName":"x#EXT#@fabrikam.onmicrosoft.com"}`,
	}
	gatherer := lint.Gatherer{Receive: func([]byte, lint.Role, lint.Value) {}}
	for _, index := range []*lint.Index{keys.Addresses, keys.Memberships, keys.Externals, keys.UserDomains, keys.Sponsors} {
		for name, user := range users {
			r := record(t, lint.User, index, user)
			if n := testing.AllocsPerRun(100, func() { index.Keys(r, &gatherer) }); n > 0 {
				t.Errorf("%s, %s: %v allocations", index.Name, name, n)
			}
		}
	}
}
