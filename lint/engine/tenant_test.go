package engine_test

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

// ask runs a rule that only asks.
func ask(t *testing.T, rule lint.Rule, files map[string]string, once func(*lint.Pass)) {
	t.Helper()
	asked := false
	rule.Once = func(p *lint.Pass) {
		asked = true
		once(p)
	}
	runAsking(t, rule, files, &asked)
}

// askIndex runs a rule that only asks its index.
func askIndex(t *testing.T, rule lint.Rule, files map[string]string, join func(*lint.Pass, lint.Gathered)) {
	t.Helper()
	asked := false
	rule.Join = func(p *lint.Pass, g lint.Gathered) {
		asked = true
		join(p, g)
	}
	runAsking(t, rule, files, &asked)
}

func runAsking(t *testing.T, rule lint.Rule, files map[string]string, asked *bool) {
	t.Helper()
	rule.ID, rule.Severity, rule.Page = "made-to-ask", lint.Note, "# Asks"
	report := runRules(t, []*lint.Rule{&rule}, 2, write(t, files))
	if !*asked {
		t.Fatalf("not asked: %s", because(report.Rules[0]))
	}
}

func ids(records iter.Seq[*lint.Record]) string {
	var all []string
	for r := range records {
		all = append(all, r.ID())
	}
	return strings.Join(all, " ")
}

var domains = lint.Rule{Needs: []lint.Need{{Kind: lint.Domain, Requires: []string{"isVerified"}}}}

func TestEachRecordOfAKind(t *testing.T) {
	files := map[string]string{
		"a/domains.json": `{"@odata.context":"#domains","value":[{"id":"b.com","isVerified":true},{"id":"a.com","isVerified":false},{"id":"unjudged.com"}]}`,
		"b/domains.json": `{"@odata.context":"#domains","value":[{"id":"A.com","isVerified":false},{"id":"c.com","isVerified":true}]}`,
	}
	ask(t, domains, files, func(p *lint.Pass) {
		if got := ids(p.Tenant.Each(lint.Domain)); got != "b.com a.com c.com" {
			t.Errorf("each: %s", got)
		}
		for record := range p.Tenant.Each(lint.Domain) {
			if record.ID() != "b.com" {
				t.Errorf("the first is %s", record.ID())
			}
			break
		}
		if got := ids(p.Tenant.Each(lint.User)); got != "" {
			t.Errorf("each user: %s", got)
		}
		for id, want := range map[string]bool{"A.COM": true, " c.com ": true, "unjudged.com": false, "d.com": false, "": false} {
			if got := p.Tenant.Object(lint.Domain, id); (got != nil) != want {
				t.Errorf("object %q: %v", id, got)
			}
		}
		if p.Tenant.Object(lint.User, "a.com") != nil {
			t.Error("a domain is no user")
		}
		if p.Tenant.Complete(lint.Domain) || p.Tenant.Complete(lint.User) || !p.Tenant.Has(lint.Domain) || p.Tenant.Has(lint.User) {
			t.Error("what is complete")
		}
	})
}

