package directory_test

import (
	"fmt"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

func TestGuestsIn(t *testing.T) {
	t.Parallel()
	const groups = `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups","value":[
		{"id":"every","displayName":"Every","groupTypes":["DynamicMembership"],"membershipRule":"user.userType -eq \"Guest\"","onPremisesSyncEnabled":null},
		{"id":"some","displayName":"Some","groupTypes":["DynamicMembership"],"membershipRule":"(user.userType -eq \"Guest\") and (user.mail -match \"edu$\")","onPremisesSyncEnabled":null},
		{"id":"members","displayName":"Members","groupTypes":["DynamicMembership"],"membershipRule":"user.userType -eq \"Member\"","onPremisesSyncEnabled":null},
		{"id":"devices","displayName":"Devices","groupTypes":["DynamicMembership"],"membershipRule":"device.objectId -ne null","onPremisesSyncEnabled":null},
		{"id":"odd","displayName":"Odd","groupTypes":["DynamicMembership"],"membershipRule":"user.userType -eq","onPremisesSyncEnabled":null},
		{"id":"synced","displayName":"Synced","groupTypes":[],"membershipRule":null,"onPremisesSyncEnabled":true},
		{"id":"assigned","displayName":"Assigned","groupTypes":[],"membershipRule":null,"onPremisesSyncEnabled":null}%s]}`
	for list, want := range map[string]string{
		`"assigned","every"`:           "every [] false",
		`"members","devices","synced"`: " [] false",
		`"deleted"`:                    " [] false",
		`"some","assigned"`:            " [Some Assigned] false",
		`"odd"`:                        " [Odd] true",
		`"bare","some"`:                " [Bare Some] true",
		``:                             " [] false",
	} {
		more := ""
		if list == `"bare","some"` {
			more = `,{"id":"bare","displayName":"Bare","securityEnabled":true}`
		}
		files := map[string]string{
			"groups.json": fmt.Sprintf(groups, more),
			"conditionalAccessPolicies.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies","value":[
				{"id":"p","displayName":"P","state":"enabled","grantControls":null,"conditions":{"users":{"excludeGroups":[` + list + `]}}}]}`,
		}
		needs := []lint.Need{
			{Kind: lint.Group, Optional: []string{"groupTypes", "membershipRule", "onPremisesSyncEnabled", "onPremisesSyncBehavior"}},
			{Kind: lint.ConditionalAccessPolicy, Optional: []string{"conditions"}},
		}
		once(t, files, needs, func(p *lint.Pass) {
			for policy := range p.Tenant.Each(lint.ConditionalAccessPolicy) {
				in := directory.GuestsIn(p.Tenant, policy.Get("conditions").Get("users").Get("excludeGroups"))
				var names []string
				for _, perhaps := range in.Perhaps {
					names = append(names, string(perhaps.Name))
				}
				if got := fmt.Sprint(graph.ID(in.Every.Text()), " ", names, " ", in.Lacking); got != want {
					t.Errorf("%s: %s, want %s", list, got, want)
				}
			}
		})
	}
}
