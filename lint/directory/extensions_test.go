package directory_test

import (
	"testing"

	"tenantlint/lint/directory"
)

func TestExtensionsApp(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"aad-extensions-app. Do not modify. Used by AAD for storing user data.": true,
		"aad-extensions-app. Do not modify. Used by AAD for storing user data":  true,
		" AAD-Extensions-App": true,
		"b2c-extensions-app. Do not modify. Used by AADB2C for storing user data.": false,
		"my aad-extensions-app": false,
		"aad-extensions-ap":     false,
		"":                      false,
	} {
		if got := directory.ExtensionsApp(name); got != want {
			t.Errorf("%q: %t, want %t", name, got, want)
		}
	}
}
