package decode

import (
	"io"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A File is one file of an export and, once it was read, what it was taken for.
type File struct {
	Number int    // in the order of the run
	Path   string // as reported: relative to the working folder where possible, with slashes
	Root   string // the folder that was named and that the file was found in, or ""
	where  string // the part of its path that may tell what it is

	Sections []Section
	Problems []lint.Problem
	Group    string // id of the group whose members the file lists, in lower case, or ""
	Size     int64  // of the decoded text, in bytes

	open    func() (text, error)
	release func() error // what open keeps; nil: nothing
	text    text         // while it is open
}

// A Section is the part of a file that holds objects of one kind in one shape.
// Nearly every file is one section.
type Section struct {
	Kind     lint.Kind
	Shape    Shape
	Records  int64
	Evidence string // what told the kind, in words
	Partial  bool   // a page of several, or cut off
}

// A Shape is how a file holds its objects.
type Shape string

// The shapes.
const (
	GraphPage Shape = "graph-page"
	Array     Shape = "array"
	Object    Shape = "object"
	JSONLines Shape = "json-lines"
)

// A text is the decoded content of a file: UTF-8 without byte order mark.
type text interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Unread reports whether the file, or the rest of it, could not be read as what
// it claims to be, or was not recognised.
func (f *File) Unread() bool {
	for _, problem := range f.Problems {
		if problem.Code.Unread() || problem.Code == lint.Unrecognised {
			return true
		}
	}
	return false
}

// ReadAt reads the decoded text of the file, opening it again if need be. Close
// ends that.
func (f *File) ReadAt(p []byte, offset int64) (int, error) {
	if f.text == nil {
		content, err := f.open()
		if err != nil {
			return 0, err
		}
		f.text = content
	}
	return f.text.ReadAt(p, offset)
}

// Close releases what reading the file holds on to.
func (f *File) Close() error {
	if f.text == nil {
		return nil
	}
	err := f.text.Close()
	f.text = nil
	return err
}

func (f *File) problem(code lint.Code, offset int64, at Position, message string) {
	f.Problems = append(f.Problems, lint.Problem{
		Code: code, Message: message, Path: display.Untrusted(f.Path), File: f.Number,
		Offset: offset, Line: at.Line, Column: at.Column,
	})
}
