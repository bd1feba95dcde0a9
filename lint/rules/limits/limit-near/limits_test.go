package limitnear_test

import (
	"maps"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	limitnear "tenantlint/lint/rules/limits/limit-near"
)

func TestLimits(t *testing.T) {
	t.Parallel()
	list := func(n int, element string) string { return "[" + strings.Repeat(element+",", n-1) + element + "]" }
	for _, test := range []struct {
		name, text string
		kind       lint.Kind
		want       map[string]lint.Roles
	}{
		{"a policy", `{"id":"A"}`, lint.ConditionalAccessPolicy, map[string]lint.Roles{"policy": lint.RolesOf(limitnear.AccessPolicy)}},
		{"a group", `{"id":"A","groupTypes":[],"membershipRule":null,"isAssignableToRole":null,"owners":[]}`, lint.Group, nil},
		{"a dynamic group", `{"id":"A","groupTypes":["DynamicMembership"],"membershipRule":"x"}`, lint.Group, map[string]lint.Roles{"dynamic": lint.RolesOf(limitnear.DynamicGroup)}},
		{"a group for roles", `{"id":"A","isAssignableToRole":true}`, lint.Group, map[string]lint.Roles{"role": lint.RolesOf(limitnear.RoleGroup)}},
		{"a rule below half", `{"id":"A","groupTypes":["DynamicMembership"],"membershipRule":"` + strings.Repeat("\u00e4", 1535) + `"}`, lint.Group, map[string]lint.Roles{"dynamic": lint.RolesOf(limitnear.DynamicGroup)}},
		{"a long rule", `{"id":"A","groupTypes":["DynamicMembership"],"membershipRule":"` + strings.Repeat("x", 1536) + `"}`, lint.Group, map[string]lint.Roles{"dynamic": lint.RolesOf(limitnear.DynamicGroup), "a": lint.RolesOf(limitnear.LongMembershipRule)}},
		{"a long rule that was left", `{"id":"A","groupTypes":[],"membershipRule":"` + strings.Repeat("x", 3000) + `"}`, lint.Group, nil},
		{"19 owners", `{"id":"A","owners":` + list(19, `{"id":"o"}`) + `}`, lint.Group, nil},
		{"as many owners as are expanded", `{"id":"A","owners":` + list(20, `{"id":"o"}`) + `}`, lint.Group, map[string]lint.Roles{"owners": lint.RolesOf(limitnear.OwnersCut)}},
		{"21 owners", `{"id":"A","owners":` + list(21, `{"id":"o"}`) + `}`, lint.Group, nil},
		{"owners that were not expanded", `{"id":"A","owners":null}`, lint.Application, map[string]lint.Roles{"owners": lint.RolesOf(limitnear.OwnersCut)}},
		{"49 owners", `{"id":"A","owners":` + list(49, `{"id":"o"}`) + `}`, lint.Group, nil},
		{"50 owners", `{"id":"A","owners":` + list(50, `{"id":"o"}`) + `}`, lint.Group, map[string]lint.Roles{"a": lint.RolesOf(limitnear.ManyOwners)}},
		{"50 owners of an application", `{"id":"A","owners":` + list(50, `{"id":"o"}`) + `}`, lint.Application, map[string]lint.Roles{"a": lint.RolesOf(limitnear.ManyOwners)}},
		{"a user", `{"id":"A","otherMails":["ann@fabrikam.com"]}`, lint.User, nil},
		{"124 addresses", `{"id":"A","otherMails":` + list(124, `"a@b.c"`) + `}`, lint.User, nil},
		{"125 addresses", `{"id":"A","otherMails":` + list(125, `"a@b.c"`) + `}`, lint.User, map[string]lint.Roles{"a": lint.RolesOf(limitnear.ManyOtherMails)}},
		{"125 empty addresses", `{"id":"A","otherMails":` + list(125, `""`) + `}`, lint.User, map[string]lint.Roles{"a": lint.RolesOf(limitnear.ManyOtherMails)}},
		{"an address of 124 characters", `{"id":"A","otherMails":["` + strings.Repeat("\u00e4", 122) + `@b"]}`, lint.User, nil},
		{"an address of 125 characters", `{"id":"A","otherMails":["a@b","` + strings.Repeat("a", 123) + `@b"]}`, lint.User, map[string]lint.Roles{"a": lint.RolesOf(limitnear.LongOtherMail)}},
		{"one address that is no list", `{"id":"A","otherMails":"` + strings.Repeat("a", 123) + `@b"}`, lint.User, map[string]lint.Roles{"a": lint.RolesOf(limitnear.LongOtherMail)}},
		{"nothing exported", `{"id":"A"}`, lint.User, nil},
	} {
		got := linttest.Keys(linttest.Indexed(t, test.kind, limitnear.Limits, test.text), limitnear.Limits)
		if !maps.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
