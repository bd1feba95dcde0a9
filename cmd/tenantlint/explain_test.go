package main

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint/explain"
	"tenantlint/lint/rules"
)

// The article, section by section: the rules that each leads to, and what somebody
// may type or paste to get there beside the heading.
var sections = []struct {
	heading string
	rules   string
	texts   []string
}{
	{"AADSTS50020 at sign-in", "application-single-tenant-for-guests application-without-guest-assignment", []string{
		"AADSTS50020", "aadsts50020", "50020", "90072", "Sign-in error code: 50020", `"errorCode": 90072`,
		"Guest sign-in fails with error code AADSTS50020",
		"AADSTS50020: User account 'rosa.delgado@litwareinc.com' from identity provider 'https://sts.windows.net/1d4f6a21-0000-4000-8000-000000000009/' does not exist in tenant 'Contoso' and cannot access the application '00000003-0000-0ff1-ce00-000000000000'(Office 365 SharePoint Online) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account. Trace ID: 7a1f0000-0000-4000-8000-00000000000a Correlation ID: 7a1f0000-0000-4000-8000-00000000000b Timestamp: 2026-11-20 03:12:44Z",
		"User account 'live.com#rosa' from identity provider 'live.com' does not exist in tenant 'Contoso'",
		"Benutzerkonto 'rosa.delgado@litwareinc.com' ist im Mandanten 'Contoso' nicht vorhanden (AADSTS50020).",
	}},
	{"AADSTS90071, shared channel", "mfa-trust-missing-for-direct-connect", []string{
		"AADSTS90071", "shared channel",
		"B2B direct connect user is unable to access a shared channel (error AADSTS90071)",
		"The organization you're trying to reach needs to update their settings to let you sign in.\n\nAADSTS90071: An admin from Fabrikam, Inc. must update their access settings to accept inbound multifactor authentication.",
		"An admin from Wide World Importers must update their access settings to accept inbound multifactor authentication.",
	}},
	{"Failure to update policy due to object limit", "policy-size", []string{
		"failure to update policy, due to object-limit!",
		`An error similar to "Failure to update policy due to object limit" appears while configuring cross-tenant access settings`,
		"HTTP 400 Bad Request: Failure to update policy due to object limit. request-id 0c5f0000-0000-4000-8000-000000000001",
		"FAILURE TO\r\n  UPDATE POLICY\r\nDUE TO OBJECT LIMIT",
	}},
	{"Encrypted mail (OME) unreadable", "rms-blocked-outbound rms-only-application-allowed rms-blocked-inbound collaboration-blocked-outbound collaboration-blocked-inbound rms-in-conditional-access", []string{
		"Users can no longer read email encrypted with Microsoft Rights Management Service (OME)", "encrypted mail", "OME",
	}},
	{"Guest missing in address book or people picker", "guest-hidden-from-address-list", []string{
		"I\u2019ve added an external user but don\u2019t see them in my Global Address Book or in the people picker", "global address book",
	}},
	{"Guest missing in SharePoint/OneDrive people picker", "sharepoint-people-picker-hides-guests", []string{
		"A B2B guest user isn't showing up in SharePoint Online/OneDrive people picker", "sharepoint people picker",
	}},
	{"Invite settings not respected by SharePoint/OneDrive", "sharepoint-b2b-integration-off sharepoint-domain-list-differs", []string{
		"My guest invite settings and domain restrictions aren't being respected by SharePoint Online/OneDrive",
	}},
	{"Invitations disabled for the directory", "invitations-disabled application-cannot-invite", []string{
		"Invitations have been disabled for directory",
		"Guest invitations not allowed for your company. Contact your company administrator for more details.",
		"At least one invitation failed. Error: ResponseStatusNotOK, message: Guest invitations not allowed for your company.",
		"AzureActiveDirectoryForbidden",
	}},
	{"Redemption: email-verified users disallowed", "email-verified-join-disabled stale-pending-invitation", []string{
		"Invitee's Admin has disallowed EmailVerified Users from being created in their tenant",
		"We cannot create a self-service Azure AD account for you because fabrikam.com has disabled self-service account sign-up by email validation. Ask fabrikam.com's admin to enable EmailVerified users or create an account for you.",
	}},
	{"Redemption: user does not exist in a federated domain", "federated-user-not-synced", []string{
		"External user doesn't exist already in a federated domain",
		"The user that you're redeeming an invitation for doesn't exist in this federated domain",
		"Invitation redemption failed AADB2B_0001 : We cannot create a self-service Azure AD account for you because the directory is federated. Tenant's admin must create an account for you.",
	}},
	{"proxyAddress conflicts with a local user", "address-conflict guest-mail-in-other-mails", []string{
		"External user has a proxyAddress that conflicts with a proxyAddress of an existing local user",
		"The invited user already exists in the directory as object ID: 6cbe1f13-5f2c-4f87-9da4-cf7425d1d2e3. They can use that account to sign in to shared apps and resources.",
	}},
	{"Cannot invite: conflict in proxyAddresses; existing contact", "address-conflict-contact address-conflict provisioning-conflict", []string{
		"I can't invite an email address because of a conflict in proxyAddresses",
		"You can't invite rosa.delgado@litwareinc.com because of a conflict in proxyAddresses",
		`{"error":{"code":"Request_BadRequest","message":"Another object with the same value for property proxyAddresses already exists.","details":[{"code":"ObjectConflict","target":"proxyAddresses"}]}}`,
		"Another object with the same value for property proxyAddresses already exists: smtp:Rosa.Delgado@LitwareInc.com",
	}},
	{"Guest without proxyAddress", "guest-without-proxy-address", []string{
		"The guest user object doesn't have a proxyAddress",
	}},
	{"# in UPNs", "hash-in-synced-upn", []string{
		"How does \u2018#\u2019, which isn\u2019t normally a valid character, sync with Microsoft Entra ID?",
	}},
	{"Adding external users to a synchronized group", "guest-in-synced-group", []string{
		"I receive an error when adding external users to a synchronized group",
		"Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration. DualWrite (Graph) RequestId: b9e0b11e-0000-4000-8000-000000000002",
	}},
	{"No invitation email", "", []string{"My external user didn't receive an email to redeem"}},
	{"Custom message missing", "inviter-without-mail", []string{
		"I notice that the custom message doesn't get included with invitation messages at times", "custom message",
	}},
	{"AADSTS65005, unmanaged tenant", "unmanaged-tenant", []string{
		`You receive an "AADSTS65005" error when you try to sign in to an Azure resource`,
		"AADSTS65005: Using application 'Expenses & Travel' is currently not supported for your organization litwareinc.com because it is in an unmanaged state. An administrator needs to claim ownership of the company by DNS validation of litwareinc.com before the application Expenses & Travel can be provisioned.",
		"Using application 'Expenses' is currently not supported for your organization litwareinc.com because it is in an unmanaged state.",
	}},
	{"Viral tenant password reset", "", []string{
		"A guest user with a just-in-time or \u201cviral\u201d tenant is unable to reset their password", "viral tenant",
	}},
	{"AzureAD PowerShell V1 blocked for guests", "", []string{"A guest user is unable to use the Azure AD PowerShell V1 module"}},
	{"US Government tenant cannot invite", "cloud-without-partner cloud-endpoint-unknown invitations-disabled", []string{
		"In an Azure US Government tenant, I can't invite a B2B collaboration guest user",
	}},
	{"Blocked by cross-tenant access policies / settings missing", "collaboration-blocked-inbound collaboration-blocked-outbound cloud-without-partner", []string{
		"Invitation is blocked due to cross-tenant access policies", "Invitation is blocked due missing cross-tenant access settings",
		"This invitation is blocked by cross-tenant access settings. Admins in both your organization and the invited user's organization must configure cross-tenant access settings to allow the invitation.",
		"This invitation is blocked by cross-tenant access settings in your organization. Your administrator must configure cross-tenant access settings to allow this invitation.",
		"Error: ResponseStatusNotOK, message: This invitation is blocked by cross-tenant access settings.",
	}},
	{"Microsoft B2B Cross Cloud Worker disabled", "cross-cloud-worker-disabled", []string{
		"Invitation is blocked due to disabled Microsoft B2B Cross Cloud Worker application", "cross-cloud-worker",
		"This action can\u2019t be completed because the Microsoft B2B Cross Cloud Worker application has been disabled in the invited user\u2019s tenant. Ask the invited user\u2019s admin to re-enable it, then try again.",
	}},
	{"aad-extensions-app missing", "aad-extensions-app-deleted aad-extensions-app-missing", []string{
		"I receive the error that Microsoft Entra ID can't find the `aad-extensions-app` in my tenant", "aad-extensions-app",
		"Microsoft Entra ID cannot find the aad-extensions-app in tenant contoso.onmicrosoft.com",
	}},
	{"Invited, but the email attribute is empty", "guest-mail-in-other-mails", []string{
		"A guest user was invited successfully but the email attribute isn't populating",
	}},
	{"External access blocked by policy", "tenant-restrictions-device-filter tenant-restrictions-microsoft-account", []string{
		"External access blocked by policy error on the login screen", "AADSTS500021", "500022", "AADSTS5000211",
		"Your network administrator has restricted what organizations can be accessed. Contact your IT department to unblock access.",
		"AADSTS5000211: A tenant restrictions policy added to this request by a device or network administrator does not allow access to 'Fabrikam'.",
		"A tenant restrictions policy added to this request by a device or network administrator does not allow access to 'Fabrikam'.",
	}},
	{"Several invitation emails for one person (aliases)", "guest-duplicated", []string{"several invitation emails"}},
	{"Invited guests cannot redeem (self-help)", "stale-pending-invitation pending-guest-domain-blocked email-verified-join-disabled federated-user-not-synced", []string{
		"invited guests cannot redeem",
	}},
	{"FAQ: guest as limited administrator; portal access of guests", "guest-in-privileged-role portal-block-hits-members dynamic-group-includes-guests", []string{
		"Can I make a guest user a limited administrator?",
		"Does Microsoft Entra B2B collaboration allow B2B users to access the Microsoft Entra admin center?",
		"Can I block access to the Microsoft Entra admin center for guest users?",
	}},
	{"FAQ: MFA for guests; partner MFA trust", "guests-without-mfa mfa-trust-missing-for-direct-connect", []string{
		"Can we force multifactor authentication for B2B guest users if our partners don't have multifactor authentication?",
		"What if a partner organization already has multifactor authentication set up? Can we trust their multifactor authentication?",
	}},
	{"FAQ: allow and deny lists", "domain-list-conflict domain-list-size pending-guest-domain-blocked", []string{
		`In SharePoint, you can define an "allow" or "deny" list for external users. Can we do this in Azure?`,
	}},
	{"FAQ: may a guest leave", "guests-cannot-leave", []string{"Why can\u2019t I leave an organization?"}},

	// in the article of 2025-02-19, and no matter of guests
	{"Loop when adding a passkey in Authenticator", "", []string{"Users get in a loop when they try to add passkey in Authenticator"}},
}

