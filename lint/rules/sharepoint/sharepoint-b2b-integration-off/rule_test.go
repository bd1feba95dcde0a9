package sharepointb2bintegrationoff_test

import (
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	sharepointb2bintegrationoff "tenantlint/lint/rules/sharepoint/sharepoint-b2b-integration-off"
)

// TestAsOf holds that the text follows the day that ages are counted from, as the
// setting does nothing from May 2026 on.
func TestAsOf(t *testing.T) {
	t.Parallel()
	prints := make(map[string]bool)
	for _, test := range []struct {
		asOf      time.Time
		says, fix string
	}{
		{time.Date(2026, time.April, 30, 0, 0, 0, 0, time.UTC), "does not follow Entra's settings", "turn it on"},
		{time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC), "ignored since May 2026", "nothing has to be set"},
	} {
		report, err := engine.Run(t.Context(), []string{"testdata/all-properties-with-a-finding/sharePointTenant.json"},
			engine.Options{Rules: []*lint.Rule{sharepointb2bintegrationoff.Rule}, AsOf: test.asOf})
		if err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) != 1 {
			t.Fatalf("%s: %d findings", test.asOf, len(report.Findings))
		}
		f := report.Findings[0]
		if f.Severity != lint.Note || !strings.Contains(f.Message, test.says) || !strings.HasPrefix(f.Fix, test.fix) {
			t.Errorf("%s: %s: %s: %s", test.asOf, f.Severity, f.Message, f.Fix)
		}
		prints[f.Fingerprint] = true
	}
	if len(prints) != 1 {
		t.Error("it is another finding from one day to the next")
	}
}
