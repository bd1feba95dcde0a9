package graph

import (
	"tenantlint/lint"
)

// Listed reports whether a list of related objects was exported, be it an empty one.
// PowerShell writes null for what it did not expand.
func Listed(list lint.Value) bool { return list.Type()&^lint.Null != 0 }

// Length returns how many elements a list has.
func Length(list lint.Value) int {
	n := 0
	for range list.Elements() {
		n++
	}
	return n
}

// Expanded returns a property of an expanded member. Graph PowerShell keeps all
// but the id in AdditionalProperties, AzureHound all in member.
func Expanded(member lint.Value, name string) lint.Value {
	v := member.Get(name)
	for _, inner := range [...]string{"AdditionalProperties", "member"} {
		if v.Exists() {
			break
		}
		v = member.Get(inner).Get(name)
	}
	return v
}