// codes are the AADSTS codes that have a page beside those of the article.
var codes = []struct {
	title string
	rules string
	texts []string
}{
	{"AADSTS50014: the guest has not redeemed the invitation", "stale-pending-invitation", []string{
		"AADSTS50014", "GuestUserInPendingState",
	}},
	{"AADSTS50034, AADSTS51004: the account is not in the directory", "", []string{
		"AADSTS50034", "51004",
		"The user account {EUII Hidden} does not exist in the 8e81adc1-0000-4000-8000-000000000003 directory. To sign into this application, the account must be added to the directory.",
		"AADSTS50034: To sign into this application the account must be added to the contoso.onmicrosoft.com directory.",
	}},
	{"AADSTS50105: not assigned to the application", "application-without-guest-assignment", []string{
		"AADSTS50105",
		"AADSTS50105: Your administrator has configured the application Expenses ('d4ad39a1-0000-4000-8000-000000000004') to block users unless they are specifically granted ('assigned') access to the application. The signed in user 'rosa.delgado@litwareinc.com' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application.",
		"The signed in user 'rosa.delgado@litwareinc.com' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
	}},
	{"AADSTS50194: not a multitenant application", "application-single-tenant-for-guests", []string{
		"AADSTS50194",
		"Application 'd4ad39a1-0000-4000-8000-000000000004'(Expenses) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
	}},
	{"AADSTS500212: the home tenant does not let this user out", "collaboration-blocked-outbound", []string{
		"AADSTS500212", "aadsts 500212",
		"The user's administrator has set an outbound access policy that does not allow access to the resource tenant.",
	}},
	{"AADSTS500213: the inviting tenant does not let this user in", "collaboration-blocked-inbound", []string{
		"AADSTS500213", "500213", "NotAllowedByInboundPolicyTenant",
		"AADSTS500213: The resource tenant's cross-tenant access policy does not allow this user to access this tenant. Trace ID: 3c1a7f0e-0000-4000-8000-000000000005 Correlation ID: 3c1a7f0e-0000-4000-8000-000000000006 Timestamp: 2026-11-20 03:12:44Z",
		"The resource tenant\u2019s cross-tenant access policy doesn't allow this user to access this tenant",
		"does not allow this user to access this tenant",
		`{"error":"access_denied","error_description":"AADSTS500213: The resource tenant\u0027s cross-tenant access policy does not allow this user to access this tenant.\r\nTrace ID: x","error_codes":[500213]}`,
		"https://login.microsoftonline.com/error?code=500213",
		"AADSTS500213\uff1a\u30ea\u30bd\u30fc\u30b9 \u30c6\u30ca\u30f3\u30c8\u306e\u30dd\u30ea\u30b7\u30fc",
	}},
	{"AADSTS53000, AADSTS53001: Conditional Access asks for a managed device", "device-trust-missing", []string{
		"AADSTS53000", "53001",
		"Device is not in required device state: compliant. Conditional Access policy requires a compliant device, and the device is not compliant. The user must enroll their device with an approved MDM provider like Intune.",
		"Device is not in required device state: domain_joined. Conditional Access policy requires a domain joined device, and the device is not domain joined.",
	}},
	{"AADSTS53002: Conditional Access asks for an approved app", "control-guests-cannot-satisfy", []string{"AADSTS53002"}},
	{"AADSTS53003: blocked by Conditional Access", "portal-block-hits-members", []string{
		"AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance.",
		"Access has been blocked by Conditional Access policies.",
	}},
	{"AADSTS65005: misconfigured application", "", []string{
		"AADSTS65005: The app required resource access list does not contain apps discoverable by the resource",
	}},
	{"AADSTS90038, AADSTS900382, AADSTS900432: the tenant is in another cloud", "", []string{
		"AADSTS90038", "900382", "AADSTS900432: Confidential Client is not supported in Cross Cloud request.",
		"The specified tenant 'contoso.us' belongs to the National Cloud 'Azure US Government'. Current cloud instance 'microsoftonline.com' does not federate with Azure US Government.",
	}},
	{"AADSTS1000104: the home tenant does not allow the other cloud", "cloud-endpoint-unknown", []string{"AADSTS1000104"}},
	{"AADSTS5000819: no fitting email in the SAML answer", "", []string{"AADSTS5000819"}},
}

