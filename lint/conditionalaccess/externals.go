package conditionalaccess

import (
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// Outside are the types of users whose account is with another organization or another
// identity provider. A local guest's is in this tenant, and a service provider comes by
// delegated administration.
var Outside = []Type{CollaborationGuest, CollaborationMember, DirectConnectUser, OtherExternalUser}

// Extends returns how many of the external users of a type the policy is for because
// they are of that type, or users at all: Some are those of certain organizations. Who
// is included by name, or in a group or role, does not count.
func (p Policy) Extends(of Type) Coverage { return p.covers(of, None) }

// Organizations returns for whose external users of a type the policy is where it
// [Policy.Extends] to Some: those of the organizations with these tenant ids in lower
// case, or of all but these.
func (p Policy) Organizations(of Type) (ids []string, allBut bool) {
	listed := func(selector string) []string {
		if typed := p.Users().Get(selector); slices.Contains(TypesOf(typed), of) {
			return idsIn(tenants(typed, "members"))
		}
		return nil
	}
	excluded := listed("excludeGuestsOrExternalUsers")
	if included, _ := p.sides(of); included == All {
		return excluded, true
	}
	out := setOf(excluded)
	return slices.DeleteFunc(listed("includeGuestsOrExternalUsers"), func(id string) bool { return out[id] }), false
}

// ExtendsWithoutTenant reports whether the policy is for the external users of a type who
// come from no organization with Microsoft Entra ID. Lists of organizations say nothing
// of them.
func (p Policy) ExtendsWithoutTenant(of Type) bool {
	included, excluded := p.sides(of)
	return included == All && excluded != All
}

// ExtendsOutside returns the greatest of what the policy extends to of the types [Outside].
func (p Policy) ExtendsOutside() Coverage {
	most := None
	for _, of := range Outside {
		most = max(most, p.Extends(of))
	}
	return most
}

// OutsideTypes returns to which of the types [Outside] the policy extends, if only to those
// of certain organizations.
func (p Policy) OutsideTypes() []string {
	var types []string
	for _, of := range Outside {
		if p.Extends(of) != None {
			types = append(types, string(of))
		}
	}
	return types
}

// IncludedApplication returns the entry of includeApplications by which [Policy.Reaches]
// holds.
func (p Policy) IncludedApplication(id string, groups ...string) lint.Value {
	list := p.Applications().Get("includeApplications")
	for _, name := range slices.Concat([]string{id}, groups, []string{"All"}) {
		if entry := Find(list, name); entry.Exists() {
			return entry
		}
	}
	return list
}

// Find returns the entry of a list of strings that is a name, without case; it does not
// exist if there is none.
func Find(list lint.Value, name string) lint.Value {
	for entry := range list.Elements() {
		if normal(entry.Text()) == normal(name) {
			return entry
		}
	}
	return lint.Value{}
}

// Ordinary reports whether the policy is for sign-ins as people make them in browsers
// and current applications, and not for older protocols, Exchange ActiveSync or another
// way of authentication only.
func (p Policy) Ordinary() bool {
	conditions := p.Record.Get("conditions")
	clients := conditions.Get("clientAppTypes")
	some := false
	for range clients.Elements() {
		some = true
	}
	if some && !has(clients, "all") && !has(clients, "browser") && !has(clients, "mobileAppsAndDesktopClients") {
		return false
	}
	return !slices.Contains(p.Narrowed(), "authenticationFlows")
}

// EveryCurrentClient reports whether the policy names both browsers and current
// applications. What it then leaves out, older protocols, is for mailboxes, and guests
// have none here.
func (p Policy) EveryCurrentClient() bool {
	clients := p.Record.Get("conditions").Get("clientAppTypes")
	return has(clients, "browser") && has(clients, "mobileAppsAndDesktopClients")
}

// KnowsOrganizations reports whether the export has the lists of organizations by which
// the policy selects users of a type: without one, [Policy.Organizations] says too
// little.
func (p Policy) KnowsOrganizations(of Type) bool {
	for _, name := range [...]string{"includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"} {
		selector := p.Users().Get(name)
		if typed(selector, of) == Some && !graph.Listed(tenants(selector, "members")) {
			return false
		}
	}
	return true
}
