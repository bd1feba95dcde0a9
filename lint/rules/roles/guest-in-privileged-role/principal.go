package guestinprivilegedrole

import (
	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// ExternalPrincipal reports whether an expanded principal is external as far as its
// own properties tell: by userType Guest or #EXT# in its name.
func ExternalPrincipal(principal lint.Value) bool {
	return graph.ID(graph.Expanded(principal, "userType").Text()) == "guest" ||
		graph.NamedExternal(graph.Expanded(principal, "userPrincipalName").Text())
}
