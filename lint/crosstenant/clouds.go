package crosstenant

import (
	"iter"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

// A Cloud is an entry of allowedCloudEndpoints: another Microsoft cloud with which
// the tenant may collaborate.
type Cloud struct {
	Name display.Safe // what Microsoft calls the cloud; "" of one that it does not name
	At   lint.Value
}

// clouds are the values that allowedCloudEndpoints supports.
// https://learn.microsoft.com/en-us/graph/api/resources/crosstenantaccesspolicy
var clouds = map[string]display.Safe{
	"microsoftonline.com":        "Microsoft Azure commercial",
	"microsoftonline.us":         "Microsoft Azure Government",
	"partner.microsoftonline.cn": "Microsoft Azure operated by 21Vianet",
}

// AllowedClouds is what [Clouds] reads.
var AllowedClouds = lint.Reads("the clouds to collaborate with", lint.Need{
	Kind: lint.CrossTenantAccessPolicy, Requires: []string{"allowedCloudEndpoints"},
})

// Clouds returns the clouds that the base object of a policy enables.
func Clouds(base *lint.Record) iter.Seq[Cloud] {
	return func(yield func(Cloud) bool) {
		for value := range base.Get("allowedCloudEndpoints").Elements() {
			if value.Type() == lint.String && !yield(Cloud{clouds[graph.Word(value.Text())], value}) {
				return
			}
		}
	}
}
