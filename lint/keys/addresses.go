// Package keys says which keys an object owns or refers to, each normalised in
// one place: addresses, memberships, and who is a guest.
package keys

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"tenantlint/lint"
)

// Who holds an address, in the index [Addresses].
const (
	ExternalUser lint.Role = iota // a user for whom [External] holds
	OtherUser
	Contact
	Group
)

// Addresses indexes the mail addresses of users, contacts and groups: mail, the
// smtp entries of proxyAddresses, and otherMails of external users.
var Addresses = &lint.Index{
	Name: "addresses",
	Reads: map[lint.Kind][]string{
		lint.User: {
			"mail", "proxyAddresses", "otherMails",
			"userPrincipalName", "externalUserState", "creationType", "identities",
		},
		lint.Contact: {"mail", "proxyAddresses"},
		lint.Group:   {"mail", "proxyAddresses"},
	},
	Keys: addressKeys,
}

func addressKeys(r *lint.Record, g *lint.Gatherer) {
	role := holder(r)
	g.Add(role, r.Get("mail"), appendAddress)
	for entry := range r.Get("proxyAddresses").Elements() {
		g.Add(role, entry, appendProxy)
	}
	if role == ExternalUser {
		for other := range r.Get("otherMails").Elements() {
			g.Add(role, other, appendAddress)
		}
	}
}

func holder(r *lint.Record) lint.Role {
	switch {
	case r.Kind == lint.Contact:
		return Contact
	case r.Kind == lint.Group:
		return Group
	case External(r):
		return ExternalUser
	}
	return OtherUser
}

// A Hold is the way in which an object has an address.
type Hold uint8

// The ways to have an address, the strongest first.
const (
	Primary   Hold = iota // an SMTP: entry of proxyAddresses
	Secondary             // an smtp: entry of proxyAddresses
	Mail
	OtherMails
)

var holds = [...]string{
	Primary: "primary address", Secondary: "secondary address", Mail: "mail", OtherMails: "other mail address",
}

// String returns what the address is to its object, as in "primary address".
func (h Hold) String() string { return holds[h] }

// Proxy reports whether the address is one of proxyAddresses.
func (h Hold) Proxy() bool { return h <= Secondary }

// An Address is a value of a record that is an address, in normal form.
type Address struct {
	Text string
	Hold Hold
	At   lint.Value
}

// AddressesOf returns the addresses that [Addresses] finds in a record, and every
// value that gives them: mail first, then proxyAddresses, then otherMails.
func AddressesOf(r *lint.Record) iter.Seq[Address] {
	return func(yield func(Address) bool) {
		if text := Normal(r.Get("mail").Text()); text != "" && !yield(Address{text, Mail, r.Get("mail")}) {
			return
		}
		for entry := range r.Get("proxyAddresses").Elements() {
			text := string(appendProxy(nil, entry.Text()))
			hold := Secondary
			if strings.HasPrefix(strings.TrimSpace(entry.Text()), "SMTP") {
				hold = Primary
			}
			if text != "" && !yield(Address{text, hold, entry}) {
				return
			}
		}
		if holder(r) != ExternalUser {
			return
		}
		for other := range r.Get("otherMails").Elements() {
			if text := Normal(other.Text()); text != "" && !yield(Address{text, OtherMails, other}) {
				return
			}
		}
	}
}

// Normal returns an address in the form in which addresses compare: without case,
// blanks and the prefix smtp:. It returns "" for what is no mail address.
func Normal(text string) string { return string(appendAddress(nil, text)) }

// appendAddress appends the normal form of a value of mail or otherMails to dst.
func appendAddress(dst []byte, text string) []byte { return appendNormal(dst, addressIn(text)) }

// appendProxy appends the normal form of an entry of proxyAddresses to dst.
func appendProxy(dst []byte, text string) []byte { return appendNormal(dst, proxyIn(text)) }

// addressIn returns the address in a value of mail or otherMails, or "".
func addressIn(text string) string {
	switch {
	case strings.IndexByte(text, ':') >= 0:
		return proxyIn(text)
	case strings.IndexByte(text, '@') < 0:
		return ""
	}
	return strings.TrimSpace(text)
}

// proxyIn returns the address in an entry of proxyAddresses, or "". Only the
// prefix smtp: makes it an address: X500:, SIP:, EUM: and others are none.
func proxyIn(text string) string {
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
