package decode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// utf16Text returns a text in UTF-16.
func utf16Text(s string, big bool) []byte {
	var b []byte
	put := func(u rune) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	for _, r := range s {
		if r >= 0x10000 {
			put(0xD800 + (r-0x10000)>>10)
			put(0xDC00 + (r-0x10000)&0x3FF)
		} else {
			put(r)
		}
	}
	return b
}

func TestEncodings(t *testing.T) {
	const want = "{\"id\":\"é😀\\u0000\uFEFF\",\r\n\"userPrincipalName\":\"x\"}"
	little, big := utf16Text(want, false), utf16Text(want, true)
	for reason, content := range map[string][]byte{
		"UTF-8":                         []byte(want),
		"UTF-8 with byte order mark":    []byte("\xEF\xBB\xBF" + want),
		"UTF-16LE with byte order mark": append([]byte{0xFF, 0xFE}, little...),
		"UTF-16BE with byte order mark": append([]byte{0xFE, 0xFF}, big...),
		"UTF-16LE without one":          little,
		"UTF-16BE without one":          big,
	} {
		f, records := readText(t, "users.json", content, 0)
		if len(records) != 1 || records[0].Raw != want || records[0].Offset != 0 || len(f.Problems) > 0 {
			t.Errorf("%s: %s", reason, outcome(f, records))
		}
	}
	for reason, content := range map[string]string{
		"UTF-32LE": "\xFF\xFE\x00\x00{\x00\x00\x00", "UTF-32BE": "\x00\x00\xFE\xFF\x00\x00\x00{",
		"UTF-32LE without byte order mark": "{\x00\x00\x00}\x00\x00\x00", "UTF-32BE without byte order mark": "\x00\x00\x00{\x00\x00\x00}",
	} {
		f, records := readText(t, "users.json", []byte(content), 0)
		if len(records) != 0 || len(f.Problems) != 1 || f.Problems[0].Code != lint.Encoding || !strings.Contains(f.Problems[0].Message, "UTF-32") {
			t.Errorf("%s: %s", reason, outcome(f, records))
		}
	}
}

// TestDamagedUTF16 holds that nothing before the damage is lost, and that no
// character is made up in its place.
func TestDamagedUTF16(t *testing.T) {
	const good = "[{\"id\":\"é😀\",\"userPrincipalName\":\"x\"},\n{\"id\":\""
	for _, big := range []bool{false, true} {
		unit := func(u uint16) []byte {
			if big {
				return []byte{byte(u >> 8), byte(u)}
			}
			return []byte{byte(u), byte(u >> 8)}
		}
		rest := utf16Text(`a"}]`, big)
		for _, test := range []struct {
			reason string
			damage []byte
			want   string
		}{
			{"a high surrogate alone", append(unit(0xD83D), rest...), "encoding 2:8 half of a surrogate pair"},
			{"a low surrogate alone", append(unit(0xDE00), rest...), "encoding 2:8 half of a surrogate pair"},
			{"the halves the wrong way round", append(append(unit(0xDE00), unit(0xD83D)...), rest...), "encoding 2:8 half of a surrogate pair"},
			{"cut between the halves", unit(0xD83D), "truncated 2:8 the file is cut off: its UTF-16 ends in a character"},
			{"cut in a code unit", unit(0xD83D)[:1], "truncated 2:8 the file is cut off: its UTF-16 ends in a character"},
			{"cut between characters", nil, "truncated 2:8 the file is cut off: at its end a string is not closed"},
		} {
			content := append(utf16Text(good, big), test.damage...)
			for _, block := range []int{0, 1, 7} {
				f, records := readText(t, "users.json", content, block)
				if len(records) != 1 || len(f.Problems) != 1 {
					t.Fatalf("%s in blocks of %d: %s", test.reason, block, outcome(f, records))
				}
				p := f.Problems[0]
				if got := fmt.Sprintf("%s %d:%d %s", p.Code, p.Line, p.Column, p.Message); !strings.HasPrefix(got, test.want) {
					t.Errorf("%s in blocks of %d: %s, want %s", test.reason, block, got, test.want)
				}
			}
		}
	}
}

