// Package guestinsyncedgroup reports external users in groups that are mastered
// on-premises.
package guestinsyncedgroup

import (
	_ "embed"
	"fmt"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is guest-in-synced-group.
var Rule = &lint.Rule{
	ID:       "guest-in-synced-group",
	Severity: lint.Error,
	Subject:  "groups",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.Group, Requires: []string{"id"}},
		{Kind: lint.GroupMember, Partial: true},
		{Kind: lint.User, Partial: true},
	},
	Uses:  []lint.Use{directory.Synced.Required()},
	Index: directory.Memberships,
	Join:  join,
}

func join(p *lint.Pass, memberships lint.Gathered) {
	groups := nesting(memberships)
	directory.DoubtNameless(p, memberships)
	doubtUnlisted(p, groups)
	doubtUnexplained(p, groups)
	role := directory.Guest
	if !p.Tenant.Has(lint.User) {
		// Without users a guest is told by the name that its invitation made, unless
		// a file that could not be read may have been the users.
		if !p.Tenant.Whole() {
			return
		}
		role = directory.GuessedMember
	}
	for guest := range memberships.Where(func(roles lint.Roles) bool {
		return roles.Has(role) && roles&groups.entries != 0
	}) {
		judge(p, groups, guest)
	}
	for range groups.unknown {
		p.Cannot("the export lists members of a group but not the group itself, so whether it is synced is not known")
	}
}

// named is how many groups a doubt names.
const named = 3

// doubtUnlisted tells of the groups whose members the export does not have: those
// that are synced, and those that stand inside them.
func doubtUnlisted(p *lint.Pass, groups *tree) {
	var names []string
	more := 0
	for _, g := range groups.unlisted(p.Tenant) {
		if len(names) < named {
			names = append(names, fmt.Sprintf("%s (%s)", display.Quote(string(g.name())), display.String(g.id)))
		} else {
			more++
		}
	}
	if len(names) == 0 {
		return
	}
	reason := strings.Join(names, ", ")
	if more > 0 {
		reason += fmt.Sprintf(" and %d other groups", more)
	}
	p.Cannot("the export does not have the members of %s, synced or inside a synced group", display.Safe(reason))
	p.Export(lint.GroupMember)
}

// doubtUnexplained tells of members of synced groups that the export of users does
// not have: it may have been filtered.
func doubtUnexplained(p *lint.Pass, groups *tree) {
	if !p.Tenant.Has(lint.User) {
		return
	}
	missing := groups.unexplained()
	p.Misses(lint.User, missing.users, groups.people())
	if missing.guests > 0 {
		p.Cannot("no export of users has the members of synced groups whose names have #EXT#: %d missing", missing.guests)
	}
	if missing.inner > 0 {
		p.Cannot("no export of groups has the groups inside synced groups: %d missing", missing.inner)
	}
}

// An entry is a guest in a list of members, with the way to it from a nearest synced
// group.
type entry struct {
	lint.Hit
	way  *way
	more bool // there are more synced groups that near
}

// judge reports every synced group that a guest is in, by its shortest way.
func judge(p *lint.Pass, groups *tree, guest *lint.Keyed) {
	entries := make(map[*group]entry) // by the synced group
	for _, hit := range guest.Hits {
		if !groups.entries.Has(hit.Role) {
			continue
		}
		ways := groups.ways(directory.GroupOf(hit.Record))
		for from, way := range ways.from {
			if have, ok := entries[from]; !ok || way.steps < have.way.steps {
				entries[from] = entry{hit, way, ways.more}
			}
		}
	}
	users := guest.Of(directory.Guest)
	for from, entry := range entries {
		report(p, groups, from, guest.Key, users, entry)
	}
}

// refusal says what Microsoft Graph answers to whoever adds an external user.
const refusal = "external users cannot be added to a group that is mastered on-premises " +
	"(\"Unable to update the specified properties for on-premises mastered Directory Sync objects\")"

// report tells of a guest in a synced group. users is the guest as the export has it, if
// it does.
func report(p *lint.Pass, groups *tree, outer *group, guest string, users []lint.Hit, entry entry) {
	var f *lint.Finding
	if len(users) > 0 {
		name := users[0].Record.Object().Label()
		f = p.Find(entry.At, "guest %s is in synced group %s%s: "+refusal, name, outer.name(), entry.way.text(name)).
			Also(users[0].At, "%s is a guest from outside", name)
	} else {
		name := display.Untrusted(membersByID.Of(entry.Record)[guest].Name)
		f = p.Find(entry.At, "%s is in synced group %s%s, and a guest by a guess from #EXT# in the name, as the export has no users with what it takes to tell: "+
			refusal, name, outer.name(), entry.way.text(name)).
			As(lint.Warning)
	}
	f.Of(outer.record.Object())
	f.About("members", guest)
	if inner := entry.way.group; inner == outer {
		f.Fixf("give the guest access by a group that is assigned in the cloud; take the member out on-premises if that directory shows it, else the group's source of authority has to move to the cloud first")
	} else {
		f.Fixf("take the guest out of %s, or that group out of the one above it, and give access by a group that is assigned in the cloud", inner.name())
	}
	for _, w := range entry.way.first(longWay + 2)[1:] {
		f.Also(w.at, "%s is a member of %s", w.group.name(), w.above.group.name())
	}
	if entry.more {
		f.Notef("%s is in more synced groups than there are findings for the guest", entry.way.group.name())
	}
	above := groups.above(outer)
	for _, g := range above.groups {
		f.Also(g.record.Get("id"), "synced group %s contains %s", g.name(), outer.name())
	}
	switch {
	case above.more:
		f.Notef("more synced groups than those named contain %s", outer.name())
	case above.cut:
		f.Notef("very many groups contain %s, and not all of them were looked at", outer.name())
	}
	p.Report(f)
}
