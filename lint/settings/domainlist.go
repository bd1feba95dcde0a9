package settings

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A ManagementPolicy is a B2B management policy: whose domains may be invited, and
// preview features. Its definition is JSON text in a list of one string.
//
// https://learn.microsoft.com/en-us/graph/api/resources/b2bmanagementpolicy
type ManagementPolicy struct {
	Record *lint.Record

	// InEffect is isOrganizationDefault: there may be many policies, and only one of
	// them can be activated. It is unknown where it was not exported.
	InEffect graph.Answer

	// Domains is not known where Known is false: the text is no JSON, or no policy. It
	// is empty where the text could be read and names no domain.
	Domains DomainList
	Known   bool

	Characters int        // of the whole definition, in Unicode code points
	At         lint.Value // the text, or definition where that is no text
}

// A DomainList is which domains an invitation may, or may not, be sent to. Domains
// are in lower case and without blanks around them, in the order of the text.
type DomainList struct {
	Allowed []string // if there are any, all others are refused
	Blocked []string
}

// DomainPolicies is what [ReadManagementPolicy] reads.
var DomainPolicies = lint.Reads("the domains that may be invited", lint.Need{
	Kind:     lint.B2BManagementPolicy,
	Requires: []string{"definition"}, Completes: []string{"isOrganizationDefault"}, Optional: []string{"type"},
})

// ReadManagementPolicy reads a B2B management policy; ok is false for a policy of
// another type, which the older list of all policies has too.
func ReadManagementPolicy(r *lint.Record) (p ManagementPolicy, ok bool) {
	typed, known := policyType(r.Get("type"))
	if known && !typed {
		return p, false
	}
	p = ManagementPolicy{Record: r, InEffect: inEffect(r.Get("isOrganizationDefault")), At: r.Get("definition")}
	texts, text := 0, ""
	for element := range p.At.Elements() {
		if t := definitionText(element); strings.TrimSpace(t) != "" {
			texts++
			text, p.At = t, element
			p.Characters += utf8.RuneCountInString(t)
		}
	}
	if texts != 1 {
		p.At = r.Get("definition")
		return p, true
	}
	var other bool
	p.Domains, other, p.Known = readDefinition(text)
	return p, typed || !other
}

// definitionText returns the text of a definition: the string that Graph has or, where
// the definition was saved by itself, the text that it was parsed from.
func definitionText(v lint.Value) string {
	if v.Type() != lint.Object {
		return v.Text()
	}
	var text bytes.Buffer
	if json.Compact(&text, []byte(v.Raw())) != nil {
		return ""
	}
	return `{"B2BManagementPolicy":` + text.String() + `}`
}

// ManagementPolicies returns the B2B management policies of an export.
func ManagementPolicies(t lint.Tenant) []ManagementPolicy {
	var policies []ManagementPolicy
	for record := range t.Each(lint.B2BManagementPolicy) {
		if p, ok := ReadManagementPolicy(record); ok {
			policies = append(policies, p)
		}
	}
	return policies
}

// MayApply reports whether the policy is in effect, or may be as far as the export
// tells.
func (p ManagementPolicy) MayApply() bool { return p.InEffect != graph.No }

// Applying returns the B2B management policies that are in effect, or may be, and
// whose text could be read. doubts says what of them is not known, for
// [lint.Pass.Cannot].
func Applying(t lint.Tenant) (policies []ManagementPolicy, doubts []display.Safe) {
	n := 0
	for _, p := range ManagementPolicies(t) {
		switch {
		case !p.MayApply():
			continue
		case p.Known:
			policies = append(policies, p)
		default:
			doubts = append(doubts, Unreadable)
		}
		n++
	}
	if n > 1 {
		doubts = append(doubts, "several B2B management policies may be in effect, and only one can be")
	}
	return policies, doubts
}

// Unreadable says of a policy that it is not Known.
const Unreadable display.Safe = "the definition of a B2B management policy cannot be read"

// policyType reports whether a policy of that type is a B2B management policy, if
// the type is known. The older list of policies writes the type as a name or as 6.
func policyType(v lint.Value) (typed, known bool) {
	switch v.Type() {
	case lint.String:
		name := graph.Word(v.Text())
		return name == "b2bmanagementpolicy" || name == "6", name != ""
	case lint.Number:
		return v.Raw() == "6", true
	}
	return false, false
}

// inEffect reads isOrganizationDefault, which Microsoft's own example has as a
// string.
func inEffect(v lint.Value) graph.Answer {
	switch {
	case v.True(), graph.Word(v.Text()) == "true":
		return graph.Yes
	case v.Exists():
		return graph.No
	}
	return graph.Unknown
}

