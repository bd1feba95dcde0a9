package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"tenantlint/lint"
	"tenantlint/lint/explain"
	"tenantlint/lint/rules"

	"github.com/urfave/cli/v2"
)

func (t *tool) rulesCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "rules",
		Description: rulesHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: textFormat},
			&cli.BoolFlag{Name: "long", Aliases: []string{"l"}},
		},
	}, t.rules)
}

const rulesHelp = `Usage: tenantlint rules [flags]

Lists every rule with its default severity, its subject and its title. --long adds the kinds and properties that it reads of an export, and its
options; json has them always, markdown the kinds and the options.

Examples:
  tenantlint rules --long
  tenantlint rules --format markdown

Flags:
  -f, --format FORMAT  text, json or markdown (default: text)
  -l, --long           in text, all there is to know of each rule
  -h, --help           show this text
`

// rules prints the catalogue.
func (t *tool) rules(c *cli.Context) (int, error) {
	format, long := c.String("format"), c.Bool("long")
	switch {
	case c.Args().Present():
		return 0, usagef(`tenantlint rules takes no argument; for one rule: tenantlint explain %s`, c.Args().First())
	case format == textFormat && long:
		return 0, writeRulesLong(t.stdout, rules.All)
	case format == textFormat:
		return 0, writeRules(t.stdout, rules.All)
	case format == "json":
		return 0, writeRulesJSON(t.stdout, rules.All)
	case format == "markdown":
		return 0, writeRulesMarkdown(t.stdout, rules.All)
	}
	return 0, unknown("format", format, []string{textFormat, "json", "markdown"}, helpFor(c.Command))
}

// writeRules writes a line for each rule behind a line of headings.
func writeRules(out io.Writer, all []*lint.Rule) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tSEVERITY\tSUBJECT\tTITLE")
	for _, rule := range all {
		title := rule.Title()
		if rule.OptIn {
			title += " (off by default)"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", rule.ID, rule.Severity, rule.Subject, title)
	}
	return w.Flush()
}

// writeRulesLong writes a paragraph for each rule.
func writeRulesLong(out io.Writer, all []*lint.Rule) error {
	w := bufio.NewWriter(out)
	for i, rule := range all {
		if i > 0 {
			fmt.Fprintln(w)
		}
		fmt.Fprintf(w, "%s (%s; %s)\n  %s\n", rule.ID, explain.Severity(rule), rule.Subject, rule.Title())
		for _, topic := range explain.Answering(rule.ID) {
			fmt.Fprintf(w, "  answers %s\n", topic.Title)
		}
		for _, need := range rule.Reads() {
			fmt.Fprintf(w, "  reads   %s\n", need.Kind)
			writeLines(w, aboutNeed(need))
		}
		for _, option := range rule.OptionList() {
			fmt.Fprintf(w, "  option  %s\n", option.Name)
			writeLines(w, append(wrap(option.Doc), wrap("takes "+option.Takes()+"; default: "+jsonOf(option.Default))...))
		}
	}
	return w.Flush()
}

func writeLines(w *bufio.Writer, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(w, "            %s\n", line)
	}
}

// aboutNeed returns what a rule needs of a kind, a line for each part.
func aboutNeed(need lint.Need) []string {
	var lines []string
	for _, part := range []struct {
		name       string
		properties []string
	}{
		{"needs", need.Requires},
		{"to be complete", need.Completes},
		{"also reads", need.Reads},
		{"if there", need.Optional},
	} {
		if len(part.properties) > 0 {
			lines = append(lines, wrap(part.name+": "+strings.Join(part.properties, ", "))...)
		}
	}
	switch {
	case need.InsteadOf != lint.NoKind:
		lines = append(lines, "or "+need.InsteadOf.String()+", which says the same")
	case need.Refines:
		lines = append(lines, "without it findings are less exact")
	case need.Conditional:
		lines = append(lines, "without it the rule may be partly checked")
	case need.Partial:
		lines = append(lines, "without it the rule is partly checked")
	}
	return lines
}

