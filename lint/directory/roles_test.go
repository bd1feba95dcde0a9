package directory_test

import (
	"testing"

	"tenantlint/lint/directory"
)

func TestPrivilegedRole(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]bool{
		directory.GlobalAdministrator:          true,
		"db506228-d27e-4b7d-95e5-295956d6615f": true,  // Agent ID Administrator
		"d29b2b05-8046-44ba-8758-1e26182fcf32": false, // Directory Synchronization Accounts
		"88d8e3e3-8f55-4a1e-953a-9b9898b8876b": false, // Directory Readers
		directory.GuestInviter:                 false,
		"":                                     false,
	} {
		if got := directory.PrivilegedRole(template); got != want {
			t.Errorf("%s: %t, want %t", template, got, want)
		}
	}
}
