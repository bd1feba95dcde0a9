package engine_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
	policysize "tenantlint/lint/rules/limits/policy-size"
)

var today = time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)

// some is rules that together make use of all that the engine does: checks and joins,
// on every kind that the tenants written in these tests have. A tenant that has
// something for the whole catalogue is among the fixtures.
var some = slices.DeleteFunc(slices.Clone(rules.All), func(rule *lint.Rule) bool {
	return !slices.Contains([]string{
		"address-conflict-contact", "guest-in-synced-group", "hash-in-synced-upn", "policy-size", "rms-blocked-outbound",
	}, rule.ID)
})

// run judges exports by [some] rules.
func run(t testing.TB, workers int, paths ...string) *lint.Report {
	t.Helper()
	return unfailed(t, runRules(t, some, workers, paths...))
}

// runAll judges exports by all rules.
func runAll(t testing.TB, workers int, paths ...string) *lint.Report {
	t.Helper()
	return unfailed(t, runRules(t, rules.All, workers, paths...))
}

// unfailed ends the test if a rule panicked.
func unfailed(t testing.TB, report *lint.Report) *lint.Report {
	t.Helper()
	for _, r := range report.Rules {
		if r.Failure != nil {
			t.Fatalf("%s failed at %v: %s", r.Rule.ID, r.Failure.Object, r.Failure.Fault)
		}
	}
	return report
}

