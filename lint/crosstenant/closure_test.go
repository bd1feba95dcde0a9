package crosstenant_test

import (
	"fmt"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
)

func TestClosure(t *testing.T) {
	t.Parallel()
	closure := crosstenant.Closure{
		Scope: crosstenant.DirectConnectOutbound, Users: "people", PartnerUsers: "folk",
		Consequence: "they stay", PartnerConsequence: "they stay away", Fix: "wait", PartnerFix: "ask",
	}
	everyone, shut := half("allowed", "AllUsers"), both(half("blocked", "AllUsers"), half("blocked", "AllApplications"))
	const byDefault = "warning the default blocks B2B direct connect outbound for all people, by blocking 'AllApplications': they stay | wait"
	for _, test := range []struct {
		fallback, partner string
		want              []string
		notes             []string
	}{
		{shut, both(everyone, half("allowed", rms)), []string{byDefault}, []string{"partners that a setting of their own lets through: 1"}},
		{shut, "null", []string{byDefault}, []string{"partners that take this from the default: 1"}},
		{both(everyone, half("allowed", "AllApplications")), both(everyone, half("allowed")), []string{
			"note partner '" + partnerID + "' blocks B2B direct connect outbound for all folk, by allowing no applications: they stay away | ask",
		}, nil},
		{shut, both("null", half("allowed", rms)), []string{
			"note partner '" + partnerID + "' blocks B2B direct connect outbound for all folk, by blocking 'AllUsers'" +
				" (its usersAndGroups taken from the default, as it has none): they stay away | ask",
			byDefault,
		}, nil},
		{both(everyone, half("allowed", "AllApplications")), both(half("blocked", group), half("blocked", "AllApplications")), nil, nil},
	} {
		p, findings, doubts := pass(t, property(closure.Scope, test.fallback), property(closure.Scope, test.partner))
		var got []string
		var notes []string
		closure.Report(p, crosstenant.Read(p.Tenant), func(_ *crosstenant.Party, f *lint.Finding) {
			got = append(got, fmt.Sprintf("%s %s | %s", f.Severity, f.Message, f.Fix))
		})
		for _, f := range *findings {
			notes = append(notes, f.Notes...)
		}
		if !slices.Equal(got, test.want) || !slices.Equal(notes, test.notes) || len(*doubts) > 0 {
			t.Errorf("%s under %s:\n%q %q, doubts %q\nwant %q %q", test.partner, test.fallback, got, notes, *doubts, test.want, test.notes)
		}
	}
	p, findings, doubts := pass(t, `"id":"x"`, property(closure.Scope, `{"applications":`+half("someday", rms)+`}`))
	if closure.Report(p, crosstenant.Read(p.Tenant), nil); len(*findings) > 0 || len(*doubts) != 2 {
		t.Errorf("%d findings, doubts %q", len(*findings), *doubts)
	}
}
