package lint_test

import (
	"strings"
	"testing"

	"tenantlint/lint"
)

type options struct {
	Days    int                 `json:"days" min:"1" max:"3650" doc:"how old"`
	Mode    string              `json:"mode" oneof:"a|b" doc:"which"`
	Modes   []string            `json:"modes" oneof:"a|b" doc:"which"`
	Deep    bool                `json:"deep" doc:"how deep"`
	Domains map[string][]string `json:"domains" doc:"whose"`
}

func TestConfigure(t *testing.T) {
	t.Parallel()
	rule := &lint.Rule{ID: "a-rule", Options: options{Days: 90, Mode: "a"}}
	set, err := rule.Configure([]byte(`{"days":7,"modes":["b"],"deep":true,"domains":{"x":["y"]}}`))
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := set.Options.(options); got.Days != 7 || got.Mode != "a" || got.Modes[0] != "b" || !got.Deep || got.Domains["x"][0] != "y" {
		t.Errorf("%+v", got)
	}
	if got, _ := rule.Options.(options); got.Days != 90 {
		t.Error("the rule itself was changed")
	}
	for text, want := range map[string]string{
		`{"days":0}`:          "rule a-rule: option days is 0; it takes a whole number from 1 to 3650",
		`{"days":3651}`:       "option days is 3651; it takes a whole number from 1 to 3650",
		`{"days":1.5}`:        "option days is 1.5; it takes a whole number",
		`{"days":"7"}`:        `option days is "7"; it takes a whole number`,
		`{"days":null}`:       "option days is null; it takes a whole number",
		`{"mode":"c"}`:        `option mode is "c"; it takes one of a, b`,
		`{"modes":["a","c"]}`: `option modes is ["a","c"]; it takes a list of a, b`,
		`{"deep":1}`:          "option deep is 1; it takes true or false",
		`{"domains":[]}`:      "option domains is []; it takes an object whose values are lists of texts",
		`{"day":7}`:           `rule a-rule has no option "day"; it has days, mode, modes, deep, domains`,
		`[]`:                  "its options are no JSON object",
	} {
		if _, err := rule.Configure([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	if _, err := (&lint.Rule{ID: "b-rule"}).Configure([]byte(`{"x":1}`)); err == nil || !strings.HasSuffix(err.Error(), "it has none") {
		t.Errorf("without options: %v", err)
	}
}