func TestCompleteIsWhatAnExportTells(t *testing.T) {
	const whole = `{"@odata.context":"#domains","value":[{"id":"b.com","isVerified":true}]}`
	ask(t, domains, map[string]string{"domains.json": whole}, func(p *lint.Pass) {
		if !p.Tenant.Complete(lint.Domain) {
			t.Error("what is whole does not count as complete")
		}
	})
	for reason, files := range map[string]map[string]string{
		"a page":           {"domains.json": `{"@odata.context":"#domains","@odata.nextLink":"https://graph.microsoft.com/x","value":[{"id":"b.com","isVerified":true}]}`},
		"cut off":          {"domains.json": whole[:len(whole)-2]},
		"an unread file":   {"domains.json": whole, "other.json": `{"value":[`},
		"an odd element":   {"domains.json": strings.Replace(whole, "[", "[7,", 1)},
		"contradicting":    {"a.json": whole, "b.json": strings.Replace(whole, "true", "false", 1)},
		"a saved error":    {"domains.json": whole, "more.json": `{"error":{"code":"Authorization_RequestDenied","message":"x"}}`},
		"a delta page":     {"domains.json": `{"@odata.context":"#domains/$delta","@odata.deltaLink":"https://graph.microsoft.com/x","value":[{"id":"b.com","isVerified":true}]}`},
		"cut off in bytes": {"domains.json": whole[:len(whole)-30]},
		"one not judged":   {"domains.json": strings.Replace(whole, "[", `[{"id":"a.com"},`, 1)},
		"a wrong type":     {"domains.json": strings.Replace(whole, "[", `[{"id":"a.com","isVerified":"yes"},`, 1)},
		"standing twice":   {"domains.json": strings.Replace(whole, "[", `[{"id":"a.com","isVerified":true,"isVerified":false},`, 1)},
	} {
		t.Run(reason, func(t *testing.T) {
			report := runRules(t, []*lint.Rule{{
				ID: "made-to-ask", Severity: lint.Note, Page: "# Asks", Needs: domains.Needs,
				Once: func(p *lint.Pass) {
					if p.Tenant.Complete(lint.Domain) {
						t.Error("counts as complete")
					}
				},
			}}, 1, write(t, files))
			result := report.Rules[0]
			if result.Status == lint.Checked {
				t.Error("counts as checked")
			}
			again := slices.Contains([]string{"a page", "a delta page", "cut off", "cut off in bytes", "an odd element", "one not judged"}, reason)
			if got := slices.Contains(result.Exports, lint.Domain.Request(nil)); got != again {
				t.Errorf("what to export is %q", result.Exports)
			}
		})
	}
}

func TestNeedsThatRefineOrStandIn(t *testing.T) {
	user := `{"@odata.context":"#users","value":[{"id":"u1","userPrincipalName":"a@contoso.com"}]}`
	domain := `{"@odata.context":"#domains","value":[{"id":"b.com","isVerified":true}]}`
	organization := `{"@odata.context":"#organization","value":[{"id":"o","displayName":"Contoso","verifiedDomains":[]}]}`
	bare := `{"@odata.context":"#organization","value":[{"id":"o","displayName":"Contoso"}]}`
	rule := lint.Rule{Needs: []lint.Need{
		{Kind: lint.User, Requires: []string{"userPrincipalName"}},
		{Kind: lint.Domain, Requires: []string{"isVerified"}},
		{Kind: lint.Organization, Requires: []string{"verifiedDomains"}, InsteadOf: lint.Domain},
		{Kind: lint.Contact, Optional: []string{"mail"}, Refines: true},
	}}
	for _, test := range []struct {
		reason string
		files  map[string]string
		want   lint.Status
	}{
		{"the kind itself", map[string]string{"users.json": user, "domains.json": domain}, lint.Checked},
		{"the one that stands in", map[string]string{"users.json": user, "organization.json": organization}, lint.Checked},
		{"both", map[string]string{"users.json": user, "domains.json": domain, "organization.json": organization}, lint.Checked},
		{"the one that stands in lacks what is needed, and is not needed", map[string]string{"users.json": user, "domains.json": domain, "organization.json": bare}, lint.Checked},
		{"the one that stands in lacks what is needed", map[string]string{"users.json": user, "organization.json": bare}, lint.Skipped},
		{"neither", map[string]string{"users.json": user}, lint.Skipped},
		{"with what refines", map[string]string{"users.json": user, "domains.json": domain, "contacts.json": `{"@odata.context":"#contacts","value":[{"id":"c"}]}`}, lint.Checked},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			asks := rule
			asks.ID, asks.Severity, asks.Page, asks.Once = "made-to-ask", lint.Note, "# Asks", func(*lint.Pass) {}
			if got := runRules(t, []*lint.Rule{&asks}, 1, write(t, test.files)).Rules[0]; got.Status != test.want {
				t.Errorf("%s, want %s: %s", got.Status, test.want, because(got))
			}
		})
	}
}

