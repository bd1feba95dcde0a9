package decode

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// clues are what the kind of a document's objects is told by.
type clues struct {
	file  *File
	group string // id of the group whose members these are, or ""

	context  string    // @odata.context
	typ      string    // @odata.type of the first object
	keys     []string  // of the first object, in lower case
	extras   bool      // Graph PowerShell wrote it
	given    lint.Kind // what the document around it says the objects are
	givenBy  string
	scalar   bool     // it is no object and no list
	delta    bool     // a page of changes
	counted  bool     // it has a member Count
	failure  string   // code of a saved error
	plain    bool     // it has members that are no annotations
	none     bool     // its value is null
	seen     bool     // an object was looked at
	deleted  bool     // it has a deletedDateTime that is not null
	nextLink int64    // offset of @odata.nextLink
	nextAt   Position // zero: there is none
}

// look takes in the first object.
func (c *clues) look(text []byte) {
	c.seen = true
	gjson.ParseBytes(text).ForEach(func(key, value gjson.Result) bool {
		name := strings.ToLower(lint.GraphName(key.String()))
		switch name {
		case "@odata.type":
			c.typ = value.String()
		case "additionalproperties":
			c.extras = true
		case "deleteddatetime":
			c.deleted = value.Type == gjson.String
		}
		c.keys = append(c.keys, name)
		return true
	})
}

func (c *clues) has(keys ...string) bool {
	return slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(c.keys, key) })
}

// kind weighs the clues: what the export says of itself before what it looks
// like, and the file's name last. Only the name tells an empty bin of deleted
// applications from a tenant without applications: Graph gives both one context.
func (c *clues) kind() (kind lint.Kind, evidence string) {
	kind, evidence = c.weigh()
	switch {
	case kind != lint.Application:
	case c.deleted:
		return lint.DeletedApplication, "deletedDateTime"
	case strings.Contains(strings.ToLower(path.Base(c.file.where)), "deleted"):
		return lint.DeletedApplication, evidence + " and its name"
	}
	return kind, evidence
}

func (c *clues) weigh() (kind lint.Kind, evidence string) {
	if c.has("isztmodelrow") {
		return lint.NoKind, ""
	}
	if c.given != lint.NoKind {
		return c.given, c.givenBy
	}
	if match := membersOf.FindStringSubmatch(c.context); match != nil {
		c.group = strings.ToLower(match[1])
		return lint.GroupMember, "@odata.context"
	}
	// The list of a group's members says that it holds users, and is no list of
	// the tenant's users.
	if c.group != "" && c.lists() {
		return lint.GroupMember, "its folder"
	}
	if c.has("groupid") && c.has("members", "member") {
		return lint.GroupMember, "its keys groupId and members"
	}
	if c.context != "" {
		if name, ok := contextName(c.context); ok {
			return contexts[name], "@odata.context"
		}
		return lint.NoKind, ""
	}
	folder := folderKind(c.file.where)
	if c.typ != "" && folder.list == "" {
		if kind := kindOfType([]byte(c.typ)); kind != lint.NoKind {
			return kind, "@odata.type"
		}
	}
	if folder.list != "" {
		return lint.NoKind, ""
	}
	if kind, keys := c.byKeys(); kind != lint.NoKind {
		return kind, "its key " + keys
	}
	if c.typ == "" && folder.kind != lint.NoKind {
		return folder.kind, "its folder"
	}
	if kind := nameKind(c.file.where, names); c.typ == "" && kind != lint.NoKind {
		return kind, "its name only"
	}
	if kind := nameKind(c.file.where, emptyNames); !c.seen && kind != lint.NoKind {
		return kind, "its name only"
	}
	return lint.NoKind, ""
}

