package crosstenant_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/graph"
	"tenantlint/lint/linttest"
)

const (
	rms   = "00000012-0000-0000-c000-000000000000"
	other = "00000003-0000-0ff1-ce00-000000000000"
	group = "6f546279-4da5-4b53-a095-09ea0cef9971"

	partnerID = "E3C1B2A0-1111-4111-8111-111111111111"
)

// An export is a tenant's policy, an object a kind.
type export struct {
	lint.Tenant
	t                   *testing.T
	base, fallback, own string
}

func (e export) Each(kind lint.Kind) iter.Seq[*lint.Record] {
	text := map[lint.Kind]string{
		lint.CrossTenantAccessPolicy:        e.base,
		lint.CrossTenantAccessPolicyDefault: e.fallback,
		lint.CrossTenantAccessPolicyPartner: e.own,
	}[kind]
	if text == "" {
		return slices.Values([]*lint.Record{})
	}
	names := slices.Concat(crosstenant.ScopeProperties, []string{
		"inboundTrust", "automaticUserConsentSettings", "identitySynchronization", "invitationRedemptionIdentityProviderConfiguration",
	})
	return slices.Values([]*lint.Record{linttest.Record(e.t, kind, text, names...)})
}

// read returns the parties of a policy with the given properties of the default
// ("-": it is not exported) and of a partner ("-": there is none).
func read(t *testing.T, fallback, partner string) *crosstenant.Policy {
	t.Helper()
	e := export{t: t}
	if fallback != "-" {
		e.fallback = "{" + fallback + "}"
	}
	if partner != "-" {
		e.own = strings.TrimSuffix(`{"tenantId":"`+partnerID+`",`+partner, ",") + "}"
	}
	return crosstenant.Read(e)
}

func half(access string, targets ...string) string {
	text := `{"accessType":"` + access + `","targets":[`
	for i, target := range targets {
		if i > 0 {
			text += ","
		}
		text += `{"target":"` + target + `","targetType":"x"}`
	}
	return text + "]}"
}

func both(users, applications string) string {
	return `{"usersAndGroups":` + users + `,"applications":` + applications + `}`
}

func property(scope crosstenant.Scope, value string) string {
	return `"` + scope.String() + `":` + value
}

// table is Microsoft's, for reading users and applications together, with what the
// product of both lets through: an application that the setting names, one that it
// does not, and anything at all.
// https://learn.microsoft.com/en-us/graph/api/resources/crosstenantaccesspolicy-overview
var table = []struct {
	name, users, applications string
	named, unnamed, open      crosstenant.Reach
}{
	{"nothing", half("blocked", "AllUsers"), half("blocked", "AllApplications"), crosstenant.Nobody, crosstenant.Nobody, crosstenant.Nobody},
	{"everything", half("allowed", "AllUsers"), half("allowed", "AllApplications"), crosstenant.Everyone, crosstenant.Everyone, crosstenant.Everyone},
	{"only a group, any application", half("allowed", group), half("allowed", "AllApplications"), crosstenant.Some, crosstenant.Some, crosstenant.Some},
	{"everyone, only one application", half("allowed", "AllUsers"), half("allowed", rms), crosstenant.Everyone, crosstenant.Nobody, crosstenant.Everyone},
	{"only a group, any application but one", half("allowed", group), half("blocked", rms), crosstenant.Nobody, crosstenant.Some, crosstenant.Some},
	{"nothing for a group, everything for others", half("blocked", group), half("blocked", "AllApplications"), crosstenant.Some, crosstenant.Some, crosstenant.Some},
	{"nothing for a group, one application for others", half("blocked", group), half("allowed", rms), crosstenant.Some, crosstenant.Nobody, crosstenant.Some},
	{"only a group, only one application", half("allowed", group), half("allowed", rms), crosstenant.Some, crosstenant.Nobody, crosstenant.Some},
	{"a group not to one application", half("blocked", group), half("blocked", rms), crosstenant.Some, crosstenant.Everyone, crosstenant.Everyone},
	// beyond the table
	{"everyone, no application", half("allowed", "AllUsers"), half("allowed"), crosstenant.Nobody, crosstenant.Nobody, crosstenant.Nobody},
	{"no user, any application", half("allowed"), half("allowed", "AllApplications"), crosstenant.Nobody, crosstenant.Nobody, crosstenant.Nobody},
	{"everyone, all applications blocked", half("allowed", "AllUsers"), half("blocked", "AllApplications"), crosstenant.Nobody, crosstenant.Nobody, crosstenant.Nobody},
	{"everyone blocked, applications allowed", half("blocked", "AllUsers"), half("allowed", "AllApplications"), crosstenant.Nobody, crosstenant.Nobody, crosstenant.Nobody},
	{"nobody blocked, no application blocked", half("blocked"), half("blocked"), crosstenant.Everyone, crosstenant.Everyone, crosstenant.Everyone},
	{"nobody blocked, all applications blocked", half("blocked"), half("blocked", "AllApplications"), crosstenant.ReachUnknown, crosstenant.ReachUnknown, crosstenant.ReachUnknown},
	{"unknown access type", half("unknownFutureValue", "AllUsers"), half("allowed", "AllApplications"), crosstenant.ReachUnknown, crosstenant.ReachUnknown, crosstenant.ReachUnknown},
}

