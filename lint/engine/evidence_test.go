package engine_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

const (
	member = `{"id":"00000001-0000-4000-8000-000000000001","displayName":"M","userPrincipalName":"m@contoso.com","userType":"Member","onPremisesUserPrincipalName":null,"onPremisesSyncEnabled":null}`
	guest  = `{"id":"00000002-0000-4000-8000-000000000002","displayName":"G","userPrincipalName":"g_x.com#EXT#@contoso.com","userType":"Guest","onPremisesUserPrincipalName":null,"onPremisesSyncEnabled":null}`
)

func usersPage(more string, users ...string) string {
	return `{"@odata.context":"` + metadata + `users",` + more + `"value":[` + strings.Join(users, ",") + `]}`
}

// TestPartsAreNotTheWhole holds by what an export shows that it does not have all, and
// what shows nothing of the kind.
func TestPartsAreNotTheWhole(t *testing.T) {
	const rule = "hash-in-synced-upn"
	for reason, test := range map[string]struct {
		files map[string]string
		want  string // status of the rule, and the problems
	}{
		"members and guests":                    {map[string]string{"users.json": usersPage("", member, guest)}, "checked"},
		"guests only":                           {map[string]string{"users.json": usersPage("", guest)}, "partial filtered"},
		"guests in one file of two":             {map[string]string{"a.json": usersPage("", guest), "b.json": usersPage("", member)}, "checked"},
		"a link with a filter":                  {map[string]string{"users-1.json": usersPage(`"@odata.nextLink":"https://x?$filter=a",`, member), "users-2.json": usersPage("", guest)}, "partial filtered"},
		"a link without one":                    {map[string]string{"users-1.json": usersPage(`"@odata.nextLink":"https://x?$top=1",`, member), "users-2.json": usersPage("", guest)}, "checked"},
		"a user by its id":                      {map[string]string{"users.json": `{"@odata.context":"` + metadata + `users/$entity",` + member[1:]}, "partial single-object"},
		"a user by itself":                      {map[string]string{"users.json": member}, "partial single-object"},
		"a user on a line":                      {map[string]string{"users.jsonl": member}, "checked"},
		"a user in EntraExporter's tree":        {map[string]string{"Users/00000001-0000-4000-8000-000000000001/00000001-0000-4000-8000-000000000001.json": member}, "checked"},
		"several users by their ids":            {map[string]string{"a.json": member, "b.json": guest}, "checked"},
		"a count that is met":                   {map[string]string{"users.json": usersPage(`"@odata.count":2,`, member, guest)}, "checked"},
		"a count that is not":                   {map[string]string{"users.json": usersPage(`"@odata.count":3,`, member, guest)}, "partial next-link"},
		"a count over several pages":            {map[string]string{"users-1.json": usersPage(`"@odata.count":2,"@odata.nextLink":"x",`, member), "users-2.json": usersPage("", guest)}, "checked"},
		"an error beside the users":             {map[string]string{"users.json": usersPage(`"error":{"code":"x"},`, member)}, "partial error-body"},
		"an error that is null":                 {map[string]string{"users.json": usersPage(`"error":null,`, member)}, "checked"},
		"a link as PowerShell has it":           {map[string]string{"users.json": usersPage(`"OdataNextLink":"x",`, member)}, "partial next-link"},
		"an error as Azure AD Graph has it":     {map[string]string{"users.json": usersPage(`"odata.error":{"code":"x"},`, member)}, "partial error-body"},
		"a list joined to one text":             {map[string]string{"users.json": usersPage("", member, strings.Replace(guest, `"userType"`, `"proxyAddresses":"SMTP:a@x.com smtp:b@x.com","userType"`, 1))}, "checked depth-cut"},
		"a list by its type's name":             {map[string]string{"users.json": usersPage("", member, strings.Replace(guest, `"userType"`, `"proxyAddresses":"System.String[]","userType"`, 1))}, "checked depth-cut"},
		"fewer elements than PowerShell counts": {map[string]string{"users.json": `{"value":[` + member + `,` + guest + `],"Count":3}`}, "partial next-link"},
		"a null among users":                    {map[string]string{"users.json": usersPage("", member, "null")}, "partial schema"},
		"what a delta has, without its link":    {map[string]string{"users.json": `{"@odata.context":"` + metadata + `users/$delta","value":[` + member + `]}`}, "partial next-link"},
		"a link beside the results of CIPP":     {map[string]string{"x.json": `{"Results":[` + member + `,` + guest + `],"Metadata":{"nextLink":"x"}}`}, "partial next-link"},
		"an error beside the results of CIPP":   {map[string]string{"x.json": `{"error":"x","Results":[` + member + `,` + guest + `]}`}, "partial error-body"},
		"fewer items than AzureHound counts":    {map[string]string{"x.json": `{"data":[{"kind":"AZUser","data":` + member + `},{"kind":"AZUser","data":` + guest + `}],"meta":{"count":3}}`}, "partial next-link"},
		"as many items as AzureHound counts":    {map[string]string{"x.json": `{"data":[{"kind":"AZUser","data":` + member + `},{"kind":"AZUser","data":` + guest + `}],"meta":{"count":2}}`}, "checked"},
		"a page of nothing beside users":        {map[string]string{"users.json": usersPage("", member, guest), "users_page2.json": `{"value":null}`}, "partial unrecognised"},
		"a link in another spelling":            {map[string]string{"users.json": usersPage(`"odata.nextLink":"x",`, member)}, "partial next-link"},
		"a page missing in the middle":          {map[string]string{"users-1.json": usersPage("", member), "users-3.json": usersPage("", guest)}, "partial next-link"},
		"the first page missing":                {map[string]string{"users-2.json": usersPage("", member), "users-3.json": usersPage("", guest)}, "partial next-link"},
		"pages from nought":                     {map[string]string{"users-0.json": usersPage("", member), "users-1.json": usersPage("", guest)}, "checked"},
		"pages from the unnumbered one":         {map[string]string{"users.json": usersPage("", member), "users-2.json": usersPage("", guest)}, "checked"},
		"years are no pages":                    {map[string]string{"users-2024.json": usersPage("", member), "users-2026.json": usersPage("", guest)}, "checked"},
		"a name that is null":                   {map[string]string{"users.json": usersPage("", member, strings.Replace(guest, `"g_x.com#EXT#@contoso.com"`, "null", 1))}, "partial"},
		"a name that is empty":                  {map[string]string{"users.json": usersPage("", member, strings.Replace(guest, "g_x.com#EXT#@contoso.com", "", 1))}, "partial"},
		"an id that is missing":                 {map[string]string{"users.json": usersPage("", member, strings.Replace(guest, `"id"`, `"no"`, 1))}, "partial"},
		"a list without an object":              {map[string]string{"users.json": usersPage("", `"x"`)}, "skipped schema"},
		"a file that says it has users":         {map[string]string{"users.json": usersPage("", member, guest), "x.json": `{"@odata.context":"` + metadata + `users","value":null}`}, "partial unrecognised"},
		"a file that says it has contacts":      {map[string]string{"users.json": usersPage("", member, guest), "x.json": `{"@odata.context":"` + metadata + `contacts","value":null}`}, "checked unrecognised"},
		"a delta that removes all":              {map[string]string{"users.json": usersPage("", member, guest), "delta.json": usersPage(`"@odata.deltaLink":"x",`, `{"id":"00000001-0000-4000-8000-000000000001","@removed":{}}`, `{"id":"00000002-0000-4000-8000-000000000002","@removed":{}}`)}, "skipped"},
		"the context twice":                     {map[string]string{"users.json": usersPage(`"@odata.context":"`+metadata+`groups",`, member)}, "partial duplicate-key"},
		"an object of an unknown type":          {map[string]string{"users.json": usersPage("", member, `{"@odata.type":"#microsoft.graph.robot","id":"r"}`)}, "partial unrecognised"},
		"groups of AzureHound are filtered":     {map[string]string{"a.json": `{"data":[{"kind":"AZGroup","data":{"id":"g","securityEnabled":true}}]}`}, "skipped filtered"},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			report := run(t, 1, write(t, test.files))
			got := result(t, report, rule).Status.String()
			for _, input := range report.Inputs {
				for _, p := range input.Problems {
					if p.Code != lint.NotSelected {
						got += " " + string(p.Code)
					}
				}
			}
			if got != test.want {
				t.Errorf("got %q, want %q: %s %+v", got, test.want, because(result(t, report, rule)), report.Inputs)
			}
		})
	}
}