func runRules(t testing.TB, catalogue []*lint.Rule, workers int, paths ...string) *lint.Report {
	t.Helper()
	report, err := engine.Run(context.Background(), paths, engine.Options{Rules: catalogue, Workers: workers, AsOf: today})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// write makes a folder of files and returns its path.
func write(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func result(t testing.TB, report *lint.Report, rule string) lint.RuleResult {
	t.Helper()
	for _, r := range report.Rules {
		if r.Rule.ID == rule {
			return r
		}
	}
	t.Fatalf("no rule %s in the report", rule)
	return lint.RuleResult{}
}

// because returns why a rule was not fully checked.
func because(r lint.RuleResult) string {
	var reasons []string
	for _, reason := range r.Reasons {
		reasons = append(reasons, reason.String())
	}
	return strings.Join(reasons, "; ")
}

func TestWorkersDoNotMatter(t *testing.T) {
	dir := t.TempDir()
	generate(t, dir, 3000)
	for _, path := range []string{"../../fixtures/tenants/contoso", "../../fixtures/tenants/fabrikam", "../../fixtures/tenants/clean", "../../fixtures/broken", dir} {
		want := runAll(t, 1, path)
		if path == dir && len(want.Findings) < 5 {
			t.Errorf("the generated tenant has %d findings", len(want.Findings))
		}
		for range 5 {
			if got := runAll(t, 8, path); !reflect.DeepEqual(got, want) {
				t.Errorf("%s: 8 workers report otherwise than 1", path)
			}
		}
	}
}

func TestCleanTenantIsClean(t *testing.T) {
	report := runAll(t, 0, "../../fixtures/tenants/clean")
	for _, f := range report.Findings {
		t.Errorf("%s %s: %s", f.Rule, f.Object.ID, f.Message)
	}
	for _, r := range report.Rules {
		if r.Status != lint.Checked {
			t.Errorf("%s is %s: %s", r.Rule.ID, r.Status, because(r))
		}
	}
	if code := report.Verdict(lint.Note, true); code != lint.ExitClean {
		t.Errorf("exit code %d", code)
	}
}

// tenants are the fixtures that have something wrong.
var tenants = []string{"contoso", "fabrikam"}

// TestEveryRuleFindsSomething holds that the tenants of the fixtures have something
// for each rule, and all that it needs.
func TestEveryRuleFindsSomething(t *testing.T) {
	found := make(map[string]int)
	for _, tenant := range tenants {
		for _, r := range runAll(t, 0, "../../fixtures/tenants/"+tenant).Rules {
			if found[r.Rule.ID] += r.Findings; r.Status != lint.Checked {
				t.Errorf("%s: %s is %s: %s", tenant, r.Rule.ID, r.Status, because(r))
			}
		}
	}
	for _, rule := range rules.All {
		if found[rule.ID] == 0 {
			t.Errorf("%s finds nothing: give it something to find in one of fixtures/tenants", rule.ID)
		}
	}
}

// TestPlacesAreExact reads what stands at each place of a report.
func TestPlacesAreExact(t *testing.T) {
	places := 0
	check := func(at lint.Location) {
		places++
		content, err := os.ReadFile(string(at.Path))
		if err != nil {
			t.Fatal(err)
		}
		value := content[at.Offset : at.Offset+at.Length]
		before := string(content[:at.Offset])
		line := int64(strings.Count(before, "\n") + 1)
		column := int64(1)
		for _, r := range before[strings.LastIndexByte(before, '\n')+1:] {
			if column++; r >= 0x10000 {
				column++
			}
		}
		if at.Line != line || at.Column != column {
			t.Errorf("%s %s: %d:%d, want %d:%d", at.Path, at.Pointer, at.Line, at.Column, line, column)
		}
		if got, err := pointed(content, string(at.Pointer)); err != nil || !jsonEqual(value, got) {
			t.Errorf("%s %s: at %d stands %.80s, the pointer names %.80s: %v", at.Path, at.Pointer, at.Offset, value, got, err)
		}
		shown := at.Excerpt.Text[at.Excerpt.Start:at.Excerpt.End]
		if !bytes.HasPrefix(value, []byte(strings.TrimRight(string(shown), "\r"))) || shown == "" {
			t.Errorf("%s %s: the excerpt marks %q, the value is %.80q", at.Path, at.Pointer, shown, value)
		}
		if !bytes.Contains(content, []byte(at.Excerpt.Text)) || strings.Contains(string(at.Excerpt.Text), "\n") {
			t.Errorf("%s %s: the excerpt %q is no part of a line", at.Path, at.Pointer, string(at.Excerpt.Text))
		}
	}
	for _, tenant := range tenants {
		for _, f := range runAll(t, 0, "../../fixtures/tenants/"+tenant).Findings {
			check(f.Location)
			for _, r := range f.Related {
				check(r.Location)
			}
		}
	}
	if places < 100 {
		t.Errorf("only %d places", places)
	}
}

// TestUncollected holds that strict mode lets a rule pass that lacks what no script can
// export, and nothing else.
func TestUncollected(t *testing.T) {
	join := func(*lint.Pass, lint.Gathered) {}
	on := func(id string, needs ...lint.Need) *lint.Rule { return &lint.Rule{ID: id, Needs: needs, Join: join} }
	setting := lint.Need{Kind: lint.SharePointTenant, Requires: []string{"enableAzureADB2BIntegration"}}
	user := lint.Need{Kind: lint.User, Requires: []string{"id"}}
	const (
		users  = `{"value":[{"id":"1","userPrincipalName":"ann@contoso.com","userType":"Member"}]}`
		tenant = `{"ShowPeoplePickerSuggestionsForGuestUsers":true}`
	)
	instead := setting
	instead.InsteadOf = lint.SharePointSettings
	for _, test := range []struct {
		reason      string
		rule        *lint.Rule
		files       map[string]string
		uncollected bool
	}{
		{"it lacks the command's answer", on("some-rule", setting), map[string]string{"users.json": users}, true},
		{"it has all else", on("some-rule", setting, user), map[string]string{"users.json": users}, true},
		{"it lacks users too", on("some-rule", setting, user), map[string]string{"domains.json": `{"value":[]}`}, false},
		{"the answer lacks the property", on("some-rule", setting), map[string]string{"users.json": users, "sharePointTenant.json": tenant}, false},
		{"it lacks what Graph has instead", on("some-rule", instead, lint.Need{Kind: lint.SharePointSettings}), map[string]string{"users.json": users}, false},
		{"it lacks users only", on("some-rule", user), map[string]string{"domains.json": `{"value":[]}`}, false},
	} {
		report, err := engine.Run(t.Context(), []string{write(t, test.files)}, engine.Options{Rules: []*lint.Rule{test.rule}})
		if err != nil {
			t.Fatal(err)
		}
		got := report.Rules[0]
		if got.Status != lint.Skipped || got.Uncollected != test.uncollected {
			t.Errorf("%s: %s, uncollected %v: %s", test.reason, got.Status, got.Uncollected, because(got))
		}
		if want := map[bool]int{true: lint.ExitClean, false: lint.ExitUnread}[test.uncollected]; report.Verdict(lint.Error, true) != want {
			t.Errorf("%s: exit code %d, want %d", test.reason, report.Verdict(lint.Error, true), want)
		}
	}
}

func TestDefaultPropertiesGiveNoVerdict(t *testing.T) {
	report := run(t, 0, "../../fixtures/broken/default-properties-only.json")
	if len(report.Findings) > 0 {
		t.Errorf("%d findings", len(report.Findings))
	}
	for _, r := range report.Rules {
		if r.Status != lint.Skipped {
			t.Errorf("%s is %s", r.Rule.ID, r.Status)
		}
		if _, ok := r.Rule.Need(lint.User); !ok {
			continue
		}
		exports := fmt.Sprint(r.Exports)
		for _, property := range []string{"proxyAddresses", "onPremisesSyncEnabled"} {
			if !strings.Contains(exports, "$select=") || !strings.Contains(exports, property) {
				t.Errorf("%s does not say to select %s: %s", r.Rule.ID, property, exports)
			}
		}
	}
	if code := report.Verdict(lint.Error, true); code != lint.ExitUnread {
		t.Errorf("strict exit code %d", code)
	}
}

var thorough = flag.Bool("thorough", false, "cut at every byte, and take away in more ways")

// TestCutExportsInventNothing cuts every file of a tenant at every byte with -thorough,
// else at every eleventh. What is left may have fewer findings, never others, and its
// rules are not checked.
func TestCutExportsInventNothing(t *testing.T) {
	small := cutTenant()
	strict := slices.Clone(some)
	for i, rule := range strict {
		if rule == policysize.Rule {
			limited := *rule
			limited.Options = policysize.Options{LimitBytes: 100, WarnAtPercent: 80}
			strict[i] = &limited
		}
	}
	whole := make(map[string]bool)
	run := func(t *testing.T, path string) *lint.Report {
		t.Helper()
		report, err := engine.Run(context.Background(), []string{path}, engine.Options{Rules: strict, Workers: 1, AsOf: today})
		if err != nil {
			t.Fatal(err)
		}
		return unfailed(t, report)
	}
	for _, f := range run(t, write(t, small)).Findings {
		whole[f.Fingerprint] = true
	}
	if len(whole) < 6 {
		t.Fatalf("the tenant has %d findings", len(whole))
	}
	dir := write(t, small)
	for name, content := range small {
		file := filepath.Join(dir, filepath.FromSlash(name))
		step := 11 // shares no factor with what is written again and again: all places come up
		if *thorough {
			step = 1
		}
		for cut := 0; cut < len(content); cut += step {
			if err := os.WriteFile(file, []byte(content[:cut]), 0o600); err != nil {
				t.Fatal(err)
			}
			report := run(t, dir)
			for _, f := range report.Findings {
				if !whole[f.Fingerprint] {
					t.Fatalf("%s cut at %d of %d: %s: %s", name, cut, len(content), f.Rule, f.Message)
				}
			}
			if strings.TrimRight(content[:cut], "\n") == strings.TrimRight(content, "\n") || strings.HasSuffix(name, "l") {
				continue // nothing is missing, or nothing shows that a line is
			}
			for _, input := range report.Inputs {
				if strings.HasSuffix(string(input.Path), name) && input.Complete {
					t.Fatalf("%s cut at %d counts as whole", name, cut)
				}
			}
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// cutTenant is a tenant with a finding of every kind, small enough to be cut at
// every byte.
func cutTenant() map[string]string {
	user := func(id, upn, mail, rest string) string {
		return fmt.Sprintf(`{"id":%q,"displayName":"Ünal %s","userPrincipalName":%q,"mail":%q,%s}`, id, id, upn, mail, rest)
	}
	guest := `"otherMails":[],"proxyAddresses":["SMTP:a@adatum.com"],"onPremisesSyncEnabled":null,"externalUserState":"Accepted","creationType":"Invitation","identities":[]`
	member := `"otherMails":[],"proxyAddresses":[],"onPremisesSyncEnabled":true,"externalUserState":null,"creationType":null,"identities":[]`
	converted := `"otherMails":[],"proxyAddresses":[],"onPremisesSyncEnabled":true,"externalUserState":null,"creationType":null,"identities":[]`
	block := `{"usersAndGroups":{"accessType":"allowed","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"blocked","targets":[{"target":"00000012-0000-0000-c000-000000000000","targetType":"application"}]}}`
	return map[string]string{
		"users.json": `{"@odata.context":"#users","value":[` + strings.Join([]string{
			user("u1", "a_adatum.com#EXT#@contoso.onmicrosoft.com", "a@adatum.com", guest),
			user("u2", "x#y@contoso.com", "x@contoso.com", member),
			user("u3", "c_adatum.com#EXT#@contoso.onmicrosoft.com", "c@adatum.com", converted),
		}, ",\n") + `]}`,
		"contacts.jsonl":               `{"id":"c1","mail":"A@adatum.com","displayName":"A","mailNickname":"a","proxyAddresses":["smtp:x@contoso.com"],"onPremisesSyncEnabled":true}` + "\n",
		"groups.json":                  `{"@odata.context":"#groups","value":[{"id":"g1","displayName":"G","onPremisesSyncEnabled":true},{"id":"g2","displayName":"H","onPremisesSyncEnabled":null}]}`,
		"members/g1.json":              `{"@odata.context":"#directoryObjects","value":[{"@odata.type":"#microsoft.graph.user","id":"u1","userPrincipalName":"a_adatum.com#EXT#@contoso.onmicrosoft.com"},{"@odata.type":"#microsoft.graph.user","id":"u3","userPrincipalName":"c_adatum.com#EXT#@contoso.onmicrosoft.com"}]}`,
		"default.json":                 `{"isServiceDefault":false,"b2bCollaborationOutbound":` + block + `}` + "\n",
		"partners.json":                `{"@odata.context":"#policies/crossTenantAccessPolicy/partners","value":[{"tenantId":"p1","b2bCollaborationOutbound":` + block + `},{"tenantId":"p2","b2bCollaborationOutbound":null}]}`,
		"crossTenantAccessPolicy.json": `{"displayName":"P","allowedCloudEndpoints":[],"definition":["` + strings.Repeat(`{\"x\":1}`, 12) + `"]}`,
	}
}

func TestCancelledRunEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := engine.Run(ctx, []string{"../../fixtures/tenants"}, engine.Options{Rules: rules.All})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestFoldersAreOneInput(t *testing.T) {
	page := func(id string) string {
		return `{"@odata.context":"#users","value":[{"id":"` + id + `","userPrincipalName":"` + id + `"}]}`
	}
	dir := write(t, map[string]string{"a/users-0.json": page("a"), "a/users-1.json": page("b"), "groups.json": `{"@odata.context":"#groups","value":[]}`})
	t.Chdir(dir)
	report := run(t, 0, ".")
	got := fmt.Sprint(len(report.Inputs))
	for _, in := range report.Inputs {
		got += fmt.Sprintf(" %s %d %s %s %d %t", string(in.Path), in.Files, in.Kind, in.Shape, in.Records, in.Complete)
	}
	if want := "2 a/** 2 user graph-page 2 true groups.json 1 group graph-page 0 true"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestFilesThatAreNotLookedAtAreNamed(t *testing.T) {
	dir := write(t, map[string]string{"users.csv": "id,mail", "b/readme.txt": "hello", "b/groups.json": `{"@odata.context":"#groups","value":[]}`, ".hidden": ""})
	t.Chdir(dir)
	if got := fmt.Sprint(run(t, 0, ".").PassedOver); got != "[b/readme.txt users.csv]" {
		t.Errorf("got %s", got)
	}
}

func TestProblemsOfRecords(t *testing.T) {
	report := run(t, 0, "../../fixtures/broken/wrong-type.json", "../../fixtures/broken/duplicate-keys.json", "../../fixtures/broken/members-cut-at-20.json")
	var got []string
	for _, in := range report.Inputs {
		for _, p := range in.Problems {
			if p.Code != lint.NotSelected {
				got = append(got, fmt.Sprintf("%s %s %d:%d %s", filepath.Base(string(p.Path)), p.Code, p.Line, p.Column, p.Message))
			}
		}
	}
	want := []string{
		"duplicate-keys.json duplicate-key 1:608 user 'de5a31c6-5693-43c9-93d9-75e3f7a7aaf3' has mail twice; the first one counts",
		"members-cut-at-20.json member-limit 40:24 group '352acaba-9863-4bc8-be57-eee6921f1b19' shows just 20 members, where $expand=members stops; it may have more",
		"wrong-type.json filtered 1:1 20 of 20 users that groups, owners, sponsors and roles name are not here: a filter left them out",
		"wrong-type.json schema 1:284 userPrincipalName of user 'fd81a231-36df-4811-ae4b-93a53c58b753' is not what it should be: /userPrincipalName: expected string or null, but got number",
		"wrong-type.json schema 1:942 proxyAddresses of user 'a76226d6-9090-45f4-ac71-f9537481345c' is not what it should be: /proxyAddresses: expected array or string or null, but got number",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	for rule, reason := range map[string]string{
		"hash-in-synced-upn":    "userPrincipalName of 1 user has the wrong type",
		"guest-in-synced-group": "1 group with just 20 members, where $expand stops",
	} {
		if r := result(t, report, rule); r.Status != lint.Partial || !strings.Contains(because(r), reason) {
			t.Errorf("%s is %s: %s", rule, r.Status, because(r))
		}
	}
}
