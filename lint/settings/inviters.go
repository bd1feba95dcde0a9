// Package settings reads the tenant's own settings about external users: who may invite,
// which domains, what guests may do, and whether a passcode by mail lets them in.
package settings

import (
	"strings"

	"tenantlint/lint"
)

// Inviters is who may invite external users, as allowInvitesFrom of the authorization
// policy has it: its text form is Graph's name.
type Inviters uint8

// Who may invite, the fewest first. It is unknown where allowInvitesFrom is null, or
// a value that is not documented.
const (
	UnknownInviters Inviters = iota
	NoInviters
	AdminInviters // administrators and holders of the role Guest Inviter
	MemberInviters
	EveryoneInvites // guests too
)

var inviters = [...]string{
	UnknownInviters: "", NoInviters: "none", AdminInviters: "adminsAndGuestInviters",
	MemberInviters: "adminsGuestInvitersAndAllMembers", EveryoneInvites: "everyone",
}

func (i Inviters) String() string { return inviters[i] }

// InvitersOf is who may invite by an authorization policy. ConvertTo-Json writes
// an enumeration as the number that Graph's schema gives the name: none is 0.
var InvitersOf = lint.NewFact("who may invite", invitersOf,
	[]lint.Need{{Kind: lint.AuthorizationPolicy, Requires: []string{"allowInvitesFrom"}}})

func invitersOf(policy *lint.Record) Inviters {
	value := policy.Get("allowInvitesFrom")
	word := strings.TrimSpace(value.Text())
	if value.Type() == lint.Number {
		word = value.Raw()
	}
	for i, name := range inviters[NoInviters:] {
		if strings.EqualFold(word, name) || word == string(rune('0'+i)) {
			return NoInviters + Inviters(i)
		}
	}
	return UnknownInviters
}
