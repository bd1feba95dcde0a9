package main

import (
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"tenantlint/lint/collect"
	"tenantlint/lint/rules"
)

func (t *tool) collectCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "collect",
		Description: collectHelp,
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "shell", Value: defaultShell(runtime.GOOS)},
			&cli.StringSliceFlag{Name: "only"},
			&cli.StringSliceFlag{Name: "skip"},
		},
	}, t.collect)
}

const collectHelp = `Usage: tenantlint collect [flags]

Prints a script that exports what the rules need of a tenant, with the permissions
that it takes. Read it, then run it: it asks Microsoft Graph, and tenantlint does
not. The script takes the folder to write to. Run again, it goes on with a run that is
not complete, and otherwise exports everything anew.

Examples:
  tenantlint collect --shell bash > collect.sh
  tenantlint collect --shell pwsh --only guest-in-synced-group > collect.ps1

Flags:
      --shell SHELL  bash (with the Azure CLI and jq) or pwsh (Windows PowerShell
                     5.1 or PowerShell 7, with Microsoft Graph PowerShell)
                     (default: pwsh on Windows, else bash)
      --only RULE,…  export what these rules need
      --skip RULE,…  export what all rules but these need
  -h, --help         show this text
`

// defaultShell returns the shell that people on an operating system have.
func defaultShell(goos string) string {
	if goos == "windows" {
		return "pwsh"
	}
	return "bash"
}

// collect prints the script that exports a tenant.
func (t *tool) collect(c *cli.Context) (int, error) {
	if c.Args().Present() {
		return 0, usagef("tenantlint collect takes no argument; the folder is for the script that it prints")
	}
	shell := c.String("shell")
	if !slices.Contains(collect.Shells(), shell) {
		return 0, unknown("shell", shell, collect.Shells(), helpFor(c.Command))
	}
	only, skip := c.StringSlice("only"), c.StringSlice("skip")
	selected, err := selectRules(rules.All, only, skip)
	if err != nil {
		return 0, err
	}
	command := "tenantlint collect --shell " + shell + ruleFlag("only", only) + ruleFlag("skip", skip)
	return 0, collect.Write(t.stdout, shell, command, selected)
}

// ruleFlag returns a flag that names rules as it stands in a command line, or "" if
// it names none. The lists have been found to hold nothing else.
func ruleFlag(name string, lists []string) string {
	ids, err := parseRules(rules.All, lists)
	if err != nil || len(ids) == 0 {
		return ""
	}
	return " --" + name + " " + strings.Join(ids, ",")
}
