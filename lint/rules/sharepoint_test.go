package rules_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
)

// TestSharePointByEitherExport holds that a fault of SharePoint's settings is the same
// finding by Graph's settings, by those of Get-SPOTenant, and by both.
func TestSharePointByEitherExport(t *testing.T) {
	t.Parallel()
	const (
		graphMode  = `"sharingDomainRestrictionMode":"allowList","sharingBlockedDomainList":[],"sharingAllowedDomainList":`
		tenantMode = `"SharingDomainRestrictionMode":1,"SharingBlockedDomainList":"","SharingAllowedDomainList":`
		users      = `{"@odata.context":"#users","value":[{"id":"1","userPrincipalName":"a_b.com#EXT#@contoso.com","userType":"Guest","externalUserState":"Accepted","creationType":"Invitation","identities":[],"mail":"a@b.com"}]}`
		policies   = `{"@odata.context":"#policies/b2bManagementPolicies","value":[{"@odata.type":"#microsoft.graph.b2bManagementPolicy","id":"1","isOrganizationDefault":true,"definition":` +
			`["{\"B2BManagementPolicy\":{\"InvitationsAllowedAndBlockedDomainsPolicy\":{\"AllowedDomains\":[\"a.com\"],\"BlockedDomains\":[]}}}"]}]}`
	)
	for _, test := range []struct {
		rule                  string
		graph, tenant         string // properties that are at fault
		graphFine, tenantFine string // that are not; "" for none
		graphOdd, tenantOdd   string // of which that is not known; "" for none
	}{
		{
			"sharepoint-anyone-links",
			`"sharingCapability":"externalUserAndGuestSharing"`, `"SharingCapability":2`,
			`"sharingCapability":"disabled"`, `"SharingCapability":0`,
			`"sharingCapability":"some"`, `"SharingCapability":9`,
		},
		{
			"sharepoint-sharing-off",
			`"sharingCapability":"disabled"`, `"SharingCapability":0`,
			`"sharingCapability":"externalUserAndGuestSharing"`, `"SharingCapability":2`,
			`"sharingCapability":"some"`, `"SharingCapability":9`,
		},
		{
			"sharepoint-guest-resharing",
			`"isResharingByExternalUsersEnabled":true`, `"PreventExternalUsersFromResharing":false`,
			`"isResharingByExternalUsersEnabled":false`, `"PreventExternalUsersFromResharing":true`,
			`"isResharingByExternalUsersEnabled":null`, `"PreventExternalUsersFromResharing":null`,
		},
		{
			"sharepoint-domain-list-differs",
			graphMode + `["b.com"]`, tenantMode + `"b.com"`,
			graphMode + `["a.com"]`, tenantMode + `"a.com"`,
			`"sharingDomainRestrictionMode":"some","sharingBlockedDomainList":[],"sharingAllowedDomainList":[]`,
			`"SharingDomainRestrictionMode":9,"SharingBlockedDomainList":"","SharingAllowedDomainList":""`,
		},
		{
			"sharepoint-domain-list-invalid",
			graphMode + `["*.b.com"]`, tenantMode + `"*.b.com"`,
			graphMode + `["a.com"]`, tenantMode + `"a.com"`, "", "",
		},
		{
			"sharepoint-domain-list-invalid",
			graphMode + `[]`, tenantMode + `""`,
			graphMode + `["a.com"]`, tenantMode + `"a.com"`,
			`"sharingDomainRestrictionMode":"some","sharingBlockedDomainList":[],"sharingAllowedDomainList":[]`,
			`"SharingDomainRestrictionMode":9,"SharingBlockedDomainList":"","SharingAllowedDomainList":""`,
		},
	} {
		t.Run(test.rule, func(t *testing.T) {
			t.Parallel()
			only := slices.DeleteFunc(slices.Clone(rules.All), func(r *lint.Rule) bool { return r.ID != test.rule })
			prints := make(map[string]bool)
			for _, export := range []struct {
				graph, tenant string
				related       string // in the finding about the first; "-" for no finding
				doubts        int
			}{
				{test.graph, "", "", 0},
				{"", test.tenant, "", 0},
				{test.graph, test.tenant, "Get-SPOTenant says the same", 0},
				{test.graph, test.tenantFine, "Get-SPOTenant contradicts it: one of the two exports may be older", 0},
				{test.graphFine, test.tenant, "Microsoft Graph contradicts it: one of the two exports may be older", 0},
				{test.graphOdd, test.tenant, "", 1},
				{test.graph, test.tenantOdd, "", 1},
				{test.graphOdd, "", "-", 1},
				{test.graphFine, "", "-", 0},
			} {
				if export.doubts > 0 && test.graphOdd == "" {
					continue
				}
				dir := t.TempDir()
				files := map[string]string{"users.json": users, "b2bManagementPolicies.json": policies}
				if export.graph != "" {
					files["settings.json"] = `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#admin/sharepoint/settings/$entity",` + export.graph + `}`
				}
				if export.tenant != "" {
					files["sharePointTenant.json"] = `{"StorageQuota":1048576,"EnableAzureADB2BIntegration":true,` + export.tenant + `}`
				}
				for name, text := range files {
					if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				report, err := engine.Run(t.Context(), []string{dir}, engine.Options{Rules: only, Workers: 1, AsOf: asOf})
				if err != nil {
					t.Fatal(err)
				}
				related := "-"
				for _, f := range report.Findings {
					prints[f.Fingerprint] = true
					var sharePoint []string
					for _, r := range f.Related {
						if r.Object.Kind == lint.SharePointSettings || r.Object.Kind == lint.SharePointTenant {
							sharePoint = append(sharePoint, r.Message)
						}
					}
					related = strings.Join(sharePoint, ", ")
				}
				doubts := 0
				for _, reason := range report.Rules[0].Reasons {
					if strings.Contains(reason.Text, "a value that is not documented") {
						doubts++
					}
				}
				if len(report.Findings) > 1 || related != export.related || doubts != export.doubts {
					t.Errorf("%s and %s: %d findings, related %q, %d doubts; want %q, %d (%s)",
						export.graph, export.tenant, len(report.Findings), related, doubts, export.related, export.doubts, report.Rules[0].Status)
				}
			}
			if len(prints) != 1 {
				t.Errorf("%d fingerprints", len(prints))
			}
		})
	}
}
