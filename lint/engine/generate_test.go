package engine_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// generate writes a tenant into a folder, the same for the same size: users of
// about 1.7 KB with three addresses each, a tenth of them guests, a tenth as many
// contacts, a twentieth as many groups of 20, a hundredth as many applications, and
// the settings of a tenant that works with 200 others. It has what every rule needs,
// and one object in a thousand has a fault that a rule finds.
func generate(tb testing.TB, dir string, users int) {
	tb.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(users))) // the same data in every run
	page := func(name, set string, n int, object func(w *bufio.Writer, i int)) {
		file, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			tb.Fatal(err)
		}
		w := bufio.NewWriterSize(file, 1<<20)
		fmt.Fprintf(w, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#%s","value":[`, set)
		for i := range n {
			if i > 0 {
				w.WriteByte(',')
			}
			object(w, i)
		}
		w.WriteString("]}")
		if err := w.Flush(); err != nil {
			tb.Fatal(err)
		}
		if err := file.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	guid := func(kind, i int) string {
		return fmt.Sprintf("%08x-%04x-4%03x-9%03x-%012x", i*2654435761%(1<<32), kind, i%4096, i/4096%4096, i)
	}
	names := [...]string{"Adele", "Bianca", "Christie", "Debra", "Élodie", "Grady", "Henrietta", "Isaiah", "Johanna", "Lee", "Megan", "Nestor"}
	families := [...]string{"Vance", "Pisani", "Cline", "Berger", "Archie", "Mueller", "Langer", "Lorenz", "Gu", "Bowen", "Wilke", "Sturm"}
	sets := "users(id,displayName,givenName,surname,userPrincipalName,mail,otherMails,proxyAddresses,userType,creationType,externalUserState,externalUserStateChangeDateTime,identities,accountEnabled,createdDateTime,mailNickname,onPremisesSyncEnabled,onPremisesImmutableId,onPremisesUserPrincipalName,onPremisesProvisioningErrors,assignedPlans,showInAddressList,sponsors)"
	page("users.json", sets, users, func(w *bufio.Writer, i int) {
		given, family := names[i%len(names)], families[i/len(names)%len(families)]
		alias := fmt.Sprintf("%c%s.%d", 'a'+i%26, family, i)
		upn, userType, creation, state, synced := alias+"@contoso.com", "Member", "null", "null", "true"
		home, anchor, plans, sponsors := fmt.Sprintf("%q", upn), fmt.Sprintf(`"%x"`, rng.Uint64()), `{"assignedDateTime":"2023-02-01T08:00:00Z","capabilityStatus":"Enabled","service":"exchange","servicePlanId":"efb87545-963c-4e0d-99df-69c6916d9eb0"}`, ""
		identity := fmt.Sprintf(`{"signInType":"userPrincipalName","issuer":"contoso.onmicrosoft.com","issuerAssignedId":%q}`, upn)
		if i%10 == 9 {
			upn, userType, creation, state, synced = alias+"_fabrikam.com#EXT#@contoso.onmicrosoft.com", "Guest", `"Invitation"`, `"Accepted"`, "null"
			home, anchor, plans, sponsors = "null", "null", "", fmt.Sprintf(`{"@odata.type":"#microsoft.graph.user","id":%q}`, guid(1, i-9))
			identity = `{"signInType":"federated","issuer":"ExternalAzureAD","issuerAssignedId":null},` + identity
		} else if i%1000 == 1 {
			upn = "x#" + upn
		}
		fmt.Fprintf(w, `{"id":%q,"accountEnabled":true,"ageGroup":null,"businessPhones":["+1 425 555 %04d"],"city":"Redmond","companyName":"Contoso, Ltd.",`+
			`"createdDateTime":"2019-%02d-%02dT08:31:07Z","department":"Sales and Marketing","displayName":"%s %s","employeeId":"%06d","givenName":%q,"surname":%q,"jobTitle":"Account Manager",`+
			`"mail":"%s@contoso.com","mailNickname":%q,"mobilePhone":null,"officeLocation":"18/%d","onPremisesDistinguishedName":"CN=%s %s,OU=Users,OU=Corp,DC=contoso,DC=com","onPremisesDomainName":"contoso.com",`+
			`"onPremisesImmutableId":%s,"onPremisesUserPrincipalName":%s,"onPremisesProvisioningErrors":[],"assignedPlans":[%s],"showInAddressList":true,"sponsors":[%s],"externalUserStateChangeDateTime":null,"onPremisesLastSyncDateTime":"2026-11-%02dT03:12:44Z","onPremisesSamAccountName":%q,"onPremisesSyncEnabled":%s,"otherMails":[],"postalCode":"98052","preferredLanguage":"en-US",`+
			`"proxyAddresses":["SMTP:%s@contoso.com","smtp:%s@contoso.onmicrosoft.com","smtp:%s@corp.contoso.com","X500:/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=%d"],`+
			`"state":"WA","streetAddress":"One Contoso Way","usageLocation":"US","userPrincipalName":%q,"userType":%q,"creationType":%s,"externalUserState":%s,"identities":[%s]}`,
			guid(1, i), i%10000, 1+i%12, 1+i%28, given, family, i, given, family, alias, alias, rng.IntN(3000), given, family, anchor, home, plans, sponsors, 1+i%21, alias, synced,
			alias, alias, alias, i, upn, userType, creation, state, identity)
	})
	page("contacts.json", "contacts", users/10, func(w *bufio.Writer, i int) {
		address := fmt.Sprintf("vendor%d@adatum.com", i)
		if i%1000 == 1 {
			address = fmt.Sprintf("%c%s.%d@contoso.com", 'a'+i%26, families[i/len(names)%len(families)], i)
		}
		fmt.Fprintf(w, `{"id":%q,"companyName":"A. Datum Corporation","displayName":"Vendor %d","mail":%q,"mailNickname":"vendor%d","onPremisesSyncEnabled":null,"onPremisesProvisioningErrors":[],"proxyAddresses":["SMTP:%s"]}`,
			guid(2, i), i, address, i, address)
	})
	page("groups.json", "groups", users/20, func(w *bufio.Writer, i int) {
		synced := i%2 == 0
		fmt.Fprintf(w, `{"id":%q,"displayName":"Group %d","groupTypes":[],"mailEnabled":false,"mail":null,"proxyAddresses":[],"securityEnabled":true,"isAssignableToRole":null,"membershipRule":null,"membershipRuleProcessingState":null,`+
			`"assignedLicenses":[],"onPremisesProvisioningErrors":[],"resourceProvisioningOptions":[],"owners":[],"onPremisesSyncEnabled":%t,"members":[`, guid(3, i), i, synced)
		for k := range 21 {
			if k > 0 {
				w.WriteByte(',')
			}
			member := rng.IntN(users)
			if member -= member % 10; synced && k == 0 && i%1000 == 0 {
				member += 9 // a guest
			}
			fmt.Fprintf(w, `{"@odata.type":"#microsoft.graph.user","id":%q}`, guid(1, member))
		}
		w.WriteString("]}")
	})
	page("servicePrincipals.json", "servicePrincipals", users/100, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"id":%q,"appId":%q,"displayName":"App %d","appDisplayName":"App %d","accountEnabled":true,"appOwnerOrganizationId":"f8cdef31-a31e-4b4a-93e4-5f571e91255a",`+
			`"appRoleAssignmentRequired":false,"servicePrincipalType":"Application","signInAudience":"AzureADMultipleOrgs","replyUrls":[],"notificationEmailAddresses":[],"appRoleAssignedTo":[],"appRoleAssignments":[],"owners":[]}`, guid(4, i), guid(5, i), i, i)
	})
	page("applications.json", "applications", users/100, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"id":%q,"appId":%q,"displayName":"App %d","signInAudience":"AzureADMultipleOrgs","owners":[],"requiredResourceAccess":[]}`, guid(6, i), guid(7, i), i)
	})
	page("domains.json", "domains", 3, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"id":%q,"isVerified":true,"isInitial":%t,"isDefault":%t,"authenticationType":"Managed","isAdminManaged":true,"supportedServices":[]}`,
			[]string{"contoso.com", "contoso.onmicrosoft.com", "corp.contoso.com"}[i], i == 1, i == 0)
	})
	page("roleDefinitions.json", "roleManagement/directory/roleDefinitions", 1, func(w *bufio.Writer, _ int) {
		fmt.Fprint(w, `{"id":"62e90394-69f5-4237-9190-012177145e10","templateId":"62e90394-69f5-4237-9190-012177145e10","displayName":"Global Administrator","isBuiltIn":true,"isEnabled":true,"isPrivileged":true}`)
	})
	page("roleAssignments.json", "roleManagement/directory/roleAssignments", 50, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"id":"r%d","principalId":%q,"roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/"}`, i, guid(1, i*10))
	})
	page("conditionalAccessPolicies.json", "identity/conditionalAccess/policies", 20, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"id":%q,"displayName":"CA %d","state":"enabled","conditions":{"users":{"includeUsers":["All"],"excludeUsers":[],"includeGroups":[],"excludeGroups":[],"includeRoles":[],"excludeRoles":[],"includeGuestsOrExternalUsers":null,"excludeGuestsOrExternalUsers":null},`+
			`"applications":{"includeApplications":["All"],"excludeApplications":["00000012-0000-0000-c000-000000000000"]},"clientAppTypes":["all"]},"grantControls":{"operator":"OR","builtInControls":["mfa"],"termsOfUse":[],"customAuthenticationFactors":[]},"sessionControls":null}`, guid(8, i), i)
	})
	page("groupSettings.json", "groupSettings", 1, func(w *bufio.Writer, _ int) {
		fmt.Fprint(w, `{"id":"s","displayName":"Group.Unified","templateId":"62375ab9-6b52-47ed-826b-58e47e0e304b","values":[{"name":"AllowToAddGuests","value":"true"},{"name":"AllowGuestsToAccessGroups","value":"true"}]}`)
	})
	const open = `{"usersAndGroups":{"accessType":"allowed","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"allowed","targets":[{"target":"AllApplications","targetType":"application"}]}}`
	page("partners.json", "policies/crossTenantAccessPolicy/partners(tenantId,identitySynchronization())", 200, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, `{"tenantId":%q,"isServiceProvider":null,"isInMultiTenantOrganization":false,"inboundTrust":{"isMfaAccepted":true,"isCompliantDeviceAccepted":true,"isHybridAzureADJoinedDeviceAccepted":true},`+
			`"b2bCollaborationInbound":null,"b2bCollaborationOutbound":%s,"b2bDirectConnectInbound":null,"b2bDirectConnectOutbound":null,"tenantRestrictions":null,"automaticUserConsentSettings":{"inboundAllowed":null,"outboundAllowed":null},"identitySynchronization":null}`, guid(9, i), open)
	})
	for name, text := range map[string]string{
		"default.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/crossTenantAccessPolicy/default/$entity","id":"d","isServiceDefault":false,"inboundTrust":{"isMfaAccepted":true,"isCompliantDeviceAccepted":false,"isHybridAzureADJoinedDeviceAccepted":false},` +
			`"b2bCollaborationInbound":` + open + `,"b2bCollaborationOutbound":` + open + `,"b2bDirectConnectInbound":` + strings.ReplaceAll(open, "allowed", "blocked") + `,"b2bDirectConnectOutbound":` + strings.ReplaceAll(open, "allowed", "blocked") +
			`,"tenantRestrictions":null,"automaticUserConsentSettings":{"inboundAllowed":false,"outboundAllowed":false},"invitationRedemptionIdentityProviderConfiguration":{"primaryIdentityProviderPrecedenceOrder":["azureActiveDirectory","externalFederation","socialIdentityProviders"],"fallbackIdentityProvider":"emailOneTimePasscode"}}`,
		"crossTenantAccessPolicy.json":   `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#policies/crossTenantAccessPolicy/$entity","id":"p","displayName":"CrossTenantAccessPolicy","allowedCloudEndpoints":[],"definition":["{\"CrossTenantAccessPolicy\":{\"Version\":1,\"TenantGroup\":[]}}"]}`,
		"authorizationPolicy.json":       `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authorizationPolicy/$entity","id":"authorizationPolicy","allowInvitesFrom":"adminsAndGuestInviters","guestUserRoleId":"10dae51f-b6af-4016-8d66-8c2a99b929b3","allowEmailVerifiedUsersToJoinOrganization":true}`,
		"authenticationFlowsPolicy.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/authenticationFlowsPolicy/$entity","id":"authenticationFlowsPolicy","selfServiceSignUp":{"isEnabled":false}}`,
		"externalIdentitiesPolicy.json":  `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#policies/externalIdentitiesPolicy/$entity","id":"externalIdentitiesPolicy","allowExternalIdentitiesToLeave":true,"allowDeletedIdentitiesDataRemoval":false}`,
		"emailAuthenticationMethod.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#authenticationMethodConfigurations/$entity","@odata.type":"#microsoft.graph.emailAuthenticationMethodConfiguration","id":"Email","state":"enabled","allowExternalIdToUseEmailOtp":"default"}`,
		"organization.json":              `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#organization","value":[{"id":"0a1b2c3d-1111-4111-8111-111111111111","displayName":"Contoso","onPremisesSyncEnabled":true,"verifiedDomains":[{"name":"contoso.com","isInitial":false},{"name":"contoso.onmicrosoft.com","isInitial":true}]}]}`,
		"b2bManagementPolicies.json":     `{"@odata.context":"https://graph.microsoft.com/beta/$metadata#policies/b2bManagementPolicies","value":[{"id":"b","displayName":"B2BManagementPolicy","isOrganizationDefault":true,"definition":["{\"B2BManagementPolicy\":{\"Version\":1,\"InvitationsAllowedAndBlockedDomainsPolicy\":{\"BlockedDomains\":[\"tailspintoys.com\"]}}}"]}]}`,
		"sharePointSettings.json":        `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#admin/sharepoint/settings/$entity","sharingCapability":"externalUserSharingOnly","sharingDomainRestrictionMode":"blockList","sharingAllowedDomainList":[],"sharingBlockedDomainList":["tailspintoys.com"],"isResharingByExternalUsersEnabled":false,"isRequireAcceptingUserToMatchInvitedUserEnabled":true}`,
		"sharePointTenant.json":          `{"ShowPeoplePickerSuggestionsForGuestUsers":true,"EnableAzureADB2BIntegration":true,"SharingCapability":1,"SharingDomainRestrictionMode":2,"SharingAllowedDomainList":"","SharingBlockedDomainList":"tailspintoys.com","PreventExternalUsersFromResharing":true,"EnableGuestSignInAcceleration":false,"SignInAccelerationDomain":""}`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
	for name, set := range map[string]string{
		"deletedApplications.json": "applications", "externalDomainFederations.json": "directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation",
		"directoryRoles.json": "directoryRoles",
	} {
		page(name, set, 0, nil)
	}
}
