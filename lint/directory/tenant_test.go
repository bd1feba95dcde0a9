package directory_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/engine"
	"tenantlint/lint/linttest"
)

// once runs a rule made up for the test on files, which looks at settings.
func once(t *testing.T, files map[string]string, needs []lint.Need, do func(*lint.Pass)) {
	t.Helper()
	called := false
	run(t, files, &lint.Rule{Needs: needs, Once: func(p *lint.Pass) {
		called = true
		do(p)
	}}, &called)
}

// join runs a rule made up for the test on files, which looks at an index.
func join(t *testing.T, files map[string]string, needs []lint.Need, index *lint.Index, do func(*lint.Pass, lint.Gathered)) {
	t.Helper()
	called := false
	run(t, files, &lint.Rule{Needs: needs, Index: index, Join: func(p *lint.Pass, g lint.Gathered) {
		called = true
		do(p, g)
	}}, &called)
}

func run(t *testing.T, files map[string]string, probe *lint.Rule, called *bool) {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	probe.ID, probe.Severity = "made-up", lint.Note
	report, err := engine.Run(context.Background(), []string{dir}, engine.Options{Rules: []*lint.Rule{probe}, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if f := report.Rules[0].Failure; f != nil {
		t.Fatalf("%s\n%v", f.Fault, f.Stack)
	}
	if !*called {
		t.Fatal("the rule was not asked")
	}
}

func page(set string, objects ...string) string {
	return `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#` + set + `","value":[` + strings.Join(objects, ",") + `]}`
}

func TestUserDomains(t *testing.T) {
	t.Parallel()
	const both, named, mailed = directory.NamedIn | directory.MailedIn, directory.NamedIn, directory.MailedIn
	for _, test := range []struct {
		name, user string
		want       map[string]lint.Role
	}{
		{"one domain", `"userPrincipalName":"ann@contoso.com","mail":"a@Contoso.COM"`, map[string]lint.Role{"contoso.com": both}},
		{"two domains", `"userPrincipalName":"ann@contoso.com","mail":"a@fabrikam.com"`, map[string]lint.Role{"contoso.com": named, "fabrikam.com": mailed}},
		{"no mail", `"userPrincipalName":"ann@contoso.com","mail":null`, map[string]lint.Role{"contoso.com": named}},
		{"no name", `"mail":"a@fabrikam.com"`, map[string]lint.Role{"fabrikam.com": mailed}},
		{"mail that is no address", `"userPrincipalName":"ann@contoso.com","mail":"ann"`, map[string]lint.Role{"contoso.com": named}},
		{"no anchor", `"userPrincipalName":"ann@contoso.com","onPremisesImmutableId":null`, map[string]lint.Role{"contoso.com": named | directory.NoAnchor}},
		{"an empty anchor", `"userPrincipalName":"ann@contoso.com","onPremisesImmutableId":""`, map[string]lint.Role{"contoso.com": named | directory.NoAnchor}},
		{"no anchor, and disabled", `"userPrincipalName":"ann@contoso.com","onPremisesImmutableId":null,"accountEnabled":false`, map[string]lint.Role{"contoso.com": named}},
		{"an anchor", `"userPrincipalName":"ann@contoso.com","onPremisesImmutableId":"QUJD"`, map[string]lint.Role{"contoso.com": named}},
		{
			"a mailbox", `"userPrincipalName":"ann@contoso.com","mail":"a@contoso.com","onPremisesImmutableId":null,"assignedPlans":[{"service":"exchange","capabilityStatus":"Enabled"}]`,
			map[string]lint.Role{"contoso.com": both | directory.NoAnchor | directory.HasMailbox},
		},
		{
			"a plan that is not enabled, and one of something else", `"userPrincipalName":"ann@contoso.com","assignedPlans":[{"service":"exchange","capabilityStatus":"Deleted"},{"service":"SharePoint","capabilityStatus":"Enabled"}]`,
			map[string]lint.Role{"contoso.com": named},
		},
		{"a mailbox as PowerShell writes it", `"userPrincipalName":"ann@contoso.com","assignedPlans":[ {"Service" : "exchange", "AssignedDateTime": null, "CapabilityStatus" :"enabled" } ]`, map[string]lint.Role{"contoso.com": named | directory.HasMailbox}},
		{"a mailbox behind one that is gone", `"userPrincipalName":"ann@contoso.com","assignedPlans":[{"capabilityStatus":"Deleted","service":"exchange"},{"capabilityStatus":"Enabled","service":"exchange"}]`, map[string]lint.Role{"contoso.com": named | directory.HasMailbox}},
		{"a mailbox with escapes", `"userPrincipalName":"ann@contoso.com","assignedPlans":[{"service":"\u0065xchange","capabilityStatus":"Enabled\u0020","x":[{}]},{"service":"exchange","capabilityStatus":"\u0045nabled"}]`, map[string]lint.Role{"contoso.com": named | directory.HasMailbox}},
		{"the word elsewhere in a plan", `"userPrincipalName":"ann@contoso.com","assignedPlans":[{"service":"SharePoint","servicePlanId":"exchange","capabilityStatus":"Enabled"}]`, map[string]lint.Role{"contoso.com": named}},
		{"an internal guest has mail elsewhere", `"userPrincipalName":"ann@contoso.com","mail":"ann@fabrikam.com","userType":"Guest"`, map[string]lint.Role{"contoso.com": named}},
		{"an external user", `"userPrincipalName":"ann@contoso.com","mail":"a@contoso.com","externalUserState":"Accepted"`, map[string]lint.Role{}},
		{"a name with #EXT#", `"userPrincipalName":"a_fabrikam.com#EXT#@contoso.onmicrosoft.com","mail":"a@fabrikam.com"`, map[string]lint.Role{}},
	} {
		want := make(map[string]lint.Roles)
		for domain, role := range test.want {
			want[domain] = lint.RolesOf(role)
		}
		if found := linttest.Keys(linttest.Indexed(t, lint.User, directory.UserDomains, `{`+test.user+`}`), directory.UserDomains); !maps.Equal(found, want) {
			t.Errorf("%s: %v, want %v", test.name, found, want)
		}
	}
}

func TestDomainRoles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name          string
		with, without lint.Role
		want          []lint.Role
	}{
		{"all", 0, 0, []lint.Role{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}},
		{"named and without an anchor", directory.NamedIn | directory.NoAnchor, 0, []lint.Role{5, 7, 13, 15}},
		{"mailed, and no mailbox", directory.MailedIn, directory.HasMailbox, []lint.Role{2, 3, 6, 7}},
		{"one and not the same one", directory.NamedIn, directory.NamedIn, nil},
	} {
		if got := directory.DomainRoles(test.with, test.without); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestDomains(t *testing.T) {
	t.Parallel()
	domains := page("domains",
		`{"id":"Contoso.com","isVerified":true,"isInitial":false,"authenticationType":"federated"}`,
		`{"id":"contoso.onmicrosoft.com","isVerified":true,"isInitial":true,"authenticationType":"Managed"}`,
		`{"id":"new.contoso.com","isVerified":false,"isInitial":false,"authenticationType":null}`)
	organization := page("organization",
		`{"id":"84841066-274d-4ec0-a5c1-276be684bdd3","displayName":"Contoso","verifiedDomains":[{"name":"Contoso.com","isInitial":false},{"name":"contoso.onmicrosoft.com","isInitial":true},{"name":null}]}`)
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"domains", map[string]string{"domains.json": domains}, []string{
			"contoso.com verified true initial false federated true /value/0/id",
			"contoso.onmicrosoft.com verified true initial true federated false /value/1/id",
			"new.contoso.com verified false initial false federated false /value/2/id",
		}},
		{"organization", map[string]string{"organization.json": organization}, []string{
			"contoso.com verified true initial false federated false /value/0/verifiedDomains/0/name",
			"contoso.onmicrosoft.com verified true initial true federated false /value/0/verifiedDomains/1/name",
		}},
		{"domains before the organization", map[string]string{"domains.json": page("domains", `{"id":"contoso.com","isVerified":true}`), "organization.json": organization}, []string{
			"contoso.com verified true initial false federated false /value/0/id",
		}},
		{"the organization where the export of domains is empty", map[string]string{"domains.json": page("domains"), "organization.json": organization}, []string{
			"contoso.com verified true initial false federated false /value/0/verifiedDomains/0/name",
			"contoso.onmicrosoft.com verified true initial true federated false /value/0/verifiedDomains/1/name",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			once(t, test.files, []lint.Need{
				{Kind: lint.Domain, Optional: []string{"id", "isVerified", "isInitial", "authenticationType"}, Partial: true},
				{Kind: lint.Organization, Optional: []string{"verifiedDomains"}, Partial: true},
			}, func(p *lint.Pass) {
				found := directory.Domains(p.Tenant)
				for _, name := range slices.Sorted(maps.Keys(found)) {
					d := found[name]
					got = append(got, fmt.Sprintf("%s verified %t initial %t federated %t %s", d.Name, d.Verified, d.Initial, d.Federated, string(d.At.Location().Pointer)))
				}
			})
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
		})
	}
}

