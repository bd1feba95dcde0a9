package rmsblockedoutbound

import (
	"fmt"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/policy"
)

const id = display.Safe("00000012-0000-0000-c000-000000000000")

func audience(r policy.Reach) display.Safe {
	if r == policy.Some {
		return "some users"
	}
	return "all users"
}

// cause says how a setting keeps users from the application, naming the value at
// fault.
func cause(v policy.Verdict) display.Safe {
	switch v.Cause {
	case policy.ApplicationBlocked, policy.EveryoneBlocked:
		return display.Safe("blocking " + v.At.String())
	case policy.ApplicationMissing:
		return "allowing a list of applications without it"
	case policy.UsersBlocked:
		return "blocking certain users and groups"
	}
	if v.Reach == policy.Nobody {
		return "allowing no users"
	}
	return "allowing certain users and groups only"
}

// completion says where the missing half of a setting was taken from.
func completion(s policy.Setting) display.Safe {
	missing, half := "usersAndGroups", s.Users
	if s.Applications.Inherited {
		missing, half = "applications", s.Applications
	}
	switch {
	case !half.Inherited:
		return ""
	case half.Access == policy.AccessUnknown:
		return display.Safe(fmt.Sprintf(" (its %s are not known)", missing))
	}
	return display.Safe(fmt.Sprintf(" (its %s taken from the default, as it has none)", missing))
}

// fix says what to change. A default that is closed on purpose can stay so.
func fix(v policy.Verdict, of lint.Kind) display.Safe {
	switch {
	case v.Reach == policy.Some && v.Cause != policy.ApplicationBlocked:
		return "allow application " + id + " for all users, or accept that the others cannot read encrypted mail"
	case v.Cause == policy.ApplicationMissing:
		return "add " + id + " to the allowed applications"
	case of == lint.CrossTenantAccessPolicyDefault:
		return "allow application " + id + " for all users outbound; or keep the default closed, and allow it in the entries " +
			"of the partners whose encrypted mail is read"
	}
	return "allow application " + id + " for all users outbound"
}

// unknown says why a setting cannot be judged.
func unknown(s policy.Setting) display.Safe {
	switch {
	case s.Users.Access != policy.AccessUnknown && s.Applications.Access != policy.AccessUnknown:
		return outbound + " blocks an empty list of users, and what that means is not documented"
	case s.Users.Access != policy.AccessUnknown:
		return "the applications of " + outbound + " are missing or of an access type that is not documented"
	case s.Applications.Access != policy.AccessUnknown:
		return "the usersAndGroups of " + outbound + " are missing or of an access type that is not documented"
	}
	return outbound + " has neither usersAndGroups nor applications that can be read"
}