func TestExplainTheArticle(t *testing.T) {
	for _, section := range sections {
		for _, text := range append([]string{section.heading}, section.texts...) {
			wantPage(t, text, section.heading, strings.Fields(section.rules))
		}
	}
	if got, want := len(explain.Sections()), len(sections); got != want {
		t.Errorf("%d sections have a page, the test knows %d", got, want)
	}
	for _, code := range codes {
		for _, text := range append([]string{code.title}, code.texts...) {
			wantPage(t, text, code.title, strings.Fields(code.rules))
		}
	}
}

// wantPage checks that explain answers a text, as one argument and as many, with one
// page and its rules.
func wantPage(t *testing.T, text, title string, ids []string) {
	t.Helper()
	for _, args := range [][]string{{text}, strings.Fields(text)} {
		code, stdout, stderr := try("", append([]string{"explain", "--"}, args...)...)
		if code != 0 || !strings.HasPrefix(stdout, "# "+title+"\n") || stderr != "" {
			t.Errorf("explain %q: exit code %d, want the page %q\n%s%s", text, code, title, stdout, stderr)
			return
		}
		if got := rulesIn(stdout); !slices.Equal(got, ids) {
			t.Errorf("explain %q leads to the rules %q, want %q", text, got, ids)
		}
	}
}

