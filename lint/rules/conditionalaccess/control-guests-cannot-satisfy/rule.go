// Package controlguestscannotsatisfy reports Conditional Access policies that ask
// external users for something that they can never show.
package controlguestscannotsatisfy

import (
	_ "embed"
	"slices"
	"strings"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is control-guests-cannot-satisfy.
var Rule = &lint.Rule{
	ID:       "control-guests-cannot-satisfy",
	Severity: lint.Error,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.Group, Refines: true}},
	Uses:     []lint.Use{conditionalaccess.Policies, directory.GroupGuests},
	Once:     once,
}

// controls are what external users cannot show, as Microsoft's table has it:
// https://learn.microsoft.com/en-us/entra/external-id/authentication-conditional-access
var controls = []struct{ control, name, code string }{
	{conditionalaccess.ApprovedApplication, "an approved client app", "AADSTS53002"},
	{conditionalaccess.AppProtection, "an app protection policy", ""},
	{conditionalaccess.PasswordChange, "a change of password", ""},
}

func once(p *lint.Pass) {
	for _, policy := range conditionalaccess.Read(p.Tenant) {
		judge(p, policy)
	}
}

func judge(p *lint.Pass, policy conditionalaccess.Policy) {
	if !policy.Enabled() || !policy.Ordinary() || policy.ExtendsOutside() == conditionalaccess.None {
		return
	}
	grant := policy.Grant()
	can := func(control string) bool { return !cannot(control) }
	if grant.Meets(can) {
		return
	}
	excluded := directory.GuestsIn(p.Tenant, policy.Users().Get("excludeGroups"))
	if excluded.Every.Exists() {
		return
	}
	rest := grant
	rest.Controls = slices.DeleteFunc(slices.Clone(grant.Controls), func(c conditionalaccess.Control) bool {
		return c.Name == conditionalaccess.ApprovedApplication
	})
	f := find(p, policy, grant, !p.AsOf.Before(unenforced) && rest.Meets(can))
	for _, group := range excluded.Perhaps[:min(3, len(excluded.Perhaps))] {
		f.As(lint.Warning).Also(group.At, "the policy excludes group %s: whether the guests are in it, the export does not show", group.Name)
	}
	if excluded.Lacking {
		p.Cannot("a policy excludes groups, and whether guests are in them is not known")
		p.Export(lint.Group)
	}
	p.Report(f)
}

// unenforced is when Microsoft said that it would no longer enforce approved client
// apps: after March 2026, a policy is as if it did not have the control.
// https://learn.microsoft.com/en-us/entra/identity/conditional-access/migrate-approved-client-app
var unenforced = time.Date(2026, time.April, 1, 0, 0, 0, 0, time.UTC)

func cannot(control string) bool {
	for _, c := range controls {
		if c.control == control {
			return true
		}
	}
	return false
}

// find makes the finding; retired says that nothing fails but a control that Microsoft
// retired.
func find(p *lint.Pass, policy conditionalaccess.Policy, grant conditionalaccess.Grant, retired bool) *lint.Finding {
	var at lint.Value
	var names, ids []string
	code := ""
	for _, c := range controls {
		control, ok := grant.Find(c.control)
		if !ok {
			continue
		}
		if !at.Exists() {
			at = control.At
		}
		names, ids = append(names, c.name), append(ids, c.control)
		if c.code != "" {
			code = " (" + c.code + ")"
		}
	}
	conjunction := " or "
	if grant.All {
		conjunction = " and "
	}
	asked, narrowed := display.Safe(strings.Join(names, conjunction)), policy.Narrowed()
	fix := display.Safe("exclude external users from the policy, and ask them for multifactor authentication by another one")
	var f *lint.Finding
	switch {
	case slices.Contains(narrowed, "userRiskLevels"):
		f = p.Find(at, "Conditional Access policy %s asks %s at risk for %s, which they cannot show here: "+
			"they are blocked (\"Your account is blocked\") until the risk is remediated in their own organization",
			policy.Name(), externals(policy), asked).As(lint.Warning)
		fix = "exclude external users from the policy, or leave it and have blocked guests reset their password at home"
	case retired:
		f = p.Find(at, "Conditional Access policy %s asks %s for %s, which they can never show: "+
			"where the control is still enforced they are blocked%s, and where it is not, the policy is as if it did not ask for it",
			policy.Name(), externals(policy), asked, display.Safe(code)).As(lint.Warning).
			Notef("Microsoft said that approved client apps are not enforced after March 2026")
	default:
		f = p.Find(at, "Conditional Access policy %s asks %s for %s, which they can never show: they are blocked%s",
			policy.Name(), externals(policy), asked, display.Safe(code))
	}
	f.About("builtInControls", strings.Join(ids, ",")).Fixf("%s", fix)
	if len(narrowed) > 0 {
		f.Notef("the policy is for some sign-ins only, by %s", display.Safe(strings.Join(narrowed, ", ")))
	}
	if policy.Excepts() {
		f.Notef("the policy does not touch users that it excludes by name, group or role")
	}
	return f
}

// externals says which external users a policy is for.
func externals(policy conditionalaccess.Policy) display.Safe {
	users := "external users"
	if types := policy.OutsideTypes(); len(types) < len(conditionalaccess.Outside) {
		users += " (" + strings.Join(types, ", ") + ")"
	}
	if policy.ExtendsOutside() == conditionalaccess.Some {
		users += " of certain organizations"
	}
	return display.Safe(users)
}
