package directory

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
)

// GroupGuests is what [GuestsIn] reads.
var GroupGuests = lint.About("whether a group has the guests", []lint.Need{{Kind: lint.Group}}, DynamicRule, Synced.Optional())

// GuestGroups is whether groups that a setting names have the tenant's guests.
type GuestGroups struct {
	Every   lint.Value     // the entry of a dynamic group that has every guest
	Perhaps []PerhapsGuest // groups that may have some or all of them
	Lacking bool           // the export lacks one of these, or its rule is not understood
}

// A PerhapsGuest is the entry of a group that may have guests.
type PerhapsGuest struct {
	At   lint.Value
	Name display.Untrusted // the id, if the export lacks the group
}

// GuestsIn looks for guests in the groups of a list of ids. Those that the rule of a
// dynamic group takes in are known. So is that a synced group has none, and that one has
// none which a whole export does not have, as it was deleted. Of an assigned group the
// export does not show the members.
func GuestsIn(t lint.Tenant, list lint.Value) GuestGroups {
	var in GuestGroups
	for entry := range list.Elements() {
		take, lacking := guestsOf(t, entry.Text())
		switch take {
		case TakesNone:
			continue
		case TakesAll:
			return GuestGroups{Every: entry}
		}
		in.Lacking = in.Lacking || lacking
		name := display.Untrusted(entry.Text())
		if group := t.Object(lint.Group, entry.Text()); group != nil {
			name = group.Object().Label()
		}
		in.Perhaps = append(in.Perhaps, PerhapsGuest{entry, name})
	}
	return in
}

// guestsOf returns how many guests a group has, and whether only the export keeps that
// from being known.
func guestsOf(t lint.Tenant, id string) (take Take, lacking bool) {
	group := t.Object(lint.Group, id)
	switch {
	case group == nil && t.Complete(lint.Group):
		return TakesNone, false
	case group == nil, !group.Get("groupTypes").Exists():
		return TakesSome, true
	case !Dynamic.Of(group) && Synced.Of(group):
		return TakesNone, false
	case !Dynamic.Of(group):
		return TakesSome, false
	}
	rule, ok := RuleOf(group)
	switch {
	case !ok:
		return TakesSome, true
	case rule.Devices:
		return TakesNone, false
	}
	return rule.Takes(GuestType), false
}
