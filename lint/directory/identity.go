package directory

import (
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// External is whether a user is one of another organisation or identity provider,
// whatever its userType: an internal user may be a guest, and cross-tenant
// synchronization creates external members.
//
// https://learn.microsoft.com/en-us/entra/external-id/user-properties
var External = lint.NewFact("whether a user is external", external, []lint.Need{{
	Kind:      lint.User,
	Completes: []string{"userPrincipalName", "externalUserState", "creationType", "identities"},
}})

func external(r *lint.Record) bool {
	return graph.NamedExternal(r.Get("userPrincipalName").Text()) ||
		r.Get("externalUserState").Text() != "" ||
		invited(r.Get("creationType").Text()) ||
		foreign(r.Get("identities"))
}

func invited(creationType string) bool {
	return strings.EqualFold(creationType, "Invitation") || strings.EqualFold(creationType, "SelfServiceSignUp")
}

// foreign reports whether one of a user's identities is issued outside. The search
// for the word spares the identities of most users a closer look.
func foreign(identities lint.Value) bool {
	if !strings.Contains(identities.Raw(), "ederated") {
		return false
	}
	for identity := range identities.Elements() {
		if graph.SameWord(identity.Get("signInType").Text(), "federated") && foreignIssuer(identity.Get("issuer").Text()) {
			return true
		}
	}
	return false
}

// issuers is who signs in external users, beside the organisations with a SAML or
// WS-Federation provider: those are named by its URI.
var issuers = [...]string{"ExternalAzureAD", "MicrosoftAccount", "google.com", "facebook.com", "mail"}

func foreignIssuer(issuer string) bool {
	for _, known := range issuers {
		if graph.SameWord(issuer, known) {
			return true
		}
	}
	return strings.Contains(issuer, "://") || strings.HasPrefix(strings.ToLower(issuer), "urn:")
}

// IsGuest is whether a user's userType is Guest. It says nothing about how the user signs
// in: see [External].
var IsGuest = lint.NewFact("whether the userType is Guest", func(r *lint.Record) bool {
	return strings.EqualFold(strings.TrimSpace(r.Get("userType").Text()), "Guest")
}, []lint.Need{{Kind: lint.User, Completes: []string{"userType"}}})

// Synced is whether a user, contact or group is mastered on-premises: it is
// synchronized, and its source of authority was not moved to the cloud.
var Synced = lint.NewFact("whether an object is mastered on-premises", func(r *lint.Record) bool {
	return r.Get("onPremisesSyncEnabled").True() &&
		!r.Get("onPremisesSyncBehavior").Get("isCloudManaged").True()
}, []lint.Need{
	{Kind: lint.User, Completes: []string{"onPremisesSyncEnabled"}, Optional: []string{"onPremisesSyncBehavior"}},
	{Kind: lint.Contact, Completes: []string{"onPremisesSyncEnabled"}, Optional: []string{"onPremisesSyncBehavior"}},
	{Kind: lint.Group, Completes: []string{"onPremisesSyncEnabled"}, Optional: []string{"onPremisesSyncBehavior"}},
})

// Disabled reports whether a value of accountEnabled says that the account is not. One
// that is null or was not exported does not say it.
func Disabled(enabled lint.Value) bool { return enabled.Type() == lint.Boolean && !enabled.True() }
