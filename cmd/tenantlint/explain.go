package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"tenantlint/lint"
	"tenantlint/lint/problems"
	"tenantlint/lint/rules"
)

func (t *tool) explainCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "explain",
		Description: explainHelp,
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "list"}},
	}, t.explain)
}

const explainHelp = `Usage: tenantlint explain RULE|PROBLEM
       tenantlint explain --list

Shows the page of a rule: what it finds, why that matters, how it is decided and
how to mend it. Or the page of a problem of an export, such as next-link: what it
means for the rules, and how to export again.

Examples:
  tenantlint explain hash-in-synced-upn
  tenantlint explain next-link

Flags:
      --list  list the rules, then the problems
  -h, --help  show this text
`

// explain prints the page of a rule or of a problem code.
func (t *tool) explain(c *cli.Context) (int, error) {
	switch {
	case c.Bool("list") && c.Args().Present():
		return 0, usagef("--list takes no rule or problem")
	case c.Bool("list"):
		for _, name := range explainable() {
			fmt.Fprintln(t.stdout, name)
		}
		return 0, nil
	case c.NArg() != 1:
		return 0, usagef("tenantlint explain takes one rule or problem; tenantlint explain --list names them")
	}
	name := c.Args().First()
	page, ok := problems.Page(lint.Code(name))
	if rule := findRule(rules.All, name); rule != nil {
		page, ok = rule.Page, true
	}
	if !ok {
		return 0, unknown("rule or problem", name, explainable(), "tenantlint explain --list")
	}
	fmt.Fprintln(t.stdout, strings.TrimSpace(page))
	return 0, nil
}

// explainable returns the names of everything that has a page: rules, then
// problems.
func explainable() []string {
	var names []string
	for _, rule := range rules.All {
		names = append(names, rule.ID)
	}
	for _, code := range problems.Codes() {
		names = append(names, string(code))
	}
	return names
}
