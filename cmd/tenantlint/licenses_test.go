package main

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLicensesAreThoseOfTheBinary holds that each module that is linked into the binary
// on some system has its notices in the folder licenses, as the version in go.mod has
// them, and that the folder has no others.
func TestLicensesAreThoseOfTheBinary(t *testing.T) {
	want := make(map[string]string)
	for _, system := range []string{"linux", "darwin", "windows"} {
		maps.Copy(want, noticesFor(t, system))
	}
	got := readLicenses(t)
	if *update {
		writeLicenses(t, got, want)
		got = readLicenses(t)
	}
	for path, text := range want {
		if got[path] != text {
			t.Errorf("licenses/%s is not what the module has; go test ./cmd/tenantlint -update", path)
		}
	}
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("licenses/%s: nothing of that name is linked in", path)
		}
	}
	_, printed, _ := try("", "version", "--licenses")
	for _, path := range slices.Sorted(maps.Keys(want)) {
		notice := "=== " + path + "\n\n" + strings.TrimSpace(want[path]) + "\n\n"
		if !strings.HasPrefix(printed, notice) {
			t.Fatalf("version --licenses does not go on with that of %s", path)
		}
		printed = strings.TrimPrefix(printed, notice)
	}
	if printed != "" {
		t.Errorf("version --licenses prints more: %q", printed)
	}
}

// A goPackage is what go list says of a package.
type goPackage struct {
	Dir      string
	Root     string // of the standard library
	Standard bool
	Module   struct{ Path, Dir string }
}

// places returns what the module of a package is called, where it is, and the innermost
// folder that may have a notice about the package. All of the standard library is under
// the licence of Go.
func (p *goPackage) places() (name, root, dir string) {
	if p.Standard {
		return "go", p.Root, p.Root
	}
	return p.Module.Path, p.Module.Dir, p.Dir
}

var notice = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)`)

// noticesFor returns the notices of what is linked into the binary for a system: those
// of each package's folder and of the folders above it, up to the root of its module.
func noticesFor(t *testing.T, system string) map[string]string {
	t.Helper()
	list := exec.Command("go", "list", "-deps", "-json=Dir,Root,Standard,Module", ".")
	list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=0")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	seen := make(map[string]bool)
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatal(err)
		}
		name, root, dir := p.places()
		for ; len(dir) >= len(root) && !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			for path, text := range noticesIn(t, dir) {
				rel, err := filepath.Rel(root, path)
				if err != nil {
					t.Fatal(err)
				}
				found[name+"/"+filepath.ToSlash(rel)] = text
			}
		}
	}
}

// noticesIn returns the texts of a folder's notices by their paths.
func noticesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]string)
	for _, entry := range entries {
		if entry.IsDir() || !notice.MatchString(entry.Name()) || filepath.Ext(entry.Name()) == ".go" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		found[filepath.Join(dir, entry.Name())] = string(text)
	}
	return found
}

func readLicenses(t *testing.T) map[string]string {
	t.Helper()
	found := make(map[string]string)
	err := fs.WalkDir(os.DirFS("licenses"), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join("licenses", path))
		found[path] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// writeLicenses writes the notices that are not there as they should be, and removes
// those that should not be there, with the folders that leaves empty.
func writeLicenses(t *testing.T, got, want map[string]string) {
	t.Helper()
	for path, text := range want {
		if old, ok := got[path]; ok && old == text {
			continue
		}
		path = filepath.Join("licenses", filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for path := range got {
		if _, ok := want[path]; ok {
			continue
		}
		path = filepath.Join("licenses", filepath.FromSlash(path))
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		for dir := filepath.Dir(path); dir != "licenses" && os.Remove(dir) == nil; dir = filepath.Dir(dir) {
			continue // os.Remove fails at the first folder that holds something
		}
	}
}
