package decode

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// A pagePlace is where a file is in a series of numbered files.
type pagePlace struct {
	folder, stem string
	number       int
}

func pageOf(f *File) pagePlace {
	folder, name := path.Split(bare(f.Path))
	match := numbered.FindStringSubmatch(name)
	if match == nil || guid.MatchString(stemOf(name)) || strings.HasSuffix(strings.TrimRight(match[1], "-_. "), "of") { // 1-of-3
		return pagePlace{folder, strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), 0}
	}
	n, _ := strconv.Atoi(match[2]) // digits, or too many to matter
	return pagePlace{folder, strings.ToLower(strings.TrimRight(match[1], "-_. ")), n}
}

// Settle looks at all files of a run together, when they were read: a link to a
// next page is fine where that page is there, numbered pages have no gap, and one file
// of EntraExporter holds what is left of many.
func Settle(files []*File) {
	byPlace := make(map[pagePlace]*File)
	for _, f := range files {
		byPlace[pageOf(f)] = f
	}
	for _, f := range files {
		f.lostPartners()
		if len(f.Sections) != 1 || !f.Sections[0].page {
			continue
		}
		here := pageOf(f)
		for _, n := range []int{here.number + 1, here.number + 2} { // users.json, users-2.json
			if n > here.number+1 && here.number != 0 {
				break
			}
			next := byPlace[pagePlace{here.folder, here.stem, n}]
			if next == nil || !next.holds(f.Sections[0].Kind) {
				continue
			}
			f.Sections[0].Partial = f.Unread()
			f.Problems = slices.DeleteFunc(f.Problems, func(p lint.Problem) bool { return p.Code == lint.NextLink })
		}
	}
	gaps(files)
}

// gaps notices a page that is missing in a series of numbered ones: in the middle, or
// in front of them.
func gaps(files []*File) {
	type series struct {
		folder, stem string
		kind         lint.Kind
	}
	pages := make(map[series][]int) // by the number of the page, and by that of the file
	file := make(map[pagePlace]*File)
	for _, f := range files {
		if len(f.Sections) == 1 && f.Sections[0].Shape == GraphPage {
			at := pageOf(f)
			file[at] = f
			s := series{at.folder, at.stem, f.Sections[0].Kind}
			pages[s] = append(pages[s], at.number)
		}
	}
	for s, numbers := range pages {
		slices.Sort(numbers)
		first, last := numbers[0], numbers[len(numbers)-1]
		// Other numbers than those of pages, such as years, leave wider gaps.
		if last > 2*len(numbers)+1 || len(numbers) == 1 && !apart(file[pagePlace{s.folder, s.stem, last}]) {
			continue
		}
		for n := min(first, 1); n < last; n++ {
			if _, there := slices.BinarySearch(numbers, n); there || n == 0 || n == 1 && first == 0 {
				continue
			}
			f := file[pagePlace{s.folder, s.stem, last}]
			f.Sections[0].Partial = true
			f.problem(lint.NextLink, 0, Start, fmt.Sprintf("page %d of these numbered files is missing; export it too", n))
			break
		}
	}
}

// apart reports whether a separator stands before the number in the file's name: a page
// by itself is users-2.json, and users2.json may be anything.
func apart(f *File) bool {
	stem := strings.TrimRight(stemOf(bare(f.Path)), "0123456789")
	return stem != "" && strings.ContainsAny(stem[len(stem)-1:], "-_. ")
}

// holds reports whether the file has objects of a kind, or a list of none.
func (f *File) holds(kind lint.Kind) bool {
	return slices.ContainsFunc(f.Sections, func(s Section) bool { return s.Kind == kind })
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
