package settings_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
	"tenantlint/lint/linttest"
	"tenantlint/lint/settings"
)

// object returns a record of the given properties.
// managementPolicy reads a B2B management policy with the given properties.
func managementPolicy(t *testing.T, properties string) (settings.ManagementPolicy, bool) {
	t.Helper()
	return settings.ReadManagementPolicy(linttest.Record(t, lint.B2BManagementPolicy, "{"+properties+"}", "id", "definition", "isOrganizationDefault", "type"))
}

// definition is the property of that name, with one text or several.
func definition(texts ...string) string {
	list, err := json.Marshal(texts)
	if err != nil {
		panic(err)
	}
	return `"definition":` + string(list)
}

func body(lists string) string {
	return `{"B2BManagementPolicy":{"Version":1,"InvitationsAllowedAndBlockedDomainsPolicy":{` + lists + `},"PreviewPolicy":{"Features":["OneTimePasscode"]}}}`
}

func TestDefinition(t *testing.T) {
	t.Parallel()
	one := body(`"AllowedDomains":[],"BlockedDomains":["live.com"]`)
	for _, test := range []struct{ reason, properties, want string }{
		{"as Entra writes it", definition(one), "allowed [] blocked [live.com]"},
		{"single quotes as in Microsoft's example", definition(strings.ReplaceAll(one, `"`, "'")), "allowed [] blocked [live.com]"},
		{"Microsoft's example", definition(`{'B2BManagementPolicy':{'Version':1}}`), "allowed [] blocked []"},
		{"quotes of both kinds", definition(`{'B2BManagementPolicy':{"InvitationsAllowedAndBlockedDomainsPolicy":{'AllowedDomains':["a'b.com",'c"d.com','e\'f.com']}}}`), `allowed [a'b.com c"d.com e'f.com] blocked []`},
		{"escapes", definition(body(`"AllowedDomains":["fabrikam\u002ecom"]`)), "allowed [fabrikam.com] blocked []"},
		{"case and blanks of domains", definition(body(`"AllowedDomains":[" Fabrikam.COM\t","adatum.com"]`)), "allowed [fabrikam.com adatum.com] blocked []"},
		{"case of keys", definition(strings.ToLower(one)), "allowed [] blocked [live.com]"},
		{"blanks around the text", definition("\r\n " + one + " \n"), "allowed [] blocked [live.com]"},
		{"both lists", definition(body(`"AllowedDomains":["a.com"],"BlockedDomains":["b.com"]`)), "allowed [a.com] blocked [b.com]"},
		{"a list of one as a string", definition(body(`"BlockedDomains":"live.com"`)), "allowed [] blocked [live.com]"},
		{"null and empty entries", definition(body(`"AllowedDomains":null,"BlockedDomains":[null,""," ","live.com"]`)), "allowed [] blocked [live.com]"},
		{"a list collapsed to its text by PowerShell", `"Definition":` + strings.TrimSuffix(strings.TrimPrefix(definition(one), `"definition":[`), "]"), "allowed [] blocked [live.com]"},
		{"an empty text beside it", definition("", one, " "), "allowed [] blocked [live.com]"},
		{"type by name", definition(one) + `,"Type":"B2BManagementPolicy"`, "allowed [] blocked [live.com]"},
		{"type by number", definition(one) + `,"type":6`, "allowed [] blocked [live.com]"},
		{"type by digits", definition(one) + `,"type":" 6 "`, "allowed [] blocked [live.com]"},
		{"type null", definition(one) + `,"type":null`, "allowed [] blocked [live.com]"},

		{"another type by name", definition(one) + `,"type":"TokenLifetimePolicy"`, "another"},
		{"another type by number", definition(one) + `,"type":4`, "another"},
		{"another type by the text", definition(`{"TokenLifetimePolicy":{"Version":1}}`), "another"},

		{"no text", `"definition":[]`, "unknown"},
		{"null", `"definition":null`, "unknown"},
		{"null in the list", `"definition":[null]`, "unknown"},
		{"an empty text", definition(" "), "unknown"},
		{"two texts", definition(one, one), "unknown"},
		{"no JSON", definition("live.com"), "unknown"},
		{"cut off", definition(one[:len(one)-1]), "unknown"},
		{"a word more", definition(one + "x"), "unknown"},
		{"a list", definition("[" + one + "]"), "unknown"},
		{"an empty object", definition("{}"), "unknown"},
		{"no policy, whatever the type says", definition(`{"TokenLifetimePolicy":{}}`) + `,"type":6`, "unknown"},
		{"the policy is a text", definition(`{"B2BManagementPolicy":"live.com"}`), "unknown"},
		{"the lists are a text", definition(`{"B2BManagementPolicy":{"InvitationsAllowedAndBlockedDomainsPolicy":"live.com"}}`), "unknown"},
		{"a list is an object", definition(body(`"BlockedDomains":{"0":"live.com"}`)), "unknown"},
		{"a list is a number", definition(body(`"BlockedDomains":1`)), "unknown"},
		{"an entry is a number", definition(body(`"BlockedDomains":["live.com",1]`)), "unknown"},
		{"the policy twice", definition(`{"B2BManagementPolicy":{},"b2bManagementPolicy":{}}`), "unknown"},
		{"a list twice", definition(body(`"BlockedDomains":["live.com"],"blockedDomains":[]`)), "unknown"},
	} {
		got := "another"
		switch p, ok := managementPolicy(t, test.properties); {
		case ok && p.Known:
			got = fmt.Sprintf("allowed %v blocked %v", p.Domains.Allowed, p.Domains.Blocked)
		case ok:
			got = "unknown"
			if len(p.Domains.Allowed)+len(p.Domains.Blocked) > 0 {
				t.Errorf("%s: %v", test.reason, p.Domains)
			}
		}
		if got != test.want {
			t.Errorf("%s: got %s, want %s\n%s", test.reason, got, test.want, test.properties)
		}
	}
}

