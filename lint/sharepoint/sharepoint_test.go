package sharepoint_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	"tenantlint/lint/sharepoint"
)

// sites is a tenant with SharePoint's settings: Graph's, Get-SPOTenant's, or both.
type sites struct {
	lint.Tenant
	t             *testing.T
	graph, tenant string
}

func (s sites) Each(kind lint.Kind) iter.Seq[*lint.Record] {
	var records []*lint.Record
	if kind == lint.SharePointSettings && s.graph != "" {
		records = append(records, linttest.Record(s.t, kind, "{"+s.graph+"}",
			"id", "sharingCapability", "sharingDomainRestrictionMode", "sharingAllowedDomainList", "sharingBlockedDomainList", "isResharingByExternalUsersEnabled"))
	}
	if kind == lint.SharePointTenant && s.tenant != "" {
		records = append(records, linttest.Record(s.t, kind, "{"+s.tenant+"}",
			"id", "SharingCapability", "SharingDomainRestrictionMode", "SharingAllowedDomainList", "SharingBlockedDomainList", "PreventExternalUsersFromResharing"))
	}
	return slices.Values(records)
}

// each runs a test on the settings of Graph and on those of Get-SPOTenant, given the
// same property, spelled as each does.
func each(t *testing.T, property string, test func(sharepoint.SharePoint)) {
	t.Helper()
	n := 0
	upper := `"` + strings.ToUpper(property[1:2]) + property[2:]
	for _, exports := range []sites{{t: t, graph: property}, {t: t, tenant: upper}, {t: t, tenant: property}, {t: t, graph: upper}} {
		for settings := range sharepoint.SharePoints(exports) {
			n++
			test(settings)
		}
	}
	if n != 4 {
		t.Fatalf("%d exports", n)
	}
}

func TestSharing(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sharepoint.Sharing{
		`0`: sharepoint.SharingOff, `"0"`: sharepoint.SharingOff, `"Disabled"`: sharepoint.SharingOff, `" disabled "`: sharepoint.SharingOff,
		`1`: sharepoint.SharingNew, `"externalUserSharingOnly"`: sharepoint.SharingNew,
		`2`: sharepoint.SharingAnyone, `"2"`: sharepoint.SharingAnyone, `"ExternalUserAndGuestSharing"`: sharepoint.SharingAnyone,
		`3`: sharepoint.SharingExisting, `"existingExternalUserSharingOnly"`: sharepoint.SharingExisting,
		`4`: sharepoint.SharingUnknown, `-1`: sharepoint.SharingUnknown, `1.5`: sharepoint.SharingUnknown, `null`: sharepoint.SharingUnknown, `""`: sharepoint.SharingUnknown,
		`"unknownFutureValue"`: sharepoint.SharingUnknown, `99999999999999999999`: sharepoint.SharingUnknown,
	} {
		each(t, `"sharingCapability":`+text, func(s sharepoint.SharePoint) {
			if got, at := s.Sharing(); got != want || at.Raw() != text || got.String() != want.String() {
				t.Errorf("%s, %s: %q, want %q", s.Name(), text, got, want)
			}
		})
	}
}

func TestDomainMode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sharepoint.DomainMode{
		`0`: sharepoint.NoDomainList, `"None"`: sharepoint.NoDomainList,
		`1`: sharepoint.AllowList, `"1"`: sharepoint.AllowList, `"allowList"`: sharepoint.AllowList,
		`2`: sharepoint.BlockList, `"BLOCKLIST"`: sharepoint.BlockList,
		`3`: sharepoint.DomainModeUnknown, `null`: sharepoint.DomainModeUnknown, `"block"`: sharepoint.DomainModeUnknown,
	} {
		each(t, `"sharingDomainRestrictionMode":`+text, func(s sharepoint.SharePoint) {
			if got, at := s.DomainMode(); got != want || at.Raw() != text {
				t.Errorf("%s, %s: %q, want %q", s.Name(), text, got, want)
			}
		})
	}
}

func TestSharePointList(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`["fabrikam.com","Adatum.com "]`:   "fabrikam.com adatum.com",
		`"fabrikam.com Adatum.com"`:        "fabrikam.com adatum.com",
		`"fabrikam.com,  adatum.com;\r\n"`: "fabrikam.com adatum.com",
		`["fabrikam.com adatum.com",null]`: "fabrikam.com adatum.com",
		`"fabrikam.com"`:                   "fabrikam.com",
		`""`:                               "",
		`" "`:                              "",
		`[]`:                               "",
		`null`:                             "",
	} {
		for property, mode := range map[string]sharepoint.DomainMode{"sharingAllowedDomainList": sharepoint.AllowList, "sharingBlockedDomainList": sharepoint.BlockList} {
			each(t, `"`+property+`":`+text, func(s sharepoint.SharePoint) {
				var got []string
				list, at := s.List(mode)
				for _, domain := range list {
					got = append(got, domain.Name)
				}
				if strings.Join(got, " ") != want || at.Raw() != text {
					t.Errorf("%s, %s: %q, want %q", s.Name(), text, got, want)
				}
				for _, none := range []sharepoint.DomainMode{sharepoint.NoDomainList, sharepoint.DomainModeUnknown} {
					if list, at := s.List(none); list != nil || at.Exists() {
						t.Errorf("%q has a list", none)
					}
				}
			})
		}
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ graph, tenant, want string }{
		{"true", "false", "yes Microsoft Graph yes Get-SPOTenant"},
		{"false", "true", "no Microsoft Graph no Get-SPOTenant"},
		{"true", "true", "yes Microsoft Graph no Get-SPOTenant"},
		{"false", "false", "yes Get-SPOTenant no Microsoft Graph"},
		{"null", "false", "yes Get-SPOTenant unknown Microsoft Graph"},
		{"true", "null", "yes Microsoft Graph unknown Get-SPOTenant"},
		{"", "false", "yes Get-SPOTenant"},
		{"true", "", "yes Microsoft Graph"},
		{"", "", ""},
	} {
		exports := sites{t: t}
		if test.graph != "" {
			exports.graph = `"isResharingByExternalUsersEnabled":` + test.graph
		}
		if test.tenant != "" {
			exports.tenant = `"PreventExternalUsersFromResharing":` + test.tenant
		}
		claims := sharepoint.Claims(exports, sharepoint.SharePoint.Resharing)
		var got []string
		for _, said := range []struct {
			answer string
			by     []sharepoint.Stated
		}{{"yes", claims.Yes}, {"no", claims.No}, {"unknown", claims.Unknown}} {
			for _, stated := range said.by {
				got = append(got, said.answer+" "+string(stated.By.Name()))
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("Graph %s, Get-SPOTenant %s: %q, want %q", test.graph, test.tenant, got, test.want)
		}
	}
}
