package decode

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// Settle looks at all files of a run together, when they were read: a link to a
// next page is fine where that page is there, and one file of EntraExporter holds
// what is left of many.
func Settle(files []*File) {
	type place struct {
		folder, stem string
		number       int
	}
	byPlace := make(map[place]*File)
	at := func(f *File) place {
		folder, name := path.Split(bare(f.Path))
		match := numbered.FindStringSubmatch(name)
		if match == nil {
			return place{folder, strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), 0}
		}
		n, _ := strconv.Atoi(match[2]) // digits, or too many to matter
		return place{folder, strings.ToLower(strings.TrimRight(match[1], "-_. ")), n}
	}
	for _, f := range files {
		byPlace[at(f)] = f
	}
	for _, f := range files {
		f.lostPartners()
		if len(f.Sections) != 1 || !f.Sections[0].page {
			continue
		}
		here := at(f)
		for _, n := range []int{here.number + 1, here.number + 2} { // users.json, users-2.json
			if n > here.number+1 && here.number != 0 {
				break
			}
			next := byPlace[place{here.folder, here.stem, n}]
			if next == nil || !slices.ContainsFunc(next.Sections, func(s Section) bool { return s.Kind == f.Sections[0].Kind }) {
				continue
			}
			f.Sections[0].Partial = f.Unread()
			f.Problems = slices.DeleteFunc(f.Problems, func(p lint.Problem) bool { return p.Code == lint.NextLink })
		}
	}
}

// numbered takes the number of a page from the name of its file.
var numbered = regexp.MustCompile(`^(.*?)(\d{1,9})\.\w+$`)

// lostPartners notes the file in which EntraExporter writes one partner over the
// other: they have no id to name a file by.
func (f *File) lostPartners() {
	if !strings.HasSuffix(strings.ToLower("/"+f.where), "/partners/partners/partners.json") {
		return
	}
	for i, s := range f.Sections {
		if s.Kind != lint.CrossTenantAccessPolicyPartner || s.Shape != Object {
			continue
		}
		f.Sections[i].Partial = true
		f.Problems = append(f.Problems, lint.Problem{
			Code: lint.LostPartners, Path: display.Untrusted(f.Path), File: f.Number, Line: 1, Column: 1,
			Message: "EntraExporter writes every partner to this file, and the last one stays: others may be lost; export the partners yourself",
		})
	}
}
