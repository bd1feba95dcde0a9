package schemas_test

import (
	"encoding/json"
	"reflect"
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
	for kind := range lint.Kinds() {
		source, err := schemas.Source(kind.String())
		if err != nil {
			t.Error(err)
			continue
		}
		var schema map[string]any
		if err := json.Unmarshal(source, &schema); err != nil {
			t.Fatal(kind, err)
		}
		keywords(t, kind.String(), schema)
		if _, err := schemas.Types(kind); err != nil {
			t.Error(err)
		}
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

// TestListsMayBeCollapsed holds that a list may be null, have null in it, or be its
// only element, with all that the schema says of elements: PowerShell writes all
// three.
func TestListsMayBeCollapsed(t *testing.T) {
	lists := 0
	var check func(place string, typ *lint.Type)
	check = func(place string, typ *lint.Type) {
		if items := typ.Items; items != nil {
			lists++
			if typ.Allow != items.Allow|lint.Array || items.Allow&lint.Null == 0 || items.Items != nil {
				t.Errorf("%s allows %b, its elements %b", place, typ.Allow, items.Allow)
			}
			if !reflect.DeepEqual(typ.Members, items.Members) {
				t.Errorf("%s has other properties than its elements", place)
			}
		}
		if typ.Members != nil {
			for i := range typ.Members.Len() {
				check(place+"/"+typ.Members.Name(i), typ.Members.Type(i))
			}
		}
	}
	for kind := range lint.Kinds() {
		types, err := schemas.Types(kind)
		if err != nil {
			t.Fatal(err)
		}
		for name, typ := range types {
			check(kind.String()+"/"+name, typ)
		}
	}
	if lists < 50 {
		t.Errorf("%d lists", lists)
	}
}

func TestValidateNamesPlaceAndFault(t *testing.T) {
	for _, test := range []struct{ schema, text, want string }{
		{"user", `{"id":"a","proxyAddresses":["x",7]}`, "/proxyAddresses/1: expected string or null, but got number"},
		{"user", `{"id":"a","proxyAddresses":"x","otherMails":[null],"identities":{"issuer":"mail"}}`, ""},
		{"user", `{"id":"a","identities":{"issuer":1}}`, "/identities/issuer: expected string or null, but got number"},
		{"user", `{"id":"a","unknown":{"x":1}}`, ""},
		{"contact", `{"id":3}`, "/id: expected string, but got number"},
		{"crossTenantAccessPolicyPartner", `{"tenantId":"a","b2bCollaborationOutbound":{"applications":{"targets":"x"}}}`,
			"/b2bCollaborationOutbound/applications/targets: expected array or object or null, but got string"},
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
