package engine_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/explain"
)

// TestProblems holds that a folder with one fault yields the problem of that fault
// at its place, and no other.
func TestProblems(t *testing.T) {
	const root = "../../fixtures/problems"
	want := map[lint.Code]string{
		lint.Malformed:       "users.json 62:5",   // the brace behind a comma too many
		lint.Truncated:       "users.json 1:2030", // the end of the file
		lint.Encoding:        "contacts.json 30:24",
		lint.NextLink:        "users.json 3:22",
		lint.MemberLimit:     "groups.json 98:18",   // the list of members
		lint.DepthCut:        "partners.json 52:23", // the first text in place of a list or object
		lint.AllNull:         "users.json 1:1",
		lint.NotSelected:     "users.json 1:1",
		lint.ErrorBody:       "contacts.json 1:1",
		lint.LostPartners:    "Partners.json 1:1",
		lint.NoSyncedObjects: "users.json 1:1",
		lint.Schema:          "users.json 27:32",         // the first value
		lint.DuplicateKey:    "contacts.json 1:753",      // the first of the two values
		lint.DuplicateObject: "users-october.json 38:15", // the property that differs, in the later file
		lint.Unrecognised:    "signins.json 1:1",
		lint.SingleObject:    "policy.json 1:1",
		lint.Filtered:        "users.json 1:1",
		lint.SeveralTenants:  "organization.json 1:1", // the second one
	}
	if len(want) != len(explain.Problems()) {
		t.Errorf("%d cases for %d codes", len(want), len(explain.Problems()))
	}
	folders, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(folders) != len(want) {
		t.Errorf("%d folders for %d codes", len(folders), len(want))
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			var got []string
			for _, input := range run(t, 0, filepath.Join(root, folder.Name())).Inputs {
				for _, p := range input.Problems {
					got = append(got, fmt.Sprintf("%s %s %d:%d", p.Code, filepath.Base(string(p.Path)), p.Line, p.Column))
				}
			}
			code := lint.Code(folder.Name())
			if want := []string{string(code) + " " + want[code]}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
