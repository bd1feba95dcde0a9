package decode

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

const (
	linked  = "not read: links in a folder are not followed; give it as a path of its own, or put into the folder what it leads to"
	unplain = "not read: it is no plain file; give it as a path of its own"
)

// TestLinksInFolders holds that a link that may lead to an export is named and counts, unless
// what it leads to is read by another name.
func TestLinksInFolders(t *testing.T) {
	dir := writeFiles(t, map[string]string{
		"in/users.json": oneUser, "in/sub/contacts.json": `[{"id":"c","mailNickname":"c"}]`, "in/.hidden/groups.json": "[]",
		"in/notes.md": "milk", "out/groups.json": `[{"id":"g","groupTypes":[]}]`, "out/policy.txt": "{}", "out/notes.txt": "milk", "out/e.zip": "PK",
	})
	t.Chdir(dir)
	for link, target := range map[string]string{
		"in/again.json": "users.json", "in/loop": ".", "in/sub/up": "..", "in/sub2": "sub", // read by another name
		"in/groups.json": "../out/groups.json", "in/more": "../out", "in/gone.json": "nowhere", "in/all.zip": "../out/e.zip",
		"in/hidden.json": ".hidden/groups.json", "in/inside": ".hidden", "in/policy.txt": "../out/policy.txt", "in/ring.json": "ring.json",
		"in/gone": "nowhere", "in/gone.txt": "nowhere", "in/other.txt": "../out/notes.txt", "in/readme": "notes.md", "in/.more": "../out", // no exports
	} {
		if err := os.Symlink(filepath.FromSlash(target), link); err != nil {
			t.Fatal(err)
		}
	}
	export, err := Find(context.Background(), []string{"in"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := "in/sub/contacts.json contact×1\nin/users.json user×1\n"
	for _, name := range []string{"all.zip", "gone.json", "groups.json", "hidden.json", "inside", "more", "policy.txt", "ring.json"} {
		want += "in/" + name + "\n  unrecognised 0:0 " + linked + "\n"
	}
	if got := told(t, export.Files); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, f := range export.Files[2:] {
		if !f.Unread() {
			t.Errorf("%s does not count", f.Path)
		}
	}
	if got, want := export.PassedOver, []string{"in/gone", "in/gone.txt", "in/notes.md", "in/other.txt", "in/readme"}; !slices.Equal(got, want) {
		t.Errorf("passed over: %q, want %q", got, want)
	}
	if err := export.Close(); err != nil {
		t.Error(err)
	}

	named := find(t, Options{}, "in", "in/groups.json", "out", "in/hidden.json")
	if got, want := pathsOf(named), []string{
		"in/sub/contacts.json", "in/users.json", "in/groups.json", "out/e.zip", "out/policy.txt", "in/hidden.json",
		"in/gone.json", "in/inside", "in/ring.json",
	}; !slices.Equal(got, want) {
		t.Errorf("with what they lead to: %q, want %q", got, want)
	}
}

// TestPackedNamesOfExports holds that an export that is packed in a way that is not read
// counts as one.
func TestPackedNamesOfExports(t *testing.T) {
	t.Chdir(writeFiles(t, map[string]string{
		"users.json": oneUser, "a.json.xz": "\xfd7zXZ\x00", "b.jsonl.ZST": "\x28\xb5\x2f\xfd", "c.json.bz2": "BZh9", "d.json.7z": "7z\xbc\xaf\x27\x1c",
		"photos.7z": "7z\xbc\xaf\x27\x1c", "notes.txt.xz": "\xfd7zXZ\x00",
	}))
	want := "a.json.xz\n  unrecognised 0:0 not recognised: this is an xz file; give what is in it\n" +
		"b.jsonl.ZST\n  unrecognised 0:0 not recognised: this is a Zstandard file; give what is in it\n" +
		"c.json.bz2\n  unrecognised 0:0 not recognised: this is a bzip2 file; give what is in it\n" +
		"d.json.7z\n  unrecognised 0:0 not recognised: this is a 7z archive; give what is in it\n" +
		"users.json user×1\n"
	if got := told(t, find(t, Options{}, ".")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestManyFilesOfOneState holds that files of one size and time are not compared with each
// other.
func TestManyFilesOfOneState(t *testing.T) {
	files := make(map[string]string)
	for i := range 500 {
		files[fmt.Sprintf("%d.json", i)] = "{}"
	}
	dir := writeFiles(t, files)
	for name := range files {
		if err := os.Chtimes(filepath.Join(dir, name), time.Time{}, time.Unix(1e9, 0)); err != nil {
			t.Fatal(err)
		}
	}
	f := newFinder(context.Background(), Options{})
	if err := f.path(dir); err != nil {
		t.Fatal(err)
	}
	if len(f.files) != len(files) {
		t.Errorf("%d files", len(f.files))
	}
	for _, same := range f.seen {
		if len(same) > 2 {
			t.Fatalf("%d files are compared with each other", len(same))
		}
	}
}

// TestForgetKeepsWhatIsSaidOfArchives reads the files of an archive a second time.
func TestForgetKeepsWhatIsSaidOfArchives(t *testing.T) {
	t.Chdir(writeFiles(t, map[string]string{"e.zip": packZip(t, packed{name: "users.json", content: oneUser}, packed{name: "../x.json"})}))
	files := find(t, Options{}, "e.zip")
	want := told(t, files)
	for _, f := range files {
		f.Forget()
	}
	if got := told(t, files); got != want {
		t.Errorf("the second time %s\nthe first time %s", got, want)
	}
}
