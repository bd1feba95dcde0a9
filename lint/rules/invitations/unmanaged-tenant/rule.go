// Package unmanagedtenant reports a tenant without a Global Administrator.
package unmanagedtenant

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is unmanaged-tenant.
var Rule = &lint.Rule{
	ID:       "unmanaged-tenant",
	Severity: lint.Warning,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{
		// Nothing is required: a record that lacks something must not be passed over
		// where the finding is that there is no other.
		{Kind: lint.RoleAssignment, Completes: []string{"roleDefinitionId", "principalId"}, Optional: []string{"directoryScopeId"}},
		{Kind: lint.DirectoryRole, Completes: []string{"roleTemplateId", "members"}, InsteadOf: lint.RoleAssignment},
		{Kind: lint.Organization, Refines: true},
		{Kind: lint.User, Refines: true, Optional: []string{"accountEnabled"}},
	},
	Index: signedUp,
	Join:  join,
}

const emailVerified lint.Role = 0

// signedUp indexes users whom nobody made: they signed up with their mail address.
var signedUp = &lint.Index{
	Name:  "users who signed up",
	Needs: []lint.Need{{Kind: lint.User, Optional: []string{"creationType"}}},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if made := r.Get("creationType"); strings.EqualFold(strings.TrimSpace(made.Text()), "EmailVerified") {
			g.AddText(emailVerified, made, "email-verified")
		}
	},
}

func join(p *lint.Pass, signedUp lint.Gathered) {
	assigned, listed := assignments(p.Tenant), roles(p.Tenant)
	switch {
	case assigned.held || listed.held:
		return
	case !assigned.certain && !listed.certain:
		p.Cannot("the export may not have all role assignments, and a Global Administrator may be among the others")
		p.Export(lint.RoleAssignment)
		return
	}
	users := signedUp.First(few, "", emailVerified)
	at, organization := place(p.Tenant, assigned, listed, users)
	if !at.Exists() {
		p.Cannot("no role is assigned to anybody, and the export has nothing of the tenant to report it at")
		p.Export(lint.Organization)
		return
	}
	inactive := max(assigned.disabled, listed.disabled)
	f := p.Find(at, "nobody with an enabled account holds the role Global Administrator, unless as an eligible assignment of PIM, which the export does not show: "+
		"if nobody is eligible either, nobody can manage the tenant, and applications may refuse its users with AADSTS65005").
		About("roleAssignments", directory.GlobalAdministrator)
	if inactive > 0 {
		f.Fixf("look at the eligible assignments in PIM first; enable one of the disabled Global Administrators, or give two emergency accounts the role for good").
			Notef("Global Administrators whose accounts are disabled: %d", inactive).
			With("disabledAdministrators", inactive)
	} else {
		f.Fixf("look at the eligible assignments in PIM first, and give two emergency accounts the role for good; only if nobody is eligible, ask Microsoft support")
	}
	f.Of(organization)
	if others := max(assigned.others, listed.others); others > 0 {
		f.Notef("assignments of other roles: %d; somebody manages the tenant, so that eligible administrators are the likelier reading", others)
	}
	if n := signedUp.Count("", emailVerified); n > 0 {
		f.Notef("users who signed up with their mail address (creationType EmailVerified): %d; that is how an unmanaged tenant comes to be", n).
			With("usersEmailVerified", n)
	}
	for _, user := range users {
		f.Also(user.At, "user %s signed up", user.Record.Object().Label())
	}
	p.Report(f)
}

// few is how many of the users who signed up a finding names.
const few = 3

// A tally is what a kind of record tells of who holds which role.
type tally struct {
	held     bool // somebody is Global Administrator whose account is not disabled
	certain  bool // if nobody is in it, nobody is
	disabled int  // Global Administrators whose accounts are disabled
	others   int  // holders of other roles
	first    *lint.Record
}

// disabled reports whether the export has the user with an id as a disabled account.
func disabled(t lint.Tenant, id string) bool {
	user := t.Object(lint.User, id)
	return user != nil && directory.Disabled(user.Get("accountEnabled"))
}

func assignments(t lint.Tenant) tally {
	told := tally{certain: t.Complete(lint.RoleAssignment)}
	for record := range t.Each(lint.RoleAssignment) {
		if told.first == nil {
			told.first = record
		}
		switch graph.ID(record.Get("roleDefinitionId").Text()) {
		case directory.GlobalAdministrator:
			switch scope := strings.TrimSpace(record.Get("directoryScopeId").Text()); {
			case scope != "" && scope != "/": // of an administrative unit only
				told.others++
			case disabled(t, record.Get("principalId").Text()):
				told.disabled++
			default:
				told.held = true
			}
		case "":
			told.certain = false
		default:
			told.others++
		}
	}
	return told
}

func roles(t lint.Tenant) tally {
	told := tally{certain: t.Complete(lint.DirectoryRole)}
	for record := range t.Each(lint.DirectoryRole) {
		role, members := graph.ID(record.Get("roleTemplateId").Text()), record.Get("members")
		if told.first == nil || role == directory.GlobalAdministrator {
			told.first = record
		}
		n := graph.Length(members)
		switch {
		case role == directory.GlobalAdministrator && n > 0:
			for member := range members.Elements() {
				if disabled(t, graph.Expanded(member, "id").Text()) {
					told.disabled++
				} else {
					told.held = true
				}
			}
		case role == directory.GlobalAdministrator && !graph.Listed(members), role == "":
			told.certain = false
		default:
			told.others += n
		}
	}
	return told
}

// place returns where the administrator is missing, and the tenant by its name. Its id
// would make another finding of it once the organization is exported too.
func place(t lint.Tenant, assigned, listed tally, users []lint.Hit) (at lint.Value, organization lint.ObjectRef) {
	organization.Kind = lint.Organization
	for record := range t.Each(lint.Organization) {
		organization.Name = record.Object().Name
		return record.Value(), organization
	}
	switch {
	case assigned.first != nil:
		at = assigned.first.Value()
	case listed.first != nil:
		at = listed.first.Value()
	case len(users) > 0:
		at = users[0].At
	}
	return at, organization
}
