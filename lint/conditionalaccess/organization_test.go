package conditionalaccess_test

import (
	"testing"

	"tenantlint/lint/conditionalaccess"
)

func TestCoversEach(t *testing.T) {
	t.Parallel()
	listed := func(members string) string {
		return `{"guestOrExternalUserTypes":"b2bDirectConnectUser","externalTenants":{"membershipKind":"enumerated"` + members + `}}`
	}
	const every = `{"guestOrExternalUserTypes":"b2bDirectConnectUser,serviceProvider","externalTenants":{"membershipKind":"all"}}`
	for users, want := range map[string][3]conditionalaccess.Coverage{ // a listed organization, another, any that is not listed
		`"includeUsers":["All"]`:                                                                                 {conditionalaccess.All, conditionalaccess.All, conditionalaccess.All},
		`"includeUsers":["0f0a"]`:                                                                                {conditionalaccess.Some, conditionalaccess.Some, conditionalaccess.Some},
		`"includeUsers":["None"]`:                                                                                {conditionalaccess.None, conditionalaccess.None, conditionalaccess.None},
		`"includeGuestsOrExternalUsers":null`:                                                                    {conditionalaccess.None, conditionalaccess.None, conditionalaccess.None},
		`"includeGuestsOrExternalUsers":` + every:                                                                {conditionalaccess.All, conditionalaccess.All, conditionalaccess.All},
		`"includeGuestsOrExternalUsers":` + listed(`,"members":[" A1 ","b2",""]`):                                {conditionalaccess.All, conditionalaccess.None, conditionalaccess.None},
		`"includeGuestsOrExternalUsers":` + listed(``):                                                           {conditionalaccess.Some, conditionalaccess.Some, conditionalaccess.Some},
		`"includeGuestsOrExternalUsers":` + listed(`,"AdditionalProperties":{"members":["a1"]}`):                 {conditionalaccess.All, conditionalaccess.None, conditionalaccess.None},
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + listed(`,"members":["a1"]`):                   {conditionalaccess.None, conditionalaccess.All, conditionalaccess.All},
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + every:                                         {conditionalaccess.None, conditionalaccess.None, conditionalaccess.None},
		`"includeGuestsOrExternalUsers":` + every + `,"excludeGuestsOrExternalUsers":` + listed(`,"members":[]`): {conditionalaccess.All, conditionalaccess.All, conditionalaccess.All},
	} {
		p := read(t, `{"conditions":{"users":{`+users+`}}}`)
		for i, tenant := range []string{"a1", "c3", ""} {
			if got := p.CoversEach(conditionalaccess.DirectConnectUser).From(tenant); got != want[i] {
				t.Errorf("%s: %d of %q, want %d", users, got, tenant, want[i])
			}
		}
	}
}