func TestHoldings(t *testing.T) {
	t.Parallel()
	const (
		admin  = directory.GlobalAdministrator
		custom = "0B0A0A0A-5A5A-4A4A-8A8A-0A0A0A0A0A01"
		user   = "11b2c3d4-0c5e-4e64-8d2f-2a6f9b0c0b02"
	)
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{
			"an assignment without definitions", map[string]string{"roleAssignments.json": page("roleManagement/directory/roleAssignments",
				`{"id":"a1","principalId":"`+strings.ToUpper(user)+`","roleDefinitionId":"`+strings.ToUpper(admin)+`","directoryScopeId":"/"}`,
				`{"id":"a2","principalId":null,"roleDefinitionId":"`+admin+`","directoryScopeId":"/"}`)},
			[]string{
				admin + " 'Global Administrator' privileged false by " + user + " '' / at /value/0/principalId",
				admin + " 'Global Administrator' privileged false by  '' / at /value/1", // somebody, and nobody knows who
			},
		},
		{
			"a definition whose id is not the template's", map[string]string{
				"roleAssignments.json": page("roleManagement/directory/roleAssignments",
					`{"id":"a1","principalId":"`+user+`","roleDefinitionId":"`+strings.ToLower(custom)+`","directoryScopeId":"/administrativeUnits/1","principal":{"@odata.type":"#microsoft.graph.User","id":"`+user+`"}}`),
				"roleDefinitions.json": page("roleManagement/directory/roleDefinitions",
					`{"id":"`+custom+`","templateId":"`+strings.ToUpper(admin)+`","displayName":"Global Administrator","isPrivileged":true}`),
			},
			[]string{admin + " 'Global Administrator' privileged true by " + user + " '#microsoft.graph.user' /administrativeUnits/1 at /value/0/principalId"},
		},
		{
			"a definition without a template", map[string]string{
				"roleAssignments.json": page("roleManagement/directory/roleAssignments", `{"id":"a1","principalId":"`+user+`","roleDefinitionId":"`+custom+`","directoryScopeId":"/"}`),
				"roleDefinitions.json": page("roleManagement/directory/roleDefinitions", `{"id":"`+custom+`","templateId":null,"displayName":"Own role"}`),
			},
			[]string{strings.ToLower(custom) + " 'Own role' privileged false by " + user + " '' / at /value/0/principalId"},
		},
		{
			"members of a role", map[string]string{"directoryRoles.json": page("directoryRoles",
				`{"id":"r1","roleTemplateId":"`+strings.ToUpper(admin)+`","displayName":"Global Administrator","members":[{"@odata.type":"#microsoft.graph.user","id":"`+user+`"},{"id":null}]}`)},
			[]string{
				admin + " 'Global Administrator' privileged false by " + user + " '#microsoft.graph.user' / at /value/0/members/0/id",
				admin + " 'Global Administrator' privileged false by  '' / at /value/0/members/1/id",
			},
		},
		{
			"members as Graph PowerShell writes them", map[string]string{"directoryRoles.json": `[{"Id":"r1","RoleTemplateId":"` + admin + `","DisplayName":"Global Administrator","Members":` +
				`{"Id":"` + user + `","AdditionalProperties":{"@odata.type":"#microsoft.graph.user"}}}]`},
			[]string{admin + " 'Global Administrator' privileged false by " + user + " '#microsoft.graph.user' / at /0/Members/Id"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			once(t, test.files, []lint.Need{
				{Kind: lint.RoleAssignment, Optional: []string{"principalId", "roleDefinitionId", "directoryScopeId", "principal"}, Partial: true},
				{Kind: lint.RoleDefinition, Optional: []string{"id", "templateId", "displayName", "isPrivileged"}, Partial: true},
				{Kind: lint.DirectoryRole, Optional: []string{"roleTemplateId", "displayName", "members"}, Partial: true},
			}, func(p *lint.Pass) {
				for h := range directory.Holdings(p.Tenant) {
					got = append(got, fmt.Sprintf("%s '%s' privileged %t by %s '%s' %s at %s",
						h.Role, h.RoleName, h.Privileged, h.PrincipalID, h.Type, h.Scope, string(h.At.Location().Pointer)))
				}
			})
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(test.want, "\n     "))
			}
		})
	}
}

