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
	"slices"
	"strings"

	"tenantlint/lint"
)

// Options are what [Find] depends on beside the paths.
type Options struct {
	Stdin      io.Reader // read where a path is [Standard]
	MaxSize    int64     // how many bytes are unpacked, decoded and piped in, in all; 0: [DefaultMaxSize]
	MaxEntries int       // how many entries an archive may have; 0: [DefaultMaxEntries]
	Kinds      []Said    // what files are of which neither content nor name says it
}

// An Export is the files of a run, and what was unpacked of them.
type Export struct {
	Files      []*File
	PassedOver []string // files in folders that by their names hold no JSON, and links to such
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

// Drop makes the export ready to be read again, without a file that has changed.
func (e *Export) Drop(changed *ChangedError) {
	for _, f := range e.Files {
		_ = f.Close() // it is opened again
		f.Forget()
	}
	changed.File.open = func() (text, error) { return nil, changed.why }
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
// matter. What can be read in order only is unpacked here, until ctx is done; to
// open a FIFO may take longer than that.
func Find(ctx context.Context, paths []string, o Options) (*Export, error) {
	sweep(os.TempDir())
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
	if err := say(f.files, o.Kinds); err != nil {
		return nil, errors.Join(err, f.store.close())
	}
	f.setAside()
	return &Export{f.files, f.passedOver, f.store}, nil
}

func newFinder(ctx context.Context, o Options) *finder {
	f := &finder{
		options: Options{o.Stdin, cmp.Or(o.MaxSize, DefaultMaxSize), cmp.Or(o.MaxEntries, DefaultMaxEntries), o.Kinds},
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
	seen    map[identity][]fs.FileInfo // files that were taken, and folders that were walked
	files   []*File

	aside      []aside
	passedOver []string
}

// An aside is what a folder holds that may be an export and is not read, and why.
type aside struct {
	candidate
	target fs.FileInfo // what it leads to; nil: nothing
	why    string
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
	raw, err := f.store.spool(r)
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
			if info, err := entry.Info(); err == nil {
				f.again(info) // its files are taken one by one
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
		if !entry.Type().IsRegular() {
			f.special(c, file, entry.Type())
			return nil
		}
		archive := isArchive(file)
		may, look := exportName(file)
		if !archive && !may || look && !beginsLikeJSON(f.opener(c.raw)) {
			f.passOver(c)
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

// passOver notes a file that is not looked at.
func (f *finder) passOver(c candidate) {
	if !strings.HasPrefix(path.Base(c.path), ".") {
		f.passedOver = append(f.passedOver, c.path)
	}
}

// special looks at what in a folder is neither a file nor a folder: a link, or a pipe.
func (f *finder) special(c candidate, file string, kind fs.FileMode) {
	target, err := os.Stat(file)
	folder := err == nil && target.IsDir()
	may, look := exportName(file)
	may = may || isArchive(file)
	switch {
	case folder && strings.HasPrefix(path.Base(c.path), "."): // as of folders
	case kind&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice) != 0 && may && !look:
		f.aside = append(f.aside, aside{c, target, "not read: it is no plain file; give it as a path of its own"})
	case folder, may && !look, may && err == nil && target.Mode().IsRegular() && beginsLikeJSON(f.opener(c.raw)):
		f.aside = append(f.aside, aside{c, target, "not read: links in a folder are not followed; give it as a path of its own, or put into the folder what it leads to"})
	default:
		f.passOver(c)
	}
}

// setAside adds what was found in folders and is not read, though it may be an export.
// What is read by another name is no loss.
func (f *finder) setAside() {
	for _, a := range f.aside {
		if a.target == nil || !f.taken(a.target) {
			f.addFile(a.candidate, func() (text, error) { return nil, &refusal{lint.Unrecognised, a.why} })
		}
	}
}

// again reports whether a file was taken before, maybe by another name, and notes it.
func (f *finder) again(info fs.FileInfo) bool {
	if f.taken(info) {
		return true
	}
	id := identify(info)
	f.seen[id] = append(f.seen[id], info)
	return false
}

func (f *finder) taken(info fs.FileInfo) bool {
	return slices.ContainsFunc(f.seen[identify(info)], func(before fs.FileInfo) bool { return os.SameFile(before, info) })
}

// exportName reports whether a file in a folder or archive may hold an export. Text
// files do where they begin like JSON, for which look asks: an article of Microsoft
// has people save policyobject.txt, but a note is none of ours.
func exportName(name string) (may, look bool) {
	if strings.HasPrefix(path.Base(filepath.ToSlash(name)), "._") {
		return false, false // what macOS notes of a file, by the file's name
	}
	switch strings.ToLower(path.Ext(unpacked(name))) {
	case ".json", ".jsonl", ".ndjson":
		return true, false
	}
	text := strings.EqualFold(path.Ext(bare(name)), ".txt")
	return text, text
}

// unpacked returns the name that a file had before somebody packed it, in a way that is
// read here or not: then its opening says so.
func unpacked(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".7z", ".br", ".bz2", ".rar", ".xz", ".z", ".zst":
		return name[:len(name)-len(path.Ext(name))]
	}
	return bare(name)
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
