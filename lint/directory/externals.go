package directory

import (
	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// A SignIn is who signs in a user: the role in the index [Externals], together with
// whether the user's userType is Guest.
type SignIn uint8

// Who signs in. An external user who has not redeemed yet is Pending, whoever will
// sign in; one of whom the identities do not tell is UnknownSignIn.
const (
	EntraSignIn SignIn = iota // another Microsoft Entra organization
	MicrosoftAccountSignIn
	SocialSignIn     // Google or Facebook
	PasscodeSignIn   // a one-time passcode by mail
	FederationSignIn // a SAML or WS-Federation provider
	PendingSignIn
	UnknownSignIn
	InternalSignIn // this tenant: an internal guest
)

// As returns the role of users who sign in that way, guests or members.
func (s SignIn) As(guest bool) lint.Role {
	if guest {
		return lint.Role(s)
	}
	return lint.Role(s) + guestRoles
}

const guestRoles = lint.Role(InternalSignIn) + 1

// Roles for [Externals].
var (
	// EveryExternal is the roles of external users, guests and members.
	EveryExternal = rolesOf(true, true, false)
	// EveryGuest is the roles of users whose userType is Guest, external or not.
	EveryGuest = rolesOf(true, false, true)
	// ExternalGuests is the roles of external users whose userType is Guest.
	ExternalGuests = rolesOf(true, false, false)
	// ExternalMembers is the roles of external users whose userType is not Guest.
	ExternalMembers = rolesOf(false, true, false)
)

func rolesOf(guests, members, internal bool) []lint.Role {
	var roles []lint.Role
	for s := EntraSignIn; s <= InternalSignIn; s++ {
		if guests && (internal || s != InternalSignIn) {
			roles = append(roles, s.As(true))
		}
		if members && s != InternalSignIn {
			roles = append(roles, s.As(false))
		}
	}
	return roles
}

// NoDomain is the key, in the index [Externals], of those who have no address.
const NoDomain = "-"

// Externals indexes external users and guests by the domain of their address: mail,
// else the first of otherMails, else the address in userPrincipalName. Its roles are
// [SignIn.As]. The rules count most of them and read few back.
var Externals = &lint.Index{
	Name:  "external users",
	Needs: []lint.Need{{Kind: lint.User, Optional: []string{"mail", "otherMails"}}},
	Uses:  []lint.Use{SignInOf, IsGuest.Required()},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		external, guest := External.Of(r), IsGuest.Of(r)
		if external || guest {
			addDomain(g, SignInOf.Of(r).As(guest), r)
		}
	},
}

// addDomain adds a user in a role by the domain of the address.
func addDomain(g *lint.Gatherer, role lint.Role, r *lint.Record) {
	received := false
	add := func(at lint.Value, normalise func([]byte, string) []byte) {
		if received || at.Text() == "" {
			return
		}
		g.Add(role, at, func(dst []byte, text string) []byte {
			dst = graph.CutDomain(normalise(dst, text))
			received = len(dst) > 0
			return dst
		})
	}
	add(r.Get("mail"), graph.AppendAddress)
	for other := range r.Get("otherMails").Elements() {
		add(other, graph.AppendAddress)
	}
	add(r.Get("userPrincipalName"), graph.AppendHome)
	if !received {
		g.AddText(role, r.Value(), NoDomain)
	}
}

// Roles of the index [Members].
const (
	InvitedMember      lint.Role = iota
	SynchronizedMember           // [MaybeSynchronized]
)

// Members indexes external users whose userType is Member by the domain of their address,
// as [Externals] does.
var Members = &lint.Index{
	Name:  "external members",
	Needs: []lint.Need{{Kind: lint.User, Requires: []string{"userType"}, Optional: []string{"mail", "otherMails"}}},
	Uses:  []lint.Use{MaybeSynchronized},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		if !External.Of(r) || !graph.SameWord(r.Get("userType").Text(), "Member") {
			return
		}
		role := InvitedMember
		if MaybeSynchronized.Of(r) {
			role = SynchronizedMember
		}
		addDomain(g, role, r)
	},
}

// MaybeSynchronized is whether cross-tenant synchronization may have made a user: its
// users are external members, sign in at their organization, and by default are shown in
// address lists, which invited users are not. Whether anybody synchronizes users into the
// tenant other settings say. What was not exported speaks for it.
//
// https://learn.microsoft.com/en-us/entra/identity/multi-tenant-organizations/multi-tenant-organization-known-issues
var MaybeSynchronized = lint.NewFact("whether a user may come by synchronization", func(r *lint.Record) bool {
	userType, shown := r.Get("userType"), r.Get("showInAddressList")
	return External.Of(r) && (!userType.Exists() || graph.SameWord(userType.Text(), "Member")) &&
		(!shown.Exists() || shown.True()) &&
		(!r.Get("identities").Exists() || SignInOf.Of(r) == EntraSignIn)
}, []lint.Need{{Kind: lint.User, Completes: []string{"userType"}, Optional: []string{"showInAddressList"}}}, SignInOf)

// Pending is whether an invited user has not redeemed yet.
var Pending = lint.NewFact("whether an invitation is pending", func(r *lint.Record) bool {
	return graph.SameWord(r.Get("externalUserState").Text(), "PendingAcceptance")
}, []lint.Need{{Kind: lint.User, Completes: []string{"externalUserState"}}})

// SignInOf is who signs in an external user or a guest.
var SignInOf = lint.NewFact("who signs in a user", signInOf,
	[]lint.Need{{Kind: lint.User}}, External, Pending)

func signInOf(r *lint.Record) SignIn {
	if Pending.Of(r) {
		return PendingSignIn
	}
	found := UnknownSignIn
	for identity := range r.Get("identities").Elements() {
		if !graph.SameWord(identity.Get("signInType").Text(), "federated") {
			continue
		}
		issuer := identity.Get("issuer").Text()
		switch {
		case graph.SameWord(issuer, "ExternalAzureAD"):
			found = min(found, EntraSignIn)
		case graph.SameWord(issuer, "MicrosoftAccount"):
			found = min(found, MicrosoftAccountSignIn)
		case graph.SameWord(issuer, "google.com"), graph.SameWord(issuer, "facebook.com"):
			found = min(found, SocialSignIn)
		case graph.SameWord(issuer, "mail"):
			found = min(found, PasscodeSignIn)
		case foreignIssuer(issuer):
			found = min(found, FederationSignIn)
		}
	}
	if found == UnknownSignIn && !External.Of(r) {
		return InternalSignIn
	}
	return found
}
