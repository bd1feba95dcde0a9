package decode

import (
	"archive/tar"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zip"
	"golang.org/x/text/encoding/charmap"
)

// archives are the endings of what is an archive in a folder.
var archives = []string{".zip", ".tar.gz", ".tgz", ".tar"}

// archiveEnding returns which of the archives' endings a name has, or "".
func archiveEnding(name string) string {
	name = strings.ToLower(name)
	for _, ending := range archives {
		if strings.HasSuffix(name, ending) {
			return ending
		}
	}
	return ""
}

func isArchive(name string) bool { return archiveEnding(name) != "" }

// take adds the entries of an archive, or a file that is none.
func (f *finder) take(c candidate) error {
	raw, err := c.raw()
	if err != nil {
		f.add(c)   // and its opening says why
		return nil //nolint:nilerr // see above
	}
	head, _ := headOf(raw) // an error shows again
	switch kind, _, _ := formOf(head); {
	case kind == zipped:
		f.zip(c, raw)
	case kind == tarred:
		err = f.tar(c, raw, false)
	case kind == gzipped && formInside(raw) == tarred:
		err = f.tar(c, raw, true)
	default:
		f.add(c)
	}
	return errors.Join(err, raw.Close())
}

// formInside returns the form of what was compressed with gzip.
func formInside(raw text) form {
	z, err := gzip.NewReader(io.NewSectionReader(raw, 0, raw.Size()))
	if err != nil {
		return plain
	}
	head := make([]byte, headSize)
	n, _ := io.ReadFull(z, head) // an error shows again
	f, _, _ := formOf(head[:n])
	return f
}

// An unpacker takes the entries of one archive.
type unpacker struct {
	finder  *finder
	archive candidate
	count   int
	seen    map[string]bool
	folders map[string]bool // of what was seen
	entries []entry
	notes   []*refusal
	more    int // notes that were left out
}

func newUnpacker(f *finder, archive candidate) *unpacker {
	return &unpacker{finder: f, archive: archive, seen: make(map[string]bool), folders: make(map[string]bool)}
}

// An entry is a file in an archive that may hold an export.
type entry struct {
	name   string // clean
	target string // what a link leads to, where that is known, or ""
	open   func() (text, error)
}

// maxNotes is how many entries of an archive that cannot be read are named.
const maxNotes = 100

// note says what is wrong with the archive itself or with an entry that has no
// name of its own.
func (u *unpacker) note(code lint.Code, format string, args ...any) {
	if len(u.notes) == maxNotes {
		u.more++
		return
	}
	u.notes = append(u.notes, &refusal{code, fmt.Sprintf(format, args...)})
}

// full reports whether the archive has more entries than are read, and notes that.
// It is asked once for each entry.
func (u *unpacker) full() bool {
	u.count++
	if u.count <= u.finder.options.MaxEntries {
		return false
	}
	u.note(lint.Truncated, "only the first %d entries are read: --max-entries allows no more", u.finder.options.MaxEntries)
	return true
}

