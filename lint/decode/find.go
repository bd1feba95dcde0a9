package decode

import (
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A PathError says that a path the user named cannot be used.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// Standard is the path that stands for standard input.
const Standard = "-"

// Find returns the files that the paths name, in the order given and each once.
// Folders are walked in the order of names; links in them are not followed,
// hidden folders are passed over, and of their files those are taken that an
// export may be in. stdin is read when the path is [Standard].
func Find(paths []string, stdin io.Reader) ([]*File, error) {
	f := finder{seen: make(map[string]bool), stdin: stdin}
	f.here, _ = os.Getwd() // without it, paths are reported as given
	for _, name := range paths {
		if err := f.path(name); err != nil {
			return nil, &PathError{name, err}
		}
	}
	return f.files, nil
}

type finder struct {
	here  string
	stdin io.Reader
	seen  map[string]bool
	files []*File
}

func (f *finder) path(name string) error {
	if name == Standard {
		if !f.seen[Standard] {
			f.seen[Standard] = true
			f.stream()
		}
		return nil
	}
	info, err := os.Stat(name)
	if err != nil {
		return err.(*fs.PathError).Err //nolint:errorlint,errcheck // os.Stat returns no other
	}
	if !info.IsDir() {
		f.add(name, "", filepath.ToSlash(name))
		return nil
	}
	root := filepath.Clean(name)
	base := filepath.Base(root)
	if abs, err := filepath.Abs(root); err == nil {
		base = filepath.Base(abs)
	}
	return filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			// Nothing in a folder that cannot be listed is passed over in silence.
			f.add(file, root, base)
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			if file != root && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
		case entry.Type().IsRegular() && readable(file):
			rel, err := filepath.Rel(root, file)
			if err != nil {
				return err
			}
			f.add(file, root, path.Join(base, filepath.ToSlash(rel)))
		}
		return nil
	})
}

// readable reports whether a file in a folder may hold an export. Text files do
// where they begin like JSON: an article of Microsoft has people save
// policyobject.txt, but a note is none of ours.
func readable(file string) bool {
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json", ".jsonl", ".ndjson":
		return true
	case ".txt":
		content, err := openFile(file)
		if err != nil {
			return false
		}
		defer content.Close() //nolint:errcheck // it was only read
		head := make([]byte, 64)
		n, _ := content.ReadAt(head, 0)
		return strings.HasPrefix(strings.TrimLeft(string(head[:n]), " \t\r\n"), "{") ||
			strings.HasPrefix(strings.TrimLeft(string(head[:n]), " \t\r\n"), "[")
	}
	return false
}

func (f *finder) add(file, root, where string) {
	abs, err := filepath.Abs(file)
	if err != nil {
		abs = file
	}
	if f.seen[abs] {
		return
	}
	f.seen[abs] = true
	f.files = append(f.files, &File{
		Number: len(f.files),
		Path:   f.reported(file, abs),
		Root:   f.reported(root, root),
		Group:  folderKind(where).group,
		where:  where,
		open:   func() (text, error) { return openFile(file) },
	})
}

// reported returns how a path appears in reports: relative to the working folder
// if it is below it, with forward slashes.
func (f *finder) reported(file, abs string) string {
	if filepath.IsAbs(file) && f.here != "" {
		if rel, err := filepath.Rel(f.here, abs); err == nil && filepath.IsLocal(rel) {
			file = rel
		}
	} else if file != "" {
		file = filepath.Clean(file)
	}
	return filepath.ToSlash(file)
}

// stream adds standard input, which is read once and kept for the run.
func (f *finder) stream() {
	var kept text
	var failed error
	f.files = append(f.files, &File{
		Number: len(f.files),
		Path:   "<stdin>",
		open: func() (text, error) {
			if kept == nil && failed == nil {
				var content text
				if content, failed = spool(f.stdin); failed == nil {
					kept, failed = decode(content, content.Size())
				}
			}
			if failed != nil {
				return nil, failed
			}
			return keptText{kept}, nil
		},
		release: func() error {
			if kept == nil {
				return nil
			}
			return kept.Close()
		},
	})
}

// keptText is a text that outlives its closing.
type keptText struct{ text }

func (keptText) Close() error { return nil }

// Release ends a run: nothing of the files can be read any more.
func Release(files []*File) error {
	var first error
	for _, f := range files {
		err := f.Close()
		if f.release != nil && err == nil {
			err = f.release()
		}
		if first == nil {
			first = err
		}
	}
	return first
}
