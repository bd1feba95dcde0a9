package catalogue_test

import (
	"encoding/json"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint/rules/internal/catalogue"
)

// newRoot returns a folder of rules with two subjects and one rule.
func newRoot(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"subjects.go":                   "package rules\n\nvar Subjects = map[string]string{\n\t\"guests\": \"Guests\",\n\t\"addresses\": \"Addresses\",\n}\n",
		"guests/guest-is-known/rule.go": "package guestisknown\n\nvar Rule = &lint.Rule{ID: \"guest-is-known\"}\n",
		"guests/guest-is-known/rule.md": "# A guest is known\n",
		"all.go":                        "package rules\n",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestNew makes a rule, which is listed and compiles. That it says what is left to do is
// the business of the tests of all rules.
func TestNew(t *testing.T) {
	t.Parallel()
	root := newRoot(t)
	if err := catalogue.New(root, "addresses", "address-is-odd"); err != nil {
		t.Fatal(err)
	}
	folders, err := catalogue.Folders(root)
	if err != nil {
		t.Fatal(err)
	}
	want := []catalogue.Folder{
		{Path: "addresses/address-is-odd", Package: "addressisodd", ID: "address-is-odd"},
		{Path: "guests/guest-is-known", Package: "guestisknown", ID: "guest-is-known"},
	}
	if !slices.Equal(folders, want) {
		t.Errorf("the folders are %v, want %v", folders, want)
	}
	all, err := os.ReadFile(filepath.Join(root, "all.go"))
	if err != nil || !strings.Contains(string(all), "\taddressisodd.Rule,\n") {
		t.Errorf("all.go does not list it: %s, %v", all, err)
	}

	// The compiler takes the files for ones of this module.
	const below = "testdata/addressisodd"
	overlay := map[string]map[string]string{"Replace": {}}
	for _, name := range []string{"rule.go", "rule.md"} {
		path, err := filepath.Abs(filepath.Join(below, name))
		if err != nil {
			t.Fatal(err)
		}
		overlay["Replace"][path] = filepath.Join(root, "addresses/address-is-odd", name)
	}
	source, err := os.ReadFile(filepath.Join(root, "addresses/address-is-odd/rule.go"))
	if err != nil {
		t.Fatal(err)
	}
	if formatted, err := format.Source(source); err != nil || string(formatted) != string(source) {
		t.Errorf("gofmt would change rule.go: %v", err)
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "overlay.json")
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", file, "./"+below).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestNewRefuses holds that nothing is written for a rule that cannot be.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ subject, id, want string }{
		{"guest", "guest-is-odd", `no subject is called "guest"; there are addresses, guests`},
		{"addresses", "guest-is-known", "there is a rule guest-is-known already, in guests/guest-is-known"},
		{"addresses", "gue-stis-known", "there is a rule guest-is-known already, in guests/guest-is-known"},
		{"guests", "guest", "the id \"guest\" is not"},
		{"guests", "Guest-is-odd", "the id \"Guest-is-odd\" is not"},
		{"guests", "guest-2", "the id \"guest-2\" is not"},
		{"guests", "guest_is-odd", "the id \"guest_is-odd\" is not"},
		{"guests", "../guest-is-odd", "the id \"../guest-is-odd\" is not"},
		{"guests", "-guest", "the id \"-guest\" is not"},
	} {
		root := newRoot(t)
		before := files(t, root)
		if err := catalogue.New(root, test.subject, test.id); err == nil || !strings.HasPrefix(err.Error(), test.want) {
			t.Errorf("%s %s: %v, want %s", test.subject, test.id, err, test.want)
		}
		if after := files(t, root); !slices.Equal(after, before) {
			t.Errorf("%s %s: there is %q, and was %q", test.subject, test.id, after, before)
		}
	}
}

func files(t *testing.T, root string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}
