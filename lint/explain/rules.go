package explain

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"tenantlint/lint"
)

// Page returns the page of a rule or of a problem of an export, in Markdown, given its id
// or code.
func Page(rules []*lint.Rule, name string) (page string, ok bool) {
	if i := slices.IndexFunc(rules, func(r *lint.Rule) bool { return r.ID == name }); i >= 0 {
		return rulePage(rules[i]), true
	}
	return ProblemPage(lint.Code(name))
}

// rulePage returns a rule's page with what its declaration says below the title, and
// the words that pages and reports use.
func rulePage(rule *lint.Rule) string {
	title, rest, _ := strings.Cut(rule.Page, "\n")
	var kinds []string
	for _, need := range rule.Reads() {
		kinds = append(kinds, "`"+need.Kind.String()+"`")
	}
	return fmt.Sprintf("%s\n\n`%s` (%s) reads %s. Where the export lacks something of that, the rule is partial; where there was nothing that it could judge, it is skipped. Neither counts as checked.\n%s",
		title, rule.ID, Severity(rule), strings.Join(kinds, ", "), rest)
}

// Severity returns a rule's default severity for a reader.
func Severity(rule *lint.Rule) string {
	if rule.OptIn {
		return rule.Severity.String() + ", off by default"
	}
	return rule.Severity.String()
}

// Names returns the ids of rules and the codes of problems, which [Page] knows.
func Names(rules []*lint.Rule) []string {
	var names []string
	for _, rule := range rules {
		names = append(names, rule.ID)
	}
	for _, code := range Problems() {
		names = append(names, string(code))
	}
	return names
}

// mostNaming is how many rules a word of their pages may lead to. More are none: it
// says too little.
const mostNaming = 6

// Naming returns the ids of the rules whose pages name a code of a text, or the one word
// that it is, as AzureDirectoryB2BManagementPolicyCheckFailure; and what they name.
func Naming(rules []*lint.Rule, text string) (name string, ids []string) {
	for _, number := range CodesIn(text) {
		ids := idsOf(rules, func(page string) bool { return slices.Contains(CodesIn(page), number) })
		if len(ids) > 0 {
			return "AADSTS" + number, ids
		}
	}
	if strings.IndexFunc(text, notOfAName) >= 0 {
		return "", nil
	}
	ids = idsOf(rules, func(page string) bool { return slices.Contains(strings.FieldsFunc(page, notOfAName), text) })
	if len(ids) > mostNaming {
		return "", nil
	}
	return text, ids
}

// notOfAName reports whether a character cannot be in the name of an error or a setting.
func notOfAName(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func idsOf(rules []*lint.Rule, want func(page string) bool) []string {
	var ids []string
	for _, rule := range rules {
		if want(rule.Page) {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}
