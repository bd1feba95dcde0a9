// Package upnquarantined reports synced users who have a placeholder for a name.
package upnquarantined

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is upn-quarantined.
var Rule = &lint.Rule{
	ID:       "upn-quarantined",
	Severity: lint.Warning,
	Subject:  "usernames",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Optional: []string{"onPremisesProvisioningErrors"}},
		{Kind: lint.Domain, Requires: []string{"id", "isInitial"}},
	},
	Uses:  []lint.Use{directory.TenantDomains.Of(lint.Domain).Optional(), directory.TenantDomains.Of(lint.Organization)},
	Index: placeholders,
	Join:  join,
}

const placeholder lint.Role = 0

// placeholders indexes the few synced users whose name may be a placeholder by its
// domain. Which domain is the initial one is known after the pass only.
var placeholders = &lint.Index{
	Name:  "placeholders for names",
	Needs: []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName", "onPremisesUserPrincipalName"}}},
	Uses:  []lint.Use{directory.Synced.Required()},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		upn := r.Get("userPrincipalName")
		local := before(upn.Text())
		if !numbered(local) || !directory.Synced.Of(r) {
			return
		}
		wanted := strings.TrimSpace(r.Get("onPremisesUserPrincipalName").Text())
		// A name that ends in digits on-premises too was not given any.
		if wanted == "" || strings.EqualFold(before(wanted), local) {
			return
		}
		g.Add(placeholder, upn, func(dst []byte, text string) []byte { return append(dst, graph.Domain(text)...) })
	},
}

// before returns what stands before the last at sign of a name, or "".
func before(name string) string { return name[:max(strings.LastIndexByte(name, '@'), 0)] }

// digits is how many a placeholder ends in.
const digits = 4

// numbered reports whether a name ends as a placeholder does, and is more than that.
func numbered(local string) bool {
	if len(local) <= digits {
		return false
	}
	for _, c := range []byte(local[len(local)-digits:]) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func join(p *lint.Pass, names lint.Gathered) {
	initial := false
	for _, domain := range directory.Domains(p.Tenant) {
		if domain.Initial {
			initial = true
			for _, hit := range names.Lookup(domain.Name).Of(placeholder) {
				report(p, hit)
			}
		}
	}
	if !initial {
		p.Cannot("no domain in the export is the initial one")
		p.Export(lint.Domain)
	}
}

func report(p *lint.Pass, hit lint.Hit) {
	user := hit.Record
	wanted := user.Get("onPremisesUserPrincipalName")
	f := p.Find(hit.At, "the name %s of user %s looks like a placeholder for %s, which another object has: the user cannot sign in with that",
		hit.At, user.Object().Label(), wanted).
		Fixf("find who else has the name, as userPrincipalName or as an address, change one of the two, and let it synchronize")
	errors := user.Get("onPremisesProvisioningErrors")
	withheld := false
	for conflict := range errors.Elements() {
		if strings.EqualFold(conflict.Get("propertyCausingError").Text(), "UserPrincipalName") {
			withheld = true
			f.Also(conflict.Get("value"), "Microsoft Entra reports the conflict itself: %s is withheld from the user", conflict.Get("value"))
		}
	}
	if errors.Exists() && !withheld {
		f.Notef("Microsoft Entra reports no conflict of this name: it may be resolved, or the name may have been made of mailNickname for another reason")
	}
	p.Report(f)
}
