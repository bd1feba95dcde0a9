// Package conditionalaccess reads Conditional Access policies as they bear on external
// users: whom of them a policy covers, for which applications, and whether they can
// meet what it demands.
//
// https://learn.microsoft.com/en-us/entra/external-id/authentication-conditional-access
package conditionalaccess

import (
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// Policies is what this package reads of policies.
var Policies = lint.Reads("Conditional Access policies", lint.Need{
	Kind: lint.ConditionalAccessPolicy, Requires: []string{"state", "conditions", "grantControls"},
})

// A Policy is a Conditional Access policy.
type Policy struct{ Record *lint.Record }

// Exported reports whether the export has of the policy what [Policies] reads.
func (p Policy) Exported() bool {
	for _, property := range Policies.Needs[0].Requires {
		if !p.Record.Get(property).Exists() {
			return false
		}
	}
	return true
}

// Read returns the policies of an export in the order of the input.
func Read(t lint.Tenant) []Policy {
	var policies []Policy
	for record := range t.Each(lint.ConditionalAccessPolicy) {
		policies = append(policies, Policy{record})
	}
	return policies
}

// Enabled reports whether the policy is enforced. One that only reports is not.
func (p Policy) Enabled() bool { return normal(p.Record.Get("state").Text()) == "enabled" }

// Name returns the policy's name, or its id if it has none.
func (p Policy) Name() display.Untrusted { return p.Record.Object().Label() }

// Users returns conditions.users.
func (p Policy) Users() lint.Value { return p.Record.Get("conditions").Get("users") }

// Applications returns conditions.applications.
func (p Policy) Applications() lint.Value { return p.Record.Get("conditions").Get("applications") }

// A Type is a kind of external user, as conditionalAccessGuestOrExternalUserTypes
// has them.
type Type string

// The types of external user.
const (
	InternalGuest       Type = "internalGuest"
	CollaborationGuest  Type = "b2bCollaborationGuest"
	CollaborationMember Type = "b2bCollaborationMember"
	DirectConnectUser   Type = "b2bDirectConnectUser"
	OtherExternalUser   Type = "otherExternalUser"
	ServiceProvider     Type = "serviceProvider"
)

// Types are all of them.
var Types = []Type{InternalGuest, CollaborationGuest, CollaborationMember, DirectConnectUser, OtherExternalUser, ServiceProvider}

// Coverage says how many users of a type a policy is for.
type Coverage uint8

// The coverages, the least first. Of Some, the export alone does not tell who: the
// policy names users, groups, roles or tenants.
const (
	None Coverage = iota
	Some
	All
)

// Covers returns how many of the external users of a type the policy is for. The
// older selector GuestsOrExternalUsers stands for every type. Users, groups and roles
// that are excluded by name, as accounts for emergencies are, change nothing: see
// [Policy.Excepts].
func (p Policy) Covers(of Type) Coverage { return p.covers(of, named(p.Users(), "include")) }

// covers is Covers, given how many users are included by name.
func (p Policy) covers(of Type, byName Coverage) Coverage {
	included, excluded := p.sides(of)
	return without(max(included, byName), excluded)
}

// without is how many users are left of those included if others are excluded.
func without(included, excluded Coverage) Coverage {
	switch {
	case included == None, excluded == All:
		return None
	case excluded == Some:
		return Some
	}
	return included
}

// sides returns how many users are included, and excluded, because they are of a type,
// or users at all.
func (p Policy) sides(of Type) (included, excluded Coverage) {
	users := p.Users()
	side := func(prefix string) Coverage {
		coverage, _ := bySide(users, prefix, of)
		return coverage
	}
	return side("include"), side("exclude")
}

// bySide is one of the sides, with the selector that decides if it is not all users.
func bySide(users lint.Value, prefix string, of Type) (coverage Coverage, selector lint.Value) {
	if list := users.Get(prefix + "Users"); has(list, "All") || has(list, LegacySelector) {
		return All, selector
	}
	selector = users.Get(prefix + "GuestsOrExternalUsers")
	return typed(selector, of), selector
}

// Excepts reports whether the policy excludes users, groups or roles by name: some of
// those that it covers may be among them.
func (p Policy) Excepts() bool { return named(p.Users(), "exclude") == Some }

// LegacySelector is the value of includeUsers and excludeUsers that came before
// includeGuestsOrExternalUsers.
const LegacySelector = "GuestsOrExternalUsers"

// named returns Some if users, groups or roles are named one by one.
func named(users lint.Value, prefix string) Coverage {
	for id := range users.Get(prefix + "Users").Elements() {
		if text := normal(id.Text()); text != "" && text != "all" && text != "none" && text != normal(LegacySelector) {
			return Some
		}
	}
	for _, kind := range [...]string{"Groups", "Roles"} {
		for range users.Get(prefix + kind).Elements() {
			return Some
		}
	}
	return None
}

// typed returns how many users of a type a conditionalAccessGuestsOrExternalUsers
// names: its types are a list in one string, parted by commas.
func typed(selector lint.Value, of Type) Coverage {
	if !slices.Contains(TypesOf(selector), of) {
		return None
	}
	kind := normal(tenants(selector, "membershipKind").Text())
	if kind == "enumerated" || strings.HasSuffix(normal(tenants(selector, "@odata.type").Text()), "enumeratedexternaltenants") ||
		tenants(selector, "members").Type() == lint.Array {
		return Some
	}
	return All
}

// tenants returns a property of externalTenants.
func tenants(selector lint.Value, name string) lint.Value {
	return graph.Expanded(selector.Get("externalTenants"), name)
}

// TypesOf returns the types that a conditionalAccessGuestsOrExternalUsers names.
func TypesOf(selector lint.Value) []Type {
	var types []Type
	for word := range strings.SplitSeq(selector.Get("guestOrExternalUserTypes").Text(), ",") {
		for _, known := range Types {
			if normal(word) == normal(string(known)) {
				types = append(types, known)
			}
		}
	}
	return types
}

// Reaches reports whether the policy is for sign-ins to an application: it includes
// all, or the application by its id or by a group of applications that holds it, and
// does not exclude it.
func (p Policy) Reaches(id string, groups ...string) bool {
	applications := p.Applications()
	names := append([]string{id}, groups...)
	lists := func(list string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return has(applications.Get(list), name) })
	}
	return (p.AllApplications() || lists("includeApplications")) && !lists("excludeApplications")
}

