package directory

import (
	"iter"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// What an object has to do with an id, in the index [Memberships].
const (
	Guest         lint.Role = iota // the user with this id is external and not synced
	SyncedGroup                    // the group with this id is synced
	CloudGroup                     // the group with this id is not
	SyncedMember                   // the id is a member of this synced group
	CloudMember                    // the id is a member of this group, which is not synced
	ListedMember                   // the id is a member of the group that this list names
	GuessedMember                  // a member by whose name it is external; it has one of the roles above too
	Unlisted                       // the synced group with this id does not carry its members
	List                           // this record lists all members of the group with this id
	Nameless                       // some members of this group or list have no id: their membership is hidden
)

// namelessKey is the key of all that has the role Nameless.
const namelessKey = "members without id"

// Memberships indexes guests, groups and who is a member of which group, by object
// id in lower case. Guests and members meet at one key, so that a rule reads back
// only the guests that some group has, and the groups that stand inside others.
var Memberships = &lint.Index{
	Name: "memberships",
	Needs: []lint.Need{
		{Kind: lint.User, Optional: []string{"id"}},
		{Kind: lint.Group, Optional: []string{"id"}},
		{Kind: lint.GroupMember, Optional: []string{"groupId"}},
	},
	Uses: []lint.Use{External, Synced.Optional(), ListedMembers},
	Keys: membershipKeys,
}

func membershipKeys(r *lint.Record, g *lint.Gatherer) {
	switch r.Kind {
	case lint.User:
		if !Synced.Of(r) && External.Of(r) {
			g.Add(Guest, r.Get("id"), graph.AppendID)
		}
	case lint.Group:
		groupKeys(r, g)
	case lint.GroupMember:
		if members := r.Get("members"); graph.Listed(members) {
			g.Add(List, r.Get("groupId"), graph.AppendID)
			addMembers(g, ListedMember, members)
			return
		}
		addMember(g, ListedMember, r.Get("id"), r.Get("userPrincipalName"))
	}
}

func groupKeys(r *lint.Record, g *lint.Gatherer) {
	id, members := r.Get("id"), r.Get("members")
	if !Synced.Of(r) {
		g.Add(CloudGroup, id, graph.AppendID)
		addMembers(g, CloudMember, members)
		return
	}
	g.Add(SyncedGroup, id, graph.AppendID)
	if !graph.Listed(r.Get("members")) {
		g.Add(Unlisted, id, graph.AppendID)
	}
	addMembers(g, SyncedMember, members)
}

func addMembers(g *lint.Gatherer, role lint.Role, members lint.Value) {
	for member := range members.Elements() {
		addMember(g, role, graph.Expanded(member, "id"), graph.Expanded(member, "userPrincipalName"))
	}
}

func addMember(g *lint.Gatherer, role lint.Role, id, upn lint.Value) {
	if id.Text() == "" {
		g.AddText(Nameless, id, namelessKey)
		return
	}
	g.Add(role, id, graph.AppendID)
	if graph.NamedExternal(upn.Text()) {
		g.Add(GuessedMember, id, graph.AppendID)
	}
}

// A Member is an entry of a list of members.
type Member struct {
	ID   string // in normal form
	Name string // userPrincipalName, of users only
	Type string // @odata.type, "" where the list leaves it out
	At   lint.Value
}

// MayBeUser reports whether the member is a user as far as the list tells.
func (m Member) MayBeUser() bool { return m.Type == "" || strings.HasSuffix(m.Type, ".user") }

// MayBeGroup reports whether the list says that the member is a group.
func (m Member) MayBeGroup() bool { return strings.HasSuffix(m.Type, ".group") }

// ListedMembers is what [MembersOf] reads.
var ListedMembers = lint.About("the members of a group", []lint.Need{
	{Kind: lint.Group, Reads: []string{"members"}},
	{Kind: lint.GroupMember, Optional: []string{"id", "userPrincipalName", "@odata.type", "members"}},
})

// MembersOf returns the members that a group or a list of members gives.
func MembersOf(r *lint.Record) iter.Seq[Member] {
	return func(yield func(Member) bool) {
		give := func(id, name, kind lint.Value) bool {
			m := Member{graph.ID(id.Text()), name.Text(), strings.ToLower(kind.Text()), id}
			return m.ID == "" || yield(m)
		}
		members := r.Get("members")
		if r.Kind == lint.GroupMember && !graph.Listed(members) {
			give(r.Get("id"), r.Get("userPrincipalName"), r.Get("@odata.type"))
			return
		}
		for member := range members.Elements() {
			if !give(graph.Expanded(member, "id"), graph.Expanded(member, "userPrincipalName"), graph.Expanded(member, "@odata.type")) {
				return
			}
		}
	}
}

// MemberLists returns the records that give the members of a group: the group itself,
// lines that name it, and the files about it.
func MemberLists(t lint.Tenant, memberships lint.Gathered, group string) iter.Seq[*lint.Record] {
	return func(yield func(*lint.Record) bool) {
		if record := t.Object(lint.Group, group); record != nil && graph.Listed(record.Get("members")) && !yield(record) {
			return
		}
		for _, hit := range memberships.Lookup(graph.ID(group)).Of(List) {
			if !yield(hit.Record) {
				return
			}
		}
		for record := range t.Lists(graph.ID(group)) {
			if !yield(record) {
				return
			}
		}
	}
}

// DoubtNameless says that members of groups have no id: Graph hides who is a member of a
// group with hidden membership from whoever may not see it.
func DoubtNameless(p *lint.Pass, memberships lint.Gathered) {
	if n := memberships.Count(namelessKey, Nameless); n > 0 {
		p.Cannot("members were exported without their ids, by an account that may not see them: %d lists or entries", n)
		p.Export(lint.GroupMember)
	}
}

// GroupOf returns the normal form of the id of the group whose members a group
// or a list of members gives.
func GroupOf(r *lint.Record) string {
	if r.Kind == lint.GroupMember {
		return graph.ID(r.GroupID())
	}
	return graph.ID(r.ID())
}
