package conditional_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/conditional"
	"tenantlint/lint/decode"
)

type export struct {
	lint.Tenant
	records []*lint.Record
}

func (e export) Each(lint.Kind) iter.Seq[*lint.Record] { return slices.Values(e.records) }

// read makes a policy of a text. One that says nothing of users has those that every
// policy has.
func read(t *testing.T, text string) conditional.Policy {
	t.Helper()
	if !strings.Contains(text, `"users"`) {
		text = strings.Replace(text, `"conditions":{`, `"conditions":{"users":{"includeUsers":["None"]},`, 1)
		text = strings.Replace(text, `},}}`, `}}}`, 1)
	}
	fields := lint.NewFields(slices.Concat([]string{"id", "displayName"}, conditional.Properties), nil)
	record, ok := decode.Reread(lint.ConditionalAccessPolicy, fields, lint.Origin{}, []byte(text), 0, -1)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return conditional.Read(export{records: []*lint.Record{record}})[0]
}

func TestCovers(t *testing.T) {
	t.Parallel()
	const everyTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessAllExternalTenants","membershipKind":"all"}`
	const oneTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessEnumeratedExternalTenants","membershipKind":"enumerated","members":["x"]}`
	for _, test := range []struct {
		name, users     string
		guest, provider conditional.Coverage
		excepts         bool
	}{
		{"all", `"includeUsers":["All"]`, conditional.All, conditional.All, false},
		{"none", `"includeUsers":["None"]`, conditional.None, conditional.None, false},
		{"nobody", ``, conditional.None, conditional.None, false},
		{"legacy", `"includeUsers":["GuestsOrExternalUsers"]`, conditional.All, conditional.All, false},
		{"a user", `"includeUsers":["0f0a"]`, conditional.Some, conditional.Some, false},
		{"a group", `"includeUsers":[],"includeGroups":["0f0a"]`, conditional.Some, conditional.Some, false},
		{"a role", `"includeRoles":["0f0a"]`, conditional.Some, conditional.Some, false},
		{"types", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"internalGuest, B2BCollaborationGuest",` + everyTenant + `}`, conditional.All, conditional.None, false},
		{"types of one tenant", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditional.Some, conditional.None, false},
		{"types of one tenant by PowerShell", `"IncludeGuestsOrExternalUsers":{"GuestOrExternalUserTypes":"b2bCollaborationGuest","ExternalTenants":{"MembershipKind":null,"AdditionalProperties":{"@odata.type":"#microsoft.graph.conditionalAccessEnumeratedExternalTenants","members":["x"]}}}`, conditional.Some, conditional.None, false},
		{"types without tenants", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"serviceProvider"}`, conditional.None, conditional.All, false},
		{"legacy excluded", `"includeUsers":["All"],"excludeUsers":["guestsorexternalusers"]`, conditional.None, conditional.None, false},
		{"types excluded", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + everyTenant + `}`, conditional.None, conditional.All, false},
		{"types of one tenant excluded", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditional.Some, conditional.All, false},
		{"an account for emergencies excluded", `"includeUsers":["All"],"excludeUsers":["0f0a"]`, conditional.All, conditional.All, true},
		{"a group excluded", `"includeUsers":["All"],"excludeGroups":["0f0a"]`, conditional.All, conditional.All, true},
		{"lists that PowerShell collapsed", `"includeUsers":"All","excludeUsers":null`, conditional.All, conditional.All, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := read(t, `{"conditions":{"users":{`+test.users+`}}}`)
			if got := p.Covers(conditional.CollaborationGuest); got != test.guest {
				t.Errorf("guest: %d, want %d", got, test.guest)
			}
			if got := p.Covers(conditional.ServiceProvider); got != test.provider {
				t.Errorf("service provider: %d, want %d", got, test.provider)
			}
			if p.Excepts() != test.excepts {
				t.Errorf("excepts: %t", p.Excepts())
			}
		})
	}
	p := read(t, `{"conditions":{"users":{"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"serviceProvider,internalGuest"}}}}`)
	for _, external := range conditional.Types {
		want := conditional.None
		if external == conditional.InternalGuest || external == conditional.ServiceProvider {
			want = conditional.All
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
		if got := [2]bool{p.Reaches("0f0a"), p.Reaches("1b1b", conditional.Office365)}; got != want {
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
		return control != conditional.CompliantDevice && control != conditional.DomainJoinedDevice
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
