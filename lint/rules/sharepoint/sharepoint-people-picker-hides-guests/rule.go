// Package sharepointpeoplepickerhidesguests reports that SharePoint does not suggest
// guests to those who share.
package sharepointpeoplepickerhidesguests

import (
	_ "embed"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

const property = "ShowPeoplePickerSuggestionsForGuestUsers"

// Rule is sharepoint-people-picker-hides-guests.
var Rule = &lint.Rule{
	ID:       "sharepoint-people-picker-hides-guests",
	Severity: lint.Note,
	Subject:  "sharepoint",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.SharePointTenant, Requires: []string{"ShowPeoplePickerSuggestionsForGuestUsers"}},
		{Kind: lint.User, Refines: true},
	},
	Index: directory.Externals,
	Join:  join,
}

func join(p *lint.Pass, externals lint.Gathered) {
	for settings := range p.Tenant.Each(lint.SharePointTenant) {
		shown := settings.Get(property)
		switch shown.Type() {
		case lint.Boolean:
			guests := externals.Count("", directory.EveryGuest...)
			if !shown.True() && (guests > 0 || !p.Tenant.Complete(lint.User) || !typed(p)) {
				report(p, shown, guests)
			}
		default:
			p.Cannot(property + " is neither true nor false")
		}
	}
}

// typed reports whether users were exported with their type.
func typed(p *lint.Pass) bool {
	for user := range p.Tenant.Each(lint.User) {
		return user.Get("userType").Exists()
	}
	return false
}

func report(p *lint.Pass, shown lint.Value, guests int) {
	f := p.Find(shown, property+" is off: whoever shares from SharePoint or OneDrive finds no guests in the people picker, except those that the address list shows").
		About(property, "").
		Fixf("turn it on with Set-SPOTenant, and with Set-SPOSite on each site that exists already")
	if guests > 0 {
		f.Notef("guests in the export: %d", guests).With("count", guests)
	}
	p.Report(f)
}
