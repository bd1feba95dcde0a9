package policy_test

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/policy"
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
		records = append(records, object(s.t, kind, "{"+s.graph+"}",
			"id", "sharingCapability", "sharingDomainRestrictionMode", "sharingAllowedDomainList", "sharingBlockedDomainList", "isResharingByExternalUsersEnabled"))
	}
	if kind == lint.SharePointTenant && s.tenant != "" {
		records = append(records, object(s.t, kind, "{"+s.tenant+"}",
			"id", "SharingCapability", "SharingDomainRestrictionMode", "SharingAllowedDomainList", "SharingBlockedDomainList", "PreventExternalUsersFromResharing"))
	}
	return slices.Values(records)
}

// each runs a test on the settings of Graph and on those of Get-SPOTenant, given the
// same property, spelled as each does.
func each(t *testing.T, property string, test func(policy.SharePoint)) {
	t.Helper()
	n := 0
	upper := `"` + strings.ToUpper(property[1:2]) + property[2:]
	for _, exports := range []sites{{t: t, graph: property}, {t: t, tenant: upper}, {t: t, tenant: property}, {t: t, graph: upper}} {
		for settings := range policy.SharePoints(exports) {
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
	for text, want := range map[string]policy.Sharing{
		`0`: policy.SharingOff, `"0"`: policy.SharingOff, `"Disabled"`: policy.SharingOff, `" disabled "`: policy.SharingOff,
		`1`: policy.SharingNew, `"externalUserSharingOnly"`: policy.SharingNew,
		`2`: policy.SharingAnyone, `"2"`: policy.SharingAnyone, `"ExternalUserAndGuestSharing"`: policy.SharingAnyone,
		`3`: policy.SharingExisting, `"existingExternalUserSharingOnly"`: policy.SharingExisting,
		`4`: policy.SharingUnknown, `-1`: policy.SharingUnknown, `1.5`: policy.SharingUnknown, `null`: policy.SharingUnknown, `""`: policy.SharingUnknown,
		`"unknownFutureValue"`: policy.SharingUnknown, `99999999999999999999`: policy.SharingUnknown,
	} {
		each(t, `"sharingCapability":`+text, func(s policy.SharePoint) {
			if got, at := s.Sharing(); got != want || at.Raw() != text || got.String() != want.String() {
				t.Errorf("%s, %s: %q, want %q", s.Name(), text, got, want)
			}
		})
	}
}

func TestDomainMode(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]policy.DomainMode{
		`0`: policy.NoDomainList, `"None"`: policy.NoDomainList,
		`1`: policy.AllowList, `"1"`: policy.AllowList, `"allowList"`: policy.AllowList,
		`2`: policy.BlockList, `"BLOCKLIST"`: policy.BlockList,
		`3`: policy.DomainModeUnknown, `null`: policy.DomainModeUnknown, `"block"`: policy.DomainModeUnknown,
	} {
		each(t, `"sharingDomainRestrictionMode":`+text, func(s policy.SharePoint) {
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
		for property, mode := range map[string]policy.DomainMode{"sharingAllowedDomainList": policy.AllowList, "sharingBlockedDomainList": policy.BlockList} {
			each(t, `"`+property+`":`+text, func(s policy.SharePoint) {
				var got []string
				list, at := s.List(mode)
				for _, domain := range list {
					got = append(got, domain.Name)
				}
				if strings.Join(got, " ") != want || at.Raw() != text {
					t.Errorf("%s, %s: %q, want %q", s.Name(), text, got, want)
				}
				for _, none := range []policy.DomainMode{policy.NoDomainList, policy.DomainModeUnknown} {
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
		claims := policy.Claims(exports, policy.SharePoint.Resharing)
		var got []string
		for _, said := range []struct {
			answer string
			by     []policy.Stated
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

// TestClaimedReport holds that a fault of SharePoint's settings is the same finding by
// either export, and by both.
func TestClaimedReport(t *testing.T) {
	t.Parallel()
	on, off := `"sharingCapability":2`, `"sharingCapability":0`
	prints := make(map[string]int)
	for _, test := range []struct {
		exports sites
		related []string
		doubts  int
		none    bool
	}{
		{exports: sites{graph: on}},
		{exports: sites{tenant: on}},
		{exports: sites{graph: on, tenant: on}, related: []string{"Get-SPOTenant says the same"}},
		{exports: sites{graph: on, tenant: off}, related: []string{"Get-SPOTenant contradicts it: one of the two exports may be older"}},
		{exports: sites{graph: off, tenant: on}, related: []string{"Microsoft Graph contradicts it: one of the two exports may be older"}},
		{exports: sites{graph: `"sharingCapability":9`, tenant: on}, doubts: 1},
		{exports: sites{graph: `"sharingCapability":9`}, doubts: 1, none: true},
		{exports: sites{graph: off}, none: true},
		{exports: sites{}, none: true},
	} {
		test.exports.t = t
		doubts := 0
		pass := &lint.Pass{Rule: &lint.Rule{ID: "some-rule"}, Emit: func(*lint.Finding) {}, Doubt: func(string) { doubts++ }}
		f := policy.Claims(test.exports, policy.SharingAnyone.Claim).Report(pass, "sharingCapability", "anyone has a link")
		if doubts != test.doubts || (f == nil) != test.none {
			t.Errorf("%+v: %d doubts, %v", test, doubts, f)
		}
		if f == nil {
			continue
		}
		f.Identify()
		prints[f.Fingerprint]++
		var related []string
		for _, other := range f.Related {
			related = append(related, other.Message)
		}
		if !slices.Equal(related, test.related) {
			t.Errorf("got %q, want %q", related, test.related)
		}
	}
	if len(prints) != 1 {
		t.Errorf("%d fingerprints", len(prints))
	}
}
