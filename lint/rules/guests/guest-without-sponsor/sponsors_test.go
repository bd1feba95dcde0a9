package guestwithoutsponsor_test

import (
	"maps"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	guestwithoutsponsor "tenantlint/lint/rules/guests/guest-without-sponsor"
)

func TestSponsors(t *testing.T) {
	t.Parallel()
	const external = `"externalUserState":"Accepted","userType":"Guest",`
	type roles map[string]lint.Roles
	sponsored, disabled := lint.RolesOf(guestwithoutsponsor.Sponsored), lint.RolesOf(guestwithoutsponsor.DisabledUser)
	for _, test := range []struct {
		name, user string
		want       roles
	}{
		{"two", external + `"sponsors":[{"id":"A"},{"id":" b "}]`, roles{"a": sponsored, "b": sponsored}},
		{"one that PowerShell took out of its list", external + `"sponsors":{"Id":"A","AdditionalProperties":{"@odata.type":"#microsoft.graph.user"}}`, roles{"a": sponsored}},
		{"disabled as the list says", external + `"sponsors":[{"id":"a","accountEnabled":false},{"id":"b","AdditionalProperties":{"accountEnabled":true}}]`, roles{"a": sponsored | disabled, "b": sponsored}},
		{"none", external + `"sponsors":[]`, roles{"me": lint.RolesOf(guestwithoutsponsor.Unsponsored)}},
		{"null", external + `"sponsors":null`, roles{"me": lint.RolesOf(guestwithoutsponsor.Unsponsored)}},
		{"not exported", external + `"accountEnabled":true`, roles{}},
		{"a sponsor without id", external + `"sponsors":[{}]`, roles{}},
		{
			"none, and a member who may be synchronized", `"externalUserState":"Accepted","sponsors":[],"userType":"Member","showInAddressList":true,"identities":[{"signInType":"federated","issuer":"ExternalAzureAD"}]`,
			roles{"me": lint.RolesOf(guestwithoutsponsor.SyncedUnsponsored)},
		},
		{"none, and disabled", external + `"sponsors":[],"accountEnabled":false`, roles{"me": lint.RolesOf(guestwithoutsponsor.Unsponsored) | disabled}},
		{"a user of our own", `"sponsors":[],"accountEnabled":false`, roles{"me": disabled}},
		{"enabled or not said", `"sponsors":[],"accountEnabled":null`, roles{}},
	} {
		found := linttest.Keys(linttest.Indexed(t, lint.User, guestwithoutsponsor.Sponsors, `{"id":"ME",`+test.user+`}`), guestwithoutsponsor.Sponsors)
		if !maps.Equal(found, test.want) {
			t.Errorf("%s: %v, want %v", test.name, found, test.want)
		}
	}
}