// TestWhatRefinesIsNothingToJudge holds that a rule is skipped where the export has
// only what makes its findings more exact.
func TestWhatRefinesIsNothingToJudge(t *testing.T) {
	user := `{"@odata.context":"#users","value":[{"id":"u1","userPrincipalName":"a@contoso.com"}]}`
	domain := `{"@odata.context":"#domains","value":[{"id":"b.com","isVerified":true}]}`
	rule := lint.Rule{
		ID: "made-to-ask", Severity: lint.Note, Page: "# Asks", Once: func(*lint.Pass) {},
		Needs: []lint.Need{
			{Kind: lint.Domain, Requires: []string{"isVerified"}, Partial: true},
			{Kind: lint.Contact, Requires: []string{"mail"}, Partial: true},
			{Kind: lint.User, Optional: []string{"mail"}, Refines: true},
		},
	}
	for status, files := range map[lint.Status]map[string]string{
		lint.Partial: {"users.json": user, "domains.json": domain},
		lint.Skipped: {"users.json": user},
	} {
		if got := runRules(t, []*lint.Rule{&rule}, 1, write(t, files)).Rules[0]; got.Status != status {
			t.Errorf("%s, want %s: %s", got.Status, status, because(got))
		}
	}
}

// TestWhatIsNeededOnACondition holds that the absence of a kind means what the rule says
// it does, and that there is something to judge where only that kind is there.
func TestWhatIsNeededOnACondition(t *testing.T) {
	rule := lint.Rule{
		ID: "made-to-ask", Severity: lint.Note, Page: "# Asks",
		Needs: []lint.Need{
			{Kind: lint.Domain, Partial: true},
			{Kind: lint.Contact, Partial: true, Conditional: true},
		},
		Once: func(p *lint.Pass) {
			for domain := range p.Tenant.Each(lint.Domain) {
				if domain.ID() == "b.com" && !p.Tenant.Has(lint.Contact) {
					p.Cannot("b.com takes contacts")
					p.Export(lint.Contact)
				}
			}
		},
	}
	domain := func(id string) string { return `{"@odata.context":"#domains","value":[{"id":"` + id + `"}]}` }
	contact := `{"@odata.context":"#contacts","value":[{"id":"c"}]}`
	for _, test := range []struct {
		files   map[string]string
		want    lint.Status
		reason  string
		exports []lint.Request
	}{
		{map[string]string{"domains.json": domain("a.com")}, lint.Checked, "", nil},
		{map[string]string{"domains.json": domain("b.com")}, lint.Partial, "b.com takes contacts", []lint.Request{lint.Contact.Request(lint.Properties(lint.Contact, nil))}},
		{map[string]string{"domains.json": domain("b.com"), "contacts.json": contact}, lint.Checked, "", nil},
		{map[string]string{"contacts.json": contact}, lint.Partial, "no domains in the export", []lint.Request{lint.Domain.Request(nil)}},
	} {
		got := runRules(t, []*lint.Rule{&rule}, 1, write(t, test.files)).Rules[0]
		if got.Status != test.want || because(got) != test.reason || !slices.Equal(got.Exports, test.exports) {
			t.Errorf("%v: %s %q %q, want %s %q %q", test.files, got.Status, because(got), got.Exports, test.want, test.reason, test.exports)
		}
	}
}

