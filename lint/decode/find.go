package decode

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Options are what [Find] depends on beside the paths.
type Options struct {
	Stdin      io.Reader // read where a path is [Standard]
	MaxSize    int64     // how many bytes are unpacked in all; 0: [DefaultMaxSize]
	MaxEntries int       // how many entries an archive may have; 0: [DefaultMaxEntries]
}

// An Export is the files of a run, and what was unpacked of them.
type Export struct {
	Files      []*File
	PassedOver []string // files in folders that by their names hold no JSON
	store      *store
}

// Close ends the run: nothing of the files can be read any more, and no temporary
// file is left.
func (e *Export) Close() error {
	var first error
	for _, f := range e.Files {
		if err := f.Close(); first == nil {
			first = err
		}
	}
	return errors.Join(first, e.store.close())
}

// A PathError says that a path the user named cannot be used.
type PathError struct {
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// Standard is the path that stands for standard input, and standardName how it
// appears in reports.
const (
	Standard     = "-"
	standardName = "<stdin>"
)

// Find returns the files that the paths name, in the order given and each once,
// whatever its names.
//
// Folders are walked in the order of names; links in them are not followed, hidden
// folders are passed over, and of their files those are taken that an export may
// be in. An archive is a folder too; where a path names it, its name does not
// matter. What can be read in order only is unpacked here, until ctx is done.
func Find(ctx context.Context, paths []string, o Options) (*Export, error) {
	f := newFinder(ctx, o)
	for _, name := range paths {
		if err := f.path(name); err != nil {
			if t, ok := errors.AsType[*trouble](err); ok {
				err = t.error
			} else {
				err = &PathError{name, err}
			}
			return nil, errors.Join(err, f.store.close())
		}
	}
	return &Export{f.files, f.passedOver, f.store}, nil
}

func newFinder(ctx context.Context, o Options) *finder {
	f := &finder{
		options: Options{o.Stdin, cmp.Or(o.MaxSize, DefaultMaxSize), cmp.Or(o.MaxEntries, DefaultMaxEntries)},
		seen:    make(map[identity][]fs.FileInfo),
	}
	f.store = newStore(ctx, f.options.MaxSize)
	f.here, _ = os.Getwd() // without it, paths are reported as given
	return f
}

type finder struct {
	options Options
	store   *store
	here    string
	stdin   bool                       // it was read
	seen    map[identity][]fs.FileInfo // what was taken
	files   []*File

	passedOver []string
}

// A candidate is a file that may be an archive.
type candidate struct {
	path  string // as reported
	root  string // the folder that was named, as reported, or ""
	where string // the part of its path that may tell what it is
	raw   func() (text, error)
}

func (f *finder) path(name string) error {
	if name == Standard {
		if f.stdin {
			return nil
		}
		f.stdin = true
		return f.stream(candidate{path: standardName}, f.options.Stdin)
	}
	info, err := os.Stat(name)
	if err != nil {
		return err.(*fs.PathError).Err //nolint:errorlint,errcheck // os.Stat returns no other
	}
	if f.again(info) {
		return nil
	}
	if info.IsDir() {
		return f.folder(name)
	}
	c := candidate{path: f.reported(name), where: filepath.ToSlash(name), raw: onDisk(name)}
	if info.Mode().IsRegular() {
		return f.take(c)
	}
	pipe, err := os.Open(name)
	if err != nil {
		f.add(c)   // and its opening says why
		return nil //nolint:nilerr // see above
	}
	return errors.Join(f.stream(c, pipe), pipe.Close())
}

// stream takes what can be read once only.
func (f *finder) stream(c candidate, r io.Reader) error {
	raw, err := f.store.keep(r)
	if err != nil {
		return err
	}
	c.raw = func() (text, error) { return raw, nil }
	return f.take(c)
}

func (f *finder) folder(name string) error {
	root := filepath.Clean(name)
	base := filepath.Base(root)
	if abs, err := filepath.Abs(root); err == nil {
		base = filepath.Base(abs)
	}
	shown := f.reported(name)
	// A link is followed where the user names it: with a slash, it is a folder.
	start := strings.TrimSuffix(root, string(filepath.Separator)) + string(filepath.Separator)
	return filepath.WalkDir(start, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			if file != start && strings.HasPrefix(entry.Name(), ".") {
				return fs.SkipDir
			}
			return nil
		}
		rel, relErr := filepath.Rel(root, file)
		if relErr != nil {
			return relErr
		}
		c := candidate{path: f.reported(file), root: shown, where: path.Join(base, filepath.ToSlash(rel)), raw: onDisk(file)}
		if err != nil {
			// Nothing in a folder that cannot be listed is passed over in silence.
			f.add(c)
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		archive := isArchive(file)
		may, look := exportName(file)
		if !entry.Type().IsRegular() || !archive && !may || look && !beginsLikeJSON(f.opener(c.raw)) {
			if entry.Type().IsRegular() && !strings.HasPrefix(entry.Name(), ".") {
				f.passedOver = append(f.passedOver, c.path)
			}
			return nil
		}
		if info, err := entry.Info(); err == nil && f.again(info) {
			return nil
		}
		if archive {
			return f.take(c)
		}
		f.add(c)
		return nil
	})
}