func TestInEffect(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]graph.Answer{
		`"isOrganizationDefault":true`:     graph.Yes,
		`"isOrganizationDefault":"true"`:   graph.Yes,
		`"IsOrganizationDefault":" True "`: graph.Yes,
		`"isOrganizationDefault":false`:    graph.No,
		`"isOrganizationDefault":"false"`:  graph.No,
		`"isOrganizationDefault":null`:     graph.No,
		`"displayName":"B2B"`:              graph.Unknown,
	} {
		p, ok := managementPolicy(t, text+","+definition(body("")))
		if !ok || p.InEffect != want || p.MayApply() != (want != graph.No) {
			t.Errorf("%s: %v, want %v", text, p.InEffect, want)
		}
	}
}

func TestCharacters(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		definition("abc"):                    3,
		definition("\u00e4\u20ac\U0001f600"): 3, // 2, 3 and 4 bytes
		`"definition":["a\u00e4\n"]`:         3,
		definition("abc", "de"):              5,
		`"definition":null`:                  0,
	} {
		if p, _ := managementPolicy(t, text); p.Characters != want {
			t.Errorf("%s: %d, want %d", text, p.Characters, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		allowed, blocked, domain string
		want                     graph.Answer
	}{
		{"", "", "fabrikam.com", graph.No},
		{"", "live.com", "fabrikam.com", graph.No},
		{"", "live.com", "live.com", graph.Yes},
		{"", "live.com", "mail.live.com", graph.No},
		{"fabrikam.com", "", "fabrikam.com", graph.No},
		{"fabrikam.com", "", "mail.fabrikam.com", graph.Yes},
		{"fabrikam.com", "", "adatum.com", graph.Yes},
		{"fabrikam.com", "fabrikam.com", "fabrikam.com", graph.Yes},
		{"fabrikam.com", "live.com", "adatum.com", graph.Yes},
		{"", "*.live.com", "mail.live.com", graph.Unknown},
		{"", "*.live.com", "live.com", graph.No},
		{"", "*", "live.com", graph.Unknown},
		{"", "* live.com", "live.com", graph.Yes},
		{"*.fabrikam.com", "", "mail.fabrikam.com", graph.Unknown},
		{"*.fabrikam.com", "", "fabrikam.com", graph.Yes},
		{"mail.*.com", "", "mail.fabrikam.com", graph.Unknown},
		{"mail.*.*.com", "", "mail.fabrikam.org", graph.Yes},
		{"fabrikam.com", "*.com", "fabrikam.com", graph.Unknown},
	} {
		list := settings.DomainList{Allowed: strings.Fields(test.allowed), Blocked: strings.Fields(test.blocked)}
		if got := list.Index().Refuses(test.domain); got != test.want {
			t.Errorf("%+v: %v, want %v", test, got, test.want)
		}
	}
}

// FuzzDefinition compares what is read of a definition with what encoding/json makes
// of it, and holds that nothing is read of what is cut off.
func FuzzDefinition(f *testing.F) {
	for _, text := range []string{
		body(`"AllowedDomains":[],"BlockedDomains":["live.com"]`), `{'B2BManagementPolicy':{'Version':1}}`,
		`{'B2BManagementPolicy':{"InvitationsAllowedAndBlockedDomainsPolicy":{'AllowedDomains':'a\'b"c\\'}}}`,
		`{"B2BManagementPolicy":null}`, `{"TokenLifetimePolicy":{}}`, "[]", "'", `"\`, "{'a':'\\", "\ufeff{}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.TrimSpace(strings.ToValidUTF8(text, "?"))
		p, _ := managementPolicy(t, definition(text))
		if !p.Known {
			if len(p.Domains.Allowed)+len(p.Domains.Blocked) > 0 {
				t.Fatalf("%q is not known, and has %v", text, p.Domains)
			}
			return
		}
		if json.Valid([]byte(text)) {
			var want struct {
				B2BManagementPolicy struct {
					InvitationsAllowedAndBlockedDomainsPolicy map[string]any
				}
			}
			if err := json.Unmarshal([]byte(text), &want); err != nil {
				t.Fatalf("%q is known: %v", text, err)
			}
			for name, value := range want.B2BManagementPolicy.InvitationsAllowedAndBlockedDomainsPolicy {
				var names []string
				for _, entry := range asList(value) {
					if name, ok := entry.(string); ok && strings.TrimSpace(name) != "" {
						names = append(names, strings.ToLower(strings.TrimSpace(name)))
					}
				}
				switch name {
				case "AllowedDomains":
					same(t, text, p.Domains.Allowed, names)
				case "BlockedDomains":
					same(t, text, p.Domains.Blocked, names)
				}
			}
			if !strings.ContainsAny(text, `'\`) {
				single, _ := managementPolicy(t, definition(strings.ReplaceAll(text, `"`, "'")))
				same(t, text, single.Domains.Allowed, p.Domains.Allowed)
				same(t, text, single.Domains.Blocked, p.Domains.Blocked)
			}
		}
		if cut, _ := managementPolicy(t, definition(text[:len(text)-1])); cut.Known {
			t.Fatalf("%q is known without its last byte", text)
		}
	})
}

