package guestwithoutsponsor

import (
	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

// What an object has to do with an id, in the index [Sponsors].
const (
	Unsponsored       lint.Role = iota // the external user with this id has no sponsor
	Sponsored                          // the user or group with this id sponsors this external user
	DisabledUser                       // the user with this id is disabled
	SyncedUnsponsored                  // as Unsponsored, and [directory.MaybeSynchronized]
)

// Sponsors indexes the sponsors of external users and the users who are disabled, by id
// in lower case: external users are read back only if a sponsor of theirs is disabled or
// gone, or if they have none.
var Sponsors = &lint.Index{
	Name:  "sponsors",
	Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id", "sponsors"}, Completes: []string{"accountEnabled"}}},
	Uses:  []lint.Use{directory.MaybeSynchronized},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		id := r.Get("id")
		if directory.Disabled(r.Get("accountEnabled")) {
			g.Add(DisabledUser, id, graph.AppendID)
		}
		sponsors := r.Get("sponsors")
		if !sponsors.Exists() || !directory.External.Of(r) {
			return
		}
		none := true
		for sponsor := range sponsors.Elements() {
			none = false
			at := graph.Expanded(sponsor, "id")
			g.Add(Sponsored, at, graph.AppendID)
			if directory.Disabled(graph.Expanded(sponsor, "accountEnabled")) {
				g.Add(DisabledUser, at, graph.AppendID)
			}
		}
		switch {
		case none && directory.MaybeSynchronized.Of(r):
			g.Add(SyncedUnsponsored, id, graph.AppendID)
		case none:
			g.Add(Unsponsored, id, graph.AppendID)
		}
	},
}
