package crosstenant

import (
	"iter"
	"regexp"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// AccessType returns the value of accessType as it stands there.
func (p Part) AccessType() lint.Value { return p.At.Get("accessType") }

// HasTargets reports whether the part has a list of targets, be it empty.
func (p Part) HasTargets() bool { return graph.Listed(p.At.Get("targets")) }

// List returns the targets of the part, whatever its accessType.
func (p Part) List() iter.Seq[Target] { return targetsOf(p.At.Get("targets")) }

// Single returns the targets of the part that name someone or something: all but the
// reserved AllUsers, or AllApplications of applications.
func (p Part) Single() []Target {
	all := AllApplications
	if p.OfUsers() {
		all = AllUsers
	}
	var single []Target
	for target := range p.List() {
		if target.Name != "" && target.Name != all {
			single = append(single, target)
		}
	}
	return single
}

// OfUsers reports whether the part is about users and groups.
func (p Part) OfUsers() bool { return p.Name == "usersAndGroups" }

// Title returns what a message calls the part, as in "the users of B2B
// collaboration inbound".
func (p Part) Title() display.Safe {
	if p.OfUsers() {
		return "the users of " + p.Scope.Name()
	}
	return "the applications of " + p.Scope.Name()
}

// UnnamedValue is what Graph writes for a value of an enumeration that the version which
// was asked does not name.
const UnnamedValue = "unknownfuturevalue"

// IsID reports whether the target is the id of an object or an application, and no
// name.
func (t Target) IsID() bool { return guid.MatchString(t.Name) }

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Key tells the part from the others of its party, for [lint.Finding.About].
func (p Part) Key() string { return p.Scope.String() + "/" + p.Name }

// DeviceFilter returns the filter for devices of the party's own tenant
// restrictions; ok is false where there is none, or it is what PowerShell makes of
// null.
func (p *Party) DeviceFilter() (filter lint.Value, ok bool) {
	filter = p.Record.Get(TenantRestrictions.String()).Get("devices")
	return filter, filter.Type() == lint.Object && !graph.Null(filter)
}
