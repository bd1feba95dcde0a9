package guestinsyncedgroup

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A tree is the groups that are inside others, read from below. Groups may contain each
// other in circles.
type tree struct {
	gathered lint.Gathered
	entries  lint.Roles        // the entries of lists that may be in a synced group
	groups   map[string]*group // by id, nil for one that the export does not have
	parents  map[string][]parent
	inner    map[string][]string // ids of the groups in a group
	found    map[string]*ways    // of groups that are not synced
	unknown  map[string]bool     // ids of groups that are only named

	synced map[string]bool // ids of groups that are inside a synced one, or are it
	outer  map[string]*outer
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

// A way leads from a synced group down to a group, through groups that are not synced.
// Ways that begin alike share their beginnings.
type way struct {
	group *group
	above *way       // nil at the synced group
	at    lint.Value // the entry of the group in the list of the one above
	steps int        // from the synced group
	head  *way       // the way, or if it is a long one its beginning that is named
}

// longWay is how many groups of a way a message names.
const longWay = 8

// to returns the way one group further down.
func (w *way) to(g *group, at lint.Value) *way {
	further := &way{group: g, above: w, at: at, steps: w.steps + 1, head: w.head}
	if further.steps <= longWay+1 {
		further.head = further
	}
	return further
}

// last returns the last n groups of the way, from above.
func (w *way) last(n int) []*way {
	groups := make([]*way, min(n, w.steps+1))
	for i := len(groups) - 1; i >= 0; i-- {
		groups[i], w = w, w.above
	}
	return groups
}

// first returns the first n groups of the way, which may be those that head has.
func (w *way) first(n int) []*way {
	groups := w.head.last(w.head.steps + 1)
	return groups[:min(n, len(groups))]
}

// text names the groups of a way and the guest at its end, unless the guest is a
// member of the synced group itself.
func (w *way) text(guest display.Untrusted) display.Safe {
	if w.steps == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(" by way of ")
	name := func(groups []*way) {
		for _, w := range groups {
			b.WriteString(display.Quote(string(w.group.name())) + " > ")
		}
	}
	if hidden := w.steps - longWay; hidden > 0 {
		name(w.first(longWay / 2))
		fmt.Fprintf(&b, "… %d more … > ", hidden)
		name(w.last(longWay/2 + 1))
	} else {
		name(w.last(w.steps + 1))
	}
	b.WriteString(display.Quote(string(guest)))
	return display.Safe(b.String())
}

// nesting reads which groups stand inside others.
func nesting(gathered lint.Gathered) *tree {
	t := &tree{
		gathered: gathered,
		entries:  lint.RolesOf(directory.SyncedMember, directory.ListedMember),
		groups:   map[string]*group{},
		parents:  map[string][]parent{},
		inner:    map[string][]string{},
		found:    map[string]*ways{},
		unknown:  map[string]bool{},
		synced:   map[string]bool{},
		outer:    map[string]*outer{},
	}
	member := lint.RolesOf(directory.SyncedMember, directory.CloudMember, directory.ListedMember)
	for inner := range gathered.Where(func(roles lint.Roles) bool {
		return roles.Has(directory.SyncedGroup, directory.CloudGroup) && roles&member != 0
	}) {
		for _, hit := range inner.Hits {
			if !member.Has(hit.Role) {
				continue
			}
			t.parents[inner.Key] = append(t.parents[inner.Key], parent{directory.GroupOf(hit.Record), hit.At})
		}
	}
	t.spread()
	t.lead()
	return t
}

// spread finds the groups that are inside a synced one, from above.
func (t *tree) spread() {
	var next []string
	for id, parents := range t.parents {
		for _, up := range parents {
			t.inner[up.id] = append(t.inner[up.id], id)
			if g := t.group(up.id); g != nil && g.synced && !t.synced[up.id] {
				t.synced[up.id] = true
				next = append(next, up.id)
			}
		}
	}
	for ; len(next) > 0; next = next[1:] {
		for _, id := range t.inner[next[0]] {
			if g := t.group(id); g == nil || t.synced[id] {
				continue
			} else if !g.synced {
				// Most guests are in groups that are not synced. Only where such a group
				// stands inside a synced one are its members looked at.
				t.entries |= lint.RolesOf(directory.CloudMember)
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
	if hits := keyed.Of(directory.SyncedGroup); len(hits) > 0 {
		g = &group{id: id, record: hits[0].Record, synced: true}
	} else if hits := keyed.Of(directory.CloudGroup); len(hits) > 0 {
		g = &group{id: id, record: hits[0].Record}
	} else {
		t.unknown[id] = true
	}
	t.groups[id] = g
	return g
}

// Ways are the shortest ways to a group that is not synced from the nearest synced groups
// above it.
type ways struct {
	from map[*group]*way // by the synced group
	more bool            // there are more synced groups than mostWays
}

// mostWays is from how many synced groups the ways to a group are known: with n guests in
// a group that is in n synced ones there would be n × n findings.
const mostWays = 10

// lead finds the ways to all groups that are not synced and are inside a synced one,
// from above, the shortest first. The order of the synced groups is that of their ids.
func (t *tree) lead() {
	type step struct {
		id   string
		from *group
		n    int
	}
	var next []step
	for _, id := range slices.Sorted(maps.Keys(t.inner)) {
		if g := t.group(id); g != nil && g.synced {
			for _, inner := range t.inner[id] {
				next = append(next, step{inner, g, 1})
			}
		}
	}
	for ; len(next) > 0; next = next[1:] {
		s := next[0]
		g := t.group(s.id)
		if g == nil || g.synced {
			continue
		}
		w := t.found[s.id]
		if w == nil {
			w = &ways{from: make(map[*group]*way)}
			t.found[s.id] = w
		}
		if w.from[s.from] != nil {
			continue
		}
		if len(w.from) == mostWays {
			w.more = true
			continue
		}
		w.from[s.from] = t.way(g, s.from, s.n)
		for _, inner := range t.inner[s.id] {
			next = append(next, step{inner, s.from, s.n + 1})
		}
	}
}

// way returns the way of n steps to a group from a synced one, by the first group that
// has it and that such a way leads to.
func (t *tree) way(to, from *group, n int) *way {
	for _, up := range t.parents[to.id] {
		if up.id == from.id && n == 1 {
			start := &way{group: from}
			start.head = start
			return start.to(to, up.at)
		}
		if above := t.found[up.id]; above != nil && above.from[from] != nil && above.from[from].steps == n-1 {
			return above.from[from].to(to, up.at)
		}
	}
	return nil // lead comes from one of them
}

// ways returns the shortest way from each of the nearest synced groups above a
// group, which may be the group itself.
func (t *tree) ways(id string) *ways {
	if w, ok := t.found[id]; ok {
		return w
	}
	w := new(ways)
	if g := t.group(id); g != nil && g.synced {
		itself := &way{group: g}
		itself.head = itself
		w.from = map[*group]*way{g: itself}
	}
	t.found[id] = w
	return w
}

// An outer is the synced groups that contain a group, nearest first.
type outer struct {
	groups []*group
	more   bool // there are more
	cut    bool // there may be more: not all groups above were looked at
}

// lookedAt is how many groups above one are looked at for those that are synced: every
// group in a tall nest would look at all of it.
const lookedAt = 1000

// above returns the synced groups that contain a group, and no more than longWay: every
// guest in a tall nest would name them all.
func (t *tree) above(of *group) *outer {
	if above, ok := t.outer[of.id]; ok {
		return above
	}
	above := new(outer)
	t.outer[of.id] = above
	seen := map[string]bool{of.id: true}
	for next := []*group{of}; len(next) > 0; next = next[1:] {
		for _, up := range t.parents[next[0].id] {
			g := t.group(up.id)
			if g == nil || seen[up.id] {
				continue
			}
			above.more = g.synced && len(above.groups) == longWay
			above.cut = len(seen) > lookedAt
			if above.more || above.cut {
				return above
			}
			seen[up.id] = true
			next = append(next, g)
			if g.synced {
				above.groups = append(above.groups, g)
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
		return roles.Has(directory.Unlisted) && !roles.Has(directory.List)
	}) {
		carried := slices.ContainsFunc(keyed.Hits, func(hit lint.Hit) bool { // by a copy in another file
			return hit.Role == directory.SyncedGroup && graph.Listed(hit.Record.Get("members"))
		})
		if g := t.group(keyed.Key); !carried && g != nil {
			lacking = append(lacking, g)
		}
	}
	for id := range t.parents {
		g := t.group(id)
		if g == nil || g.synced || graph.Listed(g.record.Get("members")) || !t.synced[id] {
			continue
		}
		if len(t.gathered.Lookup(id).Of(directory.List)) == 0 {
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
		return roles.Has(directory.SyncedMember, directory.CloudMember, directory.ListedMember) && !roles.Has(directory.SyncedGroup, directory.CloudGroup)
	}) {
		m.add(t, keyed)
	}
	return m
}

// add counts a member by the lists that name it.
func (m *missing) add(t *tree, keyed *lint.Keyed) {
	user := false
	for _, hit := range keyed.Hits {
		if hit.Role != directory.SyncedMember && hit.Role != directory.CloudMember && hit.Role != directory.ListedMember {
			continue
		}
		member := membersByID.Of(hit.Record)[keyed.Key]
		user = user || member.MayBeUser()
		g := t.group(directory.GroupOf(hit.Record))
		if g == nil || !g.synced {
			continue
		}
		switch {
		case member.MayBeUser() && graph.NamedExternal(member.Name):
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
		return roles.Has(directory.SyncedMember, directory.CloudMember, directory.ListedMember) && !roles.Has(directory.SyncedGroup, directory.CloudGroup)
	})
}

// membersByID is the members that a list has, by id.
var membersByID = lint.NewMemo(func(list *lint.Record) map[string]directory.Member {
	members := make(map[string]directory.Member)
	for m := range directory.MembersOf(list) {
		if _, twice := members[m.ID]; !twice || graph.NamedExternal(m.Name) {
			members[m.ID] = m
		}
	}
	return members
})
