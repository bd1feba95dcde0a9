// Package adminportalnotreachable reports cross-tenant settings that keep external
// administrators from the admin portals.
package adminportalnotreachable

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/keys"
	"tenantlint/lint/policy"
)

//go:embed rule.md
var page string

// Rule is admin-portal-not-reachable.
var Rule = &lint.Rule{
	ID:       "admin-portal-not-reachable",
	Severity: lint.Note,
	Tier:     2,
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.CrossTenantAccessPolicyDefault, Completes: policy.ScopeProperties, Partial: true},
		{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"tenantId"}, Completes: policy.ScopeProperties, Partial: true},
		{
			Kind:     lint.RoleAssignment,
			Requires: []string{"principalId"},
			Optional: []string{"roleDefinitionId", "directoryScopeId", "principal"},
			Partial:  true,
		},
		{
			Kind:      lint.DirectoryRole,
			Requires:  []string{"members"},
			Optional:  []string{"roleTemplateId", "displayName"},
			Partial:   true,
			InsteadOf: lint.RoleAssignment,
		},
		{
			Kind:      lint.User,
			Requires:  []string{"id"},
			Completes: []string{"userPrincipalName", "externalUserState", "creationType", "identities"},
			Partial:   true,
		},
	},
	Join: join,
}

// portal is the application of the Azure portal and of the Microsoft Entra admin
// center. That AllMicrosoftApps covers it is inferred from "any Microsoft cloud
// application".
var portal = policy.Application{
	ID:        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
	Name:      "Azure portal and Microsoft Entra admin center",
	Microsoft: true,
}

func join(p *lint.Pass, _ lint.Gathered) {
	var lacking []openList
	for _, party := range policy.Read(p.Tenant).Parties() {
		for part := range party.Parts() {
			judgeName(p, part)
		}
		if setting := party.Setting(policy.CollaborationInbound); lacksPortal(setting) {
			lacking = append(lacking, openList{party, setting})
		}
	}
	if len(lacking) == 0 {
		return
	}
	if holders := externalHolders(p.Tenant); len(holders) > 0 {
		for _, list := range lacking {
			report(p, list, holders)
		}
	}
}

// An openList is a list of allowed applications that lacks the portal.
type openList struct {
	party   *policy.Party
	setting policy.Setting
}

// judgeName reports the name of the group of portals, which Conditional Access knows
// and these settings do not.
func judgeName(p *lint.Pass, part policy.Part) {
	for target := range part.List() {
		if strings.ReplaceAll(target.Name, " ", "") != "microsoftadminportals" {
			continue
		}
		effect := display.Safe("opens")
		if part.Half.Access == policy.Blocked {
			effect = "blocks"
		}
		p.Report(target.At, "%s names %s in %s: the admin portals cannot be named as a group there, so it %s none of them",
			part.Party.Name(), target.At, part.Title(), effect).
			About(part.Key(), "microsoftadminportals").
			Fixf("name the portals by their application ids, through Graph: %s (Azure portal, Microsoft Entra admin center), "+
				"80ccca67-54bd-44ab-8625-4b79c4dc7775 (Microsoft Defender, Intune, Purview)", display.Safe(portal.ID))
	}
}

// lacksPortal reports whether a setting of the party's own allows a list of
// applications without the portal.
func lacksPortal(s policy.Setting) bool {
	verdict := s.Reaches(portal)
	return !s.Inherited && !verdict.Inherited && verdict.Cause == policy.ApplicationMissing && !s.Applications.Empty()
}

// examples is how many external administrators a finding shows.
const examples = 3

func report(p *lint.Pass, list openList, holders []holder) {
	f := p.Report(list.setting.Applications.Targets, "%s allows a list of applications inbound without %s, the %s: external users who hold roles here cannot open them",
		list.party.Name(), portal.ID, display.Safe(portal.Name)).
		About(list.setting.Scope.String(), portal.ID).
		Fixf("add application %s to the list, through Graph", display.Safe(portal.ID)).
		Notef("external users who hold roles: %d; of which organization they are, the export does not tell", len(holders)).
		With("count", len(holders)).
		With("applicationId", display.Untrusted(portal.ID))
	for _, holder := range holders[:min(len(holders), examples)] {
		f.Also(holder.at, "external user %s holds a role", holder.user.Object().Name)
	}
}

// A holder is an external user who holds a role, and where that is said.
type holder struct {
	user *lint.Record
	at   lint.Value
}

// externalHolders returns the external users who hold a role and whom cross-tenant
// settings apply to, each once.
func externalHolders(t lint.Tenant) []holder {
	var holders []holder
	seen := make(map[string]bool)
	for holding := range keys.Holdings(t) {
		if seen[holding.PrincipalID] {
			continue
		}
		seen[holding.PrincipalID] = true
		user := t.Object(lint.User, holding.PrincipalID)
		if user != nil && keys.External(user) && maybeEntra(keys.SignInOf(user)) {
			holders = append(holders, holder{user, holding.At})
		}
	}
	return holders
}

// maybeEntra reports whether a user signs in at another Microsoft Entra
// organization, as far as is known: cross-tenant settings are about no others.
func maybeEntra(s keys.SignIn) bool {
	return s == keys.EntraSignIn || s == keys.PendingSignIn || s == keys.UnknownSignIn
}
