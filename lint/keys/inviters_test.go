package keys_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/keys"
)

func TestInvitersOf(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]keys.Inviters{
		`"none"`:                             keys.NoInviters,
		`" NONE "`:                           keys.NoInviters,
		`0`:                                  keys.NoInviters,
		`"0"`:                                keys.NoInviters,
		`"adminsAndGuestInviters"`:           keys.AdminInviters,
		`1`:                                  keys.AdminInviters,
		`"adminsGuestInvitersAndAllMembers"`: keys.MemberInviters,
		`"2"`:                                keys.MemberInviters,
		`"Everyone"`:                         keys.EveryoneInvites,
		`3`:                                  keys.EveryoneInvites,
		`4`:                                  keys.UnknownInviters,
		`"unknownFutureValue"`:               keys.UnknownInviters,
		`""`:                                 keys.UnknownInviters,
		`null`:                               keys.UnknownInviters,
	} {
		fields := lint.NewFields([]string{"allowInvitesFrom"}, nil)
		r, ok := decode.Reread(lint.AuthorizationPolicy, fields, lint.Origin{}, []byte(`{"allowInvitesFrom":`+value+`}`), 0, -1)
		if !ok {
			t.Fatal(value)
		}
		if got := keys.InvitersOf(r); got != want {
			t.Errorf("%s: %q, want %q", value, got, want)
		}
	}
}
