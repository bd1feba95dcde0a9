package directory_test

import (
	"maps"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
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
		want       directory.SignIn
	}{
		{"another organization", federated("ExternalAzureAD"), directory.EntraSignIn},
		{"case", federated("externalazuread"), directory.EntraSignIn},
		{"a Microsoft account", federated("MicrosoftAccount"), directory.MicrosoftAccountSignIn},
		{"a Microsoft account as a page spells it", federated("Microsoft account"), directory.MicrosoftAccountSignIn},
		{"Google", federated("google.com"), directory.SocialSignIn},
		{"Facebook", federated("facebook.com"), directory.SocialSignIn},
		{"a passcode", federated("mail"), directory.PasscodeSignIn},
		{"SAML", federated("https://sts.fabrikam.com/adfs"), directory.FederationSignIn},
		{"SAML by a name", federated("URN:fabrikam:sts"), directory.FederationSignIn},
		{"the first of the list wins, in any order", federated("mail", "ExternalAzureAD"), directory.EntraSignIn},
		{"an identity that PowerShell took out of its list", `"identities":{"signInType":"Federated","issuer":"mail"}`, directory.PasscodeSignIn},
		{"not redeemed yet", `"externalUserState":"PendingAcceptance",` + federated("ExternalAzureAD"), directory.PendingSignIn},
		{"not redeemed yet, with a blank", `"externalUserState":"Pending Acceptance"`, directory.PendingSignIn},
		{"external, and the identities do not tell", `"externalUserState":"Accepted",` + federated(), directory.UnknownSignIn},
		{"external by name alone", `"userPrincipalName":"a_fabrikam.com#EXT#@contoso.onmicrosoft.com"`, directory.UnknownSignIn},
		{"another domain is no issuer that is known", federated("contoso.com"), directory.InternalSignIn},
		{"this tenant", federated(), directory.InternalSignIn},
		{"nothing exported", ``, directory.InternalSignIn},
	} {
		if got := directory.SignInOf.Of(linttest.Indexed(t, lint.User, directory.Externals, `{`+test.user+`}`)); got != test.want {
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
		{"guest", `"userType":"Guest","mail":"ann@Fabrikam.com",` + entra, "fabrikam.com", directory.EntraSignIn.As(true)},
		{"case of the type", `"userType":" guest","mail":"ann@fabrikam.com",` + entra, "fabrikam.com", directory.EntraSignIn.As(true)},
		{"external member", `"userType":"Member","mail":"ann@fabrikam.com",` + passcode, "fabrikam.com", directory.PasscodeSignIn.As(false)},
		{"no type", `"userType":null,"mail":"ann@fabrikam.com",` + entra, "fabrikam.com", directory.EntraSignIn.As(false)},
		{"internal guest", `"userType":"Guest","mail":"ann@contoso.com",` + federated(), "contoso.com", directory.InternalSignIn.As(true)},
		{"mail before the others", `"userType":"Guest","mail":"a@adatum.com","otherMails":["a@fabrikam.com"],` + entra, "adatum.com", directory.EntraSignIn.As(true)},
		{"the first of otherMails", `"userType":"Guest","mail":null,"otherMails":["a@fabrikam.com","a@adatum.com"],` + entra, "fabrikam.com", directory.EntraSignIn.As(true)},
		{"what is no address does not count", `"userType":"Guest","mail":"none","otherMails":["","x","a@adatum.com"],` + entra, "adatum.com", directory.EntraSignIn.As(true)},
		{"the address in the name", `"userType":"Guest","userPrincipalName":"a_b_fabrikam.com#EXT#@contoso.onmicrosoft.com"`, "fabrikam.com", directory.UnknownSignIn.As(true)},
		{"the name of an internal guest is none", `"userType":"Guest","userPrincipalName":"a@contoso.com"`, directory.NoDomain, directory.InternalSignIn.As(true)},
		{"no address", `"userType":"Guest","mail":"","otherMails":[],` + entra, directory.NoDomain, directory.EntraSignIn.As(true)},
	} {
		found := linttest.Keys(linttest.Indexed(t, lint.User, directory.Externals, `{`+test.user+`}`), directory.Externals)
		if want := map[string]lint.Roles{test.domain: lint.RolesOf(test.role)}; !maps.Equal(found, want) {
			t.Errorf("%s: %v, want %v", test.name, found, want)
		}
	}
	if found := linttest.Keys(linttest.Indexed(t, lint.User, directory.Externals, `{"userType":"Member","mail":"a@contoso.com",`+federated()+`}`), directory.Externals); len(found) > 0 {
		t.Errorf("a member: %v", found)
	}
}

func TestMembers(t *testing.T) {
	t.Parallel()
	synchronized, invited := lint.RolesOf(directory.SynchronizedMember), lint.RolesOf(directory.InvitedMember)
	const member = `"userType":" member","mail":"ann@Fabrikam.com","externalUserState":"Accepted",`
	for _, test := range []struct {
		name, user string
		want       lint.Roles // 0: none
	}{
		{"shown, and signs in at Entra", member + `"showInAddressList":true,"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]`, synchronized},
		{"not shown", member + `"showInAddressList":false,"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]`, invited},
		{"not said whether shown", member + `"showInAddressList":null,"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]`, invited},
		{"signs in by a passcode", member + `"showInAddressList":true,"identities":[{"signInType":"federated","issuer":"mail"}]`, invited},
		{"neither exported", member + `"id":"x"`, synchronized},
		{"a guest", `"userType":"Guest","mail":"ann@fabrikam.com","externalUserState":"Accepted"`, 0},
		{"a user of our own", `"userType":"Member","mail":"ann@fabrikam.com"`, 0},
	} {
		found := linttest.Keys(linttest.Indexed(t, lint.User, directory.Members, `{`+test.user+`}`), directory.Members)
		if found["fabrikam.com"] != test.want || test.want == 0 && len(found) > 0 {
			t.Errorf("%s: %v, want %v", test.name, found, test.want)
		}
	}
}

// Every role of the index is a way to sign in of guests or of members, and the sets
// of roles part them.
func TestRolesOfExternals(t *testing.T) {
	t.Parallel()
	seen := make(map[lint.Role]bool)
	for s := directory.EntraSignIn; s <= directory.InternalSignIn; s++ {
		for _, guest := range []bool{true, false} {
			role := s.As(guest)
			if seen[role] || role > 15 {
				t.Errorf("sign-in %d of a guest %t has the role %d", s, guest, role)
			}
			seen[role] = true
			external := s != directory.InternalSignIn
			for name, in := range map[string][2]bool{
				"EveryExternal":   {slices.Contains(directory.EveryExternal, role), external},
				"EveryGuest":      {slices.Contains(directory.EveryGuest, role), guest},
				"ExternalGuests":  {slices.Contains(directory.ExternalGuests, role), external && guest},
				"ExternalMembers": {slices.Contains(directory.ExternalMembers, role), external && !guest},
			} {
				if in[0] != in[1] {
					t.Errorf("%s has sign-in %d of a guest %t: %t, want %t", name, s, guest, in[0], in[1])
				}
			}
		}
	}
}
