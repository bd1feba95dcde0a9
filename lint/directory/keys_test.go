package directory_test

import (
	"maps"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
	guestwithoutsponsor "tenantlint/lint/rules/guests/guest-without-sponsor"
)

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
		if got := directory.Bare(linttest.Indexed(t, lint.User, directory.Addresses, `{`+proxies+`}`)); got != want {
			t.Errorf("%s: %t, want %t", proxies, got, want)
		}
	}
}

func TestAddressesOfAMemberLeaveOutOtherMails(t *testing.T) {
	t.Parallel()
	const fields = `"mail":"a@x","proxyAddresses":["SMTP:A@x","smtp:b@x","SIP:c@x"],"otherMails":["d@x"]`
	member := linttest.Indexed(t, lint.User, directory.Addresses, `{`+fields+`}`)
	guest := linttest.Indexed(t, lint.User, directory.Addresses, `{`+fields+`,"externalUserState":"Accepted"}`)
	for _, test := range []struct {
		r    *lint.Record
		role lint.Role
		want []string
	}{
		{member, directory.OtherUser, []string{"a@x", "b@x"}},
		{guest, directory.ExternalUser, []string{"a@x", "b@x", "d@x"}},
	} {
		found := linttest.Keys(test.r, directory.Addresses)
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
	for _, index := range []*lint.Index{directory.Addresses, directory.Memberships, directory.Externals, directory.UserDomains, guestwithoutsponsor.Sponsors} {
		for name, user := range users {
			r := linttest.Indexed(t, lint.User, index, user)
			if n := testing.AllocsPerRun(100, func() { index.Keys(r, &gatherer) }); n > 0 {
				t.Errorf("%s, %s: %v allocations", index.Name, name, n)
			}
		}
	}
}