// TestTable holds the table for every direction and channel, for the default, for a
// partner against a default that says the opposite, and for one that inherits.
func TestTable(t *testing.T) {
	t.Parallel()
	open := both(half("allowed", "AllUsers"), half("allowed", "AllApplications"))
	shut := both(half("blocked", "AllUsers"), half("blocked", "AllApplications"))
	for _, scope := range crosstenant.Scopes {
		for _, row := range table {
			own := property(scope, both(row.users, row.applications))
			contrary := property(scope, open)
			if row.open == crosstenant.Everyone {
				contrary = property(scope, shut)
			}
			for whose, parties := range map[string]*crosstenant.Policy{
				"default":    read(t, own, "-"),
				"partner":    read(t, contrary, own),
				"inheriting": read(t, own, property(scope, "null")),
			} {
				party := parties.Parties()[len(parties.Parties())-1]
				t.Run(fmt.Sprintf("%s/%s/%s", scope, whose, row.name), func(t *testing.T) {
					setting := party.Setting(scope)
					if got := setting.Reaches(crosstenant.RightsManagement).Reach; got != row.named {
						t.Errorf("named: %d, want %d", got, row.named)
					}
					if got := setting.Reaches(crosstenant.Application{ID: other}).Reach; got != row.unnamed {
						t.Errorf("unnamed: %d, want %d", got, row.unnamed)
					}
					if got := setting.Open().Reach; got != row.open {
						t.Errorf("open: %d, want %d", got, row.open)
					}
					if setting.Inherited != (whose == "inheriting") {
						t.Errorf("inherited: %t", setting.Inherited)
					}
				})
			}
		}
	}
}

func TestWhatIsMissing(t *testing.T) {
	t.Parallel()
	scope := crosstenant.CollaborationOutbound
	fallback := property(scope, both(half("allowed", group), half("blocked", "AllApplications")))
	onlyApplications := property(scope, `{"applications":`+half("allowed", "AllApplications")+`}`)
	for _, test := range []struct {
		name, fallback, partner string
		want                    crosstenant.Reach
		halfInherited           bool
	}{
		{"a missing half is the default's", fallback, onlyApplications, crosstenant.Some, true},
		{"a missing half without a default", "-", onlyApplications, crosstenant.ReachUnknown, false},
		{"a half that is null is missing", fallback, property(scope, both("null", half("allowed", "AllApplications"))), crosstenant.Some, true},
		{"a stub of PowerShell inherits", fallback, property(scope, both(`{"accessType":null,"targets":null}`, `{"accessType":null,"targets":null}`)), crosstenant.Nobody, true},
		{"null without a default", "-", property(scope, "null"), crosstenant.ReachUnknown, false},
		{"null where the default lacks it", `"id":"x"`, property(scope, "null"), crosstenant.ReachUnknown, false},
		{"absent is not null", fallback, "", crosstenant.ReachUnknown, false},
		{"a half without targets", fallback, property(scope, both(`{"accessType":"allowed"}`, half("allowed", "AllApplications"))), crosstenant.ReachUnknown, false},
		{"targets that are null", fallback, property(scope, both(`{"accessType":"allowed","targets":null}`, half("allowed", "AllApplications"))), crosstenant.ReachUnknown, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			party := read(t, test.fallback, test.partner).Partners[0]
			verdict := party.Setting(scope).Reaches(crosstenant.RightsManagement)
			if verdict.Reach != test.want || verdict.Inherited != test.halfInherited {
				t.Errorf("%d, inherited %t; want %d, %t", verdict.Reach, verdict.Inherited, test.want, test.halfInherited)
			}
			if verdict.Reach == crosstenant.ReachUnknown && party.Setting(scope).Doubt() == "" {
				t.Error("no reason")
			}
		})
	}
	if p := read(t, "-", "-"); p.Default != nil || p.Base != nil || len(p.Parties()) != 0 {
		t.Error("a policy of nothing")
	}
	if setting := read(t, `"id":"x"`, "-").Default.Setting(scope); setting.At.Exists() || setting.Inherited || setting.Open().Reach != crosstenant.ReachUnknown {
		t.Error("a default without the property")
	}
}

