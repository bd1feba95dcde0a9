// Package aadextensionsappmissing reports a tenant that lets users sign up without the
// application that stores what they enter.
package aadextensionsappmissing

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is aad-extensions-app-missing.
var Rule = &lint.Rule{
	ID:       "aad-extensions-app-missing",
	Severity: lint.Warning,
	Subject:  "applications",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.AuthenticationFlowsPolicy, Requires: []string{"selfServiceSignUp"}},
		{Kind: lint.Application},
		{Kind: lint.DeletedApplication, Refines: true},
	},
	Index: applications,
	Join:  join,
}

// What an application is, in the index.
const (
	extensions        lint.Role = iota
	deletedExtensions           // the same, deleted
	unnamed                     // without displayName
	deletedUnnamed
)

// applications indexes the few applications that matter here: a tenant may have very
// many others.
var applications = &lint.Index{
	Name: "aad-extensions-app",
	Needs: []lint.Need{
		{Kind: lint.Application, Requires: []string{"displayName"}},
		{Kind: lint.DeletedApplication, Requires: []string{"displayName"}},
	},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		name := r.Get("displayName")
		switch {
		case directory.ExtensionsApp(name.Text()) && r.Kind == lint.Application:
			g.AddText(extensions, name, key)
		case directory.ExtensionsApp(name.Text()):
			g.AddText(deletedExtensions, name, key)
		case !name.Exists() && r.Kind == lint.Application:
			g.AddText(unnamed, r.Value(), key)
		case !name.Exists():
			g.AddText(deletedUnnamed, r.Value(), key)
		}
	},
}

const key = "aad-extensions-app"

func join(p *lint.Pass, applications lint.Gathered) {
	for flows := range p.Tenant.Each(lint.AuthenticationFlowsPolicy) {
		setting := flows.Get("selfServiceSignUp")
		enabled := setting.Get("isEnabled")
		switch {
		case enabled.True():
			judge(p, applications, enabled)
		case setting.Type() == lint.Object && !enabled.Exists():
			p.Cannot("selfServiceSignUp does not say whether it is enabled")
		}
	}
}

// judge reports the application as missing, unless it may be where the export does not
// show it.
func judge(p *lint.Pass, applications lint.Gathered, enabled lint.Value) {
	deleted := applications.Count(key, deletedExtensions) > 0
	switch {
	case applications.Count(key, extensions) > 0, deleted: // aad-extensions-app-deleted tells of the latter
		return
	case !p.Tenant.Complete(lint.Application), !some(p.Tenant), applications.Count(key, unnamed) > 0:
		p.Cannot("the export does not have all applications, or not the names of all, so whether one of them is the aad-extensions-app is not known")
		p.Export(lint.Application)
		return
	case p.Tenant.Has(lint.DeletedApplication) && !p.Tenant.Complete(lint.DeletedApplication), applications.Count(key, deletedUnnamed) > 0:
		p.Cannot("the export does not have all deleted applications, or not the names of all, so whether one of them is the aad-extensions-app is not known")
		p.Export(lint.DeletedApplication)
		return
	}
	f := p.Find(enabled, "self-service sign-up is on, but no application is the aad-extensions-app, in which user flows store what they collect: "+
		"signing up fails, as Microsoft Entra ID can't find it").
		Fixf("restore the application if it was deleted less than 30 days ago, else create a user flow or a custom attribute, with which it is made again")
	if !p.Tenant.Has(lint.DeletedApplication) {
		f.Notef("the deleted applications were not exported: it may be among them")
	}
	p.Report(f)
}

// some reports whether the export has any application: a list of deleted ones, none of
// them left, looks like a list of applications that is empty.
func some(t lint.Tenant) bool {
	for range t.Each(lint.Application) {
		return true
	}
	return false
}
