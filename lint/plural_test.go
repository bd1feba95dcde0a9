package lint_test

import (
	"testing"

	"tenantlint/lint"
)

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 policies", 1: "1 policy", 2: "2 policies", 12_345: "12345 policies"} {
		if got := lint.Count(n, "policy", "policies"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := lint.User.Count(1) + ", " + lint.Contact.Count(0) + ", " + lint.Plural(int64(1), "is", "are"); got != "1 user, 0 contacts, is" {
		t.Errorf("got %q", got)
	}
}
