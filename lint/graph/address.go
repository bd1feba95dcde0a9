package graph

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Address returns an address in the form in which addresses compare: without case,
// blanks and the prefix smtp:. It returns "" for what is no mail address.
func Address(text string) string { return string(AppendAddress(nil, text)) }

// AppendAddress appends the normal form of a value of mail or otherMails to dst.
func AppendAddress(dst []byte, text string) []byte { return appendNormal(dst, addressIn(text)) }

// AppendProxy appends the normal form of an entry of proxyAddresses to dst.
func AppendProxy(dst []byte, text string) []byte { return appendNormal(dst, ProxyIn(text)) }

// AppendIM appends the normal form of an instant message address to dst, which is
// written as it is or with the prefix sip:.
func AppendIM(dst []byte, text string) []byte {
	if prefix, rest, ok := strings.Cut(text, ":"); ok && strings.EqualFold(strings.TrimSpace(prefix), "sip") {
		text = rest
	}
	return AppendAddress(dst, text)
}

// addressIn returns the address in a value of mail or otherMails, or "".
func addressIn(text string) string {
	switch {
	case strings.IndexByte(text, ':') >= 0:
		return ProxyIn(text)
	case strings.IndexByte(text, '@') < 0:
		return ""
	}
	return strings.TrimSpace(text)
}

// ProxyIn returns the address in an entry of proxyAddresses, or "". Only the
// prefix smtp: makes it an address: X500:, SIP:, EUM: and others are none.
func ProxyIn(text string) string {
	prefix, rest, ok := strings.Cut(text, ":")
	if !ok || !strings.EqualFold(strings.TrimSpace(prefix), "smtp") || strings.IndexByte(rest, '@') < 0 {
		return ""
	}
	return strings.TrimSpace(rest)
}

// appendNormal appends an address to dst without case and blanks.
func appendNormal(dst []byte, address string) []byte {
	for _, r := range address {
		switch {
		case 'A' <= r && r <= 'Z':
			dst = append(dst, byte(r)|0x20)
		case r > ' ' && r < utf8.RuneSelf:
			dst = append(dst, byte(r))
		case r >= utf8.RuneSelf && !unicode.IsSpace(r):
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
	}
	return dst
}

// AppendDomain appends the domain of an address to dst, in normal form. It expects dst to
// be empty, or to end in something without an @.
func AppendDomain(dst []byte, text string) []byte { return CutDomain(AppendAddress(dst, text)) }

// SameDomain reports whether two addresses end in one domain as it is written, which
// is how nearly all do.
func SameDomain(a, b string) bool {
	i, j := strings.LastIndexByte(a, '@'), strings.LastIndexByte(b, '@')
	return i >= 0 && j >= 0 && strings.EqualFold(a[i:], b[j:])
}

// Domain returns the domain of an address in normal form, without case and blanks,
// or "".
func Domain(address string) string { return string(CutDomain([]byte(Address(address)))) }

// CutDomain cuts an address in normal form down to its domain.
func CutDomain(address []byte) []byte {
	if at := bytes.LastIndexByte(address, '@'); at >= 0 {
		return address[at+1:]
	}
	return nil
}
