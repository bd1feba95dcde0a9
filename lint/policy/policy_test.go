package policy_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/policy"
)

const (
	property = "b2bCollaborationOutbound"
	rms      = "00000012-0000-0000-c000-000000000000"
	other    = "00000003-0000-0ff1-ce00-000000000000"
	group    = "6f546279-4da5-4b53-a095-09ea0cef9971"
)

// value returns a JSON value as it stands in a partner.
func value(t *testing.T, text string) lint.Value {
	t.Helper()
	fields := lint.NewFields([]string{property}, nil)
	text = `{"` + property + `":` + text + `}`
	record, ok := decode.Reread(lint.CrossTenantAccessPolicyPartner, fields, lint.Origin{}, []byte(text), 0, -1)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return record.Get(property)
}

func half(access string, targets ...string) string {
	text := `{"accessType":"` + access + `","targets":[`
	for i, target := range targets {
		if i > 0 {
			text += ","
		}
		text += `{"target":"` + target + `","targetType":"x"}`
	}
	return text + "]}"
}

func both(users, applications string) string {
	return `{"usersAndGroups":` + users + `,"applications":` + applications + `}`
}

// TestReachesByTable is Microsoft's table for reading users and applications
// together, once for an application that the setting names and once for one that
// it does not.
func TestReachesByTable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, users, applications string
		named, unnamed            policy.Reach
	}{
		{"nothing", half("blocked", "AllUsers"), half("blocked", "AllApplications"), policy.Nobody, policy.Nobody},
		{"everything", half("allowed", "AllUsers"), half("allowed", "AllApplications"), policy.Everyone, policy.Everyone},
		{"only a group, any application", half("allowed", group), half("allowed", "AllApplications"), policy.Some, policy.Some},
		{"everyone, only one application", half("allowed", "AllUsers"), half("allowed", rms), policy.Everyone, policy.Nobody},
		{"only a group, any application but one", half("allowed", group), half("blocked", rms), policy.Nobody, policy.Some},
		{"nothing for a group, everything for others", half("blocked", group), half("blocked", "AllApplications"), policy.Some, policy.Some},
		{"nothing for a group, one application for others", half("blocked", group), half("allowed", rms), policy.Some, policy.Nobody},
		{"only a group, only one application", half("allowed", group), half("allowed", rms), policy.Some, policy.Nobody},
		{"a group not to one application", half("blocked", group), half("blocked", rms), policy.Some, policy.Everyone},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			setting := policy.Effective(value(t, both(test.users, test.applications)), lint.Value{})
			if got := setting.Reaches(policy.RightsManagement).Reach; got != test.named {
				t.Errorf("named: %d, want %d", got, test.named)
			}
			unnamed := policy.Application{ID: other}
			if got := setting.Reaches(unnamed).Reach; got != test.unnamed {
				t.Errorf("unnamed: %d, want %d", got, test.unnamed)
			}
		})
	}
}

func TestMissingHalfIsTheDefaults(t *testing.T) {
	t.Parallel()
	fallback := value(t, both(half("allowed", group), half("blocked", "AllApplications")))
	partner := value(t, `{"applications":`+half("allowed", "AllApplications")+`}`)

	verdict := policy.Effective(partner, fallback).Reaches(policy.RightsManagement)
	if verdict.Reach != policy.Some || !verdict.Inherited {
		t.Errorf("with the default: %+v, want some users, by the default", verdict)
	}
	verdict = policy.Effective(partner, lint.Value{}).Reaches(policy.RightsManagement)
	if verdict.Reach != policy.ReachUnknown {
		t.Errorf("without the default: %d, want unknown", verdict.Reach)
	}
}

func TestInherits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`null`:                  true,
		`{}`:                    true,
		`{"Applications":null}`: true,
		`{"Applications":{"AccessType":null,"Targets":null},"UsersAndGroups":{"AccessType":null,"Targets":null}}`: true,
		`{"applications":{"accessType":"blocked","targets":[]}}`:                                                  false,
		`[]`: false,
	} {
		if got := policy.Inherits(value(t, text)); got != want {
			t.Errorf("%s: %t, want %t", text, got, want)
		}
	}
	if policy.Inherits(lint.Value{}) {
		t.Error("what was not exported is taken for null")
	}
}
