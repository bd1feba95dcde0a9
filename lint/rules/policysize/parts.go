package policysize

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// definitionOf returns the text of a base policy's definition: one string, or
// several that belong together.
func definitionOf(r *lint.Record) string {
	var b strings.Builder
	for part := range r.Get("definition").Elements() {
		b.WriteString(part.Text())
	}
	return b.String()
}

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
	parts := append(tenantGroups(definitionOf(r)), settings("default ", r.Get("default"))...)
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

// tenantGroups returns the parts of a definition:
// https://learn.microsoft.com/en-us/entra/external-id/migrate-to-xtap-v2-api
func tenantGroups(definition string) []part {
	var policy struct {
		CrossTenantAccessPolicy struct{ TenantGroup []json.RawMessage }
	}
	if json.Unmarshal([]byte(definition), &policy) != nil {
		return nil
	}
	var parts []part
	for _, text := range policy.CrossTenantAccessPolicy.TenantGroup {
		var group struct {
			DisplayName string
			Tenants     []string
		}
		if json.Unmarshal(text, &group) != nil {
			continue
		}
		name := group.DisplayName
		if name == "" {
			name = strings.Join(group.Tenants, " ")
		}
		parts = append(parts, part{"tenant group " + display.Quote(name), len(text)})
	}
	return parts
}
