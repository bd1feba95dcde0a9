package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

func (t *tool) rulesCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "rules",
		Description: rulesHelp,
		Flags:       []cli.Flag{&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: textFormat}},
	}, t.rules)
}

const rulesHelp = `Usage: tenantlint rules [flags]

Lists every rule with its default severity, its tier of the catalogue and its
title.

Example:
  tenantlint rules --format markdown

Flags:
  -f, --format FORMAT  text, json or markdown (default: text)
  -h, --help           show this text
`

// rules prints the catalogue.
func (t *tool) rules(c *cli.Context) (int, error) {
	if c.Args().Present() {
		return 0, usagef(`tenantlint rules takes no argument; for one rule: tenantlint explain %s`, c.Args().First())
	}
	switch format := c.String("format"); format {
	case textFormat:
		return 0, t.rulesText()
	case "json":
		return 0, t.rulesJSON()
	case "markdown":
		t.rulesMarkdown()
		return 0, nil
	default:
		return 0, unknown("format", format, []string{textFormat, "json", "markdown"}, helpFor(c.Command))
	}
}

func (t *tool) rulesText() error {
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "RULE\tSEVERITY\tTIER\tTITLE")
	for _, rule := range rules.All {
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\n", rule.ID, rule.Severity, rule.Tier, rule.Title())
	}
	return w.Flush()
}

func (t *tool) rulesJSON() error {
	type row struct {
		ID       string        `json:"id"`
		Severity lint.Severity `json:"severity"`
		Tier     int           `json:"tier"`
		Title    string        `json:"title"`
	}
	rows := make([]row, len(rules.All))
	for i, rule := range rules.All {
		rows[i] = row{rule.ID, rule.Severity, rule.Tier, rule.Title()}
	}
	encoder := json.NewEncoder(t.stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}

func (t *tool) rulesMarkdown() {
	fmt.Fprintln(t.stdout, "| Rule | Severity | Tier | Title |")
	fmt.Fprintln(t.stdout, "|---|---|---|---|")
	for _, rule := range rules.All {
		fmt.Fprintf(t.stdout, "| `%s` | %s | %d | %s |\n",
			rule.ID, rule.Severity, rule.Tier, strings.ReplaceAll(rule.Title(), "|", `\|`))
	}
}
