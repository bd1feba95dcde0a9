package keys_test

import (
	"maps"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/keys"
)

func federated(issuers ...string) string {
	text := `"identities":[`
	for _, issuer := range issuers {
		text += `{"signInType":"federated","issuer":"` + issuer + `","issuerAssignedId":null},`
	}
	return text + `{"signInType":"userPrincipalName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":"x@contoso.com"}]`
}

func TestSignInOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, user string
		want       keys.SignIn
	}{
		{"another organization", federated("ExternalAzureAD"), keys.EntraSignIn},
		{"case", federated("externalazuread"), keys.EntraSignIn},
		{"a Microsoft account", federated("MicrosoftAccount"), keys.MicrosoftAccountSignIn},
		{"a Microsoft account as a page spells it", federated("Microsoft account"), keys.MicrosoftAccountSignIn},
		{"Google", federated("google.com"), keys.SocialSignIn},
		{"Facebook", federated("facebook.com"), keys.SocialSignIn},
		{"a passcode", federated("mail"), keys.PasscodeSignIn},
		{"SAML", federated("https://sts.fabrikam.com/adfs"), keys.FederationSignIn},
		{"SAML by a name", federated("URN:fabrikam:sts"), keys.FederationSignIn},
		{"the first of the list wins, in any order", federated("mail", "ExternalAzureAD"), keys.EntraSignIn},
		{"an identity that PowerShell took out of its list", `"identities":{"signInType":"Federated","issuer":"mail"}`, keys.PasscodeSignIn},
		{"not redeemed yet", `"externalUserState":"PendingAcceptance",` + federated("ExternalAzureAD"), keys.PendingSignIn},
		{"not redeemed yet, with a blank", `"externalUserState":"Pending Acceptance"`, keys.PendingSignIn},
		{"external, and the identities do not tell", `"externalUserState":"Accepted",` + federated(), keys.UnknownSignIn},
		{"external by name alone", `"userPrincipalName":"a_fabrikam.com#EXT#@contoso.onmicrosoft.com"`, keys.UnknownSignIn},
		{"another domain is no issuer that is known", federated("contoso.com"), keys.InternalSignIn},
		{"this tenant", federated(), keys.InternalSignIn},
		{"nothing exported", ``, keys.InternalSignIn},
	} {
		if got := keys.SignInOf(record(t, lint.User, keys.Externals, `{`+test.user+`}`)); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
}

func TestExternals(t *testing.T) {
	t.Parallel()
	entra, passcode := federated("ExternalAzureAD"), federated("mail")
	for _, test := range []struct {
		name, user, domain string
		role               lint.Role
	}{
		{"guest", `"userType":"Guest","mail":"ann@Fabrikam.com",` + entra, "fabrikam.com", keys.EntraSignIn.As(true)},
		{"case of the type", `"userType":" guest","mail":"ann@fabrikam.com",` + entra, "fabrikam.com", keys.EntraSignIn.As(true)},
		{"external member", `"userType":"Member","mail":"ann@fabrikam.com",` + passcode, "fabrikam.com", keys.PasscodeSignIn.As(false)},
		{"no type", `"userType":null,"mail":"ann@fabrikam.com",` + entra, "fabrikam.com", keys.EntraSignIn.As(false)},
		{"internal guest", `"userType":"Guest","mail":"ann@contoso.com",` + federated(), "contoso.com", keys.InternalSignIn.As(true)},
		{"mail before the others", `"userType":"Guest","mail":"a@adatum.com","otherMails":["a@fabrikam.com"],` + entra, "adatum.com", keys.EntraSignIn.As(true)},
		{"the first of otherMails", `"userType":"Guest","mail":null,"otherMails":["a@fabrikam.com","a@adatum.com"],` + entra, "fabrikam.com", keys.EntraSignIn.As(true)},
		{"what is no address does not count", `"userType":"Guest","mail":"none","otherMails":["","x","a@adatum.com"],` + entra, "adatum.com", keys.EntraSignIn.As(true)},
		{"the address in the name", `"userType":"Guest","userPrincipalName":"a_b_fabrikam.com#EXT#@contoso.onmicrosoft.com"`, "fabrikam.com", keys.UnknownSignIn.As(true)},
		{"the name of an internal guest is none", `"userType":"Guest","userPrincipalName":"a@contoso.com"`, keys.NoDomain, keys.InternalSignIn.As(true)},
		{"no address", `"userType":"Guest","mail":"","otherMails":[],` + entra, keys.NoDomain, keys.EntraSignIn.As(true)},
	} {
		found := keysOf(record(t, lint.User, keys.Externals, `{`+test.user+`}`), keys.Externals)
		if want := map[string]lint.Roles{test.domain: lint.RolesOf(test.role)}; !maps.Equal(found, want) {
			t.Errorf("%s: %v, want %v", test.name, found, want)
		}
	}
	if found := keysOf(record(t, lint.User, keys.Externals, `{"userType":"Member","mail":"a@contoso.com",`+federated()+`}`), keys.Externals); len(found) > 0 {
		t.Errorf("a member: %v", found)
	}
}

// Every role of the index is a way to sign in of guests or of members, and the sets
// of roles part them.
func TestRolesOfExternals(t *testing.T) {
	t.Parallel()
	seen := make(map[lint.Role]bool)
	for s := keys.EntraSignIn; s <= keys.InternalSignIn; s++ {
		for _, guest := range []bool{true, false} {
			role := s.As(guest)
			if seen[role] || role > 15 {
				t.Errorf("sign-in %d of a guest %t has the role %d", s, guest, role)
			}
			seen[role] = true
			external := s != keys.InternalSignIn
			for name, in := range map[string][2]bool{
				"EveryExternal":   {slices.Contains(keys.EveryExternal, role), external},
				"EveryGuest":      {slices.Contains(keys.EveryGuest, role), guest},
				"ExternalGuests":  {slices.Contains(keys.ExternalGuests, role), external && guest},
				"ExternalMembers": {slices.Contains(keys.ExternalMembers, role), external && !guest},
			} {
				if in[0] != in[1] {
					t.Errorf("%s has sign-in %d of a guest %t: %t, want %t", name, s, guest, in[0], in[1])
				}
			}
		}
	}
}

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
		if got := keys.DomainOf(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
}
