package directory

import (
	"cmp"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A RoleHolder is a user or an application that holds a role, itself or as a member of
// a group that holds it.
type RoleHolder struct {
	Holding

	Ref         lint.ObjectRef // the holder; its name is displayName, else userPrincipalName, else the id
	UPN         string         // userPrincipalName as the list has it, if it does
	User        *lint.Record   // nil where the export of users does not have the holder
	Application bool           // it is a service principal
	Group       lint.ObjectRef // the group by which it holds the role, or none
	Entry       lint.Value     // the expanded principal; a member of a group has none
	EntryAt     lint.Value     // the id of the holder in its list

	More int // other roles and scopes that the group holds, and that its members are not told of with
}

// Identity tells a role of a holder from the others, in whichever list it stands.
func (h RoleHolder) Identity() string {
	return h.Role + " " + h.Scope + " " + strings.ToLower(string(h.Group.ID))
}

// Noun returns what a message calls the holder.
func (h RoleHolder) Noun() display.Safe {
	switch {
	case h.Application:
		return "application"
	case h.User == nil || !External.Of(h.User):
		return "user"
	case IsGuest.Of(h.User):
		return "guest"
	}
	return "external user"
}

// A HolderQuery says which holders of roles a rule asks for.
type HolderQuery struct {
	Role func(Holding) bool
	Who  func(RoleHolder) bool // is not told by what role

	// Once says that one role of a member of a group is as good as another.
	Once bool
}

// HoldersOfRoles is what [RoleHolders] reads beside the index [Memberships]. Of groups only those that hold a role are
// needed, and their members: where they are missing the rule is told to doubt.
var HoldersOfRoles = lint.Reads("who holds a role, by a group too", slices.Concat(RoleHoldings.Needs, []lint.Need{
	{Kind: lint.User, Partial: true, Optional: slices.Concat(
		External.Reading().Needs[0].Properties(), IsGuest.Reading().Needs[0].Properties())},
	{Kind: lint.Group, Refines: true},
	{Kind: lint.GroupMember, Refines: true},
	{Kind: lint.ServicePrincipal, Refines: true},
})...)

// RoleHolders returns the holders that are asked for, each role and scope of a
// holder once: those who hold it themselves, and the members of groups that do. Such
// groups have no groups inside. Of what the export does not explain the rule is told to
// doubt. memberships is the index [Memberships].
//
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/groups-concept
func RoleHolders(p *lint.Pass, memberships lint.Gathered, query HolderQuery) []RoleHolder {
	var holdings []Holding
	at := make(map[string]int)
	nameless := 0
	for h := range Holdings(p.Tenant) {
		if !query.Role(h) {
			continue
		}
		if h.PrincipalID == "" {
			nameless++
			continue
		}
		h.Scope = cmp.Or(strings.TrimSpace(h.Scope), "/")
		key := h.PrincipalID + " " + h.Role + " " + h.Scope
		if i, twice := at[key]; !twice {
			at[key] = len(holdings)
			holdings = append(holdings, h)
		} else if holdings[i].Principal.Type() != lint.Object && h.Principal.Type() == lint.Object {
			holdings[i] = h // the other list says more of the holder
		}
	}
	s := holderSearch{
		p: p, memberships: memberships, query: query,
		holdings: make(map[string]int), groups: make(map[string]*groupHolder), people: make(map[string]bool), lost: make(map[string]bool),
	}
	for _, h := range holdings {
		s.holdings[h.PrincipalID]++
	}
	for _, h := range holdings {
		s.add(h)
	}
	s.doubt()
	if nameless > 0 {
		p.Cannot("holders of roles were exported without their ids: %d", nameless)
		p.Export(lint.RoleAssignment)
	}
	DoubtNameless(p, memberships)
	return s.found
}

type holderSearch struct {
	p           *lint.Pass
	memberships lint.Gathered
	query       HolderQuery
	holdings    map[string]int // of each principal
	groups      map[string]*groupHolder
	found       []RoleHolder

	people  map[string]bool // users who hold a role, by id
	lost    map[string]bool // users that no export of users has, by id; true for guests by their names
	unknown int             // holders of whom nothing tells what they are
}

// add adds the principal of a holding, or the members of the group that it is.
func (s *holderSearch) add(h Holding) {
	holder := RoleHolder{
		Holding: h, UPN: graph.Expanded(h.Principal, "userPrincipalName").Text(), Entry: h.Principal, EntryAt: h.At,
	}
	name := graph.Expanded(h.Principal, "displayName").Text()
	switch s.kindOf(h.PrincipalID, h.Type, holder.UPN) {
	case lint.User:
		s.tell(s.person(holder, name))
	case lint.ServicePrincipal:
		s.tell(s.application(holder, name))
	case lint.Group:
		s.group(h, s.ref(lint.Group, h.At, name))
	}
}

func (s *holderSearch) tell(h RoleHolder) {
	if s.query.Who(h) {
		s.found = append(s.found, h)
	}
}

// kindOf returns what a principal is: as its list says, else as the export has it.
// Devices and what else may be in a list hold no roles.
func (s *holderSearch) kindOf(id, typ, upn string) lint.Kind {
	for suffix, kind := range map[string]lint.Kind{".user": lint.User, ".group": lint.Group, ".serviceprincipal": lint.ServicePrincipal} {
		if strings.HasSuffix(typ, suffix) {
			return kind
		}
	}
	for _, kind := range [...]lint.Kind{lint.User, lint.Group, lint.ServicePrincipal} {
		if typ == "" && s.p.Tenant.Object(kind, id) != nil {
			return kind
		}
	}
	switch {
	case typ != "":
		return lint.NoKind
	case upn != "":
		return lint.User
	}
	s.unknown++
	return lint.NoKind
}

// ref names an object by the export, else by its list.
func (s *holderSearch) ref(kind lint.Kind, id lint.Value, name string) lint.ObjectRef {
	if record := s.p.Tenant.Object(kind, id.Text()); record != nil {
		return record.Object()
	}
	return lint.ObjectRef{
		Kind: kind, ID: display.Untrusted(strings.Clone(id.Text())),
		Name: display.Untrusted(strings.Clone(cmp.Or(name, id.Text()))),
	}
}

func (s *holderSearch) person(h RoleHolder, name string) RoleHolder {
	h.Ref = s.ref(lint.User, h.EntryAt, cmp.Or(name, h.UPN))
	h.User = s.p.Tenant.Object(lint.User, h.EntryAt.Text())
	s.people[graph.ID(h.EntryAt.Text())] = true
	if h.User == nil && s.p.Tenant.Has(lint.User) {
		s.lost[graph.ID(h.EntryAt.Text())] = graph.NamedExternal(h.UPN)
	}
	return h
}

func (s *holderSearch) application(h RoleHolder, name string) RoleHolder {
	h.Ref, h.Application = s.ref(lint.ServicePrincipal, h.EntryAt, name), true
	return h
}

// A groupHolder is a group that holds roles.
type groupHolder struct {
	members []RoleHolder // who are asked for, but for the role
	unknown int          // members of unknown type
	listed  bool         // the export has the members
	told    int          // roles and scopes that the members were told of with
}

// manyHoldings is how many holdings of the members of one group are told of, but for
// fewRoles of each member: n members of a group with n roles hold n × n.
const (
	manyHoldings = 10_000
	fewRoles     = 10
)

// group adds the members of a group that holds a role.
func (s *holderSearch) group(h Holding, group lint.ObjectRef) {
	of := s.groups[h.PrincipalID]
	if of == nil {
		of = s.membersOf(h.PrincipalID)
		s.groups[h.PrincipalID] = of
	}
	s.unknown += of.unknown
	if !of.listed {
		s.p.Cannot("the export does not have the members of group %s (%s), which holds a role",
			group.Name, display.Safe(display.String(string(group.ID))))
		s.p.Export(lint.GroupMember)
	}
	roles := max(fewRoles, manyHoldings/max(1, len(of.members)))
	if s.query.Once {
		roles = 1
	}
	if of.told == roles {
		return
	}
	of.told++
	for _, holder := range of.members {
		holder.Holding, holder.Group, holder.More = h, group, max(0, s.holdings[h.PrincipalID]-roles)
		s.found = append(s.found, holder)
	}
}

// membersOf returns the members of a group who are asked for.
func (s *holderSearch) membersOf(group string) *groupHolder {
	of := &groupHolder{listed: s.p.Tenant.ListsMembersOf(group)}
	unknown := s.unknown
	seen := make(map[string]bool)
	for list := range MemberLists(s.p.Tenant, s.memberships, group) {
		of.listed = true
		for m := range MembersOf(list) {
			if seen[m.ID] {
				continue
			}
			seen[m.ID] = true
			holder := RoleHolder{UPN: m.Name, EntryAt: m.At}
			switch s.kindOf(m.ID, m.Type, m.Name) {
			case lint.User:
				holder = s.person(holder, "")
			case lint.ServicePrincipal:
				holder = s.application(holder, "")
			default:
				continue
			}
			if s.query.Who(holder) {
				of.members = append(of.members, holder)
			}
		}
	}
	of.unknown, s.unknown = s.unknown-unknown, unknown
	return of
}

func (s *holderSearch) doubt() {
	t := s.p.Tenant
	guests := 0
	for _, guest := range s.lost {
		if guest {
			guests++
		}
	}
	s.p.Misses(lint.User, len(s.lost), len(s.people))
	if guests > 0 {
		s.p.Cannot("no export of users has the holders of roles whose names have #EXT#: %d missing", guests)
		s.p.Export(lint.User)
	}
	if s.unknown > 0 && (!t.Complete(lint.User) || !t.Complete(lint.Group)) {
		s.p.Cannot("holders of roles are in no export of users, groups or applications, and the list of roles does not say what they are: %d", s.unknown)
		s.p.Export(lint.Group)
	}
	if t.Has(lint.RoleAssignment) {
		return
	}
	for role := range t.Each(lint.DirectoryRole) {
		switch members := role.Get("members"); {
		case !graph.Listed(members):
			s.p.Cannot("a role was exported without its members")
			s.p.Export(lint.RoleAssignment)
		case graph.Length(members) == lint.ExpandLimit:
			s.p.Cannot("a role has just %d members, where $expand stops", lint.ExpandLimit)
			s.p.Export(lint.RoleAssignment)
		}
	}
}
