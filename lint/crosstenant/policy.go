// Package crosstenant reads cross-tenant access settings as Entra applies them: a
// partner's over the default's, users and applications together.
//
//	records ─► [Read] ─► parties ─► [Party.Setting], [Party.Trusts], … ─► effective
//
// Every rule about the policy asks this package; none reads a setting itself. Null
// inherits; what an export does not have is not known, and never taken for null.
package crosstenant

import (
	"cmp"
	"iter"
	"slices"
	"sync"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A Scope is one of the settings by which users and applications are let through:
// its text form is the property's name.
type Scope uint8

// The scopes of the default and of each partner.
const (
	CollaborationInbound Scope = iota
	CollaborationOutbound
	DirectConnectInbound
	DirectConnectOutbound
	TenantRestrictions
)

var scopes = [...]struct{ property, name string }{
	CollaborationInbound:  {"b2bCollaborationInbound", "B2B collaboration inbound"},
	CollaborationOutbound: {"b2bCollaborationOutbound", "B2B collaboration outbound"},
	DirectConnectInbound:  {"b2bDirectConnectInbound", "B2B direct connect inbound"},
	DirectConnectOutbound: {"b2bDirectConnectOutbound", "B2B direct connect outbound"},
	TenantRestrictions:    {"tenantRestrictions", "tenant restrictions"},
}

// Scopes are all of them, and their property names in the same order.
var (
	Scopes          = []Scope{CollaborationInbound, CollaborationOutbound, DirectConnectInbound, DirectConnectOutbound, TenantRestrictions}
	ScopeProperties = []string{"b2bCollaborationInbound", "b2bCollaborationOutbound", "b2bDirectConnectInbound", "b2bDirectConnectOutbound", "tenantRestrictions"}
)

// String returns the name of the property.
func (s Scope) String() string { return scopes[s].property }

// Name returns what the portal calls the scope, as in "B2B collaboration inbound".
func (s Scope) Name() display.Safe { return display.Safe(scopes[s].name) }

// Outbound reports whether the scope is about the tenant's own users.
func (s Scope) Outbound() bool { return s == CollaborationOutbound || s == DirectConnectOutbound }

// Settings is what [Party.Setting] reads for some scopes, of the default and of partners.
func Settings(scopes ...Scope) lint.Reading {
	var properties []string
	for _, s := range scopes {
		properties = append(properties, s.String())
	}
	return lint.Reads("cross-tenant settings",
		lint.Need{Kind: lint.CrossTenantAccessPolicyDefault, Completes: properties, Partial: true},
		lint.Need{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId"}, Completes: properties, Partial: true})
}

// Policy is the cross-tenant access policy of an export.
type Policy struct {
	Base     *lint.Record // nil if the export does not have it
	Default  *Party       // nil if the export does not have it
	Partners []*Party     // each once, by tenant id
}

// Read returns the policy of an export. A rule sees of it what its needs declare.
func Read(t lint.Tenant) *Policy {
	p := new(Policy)
	for record := range t.Each(lint.CrossTenantAccessPolicy) {
		p.Base = record
		break
	}
	for record := range t.Each(lint.CrossTenantAccessPolicyDefault) {
		p.Default = &Party{Record: record}
		break
	}
	for record := range t.Each(lint.CrossTenantAccessPolicyPartner) {
		p.Partners = append(p.Partners, &Party{Record: record, fallback: p.Default})
	}
	slices.SortStableFunc(p.Partners, func(a, b *Party) int { return cmp.Compare(a.TenantID(), b.TenantID()) })
	return p
}

// Parties returns the default, if the export has it, and then the partners.
func (p *Policy) Parties() []*Party {
	if p.Default == nil {
		return p.Partners
	}
	return append([]*Party{p.Default}, p.Partners...)
}

// A Party is whom settings are for: everyone, by the default, or one partner.
type Party struct {
	Record   *lint.Record
	fallback *Party // the default of a partner; nil if the export does not have it
}

// IsDefault reports whether the settings are the default's.
func (p *Party) IsDefault() bool { return p.Record.Kind == lint.CrossTenantAccessPolicyDefault }

// TenantID returns the partner's tenant id in lower case, or "" of the default.
func (p *Party) TenantID() string {
	if p.IsDefault() {
		return ""
	}
	return graph.Word(p.Record.ID())
}

// Name returns what a message calls the party: "the default", or "partner" and the
// quoted tenant id.
func (p *Party) Name() display.Safe {
	if p.IsDefault() {
		return "the default"
	}
	return partnerName.Of(p.Record)
}

// partnerName is worked out once for all findings about a partner's targets.
var partnerName = lint.NewMemo(func(partner *lint.Record) display.Safe {
	return display.Safe("partner " + display.Quote(partner.ID()))
})

// Inherits reports whether a partner takes a property from the default, as it is
// null there. What is absent is not known to inherit.
func (p *Party) Inherits(property string) bool {
	return !p.IsDefault() && graph.Null(p.Record.Get(property))
}

// A Setting is a crossTenantAccessPolicyB2BSetting as it takes effect.
type Setting struct {
	Scope        Scope
	Users        Half       // usersAndGroups
	Applications Half       // applications
	At           lint.Value // the party's own property; it does not exist where it was not exported

	// Inherited says that the party has no setting of its own: null, and all of the
	// default's counts.
	Inherited bool
}

// A Half is a crossTenantAccessPolicyTargetConfiguration.
type Half struct {
	Access    Access
	Targets   lint.Value // the list; only if Access is known
	At        lint.Value // the configuration that it was read from
	Inherited bool       // the party's setting lacks this half, and the default's counts

	first func() map[string]firstTarget // by name; nil if Access is unknown
}

// A firstTarget is the first of the targets that have a name, and which it is in the list.
type firstTarget struct {
	number int
	at     lint.Value
}

// Access says what a half does with its targets.
type Access uint8

// What a half does with its targets. It is unknown if the export lacks the half,
// its list of targets, or names an access type that is not documented.
const (
	AccessUnknown Access = iota
	Allowed
	Blocked
)

// Setting returns how a scope takes effect for the party. What a half-filled
// setting means is not documented: a missing half of a partner's is taken to be the
// default's, and says so.
func (p *Party) Setting(s Scope) Setting {
	own, fallback := p.own(s), new(ownSetting)
	if p.fallback != nil {
		fallback = p.fallback.own(s)
	}
	half := func(mine, inherited ownHalf) Half {
		switch {
		case mine.stated:
			return mine.Half
		case p.IsDefault() || !own.at.Exists():
			return Half{Inherited: !p.IsDefault()}
		}
		inherited.Inherited = true
		return inherited.Half
	}
	return Setting{
		Scope: s, Users: half(own.users, fallback.users), Applications: half(own.applications, fallback.applications),
		At: own.at, Inherited: p.Inherits(s.String()),
	}
}

// An ownSetting is a scope as a party's record has it.
type ownSetting struct {
	at                  lint.Value
	users, applications ownHalf
}

type ownHalf struct {
	Half
	stated bool // it is there, and not empty
}

// own reads a scope of the party's own. The default's is read once, for all partners that
// take it from there.
func (p *Party) own(s Scope) *ownSetting {
	read := ownSettings.Of(p.Record)
	if read[s] == nil {
		at := p.Record.Get(s.String())
		read[s] = &ownSetting{at, readOwn(at.Get("usersAndGroups")), readOwn(at.Get("applications"))}
	}
	return read[s]
}

// ownSettings is what was read of a party so far: a rule reads some scopes only.
var ownSettings = lint.NewMemo(func(*lint.Record) map[Scope]*ownSetting { return make(map[Scope]*ownSetting) })

func readOwn(part lint.Value) ownHalf { return ownHalf{read(part), part.Exists() && !graph.Null(part)} }

func read(configuration lint.Value) Half {
	half := Half{Targets: configuration.Get("targets"), At: configuration}
	if !graph.Listed(half.Targets) {
		return Half{At: configuration}
	}
	switch graph.Word(configuration.Get("accessType").Text()) {
	case "allowed":
		half.Access = Allowed
	case "blocked":
		half.Access = Blocked
	default:
		return Half{At: configuration}
	}
	half.first = sync.OnceValue(half.firstByName)
	return half
}

// The reserved targets, in the form in which names compare.
const (
	AllUsers         = "allusers"
	AllApplications  = "allapplications"
	Office365        = "office365"
	AllMicrosoftApps = "allmicrosoftapps"
)

// A Target is an entry of a half: a user, a group or an application, or a reserved
// name.
type Target struct {
	Name   string     // target in lower case and without surrounding blanks
	Type   string     // targetType in the same form; "" if it has none
	At     lint.Value // the value of target, or the entry if it has none
	TypeAt lint.Value // the value of targetType, or the entry if it has none
}

// List returns the targets of the half.
func (h Half) List() iter.Seq[Target] { return targetsOf(h.Targets) }

func targetsOf(list lint.Value) iter.Seq[Target] {
	return func(yield func(Target) bool) {
		for entry := range list.Elements() {
			t := Target{At: entry.Get("target"), TypeAt: entry.Get("targetType")}
			t.Name, t.Type = graph.Word(t.At.Text()), graph.Word(t.TypeAt.Text())
			if !t.At.Exists() {
				t.At = entry
			}
			if !t.TypeAt.Exists() {
				t.TypeAt = entry
			}
			if !yield(t) {
				return
			}
		}
	}
}

// Target returns the target of the half that has a name, given in lower case.
func (h Half) Target(name string) (at lint.Value, ok bool) {
	return h.find(name)
}

// Empty reports whether the half has no target.
func (h Half) Empty() bool {
	for range h.Targets.Elements() {
		return false
	}
	return true
}

// find returns the first target that has one of the names.
func (h Half) find(names ...string) (at lint.Value, ok bool) {
	if h.first == nil {
		return at, false
	}
	byName, number := h.first(), 0
	for _, name := range names {
		if first, named := byName[name]; named && (!ok || first.number < number) {
			at, number, ok = first.at, first.number, true
		}
	}
	return at, ok
}

func (h Half) firstByName() map[string]firstTarget {
	byName := make(map[string]firstTarget)
	number := 0
	for target := range h.List() {
		if _, named := byName[target.Name]; !named {
			byName[target.Name] = firstTarget{number, target.At}
		}
		number++
	}
	return byName
}

// A Part is one half of a setting that a party has itself, as it stands there.
type Part struct {
	Party *Party
	Scope Scope
	Name  string     // "usersAndGroups" or "applications"
	At    lint.Value // the configuration
	Half  Half       // of unknown access if the configuration cannot be read
}

// Parts returns the halves that the party has itself, be they well-formed or not: of
// the given scopes, or of all. A half that is null, or what PowerShell makes of null,
// is none.
func (p *Party) Parts(of ...Scope) iter.Seq[Part] {
	if len(of) == 0 {
		of = Scopes
	}
	return func(yield func(Part) bool) {
		for _, scope := range of {
			setting := p.Record.Get(scope.String())
			for _, name := range [...]string{"usersAndGroups", "applications"} {
				at := setting.Get(name)
				if !at.Exists() || graph.Null(at) {
					continue
				}
				if !yield(Part{p, scope, name, at, read(at)}) {
					return
				}
			}
		}
	}
}
