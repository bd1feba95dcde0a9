package decode

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
)

// TestEvidence reads files whose evidence contradicts itself, or that are of another kind
// than one of their signs says.
func TestEvidence(t *testing.T) {
	const (
		user    = `{"id":"a","userPrincipalName":"a@contoso.com","userType":"Member"}`
		group   = `{"id":"g","groupTypes":[]}`
		policy  = `{"id":"c","conditions":{},"grantControls":null}`
		b2b     = `{"id":"b","definition":["{\"B2BManagementPolicy\":{}}"],"isOrganizationDefault":true}`
		realm   = `{"id":"h","definition":["{\"HomeRealmDiscoveryPolicy\":{}}"],"isOrganizationDefault":true}`
		email   = `{"@odata.type":"#microsoft.graph.emailAuthenticationMethodConfiguration","id":"Email","state":"enabled"}`
		fido    = `{"@odata.type":"#microsoft.graph.fido2AuthenticationMethodConfiguration","id":"Fido2","state":"enabled"}`
		assign  = `{"id":"r","roleDefinitionId":"d","principalId":"p","directoryScopeId":"/"}`
		graph   = "https://graph.microsoft.com/v1.0/$metadata#"
		context = `{"@odata.context":"` + graph
	)
	for _, test := range []struct{ reason, name, text, want string }{
		// a context or type that names another kind ends the matter
		{"a context of another kind", "users/users.json", context + `auditLogs/signIns","value":[` + user + `]}`, ""},
		{"a context of a sub-resource", "users.json", context + `users('a')/memberOf","value":[` + user + `]}`, ""},
		{"contacts of Dynamics", "contacts.json", `{"@odata.context":"https://contoso.crm.dynamics.com/api/data/v9.2/$metadata#contacts","value":[{"id":"a","mail":"x@y"}]}`, ""},
		{"groups of Power BI", "groups.json", `{"@odata.context":"http://api.powerbi.com/v1.0/myorg/$metadata#groups","value":[` + group + `]}`, ""},
		{"groups of a national cloud", "groups.json", `{"@odata.context":"https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#groups","value":[` + group + `]}`, "group 1"},
		{"a type of another kind", "users.json", `[{"@odata.type":"#microsoft.graph.managedDevice",` + user[1:] + `]`, ""},
		{"a type of another kind among users", "users.json", context + `users","value":[` + user + `,{"@odata.type":"#microsoft.graph.managedDevice",` + user[1:] + `]}`, "user 1 -1"},
		{"a derived type", "users.json", context + `users","value":[` + user + `,{"@odata.type":"#microsoft.graph.agentUser",` + user[1:] + `]}`, "user 2"},
		{"members of a profile are no policies", "x.json", context + `networkAccess/filteringProfiles/$entity","id":"x","policies":[` + policy + `]}`, ""},
		{"data of another context is not AzureHound's", "x.json", context + `search/query","data":[{"kind":"AZUser","data":` + user + `}]}`, ""},
		// a name without a key proves nothing
		{"a name alone", "users.json", `[{"id":"a","displayName":"x"}]`, ""},
		{"a word of a name alone", "our-groups-report.json", `[{"id":"a","name":"x"}]`, ""},
		{"a folder alone", "groups/x.json", `[{"id":"a","displayName":"x"}]`, ""},
		{"a word of a name and a key", "our-contacts.json", `[{"id":"a","mail":"x@y"}]`, "contact 1"},
		{"an empty list by its name", "contacts-2.json", `[]`, "contact 0"},
		{"an empty list by a word of its name", "our-contacts.json", `[]`, ""},
		{"an empty list of policies by a member's name", "apim.json", `{"policies":[],"other":1}`, ""},
		// keys that rule a kind out
		{"a home realm discovery policy", "Policies/B2BManagementPolicy/b.json", realm, ""},
		{"policies of all types", "policies.json", "[" + realm + "," + b2b + "]", "b2bManagementPolicy 1"},
		{"the older list of policies", "policies.json", context + `legacy/policies","value":[` + realm + "," + b2b + `]}`, "b2bManagementPolicy 1 -1"},
		{"an older policy by its type", "policies.json", context + `legacy/policies","value":[{"id":"b","type":"B2BManagementPolicy","definition":[]}]}`, "b2bManagementPolicy 1"},
		{"a definition by itself", "x.json", `{"B2BManagementPolicy":{"InvitationsAllowedAndBlockedDomainsPolicy":{}}}`, "b2bManagementPolicy 1"},
		{"all authentication methods", "methods.json", context + `authenticationMethodConfigurations","value":[` + fido + "," + email + `]}`, "emailAuthenticationMethod 1 -1"},
		{"another authentication method", "Email.json", context + `authenticationMethodConfigurations/$entity",` + fido[1:], ""},
		{"the list in the policy of methods", "x.json", context + `authenticationMethodsPolicy/$entity","id":"p","authenticationMethodConfigurations":[` + fido + "," + email + `]}`, "emailAuthenticationMethod 1"},
		{"a request of PIM", "roleAssignments.json", `[{"action":"adminRemove","status":"Revoked",` + assign[1:] + `]`, ""},
		{"an eligibility of PIM", "RoleAssignments/x/x.json", `{"memberType":"Direct","scheduleInfo":{},` + assign[1:], ""},
		{"an assignment in Azure", "roleAssignments.json", `[{"scope":"/subscriptions/x","principalType":"User",` + assign[1:] + `]`, ""},
		{"an assignment of another provider", "x.json", `[{"appScopeId":"/AccessPackageCatalog/x",` + assign[1:] + `]`, ""},
		{"an assignment of another provider by its context", "roleAssignments.json", context + `roleManagement/deviceManagement/roleAssignments","value":[` + assign + `]}`, ""},
		{"a group of PIM", "PIM/Groups/2.json", `{"Id":"m","GroupId":"a","PrincipalId":"b","AccessId":"member"}`, ""},
		{"a sign-in", "x.json", `[{"id":"s","userPrincipalName":"a","userId":"y","ipAddress":"192.0.2.1"}]`, ""},
		{"a registration", "users.json", `[{"id":"s","userPrincipalName":"a","userType":"guest","isMfaRegistered":false}]`, ""},
		{"a user of Active Directory", "users.json", `[{"UserPrincipalName":"a","GivenName":"b","SamAccountName":"c","ObjectGUID":"d"}]`, ""},
		{"a template of settings", "groupSettings.json", `[{"id":"a","templateId":"b","values":[{"name":"x","defaultValue":"y"}]}]`, ""},
		{"members of the group that the context names", "members/0f.json", context + `groups('0a')/members","value":[{"id":"a"}]}`, "groupMember 1"},
		{"a mailbox", "users.json", `[{"UserPrincipalName":"a","PrimarySmtpAddress":"a","RecipientTypeDetails":"UserMailbox"}]`, ""},
		{"a site", "sites.json", `[{"Url":"https://x","ShowPeoplePickerSuggestionsForGuestUsers":false,"SharingCapability":2}]`, ""},
		{"a certificate configuration", "Organization/x/x.json", `{"id":"x","certificateAuthorities":[]}`, ""},
		{"an internal federation", "x.json", `{"passiveSignInUri":"x","federatedIdpMfaBehavior":"y"}`, ""},
		// what was not recognised before
		{"a policy without grant controls", "209.json", `{"displayName":"x","conditions":{},"sessionControls":{}}`, "conditionalAccessPolicy 1"},
		{"policies by their older address", "x.json", context + `policies/conditionalAccessPolicies","value":[` + policy + `]}`, "conditionalAccessPolicy 1"},
		{"the settings of one group", "x.json", context + `groups('g')/settings","value":[{"id":"s","templateId":"t","values":[]}]}`, "groupSetting 1"},
		{"what CIPP answers", "x.json", `{"Results":[` + policy + `]}`, "conditionalAccessPolicy 1"},
		{"what AzureHound streams", "x.json", `{"kind":"AZUser","data":` + user + "}\n" + `{"kind":"AZTenant","data":{}}` + "\n" + `{"kind":"AZUser","data":` + user + `}`, "user 2"},
		{
			"who holds roles, by AzureHound", "x.json",
			`{"data":[{"kind":"AZRoleAssignment","data":{"roleAssignments":[` + assign + "," + assign + `],"roleDefinitionId":"d"}},{"kind":"AZGroup","data":` + group + `}]}`,
			"group 1, roleAssignment 2",
		},
		// what has a name only, or a date that says nothing
		{"a deletedDateTime without a date", "users.json", `[{"deletedDateTime":"",` + user[1:] + `]`, "user 1"},
		{"the context twice", "x.json", context + `users","@odata.context":"` + graph + `groups","value":[` + user + `]}`, "user 1"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			for _, block := range []int{0, 7} {
				f, _ := readText(t, test.name, []byte(test.text), block)
				var got []string
				for _, s := range f.Sections {
					one := fmt.Sprintf("%s %d", s.Kind, s.Records)
					if s.Left > 0 {
						one += fmt.Sprintf(" -%d", s.Left)
					}
					got = append(got, one)
				}
				slices.Sort(got)
				if strings.Join(got, ", ") != test.want {
					t.Errorf("in blocks of %d: got %q, want %q (%v)", block, got, test.want, f.Problems)
				}
				if test.want == "" && len(f.Problems) == 0 {
					t.Error("nobody is told that it was not recognised")
				}
			}
		})
	}
}

