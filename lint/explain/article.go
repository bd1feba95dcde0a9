// Package explain holds the pages that are not a rule's. Of Microsoft's article
// "Troubleshooting Microsoft Entra B2B collaboration" it has a page in its own words for
// each section, with the rules that show a cause, and one for each AADSTS code that belongs
// to the subject: [Match] finds the pages for what somebody pasted. Of the problems of an
// export it has a page for each code.
//
// The article is learn.microsoft.com/en-us/entra/external-id/troubleshoot, as of
// 2025-02-19. Sections that only an older version has, and questions of the B2B FAQ,
// are among them.
package explain

import (
	"embed"
	"slices"
	"strings"
	"sync"
)

//go:embed sections codes
var pages embed.FS

// Headings are the sections that every page has, in this order.
var Headings = []string{"What you see", "What an export shows", "What no export shows", "What to do", "Sources"}

// A Topic is something there is a page on: a section of the article, or a code.
type Topic struct {
	Title   string
	Page    string   // Markdown; its first line is the title
	Rules   []string // ids of the rules that show a cause, in the order to look at them
	Codes   []string // numbers of AADSTS codes, without the prefix
	Section bool     // of the article; else a page on codes alone
}

// Parts returns the page in two parts. The list of the rules stands between them.
func (t *Topic) Parts() (before, after string) {
	before, after, _ = strings.Cut(t.Page, "\n\n## "+Headings[2]+"\n")
	return before, "## " + Headings[2] + "\n" + after
}

// Sections returns the sections, in the article's order.
func Sections() []*Topic { return filter(func(t *Topic) bool { return t.Section }) }

// OfCode returns what there is on the AADSTS code with a number: one topic for most,
// more where the number has more than one meaning, and none if it is not known.
func OfCode(number string) []*Topic {
	return filter(func(t *Topic) bool { return slices.Contains(t.Codes, number) })
}

// Codes returns the numbers of the codes that are known, the shortest first.
func Codes() []string {
	var numbers []string
	for _, t := range library().topics {
		numbers = append(numbers, t.Codes...)
	}
	slices.SortFunc(numbers, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(numbers)
}

func filter(keep func(*Topic) bool) []*Topic {
	var kept []*Topic
	for _, t := range library().topics {
		if keep(t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// A shelf is every topic, and what a text is compared with.
type shelf struct {
	topics  []*Topic
	phrases []phrase
	ids     map[string]int // numbers of the words in the phrases
}

// library is made when it is first asked for: most commands do without.
var library = sync.OnceValue(func() *shelf {
	s := &shelf{ids: map[string]int{}}
	for _, e := range entries {
		page, err := pages.ReadFile(e.page + ".md")
		if err != nil {
			panic(err) // the names are constant, and a test reads them all
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(page), "# "), "\n")
		t := &Topic{
			Title: title, Page: strings.TrimSpace(string(page)), Rules: e.rules, Codes: e.codes,
			Section: strings.HasPrefix(e.page, "sections/"),
		}
		for _, heading := range slices.Concat([]string{title}, e.headings, e.asked) {
			s.add(len(s.topics), heading, true)
		}
		for _, message := range e.messages {
			s.add(len(s.topics), message, false)
		}
		s.topics = append(s.topics, t)
	}
	return s
})

// Answering returns the topics for which a rule shows a cause, in the order of the article.
func Answering(rule string) []*Topic {
	return filter(func(t *Topic) bool { return t.Section && slices.Contains(t.Rules, rule) })
}
