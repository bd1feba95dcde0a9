package conditionalaccess_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/linttest"
)

type export struct {
	lint.Tenant
	records []*lint.Record
}

func (e export) Each(lint.Kind) iter.Seq[*lint.Record] { return slices.Values(e.records) }

// read makes a policy of a text. One that says nothing of users has those that every
// policy has.
func read(t *testing.T, text string) conditionalaccess.Policy {
	t.Helper()
	if !strings.Contains(text, `"users"`) {
		text = strings.Replace(text, `"conditions":{`, `"conditions":{"users":{"includeUsers":["None"]},`, 1)
		text = strings.Replace(text, `},}}`, `}}}`, 1)
	}
	record := linttest.Record(t, lint.ConditionalAccessPolicy, text, conditionalaccess.Policies.Needs[0].Requires...)
	return conditionalaccess.Read(export{records: []*lint.Record{record}})[0]
}

func TestCovers(t *testing.T) {
	t.Parallel()
	const everyTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessAllExternalTenants","membershipKind":"all"}`
	const oneTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessEnumeratedExternalTenants","membershipKind":"enumerated","members":["x"]}`
	for _, test := range []struct {
		name, users     string
		guest, provider conditionalaccess.Coverage
		excepts         bool
	}{
		{"all", `"includeUsers":["All"]`, conditionalaccess.All, conditionalaccess.All, false},
		{"none", `"includeUsers":["None"]`, conditionalaccess.None, conditionalaccess.None, false},
		{"nobody", ``, conditionalaccess.None, conditionalaccess.None, false},
		{"legacy", `"includeUsers":["GuestsOrExternalUsers"]`, conditionalaccess.All, conditionalaccess.All, false},
		{"a user", `"includeUsers":["0f0a"]`, conditionalaccess.Some, conditionalaccess.Some, false},
		{"a group", `"includeUsers":[],"includeGroups":["0f0a"]`, conditionalaccess.Some, conditionalaccess.Some, false},
		{"a role", `"includeRoles":["0f0a"]`, conditionalaccess.Some, conditionalaccess.Some, false},
		{"types", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"internalGuest, B2BCollaborationGuest",` + everyTenant + `}`, conditionalaccess.All, conditionalaccess.None, false},
		{"types of one tenant", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditionalaccess.Some, conditionalaccess.None, false},
		{"types of one tenant by PowerShell", `"IncludeGuestsOrExternalUsers":{"GuestOrExternalUserTypes":"b2bCollaborationGuest","ExternalTenants":{"MembershipKind":null,"AdditionalProperties":{"@odata.type":"#microsoft.graph.conditionalAccessEnumeratedExternalTenants","members":["x"]}}}`, conditionalaccess.Some, conditionalaccess.None, false},
		{"types without tenants", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"serviceProvider"}`, conditionalaccess.None, conditionalaccess.All, false},
		{"legacy excluded", `"includeUsers":["All"],"excludeUsers":["guestsorexternalusers"]`, conditionalaccess.None, conditionalaccess.None, false},
		{"types excluded", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + everyTenant + `}`, conditionalaccess.None, conditionalaccess.All, false},
		{"types of one tenant excluded", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditionalaccess.Some, conditionalaccess.All, false},
		{"an account for emergencies excluded", `"includeUsers":["All"],"excludeUsers":["0f0a"]`, conditionalaccess.All, conditionalaccess.All, true},
		{"a group excluded", `"includeUsers":["All"],"excludeGroups":["0f0a"]`, conditionalaccess.All, conditionalaccess.All, true},
		{"lists that PowerShell collapsed", `"includeUsers":"All","excludeUsers":null`, conditionalaccess.All, conditionalaccess.All, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := read(t, `{"conditions":{"users":{`+test.users+`}}}`)
			if got := p.Covers(conditionalaccess.CollaborationGuest); got != test.guest {
				t.Errorf("guest: %d, want %d", got, test.guest)
			}
			if got := p.Covers(conditionalaccess.ServiceProvider); got != test.provider {
				t.Errorf("service provider: %d, want %d", got, test.provider)
			}
			if p.Excepts() != test.excepts {
				t.Errorf("excepts: %t", p.Excepts())
			}
		})
	}
	p := read(t, `{"conditions":{"users":{"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"serviceProvider,internalGuest"}}}}`)
	for _, external := range conditionalaccess.Types {
		want := conditionalaccess.None
		if external == conditionalaccess.InternalGuest || external == conditionalaccess.ServiceProvider {
			want = conditionalaccess.All
		}
		if got := p.Covers(external); got != want {
			t.Errorf("%v: %d, want %d", external, got, want)
		}
	}
}

