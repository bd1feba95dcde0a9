package directory_test

import (
	"fmt"
	"maps"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
)

func TestAssignments(t *testing.T) {
	t.Parallel()
	assigned := func(n int) string {
		var list []string
		for i := range n {
			list = append(list, fmt.Sprintf(`{"principalId":"P%d"}`, i))
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	people := func(n int, more map[string]lint.Roles) map[string]lint.Roles {
		for i := range n {
			more[fmt.Sprintf("p%d", i)] = lint.RolesOf(directory.Assignee)
		}
		return more
	}
	app := map[string]lint.Roles{"a": lint.RolesOf(directory.AppID)}
	cut := map[string]lint.Roles{"a": lint.RolesOf(directory.AppID), directory.AnyKey: lint.RolesOf(directory.AssigneesCut)}
	for _, test := range []struct {
		reason, text string
		kind         lint.Kind
		want         map[string]lint.Roles
	}{
		{"an external user", `{"id":"U1","userPrincipalName":"ann_fabrikam.com#EXT#@contoso.onmicrosoft.com"}`, lint.User, map[string]lint.Roles{"u1": lint.RolesOf(directory.ExternalID)}},
		{"another user", `{"id":"U1","userPrincipalName":"ann@contoso.com"}`, lint.User, map[string]lint.Roles{}},
		{"a single-tenant application", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(2) + `}`, lint.ServicePrincipal, people(2, maps.Clone(app))},
		{"the same in other case", `{"appId":"A","signInAudience":" azureadmyorg","appRoleAssignedTo":{"principalId":"P0"}}`, lint.ServicePrincipal, people(1, maps.Clone(app))},
		{"a multitenant application", `{"appId":"A","signInAudience":"AzureADMultipleOrgs","appRoleAssignedTo":` + assigned(20) + `}`, lint.ServicePrincipal, app},
		{"an application with SAML", `{"appId":"A","signInAudience":"AzureADMyOrg","preferredSingleSignOnMode":"SAML","appRoleAssignedTo":` + assigned(20) + `}`, lint.ServicePrincipal, app},
		{"19 assignments", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(19) + `}`, lint.ServicePrincipal, people(19, maps.Clone(app))},
		{"20 assignments may be more", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(20) + `}`, lint.ServicePrincipal, people(20, maps.Clone(cut))},
		{
			"20 assignments that were counted", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(20) + `,"appRoleAssignedTo@odata.count":20}`,
			lint.ServicePrincipal, people(20, maps.Clone(app)),
		},
		{
			"20 assignments of more that were counted", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(20) + `,"appRoleAssignedTo@odata.count":23}`,
			lint.ServicePrincipal, people(20, maps.Clone(cut)),
		},
		{"21 assignments", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":` + assigned(21) + `}`, lint.ServicePrincipal, people(21, maps.Clone(app))},
		{"assignments that were not expanded", `{"appId":"A","signInAudience":"AzureADMyOrg","appRoleAssignedTo":null}`, lint.ServicePrincipal, cut},
		{"a line with a group's members", `{"groupId":"G","members":[{"id":"U1"}]}`, lint.GroupMember, map[string]lint.Roles{"g": lint.RolesOf(directory.List)}},
		{"a member of a group", `{"id":"U1"}`, lint.GroupMember, map[string]lint.Roles{}},
	} {
		if got := linttest.Keys(linttest.Indexed(t, test.kind, directory.Assignments, test.text), directory.Assignments); !maps.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.reason, got, test.want)
		}
	}
}
