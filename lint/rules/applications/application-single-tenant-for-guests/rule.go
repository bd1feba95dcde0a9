// Package applicationsingletenantforguests reports single-tenant applications to which
// external users are assigned.
package applicationsingletenantforguests

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is application-single-tenant-for-guests.
var Rule = &lint.Rule{
	ID:       "application-single-tenant-for-guests",
	Severity: lint.Note,
	Subject:  "applications",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.ServicePrincipal, Requires: []string{"id", "signInAudience"}},
		{Kind: lint.User},
	},
	Index: directory.Assignments,
	Join:  join,
}

// An application is one to which external users are assigned.
type application struct {
	record *lint.Record
	users  []lint.Hit
}

func join(p *lint.Pass, assignments lint.Gathered) {
	applications := make(map[string]*application)
	for assigned := range assignments.Where(func(roles lint.Roles) bool {
		return roles.Has(directory.ExternalID) && roles.Has(directory.Assignee)
	}) {
		user := assigned.Of(directory.ExternalID)[0]
		for _, hit := range assigned.Of(directory.Assignee) {
			id := graph.ID(hit.Record.ID())
			if applications[id] == nil {
				applications[id] = &application{record: hit.Record}
			}
			applications[id].users = append(applications[id].users, user)
		}
	}
	for _, application := range applications {
		report(p, application)
	}
	if n := assignments.Count(directory.AnyKey, directory.AssigneesCut); n > 0 {
		p.Cannot("%s with just %d assignments, where $expand stops, or with null: external users may be among the others",
			display.Safe(lint.ServicePrincipal.Count(int64(n))), lint.ExpandLimit)
	}
}

// examples is how many users a finding names.
const examples = 3

func report(p *lint.Pass, app *application) {
	slices.SortFunc(app.users, func(a, b lint.Hit) int {
		return cmp.Compare(graph.ID(a.Record.ID()), graph.ID(b.Record.ID()))
	})
	audience, name := app.record.Get("signInAudience"), app.record.Object().Label()
	var f *lint.Finding
	if len(app.users) == 1 {
		f = p.Find(audience, "application %s is single-tenant, and external user %s is assigned to it: a sign-in through the endpoints common or organizations "+
			"ends with AADSTS50020 or AADSTS50194", name, app.users[0].Record.Object().Label())
	} else {
		f = p.Find(audience, "application %s is single-tenant, and %d external users are assigned to it: a sign-in through the endpoints common or organizations "+
			"ends with AADSTS50020 or AADSTS50194", name, len(app.users))
	}
	f.With("externalUsers", len(app.users)).
		Fixf("let the application sign in at the tenant's own endpoint, with its id or domain in the address, or make it multitenant")
	for _, user := range app.users[:min(examples, len(app.users))] {
		f.Also(user.At, "external user %s is assigned", user.Record.Object().Label())
	}
	p.Report(f)
}
