package crosstenant_test

import (
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/linttest"
)

func TestClouds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`{"allowedCloudEndpoints":[" MicrosoftOnline.US ","partner.microsoftonline.cn","login.microsoftonline.us",null,""]}`: {
			"Microsoft Azure Government ' MicrosoftOnline.US '", "Microsoft Azure operated by 21Vianet 'partner.microsoftonline.cn'", " 'login.microsoftonline.us'", " ''",
		},
		`{"allowedCloudEndpoints":"microsoftonline.com"}`: {"Microsoft Azure commercial 'microsoftonline.com'"},
		`{"allowedCloudEndpoints":null}`:                  nil,
		`{"allowedCloudEndpoints":[]}`:                    nil,
		`{"id":"x"}`:                                      nil,
	} {
		base := linttest.Record(t, lint.CrossTenantAccessPolicy, text, "allowedCloudEndpoints")
		var got []string
		for cloud := range crosstenant.Clouds(base) {
			got = append(got, string(cloud.Name)+" "+cloud.At.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
