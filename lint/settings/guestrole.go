package settings

// The template ids that guestUserRoleId of the authorization policy may have: what
// guests may see and do.
//
// https://learn.microsoft.com/en-us/graph/api/resources/authorizationpolicy
const (
	MemberAccess     = "a0b1b346-4d3e-4e8b-98f8-753987be4970" // the same as members
	LimitedAccess    = "10dae51f-b6af-4016-8d66-8c2a99b929b3" // the default
	RestrictedAccess = "2af84b1e-32c8-42b7-82bc-daa82404023b" // their own objects only
)
