// Package sharepoint reads what SharePoint and OneDrive let users share with others, from
// Microsoft Graph and from Get-SPOTenant alike.
package sharepoint

import (
	"iter"
	"path"
	"strconv"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A SharePoint is what SharePoint and OneDrive let users share with others: as
// Microsoft Graph has it, where enumerations are names and lists are arrays, or as
// Get-SPOTenant does, where enumerations are numbers and a list is one string with
// blanks in between. Both are read alike, whichever way they are spelled.
//
// https://learn.microsoft.com/en-us/graph/api/resources/sharepointsettings and
// https://learn.microsoft.com/en-us/powershell/module/sharepoint-online/set-spotenant
type SharePoint struct {
	Record *lint.Record
	names  *sharePointNames
}

// sharePointNames is what an export calls the settings that both have alike.
type sharePointNames struct {
	sharing, mode, allowed, blocked string
}

var (
	graphNames     = sharePointNames{"sharingCapability", "sharingDomainRestrictionMode", "sharingAllowedDomainList", "sharingBlockedDomainList"}
	getTenantNames = sharePointNames{"SharingCapability", "SharingDomainRestrictionMode", "SharingAllowedDomainList", "SharingBlockedDomainList"}
)

// What this package reads of Graph's settings and, instead, of those of Get-SPOTenant.
var (
	SharingSetting   = both([]string{graphNames.sharing}, []string{getTenantNames.sharing})
	DomainLists      = both([]string{graphNames.mode, graphNames.allowed, graphNames.blocked}, []string{getTenantNames.mode, getTenantNames.allowed, getTenantNames.blocked})
	ResharingSetting = both([]string{"isResharingByExternalUsersEnabled"}, []string{"PreventExternalUsersFromResharing"})
)

// Integration is what [Integrated] reads: Microsoft Graph does not have it.
var Integration = lint.Reads("whether SharePoint is integrated with Entra B2B", lint.Need{
	Kind: lint.SharePointTenant, InsteadOf: lint.SharePointSettings, Reads: []string{"EnableAzureADB2BIntegration"},
})

// Integrated returns whether sharing goes by Entra's settings for invitations too.
func Integrated(t lint.Tenant) graph.Answer {
	for record := range t.Each(lint.SharePointTenant) {
		return graph.AnswerOf(record.Get("EnableAzureADB2BIntegration"))
	}
	return graph.Unknown
}

func both(settings, tenant []string) lint.Reading {
	return lint.Reads("the settings of SharePoint",
		lint.Need{Kind: lint.SharePointSettings, Requires: settings},
		lint.Need{Kind: lint.SharePointTenant, InsteadOf: lint.SharePointSettings, Requires: tenant})
}

// SharePoints returns the settings of SharePoint in an export: Graph's, then those of
// Get-SPOTenant. They tell of one and the same object.
func SharePoints(t lint.Tenant) iter.Seq[SharePoint] {
	return func(yield func(SharePoint) bool) {
		for record := range t.Each(lint.SharePointSettings) {
			if !yield(SharePoint{record, &graphNames}) {
				return
			}
		}
		for record := range t.Each(lint.SharePointTenant) {
			if !yield(SharePoint{record, &getTenantNames}) {
				return
			}
		}
	}
}

// Name returns what a message calls the export.
func (s SharePoint) Name() display.Safe {
	if s.names == &graphNames {
		return "Microsoft Graph"
	}
	return "Get-SPOTenant"
}

// A Sharing says with whom content may be shared; its text form is Graph's name.
type Sharing uint8

// With whom content may be shared.
const (
	SharingUnknown  Sharing = iota
	SharingOff              // with nobody outside
	SharingNew              // with guests, who may be new
	SharingAnyone           // also with whoever has a link
	SharingExisting         // with guests that the directory has
	sharingCount
)

var sharings = [sharingCount]string{
	SharingOff: "disabled", SharingNew: "externalUserSharingOnly", SharingAnyone: "externalUserAndGuestSharing",
	SharingExisting: "existingExternalUserSharingOnly",
}

// String returns Graph's name, or "" for what is not known.
func (s Sharing) String() string { return sharings[s] }

// Sharing returns with whom content may be shared. It reads sharingCapability.
func (s SharePoint) Sharing() (Sharing, lint.Value) {
	v := s.Record.Get(s.names.sharing)
	return ReadSharing(v), v
}

// ReadSharing reads a value of sharingCapability, or of one of the properties of
// Get-SPOTenant that say the same of sites or of OneDrive alone.
func ReadSharing(v lint.Value) Sharing { return Sharing(enumeration(v, sharings[1:]) + 1) } //nolint:gosec // an index of sharings

// Claim answers whether this is with whom SharePoint lets share, for [Claims].
func (s Sharing) Claim(settings SharePoint) (graph.Answer, lint.Value) {
	switch got, at := settings.Sharing(); got {
	case SharingUnknown:
		return graph.Unknown, at
	case s:
		return graph.Yes, at
	default:
		return graph.No, at
	}
}

// A DomainMode says which list of domains SharePoint goes by; its text form is
// Graph's name.
type DomainMode uint8

// The lists that SharePoint goes by.
const (
	DomainModeUnknown DomainMode = iota
	NoDomainList
	AllowList
	BlockList
	domainModeCount
)

var domainModes = [domainModeCount]string{NoDomainList: "none", AllowList: "allowList", BlockList: "blockList"}

// String returns Graph's name, or "" for what is not known.
func (m DomainMode) String() string { return domainModes[m] }

// DomainMode returns which list SharePoint goes by. It reads
// sharingDomainRestrictionMode.
func (s SharePoint) DomainMode() (DomainMode, lint.Value) {
	v := s.Record.Get(s.names.mode)
	return DomainMode(enumeration(v, domainModes[1:]) + 1), v //nolint:gosec // an index of domainModes
}

// enumeration returns the number that a value of an enumeration stands for, be it
// written as a number, as digits or as a name, and -1 for any other.
func enumeration(v lint.Value, names []string) int {
	text := graph.Word(v.Text())
	if v.Type() == lint.Number {
		text = v.Raw()
	}
	if n, err := strconv.Atoi(text); err == nil && n >= 0 && n < len(names) {
		return n
	}
	for i, name := range names {
		if strings.EqualFold(text, name) {
			return i
		}
	}
	return -1
}

// A ListedDomain is a domain of one of SharePoint's lists.
type ListedDomain struct {
	Name string     // in lower case
	At   lint.Value // the entry, or the string that has all of them
}

// List returns the list that a mode goes by, and its place; for other modes than
// AllowList and BlockList there is none. It reads sharingAllowedDomainList or
// sharingBlockedDomainList.
func (s SharePoint) List(mode DomainMode) ([]ListedDomain, lint.Value) {
	var at lint.Value
	switch mode {
	case AllowList:
		at = s.Record.Get(s.names.allowed)
	case BlockList:
		at = s.Record.Get(s.names.blocked)
	default:
		return nil, at
	}
	var domains []ListedDomain
	for entry := range at.Elements() {
		for name := range strings.FieldsFuncSeq(entry.Text(), betweenDomains) {
			domains = append(domains, ListedDomain{strings.ToLower(name), entry})
		}
	}
	return domains, at
}

// betweenDomains reports whether a character parts domains in one string. The cmdlet
// asks for a blank; its neighbours take commas.
func betweenDomains(r rune) bool { return r <= ' ' || r == ',' || r == ';' || r == '\u00a0' }

// Resharing returns whether guests may share what was shared with them. It reads
// isResharingByExternalUsersEnabled of Graph's settings, and
// PreventExternalUsersFromResharing of Get-SPOTenant's, which says the opposite.
func (s SharePoint) Resharing() (graph.Answer, lint.Value) {
	if s.names == &graphNames {
		v := s.Record.Get("isResharingByExternalUsersEnabled")
		return graph.AnswerOf(v), v
	}
	v := s.Record.Get("PreventExternalUsersFromResharing")
	switch graph.AnswerOf(v) {
	case graph.Yes:
		return graph.No, v
	case graph.No:
		return graph.Yes, v
	}
	return graph.Unknown, v
}

// A Claimed is what the exports of SharePoint's settings say to a question.
type Claimed struct {
	Yes     []Stated // those that say yes
	No      []Stated
	Unknown []Stated // those whose value is not documented
}

// A Stated is the answer of one export, and the value that gives it.
type Stated struct {
	By SharePoint
	At lint.Value
}

// Claims asks every export of SharePoint's settings the same question.
func Claims(t lint.Tenant, ask func(SharePoint) (graph.Answer, lint.Value)) Claimed {
	var c Claimed
	for settings := range SharePoints(t) {
		said, at := ask(settings)
		stated := Stated{settings, at}
		switch said {
		case graph.Yes:
			c.Yes = append(c.Yes, stated)
		case graph.No:
			c.No = append(c.No, stated)
		default:
			c.Unknown = append(c.Unknown, stated)
		}
	}
	return c
}

// Property returns the name of the property that has the value, as the export has it.
func (s Stated) Property() string { return path.Base(string(s.At.Location().Pointer)) }

// Object is what a finding about SharePoint's settings is about: it is the same finding
// whichever of the exports there is.
var Object = lint.ObjectRef{Kind: lint.SharePointSettings}
