package conditionalaccess_test

import (
	"fmt"
	"strings"
	"testing"

	"tenantlint/lint/conditionalaccess"
)

func TestExtends(t *testing.T) {
	t.Parallel()
	const everyTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessAllExternalTenants","membershipKind":"all"}`
	const oneTenant = `"externalTenants":{"@odata.type":"#microsoft.graph.conditionalAccessEnumeratedExternalTenants","membershipKind":"enumerated","members":["x"]}`
	for _, test := range []struct {
		name, users    string
		guest, outside conditionalaccess.Coverage
		tenantless     bool
	}{
		{"all", `"includeUsers":["All"]`, conditionalaccess.All, conditionalaccess.All, true},
		{"nobody", ``, conditionalaccess.None, conditionalaccess.None, false},
		{"legacy", `"includeUsers":["GuestsOrExternalUsers"]`, conditionalaccess.All, conditionalaccess.All, true},
		{"a group", `"includeGroups":["0f0a"]`, conditionalaccess.None, conditionalaccess.None, false},
		{"a user", `"includeUsers":["0f0a"]`, conditionalaccess.None, conditionalaccess.None, false},
		{"guests", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + everyTenant + `}`, conditionalaccess.All, conditionalaccess.All, true},
		{"members", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationMember",` + everyTenant + `}`, conditionalaccess.None, conditionalaccess.All, false},
		{"guests of one tenant", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditionalaccess.Some, conditionalaccess.Some, false},
		{"local guests and providers", `"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"internalGuest,serviceProvider",` + everyTenant + `}`, conditionalaccess.None, conditionalaccess.None, false},
		{"all but guests of one tenant", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest",` + oneTenant + `}`, conditionalaccess.Some, conditionalaccess.All, true},
		{"all but every external user", `"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"internalGuest,b2bCollaborationGuest,b2bCollaborationMember,b2bDirectConnectUser,otherExternalUser,serviceProvider",` + everyTenant + `}`, conditionalaccess.None, conditionalaccess.None, false},
		{"all but legacy", `"includeUsers":["All"],"excludeUsers":["GuestsOrExternalUsers"]`, conditionalaccess.None, conditionalaccess.None, false},
		{"all but a group", `"includeUsers":["All"],"excludeGroups":["0f0a"]`, conditionalaccess.All, conditionalaccess.All, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := read(t, `{"conditions":{"users":{`+test.users+`}}}`)
			if got := p.Extends(conditionalaccess.CollaborationGuest); got != test.guest {
				t.Errorf("guests: %d, want %d", got, test.guest)
			}
			if got := p.ExtendsOutside(); got != test.outside {
				t.Errorf("outside: %d, want %d", got, test.outside)
			}
			if got := p.ExtendsWithoutTenant(conditionalaccess.CollaborationGuest); got != test.tenantless {
				t.Errorf("without a tenant: %t", got)
			}
		})
	}
	for users, want := range map[string]string{
		`"includeUsers":["All"]`: "b2bCollaborationGuest b2bCollaborationMember b2bDirectConnectUser otherExternalUser",
		`"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest,internalGuest,otherExternalUser",` + everyTenant + `}`:                                               "b2bCollaborationGuest otherExternalUser",
		`"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationMember",` + oneTenant + `}`:                                                                                "b2bCollaborationMember",
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest,b2bDirectConnectUser,otherExternalUser,serviceProvider",` + everyTenant + `}`: "b2bCollaborationMember",
	} {
		if got := read(t, `{"conditions":{"users":{`+users+`}}}`).OutsideTypes(); strings.Join(got, " ") != want {
			t.Errorf("%s: %q", users, got)
		}
	}
}

func TestOrganizations(t *testing.T) {
	t.Parallel()
	listed := func(ids string) string {
		return `{"guestOrExternalUserTypes":"b2bCollaborationGuest","externalTenants":{"membershipKind":"enumerated","members":` + ids + `}}`
	}
	for users, want := range map[string]string{
		`"includeGuestsOrExternalUsers":` + strings.Replace(listed(`["X"]}`), `"members"`, `"AdditionalProperties":{"members"`, 1): "false [x]",
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + listed(`["X","y"]`):                                             "true [x y]",
		`"includeGuestsOrExternalUsers":` + listed(`["X","y"]`):                                                                    "false [x y]",
		`"includeGuestsOrExternalUsers":` + listed(`"X"`):                                                                          "false [x]",
		`"includeGuestsOrExternalUsers":` + listed(`["x","y"]`) + `,"excludeGuestsOrExternalUsers":` + listed(`["Y"]`):             "false [x]",
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + strings.Replace(listed(`["x"]`), "Guest\"", "Member\"", 1):      "true []",
	} {
		tenants, allBut := read(t, `{"conditions":{"users":{`+users+`}}}`).Organizations(conditionalaccess.CollaborationGuest)
		if got := fmt.Sprint(allBut, tenants); got != want {
			t.Errorf("%s: %s, want %s", users, got, want)
		}
	}
}

func TestIncludedApplication(t *testing.T) {
	t.Parallel()
	for applications, want := range map[string]string{
		`"includeApplications":["1b1b","All"]`:       `"All"`,
		`"includeApplications":["All","0F0A"]`:       `"0F0A"`,
		`"includeApplications":["1b1b","office365"]`: `"office365"`,
		`"includeApplications":"0f0a"`:               `"0f0a"`,
		`"includeApplications":["1b1b"]`:             `["1b1b"]`,
		``:                                           ``,
	} {
		p := read(t, `{"conditions":{"applications":{`+applications+`}}}`)
		if got := p.IncludedApplication("0f0a", conditionalaccess.Office365).Raw(); got != want {
			t.Errorf("%s: %s, want %s", applications, got, want)
		}
	}
}

func TestOrdinary(t *testing.T) {
	t.Parallel()
	for conditions, want := range map[string]bool{
		``:                             true,
		`"clientAppTypes":["all"]`:     true,
		`"clientAppTypes":[]`:          true,
		`"clientAppTypes":null`:        true,
		`"clientAppTypes":["browser"]`: true,
		`"clientAppTypes":["exchangeActiveSync","other"]`:            false,
		`"clientAppTypes":"exchangeActiveSync"`:                      false,
		`"clientAppTypes":["other","MobileAppsAndDesktopClients"]`:   true,
		`"authenticationFlows":{"transferMethods":"deviceCodeFlow"}`: false,
		`"authenticationFlows":{"transferMethods":"none"}`:           true,
		`"platforms":{"includePlatforms":["iOS"]},"locations":null`:  true,
	} {
		if got := read(t, `{"conditions":{`+conditions+`}}`).Ordinary(); got != want {
			t.Errorf("%s: %t", conditions, got)
		}
	}
}

func TestEveryCurrentClient(t *testing.T) {
	t.Parallel()
	for clients, want := range map[string]bool{
		`["browser","MobileAppsAndDesktopClients"]`:         true,
		`["other","mobileAppsAndDesktopClients","browser"]`: true,
		`["browser"]`:                   false,
		`"mobileAppsAndDesktopClients"`: false,
		`["mobileAppsAndDesktopClients","exchangeActiveSync"]`: false,
		`["all"]`: false,
		`null`:    false,
	} {
		if got := read(t, `{"conditions":{"clientAppTypes":`+clients+`}}`).EveryCurrentClient(); got != want {
			t.Errorf("%s: %t", clients, got)
		}
	}
}

func TestKnowsOrganizations(t *testing.T) {
	t.Parallel()
	listed := func(of, members string) string {
		return `{"guestOrExternalUserTypes":"` + of + `","externalTenants":{"membershipKind":"enumerated"` + members + `}}`
	}
	const guest, member = "b2bCollaborationGuest", "b2bCollaborationMember"
	for users, want := range map[string]bool{
		`"includeUsers":["All"]`: true,
		`"includeGuestsOrExternalUsers":` + listed(guest, `,"members":["x"]`):                          true,
		`"includeGuestsOrExternalUsers":` + listed(guest, `,"members":null`):                           false,
		`"includeGuestsOrExternalUsers":` + listed(guest, ``):                                          false,
		`"includeGuestsOrExternalUsers":` + listed(member, ``):                                         true,
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + listed(guest, `,"members":[]`):      true,
		`"includeUsers":["All"],"excludeGuestsOrExternalUsers":` + listed(guest+","+member, ``):        false,
		`"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"` + guest + `"}`:                  true,
		`"includeGuestsOrExternalUsers":` + listed(guest, `,"AdditionalProperties":{"members":["x"]}`): true,
	} {
		if got := read(t, `{"conditions":{"users":{`+users+`}}}`).KnowsOrganizations(conditionalaccess.CollaborationGuest); got != want {
			t.Errorf("%s: %t", users, got)
		}
	}
}