func asList(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

func same(t *testing.T, text string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Fatalf("%q: got %q, want %q", text, got, want)
	}
}

// policies is a tenant with B2B management policies, given by their properties.
type policies struct {
	lint.Tenant
	t   *testing.T
	all []string
}

func (p policies) Each(lint.Kind) iter.Seq[*lint.Record] {
	return func(yield func(*lint.Record) bool) {
		for _, properties := range p.all {
			if !yield(linttest.Record(p.t, lint.B2BManagementPolicy, "{"+properties+"}", "id", "definition", "isOrganizationDefault", "type")) {
				return
			}
		}
	}
}

func TestApplying(t *testing.T) {
	t.Parallel()
	const several = "several B2B management policies may be in effect, and only one can be"
	list := definition(body(`"BlockedDomains":["live.com"]`))
	active, inactive, other := `"isOrganizationDefault":true,`, `"isOrganizationDefault":false,`, `"type":"TokenLifetimePolicy",`
	for _, test := range []struct {
		reason string
		all    []string
		known  int
		doubts []display.Safe
	}{
		{"none", nil, 0, nil},
		{"one", []string{active + list}, 1, nil},
		{"one that may be", []string{list}, 1, nil},
		{"one beside others", []string{inactive + list, active + list, active + other + list}, 1, nil},
		{"none in effect", []string{inactive + list}, 0, nil},
		{"two", []string{active + list, active + list}, 2, []display.Safe{several}},
		{"one that cannot be read", []string{active + definition("x")}, 0, []display.Safe{settings.Unreadable}},
		{"two, and one cannot be read", []string{active + list, active + definition("x")}, 1, []display.Safe{settings.Unreadable, several}},
		{"one that cannot be read, and is not in effect", []string{inactive + definition("x")}, 0, nil},
	} {
		known, doubts := settings.Applying(policies{t: t, all: test.all})
		if len(known) != test.known || !slices.Equal(doubts, test.doubts) {
			t.Errorf("%s: %d, %q", test.reason, len(known), doubts)
		}
	}
}