func TestTrusts(t *testing.T) {
	t.Parallel()
	yes, no := `"inboundTrust":{"isMfaAccepted":true,"isCompliantDeviceAccepted":false}`, `"inboundTrust":{"isMfaAccepted":false}`
	for _, test := range []struct {
		name, fallback, partner string
		want                    graph.Answer
		inherited               bool
	}{
		{"its own", no, yes, graph.Yes, false},
		{"its own no", yes, no, graph.No, false},
		{"null inherits", yes, `"inboundTrust":null`, graph.Yes, true},
		{"a stub inherits", yes, `"inboundTrust":{"isMfaAccepted":null,"isCompliantDeviceAccepted":null}`, graph.Yes, true},
		{"a claim that is null inherits", yes, `"inboundTrust":{"isMfaAccepted":null,"isCompliantDeviceAccepted":true}`, graph.Yes, true},
		{"an absent claim is not known", yes, `"inboundTrust":{"isCompliantDeviceAccepted":true}`, graph.Unknown, false},
		{"absent is not null", yes, "", graph.Unknown, false},
		{"null without a default", "-", `"inboundTrust":null`, graph.Unknown, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := read(t, test.fallback, test.partner).Partners[0].Trusts(crosstenant.MultifactorAuthentication)
			if got.Answer != test.want || got.Inherited != test.inherited {
				t.Errorf("%+v, want %d, inherited %t", got, test.want, test.inherited)
			}
		})
	}
	fallback := read(t, yes, "-").Default
	if fallback.Trusts(crosstenant.MultifactorAuthentication).Answer != graph.Yes || fallback.Trusts(crosstenant.CompliantDevice).Answer != graph.No ||
		fallback.Trusts(crosstenant.HybridJoinedDevice).Answer != graph.Unknown {
		t.Error("the default's own claims")
	}
}

func TestConsentAndSynchronization(t *testing.T) {
	t.Parallel()
	for partner, want := range map[string][3]graph.Answer{ // consent in, out, synchronization
		`"automaticUserConsentSettings":{"inboundAllowed":true,"outboundAllowed":false},"identitySynchronization":{"userSyncInbound":{"isSyncAllowed":true}}`: {graph.Yes, graph.No, graph.Yes},
		`"automaticUserConsentSettings":{"inboundAllowed":null,"outboundAllowed":true},"identitySynchronization":{"userSyncInbound":null}`:                    {graph.No, graph.Yes, graph.No},
		`"automaticUserConsentSettings":null,"identitySynchronization":null`:                                                                                  {graph.No, graph.No, graph.No},
		``: {graph.Unknown, graph.Unknown, graph.Unknown},
	} {
		party := read(t, "-", partner).Partners[0]
		in, _ := party.Consents(false)
		out, _ := party.Consents(true)
		synchronizes, _ := party.Synchronizes()
		if got := [3]graph.Answer{in, out, synchronizes}; got != want {
			t.Errorf("%s: %v, want %v", partner, got, want)
		}
	}
}

