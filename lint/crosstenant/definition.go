package crosstenant

import (
	"encoding/json"
	"strings"

	"tenantlint/lint"
)

// A Definition is the text in which the beta version of a base policy held all of it,
// before default and partners had requests of their own.
//
// https://learn.microsoft.com/en-us/entra/external-id/migrate-to-xtap-v2-api
type Definition struct {
	Text string
	At   lint.Value // it does not exist where it was not exported
}

// DefinitionOf returns the definition of a base policy: one string, or several that
// belong together.
func DefinitionOf(base *lint.Record) Definition {
	d := Definition{At: base.Get("definition")}
	var b strings.Builder
	for part := range d.At.Elements() {
		b.WriteString(part.Text())
	}
	d.Text = b.String()
	return d
}

// A TenantGroup is the settings of a definition for one or more tenants.
type TenantGroup struct {
	Name     string // its DisplayName, or the ids of its tenants
	Bytes    int    // of its text
	Outbound []Entry
	Inbound  []Entry
	Unread   bool // Outbound and Inbound are no lists of objects
}

// An Entry is an element of FromMyTenancy (outbound) or ToMyTenancy (inbound). What
// it does not have, or has as null, is nil.
type Entry struct {
	AllowAccess           *json.RawMessage // of the older schema
	AllowB2B              *json.RawMessage
	AllowNativeFederation *json.RawMessage // B2B direct connect

	AcceptMFA                       *json.RawMessage
	AcceptCompliantDevice           *json.RawMessage
	AcceptHybridAzureADJoinedDevice *json.RawMessage

	Applications *json.RawMessage
	Targets      *json.RawMessage
}

// Trusts reports whether the entry has a trust setting.
func (e Entry) Trusts() bool {
	return e.AcceptMFA != nil || e.AcceptCompliantDevice != nil || e.AcceptHybridAzureADJoinedDevice != nil
}

// ForApplications reports whether the entry is for certain applications.
func (e Entry) ForApplications() bool { return e.Applications != nil && !blank(*e.Applications) }

// ForTargets reports whether the entry is for certain users or groups.
func (e Entry) ForTargets() bool { return e.Targets != nil && !blank(*e.Targets) }

// blank reports whether a JSON value is an empty list, or an object of nothing but
// such.
func blank(text json.RawMessage) bool {
	var list []json.RawMessage
	if json.Unmarshal(text, &list) == nil {
		return len(list) == 0
	}
	var lists map[string][]json.RawMessage
	if json.Unmarshal(text, &lists) != nil {
		return false
	}
	for _, list := range lists {
		if len(list) > 0 {
			return false
		}
	}
	return true
}

// TenantGroups returns the tenant groups of the definition; ok is false if its text
// is not what Microsoft describes.
func (d Definition) TenantGroups() (groups []TenantGroup, ok bool) {
	var definition struct {
		CrossTenantAccessPolicy *struct{ TenantGroup []json.RawMessage }
	}
	if json.Unmarshal([]byte(d.Text), &definition) != nil || definition.CrossTenantAccessPolicy == nil {
		return nil, false
	}
	for _, text := range definition.CrossTenantAccessPolicy.TenantGroup {
		var named struct {
			DisplayName string
			Tenants     []string
		}
		if json.Unmarshal(text, &named) != nil {
			groups = append(groups, TenantGroup{Bytes: len(text), Unread: true})
			continue
		}
		group := TenantGroup{Name: named.DisplayName, Bytes: len(text)}
		if group.Name == "" {
			group.Name = strings.Join(named.Tenants, " ")
		}
		var lists struct{ FromMyTenancy, ToMyTenancy []Entry }
		group.Unread = json.Unmarshal(text, &lists) != nil
		if !group.Unread {
			group.Outbound, group.Inbound = lists.FromMyTenancy, lists.ToMyTenancy
		}
		groups = append(groups, group)
	}
	return groups, true
}