// The reserved names in lists of applications.
const (
	Office365             = "Office365"
	MicrosoftAdminPortals = "MicrosoftAdminPortals"
)

// AllApplications reports whether the policy includes all applications, whatever it
// excludes.
func (p Policy) AllApplications() bool {
	return has(p.Applications().Get("includeApplications"), "All")
}

// Narrowed returns the conditions, beside users and applications, that make the
// policy one for some sign-ins only, as in "locations".
func (p Policy) Narrowed() []string {
	conditions := p.Record.Get("conditions")
	var names []string
	for _, name := range [...]string{"userRiskLevels", "signInRiskLevels", "insiderRiskLevels", "servicePrincipalRiskLevels"} {
		for level := range conditions.Get(name).Elements() {
			if normal(level.Text()) != "" {
				names = append(names, name)
				break
			}
		}
	}
	for _, filter := range [...]struct{ name, include, exclude string }{
		{"platforms", "includePlatforms", "excludePlatforms"},
		{"locations", "includeLocations", "excludeLocations"},
	} {
		v := conditions.Get(filter.name)
		if v.Type() != lint.Object {
			continue
		}
		some := false
		for range v.Get(filter.exclude).Elements() {
			some = true
			break
		}
		for range v.Get(filter.include).Elements() {
			some = some || !has(v.Get(filter.include), "All")
			break
		}
		if some {
			names = append(names, filter.name)
		}
	}
	if clients := conditions.Get("clientAppTypes"); clients.Type() == lint.Array && !has(clients, "all") {
		for range clients.Elements() {
			names = append(names, "clientAppTypes")
			break
		}
	}
	if normal(conditions.Get("devices").Get("deviceFilter").Get("rule").Text()) != "" {
		names = append(names, "devices")
	}
	if text := normal(conditions.Get("authenticationFlows").Get("transferMethods").Text()); text != "" && text != "none" {
		names = append(names, "authenticationFlows")
	}
	return names
}

