package lint

import (
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// indexPointer returns the JSON Pointer step of an array element, and "" for a
// record that is no element.
func indexPointer(index int64) string {
	if index < 0 {
		return ""
	}
	return "/" + strconv.FormatInt(index, 10)
}

// A part is a value in an object or array: where it stands, and the step of a JSON
// Pointer that leads to it.
type part struct {
	start, end int
	step       string
}

// parts returns the values in the object or array that stands from at to end in a
// text, in order, or nothing for another value.
func parts(text string, at, end int) []part {
	container := gjson.Parse(text[at:end]) // which looks at all that it is given
	var all []part
	if container.IsArray() || container.IsObject() {
		container.ForEach(func(key, value gjson.Result) bool {
			start := at + value.Index
			step := strconv.Itoa(len(all))
			if container.IsObject() {
				step = pointerEscape.Replace(key.String())
			}
			all = append(all, part{start, start + len(value.Raw), step})
			return true
		})
	}
	return all
}

// pointerTo returns the JSON Pointer (RFC 6901) of the value that begins at an
// offset of a JSON text. It walks the text: no path is kept while all goes well.
// known remembers the parts of objects and arrays by where they begin, if it is not
// nil: a list of members may be asked for each of them.
func pointerTo(text string, offset int, known map[int][]part) string {
	var pointer strings.Builder
	for at, end := 0, len(text); at < offset; {
		inside, ok := known[at]
		if !ok {
			inside = parts(text, at, end)
			if known != nil {
				known[at] = inside
			}
		}
		i := sort.Search(len(inside), func(i int) bool { return inside[i].end > offset })
		if i == len(inside) || inside[i].start > offset {
			break
		}
		pointer.WriteString("/" + inside[i].step)
		at, end = inside[i].start, inside[i].end
	}
	return pointer.String()
}

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

// propertyOf returns a pointer's names without its indexes: what of an object a
// finding is about, whatever the order of lists in the next export.
func propertyOf(pointer string) string {
	return strings.Trim(pointerIndex.ReplaceAllString(pointer, "/"), "/")
}

var pointerIndex = regexp.MustCompile(`/\d+(/|$)`)