func TestExternalPrincipal(t *testing.T) {
	t.Parallel()
	for principal, want := range map[string]bool{
		`{"userType":"Guest"}`: true,
		`{"userType":"Member","userPrincipalName":"a_b#EXT#@c"}`:      true,
		`{"AdditionalProperties":{"userType":"guest"}}`:               true,
		`{"AdditionalProperties":{"userPrincipalName":"a_b#ext#@c"}}`: true,
		`{"userType":"Member","userPrincipalName":"a@c"}`:             false,
		`{}`:   false,
		`null`: false,
	} {
		r := linttest.Record(t, lint.RoleAssignment, `{"principal":`+principal+`}`, "principal")
		if got := directory.ExternalPrincipal(r.Get("principal")); got != want {
			t.Errorf("%s: %t, want %t", principal, got, want)
		}
	}
}

func TestMemberLists(t *testing.T) {
	t.Parallel()
	const group, other = "5A2C1B0D-1111-4111-8111-111111111111", "6b3d2c1e-2222-4222-8222-222222222222"
	files := map[string]string{
		"groups.json": page("groups",
			`{"id":"`+group+`","onPremisesSyncEnabled":true,"members":[{"@odata.type":"#microsoft.graph.user","id":"IN-THE-GROUP","userPrincipalName":"a@contoso.com"},{"id":null}]}`,
			`{"id":"`+other+`","onPremisesSyncEnabled":null,"members":null}`),
		"lines.jsonl": `{"groupId":"` + strings.ToLower(group) + `","members":[{"id":"in-a-line","userPrincipalName":"b_c#EXT#@contoso.com"},{"Id":"in-a-bag","AdditionalProperties":{"@odata.type":"#microsoft.graph.group"}}]}` + "\n" +
			`{"groupId":"` + other + `","members":[{"id":"in-another"}]}` + "\n",
		"members/" + strings.ToLower(group) + ".json": page("directoryObjects", `{"@odata.type":"#microsoft.graph.user","id":"in-a-file","userPrincipalName":"d@contoso.com"}`),
	}
	needs := []lint.Need{
		{Kind: lint.Group, Optional: []string{"id", "onPremisesSyncEnabled", "members"}},
		{Kind: lint.GroupMember, Optional: []string{"id", "userPrincipalName", "groupId", "members"}, Partial: true},
	}
	for id, want := range map[string][]string{
		group: {
			"in-the-group a@contoso.com #microsoft.graph.user user true group false",
			"in-a-line b_c#EXT#@contoso.com  user true group false",
			"in-a-bag  #microsoft.graph.group user false group true",
			"in-a-file d@contoso.com #microsoft.graph.user user true group false",
		},
		other:     {"in-another   user true group false"},
		"nowhere": nil,
	} {
		var got []string
		join(t, files, needs, directory.Memberships, func(p *lint.Pass, g lint.Gathered) {
			for list := range directory.MemberLists(p.Tenant, g, id) {
				if of := directory.GroupOf(list); of != strings.ToLower(id) {
					t.Errorf("a list of %s's members for %s", of, id)
				}
				for m := range directory.MembersOf(list) {
					got = append(got, fmt.Sprintf("%s %s %s user %t group %t", m.ID, m.Name, m.Type, m.MayBeUser(), m.MayBeGroup()))
				}
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("%s\ngot  %s\nwant %s", id, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
		}
	}
}
