package policysize

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

// compactBytes returns the size of a value without white space.
func compactBytes(v lint.Value) int {
	var b bytes.Buffer
	if json.Compact(&b, []byte(v.Raw())) != nil {
		return len(v.Raw())
	}
	return b.Len()
}

// annotationBytes returns how much of a value's compact size its @odata properties
// take, at any depth.
func annotationBytes(v lint.Value) int {
	n := 0
	if v.Type() == lint.Array {
		for element := range v.Elements() {
			n += annotationBytes(element)
		}
	}
	for key, member := range v.Members() {
		if strings.Contains(key, "@odata.") {
			n += len(`"":,`) + len(key) + compactBytes(member)
		} else {
			n += annotationBytes(member)
		}
	}
	return n
}

// A part is a piece of a policy whose size can be named.
type part struct {
	name  string
	bytes int
}

// largest lists the five parts that take most: the tenant groups of a definition,
// the partners and the settings.
func largest(r *lint.Record) display.Safe {
	parts := partsOf(r)
	slices.SortStableFunc(parts, func(a, b part) int { return cmp.Compare(b.bytes, a.bytes) })
	names := make([]string, 0, 5)
	for _, part := range parts[:min(5, len(parts))] {
		names = append(names, fmt.Sprintf("%s (%d bytes)", part.name, part.bytes))
	}
	return display.Safe(strings.Join(names, ", "))
}

func partsOf(r *lint.Record) []part {
	if r.Kind != lint.CrossTenantAccessPolicy {
		return settings("", r.Value())
	}
	parts := append(tenantGroups(crosstenant.DefinitionOf(r)), settings("default ", r.Get("default"))...)
	for partner := range r.Get("partners").Elements() {
		parts = append(parts, part{"partner " + display.Quote(partner.Get("tenantId").Text()), compactBytes(partner)})
	}
	return parts
}

// settings returns the parts of a default or partner.
func settings(prefix string, of lint.Value) []part {
	var parts []part
	for name, setting := range of.Members() {
		if setting.Type() == lint.Object {
			parts = append(parts, part{prefix + display.Quote(name), compactBytes(setting)})
		}
	}
	return parts
}

// tenantGroups returns the parts of a definition.
func tenantGroups(definition crosstenant.Definition) []part {
	groups, _ := definition.TenantGroups()
	var parts []part
	for _, group := range groups {
		parts = append(parts, part{"tenant group " + display.Quote(group.Name), group.Bytes})
	}
	return parts
}
