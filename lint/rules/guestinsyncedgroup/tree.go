package guestinsyncedgroup

import (
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
	found    map[string][]way
	unknown  map[string]bool // ids of groups that are only named
}

type group struct {
	id     string
	record *lint.Record
	synced bool
}

func (g *group) name() display.Untrusted { return g.record.Object().Name }

// A parent is a group that has another as a member, at an entry of its list.
type parent struct {
	id string
	at lint.Value
}

// A way leads from a synced group down to a list of members, through groups that
// are not synced. Of the first step only the group counts.
type way []step

type step struct {
	group *group
	at    lint.Value // the group's entry in the list of the one before
}

// text names the groups of a way and the guest at its end, unless the guest is a
// member of the synced group itself.
func (w way) text(guest display.Untrusted) display.Safe {
	if len(w) == 1 {
		return ""
	}
	var b strings.Builder
	b.WriteString(" by way of ")
	for _, step := range w {
		b.WriteString(display.Quote(string(step.group.name())) + " > ")
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
		found:    map[string][]way{},
		unknown:  map[string]bool{},
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
	// Most guests are in groups that are not synced. Only where such a group stands
	// inside a synced one are its members looked at.
	for id := range t.parents {
		if len(t.ways(id)) > 0 && !t.group(id).synced {
			t.entries |= lint.RolesOf(keys.CloudMember)
		}
	}
	return t
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
func (t *tree) ways(id string) []way {
	if ways, ok := t.found[id]; ok {
		return ways
	}
	var ways []way
	seen := map[string]bool{id: true}
	var next []way
	if g := t.group(id); g != nil {
		next = append(next, way{{group: g}})
	}
	for len(next) > 0 {
		w := next[0]
		next = next[1:]
		if w[0].group.synced {
			ways = append(ways, w)
			continue
		}
		for _, up := range t.parents[w[0].group.id] {
			g := t.group(up.id)
			if g == nil || seen[up.id] {
				continue
			}
			seen[up.id] = true
			longer := append(way{{group: g}, {w[0].group, up.at}}, w[1:]...)
			next = append(next, longer)
		}
	}
	t.found[id] = ways
	return ways
}

// above returns the synced groups that contain a group, nearest first.
func (t *tree) above(of *group) []*group {
	var above []*group
	seen := map[string]bool{of.id: true}
	for next := []*group{of}; len(next) > 0; next = next[1:] {
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
		if g == nil || g.synced || keys.ListsMembers(g.record) || len(t.ways(id)) == 0 {
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

// unexplained counts the members of synced groups that may be users, and that the
// export does not have as users.
func (t *tree) unexplained() int {
	n := 0
	for keyed := range t.gathered.Without(lint.User, func(roles lint.Roles) bool {
		return roles.Has(keys.SyncedMember, keys.ListedMember) && !roles.Has(keys.SyncedGroup, keys.CloudGroup)
	}) {
		for _, hit := range keyed.Hits {
			if hit.Role != keys.SyncedMember && hit.Role != keys.ListedMember {
				continue
			}
			if g := t.group(keys.GroupOf(hit.Record)); g != nil && g.synced && keys.MayBeUser(hit.Record, keyed.Key) {
				n++
				break
			}
		}
	}
	return n
}
