package schemas_test

import (
	"encoding/json"
	"slices"
	"testing"

	"tenantlint/lint"
	"tenantlint/schemas"
)

// Keywords that a lint.Type can say, or that say nothing of the instance.
var sayable = []string{"$schema", "$id", "$defs", "$ref", "title", "description", "type", "properties", "items"}

// TestSchemasOfExportsSayNoMoreThanTheScannerChecks keeps a keyword out that the
// check at full speed would pass over.
func TestSchemasOfExportsSayNoMoreThanTheScannerChecks(t *testing.T) {
	n := 0
	for kind := lint.NoKind + 1; kind < lint.NumKinds; kind++ {
		source, err := schemas.Source(kind.String())
		if err != nil {
			continue
		}
		n++
		var schema map[string]any
		if err := json.Unmarshal(source, &schema); err != nil {
			t.Fatal(kind, err)
		}
		keywords(t, kind.String(), schema)
		if _, err := schemas.Types(kind); err != nil {
			t.Error(err)
		}
	}
	if n < 6 {
		t.Errorf("%d kinds have schemas", n)
	}
}

func keywords(t *testing.T, place string, schema map[string]any) {
	t.Helper()
	for keyword, value := range schema {
		if !slices.Contains(sayable, keyword) {
			t.Errorf("%s: the scanner does not check %q", place, keyword)
		}
		below, _ := value.(map[string]any)
		switch keyword {
		case "properties", "$defs":
			for name, sub := range below {
				schema, ok := sub.(map[string]any)
				if !ok {
					t.Fatalf("%s/%s is no schema", place, name)
				}
				keywords(t, place+"/"+name, schema)
			}
		case "items":
			keywords(t, place+"/items", below)
		}
	}
}

func TestValidateNamesPlaceAndFault(t *testing.T) {
	for _, test := range []struct{ schema, text, want string }{
		{"user", `{"id":"a","proxyAddresses":["x",7]}`, "/proxyAddresses/1: expected string, but got number"},
		{"user", `{"id":"a","unknown":{"x":1}}`, ""},
		{"contact", `{"id":3}`, "/id: expected string, but got number"},
		{"crossTenantAccessPolicyPartner", `{"tenantId":"a","b2bCollaborationOutbound":{"applications":{"targets":{}}}}`,
			"/b2bCollaborationOutbound/applications/targets: expected array or null, but got object"},
	} {
		got := ""
		if err := schemas.Validate(test.schema, []byte(test.text)); err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%s %s: got %q, want %q", test.schema, test.text, got, test.want)
		}
	}
	if err := schemas.Validate("nothing", []byte("{}")); err == nil {
		t.Error("an unknown schema validates")
	}
}
