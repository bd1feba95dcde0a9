package graph

import (
	"strconv"

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

// CountOf returns the annotation by which an export says how long a list of related
// objects is. Graph writes it on $expand with $count, and our own scripts where they have
// got the whole list by a request of its own.
func CountOf(property string) string { return property + "@odata.count" }

// Cut reports whether an object may have more related objects than a list shows: as many
// as $expand returns, and no count says that these are all.
func Cut(of *lint.Record, property string) bool {
	counted := of.Get(CountOf(property)).Raw()
	return Length(of.Get(property)) == lint.ExpandLimit && counted != strconv.Itoa(lint.ExpandLimit)
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

// Null reports whether a value is null, or what PowerShell makes of null: an object whose
// members are all null. An absent property says nothing.
func Null(v lint.Value) bool {
	switch v.Type() {
	case lint.Null:
		return true
	case lint.Object:
		for _, member := range v.Members() {
			if !Null(member) {
				return false
			}
		}
		return true
	}
	return false
}
