package main

import (
	"bufio"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// licenses are the notices that have to go where the binary goes: a folder for each
// module that is linked into it, named by its path, with the files as the module has
// them.
//
//go:embed licenses
var licenses embed.FS

func printLicenses(w *bufio.Writer) error {
	return fs.WalkDir(licenses, "licenses", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := licenses.ReadFile(path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "=== %s\n\n%s\n\n", strings.TrimPrefix(path, "licenses/"), strings.TrimSpace(string(text)))
		return err
	})
}