// wrap breaks a text into lines that have room beside what stands in front of them;
// all but the first are indented.
func wrap(text string) []string {
	const width = 80
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines = append(lines, line)
			line = "  " + word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

// jsonOf returns a value as JSON in one line.
func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err) // Rule.Validate has marshalled the default of every option
	}
	return string(text)
}

// What the JSON form says of a rule. Keys are always there; lists may be empty.
type (
	ruleJSON struct {
		ID       string        `json:"id"`
		Severity lint.Severity `json:"severity"`
		OptIn    bool          `json:"optIn"`
		Subject  string        `json:"subject"`
		Title    string        `json:"title"`
		Sections []string      `json:"sections"` // of the troubleshooting article, by title
		Needs    []needJSON    `json:"needs"`
		Options  []optionJSON  `json:"options"`
	}
	needJSON struct {
		Kind        string   `json:"kind"`
		Required    []string `json:"required"`
		Completes   []string `json:"completes"`
		Reads       []string `json:"reads"`
		Optional    []string `json:"optional"`
		Partial     bool     `json:"partial"`
		Refines     bool     `json:"refines"`
		Conditional bool     `json:"conditional"`
		InsteadOf   string   `json:"insteadOf"`
	}
	optionJSON struct {
		Name    string   `json:"name"`
		Type    string   `json:"type"`
		Default any      `json:"default"`
		Min     *int     `json:"min"` // null if the option is no number
		Max     *int     `json:"max"`
		OneOf   []string `json:"oneOf"`
		Doc     string   `json:"doc"`
	}
)

func writeRulesJSON(out io.Writer, all []*lint.Rule) error {
	list := make([]ruleJSON, len(all))
	for i, rule := range all {
		list[i] = ruleJSON{rule.ID, rule.Severity, rule.OptIn, rule.Subject, rule.Title(), []string{}, []needJSON{}, []optionJSON{}}
		for _, topic := range explain.Answering(rule.ID) {
			list[i].Sections = append(list[i].Sections, topic.Title)
		}
		for _, n := range rule.Reads() {
			list[i].Needs = append(list[i].Needs, needJSON{
				n.Kind.String(), listed(n.Requires), listed(n.Completes), listed(n.Reads), listed(n.Optional),
				n.Partial, n.Refines, n.Conditional, n.InsteadOf.String(),
			})
		}
		for _, o := range rule.OptionList() {
			option := optionJSON{Name: o.Name, Type: o.Type, Default: o.Default, OneOf: listed(o.OneOf), Doc: o.Doc}
			if o.Type == "integer" {
				option.Min, option.Max = &o.Min, &o.Max
			}
			list[i].Options = append(list[i].Options, option)
		}
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(list)
}

// listed returns a list that is never null.
func listed(list []string) []string { return append([]string{}, list...) }

// writeRulesMarkdown writes a table for each subject.
func writeRulesMarkdown(out io.Writer, all []*lint.Rule) error {
	var b strings.Builder
	bySubject := slices.Clone(all)
	slices.SortStableFunc(bySubject, func(x, y *lint.Rule) int { return cmp.Compare(x.Subject, y.Subject) })
	subject := ""
	for _, rule := range bySubject {
		if rule.Subject != subject {
			if subject = rule.Subject; b.Len() > 0 {
				b.WriteByte('\n')
			}
			fmt.Fprintf(&b, "### %s\n\n| rule | severity | what it finds | reads | options |\n|---|---|---|---|---|\n",
				cmp.Or(rules.Subjects[subject], subject))
		}
		var kinds, options []string
		for _, need := range rule.Reads() {
			kinds = append(kinds, "`"+need.Kind.String()+"`")
		}
		for _, option := range rule.OptionList() {
			options = append(options, "`"+option.Name+"`")
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", rule.ID, explain.Severity(rule),
			strings.ReplaceAll(rule.Title(), "|", `\|`), strings.Join(kinds, ", "), strings.Join(options, ", "))
	}
	_, err := io.WriteString(out, b.String())
	return err
}
