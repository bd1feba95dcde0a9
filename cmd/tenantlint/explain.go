package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"tenantlint/lint/rules"
)

func (t *tool) explainCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "explain",
		Description: explainHelp,
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "list"}},
	}, t.explain)
}

const explainHelp = `Usage: tenantlint explain RULE
       tenantlint explain --list

Shows the page of a rule: what it finds, why that matters, how it is decided and
how to mend it.

Example:
  tenantlint explain hash-in-synced-upn

Flags:
      --list  list the rules that have a page
  -h, --help  show this text
`

// explain prints the page of a rule.
func (t *tool) explain(c *cli.Context) (int, error) {
	switch {
	case c.Bool("list") && c.Args().Present():
		return 0, usagef("--list takes no rule")
	case c.Bool("list"):
		for _, rule := range rules.All {
			fmt.Fprintln(t.stdout, rule.ID)
		}
		return 0, nil
	case c.NArg() != 1:
		return 0, usagef("tenantlint explain takes one rule; tenantlint explain --list names them")
	}
	id := c.Args().First()
	rule := findRule(rules.All, id)
	if rule == nil {
		return 0, unknownRule(rules.All, id)
	}
	fmt.Fprintln(t.stdout, strings.TrimSpace(rule.Page))
	return 0, nil
}
