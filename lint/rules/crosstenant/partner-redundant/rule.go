// Package partnerredundant reports partners that have no setting of their own.
package partnerredundant

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is partner-redundant.
var Rule = &lint.Rule{
	ID:       "partner-redundant",
	Severity: lint.Note,
	Subject:  "crosstenant",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"isServiceProvider", "isInMultiTenantOrganization"}}},
	Uses: []lint.Use{
		crosstenant.AllowedClouds,
		crosstenant.Settings(crosstenant.Scopes...).Required().Of(lint.CrossTenantAccessPolicyPartner),
		crosstenant.InboundTrust.Required().Of(lint.CrossTenantAccessPolicyPartner),
		crosstenant.Consent.Required(),
		crosstenant.Synchronization.Required(),
	},
	Once: once,
}

func once(p *lint.Pass) {
	access := crosstenant.Read(p.Tenant)
	if access.Base == nil {
		return
	}
	for range crosstenant.Clouds(access.Base) {
		return // the mere entry is what admits an organization of another cloud
	}
	for _, partner := range access.Partners {
		if redundant(partner.Record.Value()) {
			p.Report(p.Find(partner.Record.Value(), "%s has no setting of its own: the default counts for it, with or without the entry", partner.Name()).
				Fixf("remove the entry, or give it the settings that it was made for"))
		}
	}
}

// redundant reports whether an entry says nothing beside whose it is. It looks at all
// that the export has of it, lest a setting is missed that this program does not know.
func redundant(entry lint.Value) bool {
	for name, value := range entry.Members() {
		name = strings.ToLower(name)
		switch {
		case name == "tenantid", name == "id", name == "displayname", strings.Contains(name, "@odata."):
		case name == "automaticuserconsentsettings":
			for _, allowed := range value.Members() {
				if allowed.True() {
					return false
				}
			}
		case name == "additionalproperties", name == "identitysynchronization":
			if !redundant(value) {
				return false
			}
		case value.Type() == lint.Boolean && !value.True(): // as is null there
		case !graph.Null(value):
			return false
		}
	}
	return true
}
