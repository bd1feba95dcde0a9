package crosstenant

import (
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// A Claim is something about a sign-in at home that a tenant may trust.
type Claim string

// The claims, by their properties of inboundTrust.
const (
	MultifactorAuthentication Claim = "isMfaAccepted"
	CompliantDevice           Claim = "isCompliantDeviceAccepted"
	HybridJoinedDevice        Claim = "isHybridAzureADJoinedDeviceAccepted"
)

// InboundTrust is what [Party.Trusts] reads.
var InboundTrust = lint.Reads("inbound trust",
	lint.Need{Kind: lint.CrossTenantAccessPolicyDefault, Completes: []string{"inboundTrust"}, Partial: true},
	lint.Need{Kind: lint.CrossTenantAccessPolicyPartner, Completes: []string{"inboundTrust"}, Partial: true})

// Trust is whether a claim of a party's users is accepted, and where that is said.
type Trust struct {
	Answer    graph.Answer
	At        lint.Value // the value, else inboundTrust
	Inherited bool       // from the default
}

// Trusts returns whether a claim is accepted from the users of the party: the
// default's answer where the partner's inboundTrust, or the claim in it, is null.
func (p *Party) Trusts(claim Claim) Trust {
	trust := p.Record.Get("inboundTrust")
	value := trust.Get(string(claim))
	if a := graph.AnswerOf(value); a != graph.Unknown {
		return Trust{Answer: a, At: value}
	}
	if p.Inherits("inboundTrust") || !p.IsDefault() && value.Type() == lint.Null {
		if p.fallback == nil {
			return Trust{At: trust, Inherited: true}
		}
		inherited := p.fallback.Trusts(claim)
		inherited.Inherited = true
		return inherited
	}
	return Trust{At: trust}
}

// Consent is what [Party.Consents] reads of partners, and Synchronization what
// [Party.Synchronizes] does.
var (
	Consent = lint.Reads("automatic redemption", lint.Need{
		Kind: lint.CrossTenantAccessPolicyPartner, Completes: []string{"automaticUserConsentSettings"},
	})
	Synchronization = lint.Reads("cross-tenant synchronization", lint.Need{
		Kind: lint.CrossTenantAccessPolicyPartner, Completes: []string{"identitySynchronization"},
	})
)

// Consents returns whether the consent prompt is suppressed for the party's users
// (outbound: for the tenant's own users at the party). Null members mean that it is
// not, and the default cannot be anything else.
func (p *Party) Consents(outbound bool) (graph.Answer, lint.Value) {
	name := "inboundAllowed"
	if outbound {
		name = "outboundAllowed"
	}
	settings := p.Record.Get("automaticUserConsentSettings")
	return switched(settings, settings.Get(name))
}

// Synchronizes returns whether the partner may create users here by cross-tenant
// synchronization. The property is a navigation property: absent is unknown, null
// is no.
func (p *Party) Synchronizes() (graph.Answer, lint.Value) {
	settings := p.Record.Get("identitySynchronization")
	return switched(settings, settings.Get("userSyncInbound").Get("isSyncAllowed"))
}

// Receives is what [Policy.Receives] reads of partners.
var Receives = lint.Reads("whether users are synchronized into the tenant", lint.Need{
	Kind: lint.CrossTenantAccessPolicyPartner, Completes: []string{"isInMultiTenantOrganization", "identitySynchronization"}, Partial: true,
})

// Receives returns whether other tenants synchronize their users into this one, as far as
// settings say: a partner may do so, or is in the same multitenant organization. Users who
// came before a partner's permission was taken back stay, and nothing says so.
func (p *Policy) Receives(t lint.Tenant) graph.Answer {
	answer := graph.No
	if !t.Complete(lint.CrossTenantAccessPolicyPartner) {
		answer = graph.Unknown
	}
	for _, partner := range p.Partners {
		synchronizes, _ := partner.Synchronizes()
		joined := partner.Record.Get("isInMultiTenantOrganization")
		switch {
		case synchronizes == graph.Yes, joined.True():
			return graph.Yes
		case synchronizes == graph.Unknown, !joined.Exists():
			answer = graph.Unknown
		}
	}
	return answer
}

// switched reads a flag that is off unless the settings that were exported say true.
func switched(settings, flag lint.Value) (graph.Answer, lint.Value) {
	switch {
	case !settings.Exists():
		return graph.Unknown, settings
	case flag.True():
		return graph.Yes, flag
	case flag.Exists():
		return graph.No, flag
	}
	return graph.No, settings
}

// RedemptionOrder is what [Party.Redemption] reads.
var RedemptionOrder = lint.Reads("the order of redemption", lint.Need{
	Kind: lint.CrossTenantAccessPolicyDefault, Requires: []string{"invitationRedemptionIdentityProviderConfiguration"},
})

// Redemption is by which identity providers invitations are redeemed.
type Redemption struct {
	Primary  []Provider // in order of precedence
	Fallback Provider
	At       lint.Value // the order
}

// A Provider is a b2bIdentityProvidersType in lower case, with its place. Microsoft's
// own pages print them in other case and with a trailing blank.
type Provider struct {
	Name string
	At   lint.Value
}

// The providers that the rules know.
const (
	EntraID              = "azureactivedirectory"
	ExternalFederation   = "externalfederation"
	SocialProviders      = "socialidentityproviders"
	EmailOneTimePasscode = "emailonetimepasscode"
	MicrosoftAccount     = "microsoftaccount"
	DefaultConfiguredIDP = "defaultconfiguredidp"
)

// Redemption returns the order in which the default has invitations redeemed; ok is
// false where the export does not have it, or it is null.
func (p *Party) Redemption() (r Redemption, ok bool) {
	configuration := p.Record.Get("invitationRedemptionIdentityProviderConfiguration")
	r.At = configuration.Get("primaryIdentityProviderPrecedenceOrder")
	for value := range r.At.Elements() {
		r.Primary = append(r.Primary, Provider{graph.Word(value.Text()), value})
	}
	fallback := configuration.Get("fallbackIdentityProvider")
	r.Fallback = Provider{graph.Word(fallback.Text()), fallback}
	return r, configuration.Type() == lint.Object && !graph.Null(configuration)
}

// Index returns the place of a provider in the primary order, or -1.
func (r Redemption) Index(name string) int {
	for i, provider := range r.Primary {
		if strings.EqualFold(provider.Name, name) {
			return i
		}
	}
	return -1
}
