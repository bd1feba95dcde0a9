package conditional_test

import (
	"testing"

	"tenantlint/lint/conditional"
)

func TestCoversEach(t *testing.T) {
	t.Parallel()
	listed := func(members string) string {
		return `{"guestOrExternalUserTypes":"b2bDirectConnectUser","externalTenants":{"membershipKind":"enumerated"` + members + `}}`
	}
	const every = `{"guestOrExternalUserTypes":"b2bDirectConnectUser,serviceProvider","externalTenants":{"membershipKind":"all"}}`
	for users, want := range map[string][3]conditional.Coverage{ // a listed organization, another, any that is not listed
		`"includeUsers":["All"]`:                                                                                 {conditional.All, conditional.All, conditional.All},
		`"includeUsers":["0f0a"]`:                                                                                {conditional.Some, conditional.Some, conditional.Some},
		`"includeUsers":["None"]`:                                                                                {conditional.None, conditional.None, conditional.None},
		`"includeGuestsOrExternalUsers":null`:                                                                    {conditional.None, conditional.None, conditional.None},
		`"includeGuestsOrExternalUsers":` + every:                                                                {conditional.All, conditional.All, conditional.All},
		`"includeGuestsOrExternalUsers":` + listed(`,"members":[" A1 ","b2",""]`):                                {conditional.All, conditional.None, conditional.None},
		`"includeGuestsOrExternalUsers":` + listed(``):                                                           {conditional.Some, conditional.Some, conditional.Some},
		`"includeGuestsOrExternalUsers":` + listed(`,"AdditionalProperties":{"members":["a1"]}`):                 {conditional.All, conditional.None, conditional.None},
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + listed(`,"members":["a1"]`):                   {conditional.None, conditional.All, conditional.All},
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + every:                                         {conditional.None, conditional.None, conditional.None},
		`"includeGuestsOrExternalUsers":` + every + `,"excludeGuestsOrExternalUsers":` + listed(`,"members":[]`): {conditional.All, conditional.All, conditional.All},
	} {
		p := read(t, `{"conditions":{"users":{`+users+`}}}`)
		for i, tenant := range []string{"a1", "c3", ""} {
			if got := p.CoversEach(conditional.DirectConnectUser).From(tenant); got != want[i] {
				t.Errorf("%s: %d of %q, want %d", users, got, tenant, want[i])
			}
		}
	}
}
