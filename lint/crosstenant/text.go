package crosstenant

import (
	"fmt"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// Audience says who is kept out, as in "some users"; what they are called comes in.
func (v Verdict) Audience(users display.Safe) display.Safe {
	if v.Reach == Some {
		return "some " + users
	}
	return "all " + users
}

// Because says how the setting keeps users from the application, naming the value at
// fault, as in "blocking 'AllApplications'".
func (v Verdict) Because() display.Safe {
	switch v.Cause {
	case ApplicationBlocked, EveryoneBlocked:
		return display.Safe("blocking " + v.At.String())
	case ApplicationMissing:
		for range v.At.Elements() {
			return "allowing a list of applications without it"
		}
		return "allowing no applications"
	case UsersBlocked:
		return "blocking certain users and groups"
	}
	if v.Reach == Nobody {
		return "allowing no users"
	}
	return "allowing certain users and groups only"
}

// Place returns where a finding about the verdict belongs: the value at fault, or
// the party's own setting where the value stands in the default.
func (s Setting) Place(v Verdict) lint.Value {
	if (v.Inherited || s.Inherited || !v.At.Exists()) && s.At.Exists() {
		return s.At
	}
	return v.At
}

// Completion says, in brackets behind a blank, where the missing half of a setting
// was taken from; it is empty for a setting that lacks none.
func (s Setting) Completion() display.Safe {
	missing, half := "usersAndGroups", s.Users
	if lacks(s.Applications) {
		missing, half = "applications", s.Applications
	}
	switch {
	case s.Inherited || !lacks(half):
		return ""
	case half.Access == AccessUnknown:
		return display.Safe(fmt.Sprintf(" (its %s are not known)", missing))
	}
	return display.Safe(fmt.Sprintf(" (its %s taken from the default, as it has none)", missing))
}

func lacks(h Half) bool { return h.Inherited || !h.At.Exists() }

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
