package lint

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Kinds returns every kind, in the order in which they are exported.
func Kinds() iter.Seq[Kind] {
	return func(yield func(Kind) bool) {
		for k := NoKind + 1; k < NumKinds && yield(k); k++ {
		}
	}
}

// Info returns the kind's row of the table.
func (k Kind) Info() *KindInfo { return &kinds[k] }

func (k Kind) String() string { return kinds[k].Name }

// Noun returns what one object of the kind is called in a sentence.
func (k Kind) Noun() string { return kinds[k].Noun }

// Count returns n with the kind's noun, as in "1 contact" and "88 contacts".
func (k Kind) Count(n int64) string { return Count(n, kinds[k].Noun, kinds[k].Plural) }

// Plural returns what several objects of the kind are called in a sentence.
func (k Kind) Plural() string { return kinds[k].Plural }

// Always reports whether every tenant has at least one object of the kind, so that an
// export without any has not seen the tenant. Role assignments are not among these
// kinds: a tenant that nobody administers has none.
func (k Kind) Always() bool { return kinds[k].Single || kinds[k].Always }

// A Request is what exports the objects of a kind: a request to Microsoft Graph or,
// for a kind that Graph does not have, a command. Requests are comparable.
type Request struct {
	Kind    Kind
	Method  string // of the request to Graph, or ""
	Path    string // its path and query, as in "/v1.0/users?$select=id,mail&$top=999", or ""
	Scope   string // the least privileged permission that it takes, or ""
	Command string // of PowerShell, or ""
}

// Graph reports whether the request is one to Microsoft Graph.
func (q Request) Graph() bool { return q.Command == "" }

// String returns the request as one types it, as in "GET /v1.0/domains".
func (q Request) String() string {
	if q.Graph() {
		return q.Method + " " + q.Path
	}
	return q.Command
}

// Request returns what exports the objects of the kind with the given properties.
// Properties that Microsoft Graph cannot give are left out.
func (k Kind) Request(properties []string) Request {
	info := k.Info()
	if info.Command != "" {
		return Request{Kind: k, Command: info.Command}
	}
	return Request{Kind: k, Method: "GET", Path: k.path(properties), Scope: info.Scope}
}

// path returns the path and query of the request to Microsoft Graph.
func (k Kind) path(properties []string) string {
	var selected []string
	for _, property := range properties {
		if _, navigates := navigation[property]; !navigates && !strings.HasPrefix(property, "@") { // that comes unasked
			selected = append(selected, property)
		}
	}
	path := kinds[k].Path
	if len(selected) == 0 {
		path = strings.Replace(path, "$select={select}&", "", 1)
	}
	path = strings.Replace(path, "{select}", strings.Join(selected, ","), 1)
	expanded := expanded(properties)
	if expanded == "" {
		return path
	}
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + "$expand=" + navigation[expanded].clause()
}

// expanded returns the property that the request expands, or "".
func expanded(properties []string) string {
	expanded := ""
	for _, property := range properties {
		if navigation[property].name != "" && (expanded == "" || property == "appRoleAssignedTo") { // what most rules ask of an application
			expanded = property
		}
	}
	return expanded
}

// A Rest is how to get what a [Request] cannot expand of a property: all of it where the
// request expands another one, and lists that are longer than $expand returns.
type Rest struct {
	Property string
	All      string // path that lists all objects of the kind with the property, or "" if the request expands it
	Each     string // path that lists the property of one object, with {id} for its id
}

// Rest returns how to get the rest of the properties that are lists.
func (k Kind) Rest(properties []string) []Rest {
	var all []Rest
	base, _, _ := strings.Cut(kinds[k].Path, "?")
	for _, property := range properties {
		to := navigation[property]
		if !to.many {
			continue
		}
		rest := Rest{Property: property, Each: base + "/{id}/" + to.name + "?"}
		if to.selected != "" {
			rest.Each += "$select=" + to.selected + "&"
		}
		rest.Each += "$top=999"
		if property != expanded(properties) {
			rest.All = base + "?$select=id&$top=999&$expand=" + to.clause()
		}
		all = append(all, rest)
	}
	return all
}

// ExpandLimit is how many related objects Graph's $expand returns at the most, with no
// sign that there are more: https://learn.microsoft.com/en-us/graph/query-parameters
const ExpandLimit = 20

// A target is where a navigation property leads.
type target struct {
	name     string // of the property for $expand, or "" if it cannot be expanded
	selected string // properties that are enough of what it leads to
	many     bool   // it may lead to more than $expand returns
}

func (t target) clause() string {
	if t.selected == "" {
		return t.name
	}
	return t.name + "($select=" + t.selected + ")"
}

// navigation names what $select does not take, with where it leads. Where that is
// nothing, the property is our own, is exported by a request of its own, or cannot be had
// for a whole list. Graph expands one property of directory objects in a request:
// https://github.com/microsoftgraph/microsoft-graph-docs/issues/96
var navigation = map[string]target{
	"groupId":                 {},
	"members":                 {}, // $expand stops at 20
	"onPremisesSyncBehavior":  {}, // a request for each object, and a scope for each kind
	"owners":                  {name: "owners", selected: "id,userPrincipalName", many: true},
	"appRoleAssignments":      {}, // a request for each object
	"appRoleAssignedTo":       {name: "appRoleAssignedTo", many: true},
	"identitySynchronization": {name: "identitySynchronization"},
	"principal":               {name: "principal"},
	"sponsors":                {name: "sponsors", selected: "id"}, // there are five at the most
}

// Identity returns the properties that tell one object of the kind from another and
// name it. Every run reads them.
func (k Kind) Identity() []string {
	if identity := kinds[k].Identity; identity != nil {
		return identity
	}
	return []string{"id", "displayName"}
}

// Properties returns what an export should have of a kind for rules with such needs: what
// they name, and what tells one object from another. What Graph adds itself, as
// members@odata.nextLink, nobody can ask for.
func Properties(k Kind, reads []Needs) []string {
	names := slices.Clone(k.Identity())
	for _, needs := range reads {
		need, _ := needs.Of(k)
		for _, property := range need.Properties() {
			if !strings.Contains(property, "@") && !slices.Contains(names, property) {
				names = append(names, property)
			}
		}
	}
	return names
}

// ParseKind returns the kind whose name is s.
func ParseKind(s string) (Kind, bool) {
	for k := range Kinds() {
		if kinds[k].Name == s {
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
