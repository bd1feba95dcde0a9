package settings_test

import (
	"iter"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	"tenantlint/lint/settings"
)

// methods is an export of email authentication methods.
type methods struct {
	lint.Tenant
	records []*lint.Record
}

func (m methods) Each(lint.Kind) iter.Seq[*lint.Record] { return slices.Values(m.records) }

func TestPasscodeOf(t *testing.T) {
	t.Parallel()
	const property = "allowExternalIdToUseEmailOtp"
	for text, want := range map[string]settings.Passcode{
		`{"allowExternalIdToUseEmailOtp":"disabled"}`:           {Off: true, Known: true},
		`{"allowExternalIdToUseEmailOtp":" Disabled "}`:         {Off: true, Known: true},
		`{"allowExternalIdToUseEmailOtp":"enabled"}`:            {Known: true},
		`{"allowExternalIdToUseEmailOtp":"default"}`:            {Known: true},
		`{"allowExternalIdToUseEmailOtp":null}`:                 {Known: true},
		`{"allowExternalIdToUseEmailOtp":"unknownFutureValue"}`: {},
		`{"id":"Email"}`: {},
	} {
		other := linttest.Record(t, lint.EmailAuthenticationMethod, `{"id":"Sms"}`, property)
		got := settings.PasscodeOf(methods{records: []*lint.Record{other, linttest.Record(t, lint.EmailAuthenticationMethod, text, property)}})
		if got.Off != want.Off || got.Known != want.Known {
			t.Errorf("%s: off %t, known %t", text, got.Off, got.Known)
		}
	}
	if settings.PasscodeOf(methods{}).Known {
		t.Error("known without an export")
	}
}
