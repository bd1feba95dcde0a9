package conditionalaccess

import (
	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// SecurityDefaults is what [Defaults] reads.
var SecurityDefaults = lint.Reads("security defaults", lint.Need{
	Kind: lint.SecurityDefaults, Requires: []string{"isEnabled"},
})

// Defaults returns whether security defaults are on, with the value that says so. They ask
// everybody for multifactor authentication, guests and direct connect users too, and no
// Conditional Access policy can be enabled beside them.
//
// https://learn.microsoft.com/en-us/entra/fundamentals/security-defaults
func Defaults(t lint.Tenant) (graph.Answer, lint.Value) {
	for record := range t.Each(lint.SecurityDefaults) {
		at := record.Get("isEnabled")
		if answer := graph.AnswerOf(at); answer != graph.Unknown {
			return answer, at
		}
	}
	return graph.Unknown, lint.Value{}
}