// readDefinition reads the text of a policy; ok is false where it cannot be read, and
// other is true where it is the text of another type of policy.
func readDefinition(text string) (list DomainList, other, ok bool) {
	document := []byte(requote(text))
	body, ok := member(document, "B2BManagementPolicy")
	if !ok || body == nil {
		return list, ok && namesPolicy(document), false
	}
	lists, ok := member(body, "InvitationsAllowedAndBlockedDomainsPolicy")
	allowed, ok1 := member(lists, "AllowedDomains")
	blocked, ok2 := member(lists, "BlockedDomains")
	if !ok || !ok1 || !ok2 {
		return list, false, false
	}
	if list.Allowed, ok = domainNames(allowed); !ok {
		return DomainList{}, false, false
	}
	if list.Blocked, ok = domainNames(blocked); !ok {
		return DomainList{}, false, false
	}
	return list, false, true
}

// member returns a member of a JSON object, nil where it has none; ok is false where
// the text is neither an object nor null, or has several members of that name.
func member(object json.RawMessage, name string) (value json.RawMessage, ok bool) {
	if object == nil {
		return nil, true
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return nil, false
	}
	for key, text := range members {
		switch {
		case !strings.EqualFold(key, name):
		case value != nil:
			return nil, false
		default:
			value = text
		}
	}
	return value, true
}

// namesPolicy reports whether a member of a JSON object is named like a policy.
func namesPolicy(object json.RawMessage) bool {
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return false
	}
	for key := range members {
		if strings.HasSuffix(strings.ToLower(key), "policy") {
			return true
		}
	}
	return false
}

// domainNames reads a list of domains, which may be null or a single string.
func domainNames(text json.RawMessage) (domains []string, ok bool) {
	if text == nil {
		return nil, true
	}
	var names []string
	if text[0] == '"' {
		text = slices.Concat([]byte("["), text, []byte("]"))
	}
	if json.Unmarshal(text, &names) != nil {
		return nil, false
	}
	for _, name := range names {
		if name = graph.Word(name); name != "" {
			domains = append(domains, name)
		}
	}
	return domains, true
}

// requote makes JSON of a text whose strings stand between single quotes, as they do
// in Microsoft's example. JSON stays as it is.
func requote(text string) string {
	if strings.IndexByte(text, '\'') < 0 {
		return text
	}
	var b strings.Builder
	quote := byte(0)
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\\' && i+1 < len(text):
			i++
			if quote != '\'' || text[i] != '\'' { // JSON has no \'
				b.WriteByte('\\')
			}
			c = text[i]
		case quote == 0 && (c == '\'' || c == '"'):
			quote, c = c, '"'
		case quote == c && quote != 0:
			quote, c = 0, '"'
		case quote == '\'' && c == '"':
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// A DomainIndex is a DomainList that is asked about many domains.
type DomainIndex struct {
	allowed, blocked         map[string]bool
	wildAllowed, wildBlocked []string
}

// Index returns the list as one that is asked about many domains.
func (l DomainList) Index() DomainIndex {
	return DomainIndex{setOf(l.Allowed), setOf(l.Blocked), wildcards(l.Allowed), wildcards(l.Blocked)}
}

func setOf(domains []string) map[string]bool {
	set := make(map[string]bool, len(domains))
	for _, domain := range domains {
		set[domain] = true
	}
	return set
}

// Blocks reports whether a domain, in lower case, is on the list of blocked ones.
func (l DomainIndex) Blocks(domain string) bool { return l.blocked[domain] }

// Refuses reports whether an invitation to a domain, in lower case, is refused. Only
// the domain itself counts, not one above it. It is unknown where an entry with a
// wildcard may decide: what those mean is not documented.
//
// https://learn.microsoft.com/en-us/entra/external-id/allow-deny-list
func (l DomainIndex) Refuses(domain string) graph.Answer {
	allowed := len(l.allowed) == 0 || l.allowed[domain]
	switch {
	case l.Blocks(domain):
		return graph.Yes
	case !allowed && !mayMatch(l.wildAllowed, domain):
		return graph.Yes
	case !allowed, mayMatch(l.wildBlocked, domain):
		return graph.Unknown
	}
	return graph.No
}

// Wildcards returns the entries with a wildcard.
func (l DomainList) Wildcards() []string { return wildcards(slices.Concat(l.Allowed, l.Blocked)) }

func wildcards(entries []string) []string {
	return slices.DeleteFunc(slices.Clone(entries), func(entry string) bool { return !Wildcard(entry) })
}

// Wildcard reports whether an entry of a list of domains has a wildcard.
func Wildcard(entry string) bool { return strings.Contains(entry, "*") }

// manyWildcards is how many entries with a wildcard are held against a domain: of more,
// one may stand for it.
const manyWildcards = 1000

// mayMatch reports whether an entry with a wildcard may stand for a domain, if
// wildcards mean anything at all.
func mayMatch(wildcards []string, domain string) bool {
	return len(wildcards) > manyWildcards || slices.ContainsFunc(wildcards, func(entry string) bool {
		before, after, _ := strings.Cut(entry, "*")
		after = after[strings.LastIndexByte(after, '*')+1:]
		return strings.HasPrefix(domain, before) && strings.HasSuffix(domain, after)
	})
}
