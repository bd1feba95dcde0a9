package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"tenantlint/schemas"
)

func (t *tool) schemaCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "schema",
		Description: schemaHelp,
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "list"}},
	}, t.schema)
}

const schemaHelp = `Usage: tenantlint schema NAME
       tenantlint schema --list

Shows a JSON Schema (2020-12): that of a kind of object, as exports may hold it, or
that of the JSON report.

Examples:
  tenantlint schema user
  tenantlint schema report

Flags:
      --list  list the names
  -h, --help  show this text
`

// schema prints a schema.
func (t *tool) schema(c *cli.Context) (int, error) {
	names := schemas.Names()
	switch {
	case c.Bool("list") && c.Args().Present():
		return 0, usagef("--list takes no name")
	case c.Bool("list"):
		for _, name := range names {
			fmt.Fprintln(t.stdout, name)
		}
		return 0, nil
	case c.NArg() != 1:
		return 0, usagef("tenantlint schema takes one name; tenantlint schema --list names them")
	}
	name := c.Args().First()
	if !slices.Contains(names, name) {
		return 0, unknown("schema", name, names, "tenantlint schema --list")
	}
	source, err := schemas.Source(name)
	if err != nil {
		return 0, err
	}
	fmt.Fprintf(t.stdout, "%s\n", bytes.TrimSpace(source))
	return 0, nil
}
