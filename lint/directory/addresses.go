// Package directory has the facts about users, groups, contacts, roles, applications and
// domains that rules share: who is external and how they sign in, who has an address, who
// is a member, owner or holder of what. Its indexes gather keys in the pass, so that a rule
// reads back only the objects that meet at one.
package directory

import (
	"iter"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
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
	Needs: []lint.Need{
		{
			Kind:     lint.User,
			Requires: []string{"mail", "proxyAddresses", "otherMails"},
			Optional: []string{"imAddresses", "onPremisesProvisioningErrors"},
		},
		{Kind: lint.Contact, Requires: []string{"mail", "proxyAddresses"}, Optional: []string{"onPremisesProvisioningErrors"}},
		{Kind: lint.Group, Requires: []string{"mail", "proxyAddresses"}, Optional: []string{"onPremisesProvisioningErrors"}},
	},
	Uses: []lint.Use{External},
	Keys: addressKeys,
}

func addressKeys(r *lint.Record, g *lint.Gatherer) {
	role := holder(r)
	g.Add(role, r.Get("mail"), graph.AppendAddress)
	for entry := range r.Get("proxyAddresses").Elements() {
		g.Add(role, entry, graph.AppendProxy)
	}
	quarantine(g, r.Get("onPremisesProvisioningErrors"))
	if r.Kind != lint.User {
		return
	}
	if role == OtherUser {
		g.Add(role, r.Get("userPrincipalName"), graph.AppendAddress)
	} else {
		for other := range r.Get("otherMails").Elements() {
			g.Add(role, other, graph.AppendAddress)
		}
		g.Add(role, r.Get("userPrincipalName"), graph.AppendHome)
	}
	for identity := range signInAddresses(r.Get("identities")) {
		g.Add(role, identity, graph.AppendAddress)
	}
	for im := range r.Get("imAddresses").Elements() {
		g.Add(role, im, graph.AppendIM)
	}
}

func holder(r *lint.Record) lint.Role {
	switch {
	case r.Kind == lint.Contact:
		return Contact
	case r.Kind == lint.Group:
		return Group
	case !External.Of(r):
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
		if graph.ProxyIn(entry.Text()) != "" {
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
			if graph.SameWord(identity.Get("signInType").Text(), "emailAddress") && !yield(identity.Get("issuerAssignedId")) {
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
		if !give(graph.Address(r.Get("mail").Text()), Mail, r.Get("mail")) {
			return
		}
		for entry := range r.Get("proxyAddresses").Elements() {
			hold := Secondary
			if strings.HasPrefix(strings.TrimSpace(entry.Text()), "SMTP") {
				hold = Primary
			}
			if !give(string(graph.AppendProxy(nil, entry.Text())), hold, entry) {
				return
			}
		}
		if r.Kind != lint.User {
			return
		}
		upn := r.Get("userPrincipalName")
		if holder(r) == OtherUser {
			if !give(graph.Address(upn.Text()), PrincipalName, upn) {
				return
			}
		} else {
			for other := range r.Get("otherMails").Elements() {
				if !give(graph.Address(other.Text()), OtherMails, other) {
					return
				}
			}
			if !give(graph.Home(upn.Text()), HomeAddress, upn) {
				return
			}
		}
		for identity := range signInAddresses(r.Get("identities")) {
			if !give(graph.Address(identity.Text()), SignInAddress, identity) {
				return
			}
		}
		for im := range r.Get("imAddresses").Elements() {
			if !give(string(graph.AppendIM(nil, im.Text())), IMAddress, im) {
				return
			}
		}
	}
}
