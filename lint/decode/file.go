package decode

import (
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A File is one file of an export and, once it was read, what it was taken for.
type File struct {
	Number int       // in the order of the run
	Path   string    // as reported: relative to the working folder where possible, with slashes
	Root   string    // the folder that was named and that the file was found in, or ""
	where  string    // the part of its path that may tell what it is
	said   lint.Kind // what the user says that it holds

	// Nulls says, by kind, which properties that the file does not have are null. The
	// scan cannot know: a property that was asked for and that is missing may have been
	// taken away.
	Nulls [lint.NumKinds]uint64

	Sections []Section
	Problems []lint.Problem

	Meant    lint.Kind       // what a file that was not recognised says that it holds
	doubtful bool            // not all that it holds was understood
	Group    string          // id of the group whose members the file lists by its path, in lower case, or ""
	Listed   map[string]bool // ids of the groups whose members it lists
	Size     int64           // of the decoded text, in bytes

	open func() (text, error) // nil: there is nothing to read, and Problems say why
	text text                 // while it is open
	back bool                 // it is open to be read back
}

// A Section is the part of a file that holds objects of one kind in one shape.
// Nearly every file is one section.
type Section struct {
	Kind     lint.Kind
	Shape    Shape
	Records  int64
	Evidence string // what told the kind, in words
	Partial  bool   // a page of several, or cut off

	Alone    int64  // records that are documents by themselves, not in a list
	Entities int64  // those of them that were read by their ids
	Left     int64  // objects that were left out
	Declared int64  // how many objects a response says there are
	Filter   string // by what the list shows that it was cut down, in words, or ""

	Delta   bool // it holds what changed since an earlier export
	page    bool // its last page says that another follows
	members bool // it has changes of members
}

// A Shape is how a file holds its objects.
type Shape string

// The shapes.
const (
	GraphPage Shape = "graph-page"
	Array     Shape = "array"
	Object    Shape = "object"
	JSONLines Shape = "json-lines"

	PowerShellArray Shape = "powershell-array" // {"value": […], "Count": n} of Windows PowerShell
	Batch200        Shape = "batch"            // the bodies of Graph's $batch
	ScubaGear       Shape = "scubagear"
	AzureHound      Shape = "azurehound"
	PolicyExport    Shape = "policy-export" // {"Policies": […]} of Conditional Access exporters
)

// contradicted notes that the file is not what the user says, by evidence that is stronger.
func (f *File) contradicted() {
	if f.said == lint.NoKind || len(f.Sections) == 0 || f.holds(f.said) {
		return
	}
	s := f.Sections[0]
	f.problem(lint.Unrecognised, 0, Start, fmt.Sprintf("--kind says %s, but by %s it has %s", f.said.Plural(), s.Evidence, s.Kind.Plural()))
	f.doubtful = true
}

// IsLines reports whether the file is JSON Lines by its name: one line is a list too.
func (f *File) IsLines() bool {
	ending := strings.ToLower(path.Ext(f.where))
	return ending == ".jsonl" || ending == ".ndjson"
}

// InTree reports whether the file is where EntraExporter writes an object of a list: in a
// folder of its own, in one for the kind.
func (f *File) InTree() bool {
	folder := path.Dir(f.where)
	return folderKind(f.where).kind != lint.NoKind && strings.EqualFold(path.Base(folder), strings.TrimSuffix(path.Base(f.where), path.Ext(f.where))) &&
		folderKinds[strings.ToLower(path.Base(path.Dir(folder)))] != lint.NoKind
}

// Unread reports whether the file, or the rest of it, could not be read as what it
// claims to be. A file of another kind was read.
func (f *File) Unread() bool {
	return slices.ContainsFunc(f.Problems, lint.Problem.Unread)
}

// A ChangedError says that a file cannot be read back as it was when it was read first:
// it has changed, or is gone. That is the export's trouble; see [Export.Drop].
type ChangedError struct {
	File *File
	why  *refusal
}

func (e *ChangedError) Error() string { return display.String(e.File.Path) + " " + e.why.message }
func (e *ChangedError) Unwrap() error { return e.why }

// Changed returns the error of a file that is not what it was.
func (f *File) Changed() error { return &ChangedError{f, errChanged} }

// failed returns what it means that the file cannot be read back. Of what the run itself
// keeps, it is the program's trouble.
func (f *File) failed(err error) error {
	if _, ok := errors.AsType[*trouble](err); ok || f.text != nil && !liesOnDisk(f.text) {
		return err
	}
	if why, ok := errors.AsType[*refusal](err); ok {
		return &ChangedError{f, why}
	}
	if errors.Is(err, io.EOF) {
		return f.Changed()
	}
	return &ChangedError{f, &refusal{lint.Truncated, "changed while it was read: " + display.String(err.Error())}}
}

// ReadAt reads the decoded text of the file, opening it again if need be. Close
// ends that.
func (f *File) ReadAt(p []byte, offset int64) (int, error) {
	if f.text == nil {
		content, err := f.open()
		if err != nil {
			return 0, f.failed(err)
		}
		f.text, f.back = content, true
	}
	n, err := f.text.ReadAt(p, offset)
	if n < len(p) {
		return n, f.failed(err)
	}
	return n, nil
}

// Close releases what reading the file holds on to. It fails if the file has
// changed since it was opened to be read back.
func (f *File) Close() error {
	if f.text == nil {
		return nil
	}
	var err error
	if f.back && f.text.changed() {
		err = f.Changed()
	}
	err = errors.Join(err, f.text.Close())
	f.text, f.back = nil, false
	return err
}

func (f *File) problem(code lint.Code, offset int64, at Position, message string) {
	f.Problems = append(f.Problems, lint.Problem{
		Code: code, Message: message, Path: display.Untrusted(f.Path), File: f.Number,
		Offset: offset, Line: at.Line, Column: at.Column,
	})
}

// refused notes why nothing of the file is read. It was meant as an export.
func (f *File) refused(why *refusal) {
	f.problem(why.code, 0, Position{}, why.message)
	f.Problems[len(f.Problems)-1].Lost = true
}

// Forget makes the file as if it had not been read. What is said of an archive does not
// come from reading.
func (f *File) Forget() {
	if f.open != nil {
		f.Sections, f.Problems, f.Listed, f.Meant, f.doubtful = nil, nil, nil, lint.NoKind, false
	}
}