// rulesIn returns the rules that an answer says how to see more of.
func rulesIn(stdout string) []string {
	var ids []string
	for line := range strings.Lines(stdout) {
		if id, ok := strings.CutPrefix(line, "  tenantlint explain "); ok {
			ids = append(ids, strings.TrimSpace(id))
		}
	}
	return ids
}

func TestExplainSeveralAnswers(t *testing.T) {
	for text, want := range map[string][]string{
		"AADSTS65005": {`"AADSTS65005, unmanaged tenant"`, `"AADSTS65005: misconfigured application"`},
		"65005":       {`"AADSTS65005, unmanaged tenant"`, `"AADSTS65005: misconfigured application"`},
		"proxyAddress conflict": { // neither has both words in the singular
			`"proxyAddress conflicts with a local user"`, `"Cannot invite: conflict in proxyAddresses; existing contact"`,
		},
		"invitation disabled": {
			`"Invitations disabled for the directory"`, `"Microsoft B2B Cross Cloud Worker disabled"`,
		},
		"people picker": {
			`"Guest missing in address book or people picker"`, `"Guest missing in SharePoint/OneDrive people picker"`,
		},
		"On a guest user object, the proxyAddresses or email attribute isn't populated": {
			`"Guest without proxyAddress"`, `"Invited, but the email attribute is empty"`,
		},
		"The user that I invited is receiving an error during the redemption process": {
			`"Redemption: email-verified users disallowed"`, `"Redemption: user does not exist in a federated domain"`,
			`"proxyAddress conflicts with a local user"`,
		},
		"first AADSTS500213, then AADSTS50020": {"AADSTS500213", `"AADSTS50020 at sign-in"`},
		"Failure to update policy due to object limit. Then: This invitation is blocked by cross-tenant access settings.": {
			`"Blocked by cross-tenant access policies / settings missing"`, `"Failure to update policy due to object limit"`,
		},
	} {
		code, stdout, stderr := try("", "explain", text)
		if got := rulesIn(stdout); code != 0 || stderr != "" || !reflect.DeepEqual(got, want) {
			t.Errorf("explain %q: exit code %d, answers %q, want %q\n%s%s", text, code, got, want, stdout, stderr)
		}
		for _, name := range rulesIn(stdout) { // each leads to its page
			code, page, _ := try("", "explain", strings.Trim(name, `"`))
			if title := "# " + strings.Trim(name, `"`); code != 0 || !strings.HasPrefix(page, title) {
				t.Errorf("explain %s: exit code %d\n%s", name, code, page)
			}
		}
	}
	const want = `2 pages answer this, the best first:

No invitation email
  no rule finds the cause
  tenantlint explain "No invitation email"

Failure to update policy due to object limit
  policy-size  error  The cross-tenant access policy is near or over its size limit
  tenantlint explain "Failure to update policy due to object limit"
`
	_, stdout, _ := try("", "explain", "My external user didn't receive an email to redeem. Failure to update policy due to object limit")
	if stdout != want {
		t.Errorf("got\n%s\nwant\n%s", stdout, want)
	}
}