// TestAbsentIsNullOnlyWhereNullsAreLeftOut holds what a property means that was asked for
// and is missing.
func TestAbsentIsNullOnlyWhereNullsAreLeftOut(t *testing.T) {
	page := func(users ...string) map[string]string {
		return map[string]string{"users.json": `{"@odata.context":"` + metadata + `users(id,userPrincipalName,onPremisesUserPrincipalName,onPremisesSyncEnabled)","value":[` + strings.Join(users, ",") + `]}`}
	}
	const (
		synced  = `{"id":"1","userPrincipalName":"a#b@contoso.com","onPremisesUserPrincipalName":"a#b@contoso.com","onPremisesSyncEnabled":true}`
		null    = `{"id":"2","userPrincipalName":"c@contoso.com","onPremisesUserPrincipalName":null,"onPremisesSyncEnabled":null}`
		without = `{"id":"3","userPrincipalName":"d@contoso.com"}`
		unnamed = `{"id":"4","onPremisesSyncEnabled":true}`
	)
	for reason, test := range map[string]struct {
		users []string
		want  lint.Status
	}{
		"nothing is missing":                    {[]string{synced, null}, lint.Checked},
		"nulls are left out":                    {[]string{synced, without}, lint.Checked},
		"nulls are written, so it was removed":  {[]string{synced, null, without}, lint.Partial},
		"no object has it":                      {[]string{without, without}, lint.Skipped},
		"what is never null is never left out":  {[]string{synced, unnamed}, lint.Partial},
		"the same behind a thousand with nulls": {slices.Concat(slices.Repeat([]string{null}, 1000), []string{without}), lint.Partial},
	} {
		t.Run(reason, func(t *testing.T) {
			t.Parallel()
			users := make([]string, len(test.users))
			for i, user := range test.users {
				users[i] = strings.Replace(user, `"id":"`, fmt.Sprintf(`"id":"%d-`, i), 1)
			}
			for _, workers := range []int{1, 8} {
				report := run(t, workers, write(t, page(users...)))
				if r := result(t, report, "hash-in-synced-upn"); r.Status != test.want {
					t.Errorf("%s, want %s: %s", r.Status, test.want, because(r))
				}
			}
		})
	}
}

