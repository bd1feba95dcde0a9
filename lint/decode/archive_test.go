package decode

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"tenantlint/lint"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
)

// A packed entry is what a test puts into an archive.
type packed struct {
	name, content string
	link          string // what a symbolic link points to
}

const oneUser = `[{"id":"a","userPrincipalName":"x"}]`

func packZip(t testing.TB, entries ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.link != "" {
			header.SetMode(fs.ModeSymlink | 0o777)
			e.content = e.link
		}
		f, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(e.name, "/") {
			continue
		}
		if _, err := io.WriteString(f, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func packTar(t testing.TB, entries ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Mode: 0o600, Size: int64(len(e.content)), Typeflag: tar.TypeReg}
		if e.link != "" {
			header.Typeflag, header.Linkname, header.Size = tar.TypeSymlink, e.link, 0
		}
		if strings.HasSuffix(e.name, "/") {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, e.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func packGzip(t testing.TB, content string) string {
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

// told reads files and returns what is told of each, in a line or more.
func told(t testing.TB, files []*File) string {
	t.Helper()
	var b strings.Builder
	for _, f := range files {
		if err := readFile(t, context.Background(), f); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s", f.Path)
		for _, s := range f.Sections {
			fmt.Fprintf(&b, " %s×%d", s.Kind, s.Records)
		}
		if f.Group != "" {
			fmt.Fprintf(&b, " of %s", f.Group)
		}
		b.WriteByte('\n')
		for _, p := range f.Problems {
			fmt.Fprintf(&b, "  %s %d:%d %s\n", p.Code, p.Line, p.Column, p.Message)
		}
	}
	return b.String()
}

// TestArchivesAreFolders packs the same files in every way.
func TestArchivesAreFolders(t *testing.T) {
	entries := []packed{
		{name: "export/"}, {name: "export/users.json", content: oneUser}, {name: "export/members/0F.json", content: `[{"id":"a"}]`},
		{name: "export/notes.txt", content: "remember the milk"}, {name: "export/policyobject.txt", content: `{"allowedCloudEndpoints":[]}`},
		{name: "./export/contacts.jsonl.gz", content: packGzip(t, `{"id":"c","mailNickname":"c"}`)}, {name: "export/.git/config.json", content: "{}"},
		{name: "__MACOSX/export/._users.json", content: "\x00\x05\x16\x07"}, {name: "export/picture.png", content: "\x89PNG"},
		{name: "export/groups.json", content: "\xFF\xFE" + string(utf16Text("[{\"id\":\"g\",\r\n\"groupTypes\":[]}]", false))},
	}
	want := `@!/export/contacts.jsonl.gz contact×1
@!/export/groups.json group×1
@!/export/members/0F.json groupMember×1 of 0f
@!/export/policyobject.txt crossTenantAccessPolicy×1
@!/export/users.json user×1
`
	zipFile, tarFile := packZip(t, entries...), packTar(t, entries...)
	windows := make([]packed, len(entries))
	for i, e := range entries {
		windows[i] = packed{name: strings.ReplaceAll(strings.TrimPrefix(e.name, "./"), "/", `\`), content: e.content}
	}
	for name, content := range map[string]string{
		"e.zip": zipFile, "e.tar": tarFile, "e.tar.gz": packGzip(t, tarFile), "e.tgz": packGzip(t, tarFile),
		"zip": zipFile, "tgz.json": packGzip(t, tarFile), "windows.zip": packZip(t, windows...),
	} {
		t.Chdir(writeFiles(t, map[string]string{name: content}))
		if got := told(t, find(t, Options{}, name)); got != strings.ReplaceAll(want, "@", name) {
			t.Errorf("%s:\ngot  %s\nwant %s", name, got, want)
		}
		if got := told(t, find(t, Options{Stdin: strings.NewReader(content)}, "-")); got != strings.ReplaceAll(want, "@", "<stdin>") {
			t.Errorf("%s on standard input:\ngot  %s\nwant %s", name, got, want)
		}
		if !isArchive(name) {
			continue
		}
		if got := told(t, find(t, Options{}, ".")); got != strings.ReplaceAll(want, "@", name) {
			t.Errorf("%s in a folder:\ngot  %s\nwant %s", name, got, want)
		}
	}
}

// TestArchivesAreNamedLikeFolders takes what a folder's name tells from an archive's.
func TestArchivesAreNamedLikeFolders(t *testing.T) {
	dir := writeFiles(t, map[string]string{"x/members.zip": packZip(t, packed{name: "0f.json", content: `[{"id":"a"}]`}), "members/0e.json.gz": packGzip(t, `[{"id":"a"}]`)})
	t.Chdir(dir)
	for _, path := range []string{".", "x/members.zip"} {
		files := find(t, Options{}, path)
		if last := files[len(files)-1]; last.Group != "0f" || last.Path != "x/members.zip!/0f.json" || last.Root != "x/members.zip" {
			t.Errorf("%s: %+v", path, last)
		}
	}
	if first := find(t, Options{}, ".")[0]; first.Group != "0e" || first.Path != "members/0e.json.gz" {
		t.Errorf("%+v", first)
	}
}

func TestHostileArchives(t *testing.T) {
	user := packed{name: "users.json", content: oneUser}
	zipOf := func(entries ...packed) string { return packZip(t, append([]packed{user}, entries...)...) }
	tgzOf := func(entries ...packed) string { return packGzip(t, packTar(t, append([]packed{user}, entries...)...)) }
	// patch changes a field of the last entry, in its header and in the directory.
	patch := func(archive string, inHeader, inDirectory int, value uint16) string {
		b := []byte(archive)
		binary.LittleEndian.PutUint16(b[bytes.LastIndex(b, []byte("PK\x03\x04"))+inHeader:], value)
		binary.LittleEndian.PutUint16(b[bytes.LastIndex(b, []byte("PK\x01\x02"))+inDirectory:], value)
		return string(b)
	}
	flip := func(archive, before string, offset int) string {
		b := []byte(archive)
		b[strings.LastIndex(archive, before)+offset] ^= 0x55
		return string(b)
	}
	const good = "A!/users.json user×1\n"
	contact := packed{name: "contacts.json", content: `[{"id":"c","mailNickname":"c"},` + strings.Repeat(" ", 100) + `{"id":"d"}]`}
	stored := func() string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, e := range []packed{user, contact} {
			f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: zip.Store})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(f, e.content); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}()
	// hole makes of the last entry, which is empty, a file of eight gigabytes of zeros.
	hole := func(archive string) string {
		b := []byte(archive)
		header := b[strings.LastIndex(archive, "z.json"):][:512]
		header[156] = tar.TypeGNUSparse
		copy(header[257:], "ustar  \x00")
		copy(header[386:], "77777777777\x0000000000000\x00")
		copy(header[483:], "77777777777\x00")
		copy(header[148:156], "        ")
		sum := 0
		for _, c := range header {
			sum += int(c)
		}
		copy(header[148:], fmt.Sprintf("%06o\x00", sum))
		return string(b)
	}
	// hardLink makes of the last entry, which is a symbolic link, another name of a file.
	hardLink := func(archive string) string {
		b := []byte(archive)
		header := b[strings.LastIndex(archive, "d/z.json"):][:512]
		header[156]-- // TypeLink instead of TypeSymlink
		sum, err := strconv.ParseInt(strings.Trim(string(header[148:156]), "\x00 "), 8, 32)
		if err != nil {
			t.Fatal(err)
		}
		copy(header[148:], fmt.Sprintf("%06o\x00 ", sum-1))
		return string(b)
	}
	long := strings.Repeat("n", maxNameLength)
	deep := strings.Repeat("d/", maxNameDepth) + "x.json"
	for _, test := range []struct{ reason, archive, want string }{
		{"a name that leads out, zip", zipOf(packed{name: "../../evil.json"}), good + "A\n  malformed 0:0 the entry '../../evil.json' is not read: its name leads out of the archive\n"},
		{"a name that leads out, tar", tgzOf(packed{name: "a/../../evil.sh"}), good + "A\n  malformed 0:0 the entry 'a/../../evil.sh' is not read: its name leads out of the archive\n"},
		{"a name that leads out on Windows", zipOf(packed{name: `a\..\..\evil.json`}), good + `A` + "\n" + `  malformed 0:0 the entry 'a\..\..\evil.json' is not read: its name leads out of the archive` + "\n"},
		{"an absolute name", zipOf(packed{name: "/etc/users.json"}), good + "A\n  malformed 0:0 the entry '/etc/users.json' is not read: its name is absolute\n"},
		{"an absolute name of Windows", zipOf(packed{name: `C:\users.json`}), good + `A` + "\n" + `  malformed 0:0 the entry 'C:\users.json' is not read: its name is absolute` + "\n"},
		{"a long name", zipOf(packed{name: long + ".json"}), good + "A\n  malformed 0:0 the entry '" + long[:120] + "…(+909)' is not read: its name has more than 1024 bytes\n"},
		{"a deep name", tgzOf(packed{name: deep}), good + "A\n  malformed 0:0 the entry '" + deep + "' is not read: it stands in more than 32 folders\n"},
		{"a link, zip", zipOf(packed{name: "z.json", link: "/etc/passwd"}), good + "A!/z.json\n  unrecognised 0:0 not read: links in an archive are not followed\n"},
		{"a link, tar", tgzOf(packed{name: "z.json", link: "/etc/passwd"}), good + "A!/z.json\n  unrecognised 0:0 not read: links in an archive are not followed\n"},
		{"a link to a folder, zip", zipOf(packed{name: "more", link: "/srv/more"}), "A!/more\n  unrecognised 0:0 not read: links in an archive are not followed\n" + good},
		{"a link to a folder, tar", tgzOf(packed{name: "more", link: "../more"}), "A!/more\n  unrecognised 0:0 not read: links in an archive are not followed\n" + good},
		{"a link that cannot be to an export", tgzOf(packed{name: "readme.md", link: "x"}, packed{name: ".git/x", link: "y"}), good},
		{"links to what is read", tgzOf(packed{name: "d/contacts.json", content: contact.content}, packed{name: "d/z.json", link: "../users.json"}, packed{name: "e", link: "d"}, packed{name: "f/up", link: ".."}, packed{name: "abs.json", link: "/users.json"}), "A!/abs.json\n  unrecognised 0:0 not read: links in an archive are not followed\nA!/d/contacts.json contact×2\n" + good},
		{"a hard link to what is read", hardLink(packTar(t, user, packed{name: "d/z.json", link: "users.json"})), good},
		{"a hard link to what is not read", hardLink(packTar(t, user, packed{name: "d/z.json", link: "z.json"})), "A!/d/z.json\n  unrecognised 0:0 not read: links in an archive are not followed\n" + good},
		{"two zip archives in one file", packZip(t, contact) + zipOf(), good + "A\n  malformed 0:0 before the entries that its list names is something else, as another archive, and that is not read: give each archive by itself\n"},
		{"two zip archives with one name in one file", packZip(t, packed{name: "users.json", content: "[]"}) + zipOf(), good + "A\n  malformed 0:0 before the entries that its list names is something else, as another archive, and that is not read: give each archive by itself\n"},
		{"a zip archive behind an empty one", packZip(t) + zipOf(), good},
		{"a file of holes", hole(packTar(t, user, packed{name: "z.json"})), good + "A!/z.json\n  unrecognised 0:0 not read: it is no plain file\n"},
		{"a name twice, zip", zipOf(packed{name: "./users.json", content: "[]"}), good + "A\n  malformed 0:0 there are several entries './users.json'; the first one is read\n"},
		{"a name twice, tar", tgzOf(user), good + "A\n  malformed 0:0 there are several entries 'users.json'; the first one is read\n"},
		{"an archive in an archive", zipOf(packed{name: "z.zip", content: zipOf()}), good + "A!/z.zip\n  unrecognised 0:0 not read: it is an archive in an archive; unpack the outer one\n"},
		{"an archive in an archive by another name", tgzOf(packed{name: "z.json", content: zipOf()}), good + "A!/z.json\n  unrecognised 0:0 not recognised: this is a zip archive; give it by itself\n"},
		{"a tar archive in gzip in an archive", zipOf(packed{name: "z.json.gz", content: tgzOf()}), good + "A!/z.json.gz\n  unrecognised 0:0 not recognised: this is a tar archive; give it by itself\n"},
		{"gzip twice", zipOf(packed{name: "z.json.gz", content: packGzip(t, packGzip(t, "{}"))}), good + "A!/z.json.gz\n  unrecognised 0:0 not recognised: this was compressed twice; unpack it once\n"},
		{"encrypted", patch(zipOf(packed{name: "z.json", content: "{}"}), 6, 8, 9), good + "A!/z.json\n  malformed 0:0 not read: it is encrypted; pack it again without a password\n"},
		{"Deflate64", patch(zipOf(packed{name: "z.json", content: "{}"}), 8, 10, 9), good + "A!/z.json\n  malformed 0:0 not read: it was compressed by Deflate64; pack it again by Deflate, or as .tar.gz\n"},
		{"another method", patch(zipOf(packed{name: "z.json", content: "{}"}), 8, 10, 77), good + "A!/z.json\n  malformed 0:0 not read: it was compressed by method 77; pack it again by Deflate, or as .tar.gz\n"},
		{"a checksum that is another", flip(stored, `{"id":"d"}`, 7), "A!/contacts.json contact×2\n  malformed 1:143 what was packed is damaged: its checksum is another\n" + good},
		{"no archive behind the first header", zipOf()[:40], "A\n  truncated 0:0 the archive is cut off or damaged: the list of its entries, at its end, cannot be read\n"},
		{"nothing of an export", packZip(t, packed{name: "readme.md"}), "A\n  unrecognised 0:0 not recognised: the archive holds nothing that may be an export\n"},
		{"nothing at all", packZip(t), "A\n  unrecognised 0:0 not recognised: the archive holds nothing that may be an export\n"},
		{
			"tar, cut off in a file", packTar(t, user, contact)[:3*512+60],
			"A!/contacts.json contact×1\n  truncated 1:61 what was packed is cut off here\n" + good + "A\n  truncated 0:0 what was packed is cut off here; what stood behind that in the archive is lost\n",
		},
		{
			"tar, cut off between files", packTar(t, user, contact)[:2*512],
			good + "A\n  truncated 0:0 the archive is cut off: its end is missing\n",
		},
		{
			"tar, with a header that is none", flip(packTar(t, user, contact), "contacts.json", 1),
			good + "A\n  malformed 0:0 the archive is damaged: no header stands where one should; what stood behind that in the archive is lost\n",
		},
		{
			"gzip, with a checksum that is another", flip(tgzOf(), tgzOf()[len(tgzOf())-8:], 0),
			good + "A\n  malformed 0:0 what was packed is damaged: its checksum is another; what stood behind that in the archive is lost\n",
		},
		{
			"gzip, without its end", tgzOf()[:len(tgzOf())-6],
			good + "A\n  truncated 0:0 what was packed is cut off here; what stood behind that in the archive is lost\n",
		},
		{"tar, with another behind it", packTar(t, user) + packTar(t, contact), "A!/contacts.json contact×2\n" + good},
		{"tar, with another behind more zeros", packTar(t, user) + strings.Repeat("\x00", 5*512) + packTar(t, contact), "A!/contacts.json contact×2\n" + good},
		{"tar in gzip, with another behind it", packGzip(t, packTar(t, user)) + packGzip(t, packTar(t, contact)), "A!/contacts.json contact×2\n" + good},
		{"tar, with two behind it and the name of the first", packTar(t, user) + packTar(t, contact) + packTar(t, user), "A!/contacts.json contact×2\n" + good + "A\n  malformed 0:0 there are several entries 'users.json'; the first one is read\n"},
		{"tar, with something else behind it", packTar(t, user) + strings.Repeat("x", 512), good + "A\n  malformed 0:0 after the end of the archive is something that is no archive, and not read: pack the export again; what stood behind that in the archive is lost\n"},
		{"tar, with a little behind it", packTar(t, user) + "x", good + "A\n  malformed 0:0 after the end of the archive is something that is no archive, and not read: pack the export again; what stood behind that in the archive is lost\n"},
		{"tar, with more zeros than it needs", packTar(t, user) + strings.Repeat("\x00", 700), good},
		{"tar, with one that is cut off behind it", (packTar(t, user) + packTar(t, contact))[:5*512+60], "A!/contacts.json contact×1\n  truncated 1:61 what was packed is cut off here\n" + good + "A\n  truncated 0:0 what was packed is cut off here; what stood behind that in the archive is lost\n"},
		{"tar, its first name a letter", packTar(t, packed{name: "a"}, user), good},
		{"tar in gzip, with something else behind it", packGzip(t, packTar(t, user)) + "x", fmt.Sprintf("%sA\n  malformed 0:0 after the compressed data, from byte %d on, is something that is not gzip, and not read: compress the export again; what stood behind that in the archive is lost\n", good, len(packGzip(t, packTar(t, user))))},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Chdir(writeFiles(t, map[string]string{"A": test.archive}))
			files := find(t, Options{}, "A")
			if got := told(t, files); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			for _, f := range files {
				if lost := len(f.Problems) > 0 && !strings.HasPrefix(test.reason, "nothing"); f.Unread() != lost {
					t.Errorf("%s counts as unread: %t", f.Path, f.Unread())
				}
			}
		})
	}
}

// TestWhatFollowsGzip holds that members and zeros may follow the first member, and that
// nothing else is read or forgotten.
func TestWhatFollowsGzip(t *testing.T) {
	first, second := `{"id":"a","userPrincipalName":"x"}`+"\n", `{"id":"b","userPrincipalName":"y"}`+"\n"
	both := packGzip(t, first) + packGzip(t, second)
	behind := fmt.Sprintf("malformed 3:1 after the compressed data, from byte %d on, is something that is not gzip, and not read: compress the export again\n", len(both))
	for _, test := range []struct{ reason, content, want string }{
		{"nothing", both, ""},
		{"zeros", both + strings.Repeat("\x00", 5000), ""},
		{"a member behind zeros", packGzip(t, first) + "\x00\x00" + packGzip(t, second), ""},
		{"an empty member", both + packGzip(t, ""), ""},
		{"text", both + "and more", behind},
		{"a byte", both + "\x1f", behind},
		{"text behind zeros", both + "\x00\x00x", behind},
		{"a header that is cut off", both + "\x1f\x8b\x08", "truncated 3:1 what was packed is cut off here\n"},
		{"a member that is cut off", both + packGzip(t, first)[:20], "truncated 3:6 what was packed is cut off here\n"},
		{"a checksum that is another", both[:len(both)-5] + "\x55" + both[len(both)-4:], "malformed 3:1 what was packed is damaged: its checksum is another\n"},
	} {
		for name, content := range map[string]string{"A": test.content, "A.zip": packZip(t, packed{name: "A.json.gz", content: test.content})} {
			t.Chdir(writeFiles(t, map[string]string{name: content}))
			file := find(t, Options{}, name)[0]
			got := told(t, []*File{file})
			if want := file.Path + " user×2\n"; got != want+"  "+test.want && got != want+test.want {
				t.Errorf("%s behind it, %s:\ngot  %s\nwant %s  %s", test.reason, name, got, want, test.want)
			}
		}
	}
}

// TestManyNotesAreCounted bounds what is said of an archive.
func TestManyNotesAreCounted(t *testing.T) {
	var entries []packed
	for i := range 2 * maxNotes {
		entries = append(entries, packed{name: fmt.Sprintf("../%d.json", i)})
	}
	t.Chdir(writeFiles(t, map[string]string{"a.zip": packZip(t, entries...)}))
	files := find(t, Options{}, "a.zip")
	if n := len(files[0].Problems); len(files) != 1 || n != maxNotes+1 || files[0].Problems[n-1].Message != "100 other entries are not read" {
		t.Errorf("%d problems", n)
	}
}

func TestLimits(t *testing.T) {
	user := packed{name: "users.json", content: oneUser}
	blank := packed{name: "contacts.json", content: `[{"id":"c","phones":[],"proxyAddresses":[]}        ` + strings.Repeat(" ", 1000) + `]`}
	var many []packed
	for i := range 6000 {
		many = append(many, packed{name: fmt.Sprintf("%d.json", i)})
	}
	const tooLong = "no more is read: archives, compressed files, pipes and UTF-16 together hold more than --max-size allows"
	for _, test := range []struct {
		reason  string
		content string
		options Options
		want    string
	}{
		{
			"size, zip", packZip(t, user, blank), Options{MaxSize: 100},
			"A!/contacts.json contact×1\n  truncated 1:101 " + tooLong + "\nA!/users.json\n  truncated 1:1 " + tooLong + "\n",
		},
		{
			"size, tar.gz", packGzip(t, packTar(t, user, blank)), Options{MaxSize: 3*512 + 100},
			"A!/contacts.json contact×1\n  truncated 1:101 " + tooLong + "\nA!/users.json user×1\nA\n  truncated 0:0 " + tooLong + "; what stood behind that in the archive is lost\n",
		},
		{"size, gz", packGzip(t, blank.content), Options{MaxSize: 100}, "A contact×1\n  truncated 1:101 " + tooLong + "\n"},
		{"size that just suffices", packGzip(t, oneUser), Options{MaxSize: int64(len(oneUser))}, "A user×1\n"},
		{
			"entries, zip", packZip(t, user, blank), Options{MaxEntries: 1},
			"A!/users.json user×1\nA\n  truncated 0:0 only the first 1 entries are read: --max-entries allows no more\n",
		},
		{
			"entries, tar.gz", packGzip(t, packTar(t, user, blank)), Options{MaxEntries: 1},
			"A!/users.json user×1\nA\n  truncated 0:0 only the first 1 entries are read: --max-entries allows no more\n",
		},
		{"size, a pipe", "", Options{MaxSize: 100, Stdin: strings.NewReader(blank.content)}, "<stdin> contact×1\n  truncated 1:101 " + tooLong + "\n"},
		{"size, a pipe of gzip: both forms are kept", "", Options{MaxSize: 120, Stdin: strings.NewReader(packGzip(t, blank.content))}, fmt.Sprintf("<stdin> contact×1\n  truncated 1:%d %s\n", 121-len(packGzip(t, blank.content)), tooLong)},
		{"size, a zip archive on a pipe", "", Options{MaxSize: 100, Stdin: strings.NewReader(packZip(t, user, blank))}, "<stdin>\n  truncated 0:0 " + tooLong + "\n"},
		{"size, a tar archive on a pipe", "", Options{MaxSize: 1024, Stdin: strings.NewReader(packTar(t, user, blank))}, "<stdin>\n  truncated 0:0 " + tooLong + "; what stood behind that in the archive is lost\n"},
		{"size, UTF-16", string(utf16Text(blank.content, true)), Options{MaxSize: 100}, "A contact×1\n  truncated 1:101 " + tooLong + "\n"},
		{"size that just suffices, a pipe", "", Options{MaxSize: int64(len(oneUser)), Stdin: strings.NewReader(oneUser)}, "<stdin> user×1\n"},
		{"size that just suffices, UTF-16", string(utf16Text(oneUser, true)), Options{MaxSize: int64(len(oneUser))}, "A user×1\n"},
		{"the largest size, a pipe", "", Options{MaxSize: math.MaxInt64, Stdin: strings.NewReader(oneUser)}, "<stdin> user×1\n"},
		{"very many entries", packZip(t, many...), Options{MaxEntries: 1}, "A\n  truncated 0:0 not read: it has more than the 1 entries that --max-entries allows\n"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Chdir(writeFiles(t, map[string]string{"A": test.content}))
			path := "A"
			if test.options.Stdin != nil {
				path = Standard
			}
			if got := told(t, find(t, test.options, path)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// TestBombs holds that what a bomb becomes is bounded by its own size.
func TestBombs(t *testing.T) {
	const part = 4 << 20
	bomb := strings.Repeat(packGzip(t, strings.Repeat(" ", part)), 2*ratioFloor/part)
	limit := newAllowance(int64(len(bomb))).left
	t.Chdir(writeFiles(t, map[string]string{"users.json.gz": bomb}))
	file := find(t, Options{}, ".")[0]
	if err := readFile(t, context.Background(), file); err != nil {
		t.Fatal(err)
	}
	if file.Size != limit || len(file.Problems) != 1 || file.Problems[0].Code != lint.Truncated || !strings.Contains(file.Problems[0].Message, "bomb") {
		t.Errorf("%d bytes of %d: %s", file.Size, limit, outcome(file, nil))
	}
}

// TestEntriesShareAnAllowance holds that entries that overlap are no way around it.
func TestEntriesShareAnAllowance(t *testing.T) {
	s := newStore(context.Background(), DefaultMaxSize)
	a := &allowance{left: 10}
	for i, want := range []int{6, 4, 0} {
		got, err := io.ReadAll(s.limit(strings.NewReader("123456"), a))
		if len(got) != want || (err != nil) != (i > 0) {
			t.Errorf("reader %d: %q, %v", i, got, err)
		}
	}
	if s.left != DefaultMaxSize-10 {
		t.Errorf("%d bytes were counted", DefaultMaxSize-s.left)
	}
}

// TestEntriesAreReadBack reads entries again, small and large, with the archive
// gone.
func TestEntriesAreReadBack(t *testing.T) {
	long := `[{"id":"` + strings.Repeat("é", smallText) + `","userPrincipalName":"x"}]`
	entries := []packed{{name: "a.json", content: oneUser}, {name: "b.json", content: long}}
	for name, content := range map[string]string{"e.zip": packZip(t, entries...), "e.tgz": packGzip(t, packTar(t, entries...))} {
		t.Chdir(writeFiles(t, map[string]string{name: content}))
		files := find(t, Options{}, name)
		told(t, files)
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		for i, f := range files {
			got := make([]byte, f.Size)
			if _, err := f.ReadAt(got, 0); err != nil || string(got) != entries[i].content {
				t.Errorf("%s: %d bytes, %v", f.Path, len(got), err)
			}
		}
	}
}

// TestArchivesThatChange changes a zip archive after its entries were listed.
func TestArchivesThatChange(t *testing.T) {
	t.Chdir(writeFiles(t, map[string]string{"e.zip": packZip(t, packed{name: "users.json", content: oneUser})}))
	files := find(t, Options{}, "e.zip")
	if err := os.WriteFile("e.zip", []byte("PK\x03\x04"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, want := told(t, files), "e.zip!/users.json\n  truncated 0:0 "+errChanged.message+"\n"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestUnpackingEndsWhenCancelled(t *testing.T) {
	tgz := packGzip(t, packTar(t, packed{name: "users.json", content: oneUser}))
	dir := writeFiles(t, map[string]string{"a.tgz": tgz, "a.zip": packZip(t, packed{name: "users.json", content: oneUser}), "users.json.gz": packGzip(t, oneUser)})
	ctx, cancel := context.WithCancel(context.Background())
	export, err := Find(ctx, []string{filepath.Join(dir, "a.zip"), filepath.Join(dir, "users.json.gz")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for _, f := range export.Files {
		if err := readFile(t, context.Background(), f); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", f.Path, err)
		}
	}
	if err := export.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Find(ctx, []string{filepath.Join(dir, "a.tgz")}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a.tgz: %v", err)
	}
}

// FuzzArchive holds of arbitrary bytes that they are read without a panic, that
// what they become is bounded, and that nothing is passed over in silence: a file
// is recognised or has a problem.
func FuzzArchive(f *testing.F) {
	entries := []packed{{name: "users.json", content: oneUser}, {name: "a/b.txt", content: "{}"}, {name: "c.json.gz", content: packGzip(f, "[]")}, {name: "d.json", link: "e"}}
	tarFile := packTar(f, entries...)
	for _, seed := range []string{packZip(f, entries...), tarFile, packGzip(f, tarFile), packGzip(f, oneUser), oneUser, string(utf16Text(oneUser, true))} {
		f.Add([]byte(seed))
	}
	const most = 1 << 20
	f.Fuzz(func(t *testing.T, content []byte) {
		export, err := Find(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(content), MaxSize: most, MaxEntries: 100})
		if err != nil {
			t.Fatal(err)
		}
		if len(export.Files) == 0 {
			t.Error("nothing is said")
		}
		size := int64(0)
		for _, file := range export.Files {
			if err := readFile(t, context.Background(), file); err != nil {
				t.Fatal(err)
			}
			size += file.Size
			if len(file.Sections) == 0 && len(file.Problems) == 0 {
				t.Errorf("%q: nothing is said", file.Path)
			}
		}
		// UTF-16 becomes up to one and a half times as long.
		if bound := 3 * int64(most+len(content)) / 2; size > bound {
			t.Errorf("%d bytes of text, at most %d are allowed", size, bound)
		}
		if err := export.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestSpooledSizes packs texts around the sizes at which the store changes its way.
func TestSpooledSizes(t *testing.T) {
	s := newStore(context.Background(), DefaultMaxSize)
	defer s.close() //nolint:errcheck // a test's
	var want []string
	var got []*kept
	for i, size := range []int{0, 1, smallText - 1, smallText, smallText + 1, 3 * smallText, storeMemory - smallText, 5, smallText, 7} {
		content := strings.Repeat(string(rune('a'+i)), size)
		k, err := s.keep(strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		want, got = append(want, content), append(got, k)
	}
	for i, k := range got {
		b, err := io.ReadAll(k)
		if err != nil || !reflect.DeepEqual(string(b), want[i]) {
			t.Errorf("text %d: %d bytes of %d, %v", i, len(b), len(want[i]), err)
		}
	}
	if s.room < 0 {
		t.Errorf("the memory is overdrawn by %d bytes", -s.room)
	}
}
