package guestinsyncedgroup

import (
	"fmt"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

// A tree is the groups that stand inside others, read from below. Groups may
// contain each other in circles.
type tree struct {
	gathered lint.Gathered
	entries  lint.Roles        // the entries of lists that may stand in a synced group
	groups   map[string]*group // by id, nil for one that the export does not have
	parents  map[string][]parent
	found    map[string][]*way
	unknown  map[string]bool // ids of groups that are only named

	synced  map[string]bool // ids of groups that stand in a synced one, or are it
	outer   map[string][]*group
	members map[*lint.Record]map[string]keys.Member
}

type group struct {
	id     string
	record *lint.Record
	synced bool
}

func (g *group) name() display.Untrusted { return g.record.Object().Label() }

// A parent is a group that has another as a member, at an entry of its list.
type parent struct {
	id string
	at lint.Value
}

// A way leads from a synced group down to a list of members, through groups that
// are not synced.
type way struct {
	group *group
	at    lint.Value // the entry of the next group in this one's list
	below *way       // nil at the group whose list it is
	steps int
}

// last returns the group whose list the way leads to.
func (w *way) last() *group {
	for w.below != nil {
		w = w.below
	}
	return w.group
}

// longWay is how many groups of a way a message names.
const longWay = 8

// text names the groups of a way and the guest at its end, unless the guest is a
// member of the synced group itself.
func (w *way) text(guest display.Untrusted) display.Safe {
	if w.below == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(" by way of ")
	for left := w; left != nil; left = left.below {
		if hidden := left.steps - longWay/2; w.steps > longWay && w.steps-left.steps == longWay/2 && hidden > 0 {
			fmt.Fprintf(&b, "… %d more … > ", hidden)
			for range hidden {
				left = left.below
			}
		}
		b.WriteString(display.Quote(string(left.group.name())) + " > ")
	}
	b.WriteString(display.Quote(string(guest)))
	return display.Safe(b.String())
}

// nesting reads which groups stand inside others.
func nesting(gathered lint.Gathered) *tree {
	t := &tree{
		gathered: gathered,
		entries:  lint.RolesOf(keys.SyncedMember, keys.ListedMember),
		groups:   map[string]*group{},
		parents:  map[string][]parent{},
		found:    map[string][]*way{},
		unknown:  map[string]bool{},
		synced:   map[string]bool{},
		outer:    map[string][]*group{},
		members:  map[*lint.Record]map[string]keys.Member{},
	}
	member := lint.RolesOf(keys.SyncedMember, keys.CloudMember, keys.ListedMember)
	for inner := range gathered.Where(func(roles lint.Roles) bool {
		return roles.Has(keys.SyncedGroup, keys.CloudGroup) && roles&member != 0
	}) {
		for _, hit := range inner.Hits {
			if !member.Has(hit.Role) {
				continue
			}
			t.parents[inner.Key] = append(t.parents[inner.Key], parent{keys.GroupOf(hit.Record), hit.At})
		}
	}
	t.spread()
	return t
}

// spread finds the groups that stand inside a synced one, from above.
func (t *tree) spread() {
	inner := make(map[string][]string)
	var next []string
	for id, parents := range t.parents {
		for _, up := range parents {
			inner[up.id] = append(inner[up.id], id)
			if g := t.group(up.id); g != nil && g.synced && !t.synced[up.id] {
				t.synced[up.id] = true
				next = append(next, up.id)
			}
		}
	}
	for ; len(next) > 0; next = next[1:] {
		for _, id := range inner[next[0]] {
			if g := t.group(id); g == nil || t.synced[id] {
				continue
			} else if !g.synced {
				// Most guests are in groups that are not synced. Only where such a group
				// stands inside a synced one are its members looked at.
				t.entries |= lint.RolesOf(keys.CloudMember)
			}
			t.synced[id] = true
			next = append(next, id)
		}
	}
}

// group returns the group with an id, or nil if the export does not have it.
func (t *tree) group(id string) *group {
	if g, ok := t.groups[id]; ok {
		return g
	}
	var g *group
	keyed := t.gathered.Lookup(id)
	if hits := keyed.Of(keys.SyncedGroup); len(hits) > 0 {
		g = &group{id: id, record: hits[0].Record, synced: true}
	} else if hits := keyed.Of(keys.CloudGroup); len(hits) > 0 {
		g = &group{id: id, record: hits[0].Record}
	} else {
		t.unknown[id] = true
	}
	t.groups[id] = g
	return g
}

// ways returns the shortest way from each of the nearest synced groups above a
// group, which may be the group itself.
func (t *tree) ways(id string) []*way {
	if ways, ok := t.found[id]; ok {
		return ways
	}
	var ways []*way
	g := t.group(id)
	if g != nil && (g.synced || t.synced[id]) {
		seen := map[string]bool{id: true}
		for next := []*way{{group: g}}; len(next) > 0; next = next[1:] {
			w := next[0]
			if w.group.synced {
				ways = append(ways, w)
				continue
			}
			for _, up := range t.parents[w.group.id] {
				if g := t.group(up.id); g != nil && !seen[up.id] {
					seen[up.id] = true
					next = append(next, &way{group: g, at: up.at, below: w, steps: w.steps + 1})
				}
			}
		}
	}
	t.found[id] = ways
	return ways
}

// above returns the synced groups that contain a group, nearest first, and no more
// than one beyond longWay: every guest in a tall nest would name them all.
func (t *tree) above(of *group) []*group {
	if above, ok := t.outer[of.id]; ok {
		return above
	}
	var above []*group
	seen := map[string]bool{of.id: true}
	for next := []*group{of}; len(next) > 0 && len(above) <= longWay; next = next[1:] {
		for _, up := range t.parents[next[0].id] {
			g := t.group(up.id)
			if g == nil || seen[up.id] {
				continue
			}
			seen[up.id] = true
			next = append(next, g)
			if g.synced {
				above = append(above, g)
			}
		}
	}
	t.outer[of.id] = above
	return above
}

// unlisted returns the groups whose members the export does not have, though a
// guest among them would matter, in the order of their ids.
func (t *tree) unlisted(tenant lint.Tenant) []*group {
	var lacking []*group
	for keyed := range t.gathered.Where(func(roles lint.Roles) bool {
		return roles.Has(keys.Unlisted) && !roles.Has(keys.List)
	}) {
		carried := slices.ContainsFunc(keyed.Hits, func(hit lint.Hit) bool { // by a copy in another file
			return hit.Role == keys.SyncedGroup && keys.ListsMembers(hit.Record)
		})
		if g := t.group(keyed.Key); !carried && g != nil {
			lacking = append(lacking, g)
		}
	}
	for id := range t.parents {
		g := t.group(id)
		if g == nil || g.synced || keys.ListsMembers(g.record) || !t.synced[id] {
			continue
		}
		if len(t.gathered.Lookup(id).Of(keys.List)) == 0 {
			lacking = append(lacking, g)
		}
	}
	lacking = slices.DeleteFunc(lacking, func(g *group) bool { return tenant.ListsMembersOf(g.id) })
	slices.SortFunc(lacking, func(a, b *group) int { return strings.Compare(a.id, b.id) })
	return lacking
}

// A missing counts the members of groups that the export does not have.
type missing struct {
	users  int // that may be users, of any group
	guests int // in a synced group, whose names say that they are guests
	inner  int // groups in a synced group
}

func (t *tree) unexplained() missing {
	var m missing
	for keyed := range t.gathered.Without(lint.User, func(roles lint.Roles) bool {
		return roles.Has(keys.SyncedMember, keys.CloudMember, keys.ListedMember) && !roles.Has(keys.SyncedGroup, keys.CloudGroup)
	}) {
		m.add(t, keyed)
	}
	return m
}

// add counts a member by the lists that name it.
func (m *missing) add(t *tree, keyed *lint.Keyed) {
	user := false
	for _, hit := range keyed.Hits {
		if hit.Role != keys.SyncedMember && hit.Role != keys.CloudMember && hit.Role != keys.ListedMember {
			continue
		}
		member := t.member(hit.Record, keyed.Key)
		user = user || member.MayBeUser()
		g := t.group(keys.GroupOf(hit.Record))
		if g == nil || !g.synced {
			continue
		}
		switch {
		case member.MayBeUser() && keys.NamedExternal(member.Name):
			m.guests++
		case member.MayBeGroup():
			m.inner++
		}
		break
	}
	if user {
		m.users++
	}
}

// people counts the ids that groups and lists have as members, but for those of groups of
// the export.
func (t *tree) people() int {
	return t.gathered.CountKeys(func(roles lint.Roles) bool {
		return roles.Has(keys.SyncedMember, keys.CloudMember, keys.ListedMember) && !roles.Has(keys.SyncedGroup, keys.CloudGroup)
	})
}

// member returns the member with an id of a list.
func (t *tree) member(list *lint.Record, id string) keys.Member {
	members, ok := t.members[list]
	if !ok {
		members = make(map[string]keys.Member)
		for m := range keys.MembersOf(list) {
			if _, twice := members[m.ID]; !twice || keys.NamedExternal(m.Name) {
				members[m.ID] = m
			}
		}
		clear(t.members) // lists are asked for one after the other, mostly
		t.members[list] = members
	}
	return members[id]
}
