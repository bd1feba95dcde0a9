// Package groupsexcludeguests reports that guests are kept out of Microsoft 365 groups.
package groupsexcludeguests

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is groups-exclude-guests.
var Rule = &lint.Rule{
	ID:       "groups-exclude-guests",
	Severity: lint.Note,
	Subject:  "groups",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.GroupSetting, Requires: []string{"templateId", "values"}},
		{Kind: lint.User, Refines: true},
	},
	Index: directory.Externals,
	Join:  join,
}

// unified is the template of the settings for all Microsoft 365 groups, Group.Unified.
const unified = "62375ab9-6b52-47ed-826b-58e47e0e304b"

// ofOneGroup is the template of the settings of one Microsoft 365 group,
// Group.Unified.Guest. They are read with the group, and are not in the tenant's list.
const ofOneGroup = "08d542b9-071f-4e16-94b0-74abb372e3d9"

// consequences says what follows when a setting is false.
var consequences = map[string]display.Safe{
	"AllowToAddGuests":          "only administrators can add guests to Microsoft 365 groups and teams, their owners cannot",
	"AllowGuestsToAccessGroups": "guests in Microsoft 365 groups and teams cannot reach what these hold",
}

func join(p *lint.Pass, externals lint.Gathered) {
	others, judged := 0, false
	for settings := range p.Tenant.Each(lint.GroupSetting) {
		switch graph.ID(settings.Get("templateId").Text()) {
		case unified:
			judged = true
		case ofOneGroup:
			others++
			continue
		default:
			continue
		}
		for pair := range settings.Get("values").Elements() {
			name, value := pair.Get("name"), pair.Get("value")
			if name.Text() == "" || !value.Exists() {
				p.Cannot("a setting of the groups was exported without its name or its value")
			}
			for known, consequence := range consequences {
				if strings.EqualFold(strings.TrimSpace(name.Text()), known) && isFalse(value) {
					judge(p, externals.Count("", directory.EveryGuest...), value, known, consequence)
				}
			}
		}
	}
	if others > 0 && !judged {
		p.OutOfScope(lint.GroupSetting, "the export has the settings of single groups (%d), and not those of the tenant", others)
	}
}

// isFalse reports whether the value of a group setting means false. Graph has it as
// text, in either case.
func isFalse(v lint.Value) bool {
	return v.Raw() == "false" || strings.EqualFold(strings.TrimSpace(v.Text()), "false")
}

// judge reports a setting that is false, unless the tenant is known to have no guests.
func judge(p *lint.Pass, guests int, value lint.Value, name string, consequence display.Safe) {
	if guests == 0 {
		switch {
		case !p.Tenant.Has(lint.User) && p.Tenant.Whole():
		case !p.Tenant.Complete(lint.User):
			p.Cannot("the export does not have all users, so whether there are guests is not known")
			return
		case tellsGuests(p.Tenant):
			return
		}
	}
	f := p.Find(value, "%s is false: %s", name, consequence).
		About(name, "").
		Fixf("set %s to true, or keep guests out of Microsoft 365 groups and teams", display.Safe(name))
	if guests > 0 {
		f.Notef("guests in the export: %d; whether they are in Microsoft 365 groups is not looked at", guests).
			With("guests", guests)
	}
	p.Report(f)
}

// tellsGuests reports whether users were exported with what makes them guests. Graph
// PowerShell writes null for what it did not ask for.
func tellsGuests(t lint.Tenant) bool {
	for user := range t.Each(lint.User) {
		return user.Get("userType").Type() == lint.String // one tells for all
	}
	return false
}
