package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

// Two rules that have everything which the list can tell of.
func listedRules() []*lint.Rule {
	type options struct {
		Days    int                 `json:"days" min:"1" max:"3650" doc:"how old an invitation may get"`
		Strict  bool                `json:"strict" doc:"count accepted ones too"`
		States  []string            `json:"states" oneof:"Pending|Accepted" doc:"which states count"`
		Domains map[string][]string `json:"domains" doc:"domains of each partner"`
	}
	return []*lint.Rule{
		{
			ID: "guest-is-late", Severity: lint.Note, Subject: "guests", OptIn: true,
			Page: "# A guest is late | or never comes\n",
			Needs: []lint.Need{
				{Kind: lint.User, Requires: []string{"id", "mail"}, Completes: []string{"identities"}, Reads: []string{"externalUserState"}, Optional: []string{"displayName"}},
				{Kind: lint.Organization, Optional: []string{"verifiedDomains"}, Refines: true, Partial: true},
				{Kind: lint.SharePointSettings, Requires: []string{"sharingCapability"}, Partial: true},
				{Kind: lint.SharePointTenant, Requires: []string{"SharingCapability"}, InsteadOf: lint.SharePointSettings, Partial: true},
				{Kind: lint.Domain, Partial: true, Conditional: true},
			},
			Options: options{Days: 90, States: []string{"Pending"}, Domains: map[string][]string{}},
		},
		{
			ID: "long-list-of-properties", Severity: lint.Error, Subject: "usernames",
			Page:  "# A rule reads much\n",
			Needs: []lint.Need{{Kind: lint.Group, Requires: strings.Fields("displayName groupTypes mailEnabled membershipRule onPremisesSyncEnabled proxyAddresses securityEnabled")}},
		},
	}
}

func TestRulesFormats(t *testing.T) {
	for _, test := range []struct {
		name  string
		write func(*bytes.Buffer) error
		want  string
	}{
		{"text", func(b *bytes.Buffer) error { return writeRules(b, listedRules()) }, `
RULE                     SEVERITY  SUBJECT    TITLE
guest-is-late            note      guests     A guest is late | or never comes (off by default)
long-list-of-properties  error     usernames  A rule reads much
`},
		{"long", func(b *bytes.Buffer) error { return writeRulesLong(b, listedRules()) }, `
guest-is-late (note, off by default; guests)
  A guest is late | or never comes
  reads   user
            needs: id, mail
            to be complete: identities
            also reads: externalUserState
            if there: displayName
  reads   organization
            if there: verifiedDomains
            without it findings are less exact
  reads   sharePointSettings
            needs: sharingCapability
            without it the rule is partly checked
  reads   sharePointTenant
            needs: SharingCapability
            or sharePointSettings, which says the same
  reads   domain
            without it the rule may be partly checked
  option  days
            how old an invitation may get
            takes a whole number from 1 to 3650; default: 90
  option  strict
            count accepted ones too
            takes true or false; default: false
  option  states
            which states count
            takes a list of Pending, Accepted; default: ["Pending"]
  option  domains
            domains of each partner
            takes an object whose values are lists of texts; default: {}

long-list-of-properties (error; usernames)
  A rule reads much
  reads   group
            needs: displayName, groupTypes, mailEnabled, membershipRule,
              onPremisesSyncEnabled, proxyAddresses, securityEnabled
`},
		{"markdown", func(b *bytes.Buffer) error { return writeRulesMarkdown(b, listedRules()) }, `
### Guests

| rule | severity | what it finds | reads | options |
|---|---|---|---|---|
| ` + "`guest-is-late` | note, off by default | A guest is late \\| or never comes | `user`, `organization`, `sharePointSettings`, `sharePointTenant`, `domain` | `days`, `strict`, `states`, `domains`" + ` |

### User names

| rule | severity | what it finds | reads | options |
|---|---|---|---|---|
| ` + "`long-list-of-properties` | error | A rule reads much | `group`" + ` |  |
`},
	} {
		var b bytes.Buffer
		if err := test.write(&b); err != nil {
			t.Fatal(err)
		}
		if want := strings.TrimPrefix(test.want, "\n"); b.String() != want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, &b, want)
		}
	}
}

func TestRulesJSON(t *testing.T) {
	var b bytes.Buffer
	if err := writeRulesJSON(&b, listedRules()); err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := json.Compact(&got, b.Bytes()); err != nil {
		t.Fatal(err)
	}
	const want = `[{"id":"guest-is-late","severity":"note","optIn":true,"subject":"guests","title":"A guest is late | or never comes","sections":[],` +
		`"needs":[` +
		`{"kind":"user","required":["id","mail"],"completes":["identities"],"reads":["externalUserState"],"optional":["displayName"],"partial":false,"refines":false,"conditional":false,"insteadOf":""},` +
		`{"kind":"organization","required":[],"completes":[],"reads":[],"optional":["verifiedDomains"],"partial":true,"refines":true,"conditional":false,"insteadOf":""},` +
		`{"kind":"sharePointSettings","required":["sharingCapability"],"completes":[],"reads":[],"optional":[],"partial":true,"refines":false,"conditional":false,"insteadOf":""},` +
		`{"kind":"sharePointTenant","required":["SharingCapability"],"completes":[],"reads":[],"optional":[],"partial":true,"refines":false,"conditional":false,"insteadOf":"sharePointSettings"},` +
		`{"kind":"domain","required":[],"completes":[],"reads":[],"optional":[],"partial":true,"refines":false,"conditional":true,"insteadOf":""}],` +
		`"options":[` +
		`{"name":"days","type":"integer","default":90,"min":1,"max":3650,"oneOf":[],"doc":"how old an invitation may get"},` +
		`{"name":"strict","type":"boolean","default":false,"min":null,"max":null,"oneOf":[],"doc":"count accepted ones too"},` +
		`{"name":"states","type":"strings","default":["Pending"],"min":null,"max":null,"oneOf":["Pending","Accepted"],"doc":"which states count"},` +
		`{"name":"domains","type":"map","default":{},"min":null,"max":null,"oneOf":[],"doc":"domains of each partner"}]},` +
		`{"id":"long-list-of-properties","severity":"error","optIn":false,"subject":"usernames","title":"A rule reads much","sections":[],` +
		`"needs":[{"kind":"group","required":["displayName","groupTypes","mailEnabled","membershipRule","onPremisesSyncEnabled","proxyAddresses","securityEnabled"],"completes":[],"reads":[],"optional":[],"partial":false,"refines":false,"conditional":false,"insteadOf":""}],` +
		`"options":[]}]` + "\n"
	if got.String()+"\n" != want {
		t.Errorf("got\n%s\nwant\n%s", &got, want)
	}
}

// TestRulesHasEveryRule holds that every form lists every rule, and that the ids are
// what awk 'NR > 1 { print $1 }' makes of the first.
func TestRulesHasEveryRule(t *testing.T) {
	for _, args := range []string{"rules", "rules --long", "rules -l", "rules -f json", "rules --format markdown"} {
		code, stdout, stderr := try("", strings.Fields(args)...)
		for _, rule := range rules.All {
			if code != 0 || stderr != "" || !strings.Contains(stdout, rule.ID) {
				t.Errorf("%s: exit code %d, without %s\n%s%s", args, code, rule.ID, stdout, stderr)
			}
		}
	}
	_, stdout, _ := try("", "rules")
	for i, line := range strings.Split(strings.TrimSpace(stdout), "\n") {
		if i > 0 && strings.Fields(line)[0] != rules.All[i-1].ID {
			t.Errorf("line %d is %q, want %s", i, line, rules.All[i-1].ID)
		}
	}
}
