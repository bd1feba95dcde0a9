package settings_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
	"tenantlint/lint/settings"
)

func TestInvitersOf(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]settings.Inviters{
		`"none"`:                             settings.NoInviters,
		`" NONE "`:                           settings.NoInviters,
		`0`:                                  settings.NoInviters,
		`"0"`:                                settings.NoInviters,
		`"adminsAndGuestInviters"`:           settings.AdminInviters,
		`1`:                                  settings.AdminInviters,
		`"adminsGuestInvitersAndAllMembers"`: settings.MemberInviters,
		`"2"`:                                settings.MemberInviters,
		`"Everyone"`:                         settings.EveryoneInvites,
		`3`:                                  settings.EveryoneInvites,
		`4`:                                  settings.UnknownInviters,
		`"unknownFutureValue"`:               settings.UnknownInviters,
		`""`:                                 settings.UnknownInviters,
		`null`:                               settings.UnknownInviters,
	} {
		r := linttest.Record(t, lint.AuthorizationPolicy, `{"allowInvitesFrom":`+value+`}`, "allowInvitesFrom")
		if got := settings.InvitersOf.Of(r); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
