package directory_test

import (
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
	dynamicgroupincludesguests "tenantlint/lint/rules/groups/dynamic-group-includes-guests"
)

func TestMembershipRules(t *testing.T) {
	t.Parallel()
	const all, none, some = directory.TakesAll, directory.TakesNone, directory.TakesSome
	for _, test := range []struct {
		rule                string
		member, guest, null directory.Take
		named               bool
		odd                 string
	}{
		{`user.objectId -ne null`, all, all, all, false, ""},
		{`(user.objectId -ne null)`, all, all, all, false, ""},
		{` ( ( USER.OBJECTID  ne  NULL ) ) `, all, all, all, false, ""},
		{"user.objectId \u2013ne $null", all, all, all, false, ""},
		{"user.objectId\u00a0\u2212Ne null", all, all, all, false, ""},
		{`user.objectId -ne "null"`, all, all, all, false, ""},
		{`-not (user.objectId -eq null)`, all, all, all, false, ""},
		{`not not user.objectId -ne null`, all, all, all, false, ""},
		{`(user.objectId -ne null) -or (user.department -eq "Sales")`, all, all, all, false, ""},
		{`(user.objectId -ne null) and (user.objectId -ne null)`, all, all, all, false, ""},
		{`user.objectId -eq null`, none, none, none, false, ""},
		{`user.objectId -eq "0f0a0000-0000-4000-8000-000000000001"`, some, some, some, false, ""},
		{`user.objectId -in [null]`, some, some, some, false, ""},

		{`(user.objectId -ne null) -and (user.userType -eq "Member")`, all, none, none, true, ""},
		{`(user.objectId -ne null) and (user.userType -eq 'guest')`, none, all, none, true, ""},
		{`user.userType -ne "Guest"`, all, none, some, true, ""},
		{`user.userType -ne null`, all, all, none, true, ""},
		{`user.userType -eq null`, none, none, all, true, ""},
		{`user.userType -in ["Member", "Guest"]`, all, all, none, true, ""},
		{`user.userType -notIn ["Guest"]`, all, none, some, true, ""},
		{`user.userType -startsWith "Mem"`, all, none, none, true, ""},
		{`user.userType -notContains "uest"`, all, none, some, true, ""},
		{`user.userType -match "^G"`, some, some, some, true, ""},
		{`user.userType -eq "null"`, some, some, some, true, ""},
		{`user.userType -eq ""`, some, some, some, true, ""},
		{`user.userType -eq " Guest "`, none, all, none, true, ""},
		{`user.userType -eq Guest`, some, some, some, true, ""},
		{`user.userType -eq ["Gast"]`, some, some, some, true, ""},
		{`user.userType -in "Gast"`, some, some, some, true, ""},
		{`user.accountEnabled -eq true -and user.userType -eq "Member"`, some, none, none, true, ""},
		{`user.department -eq "Sales" or user.department -eq "IT" and user.userType -eq "Guest"`, some, some, some, true, ""},
		{`(user.department -eq "Sales" or user.department -eq "IT") and user.userType -eq "Guest"`, none, some, none, true, ""},
		{`-not user.userType -eq "Guest"`, all, none, all, true, ""},
		{`(user.userType -eq "Guest") -and (user.userType -eq "Member")`, none, none, none, true, ""},

		{`user.userType -eq "Gast"`, none, none, none, true, "eq Gast"},
		{`user.userType -ne "Gast"`, all, all, some, true, "ne Gast"},
		{`user.userType -in ["Member", "Extern", "Gast"]`, all, none, none, true, "in Extern, in Gast"},
		{`user.userType -startsWith "Ext"`, none, none, none, true, "startswith Ext"},
		{`-not (user.userType -eq "Gast")`, all, all, all, true, "eq Gast"},
		{`user.accountEnabled -eq true -and not (user.userType -ne "Gast")`, none, none, some, true, "ne Gast"},
		{`user.department -eq "Sales" -or user.userType -eq "Gu` + "`" + `"est"`, some, some, some, true, `eq Gu"est`},

		{`user.department -eq "Sa)les\" -or ''x"`, some, some, some, false, ""},
		{`user.department -eq 'O''Brien'`, some, some, some, false, ""},
		{`user.department -in ["1","2"] -and -not (user.jobTitle -startsWith "SDE")`, some, some, some, false, ""},
		{`user.assignedPlans -any (assignedPlan.service -eq "SCO" -and (assignedPlan.capabilityStatus -eq "Enabled"))`, some, some, some, false, ""},
		{`(user.proxyAddresses -any (_ -startsWith "contoso"))`, some, some, some, false, ""},
		{`user.employeehiredate -ge system.now -plus p1d`, some, some, some, false, ""},
		{`user.employeehiredate -le 2020-06-10T18:13:20Z`, some, some, some, false, ""},
		{`user.otherMails -endsWith"@contoso.com"`, some, some, some, false, ""},
		{`Direct Reports for "0f0a0000-0000-4000-8000-000000000001"`, some, some, some, false, ""},
	} {
		rule, ok := directory.ParseMembershipRule(test.rule)
		if !ok {
			t.Errorf("%s: not understood", test.rule)
			continue
		}
		got := [3]directory.Take{rule.Takes(directory.MemberType), rule.Takes(directory.GuestType), rule.Takes(directory.NoType)}
		if want := [3]directory.Take{test.member, test.guest, test.null}; got != want {
			t.Errorf("%s takes %v, want %v", test.rule, got, want)
		}
		var odd []string
		for _, c := range rule.Odd {
			odd = append(odd, c.Operator+" "+c.Value)
			if c.Negative() != (c.Operator == "ne") != strings.Contains(test.rule, "not (") {
				t.Errorf("%s: negative: %t", test.rule, c.Negative())
			}
		}
		if got := strings.Join(odd, ", "); got != test.odd || rule.NamesUserType != test.named || rule.Devices {
			t.Errorf("%s: odd %q, names userType %t, devices %t", test.rule, got, rule.NamesUserType, rule.Devices)
		}
		if rule.TakesEveryone() != (got == [3]directory.Take{all, all, all} && !test.named) || rule.TakesNobody() != (got == [3]directory.Take{none, none, none}) {
			t.Errorf("%s: everyone %t, nobody %t", test.rule, rule.TakesEveryone(), rule.TakesNobody())
		}
	}
}

