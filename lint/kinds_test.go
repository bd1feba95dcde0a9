package lint_test

import (
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/schemas"
)

// TestKinds holds that every row of the table is complete, and that no two rows claim the
// same evidence.
func TestKinds(t *testing.T) {
	claims := make(map[string]lint.Kind)
	claim := func(kind lint.Kind, what string, names ...string) {
		for _, name := range names {
			if name != strings.ToLower(name) {
				t.Errorf("%s: %s %q is not in lower case", kind, what, name)
			}
			if other, ok := claims[what+" "+name]; ok {
				t.Errorf("%s and %s claim the %s %q", other, kind, what, name)
			}
			claims[what+" "+name] = kind
		}
	}
	for kind := range lint.Kinds() {
		info := kind.Info()
		if info.Name == "" || info.Noun == "" || info.Plural == "" || info.File == "" {
			t.Errorf("%s: name %q, noun %q, plural %q, file %q", kind, info.Name, info.Noun, info.Plural, info.File)
		}
		if graph := info.Path != "" && info.Scope != ""; graph == (info.Command != "") {
			t.Errorf("%s: path %q with scope %q, and command %q", kind, info.Path, info.Scope, info.Command)
		}
		if len(info.Contexts)+len(info.Mixed) == 0 && info.Command == "" {
			t.Errorf("%s: no context", kind)
		}
		claim(kind, "context", slices.Concat(info.Contexts, info.Mixed)...)
		claim(kind, "type", info.Types...)
		claim(kind, "folder", info.Folders...)
		claim(kind, "word", info.Words...)
		claim(kind, "wrapping", info.Wrapping...)
		for _, proof := range info.Proof {
			claim(kind, "proof", strings.Join(proof, " and "))
			for _, clue := range proof {
				if slices.Contains(info.Not, clue) {
					t.Errorf("%s: %q proves it and rules it out", kind, clue)
				}
			}
		}
		types, err := schemas.Types(kind)
		if err != nil {
			t.Error(err)
		}
		for _, property := range slices.Concat(info.Identity, info.Filled, info.LeftOut) {
			if name, _, _ := strings.Cut(property, "."); types[property] == nil && types[name] == nil {
				t.Errorf("%s: the schema has no %s", kind, property)
			}
		}
		if (len(info.LeftOut) > 0 || info.Withheld != "") && info.AzureHound == "" {
			t.Errorf("%s: what AzureHound leaves out of nothing", kind)
		}
	}
}

func TestRequest(t *testing.T) {
	for _, test := range []struct {
		kind       lint.Kind
		properties []string
		want       lint.Request
		text       string
	}{
		{
			lint.User, []string{"id", "mail"},
			lint.Request{Kind: lint.User, Method: "GET", Path: "/v1.0/users?$select=id,mail&$top=999", Scope: "User.Read.All"},
			"GET /v1.0/users?$select=id,mail&$top=999",
		},
		{
			lint.Domain, []string{"id"},
			lint.Request{Kind: lint.Domain, Method: "GET", Path: "/v1.0/domains", Scope: "Domain.Read.All"},
			"GET /v1.0/domains",
		},
		{
			lint.SharePointTenant, []string{"SharingCapability"},
			lint.Request{Kind: lint.SharePointTenant, Command: "Get-SPOTenant | ConvertTo-Json"},
			"Get-SPOTenant | ConvertTo-Json",
		},
	} {
		got := test.kind.Request(test.properties)
		if got != test.want || got.String() != test.text || got.Graph() == (got.Command != "") {
			t.Errorf("%s: got %+v, %q; want %+v, %q", test.kind, got, got.String(), test.want, test.text)
		}
	}
}
