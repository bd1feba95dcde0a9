package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"tenantlint/lint/display"
	"tenantlint/lint/explain"
	"tenantlint/lint/rules"

	"github.com/urfave/cli/v2"
)

func (t *tool) explainCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "explain",
		Description: explainHelp,
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "list"}},
	}, t.explain)
}

const explainHelp = `Usage: tenantlint explain RULE|PROBLEM|CODE|MESSAGE
       tenantlint explain --list

Shows the page of a rule: what it finds, why that matters, how to mend it and how
it is decided. Or the page of a problem of an export, such as next-link: what it
means for the rules, and how to export again.

Of an AADSTS code or an error message it shows what is behind it: the rules that
find the cause in an export, what no export can show, and what to do. Paste the
message as it is, names, ids and times included; in another language it is known by
its code. A heading of Microsoft's article "Troubleshooting Microsoft Entra B2B
collaboration", or words of one, will do as well.

Examples:
  tenantlint explain hash-in-synced-upn
  tenantlint explain next-link
  tenantlint explain AADSTS500213
  tenantlint explain "Failure to update policy due to object limit"
  tenantlint explain people picker

Flags:
      --list  list the rules, the problems, the codes and the sections of the article
  -h, --help  show this text
`

// explain prints the page of a rule or of a problem code, or what is known of an
// error.
func (t *tool) explain(c *cli.Context) (int, error) {
	text := strings.TrimSpace(strings.Join(c.Args().Slice(), " "))
	switch {
	case c.Bool("list") && c.Args().Present():
		return 0, usagef("--list takes no rule, problem, code or message")
	case c.Bool("list"):
		return 0, t.listExplainable()
	case text == "":
		return 0, usagef("tenantlint explain takes a rule, a problem, a code or a message; tenantlint explain --list names them")
	}
	if page, ok := explain.Page(rules.All, text); ok {
		fmt.Fprintln(t.stdout, strings.TrimSpace(page))
		return 0, nil
	}
	if !strings.Contains(text, " ") && strings.Contains(text, "-") && nearest(text, explain.Names(rules.All)) != "" { // an id, nearly
		return 0, unexplained(text)
	}
	switch topics := explain.Match(text); len(topics) {
	case 0:
		return 0, t.explainByPages(text)
	case 1:
		t.printTopic(topics[0])
	default:
		return 0, t.listTopics(topics)
	}
	return 0, nil
}

// unexplained is the usageError for a text that nothing is known of.
func unexplained(text string) error {
	if strings.Contains(text, " ") || len(explain.CodesIn(text)) > 0 {
		var near strings.Builder
		for _, topic := range explain.Near(text) {
			fmt.Fprintf(&near, "tenantlint explain %s, ", ask(topic))
		}
		return usagef(`no page is about "%s"; see %stenantlint explain --list`, text, display.Safe(near.String()))
	}
	return unknown("rule, problem or code", text, explain.Names(rules.All), "tenantlint explain --list")
}

// explainByPages lists the rules whose pages name a code of the text, or the one word
// that it is: there is no page on that itself.
func (t *tool) explainByPages(text string) error {
	name, ids := explain.Naming(rules.All, text)
	if len(ids) == 0 {
		return unexplained(text)
	}
	fmt.Fprintf(t.stdout, "%s is named on the pages of these rules:\n\n%s", display.Line(name), ruleList(ids))
	return nil
}

// printTopic prints a page of the article with its rules.
func (t *tool) printTopic(topic *explain.Topic) {
	before, after := topic.Parts()
	fmt.Fprintln(t.stdout, before)
	if len(topic.Rules) > 0 {
		fmt.Fprintf(t.stdout, "\nRules:\n\n%s", ruleList(topic.Rules))
	}
	fmt.Fprintf(t.stdout, "\n%s\n", after)
}

// ruleList returns rules as a list in Markdown, with how to see more of each.
func ruleList(ids []string) string {
	var b strings.Builder
	for _, id := range ids {
		severity, title := about(id)
		fmt.Fprintf(&b, "- %s (%s): %s\n  tenantlint explain %s\n", id, severity, title, id)
	}
	return b.String()
}

// about returns a rule's severity and title, or nothing if there is no such rule.
func about(id string) (severity, title string) {
	if rule := findRule(rules.All, id); rule != nil {
		severity, title = explain.Severity(rule), rule.Title()
	}
	return severity, title
}

// listTopics prints several answers, briefly.
func (t *tool) listTopics(topics []*explain.Topic) error {
	fmt.Fprintf(t.stdout, "%d pages answer this, the best first:\n", len(topics))
	for _, topic := range topics {
		fmt.Fprintf(t.stdout, "\n%s\n", topic.Title)
		if len(topic.Rules) == 0 {
			fmt.Fprintln(t.stdout, "  no rule finds the cause")
		}
		w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
		for _, id := range topic.Rules {
			severity, title := about(id)
			fmt.Fprintf(w, "  %s\t%s\t%s\n", id, severity, title)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(t.stdout, "  tenantlint explain %s\n", ask(topic))
	}
	return nil
}

// ask returns how to ask for a topic alone.
func ask(topic *explain.Topic) string {
	if !topic.Section && len(explain.OfCode(topic.Codes[0])) == 1 {
		return "AADSTS" + topic.Codes[0]
	}
	return `"` + topic.Title + `"`
}

// listExplainable lists everything that explain has a page on.
func (t *tool) listExplainable() error {
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "Rules:")
	for _, rule := range rules.All {
		fmt.Fprintf(w, "  %s\t%s\n", rule.ID, rule.Title())
	}
	fmt.Fprintln(w, "\nProblems of an export:")
	for _, code := range explain.Problems() {
		page, _ := explain.ProblemPage(code)
		title, _, _ := strings.Cut(strings.TrimPrefix(page, "# "), "\n")
		fmt.Fprintf(w, "  %s\t%s\n", code, title)
	}
	fmt.Fprintln(w, "\nError codes:")
	for _, number := range explain.Codes() {
		for _, topic := range explain.OfCode(number) {
			title := topic.Title
			if _, meaning, ok := strings.Cut(title, ": "); ok && !topic.Section {
				title = meaning
			}
			fmt.Fprintf(w, "  AADSTS%s\t%s\n", number, title)
		}
	}
	fmt.Fprintln(w, "\nSections of \"Troubleshooting Microsoft Entra B2B collaboration\" and of its FAQ:")
	for _, topic := range explain.Sections() {
		fmt.Fprintf(w, "  %s\n", topic.Title)
	}
	return w.Flush()
}
