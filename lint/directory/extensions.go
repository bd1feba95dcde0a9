package directory

import (
	"strings"
)

// ExtensionsApp reports whether an application's name is that of the application in
// which Microsoft Entra External ID stores what user flows collect:
// "aad-extensions-app. Do not modify. Used by AAD for storing user data.", which some
// of Microsoft's pages print without its end.
//
// https://learn.microsoft.com/en-us/entra/external-id/troubleshoot
func ExtensionsApp(displayName string) bool {
	const prefix = "aad-extensions-app"
	name := strings.TrimSpace(displayName)
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}
