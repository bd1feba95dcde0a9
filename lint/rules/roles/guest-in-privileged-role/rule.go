// Package guestinprivilegedrole reports external users who hold privileged roles.
package guestinprivilegedrole

import (
	"cmp"
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is guest-in-privileged-role.
var Rule = &lint.Rule{
	ID:       "guest-in-privileged-role",
	Severity: lint.Error,
	Subject:  "roles",
	Page:     page,
	Uses:     []lint.Use{directory.HoldersOfRoles, directory.External},
	Index:    directory.Memberships,
	Join:     join,
}

func join(p *lint.Pass, memberships lint.Gathered) {
	undefined := 0
	privileged := func(h directory.Holding) bool {
		if h.Undefined {
			undefined++
		}
		return h.Privileged || directory.PrivilegedRole(h.Role)
	}
	// Without users a guest is told by what the lists of roles and members have, unless
	// a file that could not be read may have been the users.
	guess := !p.Tenant.Has(lint.User) && p.Tenant.Whole()
	external := func(holder directory.RoleHolder) bool {
		return !holder.Application && (holder.User != nil && directory.External.Of(holder.User) ||
			guess && (graph.NamedExternal(holder.UPN) || ExternalPrincipal(holder.Entry)))
	}
	for _, holder := range directory.RoleHolders(p, memberships, directory.HolderQuery{Role: privileged, Who: external}) {
		report(p, holder)
	}
	if undefined > 0 {
		p.Cannot("roles are assigned whose definitions the export does not have: %d assignments; a role of your own may be privileged", undefined)
		p.Export(lint.RoleDefinition)
	}
}

func report(p *lint.Pass, holder directory.RoleHolder) {
	role, by := cmp.Or(holder.RoleName, holder.Role), display.Safe("")
	if holder.Group.ID != "" {
		by = display.Safe(" as a member of group " + display.Quote(string(holder.Group.Label())))
	}
	var f *lint.Finding
	if holder.User != nil {
		f = p.Find(holder.EntryAt, "%s %s holds the privileged role %s%s: whoever controls that account elsewhere has its rights in this tenant",
			holder.Noun(), holder.Ref.Label(), role, by).
			Also(holder.User.Get("id"), "%s is from outside", holder.Ref.Label())
	} else {
		f = p.Find(holder.EntryAt, "%s holds the privileged role %s%s, and is a guest by a guess from userType or #EXT# in the name, as the export has no users: "+
			"whoever controls that account elsewhere has its rights in this tenant", holder.Ref.Label(), role, by).
			As(lint.Warning)
	}
	f.Of(holder.Ref).About("role", holder.Identity()).With("roleTemplateId", display.Untrusted(holder.Role))
	if holder.Scope != "/" {
		f.Notef("the role is limited to %s", holder.Scope)
	}
	if holder.More > 0 {
		f.Notef("other roles and scopes that the group holds, without findings for its members: %d", holder.More)
	}
	if holder.Group.ID == "" {
		f.Fixf("remove the assignment, or give the person an account of this tenant; if the guest must stay, make the role eligible only and require MFA")
	} else {
		f.Also(holder.At, "group %s holds the role", holder.Group.Label()).
			With("groupId", holder.Group.ID).
			Fixf("take the guest out of group %s, or give the person an account of this tenant", holder.Group.Label())
	}
	p.Report(f)
}