// TestSeveralTenants holds that exports of two tenants are not judged as one.
func TestSeveralTenants(t *testing.T) {
	organization := func(id, name, domain string) string {
		return fmt.Sprintf(`{"@odata.context":"%sorganization","value":[{"id":%q,"displayName":%q,"verifiedDomains":[{"name":%q,"isInitial":true}]}]}`, metadata, id, name, domain)
	}
	domains := func(name string) string {
		return fmt.Sprintf(`{"@odata.context":"%sdomains","value":[{"id":%q,"isInitial":true,"isDefault":false},{"id":"contoso.com","isInitial":false,"isDefault":true}]}`, metadata, name)
	}
	const a, b = "0a000000-0000-4000-8000-00000000000a", "0b000000-0000-4000-8000-00000000000b"
	for reason, test := range map[string]struct {
		files  map[string]string
		tenant lint.TenantRef
		want   string // in the problem, if there is one
	}{
		"one": {
			map[string]string{"organization.json": organization(a, "Contoso", "contoso.onmicrosoft.com"), "domains.json": domains("contoso.onmicrosoft.com")},
			lint.TenantRef{ID: a, Name: "Contoso", Domain: "contoso.onmicrosoft.com"}, "",
		},
		"two of one day and another": {
			map[string]string{"may/organization.json": organization(a, "Contoso", "contoso.onmicrosoft.com"), "june/organization.json": organization(strings.ToUpper(a), "Contoso", "contoso.onmicrosoft.com")},
			lint.TenantRef{ID: untrusted(strings.ToUpper(a)), Name: "Contoso", Domain: "contoso.onmicrosoft.com"}, "",
		},
		"domains alone":         {map[string]string{"domains.json": domains("contoso.onmicrosoft.com")}, lint.TenantRef{Domain: "contoso.onmicrosoft.com"}, ""},
		"nothing of the tenant": {map[string]string{"users.json": usersPage("", member)}, lint.TenantRef{}, ""},
		"two organizations": {
			map[string]string{"a/organization.json": organization(a, "Contoso", "contoso.onmicrosoft.com"), "b/organization.json": organization(b, "Fabrikam", "fabrikam.onmicrosoft.com")},
			lint.TenantRef{}, "'Contoso' contoso.onmicrosoft.com in a/ and 'Fabrikam' fabrikam.onmicrosoft.com in b/",
		},
		"two initial domains": {
			map[string]string{"a/domains.json": domains("contoso.onmicrosoft.com"), "b/domains.json": domains("fabrikam.onmicrosoft.com")},
			lint.TenantRef{}, "contoso.onmicrosoft.com in a/ and fabrikam.onmicrosoft.com in b/",
		},
		"one more than are named": {
			map[string]string{
				"1/domains.json": domains("one.onmicrosoft.com"), "2/domains.json": domains("two.onmicrosoft.com"), "3/domains.json": domains("three.onmicrosoft.com"),
				"4/domains.json": domains("four.onmicrosoft.com"), "5/domains.json": domains("five.onmicrosoft.com"), "6/domains.json": domains("six.onmicrosoft.com"),
			},
			lint.TenantRef{}, "four.onmicrosoft.com in 4/, five.onmicrosoft.com in 5/ and 1 other; lint",
		},
		"an organization and the domains of another": {
			map[string]string{"a/organization.json": organization(a, "Contoso", "contoso.onmicrosoft.com"), "b/domains.json": domains("fabrikam.onmicrosoft.com")},
			lint.TenantRef{}, "'Contoso' contoso.onmicrosoft.com in a/ and fabrikam.onmicrosoft.com in b/",
		},
	} {
		t.Run(reason, func(t *testing.T) {
			test.files["users-x.json"] = usersPage("", member, strings.Replace(member, `"onPremisesSyncEnabled":null`, `"onPremisesSyncEnabled":true`, 1))
			t.Chdir(write(t, test.files))
			report := run(t, 1, ".")
			if report.Tenant != test.tenant {
				t.Errorf("got %+v, want %+v", report.Tenant, test.tenant)
			}
			var got []string
			for _, input := range report.Inputs {
				for _, p := range input.Problems {
					if p.Code == lint.SeveralTenants {
						got = append(got, p.Message)
					}
				}
			}
			if test.want == "" {
				if len(got) > 0 {
					t.Errorf("got %q", got)
				}
				return
			}
			if len(got) != 1 || !strings.Contains(got[0], test.want) {
				t.Errorf("got %q, want one with %q", got, test.want)
			}
			if report.Verdict(lint.Error, false) != lint.ExitUnread || len(report.Findings) > 0 || report.CountStatus(lint.Skipped) != len(report.Rules) {
				t.Errorf("exit code %d, %d findings, %d of %d rules skipped", report.Verdict(lint.Error, false), len(report.Findings), report.CountStatus(lint.Skipped), len(report.Rules))
			}
		})
	}
}

