package decode

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"tenantlint/lint"
)

// A Said is what the user says that some files hold.
type Said struct {
	Glob string // of paths as they are reported; * is any part of a name, ** any folders
	Kind lint.Kind

	pattern *regexp.Regexp
}

// ParseSaid reads a text of the form GLOB=KIND, as in "exports/**/people.json=user".
func ParseSaid(text string) (Said, error) {
	at := strings.LastIndexByte(text, '=')
	if at < 1 {
		return Said{}, errors.New(`it takes GLOB=KIND, as in "people*.json=user"`)
	}
	kind, ok := lint.ParseKind(text[at+1:])
	if !ok {
		return Said{}, fmt.Errorf("unknown kind %q", text[at+1:])
	}
	glob := strings.TrimPrefix(text[:at], "./")
	return Said{Glob: text[:at], Kind: kind, pattern: globPattern(glob)}, nil
}

// globPattern returns what matches the paths of a glob, which begins at any folder.
func globPattern(glob string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString("(?:^|/)")
	for rest := glob; rest != ""; {
		switch {
		case strings.HasPrefix(rest, "**/"):
			b.WriteString("(?:.*/)?")
			rest = rest[3:]
		case strings.HasPrefix(rest, "**"):
			b.WriteString(".*")
			rest = rest[2:]
		case rest[0] == '*':
			b.WriteString("[^/]*")
			rest = rest[1:]
		case rest[0] == '?':
			b.WriteString("[^/]")
			rest = rest[1:]
		default:
			n := strings.IndexAny(rest[1:], "*?") + 1
			if n == 0 {
				n = len(rest)
			}
			b.WriteString(regexp.QuoteMeta(rest[:n]))
			rest = rest[n:]
		}
	}
	b.WriteByte('$')
	return regexp.MustCompile(b.String())
}

// say notes what the user says of the files. A glob that no file matches is a mistake.
func say(files []*File, kinds []Said) error {
	for _, said := range kinds {
		matched := false
		for _, f := range files {
			if said.pattern.MatchString(f.Path) {
				f.said, matched = said.Kind, true
			}
		}
		if !matched {
			return &PathError{"--kind " + said.Glob + "=" + said.Kind.String(), errors.New("no file matches")}
		}
	}
	return nil
}
