package policy_test

import (
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/policy"
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
		base, ok := decode.Reread(lint.CrossTenantAccessPolicy, lint.NewFields([]string{"id", "allowedCloudEndpoints"}, nil), lint.Origin{}, []byte(text), 0, -1)
		if !ok {
			t.Fatalf("no object: %s", text)
		}
		var got []string
		for cloud := range policy.Clouds(base) {
			got = append(got, string(cloud.Name)+" "+cloud.At.String())
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