func TestLegacyCodePagesAreNamed(t *testing.T) {
	for _, test := range []struct {
		name string
		page encoding.Encoding
		want string
	}{
		{"Müller", charmap.Windows1252, "Windows-1252"},
		{"René Lévêque – „Büro“", charmap.Windows1252, "Windows-1252"},
		{"PEÑA", charmap.Windows1252, "Windows-1252"},
		{"Müller", charmap.CodePage850, "code page 850"},
		{"Schröder, Jörg", charmap.CodePage850, "code page 850"},
		{"Иван Петров", charmap.Windows1251, "Windows-1251"},
		{"やまだ たろう", japanese.ShiftJIS, "Shift JIS (code page 932)"},
		{"王小明", simplifiedchinese.GBK, "GBK (code page 936)"},
		{"김철수", korean.EUCKR, "code page 949"},
	} {
		legacy, err := test.page.NewEncoder().String(`[{"id":"a","userPrincipalName":"x"},` + "\n" + `{"id":"` + test.name + `"}]`)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range []int{0, 1, 9} {
			f, records := readText(t, "users.json", []byte(legacy), block)
			if len(records) != 1 || len(f.Problems) != 1 {
				t.Fatalf("%s: %s", test.name, outcome(f, records))
			}
			p := f.Problems[0]
			if p.Code != lint.Encoding || p.Line != 2 || !strings.Contains(p.Message, "may be "+test.want+";") {
				t.Errorf("%s in %s: %s", test.name, test.want, outcome(f, nil))
			}
		}
	}
	for reason, text := range map[string]string{
		"UTF-8 elsewhere":         `[{"id":"é","userPrincipalName":"Ren` + "\xE9" + `"}]`,
		"no text of any language": `[{"id":"` + "\xFF\x80\xFE\x01\x81" + `"}]`,
	} {
		if f, _ := readText(t, "users.json", []byte(text), 0); len(f.Problems) != 1 || strings.Contains(f.Problems[0].Message, "may be") {
			t.Errorf("%s: %s", reason, outcome(f, nil))
		}
	}
}

func TestOtherFormsAreNamed(t *testing.T) {
	for name, content := range map[string]string{
		"7z": "7z\xbc\xaf\x27\x1c", "RAR": "Rar!\x1a\x07\x00", "xz": "\xfd7zXZ\x00", "Zstandard": "\x28\xb5\x2f\xfd", "bzip2": "BZh9",
		"SQLite": "SQLite format 3\x00", "PDF": "%PDF-1.7", "zip": "PK\x03\x04",
	} {
		f, _ := readText(t, "users.json", []byte(content), 0)
		if len(f.Problems) != 1 || f.Problems[0].Code != lint.Unrecognised || !f.Unread() || !strings.Contains(f.Problems[0].Message, name) {
			t.Errorf("%s: %s", name, outcome(f, nil))
		}
	}
}

// find returns the files that paths name, which are released at the end of the test.
func find(t testing.TB, o Options, paths ...string) []*File {
	t.Helper()
	export, err := Find(context.Background(), paths, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := export.Close(); err != nil {
			t.Error(err)
		}
	})
	return export.Files
}

func pathsOf(files []*File) []string {
	var names []string
	for _, f := range files {
		names = append(names, f.Path)
	}
	return names
}

// writeFiles writes files into a new folder and returns its path.
func writeFiles(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFind(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"b/users.json": "{}", "a.json": "{}", "notes.txt": "remember the milk", "policyobject.txt": " \n{}", "lines.jsonl": "", "x.ndjson": "",
		"read.me": "{}", ".git/config.json": "{}", "b/members/0f.json": "{}", "b/._users.json": "\x00\x05\x16\x07",
	})
	for link, target := range map[string]string{"link.json": "a.json", "b/loop": ".", "c": "b"} {
		if err := os.Symlink(filepath.Join(dir, target), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Link(filepath.Join(dir, "a.json"), filepath.Join(dir, "same.json")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, test := range []struct {
		reason string
		paths  []string
		want   []string
	}{
		{"a folder: in order, no links, no hidden folders, only what may be an export", []string{"."}, []string{"a.json", "b/members/0f.json", "b/users.json", "lines.jsonl", "policyobject.txt", "x.ndjson"}},
		{"an absolute path below the working folder", []string{filepath.Join(dir, "b")}, []string{"b/members/0f.json", "b/users.json", "b/loop"}},
		{"a file that is named is read whatever its name", []string{"read.me"}, []string{"read.me"}},
		{"a link that is named is followed", []string{"link.json"}, []string{"link.json"}},
		{"a link to a folder that is named is followed", []string{"c"}, []string{"c/members/0f.json", "c/users.json", "c/loop"}},
		{"each file once", []string{"b/users.json", "./b/../b/users.json", "b"}, []string{"b/users.json", "b/members/0f.json", "b/loop"}},
		{"each file once, though a link leads to it", []string{"link.json", "a.json", "c", "b", "b/"}, []string{"link.json", "c/members/0f.json", "c/users.json", "c/loop"}},
		{"each file once, though it has two names", []string{"same.json", "a.json"}, []string{"same.json"}},
		{"standard input once", []string{"-", "a.json", "-"}, []string{"<stdin>", "a.json"}},
	} {
		files := find(t, Options{Stdin: strings.NewReader("{}")}, test.paths...)
		if got := pathsOf(files); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %q, want %q", test.reason, got, test.want)
		}
		for i, f := range files {
			if f.Number != i {
				t.Errorf("%s: file %d has number %d", test.reason, i, f.Number)
			}
		}
	}
	_, err := Find(context.Background(), []string{"nowhere.json"}, Options{})
	if missing, ok := errors.AsType[*PathError](err); !ok || missing.Path != "nowhere.json" || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing path: %v", err)
	}
}

