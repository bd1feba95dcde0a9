package crosstenant

import (
	"tenantlint/lint/display"
)

// A Lack is the half that a party's own setting does not have, and what counts instead.
type Lack uint8

// What a setting lacks. The default's half is unknown where the export does not have it,
// or it cannot be read; the default itself has nothing to fall back on.
const (
	NoLack                Lack = iota // both halves are there, or the whole setting is inherited
	UsersInherited                    // the default's usersAndGroups count
	UsersUnknown                      // those are not known
	ApplicationsInherited             // the default's applications count
	ApplicationsUnknown               // those are not known
)

// Lack returns which half the setting lacks: the applications if both.
func (s Setting) Lack() Lack {
	lacks := func(h Half) bool { return !s.Inherited && (h.Inherited || !h.At.Exists()) }
	switch {
	case lacks(s.Applications) && s.Applications.Access == AccessUnknown:
		return ApplicationsUnknown
	case lacks(s.Applications):
		return ApplicationsInherited
	case lacks(s.Users) && s.Users.Access == AccessUnknown:
		return UsersUnknown
	case lacks(s.Users):
		return UsersInherited
	}
	return NoLack
}

// Doubt says why a setting cannot be judged, for [lint.Pass.Cannot].
func (s Setting) Doubt() display.Safe {
	property := display.Safe(s.Scope.String())
	switch {
	case s.Inherited && s.Users.Access == AccessUnknown && s.Applications.Access == AccessUnknown:
		return "partners take " + property + " from the default, which the export does not have"
	case s.Users.Access != AccessUnknown && s.Applications.Access != AccessUnknown:
		return property + " blocks an empty list of users, and what that means is not documented"
	case s.Users.Access != AccessUnknown:
		return "the applications of " + property + " are missing or of an access type that is not documented"
	case s.Applications.Access != AccessUnknown:
		return "the usersAndGroups of " + property + " are missing or of an access type that is not documented"
	}
	return property + " has neither usersAndGroups nor applications that can be read"
}
