package keys_test

import (
	"maps"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/keys"
)

// record returns a record of which the given index reads what it wants.
func record(t *testing.T, kind lint.Kind, index *lint.Index, text string) *lint.Record {
	t.Helper()
	r, ok := decode.Reread(kind, lint.NewFields(index.Reads[kind], nil), lint.Origin{}, []byte(text), 0, -1)
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
	user := `{"id":"3C1A7F0E-5A0B-4A52-9F5E-0C6A3F6F1A01","onPremisesSyncEnabled":null,"mail":"ann@contoso.com",` +
		`"proxyAddresses":["SMTP:ann@contoso.com","smtp:ann@contoso.onmicrosoft.com","X500:/o=x"],"otherMails":["ann@home.example"],` +
		`"userPrincipalName":"ann_contoso.com#EXT#@fabrikam.onmicrosoft.com","externalUserState":null,"creationType":null,` +
		`"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]}`
	gatherer := lint.Gatherer{Receive: func([]byte, lint.Role, lint.Value) {}}
	for _, index := range []*lint.Index{keys.Addresses, keys.Memberships} {
		r := record(t, lint.User, index, user)
		if n := testing.AllocsPerRun(100, func() { index.Keys(r, &gatherer) }); n > 0 {
			t.Errorf("%s: %v allocations", index.Name, n)
		}
	}
}
