package crosstenant_test

import (
	"fmt"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

// pass returns a pass over a policy, what it reports, and what it cannot tell.
func pass(t *testing.T, fallback, partner string) (p *lint.Pass, findings *[]*lint.Finding, doubts *[]string) {
	t.Helper()
	e := export{t: t, fallback: "{" + fallback + "}", own: `{"tenantId":"` + partnerID + `",` + partner + "}"}
	findings, doubts = new([]*lint.Finding), new([]string)
	return &lint.Pass{
		Rule: &lint.Rule{ID: "made-to-judge", Severity: lint.Warning}, Tenant: e,
		Emit:  func(f *lint.Finding) { *findings = append(*findings, f) },
		Doubt: func(reason string) { *doubts = append(*doubts, reason) },
	}, findings, doubts
}

func TestOwnCountsWhoInherits(t *testing.T) {
	t.Parallel()
	scope := crosstenant.CollaborationInbound
	shut := property(scope, both(half("blocked", "AllUsers"), half("blocked", "AllApplications")))
	for _, test := range []struct {
		partner string
		want    []string
	}{
		{shut, []string{"partner '" + partnerID + "' 0", "the default 0"}},
		{property(scope, "null"), []string{"the default 1"}},
		{property(scope, both("null", "null")), []string{"the default 1"}},
	} {
		p, _, _ := pass(t, shut, test.partner)
		var own []string
		for party, inheriting := range crosstenant.Read(p.Tenant).Own(scope) {
			own = append(own, fmt.Sprintf("%s %d", string(party.Name()), inheriting))
		}
		if !slices.Equal(own, test.want) {
			t.Errorf("%s: %q, want %q", test.partner, own, test.want)
		}
	}
}

func TestRightsManagementBlock(t *testing.T) {
	t.Parallel()
	block := crosstenant.RightsManagementBlock{
		Scope: crosstenant.CollaborationInbound, Users: "strangers", PartnerUsers: "people from there",
		Consequence: "they wonder", Partners: "friends",
	}
	everyone, shut := half("allowed", "AllUsers"), both(half("blocked", "AllUsers"), half("blocked", "AllApplications"))
	for _, test := range []struct {
		fallback, partner string
		want              []string
	}{
		{shut, both(half("allowed", group), half("allowed", rms)), []string{
			"partner '" + partnerID + "' blocks Microsoft Rights Management Services inbound for some people from there, by allowing certain users and groups only: they wonder" +
				" | allow the users who are kept out as well, for all the applications that others are allowed, or accept that they cannot read encrypted mail | 0",
			"the default blocks Microsoft Rights Management Services inbound for all strangers, by blocking 'AllApplications': they wonder" +
				" | allow application " + rms + " for all users inbound; or keep the default closed, and allow it in the entries of friends | 0",
		}},
		{both(everyone, half("allowed", rms, other)), `{"usersAndGroups":` + everyone + `}`, nil},
		{shut, `{"usersAndGroups":` + everyone + `,"applications":null}`, []string{
			"partner '" + partnerID + "' blocks Microsoft Rights Management Services inbound for all people from there, by blocking 'AllApplications' (its applications taken from the default, as it has none): they wonder" +
				" | allow application " + rms + " for all users inbound | 1",
			"the default blocks Microsoft Rights Management Services inbound for all strangers, by blocking 'AllApplications': they wonder" +
				" | allow application " + rms + " for all users inbound; or keep the default closed, and allow it in the entries of friends | 0",
		}},
		{both(everyone, half("allowed", other)), both(everyone, half("allowed", rms)), []string{
			"the default blocks Microsoft Rights Management Services inbound for all strangers, by allowing a list of applications without it: they wonder" +
				" | add " + rms + " to the allowed applications | 0",
		}},
	} {
		p, findings, doubts := pass(t, property(block.Scope, test.fallback), property(block.Scope, test.partner))
		block.Report(p)
		var got []string
		for _, f := range *findings {
			got = append(got, fmt.Sprintf("%s | %s | %d", f.Message, f.Fix, len(f.Related)))
		}
		if !slices.Equal(got, test.want) || len(*doubts) > 0 {
			t.Errorf("%s under %s:\n%q, doubts %q\nwant %q", test.partner, test.fallback, got, *doubts, test.want)
		}
	}
	p, findings, doubts := pass(t, property(block.Scope, both(everyone, half("someday", rms))), property(block.Scope, "null"))
	if block.Report(p); len(*findings) > 0 || len(*doubts) != 1 {
		t.Errorf("%d findings, doubts %q", len(*findings), *doubts)
	}
}