// readFile reads one file to its end and returns what it holds.
func readFile(t testing.TB, ctx context.Context, f *File) error { //nolint:revive // t comes first in every test
	t.Helper()
	r := Reader{Fields: testFields, Block: 4 << 10, Free: func() *Batch { return new(Batch) }, Sink: func(*Batch) error { return nil }}
	return r.Read(ctx, f)
}

func TestStandardInputIsReadOnceAndKept(t *testing.T) {
	for _, size := range []int{10, smallText, 3 * storeMemory} {
		content := `[{"id":"` + strings.Repeat("a", size) + `","userPrincipalName":"x"}]`
		file := find(t, Options{Stdin: io.MultiReader(strings.NewReader(content[:5]), strings.NewReader(content[5:]))}, "-")[0]
		for range 2 {
			buf := make([]byte, 4)
			if _, err := file.ReadAt(buf, int64(len(content)-6)); err != nil || string(buf) != content[len(content)-6:][:4] {
				t.Errorf("read %q, %v", buf, err)
			}
			if err := file.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestStandardInputThatFails reads what came before it failed.
func TestStandardInputThatFails(t *testing.T) {
	content := `[{"id":"a","userPrincipalName":"x"},`
	file := find(t, Options{Stdin: io.MultiReader(strings.NewReader(content), failing{})}, "-")[0]
	if err := readFile(t, context.Background(), file); err != nil {
		t.Fatal(err)
	}
	want := "section user array 1 partial=true (its key userprincipalname)\nproblem truncated 1:37 @36 could not be read on: the line is dead\n"
	if got := outcome(file, nil); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the line is dead") }

// TestPipeThatFailsInUTF16 holds that half of a pipe is no complete text, wherever it ends.
func TestPipeThatFailsInUTF16(t *testing.T) {
	lines := `{"id":"a","userPrincipalName":"x"}` + "\n"
	file := find(t, Options{Stdin: io.MultiReader(bytes.NewReader(utf16Text(lines, false)), failing{})}, "-")[0]
	want := "<stdin> user×1\n  truncated 2:1 could not be read on: the line is dead\n"
	if got := told(t, []*File{file}); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestStoreLeavesNothing looks for temporary files in the middle of a run, after an
// interrupt, and at the end.
func TestStoreLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	empty := func() bool {
		entries, err := os.ReadDir(dir)
		return err == nil && len(entries) == 0
	}
	big := bytes.Repeat([]byte(" "), 2*smallText)
	export, err := Find(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(big)})
	if err != nil {
		t.Fatal(err)
	}
	if export.store.file == nil {
		t.Error("a long text is held in memory")
	}
	if err := export.Close(); err != nil || !empty() {
		t.Errorf("a temporary file is left: %v", err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	interrupted := io.MultiReader(bytes.NewReader(big), readerFunc(func([]byte) (int, error) {
		cancel()
		return 1, nil
	}))
	if _, err := Find(ctx, []string{"-"}, Options{Stdin: interrupted}); !errors.Is(err, context.Canceled) || !empty() {
		t.Errorf("interrupted: %v", err)
	}

	t.Setenv("TMPDIR", filepath.Join(dir, "nowhere"))
	_, err = Find(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(big)})
	if _, named := errors.AsType[*PathError](err); err == nil || named {
		t.Errorf("no place for a temporary file is the program's trouble: %v", err)
	}
}

// TestStoreWhereOpenFilesKeepTheirNames is of systems that do not let an open file lose its
// name, as Windows. It goes at the end of the run, as soon as that is interrupted, and
// if another run has swept it away.
func TestStoreWhereOpenFilesKeepTheirNames(t *testing.T) {
	refuse := func(string) error { return errors.New("it is open") }
	for reason, end := range map[string]func(*store, context.CancelFunc) error{
		"the end": func(s *store, _ context.CancelFunc) error { return s.close() },
		"an interrupt while somebody reads": func(s *store, cancel context.CancelFunc) error {
			file := s.file
			cancel()
			for {
				if _, err := file.ReadAt(make([]byte, 1), 0); errors.Is(err, os.ErrClosed) {
					return s.remove() // waits for the one that is under way
				}
			}
		},
		"the sweep of another run": func(s *store, _ context.CancelFunc) error {
			sweep(os.TempDir())
			return s.close()
		},
	} {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		ctx, cancel := context.WithCancel(context.Background())
		s := newStore(ctx, DefaultMaxSize)
		s.unlink = refuse
		if _, err := s.keep(bytes.NewReader(make([]byte, 2*smallText))); err != nil {
			t.Fatal(err)
		}
		if left := namesIn(t, dir); len(left) != 1 || !orphan.MatchString(left[0]) {
			t.Errorf("%s: in the run there are %q", reason, left)
		}
		if err := end(s, cancel); err != nil {
			t.Errorf("%s: %v", reason, err)
		}
		if left := namesIn(t, dir); len(left) > 0 {
			t.Errorf("%s: %q are left", reason, left)
		}
		cancel()
	}
}

// TestSweep removes what a killed run has left, and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	keep := []string{"atenantlint-1.tmp", "tenantlint-.tmp", "tenantlint-1", "tenantlint-1.tmp.json", "tenantlint-1x.tmp", "tenantlint-2.tmp", "tenantlint-report.tmp"}
	for _, name := range append(keep, "tenantlint-1.tmp", "tenantlint-4294967295.tmp") {
		if name == "tenantlint-2.tmp" { // a folder
			name += "/x"
		}
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("tenantlint-1", filepath.Join(dir, "tenantlint-3.tmp")); err != nil {
		t.Fatal(err)
	}
	find(t, Options{Stdin: strings.NewReader("{}")}, "-")
	if got, want := namesIn(t, dir), append(keep, "tenantlint-3.tmp"); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("left are %q, want %q", got, want)
	}
}

func namesIn(t testing.TB, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestChangedFilesAreNoticed(t *testing.T) {
	const before = `[{"id":"a","userPrincipalName":"x"},{"id":"b"}]`
	touch := func(t *testing.T, file, content string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Time{}, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	for reason, after := range map[string]string{
		"of the same size": strings.ReplaceAll(before, "b", "c"), "longer": before + before, "shorter": before[:20], "empty": "",
	} {
		t.Run(reason+", while it is read", func(t *testing.T) {
			dir := writeFiles(t, map[string]string{"users.json": before})
			name := filepath.Join(dir, "users.json")
			file := find(t, Options{}, dir)[0]
			r := Reader{Fields: testFields, Block: 40, Free: func() *Batch { return new(Batch) }, Sink: func(b *Batch) error {
				if b.First == 0 {
					touch(t, name, after)
				}
				return nil
			}}
			if err := r.Read(context.Background(), file); err != nil {
				t.Fatal(err)
			}
			if len(file.Problems) == 0 || file.Problems[len(file.Problems)-1].Message != errChanged.message || !file.Sections[0].Partial {
				t.Error(outcome(file, nil))
			}
		})
		t.Run(reason+", before it is read back", func(t *testing.T) {
			dir := writeFiles(t, map[string]string{"users.json": before})
			file := find(t, Options{}, dir)[0]
			if err := readFile(t, context.Background(), file); err != nil || len(file.Problems) > 0 {
				t.Fatal(err, outcome(file, nil))
			}
			if _, err := file.ReadAt(make([]byte, 4), 8); err != nil {
				t.Error(err)
			}
			touch(t, filepath.Join(dir, "users.json"), after)
			if err := file.Close(); err == nil || !strings.Contains(err.Error(), "users.json changed while it was read") {
				t.Errorf("while it is open: %v", err)
			}
			if _, err := file.ReadAt(make([]byte, 4), 8); !errors.Is(err, errChanged) {
				t.Errorf("when it is opened again: %v", err)
			}
		})
	}
}
