package decode

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

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