// TestFingerprintsAreUnique holds over all fixtures that no two findings share one.
func TestFingerprintsAreUnique(t *testing.T) {
	folders, err := filepath.Glob("../../fixtures/*/*")
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, folder := range folders {
		seen := make(map[string]string)
		for _, f := range runAll(t, 0, folder).Findings {
			total++
			if other, ok := seen[f.Fingerprint]; ok {
				t.Errorf("%s: %s and %s", folder, other, f.Message)
			}
			seen[f.Fingerprint] = f.Message
		}
	}
	if total < 140 {
		t.Errorf("%d findings", total)
	}
}

// TestObjectsWithoutIDKeepTheirIdentity holds that objects without id are told apart by
// name and content, and that form and place of the content do not matter.
func TestObjectsWithoutIDKeepTheirIdentity(t *testing.T) {
	policy := func(name, state string) object {
		return object{
			"displayName": name, "state": state, "conditions": object{"users": object{"includeUsers": []any{"GuestsOrExternalUsers"}}, "applications": object{"includeApplications": []any{"All"}}},
			"grantControls": object{"operator": "OR", "builtInControls": []any{"mfa"}},
		}
	}
	fingerprints := func(files map[string]string) []string {
		var all []string
		for _, f := range runAll(t, 1, write(t, files)).Findings {
			if f.Rule == "legacy-guest-selector" {
				all = append(all, f.Fingerprint)
			}
		}
		slices.Sort(all)
		return all
	}
	list := []any{policy("A", "enabled"), policy("B", "enabled"), policy("B", "disabled")}
	first := fingerprints(map[string]string{"ca.json": text(t, list)})
	if len(first) != 3 || len(slices.Compact(slices.Clone(first))) != 3 {
		t.Fatalf("%q", first)
	}
	slices.Reverse(list)
	indented, err := json.MarshalIndent(pascal(list), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	for reason, files := range map[string]map[string]string{
		"in another order, by PowerShell": {"policies.json": strings.Replace(string(indented), `"A"`, `"\u0041"`, 1)},
		"twice":                           {"a.json": text(t, list), "b.json": text(t, collapse(list))},
	} {
		if again := fingerprints(files); !slices.Equal(again, first) {
			t.Errorf("%s: %q, want %q", reason, again, first)
		}
	}
}

// TestCopiesCompareByValue holds that only a difference in values makes two copies of an
// object differ.
func TestCopiesCompareByValue(t *testing.T) {
	const plain = `{"id":"aaaaaaaa-0000-4000-8000-000000000001","displayName":"Can't","userPrincipalName":"a@contoso.com","proxyAddresses":["SMTP:a@contoso.com"],"otherMails":[],"mail":null,"identities":[{"issuer":"x","issuerAssignedId":null}]}`
	for copied, differs := range map[string]bool{
		plain: false,
		`{"Identities":{"Issuer":"x"},"Mail":"","OtherMails":null,"ProxyAddresses":"SMTP:a@contoso.com","UserPrincipalName":"a@contoso.com","DisplayName":"Can\u0027t","Id":"AAAAAAAA-0000-4000-8000-000000000001"}`: false,
		strings.Replace(plain, "Can't", "Cannot", 1):                  true,
		strings.Replace(plain, `"mail":null`, `"mail":"a@x.com"`, 1):  true,
		strings.Replace(plain, `"SMTP:a@contoso.com"`, `"x","y"`, 1):  true,
		strings.Replace(plain, `"issuer":"x"`, `"issuer":"y"`, 1):     true,
		strings.Replace(plain, `SMTP:a@contoso`, `smtp:a@contoso`, 1): true, // the primary address is another
	} {
		report := runAll(t, 1, write(t, map[string]string{"a.json": "[" + plain + "]", "b.json": "[" + copied + "]"}))
		got := false
		for _, input := range report.Inputs {
			for _, p := range input.Problems {
				got = got || p.Code == lint.DuplicateObject
			}
		}
		if got != differs {
			t.Errorf("differs %t, want %t: %s", got, differs, copied)
		}
	}
}

// TestFewUsersAndManyReferences holds that the share of those who are missing counts, and
// not their number.
func TestFewUsersAndManyReferences(t *testing.T) {
	for _, test := range []struct {
		users, missing int
		want           lint.Status
	}{{20, 0, lint.Checked}, {20, 1, lint.Checked}, {20, 2, lint.Checked}, {20, 3, lint.Partial}, {400, 20, lint.Checked}, {4, 3, lint.Partial}, {2, 1, lint.Checked}} {
		var users, members []string
		for i := range test.users + test.missing {
			id := fmt.Sprintf("%08x-0000-4000-8000-000000000000", i)
			if i < test.users {
				users = append(users, strings.Replace(member, "00000001-0000-4000-8000-000000000001", id, 1))
			}
			members = append(members, fmt.Sprintf(`{"@odata.type":"#microsoft.graph.user","id":%q}`, id))
		}
		dir := write(t, map[string]string{
			"users.json":        usersPage("", users...),
			"groups.json":       `{"@odata.context":"` + metadata + `groups","value":[{"id":"c","displayName":"Cloud","onPremisesSyncEnabled":null}]}`,
			"members/c.json":    `{"@odata.context":"` + metadata + `directoryObjects","value":[` + strings.Join(members, ",") + `]}`,
			"members/none.json": `{"@odata.context":"` + metadata + `directoryObjects","value":[]}`,
		})
		report := runAll(t, 1, dir)
		if r := result(t, report, "hash-in-synced-upn"); r.Status != test.want {
			t.Errorf("%d users, %d missing: %s, want %s: %s", test.users, test.missing, r.Status, test.want, because(r))
		}
	}
}

// TestNobodySaysCleanOfHalfATenant is the promise in one line: the clean tenant is clean,
// and without any one of the files that it needs it is not.
func TestNobodySaysCleanOfHalfATenant(t *testing.T) {
	const root = "../../fixtures/tenants/clean"
	if report := runAll(t, 0, root); report.CountStatus(lint.Checked) != len(report.Rules) || len(report.Findings) > 0 {
		t.Fatalf("the clean tenant is not clean")
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "users.json")); err != nil {
		t.Fatal(err)
	}
	if report := runAll(t, 0, dir); report.CountStatus(lint.Checked) > len(report.Rules)*2/3 {
		t.Errorf("%d of %d rules checked without users", report.CountStatus(lint.Checked), len(report.Rules))
	}
}

func untrusted(s string) display.Untrusted { return display.Untrusted(s) }
