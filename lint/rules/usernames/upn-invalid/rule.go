// Package upninvalid reports user names that the username policy does not accept.
package upninvalid

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is upn-invalid.
var Rule = &lint.Rule{
	ID:       "upn-invalid",
	Severity: lint.Error,
	Subject:  "usernames",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userPrincipalName"}}},
	Uses:     []lint.Use{directory.Synced.Optional()},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

// What the username policy takes at most, in characters.
// https://learn.microsoft.com/en-us/entra/identity/authentication/concept-sspr-policy
const (
	maxLocal  = 64 // before the at sign
	maxDomain = 48 // behind it
	maxName   = maxLocal + 1 + maxDomain
)

func check(p *lint.Pass, user *lint.Record) {
	upn := user.Get("userPrincipalName")
	name := upn.Text()
	if name == "" || accepted(name) || graph.NamedExternal(name) {
		return
	}
	faults := faultsOf(name)
	f := p.Find(upn, "the name %s of user %s has %s: the username policy does not accept it, so whoever saves or synchronizes "+
		"the user with this name is refused or gets another one", upn, user.Object().Label(), faults[0].text)
	if at := faults[0].at; at > 0 {
		f.With("position", at)
	}
	for _, fault := range faults[1:] {
		f.Notef("it also has %s", fault.text)
	}
	if directory.Synced.Of(user) {
		f.Fixf("change userPrincipalName in the on-premises directory, and let it synchronize")
	} else {
		f.Fixf("rename the user: letters A to Z, digits and . - _ ! ^ ~ ' around one '@', at most %d characters before it and %d behind",
			maxLocal, maxDomain)
	}
	p.Report(f)
}

// accepted reports whether the policy accepts a name. It is asked of every user.
func accepted(name string) bool {
	at := -1
	for i := range len(name) {
		switch {
		case name[i] == '@' && at < 0:
			at = i
		case name[i] >= utf8.RuneSelf || !allowed(rune(name[i])):
			return false
		}
	}
	return 0 < at && at <= maxLocal && name[at-1] != '.' &&
		1 < len(name)-at && len(name)-at-1 <= maxDomain
}

// allowed reports whether a name may have a character: those that the policy lists,
// and "$" and "`", which neither Microsoft's list of invalid ones nor IdFix has. Graph
// created a user whose name begins with "$". The number sign is on the policy's list:
// where it is at fault is for hash-in-synced-upn to say.
func allowed(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' ||
		r < utf8.RuneSelf && strings.IndexByte("'.-_!#^~$`", byte(r)) >= 0 //nolint:gosec // ASCII
}

// A fault is what a name has that it must not have.
type fault struct {
	text display.Safe
	at   int // which character it is, from 1; 0 for none
}

// faultsOf returns what is wrong with a name, the first character at fault first.
func faultsOf(name string) []fault {
	var faults []fault
	add := func(at int, format string, args ...any) {
		faults = append(faults, fault{display.Safe(fmt.Sprintf(format, args...)), at})
	}
	split := strings.LastIndexByte(name, '@') // the one that separates the user from the domain
	n, more := 0, 0
	for i, r := range name {
		switch n++; {
		case i == split || r != '@' && allowed(r):
		case len(faults) > 0:
			more++
		case r == '@':
			add(n, "more than one '@', at character %d", n)
		default:
			add(n, "%s at character %d", graph.Character(r), n)
		}
	}
	switch {
	case more == 1:
		add(0, "1 other character that is not allowed")
	case more > 1:
		add(0, "%d other characters that are not allowed", more)
	}
	local, domain := utf8.RuneCountInString(name[:max(split, 0)]), utf8.RuneCountInString(name[split+1:])
	switch {
	case split < 0:
		add(0, "no '@'")
	case split == 0:
		add(1, "nothing before the '@'")
	case name[split-1] == '.':
		add(local, "a dot right before the '@', at character %d", local)
	}
	switch {
	case split < 0 && n > maxName:
		add(0, "%d characters, with %d at the most", n, maxName)
	case split >= 0 && domain == 0:
		add(0, "nothing behind the '@'")
	}
	if local > maxLocal {
		add(0, "%d characters before the '@', with %d at the most", local, maxLocal)
	}
	if split >= 0 && domain > maxDomain {
		add(0, "%d characters behind the '@', with %d at the most", domain, maxDomain)
	}
	return faults
}
