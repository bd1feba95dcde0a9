package crosstenant

import (
	"tenantlint/lint"
)

// An Application is what a setting allows or blocks.
type Application struct {
	ID        string // application id in lower case
	Name      string
	Microsoft bool // the reserved target AllMicrosoftApps covers it
	Office365 bool // the reserved target Office365 covers it
}

// RightsManagement decrypts protected mail and documents. The published list of
// Office 365 applications does not name it; that AllMicrosoftApps covers it is
// inferred from "any Microsoft cloud application".
var RightsManagement = Application{
	ID:        "00000012-0000-0000-c000-000000000000",
	Name:      "Microsoft Rights Management Services",
	Microsoft: true,
}

// covering returns the targets that stand for the application.
func (a Application) covering() []string {
	names := []string{AllApplications, a.ID}
	if a.Microsoft {
		names = append(names, AllMicrosoftApps)
	}
	if a.Office365 {
		names = append(names, Office365)
	}
	return names
}

// Only reports whether the half allows the application and no other.
func (h Half) Only(app Application) bool {
	if h.Access != Allowed {
		return false
	}
	for target := range h.List() {
		if target.Name != app.ID {
			return false
		}
	}
	return !h.Empty()
}

// Reach says for whom an application is reachable.
type Reach uint8

// For whom an application is reachable.
const (
	ReachUnknown Reach = iota
	Everyone
	Some
	Nobody
)

// A Cause says why an application is not reachable for everyone.
type Cause uint8

// The causes, each with the value that a [Verdict] then names.
const (
	NoCause            Cause = iota
	ApplicationBlocked       // the target that blocks the application
	ApplicationMissing       // the list of allowed applications, which names others
	NoApplications           // the list of allowed applications, which is empty
	EveryoneBlocked          // the target AllUsers of a block
	UsersMissing             // the list of allowed users and groups, which names some
	NoUsers                  // the list of allowed users and groups, which is empty
	UsersBlocked             // the list of blocked users and groups
)

// A Verdict is the answer to: who reaches this application?
type Verdict struct {
	Reach     Reach
	Cause     Cause
	At        lint.Value // what keeps the others from it
	Inherited bool       // At stands in the default, as the partner's setting lacks that half
}

// Place returns where a finding about the verdict belongs: the value at fault, or
// the party's own setting where the value stands in the default.
func (s Setting) Place(v Verdict) lint.Value {
	if (v.Inherited || s.Inherited || !v.At.Exists()) && s.At.Exists() {
		return s.At
	}
	return v.At
}

// Reaches returns for whom an application is reachable, by Microsoft's table for
// reading both halves together:
// https://learn.microsoft.com/en-us/graph/api/resources/crosstenantaccesspolicy-overview
func (s Setting) Reaches(app Application) Verdict { return s.reaches(s.Applications.open(app)) }

// Open returns for whom anything is reachable: for nobody means that the setting
// blocks all collaboration. A block of all applications counts as one of everything,
// but where it is of certain users: then the others reach everything.
func (s Setting) Open() Verdict { return s.reaches(s.Applications.openAtAll()) }

func (s Setting) reaches(open bool, appCause Cause, appAt lint.Value) Verdict {
	everyone, userCause, userAt := s.Users.everyone()
	byUsers := func(r Reach) Verdict { return Verdict{r, userCause, userAt, s.Users.Inherited} }
	byApplication := func(r Reach) Verdict { return Verdict{r, appCause, appAt, s.Applications.Inherited} }

	switch {
	case appCause == ApplicationMissing, appCause == NoApplications:
		return byApplication(Nobody)
	case everyone == Nobody && appCause == ApplicationBlocked:
		return byApplication(Nobody)
	case everyone == Nobody:
		return byUsers(Nobody)
	case everyone == ReachUnknown, s.Applications.Access == AccessUnknown:
		return Verdict{}
	case open && userCause == UsersBlocked && s.Applications.Access == Blocked:
		// A block of some users and some applications is one of these users from
		// these applications, and of nothing else.
		return Verdict{Reach: Everyone}
	case open:
		return byUsers(everyone)
	case userCause == UsersBlocked && s.Users.Empty():
		// Does it block the application for nobody, or users no matter the list?
		return Verdict{}
	case userCause == UsersBlocked:
		return byApplication(Some)
	}
	return byApplication(Nobody)
}

// everyone returns whom the half admits on its own, and what keeps out the others.
func (h Half) everyone() (Reach, Cause, lint.Value) {
	all, hasAll := h.find(AllUsers)
	switch {
	case h.Access == AccessUnknown:
		return ReachUnknown, NoCause, lint.Value{}
	case h.Access == Allowed && hasAll:
		return Everyone, NoCause, lint.Value{}
	case h.Access == Allowed && h.Empty():
		return Nobody, NoUsers, h.Targets
	case h.Access == Allowed:
		return Some, UsersMissing, h.Targets
	case hasAll:
		return Nobody, EveryoneBlocked, all
	case h.Empty():
		return Everyone, UsersBlocked, h.Targets
	}
	return Some, UsersBlocked, h.Targets
}

// open reports whether the half admits the application on its own, and if not,
// what keeps it out.
func (h Half) open(app Application) (bool, Cause, lint.Value) {
	target, covered := h.find(app.covering()...)
	switch {
	case h.Access == Allowed && h.Empty():
		return false, NoApplications, h.Targets
	case h.Access == Allowed && !covered:
		return false, ApplicationMissing, h.Targets
	case h.Access == Blocked && covered:
		return false, ApplicationBlocked, target
	}
	return h.Access != AccessUnknown, NoCause, lint.Value{}
}

// openAtAll is open for any application whatever.
func (h Half) openAtAll() (bool, Cause, lint.Value) {
	all, hasAll := h.find(AllApplications)
	switch {
	case h.Access == Allowed && h.Empty():
		return false, NoApplications, h.Targets
	case h.Access == Blocked && hasAll:
		return false, ApplicationBlocked, all
	}
	return h.Access != AccessUnknown, NoCause, lint.Value{}
}
