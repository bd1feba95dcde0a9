package crosstenant_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint/crosstenant"
)

// TestMalformedParts holds that a part gives its targets even where it cannot be
// read as a half.
func TestMalformedParts(t *testing.T) {
	t.Parallel()
	party := read(t, "-", property(crosstenant.DirectConnectInbound, both(
		`{"accessType":"odd","targets":[{"target":" AllUsers","targetType":"User"},{"targetType":"user"}]}`,
		`{"accessType":"allowed","targets":null}`))).Partners[0]
	var got []string
	for part := range party.Parts() {
		got = append(got, fmt.Sprintf("%s %s %s %t %d", part.Key(), part.Title(), part.AccessType(), part.HasTargets(), part.Half.Access))
		for target := range part.List() {
			got = append(got, fmt.Sprintf("%s %s %s %s", target.Name, target.Type, target.At.Raw(), target.TypeAt.Raw()))
		}
	}
	want := []string{
		"b2bDirectConnectInbound/usersAndGroups the users of B2B direct connect inbound 'odd' true 0",
		`allusers user " AllUsers" "User"`,
		` user {"targetType":"user"} "user"`,
		"b2bDirectConnectInbound/applications the applications of B2B direct connect inbound 'allowed' false 0",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTarget(t *testing.T) {
	t.Parallel()
	half := read(t, property(crosstenant.CollaborationInbound, both(half("blocked", group, "AllUsers"), "null")), "-").
		Default.Setting(crosstenant.CollaborationInbound).Users
	if at, ok := half.Target(crosstenant.AllUsers); !ok || at.Text() != "AllUsers" {
		t.Errorf("%s, %t", at, ok)
	}
	if _, ok := half.Target(crosstenant.AllApplications); ok {
		t.Error("a target that is not there")
	}
}

func TestDeviceFilter(t *testing.T) {
	t.Parallel()
	for restrictions, want := range map[string]bool{
		`{"devices":{"mode":"allowed","rule":"device.isCompliant -eq true"}}`: true,
		`{"devices":{"mode":"blocked","rule":null}}`:                          true,
		`{"devices":{"mode":null,"rule":null}}`:                               false,
		`{"devices":null}`:                                                    false,
		`{}`:                                                                  false,
		`null`:                                                                false,
	} {
		if _, ok := read(t, property(crosstenant.TenantRestrictions, restrictions), "-").Default.DeviceFilter(); ok != want {
			t.Errorf("%s: %t", restrictions, ok)
		}
	}
}

func TestIsID(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]bool{
		strings.ToUpper(rms): true, " " + group: true, "AllUsers": false, "": false, "{" + group + "}": false, group + "0": false,
	} {
		for got := range read(t, property(crosstenant.CollaborationInbound, both(half("allowed", target), "null")), "-").
			Default.Setting(crosstenant.CollaborationInbound).Users.List() {
			if got.IsID() != want {
				t.Errorf("%q: %t", target, got.IsID())
			}
		}
	}
}

func TestSingle(t *testing.T) {
	t.Parallel()
	party := read(t, "-", property(crosstenant.CollaborationInbound, both(half("blocked", "AllUsers", group, other, "", rms, "AllApplications"), half("blocked", " allapplications")))).Partners[0]
	var parts []crosstenant.Part
	for part := range party.Parts() {
		parts = append(parts, part)
	}
	single := parts[0].Single()
	var names []string
	for _, target := range single {
		names = append(names, target.Name)
	}
	if want := []string{group, other, rms, crosstenant.AllApplications}; !slices.Equal(names, want) || len(parts[1].Single()) > 0 {
		t.Errorf("got %q, want %q", names, want)
	}
}
