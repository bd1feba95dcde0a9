package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

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
	target, err := resolve(o.path)
	if err != nil {
		return usagef("cannot write %s to %s: %s", o.format, o.path, err)
	}
	if info, err := os.Stat(filepath.Dir(target)); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		if target != o.path {
			return usagef("cannot write %s to %s: it is a link to %s, and there is no such folder", o.format, o.path, target)
		}
		return usagef("cannot write %s to %s: there is no such folder", o.format, o.path)
	}
	for _, input := range inputs {
		if sameFile(o.path, input) || inFolder(o.path, input) && !isReport(o.path) {
			return usagef("cannot write %s to %s: it is one of the files to check", o.format, o.path)
		}
	}
	return nil
}

// maxLinks is how many links lead to a file before they are taken for a circle.
const maxLinks = 40

// resolve follows the links that a path is, to the file that is written: it need not exist.
func resolve(path string) (string, error) {
	for range maxLinks {
		target, err := os.Readlink(path)
		if err != nil {
			return path, nil //nolint:nilerr // it is no link
		}
		if !filepath.IsAbs(target) {
			folder, err := filepath.EvalSymlinks(filepath.Dir(path))
			if err != nil {
				return "", cause(err)
			}
			target = filepath.Join(folder, target)
		}
		path = target
	}
	return "", errors.New("its links lead in a circle")
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
	a, errA = resolve(a)
	b, errB = resolve(b)
	if errA != nil || errB != nil {
		return false
	}
	dirA, errA := os.Stat(filepath.Dir(a))
	dirB, errB := os.Stat(filepath.Dir(b))
	return errA == nil && errB == nil && os.SameFile(dirA, dirB) && filepath.Base(a) == filepath.Base(b)
}

// writeFiles writes the outputs that go to files, each of them complete or not at
// all: nothing is put in its place before everything is on disk. Of what ctx ends,
// nothing is left.
func writeFiles(ctx context.Context, r *lint.Report, outs []output, o report.Options) error {
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
		stop := context.AfterFunc(ctx, d.discard)
		defer stop() //nolint:revive // there are few, and each until the end
		if err := errors.Join(report.Write(d.file, out.format, r, o), d.finish()); err != nil {
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

// A draft is a file beside the one that it is to replace. It is open until it does: that
// shows other runs that it is not abandoned.
type draft struct {
	target  string
	file    *os.File // the target itself if it is a pipe or a device
	discard func()   // closes the draft, and removes what is left of it: nothing once it is in place
}

func newDraft(path string) (*draft, error) {
	path, err := resolve(path) // the link stays
	if err != nil {
		return nil, err
	}
	var mode fs.FileMode
	switch old, err := os.OpenFile(path, os.O_WRONLY, 0); {
	case err == nil:
		info, err := old.Stat()
		if err == nil && !info.Mode().IsRegular() {
			return &draft{path, old, func() { _ = old.Close() }}, nil // what matters was said by finish
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
	d := &draft{path, file, sync.OnceFunc(func() { _ = errors.Join(file.Close(), os.Remove(file.Name())) })} // most often both are done
	if mode != 0 {
		if err := file.Chmod(mode); err != nil {
			d.discard()
			return nil, err
		}
	}
	return d, nil
}

var abandoned = regexp.MustCompile(`^\.tenantlint-[0-9]+-[0-9]+\.tmp$`)

// createBeside makes a new file in the folder of path, and removes those there that killed
// runs have left. Unlike os.CreateTemp it leaves who may read it to the user's umask: in CI
// that is often someone else.
func createBeside(path string) (*os.File, error) {
	folder := filepath.Dir(path)
	entries, _ := os.ReadDir(folder) // to write there is enough
	for _, entry := range entries {
		if entry.Type().IsRegular() && abandoned.MatchString(entry.Name()) {
			removeAbandoned(filepath.Join(folder, entry.Name()))
		}
	}
	for n := range 1000 {
		name := filepath.Join(folder, fmt.Sprintf(".tenantlint-%d-%d.tmp", os.Getpid(), n))
		file, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666) //nolint:gosec // see above
		switch {
		case errors.Is(err, fs.ErrExist):
		case err != nil || claim(file):
			return file, err
		default:
			_ = file.Close() // it is another run's now
		}
	}
	return nil, fs.ErrExist
}

// finish makes sure that all that was written has arrived.
func (d *draft) finish() error {
	if d.file.Name() == d.target {
		return d.file.Close()
	}
	return d.file.Sync()
}

// place puts the draft in place of its target.
func (d *draft) place() error {
	if d.file.Name() == d.target {
		return nil
	}
	if err := d.file.Close(); err != nil {
		return err
	}
	return os.Rename(d.file.Name(), d.target)
}
