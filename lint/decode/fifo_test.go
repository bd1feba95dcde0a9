//go:build unix

package decode

import (
	"syscall"
	"testing"
)

// TestPipesInFolders holds that nobody waits for a pipe that nobody has named, and that it
// counts if its name is that of an export.
func TestPipesInFolders(t *testing.T) {
	t.Chdir(writeFiles(t, map[string]string{"users.json": oneUser}))
	for _, name := range []string{"a.json", "b.txt", "c"} {
		if err := syscall.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want := "users.json user×1\na.json\n  unrecognised 0:0 " + unplain + "\n"
	if got := told(t, find(t, Options{}, ".")); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
