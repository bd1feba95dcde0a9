package limitnear_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	limitnear "tenantlint/lint/rules/limits/limit-near"
)

// TestCounts makes tenants on both sides of each limit on a number of objects: their
// files would be large.
func TestCounts(t *testing.T) {
	t.Parallel()
	const (
		policies = `{"id":"%06d","displayName":"P","state":"disabled","conditions":{},"grantControls":null}`
		dynamic  = `{"id":"%06d","groupTypes":["DynamicMembership"],"membershipRule":"user.city -eq \"x\"","isAssignableToRole":null}`
		roles    = `{"id":"%06d","groupTypes":[],"membershipRule":null,"isAssignableToRole":true}`
	)
	for _, test := range []struct {
		name, object string
		n            int
		want         string
	}{
		{"policies", policies, 175, ""},
		{"policies", policies, 176, "warning the tenant has 176 Conditional Access policies, of at most 195: soon there can be no more"},
		{"policies", policies, 195, "warning the tenant has 195 Conditional Access policies, which is the limit: one more is refused"},
		{"policies", policies, 196, ""}, // which shows that the limit is 240
		{"policies", policies, 201, ""},
		{"policies", policies, 216, "warning the tenant has 216 Conditional Access policies, of at most 240: soon there can be no more"},
		{"policies", policies, 241, "warning the tenant has 241 Conditional Access policies, over the documented limit of 240: one more may be refused"},
		{"groups", roles, 449, ""},
		{"groups", roles, 450, "warning the tenant has 450 role-assignable groups, of at most 500: soon there can be no more"},
		{"groups", roles, 500, "warning the tenant has 500 role-assignable groups, which is the limit: one more is refused"},
		{"groups", roles, 501, "error the tenant has 501 role-assignable groups, over the documented limit of 500: one more may be refused"},
		{"groups", dynamic, 13_499, ""},
		{"groups", dynamic, 13_500, "warning the tenant has 13500 dynamic groups, of at most 15000: soon there can be no more"},
		{"groups", dynamic, 15_001, "error the tenant has 15001 dynamic groups, over the documented limit of 15000: one more may be refused"},
	} {
		context := map[string]string{"policies": "identity/conditionalAccess/policies", "groups": "groups"}[test.name]
		var b bytes.Buffer
		fmt.Fprintf(&b, `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#%s","value":[`, context)
		for i := range test.n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, test.object, i)
		}
		b.WriteString("]}")
		dir := t.TempDir()
		files := []string{"a.json", "b.json"} // a copy of the file counts nothing twice
		if test.n > 1000 {
			files = files[:1]
		}
		for _, name := range files {
			if err := os.WriteFile(filepath.Join(dir, name), b.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		report, err := engine.Run(t.Context(), []string{dir}, engine.Options{Rules: []*lint.Rule{limitnear.Rule}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range report.Findings {
			got = append(got, f.Severity.String()+" "+f.Message)
			if f.Object.ID != "" || f.Location.Pointer != "/value/0" {
				t.Errorf("%d %s: about %q, at %s", test.n, test.name, f.Object.ID, f.Location.Pointer)
			}
		}
		if m := report.Measures; len(m) != 1 || m[0].Value != test.n || m[0].Note != "" {
			t.Errorf("%d %s: measured %+v", test.n, test.name, m)
		}
		if got := strings.Join(got, "\n"); got != test.want {
			t.Errorf("%d %s: %q, want %q", test.n, test.name, got, test.want)
		}
	}
}