// TestEmptyExports holds that an export without one object counts as that only for what
// a tenant can be without.
func TestEmptyExports(t *testing.T) {
	for _, test := range []struct {
		kind     lint.Kind
		property string
		file     string
		want     string
	}{
		{lint.Contact, "mail", `{"@odata.context":"#contacts","value":[]}`, ""},
		{lint.Group, "groupTypes", `{"@odata.context":"#groups","value":[]}`, ""},
		{lint.User, "mail", `{"@odata.context":"#users","value":[]}`, "the export of users is empty"},
		{lint.Domain, "isVerified", `{"@odata.context":"#domains","value":[]}`, "the export of domains is empty"},
		{lint.ServicePrincipal, "appId", `{"@odata.context":"#servicePrincipals","value":[]}`, "the export of service principals is empty"},
		{lint.Organization, "verifiedDomains", `{"@odata.context":"#organization","value":[]}`, "the export of organizations is empty"},
		{
			lint.CrossTenantAccessPolicy, "allowedCloudEndpoints",
			`{"@odata.type":"#microsoft.graph.crossTenantAccessPolicy","deletedDateTime":"2026-11-01T00:00:00Z","displayName":"gone","allowedCloudEndpoints":[]}`,
			"the export of cross-tenant access policies is empty",
		},
	} {
		t.Run(test.kind.String(), func(t *testing.T) {
			t.Parallel()
			rule := lint.Rule{
				ID: "made-to-ask", Severity: lint.Note, Page: "# Asks", Once: func(*lint.Pass) {},
				Needs: []lint.Need{{Kind: test.kind, Requires: []string{test.property}}},
			}
			want := lint.Checked
			if test.want != "" {
				want = lint.Skipped
			}
			got := runRules(t, []*lint.Rule{&rule}, 1, write(t, map[string]string{"export.json": test.file})).Rules[0]
			if got.Status != want || because(got) != test.want {
				t.Errorf("%s (%s), want %s (%s)", got.Status, because(got), want, test.want)
			}
		})
	}
}

func TestListsOfMembers(t *testing.T) {
	files := map[string]string{
		"groups.json":     `{"@odata.context":"#groups","value":[{"id":"G1","groupTypes":[]},{"id":"g2","groupTypes":[],"members":[{"id":"u9"}]},{"id":"g3","groupTypes":[]}]}`,
		"members/g1.json": `{"@odata.context":"#directoryObjects","value":[{"@odata.type":"#microsoft.graph.user","id":"u1"},{"@odata.type":"#microsoft.graph.user","id":"u2"}]}`,
		"lines.jsonl":     `{"groupId":"g3","members":[{"id":"u3"}]}` + "\n",
	}
	rule := lint.Rule{
		Index: directory.Memberships,
		Needs: []lint.Need{
			{Kind: lint.Group, Requires: []string{"id"}, Optional: []string{"members", "onPremisesSyncEnabled", "onPremisesSyncBehavior"}},
			{Kind: lint.GroupMember, Optional: []string{"id", "userPrincipalName", "groupId", "members"}, Partial: true},
		},
	}
	askIndex(t, rule, files, func(p *lint.Pass, g lint.Gathered) {
		if got := ids(p.Tenant.Lists("g1")); got != "u1 u2" {
			t.Errorf("lists: %s", got)
		}
		for group, want := range map[string]string{"g1": "u1 u2", "G1": "u1 u2", "g2": "u9", "g3": "u3", "g4": ""} {
			var members []string
			for list := range directory.MemberLists(p.Tenant, g, group) {
				for member := range directory.MembersOf(list) {
					members = append(members, member.ID)
				}
			}
			if got := strings.Join(members, " "); got != want {
				t.Errorf("members of %s: %q, want %q", group, got, want)
			}
		}
	})
}

const (
	red lint.Role = iota
	green
)

// colours indexes users by their mail, in a role by their userType.
var colours = &lint.Index{
	Name:  "colours",
	Needs: []lint.Need{{Kind: lint.User, Optional: []string{"mail", "userType"}}},
	Keys: func(r *lint.Record, g *lint.Gatherer) {
		role := red
		if r.Get("userType").Text() == "Guest" {
			role = green
		}
		g.AddText(role, r.Get("mail"), r.Get("mail").Text())
	},
}