func TestRedemption(t *testing.T) {
	t.Parallel()
	party := read(t, `"invitationRedemptionIdentityProviderConfiguration":{"primaryIdentityProviderPrecedenceOrder":["ExternalFederation ","azureActiveDirectory"],"fallbackIdentityProvider":"emailOneTimePasscode"}`, "-").Default
	r, ok := party.Redemption()
	if !ok || r.Index(crosstenant.ExternalFederation) != 0 || r.Index(crosstenant.EntraID) != 1 || r.Index(crosstenant.SocialProviders) != -1 || r.Fallback.Name != crosstenant.EmailOneTimePasscode {
		t.Errorf("%t %+v", ok, r)
	}
	for _, text := range []string{`"invitationRedemptionIdentityProviderConfiguration":null`, `"id":"x"`} {
		if _, ok := read(t, text, "-").Default.Redemption(); ok {
			t.Errorf("%s has an order", text)
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	party := read(t, "-", property(crosstenant.CollaborationInbound, both("null", half("ALLOWED ", " AllApplications")))+","+
		property(crosstenant.TenantRestrictions, `{"usersAndGroups":{"accessType":"odd","targets":[{"targetType":"user"}]}}`)).Partners[0]
	var got []string
	for part := range party.Parts() {
		for target := range part.Half.List() {
			got = append(got, target.Name)
		}
		got = append(got, fmt.Sprintf("%s.%s %d", part.Scope, part.Name, part.Half.Access))
	}
	want := []string{"allapplications", "b2bCollaborationInbound.applications 1", "tenantRestrictions.usersAndGroups 0"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if party.TenantID() != strings.ToLower(partnerID) || party.Name() != "partner '"+partnerID+"'" {
		t.Errorf("%s, %s", party.TenantID(), party.Name())
	}
}

func TestReservedNames(t *testing.T) {
	t.Parallel()
	exchange := crosstenant.Application{ID: other, Microsoft: true, Office365: true}
	for target, want := range map[string][2]crosstenant.Reach{
		"Office365": {crosstenant.Nobody, crosstenant.Everyone}, "AllMicrosoftApps": {crosstenant.Everyone, crosstenant.Everyone},
		" allapplications ": {crosstenant.Everyone, crosstenant.Everyone}, strings.ToUpper(rms): {crosstenant.Everyone, crosstenant.Nobody},
	} {
		setting := read(t, property(crosstenant.CollaborationInbound, both(half("allowed", "allusers"), half("allowed", target))), "-").Default.Setting(crosstenant.CollaborationInbound)
		if got := [2]crosstenant.Reach{setting.Reaches(crosstenant.RightsManagement).Reach, setting.Reaches(exchange).Reach}; got != want {
			t.Errorf("%s: %v, want %v", target, got, want)
		}
	}
}

func TestVerdictHasWhatKeepsOut(t *testing.T) {
	t.Parallel()
	everyone := half("allowed", "AllUsers")
	for _, test := range []struct {
		users, applications string
		reach               crosstenant.Reach
		cause               crosstenant.Cause
		at                  string // the text of the value, or its pointer
	}{
		{everyone, half("blocked", "AllApplications"), crosstenant.Nobody, crosstenant.ApplicationBlocked, "AllApplications"},
		{half("blocked", "allusers "), half("allowed", "AllApplications"), crosstenant.Nobody, crosstenant.EveryoneBlocked, "allusers "},
		{everyone, half("allowed", other), crosstenant.Nobody, crosstenant.ApplicationMissing, "/b2bCollaborationOutbound/applications/targets"},
		{everyone, half("allowed"), crosstenant.Nobody, crosstenant.NoApplications, "/b2bCollaborationOutbound/applications/targets"},
		{half("allowed"), half("allowed", rms), crosstenant.Nobody, crosstenant.NoUsers, "/b2bCollaborationOutbound/usersAndGroups/targets"},
		{half("allowed", group), half("allowed", rms), crosstenant.Some, crosstenant.UsersMissing, "/b2bCollaborationOutbound/usersAndGroups/targets"},
		{half("blocked", group), half("allowed", rms), crosstenant.Some, crosstenant.UsersBlocked, "/b2bCollaborationOutbound/usersAndGroups/targets"},
		{half("blocked", group), half("blocked", rms), crosstenant.Some, crosstenant.ApplicationBlocked, rms},
		{everyone, half("allowed", rms), crosstenant.Everyone, crosstenant.NoCause, ""},
	} {
		setting := read(t, property(crosstenant.CollaborationOutbound, both(test.users, test.applications)), "-").Default.Setting(crosstenant.CollaborationOutbound)
		got := setting.Reaches(crosstenant.RightsManagement)
		at := got.At.Text()
		if at == "" && got.At.Exists() {
			at = string(got.At.Location().Pointer)
		}
		if got.Reach != test.reach || got.Cause != test.cause || at != test.at {
			t.Errorf("%s and %s: reach %d, cause %d, at %q; want %d, %d, %q",
				test.users, test.applications, got.Reach, got.Cause, at, test.reach, test.cause, test.at)
		}
	}
}

func TestLack(t *testing.T) {
	t.Parallel()
	scope := crosstenant.CollaborationInbound
	users, applications := `{"usersAndGroups":`+half("allowed", "AllUsers")+`}`, `{"applications":`+half("allowed", rms)+`}`
	full := both(half("allowed", group), half("allowed", rms))
	for _, test := range []struct {
		fallback, partner string
		want              crosstenant.Lack // of the partner
	}{
		{full, full, crosstenant.NoLack},
		{full, "null", crosstenant.NoLack},
		{full, both("null", "null"), crosstenant.NoLack},
		{full, users, crosstenant.ApplicationsInherited},
		{full, applications, crosstenant.UsersInherited},
		{users, users, crosstenant.ApplicationsUnknown},
		{applications, applications, crosstenant.UsersUnknown},
	} {
		policy := read(t, property(scope, test.fallback), property(scope, test.partner))
		if got := policy.Partners[0].Setting(scope).Lack(); got != test.want {
			t.Errorf("%s under %s: %d, want %d", test.partner, test.fallback, got, test.want)
		}
	}
	for text, want := range map[string]crosstenant.Lack{full: crosstenant.NoLack, users: crosstenant.ApplicationsUnknown, applications: crosstenant.UsersUnknown} {
		if got := read(t, property(scope, text), "-").Default.Setting(scope).Lack(); got != want {
			t.Errorf("the default %s: %d, want %d", text, got, want)
		}
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	scope := crosstenant.CollaborationOutbound
	for applications, want := range map[string]bool{
		half("allowed", rms): true,
		half("allowed", " "+strings.ToUpper(rms)+" ", rms):          true,
		half("allowed", rms, other):                                 false,
		half("allowed"):                                             false,
		half("blocked", rms):                                        false,
		`{"accessType":"odd","targets":[{"target":"` + rms + `"}]}`: false,
	} {
		setting := read(t, property(scope, both(half("allowed", "AllUsers"), applications)), "-").Default.Setting(scope)
		if got := setting.Applications.Only(crosstenant.RightsManagement); got != want {
			t.Errorf("%s: %t", applications, got)
		}
	}
}

// A partners is an export of partners.
type partners struct {
	lint.Tenant
	t        *testing.T
	complete bool
	all      []string
}

func (e partners) Complete(lint.Kind) bool { return e.complete }

func (e partners) Each(kind lint.Kind) iter.Seq[*lint.Record] {
	return func(yield func(*lint.Record) bool) {
		if kind != lint.CrossTenantAccessPolicyPartner {
			return
		}
		for _, text := range e.all {
			if !yield(linttest.Record(e.t, kind, text, "isInMultiTenantOrganization", "identitySynchronization")) {
				return
			}
		}
	}
}

func TestReceives(t *testing.T) {
	t.Parallel()
	const (
		none   = `{"tenantId":"a","isInMultiTenantOrganization":null,"identitySynchronization":null}`
		joined = `{"tenantId":"b","isInMultiTenantOrganization":true}`
		syncs  = `{"tenantId":"c","identitySynchronization":{"userSyncInbound":{"isSyncAllowed":true}}}`
		mayNot = `{"tenantId":"d","isInMultiTenantOrganization":false,"identitySynchronization":{"userSyncInbound":{"isSyncAllowed":false}}}`
		some   = `{"tenantId":"e","isInMultiTenantOrganization":false}`
		others = `{"tenantId":"f","identitySynchronization":null}`
	)
	for _, test := range []struct {
		all      []string
		complete bool
		want     graph.Answer
	}{
		{nil, true, graph.No},
		{nil, false, graph.Unknown},
		{[]string{none, mayNot}, true, graph.No},
		{[]string{none, mayNot}, false, graph.Unknown},
		{[]string{none, joined}, false, graph.Yes},
		{[]string{some, syncs}, false, graph.Yes},
		{[]string{some, none}, true, graph.Unknown},
		{[]string{others, none}, true, graph.Unknown},
	} {
		e := partners{t: t, complete: test.complete, all: test.all}
		if got := crosstenant.Read(e).Receives(e); got != test.want {
			t.Errorf("%v, complete %t: %v, want %v", test.all, test.complete, got, test.want)
		}
	}
}
