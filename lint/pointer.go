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

// pointerTo returns the JSON Pointer (RFC 6901), from the record on, of the value that
// begins at an offset of its text. It walks the text: no path is kept while all goes
// well. What it sees of objects and arrays is kept, as a list may have a finding for
// each of its values.
func (r *Record) pointerTo(offset uint32) string {
	var pointer strings.Builder
	known := partsSeen.Of(r)
	for at, end := int(r.start), int(r.end); at < int(offset); {
		inside, ok := known[at]
		if !ok {
			inside = parts(r.text, at, end)
			known[at] = inside
		}
		i := sort.Search(len(inside), func(i int) bool { return inside[i].end > int(offset) })
		if i == len(inside) || inside[i].start > int(offset) {
			break
		}
		pointer.WriteString("/" + inside[i].step)
		at, end = inside[i].start, inside[i].end
	}
	return pointer.String()
}

// partsSeen is the parts of objects and arrays of a record by where these begin.
var partsSeen = NewMemo(func(*Record) map[int][]part { return make(map[int][]part) })

var pointerEscape = strings.NewReplacer("~", "~0", "/", "~1")

// propertyOf returns a pointer's names without its indexes: what of an object a
// finding is about, whatever the order of lists in the next export.
func propertyOf(pointer string) string {
	return strings.Trim(pointerIndex.ReplaceAllString(pointer, "/"), "/")
}

var pointerIndex = regexp.MustCompile(`/\d+(/|$)`)
