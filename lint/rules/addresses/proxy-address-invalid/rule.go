// Package proxyaddressinvalid reports entries of proxyAddresses that are no proper
// addresses.
package proxyaddressinvalid

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is proxy-address-invalid.
var Rule = &lint.Rule{
	ID:       "proxy-address-invalid",
	Severity: lint.Warning,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"proxyAddresses"}, Partial: true},
		{Kind: lint.Group, Requires: []string{"proxyAddresses"}, Partial: true},
		{Kind: lint.Contact, Requires: []string{"proxyAddresses"}, Partial: true},
	},
	Uses:  []lint.Use{directory.Synced.Optional()},
	On:    []lint.Kind{lint.User, lint.Group, lint.Contact},
	Check: check,
}

// maxEntry is how long an entry may be, in characters with its prefix.
const maxEntry = 256

func check(p *lint.Pass, r *lint.Record) {
	proxies := r.Get("proxyAddresses")
	if plain(proxies.Raw()) {
		return
	}
	var primaries []lint.Value
	for entry := range proxies.Elements() {
		text := entry.Text()
		if prefix, _, ok := strings.Cut(text, ":"); ok && strings.TrimSpace(prefix) == "SMTP" {
			primaries = append(primaries, entry)
		}
		if faults := faultsOf(text); len(faults) > 0 {
			report(p, entry, faults)
		}
	}
	if len(primaries) > 1 {
		f := p.Find(primaries[1], "%s %s has %d primary addresses: which of them mail is sent from is left to chance",
			display.Safe(r.Kind.Noun()), r.Object().Label(), len(primaries)).
			About("proxyAddresses", "primary").
			Also(primaries[0], "the first primary address").
			With("count", len(primaries))
		advise(f, r, "leave one entry with SMTP: in capitals, and begin the others with smtp:")
		p.Report(f)
	}
}

func report(p *lint.Pass, entry lint.Value, faults []fault) {
	r := entry.Record()
	f := p.Find(entry, "the entry %s in proxyAddresses of %s %s has %s: %s",
		entry, display.Safe(r.Kind.Noun()), r.Object().Label(), faults[0].text, faults[0].consequence)
	for _, fault := range faults[1:] {
		f.Notef("it also has %s", fault.text)
	}
	advise(f, r, "correct the entry or take it out")
	p.Report(f)
}

func advise(f *lint.Finding, r *lint.Record, what display.Safe) {
	where := display.Safe("in Exchange")
	if directory.Synced.Of(r) {
		where = "in the on-premises directory, and let it synchronize"
	}
	f.Fixf("%s, %s", what, where)
}

// plain reports whether the text of proxyAddresses shows at a glance that nothing is
// wrong with it, as it does for nearly every object.
func plain(raw string) bool {
	primaries := 0
	for i := 0; i < len(raw); i++ {
		if raw[i] != '"' {
			continue
		}
		start, colons := i+1, 0
		smtp := len(raw)-start >= len("smtp:") && strings.EqualFold(raw[start:start+len("smtp:")], "smtp:")
		for i = start; raw[i] != '"'; i++ {
			switch c := raw[i]; {
			case c == '\\', (c <= ' ' || c >= utf8.RuneSelf) && (smtp || colons == 0), smtp && forbiddenByte[c]:
				return false
			case c == ':':
				colons++
			}
		}
		if colons != 1 || raw[start] == ':' || i-start > maxEntry {
			return false
		}
		if smtp && raw[start] == 'S' && raw[start:start+len("SMTP")] == "SMTP" {
			primaries++
		}
	}
	return primaries < 2
}

// forbiddenByte is forbidden for bytes: it is asked of every byte of every user's
// addresses.
var forbiddenByte = func() (set [256]bool) {
	for c := range utf8.RuneSelf {
		set[c] = forbidden(rune(c))
	}
	return set
}()

// forbidden reports whether an smtp address must not have a character.
func forbidden(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(`<>()[];,"`, r) }

// A fault is what is wrong with an entry, and what follows.
type fault struct{ text, consequence display.Safe }

// faultsOf returns what is wrong with an entry.
func faultsOf(entry string) []fault {
	var faults []fault
	add := func(consequence display.Safe, format string, args ...any) {
		faults = append(faults, fault{display.Safe(fmt.Sprintf(format, args...)), consequence})
	}
	prefix, rest, _ := strings.Cut(entry, ":")
	kind := strings.ToLower(strings.TrimSpace(prefix))
	smtp := kind == "smtp"
	unmatched := display.Safe("whatever looks for it does not match it")
	if smtp {
		unmatched = "mail to it does not arrive, and a search for the address does not find it"
	}
	switch {
	case len(prefix) == len(entry) || kind == "":
		add("it counts as no mail address, so that mail to it does not arrive", "no prefix ('smtp:' or another)")
	case kind != "x400" && strings.Contains(rest, ":"): // an X.400 address may have DDA:NAME=value
		add(unmatched, "a second colon at character %d", utf8.RuneCountInString(prefix)+2+utf8.RuneCountInString(rest[:strings.IndexByte(rest, ':')]))
	}
	if smtp {
		// Microsoft's pages print a blank behind the prefix: those at the ends are let be.
		address := strings.TrimRightFunc(rest, unicode.IsSpace)
		begin := len(address) - len(strings.TrimLeftFunc(address, unicode.IsSpace))
		n := utf8.RuneCountInString(prefix) + 1
		for i, r := range address {
			if n++; i >= begin && forbidden(r) {
				add(unmatched, "%s at character %d", graph.Character(r), n)
				break
			}
		}
	}
	if n := utf8.RuneCountInString(entry); n > maxEntry {
		add("an entry as long as this is refused when it is saved or synchronized", "%d characters, with %d at the most", n, maxEntry)
	}
	return faults
}
