package lint

// A Kind is a type of Entra object or setting that an export holds. Its text
// form is Microsoft Graph's type name.
type Kind uint8

// The kinds that an export is recognised as, in the order in which they are exported.
const (
	NoKind Kind = iota
	User
	Contact
	Group
	GroupMember
	CrossTenantAccessPolicy
	CrossTenantAccessPolicyDefault
	CrossTenantAccessPolicyPartner
	AuthorizationPolicy
	B2BManagementPolicy
	EmailAuthenticationMethod
	AuthenticationFlowsPolicy
	ExternalIdentitiesPolicy
	SecurityDefaults
	ConditionalAccessPolicy
	ServicePrincipal
	Application
	DeletedApplication
	Domain
	Organization
	RoleAssignment
	RoleDefinition
	DirectoryRole
	GroupSetting
	SharePointTenant
	SharePointSettings
	ExternalDomainFederation

	// NumKinds is the number of kinds, NoKind included.
	NumKinds
)

// A KindInfo is all that the program knows about a kind. Keys, sets, types, folders
// and file names are in lower case. In Proof and Not, "key" is met by an object that
// has the key, "key=text" by one whose value is the text, and "key~text" by one whose
// value has the text in it, without case.
type KindInfo struct {
	Name   string // Graph's name of the type
	Noun   string // what one object is called in a sentence
	Plural string // what several are called

	// Evidence, the strongest first. Package decode weighs it: what names another kind
	// ends the matter, whatever weaker evidence says.
	Contexts []string   // sets that an @odata.context names
	Mixed    []string   // sets that hold other types too: each object has to prove itself
	Types    []string   // last part of an @odata.type, derived types included
	Proof    [][]string // keys that together no other type has
	Only     []string   // keys that prove the kind where an object has the first of them and no others
	Keys     []string   // keys of the kind, of which a folder or file name needs one
	Not      []string   // keys that rule the kind out, whatever other keys, folder or name say
	Folders  []string   // of EntraExporter and the like
	Words    []string   // in the name of a file whose objects have one of the keys
	Wrapping []string   // members of other tools' files that hold the objects

	AzureHound string   // what AzureHound calls the kind
	LeftOut    []string // properties that AzureHound asks for and leaves out where they are false, null or empty

	Withheld string // which objects AzureHound does not ask for

	Varied bool // a list holds objects of several types, each with properties of its own

	// What a tenant has.
	Single bool // one object, in each tenant
	Lone   bool // one object that counts, though Graph answers with a list
	Always bool // at least one object, in each tenant; so has a Single kind

	// How it is exported: the request to Microsoft Graph, the least privileged scope
	// that it takes, and the file. Graph answers with pages unless Plain is set.
	Path, Scope, File string
	Plain             bool
	Lacking           []Cloud // national clouds whose Graph does not have it, by its documentation
	Command           string  // what exports it where Graph does not have it

	Identity []string // properties that tell one object from another and name it
	Filled   []string // properties, or "property.member", that are never null and never empty
}

// A Cloud is a national cloud, with a Microsoft Graph of its own.
type Cloud string

// The national clouds: https://learn.microsoft.com/en-us/graph/deployments
const (
	Government Cloud = "government" // of the United States: GCC High and DoD
	China      Cloud = "china"      // operated by 21Vianet
)

// settings are the members that the cross-tenant default and partners have in common.
var settings = []string{
	"b2bcollaborationinbound", "b2bcollaborationoutbound", "b2bdirectconnectinbound", "b2bdirectconnectoutbound",
	"inboundtrust", "automaticuserconsentsettings", "tenantrestrictions", "invitationredemptionidentityproviderconfiguration",
}