// TestLost holds what counts as an export that could not be read: exit code 3, also where
// everything else could be.
func TestLost(t *testing.T) {
	for _, test := range []struct {
		reason, name, text string
		lost               bool
		meant              lint.Kind
	}{
		{"a context that Graph does not have", "x.json", `{"@odata.context":"#frobnicators","value":[{"id":"a"}]}`, true, lint.NoKind},
		{"a context of another service", "x.json", `{"@odata.context":"https://contoso.crm.dynamics.com/$metadata#frobnicators","value":[{"id":"a"}]}`, false, lint.NoKind},
		{"a context that no rule reads", "x.json", `{"@odata.context":"#auditLogs/signIns","value":[{"id":"a"}]}`, false, lint.NoKind},
		{"a context of users around nothing", "x.json", `{"@odata.context":"#users","value":null}`, true, lint.User},
		{"a list of members that holds nothing", "members/0f.json", `{"value":null}`, true, lint.GroupMember},
		{"a list without an object", "users.json", `["a","b"]`, true, lint.NoKind},
		{"what nobody knows", "x.json", `{"a":1}`, false, lint.NoKind},
		{"null in place of a page", "users-2.json", `null`, true, lint.User},
		{"an empty object in place of a page", "groups/page2.json", `{}`, true, lint.Group},
		{"a message in place of a page", "our-contacts.json", `{"statusCode":429,"message":"x"}`, true, lint.Contact},
		{"what ConvertTo-Json wrote for a page", "users_page2.json", `"System.Object[]"`, true, lint.User},
		{"users of something else", "users.json", `[{"name":"x","team":"y"}]`, false, lint.User},
		{"nulls in place of users", "x.json", `{"@odata.context":"#users","value":[null,null]}`, true, lint.NoKind},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			f, _ := readText(t, test.name, []byte(test.text), 0)
			if len(f.Problems) == 0 || f.Unread() != test.lost || f.Meant != test.meant {
				t.Errorf("lost %t, meant %s: %v", f.Unread(), f.Meant, f.Problems)
			}
		})
	}
}

