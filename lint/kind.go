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
	path := kinds[k].Path
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
