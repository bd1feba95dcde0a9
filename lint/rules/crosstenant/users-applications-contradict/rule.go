// Package usersapplicationscontradict reports cross-tenant settings whose users and
// applications say opposite things.
package usersapplicationscontradict

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is users-applications-contradict.
var Rule = &lint.Rule{
	ID:       "users-applications-contradict",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.Scopes...)},
	Once:     once,
}

func once(p *lint.Pass) {
	access := crosstenant.Read(p.Tenant)
	for _, scope := range crosstenant.Scopes {
		for party, inheriting := range access.Own(scope) {
			judge(p, party, party.Setting(scope), inheriting)
		}
	}
}

// judge judges a setting, which as many partners take from the default as are inheriting.
func judge(p *lint.Pass, party *crosstenant.Party, setting crosstenant.Setting, inheriting int) {
	switch {
	case !setting.At.Exists() || graph.Null(setting.At):
		return // what is empty contradicts nothing
	case setting.Users.Inherited || setting.Applications.Inherited:
		p.Cannot("%s of a partner has users or applications only, and what that means is not documented", display.Safe(setting.Scope.String()))
		return
	case setting.Users.Access == crosstenant.AccessUnknown || setting.Applications.Access == crosstenant.AccessUnknown:
		p.Cannot("%s", setting.Doubt())
		return
	}
	c, ok := contradictionIn(setting)
	if !ok {
		return
	}
	f := p.Find(c.blocked, "%s blocks %s in %s, but allows %s: the two contradict each other, and nobody gets through%s",
		party.Name(), c.blocked, setting.Scope.Name(), c.allows, codes[setting.Scope]).
		About(setting.Scope.String(), "").
		Fixf("%s", c.fix).
		Also(c.allowed, "this is allowed all the same")
	if inheriting > 0 {
		f.Notef("partners that take this from the default: %d", inheriting).With("partnersInheriting", inheriting)
	}
	p.Report(f)
}

// codes are what users meet who are kept out.
var codes = map[crosstenant.Scope]display.Safe{
	crosstenant.CollaborationInbound:  " (guests get AADSTS500213)",
	crosstenant.CollaborationOutbound: " (your users get AADSTS500212)",
	crosstenant.TenantRestrictions:    " (external accounts on your devices and networks get AADSTS5000211)",
}

// A contradiction is what one half blocks for everyone or everything, and what the
// other one allows all the same.
type contradiction struct {
	blocked, allowed lint.Value
	allows           any // what a message says of allowed
	fix              display.Safe
}

func contradictionIn(s crosstenant.Setting) (contradiction, bool) {
	users, everyone := s.Users.Target(crosstenant.AllUsers)
	applications, everything := s.Applications.Target(crosstenant.AllApplications)
	switch {
	case s.Users.Access == crosstenant.Blocked && s.Applications.Access == crosstenant.Allowed && everyone && everything:
		return contradiction{users, applications, applications, "block all applications too, or allow users"}, true
	case s.Users.Access != crosstenant.Allowed || s.Applications.Access != crosstenant.Blocked || !everything:
		return contradiction{}, false
	case everyone:
		return contradiction{applications, users, users, "block all users too, or allow applications"}, true
	case s.Scope.Outbound() && !s.Users.Empty():
		return contradiction{
			applications, s.Users.Targets, display.Safe("certain users and groups"),
			"allow these users one application at least, or block all users too",
		}, true
	}
	return contradiction{}, false
}