func TestReaches(t *testing.T) {
	t.Parallel()
	for applications, want := range map[string][2]bool{ // an application, one of Office 365
		`"includeApplications":["All"]`:                                       {true, true},
		`"includeApplications":["All"],"excludeApplications":["Office365"]`:   {true, false},
		`"includeApplications":["ALL"],"excludeApplications":["0F0A"]`:        {false, true},
		`"includeApplications":["Office365"]`:                                 {false, true},
		`"includeApplications":["0f0a"]`:                                      {true, false},
		`"includeApplications":["None"]`:                                      {false, false},
		`"includeUserActions":["urn:user:registersecurityinfo"]`:              {false, false},
		`"includeApplications":[],"excludeApplications":[]`:                   {false, false},
		`"includeApplications":"0f0a","excludeApplications":"Office365"`:      {true, false},
		`"includeApplications":["0f0a","Office365"],"excludeApplications":[]`: {true, true},
	} {
		p := read(t, `{"conditions":{"applications":{`+applications+`}}}`)
		if got := [2]bool{p.Reaches("0f0a"), p.Reaches("1b1b", conditionalaccess.Office365)}; got != want {
			t.Errorf("%s: %v, want %v", applications, got, want)
		}
	}
}

func TestNarrowed(t *testing.T) {
	t.Parallel()
	for conditions, want := range map[string][]string{
		`"clientAppTypes":["all"],"locations":null,"platforms":null,"signInRiskLevels":[],"userRiskLevels":[],"devices":null`: nil,
		`"locations":{"includeLocations":["All"],"excludeLocations":[]},"platforms":{"includePlatforms":["all"]}`:             nil,
		`"locations":{"includeLocations":["All"],"excludeLocations":["AllTrusted"]}`:                                          {"locations"},
		`"platforms":{"includePlatforms":["android"]}`:                                                                        {"platforms"},
		`"signInRiskLevels":["high"],"userRiskLevels":["high"]`:                                                               {"userRiskLevels", "signInRiskLevels"},
		`"clientAppTypes":["exchangeActiveSync","other"]`:                                                                     {"clientAppTypes"},
		`"devices":{"deviceFilter":{"mode":"include","rule":"device.isCompliant -eq True"}}`:                                  {"devices"},
		`"authenticationFlows":{"transferMethods":"deviceCodeFlow"}`:                                                          {"authenticationFlows"},
	} {
		if got := read(t, `{"conditions":{`+conditions+`}}`).Narrowed(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", conditions, got, want)
		}
	}
}

func TestGrant(t *testing.T) {
	t.Parallel()
	guest := func(control string) bool {
		return control != conditionalaccess.CompliantDevice && control != conditionalaccess.DomainJoinedDevice
	}
	for _, test := range []struct {
		grant              string
		meets, mfa, blocks bool
	}{
		{`null`, true, false, false},
		{`{"operator":"OR","builtInControls":["mfa"]}`, true, true, false},
		{`{"operator":"OR","builtInControls":["block"]}`, true, false, true},
		{`{"operator":"OR","builtInControls":["compliantDevice"]}`, false, false, false},
		{`{"operator":"OR","builtInControls":["compliantDevice","domainJoinedDevice"]}`, false, false, false},
		{`{"operator":"OR","builtInControls":["mfa","compliantDevice"]}`, true, false, false},
		{`{"operator":"AND","builtInControls":["mfa","compliantDevice"]}`, false, true, false},
		{`{"operator":"and","builtInControls":["mfa"],"termsOfUse":["x"]}`, true, true, false},
		{`{"operator":"OR","builtInControls":["mfa"],"termsOfUse":["x"]}`, true, false, false},
		{`{"operator":"OR","builtInControls":[],"authenticationStrength":{"id":"00000000-0000-0000-0000-000000000004"}}`, true, true, false},
		{`{"operator":"OR","builtInControls":["mfa"],"authenticationStrength":{"id":"x"}}`, true, true, false},
		{`{"operator":"OR","builtInControls":["mfa"],"authenticationStrength":null}`, true, true, false},
		{`{"operator":null,"builtInControls":"Mfa"}`, true, true, false},
	} {
		g := read(t, `{"grantControls":`+test.grant+`}`).Grant()
		if got := g.Meets(guest); got != test.meets {
			t.Errorf("%s: meets %t", test.grant, got)
		}
		if got := g.RequiresMFA(); got != test.mfa {
			t.Errorf("%s: requires MFA %t", test.grant, got)
		}
		if got := g.Blocks(); got != test.blocks {
			t.Errorf("%s: blocks %t", test.grant, got)
		}
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]bool{"enabled": true, "Enabled": true, "disabled": false, "enabledForReportingButNotEnforced": false, "": false} {
		if got := read(t, `{"id":"a","state":"`+state+`"}`).Enabled(); got != want {
			t.Errorf("%s: %t", state, got)
		}
	}
	if name := read(t, `{"id":"a","displayName":""}`).Name(); name != "a" {
		t.Errorf("name %q", name)
	}
}
