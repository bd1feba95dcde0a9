package explain

// An entry declares a topic.
type entry struct {
	page     string   // in the folder of this package, without ".md"
	rules    []string // see Topic
	codes    []string
	headings []string // the article's own, beside the title, in this version and older ones
	asked    []string // what people ask for instead of a heading
	messages []string // fixed texts of errors; "*" is where names, ids and the like stand
}

// entries are the sections in the order of the article, what only an older version
// of it has, and questions of the FAQ; then the codes that have a page of their own.
var entries = []entry{
	{
		page:     "sections/sign-in-not-in-tenant",
		rules:    []string{"application-single-tenant-for-guests", "application-without-guest-assignment"},
		codes:    []string{"50020", "90072"},
		headings: []string{"Guest sign-in fails with error code AADSTS50020"},
		messages: []string{
			"User account * from identity provider * does not exist in tenant * and cannot access the application * in that tenant",
			"User account * from identity provider * does not exist in tenant",
			"The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different * user account",
			"The external account that the user signs in with doesn't exist on the tenant that they signed into; so the user can't satisfy the MFA requirements for the tenant",
			"UserUnauthorized", "PassThroughUserMfaError",
		},
	},
	{
		page:     "sections/shared-channel-mfa",
		rules:    []string{"mfa-trust-missing-for-direct-connect"},
		codes:    []string{"90071"},
		headings: []string{"B2B direct connect user is unable to access a shared channel (error AADSTS90071)"},
		messages: []string{
			"The organization you're trying to reach needs to update their settings to let you sign in",
			"An admin from * must update their access settings to accept inbound multifactor authentication",
		},
		asked: []string{"Shared channel is blocked", "Shared channel does not open"},
	},
	{
		page:  "sections/policy-object-limit",
		rules: []string{"policy-size"},
		headings: []string{
			`An error similar to "Failure to update policy due to object limit" appears while configuring cross-tenant access settings`,
		},
		messages: []string{"Failure to update policy due to object limit"},
		asked:    []string{"Cross-tenant access policy too big"},
	},
	{
		page:     "sections/encrypted-mail",
		rules:    []string{"rms-blocked-outbound", "rms-only-application-allowed", "rms-blocked-inbound", "collaboration-blocked-outbound", "collaboration-blocked-inbound", "rms-in-conditional-access"},
		headings: []string{"Users can no longer read email encrypted with Microsoft Rights Management Service (OME)"},
		asked:    []string{"Guest cannot open encrypted mail", "Encrypted message does not open"},
	},
	{
		page:     "sections/address-book",
		rules:    []string{"guest-hidden-from-address-list"},
		headings: []string{"I've added an external user but don't see them in my Global Address Book or in the people picker"},
	},
	{
		page:     "sections/sharepoint-people-picker",
		rules:    []string{"sharepoint-people-picker-hides-guests"},
		headings: []string{"A B2B guest user isn't showing up in SharePoint Online/OneDrive people picker"},
	},
	{
		page:     "sections/sharepoint-invite-settings",
		rules:    []string{"sharepoint-b2b-integration-off", "sharepoint-domain-list-differs"},
		headings: []string{"My guest invite settings and domain restrictions aren't being respected by SharePoint Online/OneDrive"},
	},
	{
		page:     "sections/invitations-disabled",
		rules:    []string{"invitations-disabled", "application-cannot-invite"},
		headings: []string{"Invitations have been disabled for directory", "You don't have permissions to invite users"},
		messages: []string{
			"Guest invitations not allowed for your company",
			"Guest invitations not allowed for your company. Contact your company administrator for more details",
			"AzureActiveDirectoryForbidden",
		},
		asked: []string{"Cannot invite guests", "Unable to invite user", "Failed to invite user"},
	},
	{
		page:  "sections/email-verified-users",
		rules: []string{"email-verified-join-disabled", "stale-pending-invitation"},
		headings: []string{
			"Invitee's Admin has disallowed EmailVerified Users from being created in their tenant",
			"The user that I invited is receiving an error during the redemption process",
		},
		messages: []string{
			"We cannot create a self-service Azure AD account for you because * has disabled self-service account sign-up by email validation",
			"Ask * admin to enable EmailVerified users or create an account for you",
			"admin has disallowed EmailVerified users from being created in their tenant",
		},
	},
	{
		page:  "sections/federated-domain",
		rules: []string{"federated-user-not-synced"},
		headings: []string{
			"External user doesn't exist already in a federated domain",
			"The user that I invited is receiving an error during the redemption process",
		},
		messages: []string{
			"We cannot create a self-service Azure AD account for you because the directory is federated. Tenant's admin must create an account for you",
			"The user that you're redeeming an invitation for doesn't exist in this federated domain",
		},
	},
	{
		page:  "sections/conflict-with-local-user",
		rules: []string{"address-conflict", "guest-mail-in-other-mails"},
		headings: []string{
			"External user has a proxyAddress that conflicts with a proxyAddress of an existing local user",
			"The user that I invited is receiving an error during the redemption process",
		},
		messages: []string{
			"a proxyAddress that conflicts with a proxyAddress of an existing local user",
			"The invited user already exists in the directory as object ID",
		},
		asked: []string{"The email address is already in use", "Cannot invite user: address in use"},
	},
	{
		page:     "sections/conflict-in-proxyaddresses",
		rules:    []string{"address-conflict-contact", "address-conflict", "provisioning-conflict"},
		headings: []string{"I can't invite an email address because of a conflict in proxyAddresses"},
		messages: []string{
			"can't invite * because of a conflict in proxyAddresses",
			"Another object with the same value for property proxyAddresses already exists",
		},
		asked: []string{"The email address is already in use", "Cannot invite user: address in use"},
	},
	{
		page:  "sections/guest-without-proxyaddress",
		rules: []string{"guest-without-proxy-address"},
		headings: []string{
			"The guest user object doesn't have a proxyAddress",
			"On a guest user object, the proxyAddresses or email attribute isn't populated",
		},
	},
	{
		page:     "sections/hash-in-upn",
		rules:    []string{"hash-in-synced-upn"},
		headings: []string{"How does '#', which isn't normally a valid character, sync with Microsoft Entra ID?"},
	},
	{
		page:     "sections/synchronized-group",
		rules:    []string{"guest-in-synced-group"},
		headings: []string{"I receive an error when adding external users to a synchronized group"},
		messages: []string{
			"Unable to update the specified properties for on-premises mastered Directory Sync objects",
			"Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration",
		},
	},
	{
		page:     "sections/no-invitation-email",
		headings: []string{"My external user didn't receive an email to redeem"},
	},
	{
		page:     "sections/custom-message",
		rules:    []string{"inviter-without-mail"},
		headings: []string{"I notice that the custom message doesn't get included with invitation messages at times"},
	},
	{
		page:     "sections/unmanaged-tenant",
		rules:    []string{"unmanaged-tenant"},
		codes:    []string{"65005"},
		headings: []string{`You receive an "AADSTS65005" error when you try to sign in to an Azure resource`},
		messages: []string{
			"Using application * is currently not supported for your organization * because it is in an unmanaged state",
			"An administrator needs to claim ownership of the company by DNS validation of * before the application * can be provisioned",
		},
	},
	{
		page:     "sections/viral-password-reset",
		headings: []string{`A guest user with a just-in-time or "viral" tenant is unable to reset their password`},
	},
	{
		page:     "sections/azuread-powershell",
		headings: []string{"A guest user is unable to use the Azure AD PowerShell V1 module"},
	},
	{
		page:     "sections/us-government",
		rules:    []string{"cloud-without-partner", "cloud-endpoint-unknown", "invitations-disabled"},
		headings: []string{"In an Azure US Government tenant, I can't invite a B2B collaboration guest user"},
	},
	{
		page:  "sections/blocked-by-cross-tenant-access",
		rules: []string{"collaboration-blocked-inbound", "collaboration-blocked-outbound", "cloud-without-partner"},
		headings: []string{
			"Invitation is blocked due to cross-tenant access policies",
			"Invitation is blocked due missing cross-tenant access settings",
		},
		messages: []string{
			"This invitation is blocked by cross-tenant access settings",
			"Admins in both your organization and the invited user's organization must configure cross-tenant access settings to allow the invitation",
			"This invitation is blocked by cross-tenant access settings in your organization. Your administrator must configure cross-tenant access settings to allow this invitation",
		},
		asked: []string{"B2B collaboration is blocked"},
	},
	{
		page:     "sections/cross-cloud-worker",
		rules:    []string{"cross-cloud-worker-disabled"},
		headings: []string{"Invitation is blocked due to disabled Microsoft B2B Cross Cloud Worker application"},
		messages: []string{
			"This action can't be completed because the Microsoft B2B Cross Cloud Worker application has been disabled in the invited user's tenant",
			"Ask the invited user's admin to re-enable it, then try again",
		},
	},
	{
		page:     "sections/aad-extensions-app",
		rules:    []string{"aad-extensions-app-deleted", "aad-extensions-app-missing"},
		headings: []string{"I receive the error that Microsoft Entra ID can't find the aad-extensions-app in my tenant"},
		messages: []string{"can't find the aad-extensions-app"},
	},
	{
		page:  "sections/email-attribute-empty",
		rules: []string{"guest-mail-in-other-mails"},
		headings: []string{
			"A guest user was invited successfully but the email attribute isn't populating",
			"On a guest user object, the proxyAddresses or email attribute isn't populated",
		},
	},
	{
		page:     "sections/tenant-restrictions",
		rules:    []string{"tenant-restrictions-device-filter", "tenant-restrictions-microsoft-account"},
		codes:    []string{"500021", "500022", "5000211"},
		headings: []string{"External access blocked by policy error on the login screen"},
		messages: []string{
			"Your network administrator has restricted what organizations can be accessed. Contact your IT department to unblock access",
			"Your network administrator has restricted what organizations can be accessed",
			"A tenant restrictions policy added to this request by a device or network administrator does not allow access to",
			"tenant restriction feature is configured and that the user is trying to access a tenant that is not in the list of allowed tenants",
			"NotAllowedTenantRestrictedTenant", "NotAllowedTenantRestrictionsV2Tenant",
		},
	},
	{
		page:  "sections/several-invitation-emails",
		rules: []string{"guest-duplicated"},
	},
	{
		page:  "sections/cannot-redeem",
		rules: []string{"stale-pending-invitation", "pending-guest-domain-blocked", "email-verified-join-disabled", "federated-user-not-synced"},
		asked: []string{"Guest cannot redeem the invitation"},
	},
	{
		page:     "sections/passkey-loop",
		headings: []string{"Users get in a loop when they try to add passkey in Authenticator"},
	},
	{
		page:  "sections/faq-administrator",
		rules: []string{"guest-in-privileged-role", "portal-block-hits-members", "dynamic-group-includes-guests"},
		headings: []string{
			"Can I make a guest user a limited administrator?",
			"Does Microsoft Entra B2B collaboration allow B2B users to access the Microsoft Entra admin center?",
			"Can I block access to the Microsoft Entra admin center for guest users?",
		},
	},
	{
		page:  "sections/faq-mfa",
		rules: []string{"guests-without-mfa", "mfa-trust-missing-for-direct-connect"},
		headings: []string{
			"Can we force multifactor authentication for B2B guest users if our partners don't have multifactor authentication?",
			"What if a partner organization already has multifactor authentication set up? Can we trust their multifactor authentication?",
		},
	},
	{
		page:  "sections/faq-domain-lists",
		rules: []string{"domain-list-conflict", "domain-list-size", "pending-guest-domain-blocked"},
		headings: []string{
			`In SharePoint, you can define an "allow" or "deny" list for external users. Can we do this in Azure?`,
		},
	},
	{
		page:     "sections/faq-leave",
		rules:    []string{"guests-cannot-leave"},
		headings: []string{"Why can't I leave an organization?", "Leave an organization as an external user"},
	},

	{
		page:  "codes/50014",
		rules: []string{"stale-pending-invitation"},
		codes: []string{"50014"},
		messages: []string{
			"GuestUserInPendingState",
			"The user's redemption is in a pending state. The guest user account is not fully created yet",
		},
	},
	{
		page:  "codes/account-not-in-directory",
		codes: []string{"50034", "51004"},
		messages: []string{
			"The user account * does not exist in the * directory. To sign into this application, the account must be added to the directory",
			"To sign into this application the account must be added to the * directory",
			"UserAccountNotFound", "UserAccountNotInDirectory",
		},
	},
	{
		page:  "codes/50105",
		rules: []string{"application-without-guest-assignment"},
		codes: []string{"50105"},
		messages: []string{
			"Your administrator has configured the application * to block users unless they are specifically granted ('assigned') access to the application",
			"The signed in user * is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator",
			"The signed in user is not assigned to a role for the application",
			"EntitlementGrantsNotFound",
		},
	},
	{
		page:  "codes/50194",
		rules: []string{"application-single-tenant-for-guests"},
		codes: []string{"50194"},
		messages: []string{
			"Application * is not configured as a multi-tenant application",
			"Application * is not configured as a multitenant application",
			"Application * is not configured as a multitenant application. Usage of the /common endpoint is not supported for such applications created after * Use a tenant-specific endpoint or configure the application to be multitenant",
		},
	},
	{
		page:  "codes/500212",
		rules: []string{"collaboration-blocked-outbound"},
		codes: []string{"500212"},
		messages: []string{
			"The user's administrator has set an outbound access policy that does not allow access to the resource tenant",
			"NotAllowedByOutboundPolicyTenant",
		},
	},
	{
		page:  "codes/500213",
		rules: []string{"collaboration-blocked-inbound"},
		codes: []string{"500213"},
		messages: []string{
			"The resource tenant's cross-tenant access policy does not allow this user to access this tenant",
			"NotAllowedByInboundPolicyTenant",
		},
	},
	{
		page:  "codes/53000",
		rules: []string{"device-trust-missing"},
		codes: []string{"53000", "53001"},
		messages: []string{
			"Device is not in required device state",
			"Conditional Access policy requires a compliant device, and the device is not compliant",
			"Conditional Access policy requires a domain joined device, and the device is not domain joined",
			"DeviceNotCompliant", "DeviceNotDomainJoined",
		},
	},
	{
		page:  "codes/53002",
		rules: []string{"control-guests-cannot-satisfy"},
		codes: []string{"53002"},
		messages: []string{
			"The app used isn't an approved app for Conditional Access",
			"ApplicationUsedIsNotAnApprovedApp",
		},
	},
	{
		page:  "codes/53003",
		rules: []string{"portal-block-hits-members"},
		codes: []string{"53003"},
		messages: []string{
			"Access has been blocked by Conditional Access policies. The access policy does not allow token issuance",
			"BlockedByConditionalAccess",
		},
	},
	{
		page:     "codes/65005",
		codes:    []string{"65005"},
		messages: []string{"MisconfiguredApplication", "The app required resource access list does not contain apps discoverable by the resource"},
	},
	{
		page:  "codes/other-cloud",
		codes: []string{"90038", "900382", "900432"},
		messages: []string{
			"The specified tenant * belongs to the National Cloud * Current cloud instance * does not federate with",
			"Confidential Client is not supported in Cross Cloud request",
			"NationalCloudTenantRedirection",
		},
	},
	{
		page:  "codes/1000104",
		rules: []string{"cloud-endpoint-unknown"},
		codes: []string{"1000104"},
		messages: []string{
			"Resource cloud * is not allowed on identity tenant",
			"XCB2BResourceCloudNotAllowedOnIdentityTenant",
		},
	},
	{
		page:  "codes/5000819",
		codes: []string{"5000819"},
		messages: []string{
			"SAML Assertion is invalid. Email address claim is missing or doesn't match domain from an external realm",
			"InvalidSamlTokenEmailMissingOrInvalid",
		},
	},
}