// lists reports whether the document can be the list of members that its folder
// says it is: it may say itself that it is something else.
func (c *clues) lists() bool {
	if c.seen && !c.has("id", "userprincipalname", "additionalproperties", "displayname", "mail", "@removed") {
		return false
	}
	name, known := contextName(c.context)
	switch {
	case c.context == "":
		kind, _ := c.byKeys()
		return guid.MatchString(c.group) || kind == lint.NoKind || kind == lint.User || kind == lint.Contact || kind == lint.Group
	case name == "directoryobjects", strings.Contains(c.context, "/members"):
		return true
	case known && contexts[name] != lint.User:
		return false
	}
	return guid.MatchString(c.group) || path.Base(c.file.where) == "members.json"
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// unknown says why the document was not recognised.
func (c *clues) unknown() string {
	folder := folderKind(c.file.where)
	switch {
	case c.none && !c.plain:
		return "not recognised: its value is null, so that it holds nothing"
	case c.scalar:
		return "not recognised: neither an object nor a list"
	case c.has("isztmodelrow"):
		return "not recognised: model rows of Zero Trust Assessment hold made-up values"
	case c.results() != "":
		return "not recognised: " + c.results() + " are verdicts, not tenant state"
	case c.context != "":
		name, _ := contextName(c.context)
		return "not recognised: its @odata.context names " + display.Quote(name)
	case c.typ != "":
		return "not recognised: its @odata.type is " + display.Quote(c.typ)
	case folder.list != "":
		return "not recognised: the folder says that it holds the " + folder.list + " of something else than a group"
	default:
		return "not recognised: neither its keys nor its name tell what it is"
	}
}

// results returns whose results the document holds, if it is those of another tool.
func (c *clues) results() string {
	for _, sign := range []struct {
		keys []string // all of them
		name string
	}{
		{[]string{"tests", "endofjson"}, "results of Maester"},
		{[]string{"results", "summary", "metadata"}, "results of ScubaGear"},
		{[]string{"runs", "version"}, "SARIF results"},
		{[]string{"class_uid", "activity_id"}, "findings of monkey365"},
		{[]string{"resourcename", "resourceinstancename"}, "resources of Microsoft365DSC"},
		{[]string{"schemaversion", "findings", "tool"}, "reports of tenantlint"},
	} {
		if !slices.ContainsFunc(sign.keys, func(key string) bool { return !c.has(key) }) {
			return sign.name
		}
	}
	return ""
}

// membersOf finds the group in the context of a list of members.
var membersOf = regexp.MustCompile(`#groups\('([^']+)'\)/(?:transitiveM|m)embers`)

// contextName returns the set that an @odata.context names, in lower case and
// without selected properties. ok says that objects of a known kind are in it.
func contextName(context string) (name string, ok bool) {
	_, fragment, found := strings.Cut(context, "#")
	if !found {
		fragment = context
	}
	name = strings.TrimSuffix(strings.ToLower(fragment), "/$entity")
	if at := strings.IndexByte(name, '('); at > 0 && !strings.HasPrefix(name[at:], "('") && strings.HasSuffix(name, ")") {
		name = name[:at]
	}
	kind, ok := contexts[name]
	return name, ok && kind != lint.NoKind
}

// selected returns the properties that an @odata.context says were asked for, or
// nil if it does not say.
func selected(context string) []string {
	_, list, ok := strings.Cut(context, "(")
	if !ok || !strings.HasSuffix(list, ")") && !strings.HasSuffix(list, ")/$entity") {
		return nil
	}
	list = strings.TrimSuffix(strings.TrimSuffix(list, "/$entity"), ")")
	if strings.ContainsAny(list, "'") {
		return nil
	}
	var names []string
	depth := 0
	for name := range strings.SplitSeq(list, ",") { // an expanded property has a list of its own
		if depth == 0 && !strings.Contains(name, "(") {
			names = append(names, strings.TrimSpace(name))
		}
		depth += strings.Count(name, "(") - strings.Count(name, ")")
	}
	return names
}

// contexts maps the sets of Microsoft Graph to kinds.
var contexts = map[string]lint.Kind{
	"users":                            lint.User,
	"contacts":                         lint.Contact,
	"groups":                           lint.Group,
	"policies/crosstenantaccesspolicy": lint.CrossTenantAccessPolicy,
	"policies/crosstenantaccesspolicy/default":                                lint.CrossTenantAccessPolicyDefault,
	"policies/crosstenantaccesspolicy/partners":                               lint.CrossTenantAccessPolicyPartner,
	"policies/authorizationpolicy":                                            lint.AuthorizationPolicy,
	"policies/authorizationpolicy/authorizationpolicy":                        lint.AuthorizationPolicy,
	"policies/b2bmanagementpolicies":                                          lint.B2BManagementPolicy,
	"authenticationmethodconfigurations":                                      lint.EmailAuthenticationMethod,
	"policies/authenticationmethodspolicy/authenticationmethodconfigurations": lint.EmailAuthenticationMethod,
	"policies/authenticationflowspolicy":                                      lint.AuthenticationFlowsPolicy,
	"policies/externalidentitiespolicy":                                       lint.ExternalIdentitiesPolicy,
	"identity/conditionalaccess/policies":                                     lint.ConditionalAccessPolicy,
	"conditionalaccess/policies":                                              lint.ConditionalAccessPolicy,
	"serviceprincipals":                                                       lint.ServicePrincipal,
	"applications":                                                            lint.Application,
	"domains":                                                                 lint.Domain,
	"organization":                                                            lint.Organization,
	"rolemanagement/directory/roleassignments":                                lint.RoleAssignment,
	"rolemanagement/directory/roledefinitions":                                lint.RoleDefinition,
	"directoryroles":                                                          lint.DirectoryRole,
	"groupsettings":                                                           lint.GroupSetting,
	"settings":                                                                lint.GroupSetting,
	"admin/sharepoint/settings":                                               lint.SharePointSettings,
	"directory/federationconfigurations/graph.samlorwsfedexternaldomainfederation":           lint.ExternalDomainFederation,
	"directory/federationconfigurations/microsoft.graph.samlorwsfedexternaldomainfederation": lint.ExternalDomainFederation,
}

// typeNames maps the last part of an @odata.type to kinds.
var typeNames = map[string]lint.Kind{
	"user":                    lint.User,
	"orgcontact":              lint.Contact,
	"group":                   lint.Group,
	"crosstenantaccesspolicy": lint.CrossTenantAccessPolicy,
	"crosstenantaccesspolicyconfigurationdefault": lint.CrossTenantAccessPolicyDefault,
	"crosstenantaccesspolicyconfigurationpartner": lint.CrossTenantAccessPolicyPartner,
	"authorizationpolicy":                         lint.AuthorizationPolicy,
	"b2bmanagementpolicy":                         lint.B2BManagementPolicy,
	"emailauthenticationmethodconfiguration":      lint.EmailAuthenticationMethod,
	"authenticationflowspolicy":                   lint.AuthenticationFlowsPolicy,
	"externalidentitiespolicy":                    lint.ExternalIdentitiesPolicy,
	"conditionalaccesspolicy":                     lint.ConditionalAccessPolicy,
	"serviceprincipal":                            lint.ServicePrincipal,
	"application":                                 lint.Application,
	"domain":                                      lint.Domain,
	"organization":                                lint.Organization,
	"unifiedroleassignment":                       lint.RoleAssignment,
	"unifiedroledefinition":                       lint.RoleDefinition,
	"directoryrole":                               lint.DirectoryRole,
	"groupsetting":                                lint.GroupSetting,
	"directorysetting":                            lint.GroupSetting,
	"sharepointsettings":                          lint.SharePointSettings,
	"samlorwsfedexternaldomainfederation":         lint.ExternalDomainFederation,
}

// byKeys tells a kind by properties that no other kind has.
func (c *clues) byKeys() (lint.Kind, string) {
	for _, sign := range []struct {
		kind lint.Kind
		keys []string // any of them
		and  string   // and this one, if it is not ""
		not  string   // but not this one
	}{
		{lint.CrossTenantAccessPolicyPartner, settingKeys, "tenantid", "templateapplicationlevel"},
		{lint.CrossTenantAccessPolicyDefault, append([]string{"isservicedefault"}, settingKeys...), "", "templateapplicationlevel"},
		{lint.CrossTenantAccessPolicy, []string{"allowedcloudendpoints"}, "", ""},
		{lint.B2BManagementPolicy, []string{"isorganizationdefault"}, "definition", ""},
		{lint.AuthorizationPolicy, []string{"allowinvitesfrom", "guestuserroleid"}, "", ""},
		{lint.EmailAuthenticationMethod, []string{"allowexternalidtouseemailotp"}, "", ""},
		{lint.AuthenticationFlowsPolicy, []string{"selfservicesignup"}, "", ""},
		{lint.ExternalIdentitiesPolicy, []string{"allowexternalidentitiestoleave"}, "", ""},
		{lint.ConditionalAccessPolicy, []string{"grantcontrols"}, "conditions", ""},
		{lint.RoleAssignment, []string{"roledefinitionid"}, "principalid", ""},
		{lint.RoleDefinition, []string{"rolepermissions"}, "", ""},
		{lint.DirectoryRole, []string{"roletemplateid"}, "", ""},
		{lint.ServicePrincipal, []string{"serviceprincipaltype", "approleassignmentrequired"}, "", ""},
		{lint.Application, []string{"identifieruris", "requiredresourceaccess"}, "", "serviceprincipaltype"},
		{lint.Domain, []string{"isinitial", "availabilitystatus"}, "isdefault", ""},
		{lint.Organization, []string{"verifieddomains", "technicalnotificationmails"}, "", ""},
		{lint.SharePointTenant, []string{"showpeoplepickersuggestionsforguestusers", "enableazureadb2bintegration"}, "", ""},
		{lint.SharePointSettings, []string{"sharingcapability"}, "", "enableazureadb2bintegration"},
		{lint.ExternalDomainFederation, []string{"passivesigninuri"}, "", ""},
		{lint.GroupSetting, []string{"values"}, "templateid", ""},
		{lint.Group, []string{"grouptypes", "securityenabled", "mailenabled", "membershiprule"}, "", "userprincipalname"},
		{lint.User, []string{"userprincipalname"}, "", "grouptypes"},
		{lint.Contact, []string{"phones", "addresses"}, "", "usertype"},
	} {
		if sign.not != "" && c.has(sign.not) || sign.and != "" && !c.has(sign.and) {
			continue
		}
		for _, key := range sign.keys {
			if c.has(key) {
				return sign.kind, key
			}
		}
	}
	return lint.NoKind, ""
}

var settingKeys = []string{
	"b2bcollaborationinbound", "b2bcollaborationoutbound", "b2bdirectconnectinbound", "b2bdirectconnectoutbound",
	"inboundtrust", "identitysynchronization", "automaticuserconsentsettings", "tenantrestrictions",
	"invitationredemptionidentityproviderconfiguration",
}

// A place is what the folders of a path tell.
type place struct {
	kind  lint.Kind
	group string // id of the group whose members are there
	list  string // "members" or "owners" of something that is no group, or "owners" of one
}

// folderKind reads EntraExporter's tree, and the layouts of contract.md for the
// members of a group.
func folderKind(file string) place {
	parts := strings.Split(strings.ToLower(file), "/")
	name := strings.TrimSuffix(parts[len(parts)-1], path.Ext(parts[len(parts)-1]))
	folders := parts[:len(parts)-1]
	for i, folder := range slices.Backward(folders) {
		switch folder {
		case "members":
			switch {
			case i >= 2 && folders[i-2] == "groups":
				return place{group: folders[i-1]}
			case i == len(folders)-1 && (i < 2 || !slices.Contains(owned, folders[i-2])):
				return place{group: memberPage.ReplaceAllString(name, "$1")}
			default:
				return place{list: folder}
			}
		case "owners", "sponsors":
			if last := len(folders) - 1; i == last || i == last-1 && folders[last] == name {
				return place{list: folder}
			}
		}
		kind, ok := folderKinds[folder]
		switch last := len(folders) - 1; {
		case !ok:
		case kind == lint.Group && i == last-1 && name == "members":
			return place{group: folders[last]}
		case i == last, i == last-1 && folders[last] == name:
			return place{kind: kind}
		}
	}
	return place{}
}

// memberPage takes the number of a page off the name of a list of members.
var memberPage = regexp.MustCompile(`^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})[-_]\d+$`)

// owned names the folders whose objects have members and are no groups.
var owned = []string{"administrativeunits", "directoryroles"}

var folderKinds = map[string]lint.Kind{
	"users":                   lint.User,
	"contacts":                lint.Contact,
	"groups":                  lint.Group,
	"partners":                lint.CrossTenantAccessPolicyPartner,
	"default":                 lint.CrossTenantAccessPolicyDefault,
	"crosstenantaccesspolicy": lint.CrossTenantAccessPolicy,
	"applications":            lint.Application,
	"serviceprincipals":       lint.ServicePrincipal,
	"domains":                 lint.Domain,
	"organization":            lint.Organization,
	"accesspolicies":          lint.ConditionalAccessPolicy,
	"directoryroles":          lint.DirectoryRole,
	"roleassignments":         lint.RoleAssignment,
	"roledefinitions":         lint.RoleDefinition,
	"groupsettings":           lint.GroupSetting,
	"authorizationpolicy":     lint.AuthorizationPolicy,
}

// nameKind tells a kind by the words of a file's name.
func nameKind(file string, names map[string]lint.Kind) lint.Kind {
	name := strings.ToLower(path.Base(file))
	name = strings.TrimSuffix(name, path.Ext(name))
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if kind, ok := names[word]; ok {
			return kind
		}
	}
	return lint.NoKind
}

