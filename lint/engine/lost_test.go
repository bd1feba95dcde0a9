package engine_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"tenantlint/lint"
)

// zipped packs one file.
func zipped(t testing.TB, name string, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, content []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLostInputsCount puts beside a clean tenant what was meant as an export and is not
// read: no rule is fully checked.
func TestLostInputsCount(t *testing.T) {
	const tenant = "../../fixtures/tenants/clean"
	page := []byte(`{"@odata.context":"#users","value":[]}`)
	for name, content := range map[string][]byte{
		"users-1.json.gz": gzipped(t, gzipped(t, page)), // compressed twice
		"more.zip":        zipped(t, "export.zip", zipped(t, "users.json", page)),
		"users-1.zip":     zipped(t, "users.json", gzipped(t, gzipped(t, page))),
		"users-1.json":    []byte("7z\xbc\xaf\x27\x1c"),
		"users-2.json":    zipped(t, "users.json", page),
		"users.json.xz":   []byte("\xfd7zXZ\x00"),
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
		checkLost(t, name, runAll(t, 0, tenant, dir))
	}
	target, err := filepath.Abs(tenant)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "more")); err != nil {
		t.Fatal(err)
	}
	checkLost(t, "a link", runAll(t, 0, tenant, dir))
	if err := os.Remove(filepath.Join(dir, "more")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, filepath.Join(dir, "more")); err != nil {
		t.Fatal(err)
	}
	if report := runAll(t, 0, tenant, dir); report.Verdict(lint.Note, true) != lint.ExitClean {
		t.Errorf("a link to what is read: %+v", report.Inputs)
	}
}

func checkLost(t *testing.T, reason string, report *lint.Report) {
	t.Helper()
	if code := report.Verdict(lint.Off, false); code != lint.ExitUnread {
		t.Errorf("%s: exit code %d", reason, code)
	}
	for _, r := range report.Rules {
		if r.Status == lint.Checked {
			t.Errorf("%s: %s is %s", reason, r.Rule.ID, r.Status)
		}
	}
}
