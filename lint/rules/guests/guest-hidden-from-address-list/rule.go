// Package guesthiddenfromaddresslist reports that guests are hidden from the address
// list.
package guesthiddenfromaddresslist

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is guest-hidden-from-address-list.
var Rule = &lint.Rule{
	ID:       "guest-hidden-from-address-list",
	Severity: lint.Note,
	Subject:  "guests",
	OptIn:    true,
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User}},
	Index:    guests,
	Join:     join,
}

// Roles in the index guests.
const (
	hidden lint.Role = iota
	shown
)

// guests counts the guests, all by one key.
var guests = &lint.Index{
	Name:  "guests in the address list",
	Needs: []lint.Need{{Kind: lint.User, Requires: []string{"showInAddressList"}}},
	Uses:  []lint.Use{directory.IsGuest.Required()},
	Keys: func(user *lint.Record, g *lint.Gatherer) {
		show := user.Get("showInAddressList")
		switch {
		case !show.Exists() || !directory.IsGuest.Of(user):
		case show.True():
			g.AddText(shown, show, "guest")
		default:
			g.AddText(hidden, show, "guest")
		}
	},
}

// examples is how many of the guests are named.
const examples = 3

func join(p *lint.Pass, guests lint.Gathered) {
	n, first := guests.Count("", hidden), guests.First(examples, "", hidden)
	if len(first) == 0 {
		return
	}
	f := p.Find(first[0].At, "%d of %d guests %s not shown in the address list: people do not find them there, nor in people pickers that follow it",
		n, n+guests.Count("", shown), display.Safe(lint.Plural(n, "is", "are"))).
		About("showInAddressList", "").
		With("count", n).
		Notef("showInAddressList can differ from what Exchange does").
		Fixf("show those that are to be found: HiddenFromAddressListsEnabled of their mail user, in Exchange Online")
	f.Of(lint.ObjectRef{Kind: lint.User}) // no single one: the finding stays the same when the first guest leaves
	for _, hit := range first {
		f.Also(hit.At, "guest %s is one of them", hit.Record.Object().Label())
	}
	p.Report(f)
}
