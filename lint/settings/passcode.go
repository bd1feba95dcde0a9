package settings

import (
	"strings"

	"tenantlint/lint"
)

// A Passcode is whether external users may sign in by a one-time passcode that is
// sent to them by mail.
//
// https://learn.microsoft.com/en-us/graph/api/resources/emailauthenticationmethodconfiguration
type Passcode struct {
	At    lint.Value // of allowExternalIdToUseEmailOtp
	Off   bool
	Known bool // the export has the setting, with a value that is documented
}

// PasscodeSetting is what [PasscodeOf] reads.
var PasscodeSetting = lint.Reads("whether a passcode by mail lets guests in", lint.Need{
	Kind: lint.EmailAuthenticationMethod, Requires: []string{"allowExternalIdToUseEmailOtp"},
})

// PasscodeOf returns the tenant's setting. "default" has meant on since October 2021,
// and so does an empty value. The state of the email
// authentication method does not matter: what is said of guests is said of the former.
func PasscodeOf(t lint.Tenant) Passcode {
	for record := range t.Each(lint.EmailAuthenticationMethod) {
		p := Passcode{At: record.Get("allowExternalIdToUseEmailOtp")}
		if !p.At.Exists() {
			continue
		}
		switch word := strings.TrimSpace(p.At.Text()); {
		case strings.EqualFold(word, "disabled"):
			p.Off, p.Known = true, true
		case word == "", strings.EqualFold(word, "enabled"), strings.EqualFold(word, "default"):
			p.Known = true
		}
		return p
	}
	return Passcode{}
}