func TestMembershipRulesOfDevices(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`device.objectId -ne null`, `(device.devicePhysicalIDs -any _ -contains "[ZTDId]")`} {
		if rule, ok := directory.ParseMembershipRule(text); !ok || !rule.Devices || rule.TakesEveryone() {
			t.Errorf("%s: %+v, %t", text, rule, ok)
		}
	}
}

func TestMembershipRulesNotUnderstood(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		``, `()`, `user.objectId`, `user.objectId -ne`, `user.objectId -ne null)`, `(user.objectId -ne null`,
		`user.objectId -is null`, `objectId -ne null`, `user.objectId -ne null -xor user.mail -ne null`,
		`user.objectId -ne null user.mail -ne null`, `user.objectId - ne null`, `user.objectId-ne null`,
		"user.userType -eq `\"Gast`\"", "user.userType -eq \u201cGast\u201d", `user.userType -eq "Gast`,
		`user.userType -in ["Gast"`, `user.userType -in ["Gast" "Guest"]`, `user.userType "eq" "Gast"`,
		`user.memberOf -any (group.objectId -in ['x']`, `user.proxyAddresses -any _ "x"`, `user.proxyAddresses -any "x"`,
		`Direct Reports for x`, `Direct Reports for "x" -or user.mail -ne null`, `Direct user.mail -ne null`,
		`user.objectId -ne null &`, `-`, strings.Repeat("(", 10_000), strings.Repeat("not ", 10_000) + `user.mail -ne null`,
	} {
		if rule, ok := directory.ParseMembershipRule(text); ok {
			t.Errorf("%.40s: %+v", text, rule)
		}
	}
}