// names are of kinds whose objects may have no key that tells them.
var names = map[string]lint.Kind{
	"user": lint.User, "users": lint.User,
	"contact": lint.Contact, "contacts": lint.Contact, "orgcontact": lint.Contact, "orgcontacts": lint.Contact,
	"group": lint.Group, "groups": lint.Group,
	"crosstenantaccesspolicy": lint.CrossTenantAccessPolicy, "policyobject": lint.CrossTenantAccessPolicy,
	"default":  lint.CrossTenantAccessPolicyDefault,
	"partners": lint.CrossTenantAccessPolicyPartner, "partner": lint.CrossTenantAccessPolicyPartner,
}

// emptyNames are of kinds whose objects tell themselves. A list without any is told by
// these: the names that our own script of exports gives.
var emptyNames = map[string]lint.Kind{
	"b2bmanagementpolicies": lint.B2BManagementPolicy, "conditionalaccesspolicies": lint.ConditionalAccessPolicy,
	"serviceprincipals": lint.ServicePrincipal, "applications": lint.Application, "deletedapplications": lint.DeletedApplication,
	"domains": lint.Domain, "roleassignments": lint.RoleAssignment, "roledefinitions": lint.RoleDefinition,
	"directoryroles": lint.DirectoryRole, "groupsettings": lint.GroupSetting, "externaldomainfederations": lint.ExternalDomainFederation,
}
