// Package guestowner reports external users who own groups or applications.
package guestowner

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-owner.
var Rule = &lint.Rule{
	ID:       "guest-owner",
	Severity: lint.Warning,
	Subject:  "roles",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.Group, Partial: true},
		{Kind: lint.Application, Partial: true},
		{Kind: lint.ServicePrincipal, Partial: true},
		{Kind: lint.User, Partial: true},
	},
	Uses:  []lint.Use{directory.IsGuest.Optional()},
	Index: owners,
	Join:  join,
}

// What an object has to do with an id, in the index of owners.
const (
	outside  lint.Role = iota // the user with this id is external
	owned                     // the id is that of one of its owners
	guessed                   // the same, by whose name the owner is external
	cutOff                    // it has as many owners as Graph expands
	unlisted                  // its owners were not expanded
)

// Keys that are no ids, of those who have the last two roles.
const (
	cutOffKey   = "cut off"
	unlistedKey = "unlisted"
)

// owners indexes external users and owners by id, so that only what a guest owns is
// read back.
var owners = &lint.Index{
	Name: "owners",
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"id"}},
		{Kind: lint.Group, Requires: []string{"owners"}, Optional: []string{graph.CountOf("owners")}},
		{Kind: lint.Application, Requires: []string{"owners"}, Optional: []string{graph.CountOf("owners")}},
		{Kind: lint.ServicePrincipal, Requires: []string{"owners"}, Optional: []string{graph.CountOf("owners")}},
	},
	Uses: []lint.Use{directory.External},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if r.Kind == lint.User {
			if directory.External.Of(r) {
				g.Add(outside, r.Get("id"), appendID)
			}
			return
		}
		list := r.Get("owners")
		for owner := range list.Elements() {
			id := graph.Expanded(owner, "id")
			if id.Text() == "" {
				g.AddText(unlisted, list, unlistedKey)
			}
			g.Add(owned, id, appendID)
			if graph.NamedExternal(graph.Expanded(owner, "userPrincipalName").Text()) {
				g.Add(guessed, id, appendID)
			}
		}
		switch {
		case graph.Cut(r, "owners"):
			g.AddText(cutOff, list, cutOffKey)
		case list.Exists() && !graph.Listed(list):
			g.AddText(unlisted, list, unlistedKey)
		}
	},
}

func appendID(dst []byte, text string) []byte { return append(dst, graph.ID(text)...) }

func join(p *lint.Pass, ids lint.Gathered) {
	doubt(p, ids)
	role := outside
	if !p.Tenant.Has(lint.User) {
		// Without users a guest is told by the name that its invitation made, unless a
		// file that could not be read may have been the users.
		if !p.Tenant.Whole() {
			return
		}
		role = guessed
	}
	for guest := range ids.Where(func(roles lint.Roles) bool { return roles.Has(role) && roles.Has(owned) }) {
		users := guest.Of(outside)
		for _, hit := range guest.Of(owned) {
			report(p, guest.Key, users, hit)
		}
	}
}

// doubt tells of owners that the export does not show, and of guests that no export of
// users has.
func doubt(p *lint.Pass, ids lint.Gathered) {
	for _, hit := range ids.First(1, cutOffKey, cutOff) {
		p.Cannot("what has just %d owners, where $expand stops, may have more: %d objects in the export, first %s %s",
			lint.ExpandLimit, ids.Count(cutOffKey, cutOff), display.Safe(hit.Record.Kind.Noun()), hit.Record.Object().Label())
	}
	if n := ids.Count(unlistedKey, unlisted); n > 0 {
		p.Cannot("objects were exported without their owners, or without the ids of these: %d", n)
	}
	if !p.Tenant.Has(lint.User) {
		return
	}
	users, all := people(ids)
	p.Misses(lint.User, users, all)
	lost := 0
	for range ids.Without(lint.User, func(roles lint.Roles) bool { return roles.Has(guessed) }) {
		lost++
	}
	if lost > 0 {
		p.Cannot("no export of users has the owners whose names have #EXT#: %d missing", lost)
		p.Export(lint.User)
	}
}

// people counts the owners who are users and not in the export, of all owners.
func people(ids lint.Gathered) (missing, all int) {
	isOwner := func(roles lint.Roles) bool { return roles.Has(owned) }
	for owner := range ids.Without(lint.User, isOwner) {
		if isUser(owner) {
			missing++
		}
	}
	return missing, ids.CountKeys(isOwner)
}

// isUser reports whether an object says of its owner that it is a user.
func isUser(owner *lint.Keyed) bool {
	return names.Of(owner.Of(owned)[0].Record)[owner.Key] != ""
}

// report tells of what a guest owns. users is the guest as the export has it, if it does.
func report(p *lint.Pass, guest string, users []lint.Hit, hit lint.Hit) {
	object := hit.Record.Object()
	kind := display.Safe(hit.Record.Kind.Noun())
	rights := display.Safe("an owner lets others in and out of it and changes its settings")
	if hit.Record.Kind != lint.Group {
		rights = "an owner may add a secret to it and sign in as the application, with all that it is allowed"
	}
	var f *lint.Finding
	if len(users) > 0 {
		user := users[0].Record
		noun := display.Safe("external user")
		if directory.IsGuest.Of(user) {
			noun = "guest"
		}
		f = p.Find(hit.At, "%s %s owns %s %s: %s", noun, user.Object().Label(), kind, object.Label(), rights).
			Also(users[0].At, "%s is from outside", user.Object().Label())
	} else {
		f = p.Find(hit.At, "%s owns %s %s, and is a guest by a guess from #EXT# in the name, as the export has no users: %s",
			name(hit.Record, guest), kind, object.Label(), rights).
			As(lint.Note)
	}
	f.About("owners", guest).
		Fixf("give the %s an owner of this organization, then take the guest off its owners", kind)
	p.Report(f)
}

// name returns the userPrincipalName of an owner as the list has it.
func name(of *lint.Record, id string) display.Untrusted {
	if name, ok := names.Of(of)[id]; ok {
		return name
	}
	return display.Untrusted(id)
}

// names is the userPrincipalName of each owner in a list, by id.
var names = lint.NewMemo(func(of *lint.Record) map[string]display.Untrusted {
	names := make(map[string]display.Untrusted)
	for owner := range of.Get("owners").Elements() {
		id := graph.ID(graph.Expanded(owner, "id").Text())
		if _, twice := names[id]; !twice {
			names[id] = display.Untrusted(graph.Expanded(owner, "userPrincipalName").Text())
		}
	}
	return names
})
