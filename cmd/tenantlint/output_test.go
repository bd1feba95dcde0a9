package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// files returns the names in the working folder that begin with prefix.
func files(t *testing.T, prefix string) []string {
	t.Helper()
	names, err := filepath.Glob(prefix + "*")
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFormatsInFiles(t *testing.T) {
	folder(t)
	_, wantJSON, _ := try("", "lint", finder, "faulty.json", "-f", "json")
	_, wantText, _ := try("", "lint", finder, "faulty.json", "--as-of", "2026-11-21")
	for _, test := range []struct {
		reason  string
		args    string
		stdout  string
		summary bool
	}{
		{"text on standard output is the report", "-f json=a,b.json -f text", "text", false},
		{"another format there leaves the summary to standard error", "-f json -f sarif=c", "json", true},
		{"only files leave it there too", "-f json=a,b.json -f sarif=c", "", true},
		{"quiet leaves it nowhere", "-f json=a,b.json -f sarif=c -q", "", false},
		{"quiet beside JSON", "-f json -q", "json", false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			code, stdout, stderr := try("", append([]string{"lint", finder, "faulty.json"}, strings.Fields(test.args)...)...)
			if code != 1 || (stderr != "") != test.summary {
				t.Errorf("exit code %d, standard error:\n%s", code, stderr)
			}
			switch {
			case test.stdout == "json" && stdout != wantJSON,
				test.stdout == "" && stdout != "",
				test.stdout == "text" && firstLine(stdout) != firstLine(wantText):
				t.Errorf("standard output is not %q:\n%s", test.stdout, stdout)
			}
		})
	}
	if got := read(t, "a,b.json"); got != wantJSON {
		t.Errorf("the file differs from standard output:\n%s", got)
	}
	if got := read(t, "c"); !strings.Contains(got, `"2.1.0"`) {
		t.Errorf("no SARIF:\n%s", got)
	}
	if left := files(t, ".tenantlint-"); left != nil {
		t.Errorf("left over: %q", left)
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

func TestOutputReplacesAFileWhole(t *testing.T) {
	folder(t)
	if err := os.WriteFile("old.json", []byte(strings.Repeat("x", 1<<20)), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("old.json", "link.json"); err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := try("", "lint", finder, "clean.json", "-f", "json=link.json"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	info, err := os.Lstat("old.json")
	if err != nil {
		t.Fatal(err)
	}
	if link, err := os.Lstat("link.json"); err != nil || link.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
	if got := read(t, "old.json"); !strings.HasPrefix(got, "{") || strings.Contains(got, "xxx") {
		t.Errorf("not replaced: %.80s", got)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("mode %o, want 640", info.Mode().Perm())
	}
}

func TestOutputThatCannotBeWritten(t *testing.T) {
	folder(t)
	name := strings.Repeat("n", 300) // too long for any file system
	code, stdout, stderr := try("", "lint", finder, "clean.json", "-f", "json="+name, "-f", "sarif=help", "-f", "text")
	if code != 4 || stdout != "" || !strings.HasPrefix(stderr, "tenantlint: cannot write nnn") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if got := read(t, "help"); got != page(clean) {
		t.Errorf("another output was written all the same:\n%s", got)
	}
	if left := files(t, ".tenantlint-"); left != nil {
		t.Errorf("left over: %q", left)
	}
}

func TestOutputNamesThatAreTaken(t *testing.T) {
	folder(t)
	first, err := createBeside("x") // as a run that goes on
	if err != nil {
		t.Fatal(err)
	}
	if code, _, stderr := try("", "lint", finder, "clean.json", "-f", "json=x"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	if got := read(t, "x"); !strings.HasPrefix(got, "{") {
		t.Errorf("no report: %s", got)
	}
	if left := files(t, ".tenantlint-"); len(left) != 1 || left[0] != filepath.Base(first.Name()) {
		t.Errorf("left are %q", left)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestAbandonedDrafts removes what a killed run has left, and nothing else.
func TestAbandonedDrafts(t *testing.T) {
	folder(t)
	for _, name := range []string{".tenantlint-1-0.tmp", ".tenantlint-99-999.tmp", ".tenantlint-1.tmp", ".tenantlint-1-0.tmp.json", "sub/.tenantlint-1-0.tmp"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if code, _, stderr := try("", "lint", finder, "clean.json", "-f", "json=x"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	got := strings.Join(append(files(t, ".tenantlint-"), files(t, "sub/.tenantlint-")...), " ")
	if want := ".tenantlint-1-0.tmp.json .tenantlint-1.tmp " + filepath.FromSlash("sub/.tenantlint-1-0.tmp"); got != want {
		t.Errorf("left are %s, want %s", got, want)
	}
}

// TestOutputThroughLinks writes what a link leads to, whether it is there or not.
func TestOutputThroughLinks(t *testing.T) {
	folder(t)
	if err := os.Symlink("sub", "folder"); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"new": "sub/new.json", "two": "new2", "new2": "folder/two.json", "folder/up": "../up.json", "lost": "nowhere/x.json", "ring": "ring2", "ring2": "ring", "again": "sub/again.json",
	} {
		if err := os.Symlink(target, link); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ path, written string }{{"new", "sub/new.json"}, {"two", "sub/two.json"}, {"folder/up", "up.json"}} {
		code, _, stderr := try("", "lint", finder, "clean.json", "-f", "json="+test.path)
		if info, err := os.Lstat(test.path); code != 0 || err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("%s: exit code %d, %v\n%s", test.path, code, err, stderr)
		}
		if got := read(t, test.written); !strings.HasPrefix(got, "{") {
			t.Errorf("%s: no report: %s", test.written, got)
		}
	}
	for _, test := range []struct{ formats, want string }{
		{"json=lost", "cannot write json to lost: it is a link to nowhere/x.json, and there is no such folder"},
		{"json=ring", "cannot write json to ring: its links lead in a circle"},
		{"json=new2 sarif=sub/two.json", "two formats in one file, sub/two.json: json and sarif"},
		{"json=again sarif=sub/again.json", "two formats in one file, sub/again.json: json and sarif"},
	} {
		args := []string{"lint", finder, "clean.json"}
		for format := range strings.FieldsSeq(test.formats) {
			args = append(args, "-f", format)
		}
		if code, stdout, stderr := try("", args...); code != 2 || stdout != "" || stderr != "tenantlint: "+test.want+"\n" {
			t.Errorf("%s: exit code %d\ngot  %s\nwant %s", test.formats, code, stderr, test.want)
		}
	}
}

func TestOutputToADevice(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil || runtime.GOOS == "windows" {
		return // no device with a path
	}
	folder(t)
	if code, _, stderr := try("", "lint", finder, "clean.json", "-f", "json="+os.DevNull); code != 0 {
		t.Fatalf("exit code %d\n%s", code, stderr)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&os.ModeDevice == 0 {
		t.Errorf("the device was replaced by a file: %v", err)
	}
}

// An export in a folder that is checked is not replaced by its report; the report of
// an earlier run is.
func TestReportDoesNotReplaceAnExport(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	const export = `{"@odata.context":"#contacts","value":[]}`
	for name, content := range map[string]string{"contacts.json": export, "notes.txt": "hello"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr strings.Builder
	if code := run([]string{"tenantlint", "lint", ".", "-f", "json=contacts.json"}, strings.NewReader(""), &stdout, &stderr); code != 2 ||
		!strings.Contains(stderr.String(), "one of the files to check") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
	if content, err := os.ReadFile("contacts.json"); err != nil || string(content) != export {
		t.Errorf("the export is %s, %v", content, err)
	}
	for range 2 {
		if code := run([]string{"tenantlint", "lint", ".", "-f", "json=report.json"}, strings.NewReader(""), &stdout, &stderr); code != 0 {
			t.Errorf("exit code %d: %s", code, stderr.String())
		}
	}
}