func TestGathered(t *testing.T) {
	user := func(id, mail, kind string) string {
		return fmt.Sprintf(`{"id":%q,"userPrincipalName":"x","mail":%q,"userType":%q}`, id, mail, kind)
	}
	page := func(users ...string) string {
		return `{"@odata.context":"#users","value":[` + strings.Join(users, ",") + `]}`
	}
	copies := page(user("u1", "a", "Member"), user("U4", "c", "Guest"))
	rule := lint.Rule{Index: colours, Needs: []lint.Need{{Kind: lint.User, Requires: []string{"mail", "userType"}}}}
	askIndex(t, rule, map[string]string{
		"1.json": page(user("u1", "a", "Member"), user("u2", "b", "Member"), user("u3", "b", "Guest"), user("u4", "c", "Guest"), user("u5", "c", "Guest")),
		"2.json": copies,
	}, func(_ *lint.Pass, g lint.Gathered) {
		list := func(found iter.Seq[*lint.Keyed]) string {
			var all []string
			for keyed := range found {
				text := keyed.Key + ":"
				for _, hit := range keyed.Of(red, green) {
					text += " " + hit.Record.ID()
				}
				all = append(all, text)
			}
			slices.Sort(all)
			return strings.Join(all, ", ")
		}
		anyone := func(lint.Roles) bool { return true }
		if got := list(g.Where(anyone)); got != "a: u1, b: u2 u3, c: u4 u5" {
			t.Errorf("where: %s", got)
		}
		if got := list(g.Shared(anyone)); got != "b: u2 u3, c: u4 u5" {
			t.Errorf("shared: %s", got)
		}
		if got := list(g.Shared(func(roles lint.Roles) bool { return roles.Has(red) })); got != "b: u2 u3" {
			t.Errorf("shared by a red one: %s", got)
		}
		if got := list(g.Only(green)); got != "b: u3, c: u4 u5" {
			t.Errorf("only green: %s", got)
		}
		for want, roles := range map[string][]lint.Role{"a b c": {red, green}, "a b": {red}, "b c": {green}, "": nil} {
			if got := strings.Join(slices.Sorted(g.Keys(roles...)), " "); got != want {
				t.Errorf("keys of %v: %q, want %q", roles, got, want)
			}
		}
		for _, test := range []struct {
			key   string
			roles []lint.Role
			want  int
			first string
		}{
			{"", []lint.Role{red, green}, 5, "u1 u2"},
			{"", []lint.Role{green}, 3, "u3 u4"},
			{"c", []lint.Role{red, green}, 2, "u4 u5"},
			{"c", []lint.Role{red}, 0, ""},
			{"a", []lint.Role{red}, 1, "u1"},
			{"nobody", []lint.Role{red, green}, 0, ""},
		} {
			if got := g.Count(test.key, test.roles...); got != test.want {
				t.Errorf("count of %q: %d, want %d", test.key, got, test.want)
			}
			var first []string
			for _, hit := range g.First(2, test.key, test.roles...) {
				first = append(first, hit.Record.ID())
			}
			if got := strings.Join(first, " "); got != test.first {
				t.Errorf("first of %q: %s, want %s", test.key, got, test.first)
			}
		}
	})
}

// A delta export that changes an object, makes one and does away with one is no copy
// of the full export.
func TestGatheredOnTopOfADelta(t *testing.T) {
	rule := lint.Rule{Index: colours, Needs: []lint.Need{{Kind: lint.User, Requires: []string{"mail", "userType"}}}}
	askIndex(t, rule, map[string]string{
		"a-delta.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.deltaLink":"https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x","value":[` +
			`{"id":"u1","mail":"new","userType":"Guest"},{"id":"u2","@removed":{"reason":"deleted"}},{"id":"u4","userPrincipalName":"x","mail":"d","userType":"Guest"}]}`,
		"users.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[` +
			`{"id":"u1","userPrincipalName":"x","mail":"a","userType":"Member"},{"id":"u2","userPrincipalName":"x","mail":"b","userType":"Guest"},{"id":"u3","userPrincipalName":"x","mail":"c","userType":"Guest"}]}`,
	}, func(p *lint.Pass, g lint.Gathered) {
		if got := g.Count("", red, green); got != 3 {
			t.Errorf("%d users, want 3", got)
		}
		if got := g.Count("new", green); got != 1 {
			t.Errorf("%d with the new address, want 1", got)
		}
		if got := ids(p.Tenant.Each(lint.User)); got != "u4 u1 u3" {
			t.Errorf("each: %s", got)
		}
		if p.Tenant.Object(lint.User, "u2") != nil || p.Tenant.Object(lint.User, "u1").Get("mail").Text() != "new" {
			t.Error("objects are not as the delta export has them")
		}
	})
}
