package externalmembersmissed_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	externalmembersmissed "tenantlint/lint/rules/conditionalaccess/external-members-missed"
)

// TestLooked makes tenants in which many external users have no userType: their files
// would be large. Whom the rule did not look at it does not count as checked.
func TestLooked(t *testing.T) {
	t.Parallel()
	const policies = `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#identity/conditionalAccess/policies","value":[{"id":"a","displayName":"P","state":"enabled",
		"conditions":{"users":{"includeGuestsOrExternalUsers":{"guestOrExternalUserTypes":"b2bCollaborationGuest"}},"applications":{"includeApplications":["All"]}},"grantControls":null}]}`
	const user = `{"id":"%d","userType":%s,"userPrincipalName":"x#EXT#@y","externalUserState":null,"creationType":null,"identities":[]}`
	for n, want := range map[int]lint.Status{2000: lint.Checked, 2001: lint.Partial} {
		var users bytes.Buffer
		users.WriteString(`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[`)
		users.WriteString(`{"id":"m","userType":"Member","userPrincipalName":"m@y","externalUserState":null,"creationType":null,"identities":[]},`)
		fmt.Fprintf(&users, user, 0, `"Guest"`)
		for i := range n {
			fmt.Fprintf(&users, ","+user, i+1, "null")
		}
		users.WriteString("]}")
		dir := t.TempDir()
		for name, text := range map[string][]byte{"policies.json": []byte(policies), "users.json": users.Bytes()} {
			if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		report, err := engine.Run(t.Context(), []string{dir}, engine.Options{Rules: []*lint.Rule{externalmembersmissed.Rule}})
		if err != nil {
			t.Fatal(err)
		}
		if got := report.Rules[0]; got.Status != want || len(report.Findings) != 0 {
			t.Errorf("%d: %s, %s, %d findings", n, got.Status, got.Reasons, len(report.Findings))
		}
	}
}