// TestNestingIsBounded holds that whatever nests is bounded, by one number.
func TestNestingIsBounded(t *testing.T) {
	for _, wrapping := range [][2]string{
		{`{"value":`, `}`}, {`{"Policies":`, `}`}, {`{"Raw":`, `}`}, {`{"conditional_access_policies":`, `}`},
		{`{"responses":[{"body":`, `}]}`}, {`{"Results":[`, `]}`}, {`[`, `]`}, {`{"x":`, `}`},
	} {
		t.Run(wrapping[0], func(t *testing.T) {
			t.Parallel()
			text := strings.Repeat(wrapping[0], 4*maxDepth) + "{}" + strings.Repeat(wrapping[1], 4*maxDepth)
			f, _ := readText(t, "x.json", []byte(text), 0)
			if last := f.Problems[len(f.Problems)-1]; last.Code != lint.Malformed || !strings.Contains(last.Message, "nested too deeply") {
				t.Errorf("%v", f.Problems)
			}
		})
	}
}

func TestKindsThatTheUserSays(t *testing.T) {
	for _, test := range []struct{ said, path, text, want string }{
		{"people*.json=user", "a/people-1.json", `[{"id":"a"}]`, "user by --kind"},
		{"a/**=user", "a/b/c/x.json", `[{"id":"a"}]`, "user by --kind"},
		{"a/*.json=user", "a/b/x.json", `[{"id":"a"}]`, "no file matches"},
		{"x.json=user", "a/x.json", `[]`, "user by --kind"},
		{"x.json=user", "a/x.json", `[{"id":"a","grouptypes":[]}]`, "group by its key grouptypes"},
		{"x.json=user", "a/x.json", `{"@odata.context":"#groups","value":[{"id":"a"}]}`, "group by @odata.context"},
	} {
		t.Run(test.said+" "+test.path, func(t *testing.T) {
			said, err := ParseSaid(test.said)
			if err != nil {
				t.Fatal(err)
			}
			f := &File{Path: test.path, where: test.path}
			got := ""
			if err := say([]*File{f}, []Said{said}); err != nil {
				got = err.Error()
			} else {
				f.open = opened([]byte(test.text))
				reader := Reader{Fields: testFields, Free: func() *Batch { return new(Batch) }, Sink: func(*Batch) error { return nil }}
				if err := reader.Read(t.Context(), f); err != nil {
					t.Fatal(err)
				}
				got = fmt.Sprintf("%s by %s", f.Sections[0].Kind, f.Sections[0].Evidence)
				if contradicted := f.Sections[0].Kind != said.Kind; contradicted != (len(f.Problems) == 1) {
					t.Errorf("problems %v", f.Problems)
				}
			}
			if !strings.HasSuffix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	for _, text := range []string{"x", "=user", "x=usr"} {
		if _, err := ParseSaid(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
