// Package inviterwithoutmail reports inviters whose own text is left out of invitation
// mails.
package inviterwithoutmail

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is inviter-without-mail.
var Rule = &lint.Rule{
	ID:       "inviter-without-mail",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.RoleAssignment, Partial: true},
		{Kind: lint.DirectoryRole, Partial: true, InsteadOf: lint.RoleAssignment},
		{Kind: lint.User, Completes: []string{"mail"}, Partial: true},
		{Kind: lint.ServicePrincipal, Partial: true},
	},
	Uses:  []lint.Use{directory.HoldersOfRoles, directory.UserInviters},
	Index: directory.Memberships,
	Join:  join,
}

func join(p *lint.Pass, memberships lint.Gathered) {
	seen := make(map[display.Untrusted]bool)
	first := func(ref lint.ObjectRef) bool {
		id := display.Untrusted(graph.ID(string(ref.ID)))
		again := seen[id]
		seen[id] = true
		return !again
	}
	for _, holder := range directory.RoleHolders(p, memberships, directory.HolderQuery{
		Role: func(h directory.Holding) bool { return h.Role == directory.GuestInviter },
		Who:  func(directory.RoleHolder) bool { return true },
		Once: true,
	}) {
		if !first(holder.Ref) {
			continue
		}
		if holder.Application {
			reportApplication(p, holder.EntryAt, holder.Ref, "by the role Guest Inviter")
			continue
		}
		person(p, holder)
	}
	for _, grant := range directory.InviteGrants(p) {
		if first(grant.Application) {
			reportApplication(p, grant.At, grant.Application, "by the permission User.Invite.All")
		}
	}
}

// person judges a user who holds the role: by the export of users, else by what the list
// has of the user.
func person(p *lint.Pass, holder directory.RoleHolder) {
	mail := graph.Expanded(holder.Entry, "mail")
	if holder.User != nil {
		mail = holder.User.Get("mail")
	}
	switch {
	case mail.Text() != "":
		return
	case !mail.Exists():
		if holder.User == nil && p.Tenant.Has(lint.User) {
			p.Cannot("a holder of the role Guest Inviter is in no export of users")
			p.Export(lint.User)
		}
		return
	}
	by := display.Safe("")
	if holder.Group.ID != "" {
		by = display.Safe(" as a member of group " + display.Quote(string(holder.Group.Label())))
	}
	f := p.Find(mail, "%s %s holds the role Guest Inviter%s and has no mail address: a text of the user's own is left out of the invitation mail",
		holder.Noun(), holder.Ref.Label(), by).
		About("inviter", "").
		Also(holder.EntryAt, "the role is held by this entry").
		Fixf("give the user a mail address, or have invitations sent without mail (sendInvitationMessage false) and write the mail yourself")
	f.Of(holder.Ref)
	p.Report(f)
}

func reportApplication(p *lint.Pass, at lint.Value, application lint.ObjectRef, by display.Safe) {
	f := p.Find(at, "application %s may send invitations as itself, %s, and an application has no mail address: a text of its own is left out of the invitation mail",
		application.Name, by).
		About("inviter", "").
		Fixf("let the application invite with sendInvitationMessage false and write the mail itself, or invite as a signed-in user who has a mail address")
	f.Of(application)
	p.Report(f)
}
