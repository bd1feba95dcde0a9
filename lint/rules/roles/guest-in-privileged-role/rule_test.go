package guestinprivilegedrole_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	guestinprivilegedrole "tenantlint/lint/rules/roles/guest-in-privileged-role"
)

// TestGroupWithManyMembersAndRoles makes a group whose guests are told of with some of its
// roles only: all of them together would be too many.
func TestGroupWithManyMembersAndRoles(t *testing.T) {
	t.Parallel()
	const metadata = `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#`
	for members, roles := range map[int]int{833: 12, 834: 11, 1100: 10} { // 12 there are
		note := fmt.Sprintf("other roles and scopes that the group holds, without findings for its members: %d", 12-roles)
		var users, listed, assigned []string
		for i := range members {
			listed = append(listed, fmt.Sprintf(`{"@odata.type":"#microsoft.graph.user","id":"u%d"}`, i))
			users = append(users, fmt.Sprintf(`{"id":"u%d","userPrincipalName":"g%d_x#EXT#@y","externalUserState":"Accepted","creationType":null,"identities":[]}`, i, i))
		}
		for i := range 12 {
			assigned = append(assigned, fmt.Sprintf(`{"id":"a%d","principalId":"g","roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10","directoryScopeId":"/u/%d"}`, i, i))
		}
		dir := t.TempDir()
		for name, text := range map[string]string{
			"users.json":           metadata + `users","value":[` + strings.Join(users, ",") + `]}`,
			"groups.json":          metadata + `groups","value":[{"id":"g","displayName":"G","groupTypes":[],"isAssignableToRole":true,"members":[` + strings.Join(listed, ",") + `]}]}`,
			"roleAssignments.json": metadata + `roleManagement/directory/roleAssignments","value":[` + strings.Join(assigned, ",") + `]}`,
		} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		report, err := engine.Run(t.Context(), []string{dir}, engine.Options{Rules: []*lint.Rule{guestinprivilegedrole.Rule}})
		if err != nil {
			t.Fatal(err)
		}
		notes := 0
		for _, f := range report.Findings {
			if slices.Contains(f.Notes, note) {
				notes++
			}
		}
		if len(report.Findings) != members*roles || (notes == members*roles) != (roles < 12) {
			t.Errorf("%d members: %d findings, %d with the note, want %d", members, len(report.Findings), notes, members*roles)
		}
	}
}
