// Package strengthguestscannotsatisfy reports Conditional Access policies that ask for
// an authentication strength of guests who cannot show one.
package strengthguestscannotsatisfy

import (
	_ "embed"
	"fmt"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/conditionalaccess"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is strength-guests-cannot-satisfy.
var Rule = &lint.Rule{
	ID:       "strength-guests-cannot-satisfy",
	Severity: lint.Warning,
	Subject:  "conditionalaccess",
	Page:     page,
	Needs: []lint.Need{{
		Kind:     lint.User,
		Requires: []string{"identities"},
		Optional: []string{"userPrincipalName", "externalUserState", "creationType"},
	}, {Kind: lint.Group, Refines: true}},
	Uses:  []lint.Use{conditionalaccess.Policies, directory.GroupGuests},
	Index: directory.Externals,
	Join:  join,
}

// signIns are the ways to sign in that know no authentication strength.
var signIns = []struct {
	by   directory.SignIn
	with string
}{
	{directory.PasscodeSignIn, "a one-time passcode"},
	{directory.SocialSignIn, "Google or Facebook"},
	{directory.FederationSignIn, "a SAML or WS-Federation provider"},
}

func join(p *lint.Pass, externals lint.Gathered) {
	for _, policy := range conditionalaccess.Read(p.Tenant) {
		if policy.Enabled() && policy.Ordinary() && !policy.Grant().Meets(can) {
			judge(p, policy, externals)
		}
	}
}

// can reports whether someone who signs in without Microsoft Entra ID can satisfy a
// control. A grant without a strength is another rule's business.
func can(control string) bool {
	switch control {
	case conditionalaccess.Strength, conditionalaccess.CompliantDevice, conditionalaccess.DomainJoinedDevice,
		conditionalaccess.ApprovedApplication, conditionalaccess.AppProtection, conditionalaccess.PasswordChange:
		return false
	}
	return true
}

func judge(p *lint.Pass, policy conditionalaccess.Policy, externals lint.Gathered) {
	strength, ok := policy.Grant().Find(conditionalaccess.Strength)
	if !ok {
		return
	}
	excluded := directory.GuestsIn(p.Tenant, policy.Users().Get("excludeGroups"))
	var roles []lint.Role
	var counts []string
	total := 0
	for _, signIn := range signIns {
		var of []lint.Role
		if policy.ExtendsWithoutTenant(conditionalaccess.CollaborationGuest) && !excluded.Every.Exists() {
			of = append(of, signIn.by.As(true))
		}
		if policy.ExtendsWithoutTenant(conditionalaccess.CollaborationMember) {
			of = append(of, signIn.by.As(false))
		}
		if n := externals.Count("", of...); n > 0 {
			total += n
			roles = append(roles, of...)
			counts = append(counts, fmt.Sprintf("%d with %s", n, signIn.with))
		}
	}
	examples := externals.First(3, "", roles...)
	if len(examples) == 0 {
		return // none, or none that can be judged
	}
	f := p.Find(strength.At, "Conditional Access policy %s asks for an authentication strength, and is for %s from outside without Microsoft Entra ID (%s): "+
		"they cannot show one, and are blocked", policy.Name(), display.Safe(lint.User.Count(int64(total))), display.Safe(strings.Join(counts, ", "))).
		About("authenticationStrength", "strength").
		Fixf("exclude them from the policy, and ask them for multifactor authentication by another one with the control mfa").
		With("count", total)
	for _, hit := range examples {
		f.Also(hit.Record.Value(), "one of them is %s", hit.Record.Object().Label())
	}
	if narrowed := policy.Narrowed(); len(narrowed) > 0 {
		f.Notef("the policy is for some sign-ins only, by %s", display.Safe(strings.Join(narrowed, ", ")))
	}
	if policy.Excepts() {
		f.Notef("the policy does not touch users that it excludes by name, group or role")
	}
	for _, group := range excluded.Perhaps[:min(3, len(excluded.Perhaps))] {
		f.Also(group.At, "the policy excludes group %s: whether these guests are in it, the export does not show", group.Name)
	}
	if excluded.Lacking {
		p.Cannot("a policy excludes groups, and whether guests are in them is not known")
		p.Export(lint.Group)
	}
	p.Report(f)
}
