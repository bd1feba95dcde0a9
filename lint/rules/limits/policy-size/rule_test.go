package policysize_test

import (
	"path/filepath"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	policysize "tenantlint/lint/rules/limits/policy-size"
)

// TestExports holds that the report asks for what would help, and never again for the
// file that it was given.
func TestExports(t *testing.T) {
	t.Parallel()
	const (
		base     = "GET /beta/policies/crossTenantAccessPolicy"
		byItself = "GET /v1.0/policies/crossTenantAccessPolicy/default"
		partners = "GET /v1.0/policies/crossTenantAccessPolicy/partners"
	)
	for name, want := range map[string][]string{
		"small-policy":                                        nil,
		"no-policy-exported":                                  {base},
		"partner-over-the-limit":                              {base},
		"base-without-definition":                             {byItself, partners},
		"base-without-definition-beside-default":              {partners},
		"base-without-definition-beside-partners":             {byItself},
		"base-without-definition-beside-default-and-partners": nil,
		"base-with-empty-definition":                          {byItself, partners},
		"default-inside-but-no-partners":                      {partners},
		"version-1-leaves-the-definition-out":                 {base},
	} {
		report, err := engine.Run(t.Context(), []string{filepath.Join("testdata", name)}, engine.Options{Rules: []*lint.Rule{policysize.Rule}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, request := range report.Rules[0].Exports {
			got = append(got, request.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: asks for %q, want %q", name, got, want)
		}
	}
}
