package inviterwithoutmail

import (
	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
)

const (
	// graph is the appId of Microsoft Graph, in every tenant.
	graph = "00000003-0000-0000-c000-000000000000"
	// inviteAll is the id of its app role User.Invite.All.
	// https://learn.microsoft.com/en-us/graph/permissions-reference
	inviteAll = "09850681-111b-4a89-9bed-3f2cae46d706"
)

// A grant is an application that holds User.Invite.All, with the entry that says so.
type grant struct {
	application lint.ObjectRef
	at          lint.Value
}

// grants returns the applications that may invite as themselves: by what Microsoft
// Graph was asked for (appRoleAssignedTo), or by what each application was given
// (appRoleAssignments).
func grants(p *lint.Pass) []grant {
	if !p.Tenant.Has(lint.ServicePrincipal) {
		return nil
	}
	var found []grant
	told, cut := false, false        // by Microsoft Graph
	eachTold, eachCut := true, false // by the applications
	none := true
	for application := range p.Tenant.Each(lint.ServicePrincipal) {
		none = false
		if assigned := application.Get("appRoleAssignedTo"); keys.NormalID(application.Get("appId").Text()) == graph && keys.Listed(assigned) {
			told, cut = true, keys.Length(assigned) == lint.ExpandLimit
			for entry := range assigned.Elements() {
				if invites(entry) {
					found = append(found, grant{assignee(p.Tenant, entry), entry.Get("principalId")})
				}
			}
		}
		given := application.Get("appRoleAssignments")
		eachTold = eachTold && keys.Listed(given)
		eachCut = eachCut || keys.Length(given) == lint.ExpandLimit
		for entry := range given.Elements() {
			if invites(entry) {
				found = append(found, grant{application.Object(), entry.Get("appRoleId")})
			}
		}
	}
	switch {
	case told && !cut, eachTold && !eachCut && !none:
		return found
	case told || eachTold && !none:
		p.Cannot("a list of app roles has just %d entries, where $expand stops: more applications may hold User.Invite.All", lint.ExpandLimit)
	default:
		p.Cannot("the export has neither appRoleAssignedTo of Microsoft Graph nor appRoleAssignments of every application, which tell who holds User.Invite.All")
	}
	p.Export(lint.ServicePrincipal)
	return found
}

func invites(entry lint.Value) bool {
	kind := keys.NormalID(entry.Get("principalType").Text())
	return keys.NormalID(entry.Get("appRoleId").Text()) == inviteAll && (kind == "" || kind == "serviceprincipal")
}

// assignee names the application that an entry is about.
func assignee(t lint.Tenant, entry lint.Value) lint.ObjectRef {
	id := entry.Get("principalId").Text()
	if record := t.Object(lint.ServicePrincipal, id); record != nil {
		return record.Object()
	}
	name := entry.Get("principalDisplayName").Text()
	if name == "" {
		name = id
	}
	return lint.ObjectRef{Kind: lint.ServicePrincipal, ID: display.Untrusted(id), Name: display.Untrusted(name)}
}