// Grant is what a policy demands.
type Grant struct {
	All      bool      // of the controls: the operator is AND, or there is one
	Controls []Control // in the order of the export, the authentication strength last
}

// A Control is one demand, with its place. Its name is that of builtInControls in
// lower case, or [Strength], [TermsOfUse] or [CustomFactor].
type Control struct {
	Name string
	At   lint.Value
}

// The controls that the rules know.
const (
	Block               = "block"
	MFA                 = "mfa"
	CompliantDevice     = "compliantdevice"
	DomainJoinedDevice  = "domainjoineddevice"
	ApprovedApplication = "approvedapplication"
	AppProtection       = "compliantapplication"
	PasswordChange      = "passwordchange"
	RiskRemediation     = "riskremediation"
	Strength            = "authenticationstrength"
	TermsOfUse          = "termsofuse"
	CustomFactor        = "customauthenticationfactors"
)

// Grant returns what the policy demands. A policy with session controls only demands
// nothing.
func (p Policy) Grant() Grant {
	controls := p.Record.Get("grantControls")
	var g Grant
	for control := range controls.Get("builtInControls").Elements() {
		if name := normal(control.Text()); name != "" {
			g.Controls = append(g.Controls, Control{name, control})
		}
	}
	for _, list := range [...]string{"termsOfUse", "customAuthenticationFactors"} {
		for id := range controls.Get(list).Elements() {
			g.Controls = append(g.Controls, Control{normal(list), id})
		}
	}
	if strength := controls.Get("authenticationStrength"); strength.Get("id").Text() != "" || strength.Text() != "" {
		g.Controls = append(g.Controls, Control{Strength, strength})
	}
	g.All = normal(controls.Get("operator").Text()) != "or" || len(g.Controls) == 1
	return g
}

// Blocks reports whether the policy refuses the sign-in.
func (g Grant) Blocks() bool { return g.find(Block) >= 0 }

// Meets reports whether someone for whom can tells which controls he can satisfy can
// satisfy the grant. Nothing demanded is satisfied by everybody.
func (g Grant) Meets(can func(control string) bool) bool {
	failing := 0
	for _, control := range g.Controls {
		if !can(control.Name) {
			failing++
		}
	}
	if g.All {
		return failing == 0
	}
	return failing < len(g.Controls) || failing == 0
}

// RequiresMFA reports whether no way to satisfy the grant goes without multifactor
// authentication, be it the plain control or an authentication strength.
func (g Grant) RequiresMFA() bool {
	return len(g.Controls) > 0 && !g.Meets(func(control string) bool { return control != MFA && control != Strength })
}

// Find returns a control of the grant.
func (g Grant) Find(name string) (Control, bool) {
	if i := g.find(name); i >= 0 {
		return g.Controls[i], true
	}
	return Control{}, false
}

func (g Grant) find(name string) int {
	return slices.IndexFunc(g.Controls, func(c Control) bool { return c.Name == name })
}

// has reports whether a list of strings has a name, without case.
func has(list lint.Value, name string) bool {
	for element := range list.Elements() {
		if normal(element.Text()) == normal(name) {
			return true
		}
	}
	return false
}

func normal(text string) string { return strings.ToLower(strings.TrimSpace(text)) }
