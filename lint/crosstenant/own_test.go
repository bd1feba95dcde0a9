package crosstenant_test

import (
	"fmt"
	"slices"
	"testing"

	"tenantlint/lint/crosstenant"
)

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
		var own []string
		for party, inheriting := range read(t, shut, test.partner).Own(scope) {
			own = append(own, fmt.Sprintf("%s %d", string(party.Name()), inheriting))
		}
		if !slices.Equal(own, test.want) {
			t.Errorf("%s: %q, want %q", test.partner, own, test.want)
		}
	}
}
