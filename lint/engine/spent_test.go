package engine

import (
	"context"
	"reflect"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

// TestNothingHoldsOnToBuffers overwrites every text as soon as it was judged. A
// record, and whatever aliases it, is valid only until then.
func TestNothingHoldsOnToBuffers(t *testing.T) {
	for _, path := range []string{"../../fixtures/tenants/contoso", "../../fixtures/broken", "../../fixtures/problems"} {
		run := func(spent func([]byte)) *lint.Report {
			report, err := Run(context.Background(), []string{path}, Options{
				Rules: rules.All, Workers: 2, AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC), spent: spent,
			})
			if err != nil {
				t.Fatal(err)
			}
			return report
		}
		want := run(nil)
		got := run(func(text []byte) {
			for i := range text {
				text[i] = '!'
			}
		})
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the report changes with the buffers", path)
		}
	}
}
