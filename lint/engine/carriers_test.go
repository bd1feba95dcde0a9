package engine_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/engine"

	"github.com/klauspost/compress/zip"
)

func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(files))) { // the order of an archive does not matter
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(files))) {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(files[name]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipOf(t *testing.T, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// carried is what a report must have in common, however the export was packed:
// everything but the paths of the files.
func carried(report *lint.Report, root, separator, ending string) *lint.Report {
	plain := func(path display.Untrusted) display.Untrusted {
		return display.Untrusted(strings.TrimSuffix(strings.TrimPrefix(string(path), root+separator), ending))
	}
	for i := range report.Inputs {
		in := &report.Inputs[i]
		in.Path = plain(in.Path)
		for k := range in.Problems {
			in.Problems[k].Path = plain(in.Problems[k].Path)
		}
	}
	for _, f := range report.Findings {
		f.Location.Path = plain(f.Location.Path)
		for k := range f.Related {
			f.Related[k].Location.Path = plain(f.Related[k].Location.Path)
		}
	}
	for _, m := range report.Measures {
		m.Location.Path = plain(m.Location.Path)
	}
	return report
}

// TestCarriersDoNotMatter packs one tenant in every way: the findings, their
// fingerprints and places, and what was checked stay the same.
func TestCarriersDoNotMatter(t *testing.T) {
	tenant := cutTenant()
	compressed := make(map[string]string)
	for name, content := range tenant {
		compressed[name+".gz"] = gzipOf(t, content)
	}
	t.Chdir(write(t, map[string]string{
		"e.zip": zipOf(t, tenant), "e.tar": tarOf(t, tenant), "e.tar.gz": gzipOf(t, tarOf(t, tenant)), "e.tgz": gzipOf(t, tarOf(t, tenant)),
		"none": zipOf(t, tenant), "eachgz.zip": zipOf(t, compressed),
	}))
	for folder, files := range map[string]map[string]string{"e": tenant, "gz": compressed} {
		if err := os.CopyFS(folder, os.DirFS(write(t, files))); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("holds", 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link("e.zip", filepath.Join("holds", "e.zip")); err != nil {
		t.Fatal(err)
	}
	want := carried(run(t, 2, "e"), "e", "/", "")
	if len(want.Findings) < 6 || len(want.Inputs) != len(tenant) {
		t.Fatalf("the tenant has %d findings and %d inputs", len(want.Findings), len(want.Inputs))
	}
	for _, test := range []struct{ path, stdin, root, separator, ending string }{
		{"e.zip", "", "e.zip", "!/", ""},
		{"e.tar", "", "e.tar", "!/", ""},
		{"e.tar.gz", "", "e.tar.gz", "!/", ""},
		{"e.tgz", "", "e.tgz", "!/", ""},
		{"none", "", "none", "!/", ""},
		{"holds", "", "holds/e.zip", "!/", ""},
		{"gz", "", "gz", "/", ".gz"},
		{"eachgz.zip", "", "eachgz.zip", "!/", ".gz"},
		{"-", "e.zip", "<stdin>", "!/", ""},
		{"-", "e.tgz", "<stdin>", "!/", ""},
	} {
		var stdin []byte
		if test.stdin != "" {
			var err error
			if stdin, err = os.ReadFile(test.stdin); err != nil {
				t.Fatal(err)
			}
		}
		for _, workers := range []int{1, 8} {
			report, err := engine.Run(context.Background(), []string{test.path}, engine.Options{Rules: some, Workers: workers, AsOf: today, Stdin: bytes.NewReader(stdin)})
			if err != nil {
				t.Fatal(err)
			}
			if got := carried(report, test.root, test.separator, test.ending); !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s: the report differs from that of the folder", test.path, test.stdin)
			}
		}
	}
}

// TestArchivesAreOneInput holds that many files of one kind in an archive are one.
func TestArchivesAreOneInput(t *testing.T) {
	t.Chdir(write(t, map[string]string{"export.zip": zipOf(t, map[string]string{
		"members/g1.json": `[{"id":"a"}]`, "members/g2.json": `[{"id":"b"}]`, "groups.json": `[{"id":"g1","groupTypes":[]}]`,
	})}))
	var got []string
	for _, in := range run(t, 0, "export.zip").Inputs {
		got = append(got, string(in.Path))
	}
	if want := []string{"export.zip!/groups.json", "export.zip!/members/**"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPagesInCarriersFollowOneAnother holds that a page is found by the page before
// it, however both were packed.
func TestPagesInCarriersFollowOneAnother(t *testing.T) {
	first := `{"@odata.context":"#users","value":[{"id":"a","userPrincipalName":"a"}],"@odata.nextLink":"x"}`
	last := strings.Replace(first, `,"@odata.nextLink":"x"`, "", 1)
	for name, files := range map[string]map[string]string{
		"gz":  {"users-1.json.gz": gzipOf(t, first), "users-2.json.gz": gzipOf(t, last)},
		"zip": {"e.zip": zipOf(t, map[string]string{"users-1.json": first, "users-2.json": last})},
	} {
		inputs := run(t, 1, write(t, files)).Inputs
		if len(inputs) != 1 || !inputs[0].Complete || inputs[0].Files != 2 ||
			slices.ContainsFunc(inputs[0].Problems, func(p lint.Problem) bool { return p.Code == lint.NextLink }) {
			t.Errorf("%s: %+v", name, inputs)
		}
	}
}

// TestDamagedArchivesAreNoGreenRun damages archives at every byte: there are no
// other findings than those of the whole, and if there are fewer, no rule that
// would have had them was checked.
func TestDamagedArchivesAreNoGreenRun(t *testing.T) {
	tenant := cutTenant()
	dir := write(t, map[string]string{"e.zip": zipOf(t, tenant), "e.tgz": gzipOf(t, tarOf(t, tenant))})
	for _, name := range []string{"e.zip", "e.tgz"} {
		file := filepath.Join(dir, name)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		whole := run(t, 1, file)
		known := make(map[string]bool)
		for _, f := range whole.Findings {
			known[f.Fingerprint] = true
		}
		for cut := 0; cut < len(content); cut += 7 {
			if err := os.WriteFile(file, content[:cut], 0o600); err != nil {
				t.Fatal(err)
			}
			report := run(t, 1, file)
			for _, f := range report.Findings {
				if !known[f.Fingerprint] {
					t.Fatalf("%s cut at %d of %d: %s: %s", name, cut, len(content), f.Rule, f.Message)
				}
			}
			if code := report.Verdict(lint.Off, false); code != lint.ExitUnread {
				t.Fatalf("%s cut at %d of %d: exit code %d", name, cut, len(content), code)
			}
			for i, r := range report.Rules {
				if r.Findings < whole.Rules[i].Findings && r.Status == lint.Checked {
					t.Fatalf("%s cut at %d of %d: %s lost findings and counts as checked", name, cut, len(content), r.Rule.ID)
				}
			}
		}
	}
}
