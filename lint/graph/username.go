package graph

import (
	"strings"
)

// Home returns the normal form of the address in a name that an invitation made,
// ann@fabrikam.com of ann_fabrikam.com#EXT#@contoso.onmicrosoft.com, or "". An
// address may have underscores of its own: the last one stood for the @, as no
// domain has one.
func Home(upn string) string { return string(AppendHome(nil, upn)) }

// AppendHome appends what [Home] returns to dst.
func AppendHome(dst []byte, upn string) []byte {
	end := externalMark(upn)
	if end < 0 {
		return dst
	}
	at := strings.LastIndexByte(upn[:end], '_')
	if at <= 0 || at == end-1 {
		return dst
	}
	return appendNormal(append(appendNormal(dst, upn[:at]), '@'), upn[at+1:end])
}

// NamedExternal reports whether a user name is of the form that invitations make,
// ann_fabrikam.com#EXT#@contoso.onmicrosoft.com. It is a guess: an invited user
// may be renamed, and an internal one that was invited keeps its name.
func NamedExternal(upn string) bool { return externalMark(upn) >= 0 }

// externalMark returns where #EXT# stands in a user name, or -1.
func externalMark(upn string) int {
	for at := 0; ; at++ {
		next := strings.IndexByte(upn[at:], '#')
		if next < 0 {
			return -1
		}
		at += next
		if len(upn)-at >= len("#EXT#") && strings.EqualFold(upn[at:at+len("#EXT#")], "#EXT#") {
			return at
		}
	}
}
