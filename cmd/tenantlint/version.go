package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"
)

// version is set at release by -ldflags "-X main.version=1.2.3".
var version string

// programVersion returns the version without a leading v. A build that does not
// know it is 0.0.0-devel: readers of SARIF want a number.
func programVersion() string {
	if version != "" {
		return strings.TrimPrefix(version, "v")
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		if number, ok := strings.CutPrefix(info.Main.Version, "v"); ok {
			return number
		}
	}
	return "0.0.0-devel"
}

func (t *tool) versionCommand() *cli.Command {
	return t.command(&cli.Command{
		Name:        "version",
		Description: versionHelp,
		Flags:       []cli.Flag{&cli.BoolFlag{Name: "licenses"}},
	}, func(c *cli.Context) (int, error) {
		switch {
		case c.Args().Present():
			return 0, usagef("tenantlint version takes no argument")
		case c.Bool("licenses"):
			return 0, printLicenses(t.stdout)
		}
		t.printVersion()
		return 0, nil
	})
}

const versionHelp = `Usage: tenantlint version [--licenses]

Shows the version of tenantlint and of the Go release it was built with.

Flags:
      --licenses  show the licences of tenantlint and of everything that is
                  linked into it
  -h, --help      show this text
`

func (t *tool) printVersion() {
	fmt.Fprintf(t.stdout, "tenantlint %s %s\n", programVersion(), runtime.Version())
}
