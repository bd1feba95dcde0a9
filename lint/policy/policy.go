// Package policy reads cross-tenant access settings as Entra applies them: a
// partner's over the default's, users and applications together.
package policy

import (
	"strings"

	"tenantlint/lint"
)

// The settings that an export holds, in the index [Settings].
const (
	Base lint.Role = iota
	Default
	Partner
)

// Keys of the index [Settings]. A partner's is [PartnerKey].
const (
	BaseKey    = "base"
	DefaultKey = "default"
)

// PartnerKey returns the key of the partner with the given tenant id.
func PartnerKey(tenantID string) string { return "partner:" + normal(tenantID) }

// Settings indexes the parts of a cross-tenant access policy, so that a partner
// can be judged beside the default from which it inherits.
var Settings = &lint.Index{
	Name: "cross-tenant settings",
	Reads: map[lint.Kind][]string{
		lint.CrossTenantAccessPolicy:        nil,
		lint.CrossTenantAccessPolicyDefault: nil,
		lint.CrossTenantAccessPolicyPartner: {"tenantId"},
	},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		switch r.Kind {
		case lint.CrossTenantAccessPolicy:
			g.AddText(Base, r.Value(), BaseKey)
		case lint.CrossTenantAccessPolicyDefault:
			g.AddText(Default, r.Value(), DefaultKey)
		case lint.CrossTenantAccessPolicyPartner:
			if id := r.Get("tenantId"); id.Text() != "" {
				g.AddText(Partner, id, PartnerKey(id.Text()))
			}
		}
	},
}

// A Setting is a crossTenantAccessPolicyB2BSetting as it takes effect.
type Setting struct {
	Users        Half // usersAndGroups
	Applications Half
}

// A Half is a crossTenantAccessPolicyTargetConfiguration.
type Half struct {
	Access    Access
	Targets   lint.Value // the list; only if Access is known
	Inherited bool       // a partner's setting lacks this half, and the default's counts
}

// Access says what a half does with its targets.
type Access uint8

// What a half does with its targets. It is unknown if the export lacks the half,
// its list of targets, or names an access type that is not documented.
const (
	AccessUnknown Access = iota
	Allowed
	Blocked
)

// Inherits reports whether a partner's setting is empty, so that the default's
// takes effect: it is null, or what PowerShell makes of null, an object whose
// members are all null. An absent property says nothing.
func Inherits(setting lint.Value) bool {
	switch setting.Type() {
	case lint.Null:
		return true
	case lint.Object:
		for _, member := range setting.Members() {
			if !Inherits(member) {
				return false
			}
		}
		return true
	}
	return false
}

// Effective returns how a B2B setting of the default or of a partner takes effect.
// fallback is the default's setting for a partner, and the zero Value for the
// default itself. What a half-filled setting means is not documented: a missing
// half of a partner's is taken to be the default's, and says so.
func Effective(setting, fallback lint.Value) Setting {
	half := func(name string) Half {
		if own := setting.Get(name); own.Exists() && !Inherits(own) {
			return read(own)
		}
		inherited := read(fallback.Get(name))
		inherited.Inherited = true
		return inherited
	}
	return Setting{Users: half("usersAndGroups"), Applications: half("applications")}
}

func read(configuration lint.Value) Half {
	half := Half{Targets: configuration.Get("targets")}
	if half.Targets.Type()&^lint.Null == 0 {
		return Half{}
	}
	switch normal(configuration.Get("accessType").Text()) {
	case "allowed":
		half.Access = Allowed
	case "blocked":
		half.Access = Blocked
	default:
		return Half{}
	}
	return half
}

// find returns the first target for which want holds.
func (h Half) find(want func(target string) bool) (lint.Value, bool) {
	for target := range h.Targets.Elements() {
		if name := target.Get("target"); want(normal(name.Text())) {
			return name, true
		}
	}
	return lint.Value{}, false
}

func (h Half) empty() bool {
	for range h.Targets.Elements() {
		return false
	}
	return true
}

// normal returns an id or a reserved name in the form in which they compare.
func normal(name string) string { return strings.ToLower(strings.TrimSpace(name)) }