func FuzzMembershipRule(f *testing.F) {
	for _, text := range []string{
		`user.objectId -ne null`, `(user.objectId -ne null) and (user.userType -eq "Member")`, `user.userType -in ["Guest", 'x']`,
		`-not (user.department -eq "Sa` + "`" + `"les") -or user.assignedPlans -any (assignedPlan.service -eq "SCO")`,
		"user.mail \u2013ne null", `Direct Reports for "x"`, `user.employeehiredate -ge system.now -plus p1d`,
	} {
		f.Add(text)
	}
	types := [...]directory.UserType{directory.MemberType, directory.GuestType, directory.NoType}
	f.Fuzz(func(t *testing.T, text string) {
		rule, ok := directory.ParseMembershipRule(text)
		if !ok || strings.Contains(strings.ToLower(text), "direct") {
			return
		}
		around, ok := directory.ParseMembershipRule("\t( " + text + ")")
		against, ok2 := directory.ParseMembershipRule("NOT(" + text + ")")
		if !ok || !ok2 {
			if strings.Count(text, "(")+strings.Count(strings.ToLower(text), "not") > 100 {
				return // as deep as it may get
			}
			t.Fatalf("in brackets: %t, with not: %t", ok, ok2)
		}
		for _, userType := range types {
			take := rule.Takes(userType)
			opposite := map[directory.Take]directory.Take{directory.TakesAll: directory.TakesNone, directory.TakesNone: directory.TakesAll, directory.TakesSome: directory.TakesSome}[take]
			if got := around.Takes(userType); got != take {
				t.Errorf("in brackets takes %d of %d, not %d", got, userType, take)
			}
			if got := against.Takes(userType); got != opposite {
				t.Errorf("with not takes %d of %d, not %d", got, userType, opposite)
			}
		}
		opposite := func(a, b directory.OddComparison) bool {
			return a.Operator == b.Operator && a.Value == b.Value && a.Negative() != b.Negative()
		}
		if !slices.Equal(rule.Odd, around.Odd) || !slices.EqualFunc(rule.Odd, against.Odd, opposite) || len(rule.Odd) > 0 && !rule.NamesUserType {
			t.Errorf("odd: %v, %v, %v", rule.Odd, around.Odd, against.Odd)
		}
	})
}

func TestDynamicGroups(t *testing.T) {
	t.Parallel()
	const everyone = `"membershipRule":"user.objectId -ne null"`
	for text, want := range map[string]bool{
		`"groupTypes":["DynamicMembership"],` + everyone:                                    true,
		`"groupTypes":["Unified","dynamicmembership"],` + everyone:                          true,
		`"groupTypes":"DynamicMembership",` + everyone:                                      true,
		`"groupTypes":[],` + everyone:                                                       false,
		`"groupTypes":null,` + everyone:                                                     false,
		everyone:                                                                            false,
		`"groupTypes":["DynamicMembership"],"membershipRule":null`:                          false,
		`"groupTypes":["DynamicMembership"]`:                                                false,
		`"groupTypes":["DynamicMembership"],"membershipRule":"device.objectId -ne null"`:    false,
		`"groupTypes":["DynamicMembership"],"membershipRule":"user.userType -ne null"`:      false,
		`"groupTypes":["DynamicMembership"],"membershipRule":"user.objectId -ne null -xor"`: false,
	} {
		r := linttest.Indexed(t, lint.Group, dynamicgroupincludesguests.EveryoneGroups, `{"id":"0F0A",`+text+`}`)
		got := linttest.Keys(r, dynamicgroupincludesguests.EveryoneGroups)["0f0a"]
		if mysterious := strings.Contains(text, "xor"); got.Has(dynamicgroupincludesguests.EveryoneGroup) != want || got.Has(dynamicgroupincludesguests.MysteriousGroup) != mysterious {
			t.Errorf("%s: %v", text, got)
		}
	}
	r := linttest.Indexed(t, lint.ServicePrincipal, dynamicgroupincludesguests.EveryoneGroups, `{"appRoleAssignedTo":[`+
		`{"principalId":"0F0A","principalType":"Group"},{"principalId":"1b1b","principalType":"User"}]}`)
	if got := linttest.Keys(r, dynamicgroupincludesguests.EveryoneGroups); len(got) != 1 || !got["0f0a"].Has(dynamicgroupincludesguests.AssignedTo) {
		t.Errorf("assignments: %v", got)
	}
}
