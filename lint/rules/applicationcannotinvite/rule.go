// Package applicationcannotinvite reports applications that were given the permission
// to invite in a tenant that lets no application invite.
package applicationcannotinvite

import (
	"cmp"
	_ "embed"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

//go:embed rule.md
var page string

// Rule is application-cannot-invite.
var Rule = &lint.Rule{
	ID:       "application-cannot-invite",
	Severity: lint.Warning,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthorizationPolicy, Requires: []string{"allowInvitesFrom"}},
		{
			Kind:     lint.ServicePrincipal,
			Requires: []string{"id", "appId"},
			Reads:    []string{"appRoleAssignedTo"},
			Optional: []string{"appRoleAssignments"},
		},
	},
	Index: permissions,
	Join:  join,
}

const (
	microsoftGraph = "00000003-0000-0000-c000-000000000000" // application id
	userInviteAll  = "09850681-111b-4a89-9bed-3f2cae46d706" // id of its app role User.Invite.All
)

// What a service principal says, in the index.
const (
	holder    lint.Role = iota // the application with this id has the permission
	graphList                  // it is Microsoft Graph's, and lists who has its app roles
	graphCut                   // the same, but the list may be cut off
	untold                     // it does not list the app roles that it has, or not all
)

// permissions indexes who may invite, by object id: by the list of Microsoft Graph's
// service principal, or by the lists of those that have its app roles.
var permissions = &lint.Index{
	Name: "applications that may invite",
	Reads: map[lint.Kind][]string{
		lint.ServicePrincipal: {"id", "appId", "appRoleAssignedTo", "appRoleAssignments"},
	},
	Keys: permissionKeys,
}

func permissionKeys(r *lint.Record, g *lint.Gatherer) {
	if keys.NormalID(r.Get("appId").Text()) == microsoftGraph {
		list := r.Get("appRoleAssignedTo")
		n := each(list, func(assignment lint.Value) {
			g.AddText(holder, assignment, keys.NormalID(assignment.Get("principalId").Text()))
		})
		switch n {
		case absent:
		case keys.ExpandLimit:
			g.AddText(graphCut, list, keys.AnyKey)
		default:
			g.AddText(graphList, list, keys.AnyKey)
		}
	}
	n := each(r.Get("appRoleAssignments"), func(assignment lint.Value) {
		g.AddText(holder, assignment, keys.NormalID(r.Get("id").Text()))
	})
	if n == absent || n == keys.ExpandLimit {
		g.AddText(untold, r.Value(), keys.AnyKey)
	}
}

const absent = -1

// each gives the assignments of the permission in a list to found, and returns how
// many assignments of anything it has. PowerShell writes null for what it did not
// expand.
func each(list lint.Value, found func(assignment lint.Value)) int {
	if list.Type()&^lint.Null == 0 {
		return absent
	}
	n := 0
	for assignment := range list.Elements() {
		if n++; keys.NormalID(assignment.Get("appRoleId").Text()) == userInviteAll {
			found(assignment)
		}
	}
	return n
}

func join(p *lint.Pass, permissions lint.Gathered) {
	for authorization := range p.Tenant.Each(lint.AuthorizationPolicy) {
		switch inviters := keys.InvitersOf(authorization); inviters {
		case keys.UnknownInviters:
			p.Cannot("allowInvitesFrom is empty or has a value that is not documented")
		case keys.NoInviters, keys.AdminInviters:
			doubt(p, permissions)
			report(p, permissions, authorization.Get("allowInvitesFrom"), inviters)
		}
	}
}

// doubt tells why there may be more applications with the permission than the export
// shows.
func doubt(p *lint.Pass, permissions lint.Gathered) {
	switch {
	case permissions.Count(keys.AnyKey, graphList) > 0,
		p.Tenant.Complete(lint.ServicePrincipal) && permissions.Count(keys.AnyKey, untold) == 0:
		return
	case permissions.Count(keys.AnyKey, graphCut) > 0:
		p.Cannot("Microsoft Graph's service principal shows just %d assignments, where $expand stops, so other applications may have User.Invite.All: "+
			"GET /v1.0/servicePrincipals(appId='%s')/appRoleAssignedTo tells", keys.ExpandLimit, display.Safe(microsoftGraph))
	default:
		p.Cannot("which applications have User.Invite.All is not known: the export does not have Microsoft Graph's service principal with appRoleAssignedTo")
		p.Export(lint.ServicePrincipal)
	}
}

// examples is how many applications a finding names.
const examples = 3

// An application is one that has the permission.
type application struct {
	id   string
	name display.Untrusted
	at   lint.Value // the assignment
}

func report(p *lint.Pass, permissions lint.Gathered, at lint.Value, inviters keys.Inviters) {
	var found []application
	for keyed := range permissions.Only(holder) {
		hit := keyed.Hits[0]
		name := display.Untrusted(hit.At.Get("principalDisplayName").Text())
		if name == "" && keys.NormalID(hit.Record.ID()) == keyed.Key {
			name = hit.Record.Object().Name
		}
		found = append(found, application{keyed.Key, cmp.Or(name, display.Untrusted(keyed.Key)), hit.At})
	}
	if len(found) == 0 {
		return
	}
	slices.SortFunc(found, func(a, b application) int { return cmp.Compare(a.id, b.id) })
	var f *lint.Finding
	if len(found) == 1 {
		f = p.Report(at, "allowInvitesFrom is %s: application %s has User.Invite.All but cannot invite, as invitations by an application alone are refused",
			inviters.String(), found[0].name)
	} else {
		f = p.Report(at, "allowInvitesFrom is %s: %d applications have User.Invite.All but cannot invite, as invitations by an application alone are refused",
			inviters.String(), len(found))
	}
	f.About("allowInvitesFrom", inviters.String()).
		With("applications", len(found)).
		Fixf("%s", fix(inviters))
	for _, application := range found[:min(examples, len(found))] {
		f.Also(application.at, "application %s (%s) has User.Invite.All", application.name, display.Safe(display.String(application.id)))
	}
}

func fix(inviters keys.Inviters) display.Safe {
	wide := display.Safe("set allowInvitesFrom to " + keys.MemberInviters.String())
	if inviters == keys.NoInviters {
		return wide + ", or take the permission away"
	}
	return wide + ", or let the application invite for a signed-in user who may (delegated User.Invite.All)"
}
