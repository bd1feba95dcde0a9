// Package adminportalnotreachable reports cross-tenant settings that keep external
// administrators from the admin portals.
package adminportalnotreachable

import (
	_ "embed"
	"fmt"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is admin-portal-not-reachable.
var Rule = &lint.Rule{
	ID:       "admin-portal-not-reachable",
	Severity: lint.Note,
	Subject:  "crosstenant",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.RoleAssignment, Partial: true},
		{Kind: lint.DirectoryRole, Partial: true, InsteadOf: lint.RoleAssignment},
	},
	Uses:  []lint.Use{crosstenant.Settings(crosstenant.Scopes...), directory.HoldersOfRoles.Optional(), directory.SignInOf},
	Index: directory.Memberships,
	Join:  join,
}

// portal is the application of the Azure portal and of the Microsoft Entra admin
// center. That AllMicrosoftApps covers it is inferred from "any Microsoft cloud
// application".
var portal = crosstenant.Application{
	ID:        "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
	Name:      "Azure portal and Microsoft Entra admin center",
	Microsoft: true,
}

func join(p *lint.Pass, memberships lint.Gathered) {
	var lacking []crosstenant.Setting // the default's first
	for _, party := range crosstenant.Read(p.Tenant).Parties() {
		for part := range party.Parts() {
			judgeName(p, part)
		}
		if setting := party.Setting(crosstenant.CollaborationInbound); lacksPortal(setting) {
			lacking = append(lacking, setting)
		}
	}
	if len(lacking) == 0 {
		return
	}
	holders := externalHolders(p, memberships)
	if len(holders) == 0 {
		return
	}
	if lacking[0].At.Record().Kind == lint.CrossTenantAccessPolicyDefault {
		reportDefault(p, lacking[0], holders)
		lacking = lacking[1:]
	}
	if len(lacking) > 0 {
		reportPartners(p, lacking, holders)
	}
}

// judgeName reports the name of the group of portals, which Conditional Access knows
// and these settings do not.
func judgeName(p *lint.Pass, part crosstenant.Part) {
	for target := range part.List() {
		if strings.ReplaceAll(target.Name, " ", "") != "microsoftadminportals" {
			continue
		}
		effect := display.Safe("opens")
		if part.Half.Access == crosstenant.Blocked {
			effect = "blocks"
		}
		p.Report(p.Find(target.At, "%s names %s in %s: the admin portals cannot be named as a group there, so it %s none of them",
			part.Party.Name(), target.At, part.Title(), effect).
			About(part.Key(), "microsoftadminportals").
			Fixf("name the portals by their application ids, through Graph: %s (Azure portal, Microsoft Entra admin center), "+
				"80ccca67-54bd-44ab-8625-4b79c4dc7775 (Microsoft Defender, Intune, Purview)", display.Safe(portal.ID)))
	}
}

// lacksPortal reports whether a setting of the party's own allows a list of
// applications without the portal.
func lacksPortal(s crosstenant.Setting) bool {
	verdict := s.Reaches(portal)
	return !s.Inherited && !verdict.Inherited && verdict.Cause == crosstenant.ApplicationMissing
}

// examples is how many external administrators, or lists, a finding shows.
const examples = 3

func reportDefault(p *lint.Pass, setting crosstenant.Setting, holders []holder) {
	f := p.Find(setting.Applications.Targets, "the default allows a list of applications inbound without %s, the %s: "+
		"external users who hold roles here cannot open them, unless their organization has an entry of its own", portal.ID, display.Safe(portal.Name)).
		About(setting.Scope.String(), portal.ID).
		Fixf("add application %s to the list, through Graph", display.Safe(portal.ID)).
		Notef("external users who hold roles: %d; of which organization they are, the export does not tell", len(holders)).
		With("count", len(holders)).
		With("applicationId", display.Untrusted(portal.ID))
	for _, h := range holders[:min(len(holders), examples)] {
		f.Also(h.at, "external user %s holds a role", h.user.Object().Label())
	}
	p.Report(f)
}

// reportPartners tells of each holder that lists of partners lack the portal: only one
// of the lists can matter to the user, and the export does not tell which.
func reportPartners(p *lint.Pass, lacking []crosstenant.Setting, holders []holder) {
	for _, h := range holders {
		f := p.Find(h.user.Get("id"), "external user %s holds a role, and %s: "+
			"a user from there cannot open the %s", h.user.Object().Label(), lists(len(lacking)), display.Safe(portal.Name)).
			About("roles", portal.ID).
			Fixf("if the user is of such a partner, add application %s to the partner's list, through Graph", display.Safe(portal.ID)).
			With("count", len(lacking)).
			With("applicationId", display.Untrusted(portal.ID)).
			Also(h.at, "holds the role")
		for _, setting := range lacking[:min(len(lacking), examples)] {
			f.Also(setting.Applications.Targets, "allows a list of applications inbound without %s", portal.ID)
		}
		p.Report(f)
	}
}

func lists(n int) display.Safe {
	if n == 1 {
		return "the list of applications that a partner may reach lacks " + display.Safe(portal.ID)
	}
	return display.Safe(fmt.Sprintf("the lists of applications that %d partners may reach lack %s", n, portal.ID))
}

// A holder is an external user who holds a role, and where that is said.
type holder struct {
	user *lint.Record
	at   lint.Value
}

// externalHolders returns the external users who hold a role, themselves or by a group,
// and whom cross-tenant settings apply to, each once.
func externalHolders(p *lint.Pass, memberships lint.Gathered) []holder {
	var holders []holder
	seen := make(map[string]bool)
	for _, h := range directory.RoleHolders(p, memberships, directory.HolderQuery{
		Role: func(directory.Holding) bool { return true },
		Who: func(h directory.RoleHolder) bool {
			return h.User != nil && directory.External.Of(h.User) && maybeEntra(directory.SignInOf.Of(h.User))
		},
		Once: true,
	}) {
		if id := graph.ID(h.EntryAt.Text()); !seen[id] {
			seen[id] = true
			holders = append(holders, holder{h.User, h.EntryAt})
		}
	}
	return holders
}

// maybeEntra reports whether a user signs in at another Microsoft Entra
// organization, as far as is known: cross-tenant settings are about no others.
func maybeEntra(s directory.SignIn) bool {
	return s == directory.EntraSignIn || s == directory.PendingSignIn || s == directory.UnknownSignIn
}
