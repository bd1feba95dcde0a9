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

// Who has an address, in the index [Addresses].
const (
	ExternalUser     lint.Role = iota // a user for whom [External] holds
	BareExternalUser                  // the same, with no smtp address at all
	OtherUser
	Contact
	Group
	Quarantined // an object in whose onPremisesProvisioningErrors the address stands, or another value
)

// Holders are the roles of those who have an address, be they users, contacts or
// groups.
var Holders = []lint.Role{ExternalUser, BareExternalUser, OtherUser, Contact, Group}

// Addresses indexes what mail and sign-ins are addressed by, of users, contacts and
// groups: mail, the smtp entries of proxyAddresses, otherMails of external users, and
// beside these, which an invitation meets, what only names a user: its
// userPrincipalName, the address in the name of a guest, identities, imAddresses.
// What an address is to its object, [OwnerOf] tells.
var Addresses = &lint.Index{
	Name: "addresses",
	Reads: map[lint.Kind][]string{
		lint.User: {
			"mail", "proxyAddresses", "otherMails", "imAddresses", "onPremisesProvisioningErrors",
			"userPrincipalName", "externalUserState", "creationType", "identities",
		},
		lint.Contact: {"mail", "proxyAddresses", "onPremisesProvisioningErrors"},
		lint.Group:   {"mail", "proxyAddresses", "onPremisesProvisioningErrors"},
	},
	Keys: addressKeys,
}

func addressKeys(r *lint.Record, g *lint.Gatherer) {
	role := holder(r)
	g.Add(role, r.Get("mail"), appendAddress)
	for entry := range r.Get("proxyAddresses").Elements() {
		g.Add(role, entry, appendProxy)
	}
	quarantine(g, r.Get("onPremisesProvisioningErrors"))
	if r.Kind != lint.User {
		return
	}
	if role == OtherUser {
		g.Add(role, r.Get("userPrincipalName"), appendAddress)
	} else {
		for other := range r.Get("otherMails").Elements() {
			g.Add(role, other, appendAddress)
		}
		g.Add(role, r.Get("userPrincipalName"), appendHome)
	}
	for identity := range signInAddresses(r.Get("identities")) {
		g.Add(role, identity, appendAddress)
	}
	for im := range r.Get("imAddresses").Elements() {
		g.Add(role, im, appendIM)
	}
}

func holder(r *lint.Record) lint.Role {
	switch {
	case r.Kind == lint.Contact:
		return Contact
	case r.Kind == lint.Group:
		return Group
	case !External(r):
		return OtherUser
	case Bare(r):
		return BareExternalUser
	}
	return ExternalUser
}

// Bare reports whether proxyAddresses was exported and has no smtp address.
func Bare(r *lint.Record) bool {
	proxies := r.Get("proxyAddresses")
	for entry := range proxies.Elements() {
		if proxyIn(entry.Text()) != "" {
			return false
		}
	}
	return proxies.Exists()
}

// signInAddresses returns the addresses by which identities sign in. The search for
// the word spares most users a closer look.
func signInAddresses(identities lint.Value) iter.Seq[lint.Value] {
	return func(yield func(lint.Value) bool) {
		if !strings.Contains(identities.Raw(), "mailAddress") {
			return
		}
		for identity := range identities.Elements() {
			if sameWord(identity.Get("signInType").Text(), "emailAddress") && !yield(identity.Get("issuerAssignedId")) {
				return
			}
		}
	}
}

// A Hold is the way in which an object has an address.
type Hold uint8

// The ways to have an address, the strongest first. Mail is addressed to the first
// four; the others only name a user.
const (
	Primary   Hold = iota // an SMTP: entry of proxyAddresses
	Secondary             // an smtp: entry of proxyAddresses
	Mail
	OtherMails
	PrincipalName // userPrincipalName of a user who is not external
	HomeAddress   // the address in an external user's userPrincipalName
	SignInAddress // an identity of type emailAddress
	IMAddress
)

var holds = [...]string{
	Primary: "primary address", Secondary: "secondary address", Mail: "mail", OtherMails: "other mail address",
	PrincipalName: "userPrincipalName", HomeAddress: "address in its userPrincipalName",
	SignInAddress: "sign-in address", IMAddress: "instant message address",
}

// String returns what the address is to its object, as in "primary address".
func (h Hold) String() string { return holds[h] }

// Proxy reports whether the address is one of proxyAddresses.
func (h Hold) Proxy() bool { return h <= Secondary }

// Mails reports whether the address is one that mail and invitations go to.
func (h Hold) Mails() bool { return h <= OtherMails }

// An Address is a value of a record that is an address, in normal form.
type Address struct {
	Text string
	Hold Hold
	At   lint.Value
}

// AddressesOf returns the addresses that [Addresses] finds in a record, and every
// value that gives them: mail first, then proxyAddresses, then the others.
func AddressesOf(r *lint.Record) iter.Seq[Address] {
	return func(yield func(Address) bool) {
		give := func(text string, hold Hold, at lint.Value) bool { return text == "" || yield(Address{text, hold, at}) }
		if !give(Normal(r.Get("mail").Text()), Mail, r.Get("mail")) {
			return
		}
		for entry := range r.Get("proxyAddresses").Elements() {
			hold := Secondary
			if strings.HasPrefix(strings.TrimSpace(entry.Text()), "SMTP") {
				hold = Primary
			}
			if !give(string(appendProxy(nil, entry.Text())), hold, entry) {
				return
			}
		}
		if r.Kind != lint.User {
			return
		}
		upn := r.Get("userPrincipalName")
		if holder(r) == OtherUser {
			if !give(Normal(upn.Text()), PrincipalName, upn) {
				return
			}
		} else {
			for other := range r.Get("otherMails").Elements() {
				if !give(Normal(other.Text()), OtherMails, other) {
					return
				}
			}
			if !give(HomeOf(upn.Text()), HomeAddress, upn) {
				return
			}
		}
		for identity := range signInAddresses(r.Get("identities")) {
			if !give(Normal(identity.Text()), SignInAddress, identity) {
				return
			}
		}
		for im := range r.Get("imAddresses").Elements() {
			if !give(string(appendIM(nil, im.Text())), IMAddress, im) {
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

// appendIM appends the normal form of an instant message address to dst, which is
// written as it is or with the prefix sip:.
func appendIM(dst []byte, text string) []byte {
	if prefix, rest, ok := strings.Cut(text, ":"); ok && strings.EqualFold(strings.TrimSpace(prefix), "sip") {
		text = rest
	}
	return appendAddress(dst, text)
}

// HomeOf returns the normal form of the address in a name that an invitation made,
// ann@fabrikam.com of ann_fabrikam.com#EXT#@contoso.onmicrosoft.com, or "". An
// address may have underscores of its own: the last one stood for the @, as no
// domain has one.
func HomeOf(upn string) string { return string(appendHome(nil, upn)) }

func appendHome(dst []byte, upn string) []byte {
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