// admit returns the clean name of an entry, and whether the entry may hold an
// export: of links, one without an ending may lead to a folder. What is wrong with the
// name is noted.
func (u *unpacker) admit(name string, link bool) (string, bool) {
	slashed := strings.ReplaceAll(name, `\`, "/") // as Windows PowerShell 5.1 packs
	clean := path.Clean(slashed)
	parts := strings.Split(clean, "/")
	var wrong string
	switch {
	case len(name) > maxNameLength:
		wrong = fmt.Sprintf("its name has more than %d bytes", maxNameLength)
	case len(parts) > maxNameDepth:
		wrong = fmt.Sprintf("it stands in more than %d folders", maxNameDepth)
	case path.IsAbs(slashed), len(parts[0]) == 2 && parts[0][1] == ':':
		wrong = "its name is absolute"
	case slices.Contains(strings.Split(slashed, "/"), ".."):
		wrong = "its name leads out of the archive"
	}
	if wrong != "" {
		u.note(lint.Malformed, "the entry %s is not read: %s", display.Quote(name), wrong)
		return "", false
	}
	for _, folder := range parts[:len(parts)-1] {
		if strings.HasPrefix(folder, ".") || folder == "__MACOSX" {
			return "", false
		}
	}
	if may, _ := exportName(clean); !may && !isArchive(clean) && (!link || path.Ext(clean) != "") {
		return "", false
	}
	if u.seen[clean] {
		u.note(lint.Malformed, "there are several entries %s; the first one is read", display.Quote(name))
		return "", false
	}
	u.seen[clean] = true
	for folder := path.Dir(clean); !link && !u.folders[folder]; folder = path.Dir(folder) {
		u.folders[folder] = true
	}
	return clean, true
}

func (u *unpacker) add(name string, open func() (text, error)) {
	u.entries = append(u.entries, entry{name: name, open: open})
}

// refuse adds an entry that is not read.
func (u *unpacker) refuse(name string, code lint.Code, message string) {
	u.add(name, func() (text, error) { return nil, &refusal{code, message} })
}

// link adds a link, which is not followed.
func (u *unpacker) link(name, target string) {
	u.refuse(name, lint.Unrecognised, linkEntry)
	u.entries[len(u.entries)-1].target = target
}

// finish adds what was found, in the order in which a folder is walked.
func (u *unpacker) finish() {
	f, root := u.finder, u.archive.path
	slices.SortFunc(u.entries, func(a, b entry) int {
		return cmp.Compare(strings.ReplaceAll(a.name, "/", "\x00"), strings.ReplaceAll(b.name, "/", "\x00"))
	})
	folder := u.archive.where[:len(u.archive.where)-len(archiveEnding(u.archive.where))]
	if u.archive.root == "" {
		folder = path.Base(folder)
	}
	before := len(f.files)
	for _, e := range u.entries {
		if e.target != "" && (u.seen[e.target] || u.folders[e.target]) {
			continue // it is read by its own name
		}
		if _, look := exportName(e.name); look && !beginsLikeJSON(e.open) {
			continue
		}
		f.addFile(candidate{path: root + "!/" + e.name, root: root, where: path.Join(folder, e.name)}, e.open)
	}
	if len(f.files) == before && len(u.notes) == 0 {
		u.note(lint.Unrecognised, "not recognised: the archive holds nothing that may be an export")
	}
	if len(u.notes) == 0 {
		return
	}
	if u.more > 0 {
		u.notes = append(u.notes, &refusal{lint.Malformed, fmt.Sprintf("%d other entries are not read", u.more)})
	}
	file := f.addFile(u.archive, nil)
	for _, note := range u.notes {
		file.problem(note.code, 0, Position{}, note.message)
	}
}

// tar takes the entries of a tar archive, compressed with gzip if packed. It can
// be read in order only, so its files are unpacked at once.
func (f *finder) tar(c candidate, raw text, packed bool) error {
	u := newUnpacker(f, c)
	a := newAllowance(raw.Size())
	var r io.Reader = io.NewSectionReader(raw, 0, raw.Size())
	if packed {
		z, err := newGunzip(r)
		if err != nil {
			return err // it was read before
		}
		r = z
	}
	r = f.store.limit(r, a)
	err := u.tar(r, a)
	if err == nil {
		_, err = io.Copy(io.Discard, r) // the checksum stands at the end
	}
	if t, ok := errors.AsType[*trouble](err); ok {
		return t
	}
	if err := f.store.ctx.Err(); err != nil {
		return &trouble{err}
	}
	switch {
	case err != nil:
		why := broken(err)
		u.note(why.code, "%s; what stood behind that in the archive is lost", why.message)
	case raw.changed():
		u.note(errChanged.code, "%s", errChanged.message)
	case raw.fault() != nil:
		u.note(raw.fault().code, "%s", raw.fault().message)
	case !packed && !endsWithZeros(raw):
		u.note(lint.Truncated, "the archive is cut off: its end is missing")
	}
	u.finish()
	return nil
}

// endsWithZeros reports whether a tar archive has the two blocks of zeros at its
// end, which package tar does not ask for.
func endsWithZeros(raw text) bool {
	end := make([]byte, 2*headSize)
	n, err := raw.ReadAt(end, raw.Size()-int64(len(end)))
	return n == len(end) && (err == nil || errors.Is(err, io.EOF)) && bytes.Count(end, []byte{0}) == n
}

// tar takes the entries of a tar archive, and of those that were appended to it: package
// tar reads to the zeros at the end of the first.
func (u *unpacker) tar(archives io.Reader, a *allowance) error {
	r, appended := tar.NewReader(archives), false
	for {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			block, err := behindZeros(archives)
			if len(block) == 0 || err != nil {
				return err
			}
			r, appended = tar.NewReader(io.MultiReader(bytes.NewReader(block), archives)), true
			continue
		}
		noHeader := errors.Is(err, tar.ErrHeader)
		if appended && (noHeader || errors.Is(err, io.ErrUnexpectedEOF)) {
			return &refusal{lint.Malformed, "after the end of the archive is something that is no archive, and not read: pack the export again"}
		}
		appended = false
		if noHeader {
			return &refusal{lint.Malformed, "the archive is damaged: no header stands where one should"}
		}
		if err != nil {
			return err
		}
		if header.Typeflag == tar.TypeDir {
			continue
		}
		if u.full() {
			return nil
		}
		name, ok := u.admit(header.Name, header.Typeflag == tar.TypeSymlink)
		switch {
		case !ok:
		case isArchive(name):
			u.refuse(name, lint.Unrecognised, nestedArchive)
		case header.Typeflag == tar.TypeSymlink:
			target := header.Linkname
			if !path.IsAbs(target) {
				target = path.Join(path.Dir(name), target) //nolint:gosec // nothing is read or written there
			}
			u.link(name, target)
		case header.Typeflag == tar.TypeLink:
			u.link(name, path.Clean(header.Linkname))
		case header.Typeflag != tar.TypeReg:
			u.refuse(name, lint.Unrecognised, strangeEntry)
		case header.PAXRecords["GNU.sparse.major"] != "", header.PAXRecords["GNU.sparse.map"] != "":
			u.refuse(name, lint.Unrecognised, strangeEntry) // its holes are as long as it says
		default:
			t, err := u.finder.store.unpack(r, a, true)
			if _, ok := errors.AsType[*trouble](err); ok {
				return err
			}
			u.add(name, func() (text, error) { return result(t, err) })
		}
	}
}

// behindZeros returns the next block of a tar archive that is not all zeros, or nothing
// at the end.
func behindZeros(r io.Reader) ([]byte, error) {
	block := make([]byte, headSize)
	for {
		n, err := io.ReadFull(r, block)
		switch {
		case bytes.Count(block[:n], []byte{0}) < n:
			return block[:n], nil
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return nil, nil
		case err != nil:
			return nil, err
		}
	}
}

// result makes an interface of what unpack returned.
func result(t *kept, err error) (text, error) {
	if err != nil {
		return nil, err
	}
	return t, nil
}

const (
	nestedArchive = "not read: it is an archive in an archive; unpack the outer one"
	linkEntry     = "not read: links in an archive are not followed"
	strangeEntry  = "not read: it is no plain file"
)

// zip takes the entries of a zip archive. Each is unpacked when it is opened
// first.
func (f *finder) zip(c candidate, raw text) {
	u := newUnpacker(f, c)
	d := &directory{candidate: c, text: raw, left: f.options.MaxEntries + spareSignatures}
	r, err := zip.NewReader(d, raw.Size())
	if err == nil && !beginsWithEntry(raw, r.File) {
		u.note(lint.Malformed, "before the entries that its list names is something else, as another archive, and that is not read: give each archive by itself")
	}
	d.text, d.left = nil, -1
	switch {
	case errors.Is(err, errEntries):
		u.note(lint.Truncated, "not read: it has more than the %d entries that --max-entries allows", f.options.MaxEntries)
	case raw.fault() != nil:
		u.note(raw.fault().code, "%s", raw.fault().message)
	case err != nil:
		u.note(lint.Truncated, "the archive is cut off or damaged: the list of its entries, at its end, cannot be read")
	default:
		u.zip(r, d, newAllowance(raw.Size()))
	}
	u.finish()
}

// localHeader is how long the header before an entry of a zip archive is, without its name
// and what else there is.
const localHeader = 30

// beginsWithEntry reports whether the entry that a zip archive begins with is in the list at
// its end, which package zip goes by: of two archives in one file, that has the second only.
func beginsWithEntry(raw text, entries []*zip.File) bool {
	header := make([]byte, localHeader)
	if _, err := raw.ReadAt(header, 0); err != nil || string(header[:4]) != "PK\x03\x04" {
		return true // an archive without entries
	}
	name := make([]byte, binary.LittleEndian.Uint16(header[26:]))
	if _, err := raw.ReadAt(name, localHeader); err != nil {
		return false
	}
	content := int64(localHeader+len(name)) + int64(binary.LittleEndian.Uint16(header[28:]))
	return slices.ContainsFunc(entries, func(e *zip.File) bool {
		if e.Name != string(name) {
			return false
		}
		offset, err := e.DataOffset()
		return err == nil && offset == content
	})
}

func (u *unpacker) zip(r *zip.Reader, d *directory, a *allowance) {
	for _, e := range r.File {
		raw := e.Name
		if !utf8.ValidString(raw) {
			raw, _ = charmap.CodePage437.NewDecoder().String(raw) // as the format has it; every byte is a character
		}
		if strings.HasSuffix(raw, "/") || strings.HasSuffix(raw, `\`) {
			continue
		}
		if u.full() {
			return
		}
		link := e.Mode()&fs.ModeSymlink != 0
		name, ok := u.admit(raw, link)
		switch {
		case !ok:
		case isArchive(name):
			u.refuse(name, lint.Unrecognised, nestedArchive)
		case link:
			u.link(name, "")
		case e.Mode()&fs.ModeType != 0:
			u.refuse(name, lint.Unrecognised, strangeEntry)
		case e.Flags&1 != 0:
			u.refuse(name, lint.Malformed, "not read: it is encrypted; pack it again without a password")
		case e.Method != zip.Store && e.Method != zip.Deflate:
			u.refuse(name, lint.Malformed, "not read: it was compressed by "+methodName(e.Method)+"; pack it again by Deflate, or as .tar.gz")
		default:
			u.add(name, u.opener(e, d, a))
		}
	}
}

// opener returns what opens the text of an entry of a zip archive.
func (u *unpacker) opener(e *zip.File, d *directory, a *allowance) func() (text, error) {
	s := u.finder.store
	var known *kept
	return func() (text, error) {
		if known != nil {
			return known, nil
		}
		t, err := d.during(func() (*kept, error) {
			r, err := e.Open()
			if err != nil {
				return nil, broken(err)
			}
			defer r.Close() //nolint:errcheck // it was only read
			return s.unpack(s.limit(r, a), a, true)
		})
		if err == nil {
			known = t
		}
		return result(t, err)
	}
}

// A directory is a zip archive while the list of its entries is read, and while
// one of them is: an archive is not held open in between.
type directory struct {
	candidate
	text text
	left int // how many signatures of entries may still be read, or -1: any
}

// spareSignatures is how many signatures are read twice, when the list is looked
// for.
const spareSignatures = 4096

var (
	errEntries     = errors.New("too many entries")
	entrySignature = []byte("PK\x01\x02")
)

// ReadAt bounds the list of entries, which package zip makes whole before anybody
// can count it: forty-six bytes of an archive become five hundred.
func (d *directory) ReadAt(p []byte, offset int64) (int, error) {
	n, err := d.text.ReadAt(p, offset)
	if d.left >= 0 {
		if d.left -= bytes.Count(p[:n], entrySignature); d.left < 0 {
			d.left = 0
			return 0, errEntries
		}
	}
	return n, err
}

// during does something while the archive is open.
func (d *directory) during(do func() (*kept, error)) (*kept, error) {
	var err error
	if d.text, err = d.raw(); err != nil {
		return nil, err
	}
	t, err := do()
	if err == nil && d.text.changed() {
		err = errChanged
	}
	return t, errors.Join(err, d.text.Close())
}

// methodName returns the name of a way to compress that is not read here.
func methodName(method uint16) string {
	names := map[uint16]string{1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "xz", 98: "PPMd"}
	if name := names[method]; name != "" {
		return name
	}
	return fmt.Sprintf("method %d", method)
}
