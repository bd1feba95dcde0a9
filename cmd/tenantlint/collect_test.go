package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tenantlint/lint/collect"
)

func TestCollect(t *testing.T) {
	for _, test := range []struct {
		args    string
		command string // as the script repeats it
		has     string
		lacks   string
	}{
		{"--shell bash", "tenantlint collect --shell bash", "list users.json '/v1.0/users?$select=id,", "Save-List"},
		{"--shell=pwsh", "tenantlint collect --shell pwsh", "Save-List 'users.json' '/v1.0/users?$select=id,", "az rest"},
		{"", "tenantlint collect --shell " + defaultShell(runtime.GOOS), "users.json", ""},
		{"--shell bash --only policy-size", "tenantlint collect --shell bash --only policy-size", "/beta/policies/crossTenantAccessPolicy", "User.Read.All"},
		{
			"--shell bash --only hash-in-synced-upn,policy-size,cloud-endpoint-unknown --skip policy-size --skip cloud-endpoint-unknown",
			"tenantlint collect --shell bash --only hash-in-synced-upn,policy-size,cloud-endpoint-unknown --skip policy-size,cloud-endpoint-unknown",
			"users.json", "list crossTenantAccessPolicy",
		},
	} {
		code, stdout, stderr := try("", append([]string{"collect"}, strings.Fields(test.args)...)...)
		if code != 0 || stderr != "" || !strings.Contains(stdout, "# Made by: "+test.command+"\n") || !strings.Contains(stdout, test.has) ||
			test.lacks != "" && strings.Contains(stdout, test.lacks) {
			t.Errorf("collect %s: exit code %d\n%s%s", test.args, code, stdout, stderr)
		}
	}
}

func TestCollectUsage(t *testing.T) {
	for args, want := range map[string]string{
		"exports":               "tenantlint collect takes no argument; the folder is for the script that it prints",
		"--shell powershell":    `unknown shell "powershell"; it is one of bash, pwsh`,
		"--shell bsh":           `unknown shell "bsh"; did you mean bash?`,
		"--shell":               "flag --shell needs a value; see tenantlint collect --help",
		"--only policy-siz":     `unknown rule "policy-siz"; did you mean policy-size?`,
		"--format json":         `unknown flag "--format"; it is one of --help, --shell, --only, --skip`,
		"--skip x --shell bash": `unknown rule "x"; see tenantlint rules`,
	} {
		code, stdout, stderr := try("", append([]string{"collect"}, strings.Fields(args)...)...)
		if code != 2 || stdout != "" || stderr != "tenantlint: "+want+"\n" {
			t.Errorf("collect %s: exit code %d\n got %s%s\nwant tenantlint: %s", args, code, stdout, stderr, want)
		}
	}
}

// TestStrictOnWhatIsCollected holds that --strict passes an export that lacks what no
// script exports, but not if the rule on that is named.
func TestStrictOnWhatIsCollected(t *testing.T) {
	export := t.TempDir()
	if err := os.CopyFS(export, os.DirFS("../../fixtures/tenants/clean")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(export, "sharePointTenant.json")); err != nil {
		t.Fatal(err)
	}
	for flags, want := range map[string]int{"": 0, "--only sharepoint-b2b-integration-off": 3} {
		args := append([]string{"lint", "--strict", "--as-of", "2026-11-21", export}, strings.Fields(flags)...)
		if code, stdout, stderr := try("", args...); code != want {
			t.Errorf("%q: exit code %d, want %d\n%s%s", flags, code, want, stdout, stderr)
		}
	}
}

// TestDefaultShell holds that what a report says to run can be run as it is.
func TestDefaultShell(t *testing.T) {
	for goos, want := range map[string]string{"windows": "pwsh", "linux": "bash", "darwin": "bash"} {
		if got := defaultShell(goos); got != want {
			t.Errorf("%s: %s, want %s", goos, got, want)
		}
	}
	for _, shell := range collect.Shells() {
		if !strings.Contains(collectHelp, shell+" (with") && !strings.Contains(collectHelp, shell+" (Windows") {
			t.Errorf("the help does not name %s", shell)
		}
	}
}