// again reports whether a file was taken before, maybe by another name.
func (f *finder) again(info fs.FileInfo) bool {
	id := identify(info)
	for _, before := range f.seen[id] {
		if os.SameFile(before, info) {
			return true
		}
	}
	f.seen[id] = append(f.seen[id], info)
	return false
}

// exportName reports whether a file in a folder or archive may hold an export. Text
// files do where they begin like JSON, for which look asks: an article of Microsoft
// has people save policyobject.txt, but a note is none of ours.
func exportName(name string) (may, look bool) {
	if strings.HasPrefix(path.Base(filepath.ToSlash(name)), "._") {
		return false, false // what macOS notes of a file, by the file's name
	}
	switch strings.ToLower(path.Ext(bare(name))) {
	case ".json", ".jsonl", ".ndjson":
		return true, false
	case ".txt":
		return true, true
	}
	return false, false
}

// bare returns the name that a compressed file had before.
func bare(name string) string {
	if strings.EqualFold(path.Ext(name), ".gz") {
		return name[:len(name)-len(".gz")]
	}
	return name
}

// beginsLikeJSON looks at a text. What cannot be looked at is not passed over in
// silence.
func beginsLikeJSON(open func() (text, error)) bool {
	content, err := open()
	if err != nil {
		return true
	}
	defer content.Close() //nolint:errcheck // it was only read
	head, err := headOf(content)
	start := strings.TrimLeft(string(head), " \t\r\n")
	return err != nil || strings.HasPrefix(start, "{") || strings.HasPrefix(start, "[")
}

// opener returns what opens the decoded text of a file. What had to be unpacked or
// decoded for that is kept.
func (f *finder) opener(raw func() (text, error)) func() (text, error) {
	var known text
	return func() (text, error) {
		if known != nil {
			return known, nil
		}
		content, err := raw()
		if err != nil {
			return nil, err
		}
		t, err := f.store.decode(content)
		if k, ok := t.(*kept); ok {
			known = k
		}
		return t, err
	}
}

// add adds a file that is no archive.
func (f *finder) add(c candidate) {
	f.addFile(c, f.opener(c.raw))
}

func (f *finder) addFile(c candidate, open func() (text, error)) *File {
	where := bare(c.where)
	file := &File{
		Number: len(f.files),
		Path:   c.path,
		Root:   c.root,
		Group:  folderKind(where).group,
		where:  where,
		open:   open,
	}
	f.files = append(f.files, file)
	return file
}

// reported returns how a path appears in reports: relative to the working folder
// if it is below it, with forward slashes.
func (f *finder) reported(file string) string {
	if filepath.IsAbs(file) && f.here != "" {
		if rel, err := filepath.Rel(f.here, file); err == nil && filepath.IsLocal(rel) {
			file = rel
		}
	}
	return filepath.ToSlash(filepath.Clean(file))
}
