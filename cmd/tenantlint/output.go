package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/report"
)

const textFormat = "text"

// An output is a format and the file that it goes to; "" is standard output.
type output struct{ format, path string }

// parseOutputs returns the outputs that --format asks for. What can be known to go
// wrong it refuses here, before an export of gigabytes is read.
func parseOutputs(specs, inputs []string) ([]output, error) {
	if len(specs) == 0 {
		return []output{{format: textFormat}}, nil
	}
	var outs []output
	for _, spec := range specs {
		format, path, toFile := strings.Cut(spec, "=")
		if path == "-" {
			path, toFile = "", false
		}
		out := output{format, path}
		if !slices.Contains(report.Formats(), format) {
			return nil, unknown("format", format, report.Formats(), lintUsage)
		}
		if toFile {
			if err := out.check(inputs); err != nil {
				return nil, err
			}
		}
		for _, other := range outs {
			switch {
			case out.path == "" && other.path == "":
				return nil, usagef("two formats on standard output, %s and %s; send one to a file, as in --format %s=FILE",
					other.format, out.format, out.format)
			case out.path != "" && sameFile(out.path, other.path):
				return nil, usagef("two formats in one file, %s: %s and %s", out.path, other.format, out.format)
			}
		}
		outs = append(outs, out)
	}
	return outs, nil
}

// check reports what is wrong with the file that an output is to go to.
func (o output) check(inputs []string) error {
	if o.path == "" {
		return usagef("no file behind --format %s=", o.format)
	}
	if info, err := os.Stat(o.path); err == nil && info.IsDir() {
		return usagef("cannot write %s to %s: it is a folder", o.format, o.path)
	}
	if info, err := os.Stat(filepath.Dir(o.path)); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return usagef("cannot write %s to %s: there is no such folder", o.format, o.path)
	}
	for _, input := range inputs {
		if sameFile(o.path, input) || inFolder(o.path, input) && !isReport(o.path) {
			return usagef("cannot write %s to %s: it is one of the files to check", o.format, o.path)
		}
	}
	return nil
}

// inFolder reports whether a path names a file that is there, in a folder or below.
func inFolder(path, folder string) bool {
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return false
	}
	file, err := filepath.EvalSymlinks(path)
	if err != nil {
		return false // nothing is there
	}
	root, err := filepath.EvalSymlinks(folder)
	if err != nil {
		return false
	}
	file, errFile := filepath.Abs(file)
	root, errRoot := filepath.Abs(root)
	rel, err := filepath.Rel(root, file)
	return errors.Join(errFile, errRoot, err) == nil && filepath.IsLocal(rel)
}

// isReport reports whether a file is a report of an earlier run, which may be
// replaced, or at least no JSON.
func isReport(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close() //nolint:errcheck // it was only read
	head := make([]byte, 200)
	n, _ := file.Read(head)
	text := strings.TrimSpace(string(head[:n]))
	return !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") ||
		strings.Contains(text, `"schemaVersion"`) || strings.Contains(text, "sarif-2.1.0")
}

// sameFile reports whether two paths name one file, which may not exist yet.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return os.SameFile(infoA, infoB)
	}
	dirA, errA := os.Stat(filepath.Dir(a))
	dirB, errB := os.Stat(filepath.Dir(b))
	return errA == nil && errB == nil && os.SameFile(dirA, dirB) && filepath.Base(a) == filepath.Base(b)
}

// writeFiles writes the outputs that go to files, each of them whole or not at
// all: nothing is put in its place before everything is on disk.
func writeFiles(r *lint.Report, outs []output, o report.Options) error {
	var drafts []*draft
	defer func() {
		for _, d := range drafts {
			d.discard()
		}
	}()
	for _, out := range outs {
		if out.path == "" {
			continue
		}
		d, err := newDraft(out.path)
		if err != nil {
			return fmt.Errorf("cannot write %s: %w", out.path, cause(err))
		}
		drafts = append(drafts, d)
		if err := errors.Join(report.Write(d.file, out.format, r, o), d.file.Close()); err != nil {
			return fmt.Errorf("cannot write %s: %w", out.path, cause(err))
		}
	}
	for _, d := range drafts {
		if err := d.place(); err != nil {
			return fmt.Errorf("cannot write %s: %w", d.target, cause(err))
		}
	}
	return nil
}

// A draft is a file that stands beside the one it is to replace.
type draft struct {
	target string
	file   *os.File // the target itself if it is a pipe or a device
}

func newDraft(path string) (*draft, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // the link stays
	}
	var mode fs.FileMode
	switch old, err := os.OpenFile(path, os.O_WRONLY, 0); {
	case err == nil:
		info, err := old.Stat()
		if err == nil && !info.Mode().IsRegular() {
			return &draft{path, old}, nil
		}
		if err := errors.Join(err, old.Close()); err != nil {
			return nil, err
		}
		mode = info.Mode()
	case !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	file, err := createBeside(path)
	if err != nil {
		return nil, err
	}
	d := &draft{path, file}
	if mode != 0 {
		if err := file.Chmod(mode); err != nil {
			d.discard()
			return nil, err
		}
	}
	return d, nil
}

// createBeside makes a new file in the folder of path. Unlike os.CreateTemp it
// leaves who may read it to the user's umask: in CI that is often someone else.
func createBeside(path string) (file *os.File, err error) {
	for n := range 1000 {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".tenantlint-%d-%d.tmp", os.Getpid(), n))
		file, err = os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666) //nolint:gosec // see above
		if !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return file, err
}

// place puts the draft, which is closed, in place of its target.
func (d *draft) place() error {
	if d.file.Name() == d.target {
		return nil
	}
	return os.Rename(d.file.Name(), d.target)
}

// discard removes what is left of the draft, which is nothing once it is in place.
func (d *draft) discard() {
	_ = d.file.Close()
	if d.file.Name() != d.target {
		_ = os.Remove(d.file.Name())
	}
}
