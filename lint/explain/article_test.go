package explain

import (
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

// TestRulesExist holds that every rule that a page sends its reader to is there.
func TestRulesExist(t *testing.T) {
	missing := map[string][]string{}
	for _, topic := range library().topics {
		for _, id := range topic.Rules {
			if !slices.ContainsFunc(rules.All, func(rule *lint.Rule) bool { return rule.ID == id }) {
				missing[id] = append(missing[id], topic.Title)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("there is no rule %s, which is named by %q", id, missing[id])
	}
}

func TestPages(t *testing.T) {
	var named []string // rules
	for _, topic := range library().topics {
		named = append(named, topic.Rules...)
	}
	quoted := regexp.MustCompile("`([^`]+)`")
	dated := regexp.MustCompile(`\(\d{4}-\d\d(-\d\d)?\)|as of \d{4}-\d\d-\d\d`)
	for _, topic := range library().topics {
		if !strings.HasPrefix(topic.Page, "# "+topic.Title+"\n\n## ") || strings.ContainsAny(topic.Title, "`$\"!") {
			t.Errorf("%q is no title that can be asked for in quotes", topic.Title)
		}
		var headings []string
		for line := range strings.Lines(topic.Page) {
			if heading, ok := strings.CutPrefix(line, "## "); ok {
				headings = append(headings, strings.TrimSpace(heading))
			}
		}
		if !slices.Equal(headings, Headings) {
			t.Errorf("%s: the headings are %q", topic.Title, headings)
		}

		before, after := topic.Parts()
		if topic.Page != before+"\n\n"+after || !strings.HasPrefix(after, "## What no export shows\n") {
			t.Errorf("%s: the page falls into %q and %q", topic.Title, before, after)
		}
		var ids []string
		for _, match := range quoted.FindAllStringSubmatch(topic.Page, -1) {
			if slices.Contains(named, match[1]) {
				ids = append(ids, match[1])
			}
		}
		if !slices.Equal(ids, topic.Rules) {
			t.Errorf("%s: the page explains the rules %q, and leads to %q", topic.Title, ids, topic.Rules)
		}
		if len(ids) == 0 && !strings.Contains(topic.Page, "No export shows the cause") && !strings.Contains(topic.Page, "No rule of tenantlint") {
			t.Errorf("%s: there is no rule, and the page does not say so", topic.Title)
		}
		_, sources, _ := strings.Cut(topic.Page, "\n## Sources\n")
		if !dated.MatchString(sources) {
			t.Errorf("%s: the sources have no date", topic.Title)
		}
	}
}

func TestEveryPageIsListed(t *testing.T) {
	for _, folder := range []string{"sections", "codes"} {
		names, err := fs.Glob(pages, folder+"/*.md")
		if err != nil || len(names) == 0 {
			t.Fatalf("%d pages in %s: %v", len(names), folder, err)
		}
		for _, name := range names {
			if !slices.ContainsFunc(entries, func(e entry) bool { return e.page+".md" == name }) {
				t.Errorf("%s is not among the entries", name)
			}
		}
	}
}

// TestCodes transcribes the codes that are worth an answer.
func TestCodes(t *testing.T) {
	want := strings.Fields(`50014 50020 50034 50105 50194 51004 53000 53001 53002 53003 65005 90038 90071 90072
		500021 500022 500212 500213 900382 900432 1000104 5000211 5000819`)
	if got := Codes(); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, number := range want {
		for _, text := range []string{number, "AADSTS" + number, "aadsts" + number, "AADSTS" + number + ": zzz", "zzz (AADSTS" + number + ")", `{"error_codes":[` + number + `]}`} {
			if got := Match(text); !slices.Equal(got, OfCode(number)) {
				t.Errorf("%q leads to %q", text, titles(got))
			}
		}
	}
	if got := OfCode("99999"); got != nil {
		t.Errorf("got %q", titles(got))
	}
}

func titles(topics []*Topic) []string {
	var list []string
	for _, topic := range topics {
		list = append(list, topic.Title)
	}
	return list
}
