package keys_test

import (
	"maps"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/keys"
)

func TestUserDomains(t *testing.T) {
	t.Parallel()
	one := func(role lint.Role) lint.Roles { return lint.RolesOf(role) }
	for _, test := range []struct {
		reason, user string
		want         map[string]lint.Roles
	}{
		{
			"one domain for both", `{"userPrincipalName":"ann@contoso.com","mail":"Ann@Contoso.com","onPremisesImmutableId":"x"}`,
			map[string]lint.Roles{"contoso.com": one(keys.NamedIn | keys.MailedIn)},
		},
		{
			"two domains", `{"userPrincipalName":"ann@contoso.com","mail":"ann@fabrikam.com","onPremisesImmutableId":null}`,
			map[string]lint.Roles{"contoso.com": one(keys.NamedIn | keys.NoAnchor), "fabrikam.com": one(keys.MailedIn | keys.NoAnchor)},
		},
		{
			"a mailbox", `{"userPrincipalName":"ann@contoso.com","mail":null,"assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled"}]}`,
			map[string]lint.Roles{"contoso.com": one(keys.NamedIn | keys.HasMailbox)},
		},
		{
			"a mailbox that is gone", `{"userPrincipalName":"ann@contoso.com","assignedPlans":[{"service":"exchange","capabilityStatus":"Deleted"}]}`,
			map[string]lint.Roles{"contoso.com": one(keys.NamedIn)},
		},
		{
			"an internal guest has mail elsewhere", `{"userPrincipalName":"ann@contoso.com","mail":"ann@fabrikam.com","userType":"Guest"}`,
			map[string]lint.Roles{"contoso.com": one(keys.NamedIn)},
		},
		{
			"external", `{"userPrincipalName":"ann@contoso.com","mail":"ann@fabrikam.com","externalUserState":"Accepted"}`,
			map[string]lint.Roles{},
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			if got := keysOf(record(t, lint.User, keys.UserDomains, test.user), keys.UserDomains); !maps.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