func TestExplainNothing(t *testing.T) {
	for _, text := range []string{
		"invoice overdue", "access denied", "Access denied!", "permission denied", "You don't have access to this",
		"the user does not exist", "guest", "external user", "user", "Something went wrong", "404 not found",
		"Error code: 404", "AADSTS999999: nothing is known of this", "Sign in failed for user ann@fabrikam.com",
		"Trace ID: 3c1a7f0e-5a0b-4a52-9f5e-0c6a3f6f1a01 Timestamp: 2026-11-20 03:12:44Z", "The quick brown fox jumps over the lazy dog",
		"50020 users were imported", "we have 53000 devices", "policy limit picker", "'", "...",
		"Zugriff verweigert", "\u30a2\u30af\u30bb\u30b9\u304c\u62d2\u5426\u3055\u308c\u307e\u3057\u305f",
	} {
		code, stdout, stderr := try("", "explain", text)
		if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasSuffix(stderr, "tenantlint explain --list\n") {
			t.Errorf("explain %q: exit code %d\n%s%s", text, code, stdout, stderr)
		}
	}
}

func TestExplainHostileTexts(t *testing.T) {
	for _, text := range []string{
		"\x1b]0;title\x07\x1b[2J zzz", "zzz \xff\xfe\xc0", "zzz \u202e\u2066 yyy", "##[stop-commands]x y", "::error:: x",
		strings.Repeat("zzz ", 1<<20), strings.Repeat("x", 1<<20), "zzz\x00yyy", "zzz\r\nyyy",
	} {
		code, stdout, stderr := try("", "explain", text)
		if code != 2 || stdout != "" || len(stderr) > 1000 || strings.Count(stderr, "\n") != 1 ||
			strings.ContainsAny(stderr, "\x1b\x07\x00\r\u202e\u2066") || strings.Contains(stderr, "##") || strings.Contains(stderr, "::") {
			t.Errorf("%.80q: exit code %d\n%.300q%.300q", text, code, stdout, stderr)
		}
	}
	// an error is found in what is hostile
	code, stdout, _ := try("", "explain", "\x1b[31mFailure to update\x1b[0m policy due to \u202eobject\u2069 limit \xff")
	if code != 0 || !strings.HasPrefix(stdout, "# Failure to update policy due to object limit\n") || strings.Contains(stdout, "\x1b") {
		t.Errorf("exit code %d\n%q", code, stdout)
	}
}

