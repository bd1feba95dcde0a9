package lint

import (
	"regexp"
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

// pointerTo returns the JSON Pointer (RFC 6901) of the value that begins at an
// offset of a JSON text. It walks the text: no path is kept while all goes well.
func pointerTo(text string, offset int) string {
	var pointer strings.Builder
	for at := 0; at < offset; {
		container := gjson.Parse(text[at:])
		number, found := 0, -1
		container.ForEach(func(key, value gjson.Result) bool {
			start := at + value.Index
			if offset < start || offset >= start+len(value.Raw) {
				number++
				return true
			}
			pointer.WriteByte('/')
			if container.IsArray() {
				pointer.WriteString(strconv.Itoa(number))
			} else {
				pointer.WriteString(pointerEscape.Replace(key.String()))
			}
			found = start
			return false
		})
		if found < 0 {
			break
		}
		at = found
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
