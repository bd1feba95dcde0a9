package directory_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

func TestIdentityOfARoleHolder(t *testing.T) {
	t.Parallel()
	direct := directory.RoleHolder{Holding: directory.Holding{Role: directory.GuestInviter, Scope: "/"}}
	byGroup := direct
	byGroup.Group = lint.ObjectRef{Kind: lint.Group, ID: "ABC", Name: "Inviters"}
	renamed := byGroup
	renamed.Group.ID, renamed.Group.Name = "abc", "Guest inviters"
	if direct.Identity() == byGroup.Identity() || byGroup.Identity() != renamed.Identity() {
		t.Errorf("%q, %q, %q", direct.Identity(), byGroup.Identity(), renamed.Identity())
	}
}