// TestExplainList holds that the list has everything, and that what it lists has a
// page.
func TestExplainList(t *testing.T) {
	code, list, stderr := try("", "explain", "--list")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	count := map[string]int{}
	group := ""
	for line := range strings.Lines(list) {
		line = strings.TrimRight(line, "\n")
		name, listed := strings.CutPrefix(line, "  ")
		switch {
		case line == "":
			continue
		case !listed:
			group, _, _ = strings.Cut(line, " ")
			continue
		case group != "Sections":
			name = strings.Fields(name)[0]
		}
		count[group]++
		if code, stdout, stderr := try("", "explain", name); code != 0 || stderr != "" ||
			!strings.HasPrefix(stdout, "# ") && !strings.HasPrefix(stdout, "2 pages ") {
			t.Errorf("explain %q: exit code %d\n%s%s", name, code, stdout, stderr)
		}
	}
	want := map[string]int{
		"Rules:": len(rules.All), "Problems": len(explain.Problems()), "Error": len(explain.Codes()) + 1, // one has two meanings
		"Sections": len(explain.Sections()),
	}
	if !reflect.DeepEqual(count, want) {
		t.Errorf("%v, want %v", count, want)
	}
}

// TestExplainKeepsItsPages holds that the words of messages never hide a rule or a
// problem.
func TestExplainKeepsItsPages(t *testing.T) {
	for _, name := range explain.Names(rules.All) {
		page, _ := explain.Page(rules.All, name)
		if code, stdout, _ := try("", "explain", name); code != 0 || stdout != strings.TrimSpace(page)+"\n" {
			t.Errorf("explain %s: exit code %d\n%s", name, code, stdout)
		}
	}
}

func TestExplainNamesOnRulePages(t *testing.T) {
	code, stdout, stderr := try("", "explain", "AzureDirectoryB2BManagementPolicyCheckFailure")
	if code != 0 || !slices.Contains(rulesIn(stdout), "sync-without-automatic-redemption") || stderr != "" {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if code, stdout, stderr := try("", "explain", "Graph"); code != 2 || stdout != "" || !strings.Contains(stderr, "unknown") {
		t.Errorf("a word of every page: exit code %d\n%s%s", code, stdout, stderr)
	}
}

// TestExplainWhatPeopleAsk holds that short words for an error lead to its section.
func TestExplainWhatPeopleAsk(t *testing.T) {
	for text, want := range map[string]string{
		"email address is already in use":   "Cannot invite: conflict in proxyAddresses; existing contact",
		"address already in use":            "Cannot invite: conflict in proxyAddresses; existing contact",
		"cannot invite user address in use": "proxyAddress conflicts with a local user",
		"can't invite":                      "Invitations disabled for the directory",
		"user can't invite guest":           "Invitations disabled for the directory",
		"guest cannot open encrypted mail":  "Encrypted mail (OME) unreadable",
		"encrypted message":                 "Encrypted mail (OME) unreadable",
		"cross-tenant policy too big":       "Failure to update policy due to object limit",
		"B2B collaboration blocked":         "Blocked by cross-tenant access policies / settings missing",
		"shared channel blocked":            "AADSTS90071, shared channel",
		"guest cannot redeem invitation":    "Invited guests cannot redeem (self-help)",
		"failed to invite user":             "Invitations disabled for the directory",
	} {
		code, stdout, stderr := try("", "explain", text)
		if code != 0 || !strings.Contains(stdout, want+"\n") {
			t.Errorf("explain %q: exit code %d, want %q\n%.400s%s", text, code, want, stdout, stderr)
		}
	}
}

func TestExplainSaysWhatARuleIs(t *testing.T) {
	_, stdout, _ := try("", "explain", "guest-hidden-from-address-list")
	const want = "\n\n`guest-hidden-from-address-list` (note, off by default) reads `user`. Where the export lacks"
	title, _, _ := strings.Cut(stdout, "\n")
	if !strings.HasPrefix(stdout, title+want) || !strings.Contains(stdout, "\n\n## What\n") {
		t.Errorf("want %q behind the title\n%.300s", want, stdout)
	}
}

// TestExplainCodesOnRulePages holds that no rule's page names a code that explain
// knows nothing of.
func TestExplainCodesOnRulePages(t *testing.T) {
	for _, rule := range rules.All {
		for _, number := range explain.CodesIn(rule.Page) {
			if code, stdout, stderr := try("", "explain", "AADSTS"+number); code != 0 {
				t.Errorf("%s names AADSTS%s: exit code %d\n%s%s", rule.ID, number, code, stdout, stderr)
			}
		}
	}
}