// kinds is the one table of kinds. The page in doc.go says how to add a row.
var kinds = [NumKinds]KindInfo{
	NoKind: {Noun: "object", Plural: "objects"},
	User: {
		Name: "user", Noun: "user", Plural: "users",
		Contexts: []string{"users"},
		Types:    []string{"user", "agentuser"},
		Proof: with("userprincipalname",
			"usertype", "proxyaddresses", "othermails", "mailnickname", "identities", "accountenabled", "creationtype", "externaluserstate",
			"givenname", "surname", "jobtitle", "businessphones", "onpremisessyncenabled", "onpremisesimmutableid", "assignedlicenses", "showinaddresslist"),
		Only: []string{"userprincipalname", "id", "displayname", "mail", "deleteddatetime"},
		Keys: []string{
			"userprincipalname", "usertype", "proxyaddresses", "othermails", "identities", "creationtype", "externaluserstate",
			"givenname", "surname", "jobtitle", "businessphones", "onpremisessyncenabled", "onpremisesuserprincipalname", "mail",
		},
		Not: []string{
			"grouptypes", "userid", "userdisplayname", "username", "deviceid", "devicename", "devicecount", "devices", "ipaddress", "appid",
			"risklevel", "riskstate", "riskdetail", "ismfaregistered", "ismfacapable", "isregistered", "recipienttypedetails", "recipienttype",
			"exchangeguid", "primarysmtpaddress", "scoredemailaddresses", "emailaddresses", "principaltype", "principalid", "roledefinitionid",
			"reportrefreshdate", "storageusedinbytes", "signintype", "loginname", "siteuserinfolist", "compliancestate", "invitedusertype", "roles", "primaryrole", "externalsource",
			"distinguishedname", "samaccountname", "objectguid", "objectclass", "lineuri", "sipaddress", "sipproxyaddress",
		},
		Folders: []string{"users"}, Words: []string{"user", "users", "guest", "guests"},
		AzureHound: "AZUser",
		LeftOut:    []string{"accountEnabled", "createdDateTime", "displayName", "jobTitle", "mail", "onPremisesSyncEnabled", "userPrincipalName", "userType"},
		Always:     true,
		Path:       "/v1.0/users?$select={select}&$top=999", Scope: "User.Read.All", File: "users",
		Identity: []string{"id", "displayName", "userPrincipalName", "mail"},
		Filled:   []string{"id", "userPrincipalName", "displayName", "accountEnabled"},
	},
	Contact: {
		Name: "contact", Noun: "contact", Plural: "contacts",
		Contexts: []string{"contacts"},
		Types:    []string{"orgcontact"},
		Proof: append(with("proxyaddresses", "phones", "addresses"),
			[]string{"phones", "addresses", "companyname"}, []string{"phones", "addresses", "mailnickname"}, []string{"phones", "addresses", "onpremisessyncenabled"}),
		Keys: []string{
			"phones", "addresses", "proxyaddresses", "mailnickname", "mail", "onpremisessyncenabled", "onpremisesprovisioningerrors",
			"companyname", "givenname", "surname", "jobtitle", "department",
		},
		Not: []string{
			"usertype", "userprincipalname", "grouptypes", "securityenabled", "mailenabled", "emailaddresses", "scoredemailaddresses", "fileas",
			"parentfolderid", "postaladdresses", "imaddress", "recipienttype", "recipienttypedetails", "primarysmtpaddress", "businesstype", "currencyid", "accounts", "emails", "emailaddress",
		},
		Folders: []string{"contacts"}, Words: []string{"contact", "contacts", "orgcontact", "orgcontacts"},
		Path: "/v1.0/contacts?$select={select}&$top=999", Scope: "OrgContact.Read.All", File: "contacts",
		Identity: []string{"id", "displayName", "mail"},
		Filled:   []string{"id", "displayName"},
	},
	Group: {
		Name: "group", Noun: "group", Plural: "groups",
		Contexts: []string{"groups"},
		Types:    []string{"group"},
		Proof:    [][]string{{"grouptypes"}, {"securityenabled"}, {"mailenabled"}},
		Keys: []string{
			"grouptypes", "securityenabled", "mailenabled", "membershiprule", "membershipruleprocessingstate", "members", "mailnickname",
			"proxyaddresses", "mail", "onpremisessyncenabled", "isassignabletorole", "resourceprovisioningoptions", "visibility",
		},
		Not: []string{
			"userprincipalname", "groupid", "groupname", "principalid", "accessid", "memberid", "roletemplateid", "membershiptype",
			"ismembermanagementrestricted", "recipienttype", "recipienttypedetails", "primarysmtpaddress", "islicensed", "webid",
			"schemas", "full_path", "web_url", "team_id", "hosts", "children",
		},
		Folders: []string{"groups"}, Words: []string{"group", "groups"},
		AzureHound: "AZGroup",
		Withheld:   "AzureHound asks for security-enabled groups only",
		LeftOut: []string{
			"displayName", "description", "createdDateTime", "groupTypes", "isAssignableToRole", "mail", "mailEnabled", "mailNickname",
			"membershipRule", "membershipRuleProcessingState", "onPremisesSyncEnabled", "onPremisesProvisioningErrors",
			"onPremisesLastSyncDateTime", "proxyAddresses", "securityEnabled", "visibility",
		},
		Path: "/v1.0/groups?$select={select}&$top=999", Scope: "GroupMember.Read.All", File: "groups",
		Identity: []string{"id", "displayName"},
		Filled:   []string{"id", "displayName", "mailEnabled", "securityEnabled"},
	},
	GroupMember: {
		Name: "groupMember", Noun: "group member", Plural: "group members",
		Contexts:   []string{"groups('')/members", "groups('')/transitivemembers"},
		Proof:      [][]string{{"groupid", "members"}, {"groupid", "member"}},
		Keys:       []string{"id", "userprincipalname", "additionalproperties", "displayname", "mail", "@removed"},
		AzureHound: "AZGroupMember",
		Varied:     true,
		Path:       "/v1.0/groups/{id}/members?$select={select}&$top=999", Scope: "GroupMember.Read.All", File: "members/{id}",
		Identity: []string{"@odata.type", "id", "displayName", "userPrincipalName", "groupId", "members"},
	},
	CrossTenantAccessPolicy: {
		Name: "crossTenantAccessPolicy", Noun: "cross-tenant access policy", Plural: "cross-tenant access policies",
		Contexts: []string{"policies/crosstenantaccesspolicy"},
		Types:    []string{"crosstenantaccesspolicy"},
		Proof:    [][]string{{"allowedcloudendpoints"}},
		Keys:     []string{"allowedcloudendpoints", "definition", "default", "partners"},
		Not:      []string{"isorganizationdefault", "tenantid", "isservicedefault", "templateapplicationlevel"},
		Folders:  []string{"crosstenantaccesspolicy"}, Words: []string{"crosstenantaccesspolicy", "policyobject"},
		Single: true,
		Path:   "/beta/policies/crossTenantAccessPolicy", Scope: "Policy.Read.All", File: "crossTenantAccessPolicy", Plain: true,
	},
	CrossTenantAccessPolicyDefault: {
		Name: "crossTenantAccessPolicyDefault", Noun: "cross-tenant default", Plural: "cross-tenant defaults",
		Contexts: []string{"policies/crosstenantaccesspolicy/default"},
		Types:    []string{"crosstenantaccesspolicyconfigurationdefault"},
		Proof:    append(each(settings), []string{"isservicedefault"}),
		Keys:     append([]string{"isservicedefault"}, settings...),
		Not:      []string{"tenantid", "templateapplicationlevel", "usersyncinbound", "isorganizationdefault", "details"},
		Folders:  []string{"default"}, Words: []string{"default"},
		Single: true,
		Path:   "/v1.0/policies/crossTenantAccessPolicy/default", Scope: "Policy.Read.All", File: "default", Plain: true,
	},
	CrossTenantAccessPolicyPartner: {
		Name: "crossTenantAccessPolicyPartner", Noun: "cross-tenant partner", Plural: "cross-tenant partners",
		Contexts: []string{"policies/crosstenantaccesspolicy/partners"},
		Types:    []string{"crosstenantaccesspolicyconfigurationpartner"},
		Proof:    with("tenantid", append([]string{"identitysynchronization", "isinmultitenantorganization", "isserviceprovider"}, settings...)...),
		Keys:     []string{"tenantid"},
		Not:      []string{"templateapplicationlevel", "usersyncinbound", "userprincipalname", "isservicedefault", "defaultdomainname", "allowedcloudendpoints"},
		Folders:  []string{"partners"}, Words: []string{"partner", "partners"},
		Path: "/v1.0/policies/crossTenantAccessPolicy/partners", Scope: "Policy.Read.All", File: "partners",
		Identity: []string{"tenantId"},
		Filled:   []string{"tenantId"},
	},
	AuthorizationPolicy: {
		Name: "authorizationPolicy", Noun: "authorization policy", Plural: "authorization policies",
		Contexts: []string{"policies/authorizationpolicy", "policies/authorizationpolicy/authorizationpolicy"},
		Types:    []string{"authorizationpolicy"},
		Proof:    [][]string{{"allowinvitesfrom"}, {"guestuserroleid"}},
		Keys:     []string{"allowinvitesfrom", "guestuserroleid", "allowemailverifieduserstojoinorganization", "defaultuserrolepermissions", "allowedtousesspr"},
		Folders:  []string{"authorizationpolicy"}, Words: []string{"authorizationpolicy"},
		Wrapping: []string{"authorization_policies"},
		Single:   true,
		Path:     "/v1.0/policies/authorizationPolicy", Scope: "Policy.Read.All", File: "authorizationPolicy", Plain: true,
	},
	B2BManagementPolicy: {
		Name: "b2bManagementPolicy", Noun: "B2B management policy", Plural: "B2B management policies",
		Contexts: []string{"policies/b2bmanagementpolicies"},
		Mixed:    []string{"legacy/policies"},
		Types:    []string{"b2bmanagementpolicy"},
		Proof:    [][]string{{"definition~b2bmanagementpolicy"}, {"type=b2bmanagementpolicy"}, {"b2bmanagementpolicy"}},
		Keys:     []string{"definition"},
		Not:      []string{"allowedcloudendpoints"},
		Words:    []string{"b2bmanagementpolicies", "b2bmanagementpolicy", "b2b"},
		Lone:     true,
		Path:     "/beta/policies/b2bManagementPolicies", Scope: "Policy.Read.B2BManagementPolicy", File: "b2bManagementPolicies",
		Lacking: []Cloud{Government, China},
	},
	EmailAuthenticationMethod: {
		Name: "emailAuthenticationMethod", Noun: "email authentication method", Plural: "email authentication methods",
		Mixed: []string{
			"authenticationmethodconfigurations", "policies/authenticationmethodspolicy/authenticationmethodconfigurations",
			"authenticationmethodspolicy/authenticationmethodconfigurations", "policies/authenticationmethodspolicy", "authenticationmethodspolicy",
		},
		Types:    []string{"emailauthenticationmethodconfiguration"},
		Proof:    [][]string{{"allowexternalidtouseemailotp"}, {"id=email", "state"}},
		Keys:     []string{"allowexternalidtouseemailotp"},
		Words:    []string{"emailauthenticationmethod"},
		Wrapping: []string{"authenticationmethodconfigurations"},
		Single:   true,
		Path:     "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/email", Scope: "Policy.Read.All", File: "emailAuthenticationMethod", Plain: true,
		Lacking: []Cloud{China},
	},
	AuthenticationFlowsPolicy: {
		Name: "authenticationFlowsPolicy", Noun: "authentication flows policy", Plural: "authentication flows policies",
		Contexts: []string{"policies/authenticationflowspolicy"},
		Types:    []string{"authenticationflowspolicy"},
		Proof:    [][]string{{"selfservicesignup"}},
		Keys:     []string{"selfservicesignup"},
		Words:    []string{"authenticationflowspolicy"},
		Single:   true,
		Path:     "/v1.0/policies/authenticationFlowsPolicy", Scope: "Policy.Read.All", File: "authenticationFlowsPolicy", Plain: true,
		Lacking: []Cloud{Government},
	},
	ExternalIdentitiesPolicy: {
		Name: "externalIdentitiesPolicy", Noun: "external identities policy", Plural: "external identities policies",
		Contexts: []string{"policies/externalidentitiespolicy"},
		Types:    []string{"externalidentitiespolicy"},
		Proof:    [][]string{{"allowexternalidentitiestoleave"}, {"allowdeletedidentitiesdataremoval"}},
		Keys:     []string{"allowexternalidentitiestoleave"},
		Words:    []string{"externalidentitiespolicy"},
		Single:   true,
		Path:     "/beta/policies/externalIdentitiesPolicy", Scope: "Policy.Read.All", File: "externalIdentitiesPolicy", Plain: true,
	},
	SecurityDefaults: {
		Name: "identitySecurityDefaultsEnforcementPolicy", Noun: "security defaults policy", Plural: "security defaults policies",
		Contexts: []string{"policies/identitysecuritydefaultsenforcementpolicy"},
		Types:    []string{"identitysecuritydefaultsenforcementpolicy"},
		Proof:    [][]string{{"id=00000000-0000-0000-0000-000000000005", "isenabled"}},
		Keys:     []string{"isenabled"},
		Not: []string{
			"reviewers", "notifyreviewers", "notifyowners", "requestduration", "authenticationflowspolicy", "selfservicesignup", "state",
			"accountenabled", "tenantid", "conditions", "grantcontrols", "values", "templateid", "appid", "settings",
		},
		Folders: []string{"identitysecuritydefaultsenforcementpolicy", "securitydefaults"},
		Words:   []string{"identitysecuritydefaultsenforcementpolicy", "securitydefaults"},
		Single:  true,
		Path:    "/v1.0/policies/identitySecurityDefaultsEnforcementPolicy", Scope: "Policy.Read.All", File: "identitySecurityDefaultsEnforcementPolicy", Plain: true,
		Filled: []string{"isEnabled"},
	},
	ConditionalAccessPolicy: {
		Name: "conditionalAccessPolicy", Noun: "Conditional Access policy", Plural: "Conditional Access policies",
		Contexts: []string{"identity/conditionalaccess/policies", "conditionalaccess/policies", "policies/conditionalaccesspolicies"},
		Types:    []string{"conditionalaccesspolicy"},
		Proof:    [][]string{{"conditions", "grantcontrols"}, {"conditions", "sessioncontrols"}},
		Keys:     []string{"conditions", "grantcontrols", "sessioncontrols"},
		Not:      []string{"policyapplies", "analysisreasons", "scenarios", "details"},
		Folders:  []string{"accesspolicies", "conditionalaccess"}, Words: []string{"conditionalaccesspolicies"},
		Wrapping: []string{"policies", "conditional_access_policies"},
		Path:     "/v1.0/identity/conditionalAccess/policies", Scope: "Policy.Read.All", File: "conditionalAccessPolicies",
		Filled: []string{"state", "conditions", "conditions.users"},
	},
	ServicePrincipal: {
		Name: "servicePrincipal", Noun: "service principal", Plural: "service principals",
		Contexts:   []string{"serviceprincipals"},
		Types:      []string{"serviceprincipal", "agentidentity", "agentidentityblueprintprincipal"},
		Proof:      [][]string{{"serviceprincipaltype"}, {"approleassignmentrequired"}},
		Keys:       []string{"serviceprincipaltype", "approleassignmentrequired", "serviceprincipalnames", "appownerorganizationid", "appid", "approleassignedto"},
		Not:        []string{"userprincipalname", "resourceid", "ipaddress", "requiredresourceaccess", "signintype", "risklevel", "riskstate"},
		Folders:    []string{"serviceprincipals"},
		Words:      []string{"serviceprincipal", "serviceprincipals"},
		AzureHound: "AZServicePrincipal",
		LeftOut:    []string{"accountEnabled", "appDisplayName", "appId", "appOwnerOrganizationId", "appRoleAssignmentRequired", "displayName", "servicePrincipalType"},
		Always:     true,
		Path:       "/v1.0/servicePrincipals?$select={select}&$top=999", Scope: "Application.Read.All", File: "servicePrincipals",
		Identity: []string{"id", "displayName", "appId"},
		Filled:   []string{"id", "appId", "accountEnabled", "appRoleAssignmentRequired"},
	},
	Application: {
		Name: "application", Noun: "application", Plural: "applications",
		Contexts:   []string{"applications"},
		Types:      []string{"application", "agentidentityblueprint"},
		Proof:      [][]string{{"identifieruris"}, {"requiredresourceaccess"}},
		Keys:       []string{"identifieruris", "requiredresourceaccess", "publisherdomain", "signinaudience", "isfallbackpublicclient", "appid"},
		Not:        []string{"serviceprincipaltype", "serviceprincipalnames", "approleassignmentrequired", "userprincipalname", "ipaddress", "applicationtype"},
		Folders:    []string{"applications"},
		Words:      []string{"application", "applications"},
		AzureHound: "AZApp",
		LeftOut:    []string{"appId", "createdDateTime", "displayName", "publisherDomain", "signInAudience"},
		Path:       "/v1.0/applications?$select={select}&$top=999", Scope: "Application.Read.All", File: "applications",
		Identity: []string{"id", "displayName", "appId"},
		Filled:   []string{"id", "appId"},
	},
	// Graph gives live and deleted applications one context and one type: what tells
	// them apart is deletedDateTime, and the name of a file without any.
	DeletedApplication: {
		Name: "deletedApplication", Noun: "deleted application", Plural: "deleted applications",
		Contexts: []string{"directory/deleteditems/microsoft.graph.application"},
		Words:    []string{"deletedapplications"},
		Path:     "/v1.0/directory/deletedItems/microsoft.graph.application", Scope: "Application.Read.All", File: "deletedApplications",
		Identity: []string{"id", "displayName", "appId"},
		Filled:   []string{"id", "appId"},
	},
	Domain: {
		Name: "domain", Noun: "domain", Plural: "domains",
		Contexts: []string{"domains"},
		Types:    []string{"domain"},
		Proof:    [][]string{{"isinitial", "isdefault"}, {"availabilitystatus", "isdefault"}},
		Keys:     []string{"isverified", "isinitial", "isdefault", "isroot", "authenticationtype"},
		Not:      []string{"capabilities", "federatedidpmfabehavior", "passivesigninuri"},
		Folders:  []string{"domains"},
		Words:    []string{"domain", "domains"},
		Wrapping: []string{"domain_settings"},
		Always:   true,
		Path:     "/v1.0/domains", Scope: "Domain.Read.All", File: "domains",
		Filled: []string{"id", "isVerified", "isDefault", "isInitial", "authenticationType"},
	},
	Organization: {
		Name: "organization", Noun: "organization", Plural: "organizations",
		Contexts: []string{"organization"},
		Types:    []string{"organization"},
		Proof:    [][]string{{"verifieddomains"}, {"technicalnotificationmails"}},
		Keys:     []string{"verifieddomains", "technicalnotificationmails", "tenanttype", "securitycompliancenotificationmails"},
		Not:      []string{"certificateauthorities"},
		Folders:  []string{"organization"}, Words: []string{"organization"},
		Always: true, Lone: true,
		Path: "/v1.0/organization", Scope: "Organization.Read.All", File: "organization",
		Filled: []string{"id", "verifiedDomains"},
	},
	RoleAssignment: {
		Name: "roleAssignment", Noun: "role assignment", Plural: "role assignments",
		Contexts: []string{"rolemanagement/directory/roleassignments"},
		Types:    []string{"unifiedroleassignment"},
		Proof:    [][]string{{"roledefinitionid", "principalid"}},
		Keys:     []string{"roledefinitionid", "principalid"},
		Not: []string{
			"action", "status", "scheduleinfo", "targetscheduleid", "schedule", "membertype", "assignmenttype", "roleassignmentscheduleid",
			"roleeligibilityscheduleid", "roleassignmentoriginid", "startdatetime", "enddatetime", "createdusing", "scope", "roledefinitionname",
			"principaltype", "properties", "objecttype", "principalids", "directoryscopeids", "members", "resourcescopes", "appscopeid~/accesspackagecatalog", "principalid~/", "id~/providers/",
			"roledefinitionid~/providers/",
		},
		Folders: []string{"roleassignments"}, Words: []string{"roleassignments"},
		AzureHound: "AZRoleAssignment",
		Path:       "/v1.0/roleManagement/directory/roleAssignments", Scope: "RoleManagement.Read.Directory", File: "roleAssignments",
		Filled: []string{"id", "principalId", "roleDefinitionId"},
	},
	RoleDefinition: {
		Name: "roleDefinition", Noun: "role definition", Plural: "role definitions",
		Contexts: []string{"rolemanagement/directory/roledefinitions"},
		Types:    []string{"unifiedroledefinition"},
		Proof:    [][]string{{"rolepermissions"}},
		Keys:     []string{"rolepermissions", "templateid", "isprivileged"},
		Not: []string{
			"isbuiltinroledefinition", "assignablescopes", "rolename", "permissions",
			`rolepermissions~"resourceactions"`, "rolepermissions~(microsoft.exchange", "rolepermissions~microsoft.entitlementmanagement/",
		},
		Folders: []string{"roledefinitions"}, Words: []string{"roledefinitions"},
		Always: true,
		Path:   "/v1.0/roleManagement/directory/roleDefinitions", Scope: "RoleManagement.Read.Directory", File: "roleDefinitions",
		Filled: []string{"id", "displayName", "rolePermissions"},
	},
	DirectoryRole: {
		Name: "directoryRole", Noun: "directory role", Plural: "directory roles",
		Contexts: []string{"directoryroles"},
		Types:    []string{"directoryrole"},
		Proof:    [][]string{{"roletemplateid"}},
		Keys:     []string{"roletemplateid", "members"},
		Not:      []string{"principalid", "roledefinitionid", "grouptypes"},
		Folders:  []string{"directoryroles"}, Words: []string{"directoryroles"},
		Path: "/v1.0/directoryRoles?$expand=members", Scope: "RoleManagement.Read.Directory", File: "directoryRoles",
		Filled: []string{"id", "displayName", "roleTemplateId"},
	},
	GroupSetting: {
		Name: "groupSetting", Noun: "group setting", Plural: "group settings",
		Contexts: []string{"groupsettings", "settings", "groups('')/settings"},
		Types:    []string{"groupsetting", "directorysetting"},
		Proof:    [][]string{{"values", "templateid"}},
		Keys:     []string{"values", "templateid"},
		Not:      []string{"values~\"defaultvalue\""},
		Folders:  []string{"groupsettings"}, Words: []string{"groupsettings"},
		Wrapping: []string{"directory_settings"},
		Path:     "/v1.0/groupSettings", Scope: "GroupSettings.Read.All", File: "groupSettings",
		Filled: []string{"id", "templateId"},
	},
	SharePointTenant: {
		Name: "sharePointTenant", Noun: "SharePoint tenant", Plural: "SharePoint tenants",
		Proof:    [][]string{{"showpeoplepickersuggestionsforguestusers"}, {"enableazureadb2bintegration"}},
		Keys:     []string{"showpeoplepickersuggestionsforguestusers", "enableazureadb2bintegration", "sharingcapability", "odbsharingcapability", "onedrivesharingcapability"},
		Not:      []string{"url", "template", "lockstate", "webscount", "siteid"},
		Words:    []string{"sharepointtenant", "spotenant"},
		Wrapping: []string{"spo_tenant"},
		Single:   true,
		Command:  "Get-SPOTenant | ConvertTo-Json", File: "sharePointTenant",
	},
	SharePointSettings: {
		Name: "sharePointSettings", Noun: "SharePoint settings object", Plural: "SharePoint settings objects",
		Contexts: []string{"admin/sharepoint/settings"},
		Types:    []string{"sharepointsettings"},
		Proof:    [][]string{{"sharingcapability"}},
		Keys:     []string{"sharingcapability", "sharingdomainrestrictionmode", "isresharingbyexternalusersenabled"},
		Not:      []string{"enableazureadb2bintegration", "showpeoplepickersuggestionsforguestusers", "url", "template", "lockstate", "siteid", "odbsharingcapability"},
		Words:    []string{"sharepointsettings"},
		Single:   true,
		Path:     "/v1.0/admin/sharepoint/settings", Scope: "SharePointTenantSettings.Read.All", File: "sharePointSettings", Plain: true,
		Lacking: []Cloud{China},
	},
	ExternalDomainFederation: {
		Name: "externalDomainFederation", Noun: "external domain federation", Plural: "external domain federations",
		Contexts: []string{
			"directory/federationconfigurations/graph.samlorwsfedexternaldomainfederation",
			"directory/federationconfigurations/microsoft.graph.samlorwsfedexternaldomainfederation",
		},
		Mixed: []string{"directory/federationconfigurations"},
		Types: []string{"samlorwsfedexternaldomainfederation"},
		Proof: [][]string{{"passivesigninuri"}},
		Keys:  []string{"passivesigninuri", "issueruri"},
		Not:   []string{"federatedidpmfabehavior", "activesigninuri", "issignedauthenticationrequestrequired", "promptloginbehavior"},
		Words: []string{"externaldomainfederations"},
		Path:  "/v1.0/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation", Scope: "Domain.Read.All", File: "externalDomainFederations",
		Filled: []string{"id", "issuerUri"},
	},
}

// with returns proofs that are one key and one of some others.
func with(key string, others ...string) [][]string {
	proofs := make([][]string, len(others))
	for i, other := range others {
		proofs[i] = []string{key, other}
	}
	return proofs
}

// each returns proofs that are one key.
func each(keys []string) [][]string {
	proofs := make([][]string, len(keys))
	for i, key := range keys {
		proofs[i] = []string{key}
	}
	return proofs
}
