package lint

import (
	"fmt"
	"slices"
	"strings"
)

// A Kind is a type of Entra object or setting that an export holds. Its text
// form is Microsoft Graph's type name.
type Kind uint8

// The kinds that an export is recognised as.
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

// kinds says how each kind is spelled, what one and several are called in a
// sentence, and which request exports it.
var kinds = [NumKinds]struct{ name, noun, plural, request string }{
	NoKind:                         {"", "object", "objects", ""},
	User:                           {"user", "user", "users", "/v1.0/users?$select={select}&$top=999"},
	Contact:                        {"contact", "contact", "contacts", "/v1.0/contacts?$select={select}&$top=999"},
	Group:                          {"group", "group", "groups", "/v1.0/groups?$select={select}&$top=999"},
	GroupMember:                    {"groupMember", "group member", "group members", "/v1.0/groups/{id}/members?$select={select}&$top=999"},
	CrossTenantAccessPolicy:        {"crossTenantAccessPolicy", "cross-tenant access policy", "cross-tenant access policies", "/beta/policies/crossTenantAccessPolicy"},
	CrossTenantAccessPolicyDefault: {"crossTenantAccessPolicyDefault", "cross-tenant default", "cross-tenant defaults", "/v1.0/policies/crossTenantAccessPolicy/default"},
	CrossTenantAccessPolicyPartner: {"crossTenantAccessPolicyPartner", "cross-tenant partner", "cross-tenant partners", "/v1.0/policies/crossTenantAccessPolicy/partners"},
	AuthorizationPolicy:            {"authorizationPolicy", "authorization policy", "authorization policies", "/v1.0/policies/authorizationPolicy"},
	B2BManagementPolicy:            {"b2bManagementPolicy", "B2B management policy", "B2B management policies", "/beta/policies/b2bManagementPolicies"},
	EmailAuthenticationMethod:      {"emailAuthenticationMethod", "email authentication method", "email authentication methods", "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/email"},
	AuthenticationFlowsPolicy:      {"authenticationFlowsPolicy", "authentication flows policy", "authentication flows policies", "/v1.0/policies/authenticationFlowsPolicy"},
	ExternalIdentitiesPolicy:       {"externalIdentitiesPolicy", "external identities policy", "external identities policies", "/beta/policies/externalIdentitiesPolicy"},
	ConditionalAccessPolicy:        {"conditionalAccessPolicy", "Conditional Access policy", "Conditional Access policies", "/v1.0/identity/conditionalAccess/policies"},
	ServicePrincipal:               {"servicePrincipal", "service principal", "service principals", "/v1.0/servicePrincipals?$select={select}&$top=999"},
	Application:                    {"application", "application", "applications", "/v1.0/applications?$select={select}&$top=999"},
	DeletedApplication:             {"deletedApplication", "deleted application", "deleted applications", "/v1.0/directory/deletedItems/microsoft.graph.application"},
	Domain:                         {"domain", "domain", "domains", "/v1.0/domains"},
	Organization:                   {"organization", "organization", "organizations", "/v1.0/organization"},
	RoleAssignment:                 {"roleAssignment", "role assignment", "role assignments", "/v1.0/roleManagement/directory/roleAssignments"},
	RoleDefinition:                 {"roleDefinition", "role definition", "role definitions", "/v1.0/roleManagement/directory/roleDefinitions"},
	DirectoryRole:                  {"directoryRole", "directory role", "directory roles", "/v1.0/directoryRoles?$expand=members"},
	GroupSetting:                   {"groupSetting", "group setting", "group settings", "/v1.0/groupSettings"},
	SharePointTenant:               {"sharePointTenant", "SharePoint tenant", "SharePoint tenants", ""},
	SharePointSettings:             {"sharePointSettings", "SharePoint settings object", "SharePoint settings objects", "/v1.0/admin/sharepoint/settings"},
	ExternalDomainFederation:       {"externalDomainFederation", "external domain federation", "external domain federations", "/v1.0/directory/federationConfigurations/graph.samlOrWsFedExternalDomainFederation"},
}

