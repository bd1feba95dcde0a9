package controlguestscannotsatisfy_test

import (
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	controlguestscannotsatisfy "tenantlint/lint/rules/conditionalaccess/control-guests-cannot-satisfy"
)

// TestApprovedAppsRetire runs a case on both sides of the day from which on approved
// client apps are said not to be enforced.
func TestApprovedAppsRetire(t *testing.T) {
	t.Parallel()
	for day, want := range map[string]lint.Severity{"2026-03-31": lint.Error, "2026-04-01": lint.Warning} {
		asOf, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		report, err := engine.Run(t.Context(), []string{"testdata/approved-app-alone"}, engine.Options{
			Rules: []*lint.Rule{controlguestscannotsatisfy.Rule}, AsOf: asOf,
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) != 1 || report.Findings[0].Severity != want {
			t.Errorf("%s: %+v", day, report.Findings)
		}
	}
}
