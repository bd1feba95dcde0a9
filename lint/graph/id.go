// Package graph knows the conventions of Microsoft Graph and of those who export from
// it: the forms in which ids, addresses, names, domains and dates compare, and what
// exporters make of lists of related objects.
package graph

import (
	"strings"
)

// ID returns an id in the form in which ids compare: without case and
// surrounding blanks.
func ID(id string) string { return strings.ToLower(strings.Trim(id, idFrame)) }

// idFrame is what exporters put around ids: blanks, and the braces of the registry's form.
const idFrame = " \t\r\n{}"

// AppendID appends what [ID] returns to dst.
func AppendID(dst []byte, text string) []byte {
	for _, c := range []byte(strings.Trim(text, idFrame)) {
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		dst = append(dst, c)
	}
	return dst
}