func (k Kind) String() string { return kinds[k].name }

// Noun returns what one object of the kind is called in a sentence.
func (k Kind) Noun() string { return kinds[k].noun }

// Count returns n with the kind's noun, as in "1 contact" and "88 contacts".
func (k Kind) Count(n int64) string {
	if n == 1 {
		return "1 " + kinds[k].noun
	}
	return fmt.Sprintf("%d %s", n, kinds[k].plural)
}

// Plural returns what several objects of the kind are called in a sentence.
func (k Kind) Plural() string { return kinds[k].plural }

// Request returns the request that exports objects of the kind with the given
// properties, as in "GET /v1.0/users?$select=id,mail&$top=999".
func (k Kind) Request(properties []string) string {
	if k == SharePointTenant {
		return "Get-SPOTenant | ConvertTo-Json"
	}
	return "GET " + k.Path(properties)
}

// Path returns the path of that request to Microsoft Graph, or "" for a kind that
// Graph does not have. Properties that it cannot give are left out.
func (k Kind) Path(properties []string) string {
	var selected []string
	expanded := ""
	for _, property := range properties {
		clause, navigates := navigation[property]
		switch {
		case strings.HasPrefix(property, "@"): // comes unasked
		case !navigates:
			selected = append(selected, property)
		case expanded == "" || property == "appRoleAssignedTo": // what most rules ask of an application
			expanded = clause
		}
	}
	path := kinds[k].request
	if len(selected) == 0 {
		path = strings.Replace(path, "$select={select}&", "", 1)
	}
	path = strings.Replace(path, "{select}", strings.Join(selected, ","), 1)
	if expanded == "" {
		return path
	}
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "$expand=" + expanded
}

// ExpandLimit is how many related objects Graph's $expand returns at the most, with no
// sign that there are more: https://learn.microsoft.com/en-us/graph/query-parameters
const ExpandLimit = 20

// navigation names what $select does not take, with what $expand makes of it. Where
// that is "", the property is our own, is exported by a request of its own, or
// cannot be had for a whole list. Graph expands one property of directory objects in
// a request: https://github.com/microsoftgraph/microsoft-graph-docs/issues/96
var navigation = map[string]string{
	"groupId":                 "",
	"members":                 "",                                     // $expand stops at 20
	"onPremisesSyncBehavior":  "",                                     // a request for each object, and a scope for each kind
	"owners":                  "owners($select=id,userPrincipalName)", // 20 at the most; a rule says so
	"appRoleAssignments":      "",                                     // a request for each object
	"appRoleAssignedTo":       "appRoleAssignedTo",                    // 20 at the most; a rule says so
	"identitySynchronization": "identitySynchronization",
	"principal":               "principal",
	"sponsors":                "sponsors($select=id)", // there are five at the most
}

// Properties returns what an export should have of a kind for the rules: what they
// name, and what tells one object from another.
func Properties(k Kind, rules []*Rule) []string {
	names := slices.Clone(IdentityProperties(k))
	for _, rule := range rules {
		need, _ := rule.Need(k)
		for _, property := range need.Properties() {
			if !slices.Contains(names, property) {
				names = append(names, property)
			}
		}
	}
	return names
}

// ParseKind returns the kind whose name is s.
func ParseKind(s string) (Kind, bool) {
	for k := NoKind + 1; k < NumKinds; k++ {
		if kinds[k].name == s {
			return k, true
		}
	}
	return NoKind, false
}

// MarshalText returns the kind's name.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText sets k to the kind named b; no name means NoKind.
func (k *Kind) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*k = NoKind
		return nil
	}
	parsed, ok := ParseKind(string(b))
	if !ok {
		return fmt.Errorf("unknown kind %q", b)
	}
	*k = parsed
	return nil
}
