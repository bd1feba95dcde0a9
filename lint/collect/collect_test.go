package collect_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/collect"
	"tenantlint/lint/rules"
)

// write returns the script for a shell.
func write(t *testing.T, shell string, selected ...*lint.Rule) string {
	t.Helper()
	var b bytes.Buffer
	if err := collect.Write(&b, shell, "tenantlint collect --shell "+shell, selected); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// related is what Graph gives of an object only where it is expanded, or has a request of
// its own.
var related = []string{
	"appRoleAssignedTo", "appRoleAssignments", "default", "identitySynchronization", "members", "onPremisesSyncBehavior", "owners", "partners", "principal", "sponsors",
}

// unasked is what no script asks for, with the reason. Rules may read it if it is there.
var unasked = map[string]string{
	"appRoleAssignments":     "a request for each object; appRoleAssignedTo says the same of the other side",
	"onPremisesSyncBehavior": "a request for each object, and a scope for each kind",
	"default":                "default.json has it",
	"partners":               "partners.json has them",
}

// TestFilesHaveWhatRulesNeed holds that an export by the script for a rule or for all
// leaves no rule without a property, and that the page of a rule says what it leaves out.
func TestFilesHaveWhatRulesNeed(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, rule := range rules.All {
		files, all := collect.Files([]*lint.Rule{rule}), collect.Files(rules.All)
		has := func(kind lint.Kind) int {
			return slices.IndexFunc(files, func(f collect.File) bool { return f.Kind == kind })
		}
		for _, need := range rule.Reads() {
			i := has(need.Kind)
			switch {
			case need.InsteadOf != lint.NoKind:
				if has(need.InsteadOf) < 0 {
					t.Errorf("%s reads %s instead of %s, which no file has", rule.ID, need.Kind.Plural(), need.InsteadOf.Plural())
				}
				continue
			case need.Kind.Info().Command != "":
				if page := rule.Section("How it is decided"); !strings.Contains(page, "`tenantlint collect` cannot export") || !strings.Contains(page, "--strict") {
					t.Errorf("%s: the page does not say that %s cannot be collected", rule.ID, need.Kind.Plural())
				}
				continue
			case i < 0:
				t.Errorf("%s needs %s, which no file has", rule.ID, need.Kind.Plural())
				continue
			}
			inAll := slices.IndexFunc(all, func(f collect.File) bool { return f.Kind == need.Kind })
			for _, property := range need.Properties() {
				if written(files[i], property) != written(all[inAll], property) {
					t.Errorf("%s: %s.%s is in the script for the rule or in that for all, not in both", rule.ID, need.Kind, property)
				}
				switch {
				case written(files[i], property):
				case property == "members" && has(lint.GroupMember) >= 0:
				case unasked[property] == "" || !slices.Contains(need.Optional, property):
					t.Errorf("%s needs %s.%s, which %s does not ask for", rule.ID, need.Kind, property, files[i].Path)
				case property == "default" || property == "partners": // other files have it
					met[property] = true
				case !saysUnasked(rule, property):
					t.Errorf("%s: the page does not say that %s.%s is not collected", rule.ID, need.Kind, property)
				default:
					met[property] = true
				}
			}
		}
	}
	for property := range unasked {
		if !met[property] {
			t.Errorf("no rule reads %s", property)
		}
	}
}

// saysUnasked reports whether a paragraph of a rule's page says that a property is not
// asked for.
func saysUnasked(rule *lint.Rule, property string) bool {
	return slices.ContainsFunc(strings.Split(rule.Section("How it is decided"), "\n\n"), func(paragraph string) bool {
		return strings.Contains(paragraph, "`"+property+"`") && strings.Contains(paragraph, "`tenantlint collect` does not ask for it")
	})
}

// written reports whether a file has a property.
func written(f collect.File, property string) bool {
	if strings.Contains(property, "@") || f.OfGroups() && (property == "groupId" || property == "members") {
		return true // it comes unasked, or by the name of the file and what is in it
	}
	if slices.ContainsFunc(f.Rest, func(rest lint.Rest) bool { return rest.Property == property }) {
		return true
	}
	if expanded := expands.FindStringSubmatch(f.Path); expanded != nil && expanded[1] == property {
		return true
	}
	if selected := selects.FindStringSubmatch(f.Path); selected != nil {
		return slices.Contains(strings.Split(selected[1], ","), property)
	}
	return !slices.Contains(related, property)
}

// TestEveryKindHasASource holds that a rule on any kind can be collected for.
func TestEveryKindHasASource(t *testing.T) {
	t.Parallel()
	names := make(map[string]bool)
	for kind := range lint.Kinds() {
		rule := &lint.Rule{ID: "some-rule", Needs: []lint.Need{{Kind: kind}}}
		files := collect.Files([]*lint.Rule{rule})
		if kind == lint.SharePointTenant {
			if script := write(t, "bash", rule); len(files) > 0 || !strings.Contains(script, "Get-SPOTenant") {
				t.Errorf("%v, %s", files, script)
			}
			continue
		}
		if len(files) == 0 || !strings.HasPrefix(files[len(files)-1].Path, "/") || names[files[len(files)-1].Name] {
			t.Errorf("%s: %+v", kind, files)
			continue
		}
		names[files[len(files)-1].Name] = true
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason string
		needs  []lint.Need
		want   []string
	}{
		{
			"what is optional is asked for too, and the identity always",
			[]lint.Need{{Kind: lint.User, Requires: []string{"userType"}, Reads: []string{"jobTitle"}, Optional: []string{"mail", "onPremisesSyncBehavior"}}},
			[]string{"users.json /v1.0/users?$select=id,displayName,userPrincipalName,mail,userType,jobTitle&$top=999"},
		},
		{
			"a navigation property is expanded",
			[]lint.Need{{Kind: lint.CrossTenantAccessPolicyPartner, Requires: []string{"inboundTrust", "identitySynchronization"}}},
			[]string{"partners.json /v1.0/policies/crossTenantAccessPolicy/partners?$expand=identitySynchronization"},
		},
		{
			"a navigation property is expanded beside $select",
			[]lint.Need{{Kind: lint.User, Completes: []string{"sponsors"}}},
			[]string{"users.json /v1.0/users?$select=id,displayName,userPrincipalName,mail&$top=999&$expand=sponsors($select=id)"},
		},
		{
			"members are asked for group by group",
			[]lint.Need{{Kind: lint.GroupMember, Optional: []string{"userPrincipalName", "members"}}},
			[]string{
				"groups.json /v1.0/groups?$select=id,displayName,onPremisesSyncEnabled,isAssignableToRole&$top=999",
				"members/{id}.json /v1.0/groups/{id}/members?$select=id,displayName,userPrincipalName&$top=999",
			},
		},
		{
			"the size of the policy is that of the beta's answer",
			[]lint.Need{{Kind: lint.CrossTenantAccessPolicy, Reads: []string{"definition"}}},
			[]string{"crossTenantAccessPolicy.json /beta/policies/crossTenantAccessPolicy"},
		},
	} {
		var got []string
		for _, file := range collect.Files([]*lint.Rule{{ID: "some-rule", Needs: test.needs}}) {
			got = append(got, file.Name+" "+file.Path)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n got %q\nwant %q", test.reason, got, test.want)
		}
	}
}

// TestScopesAreThoseOfTheFiles holds that a script names no permission that it does
// not use, and that none of them writes.
func TestScopesAreThoseOfTheFiles(t *testing.T) {
	t.Parallel()
	scope := regexp.MustCompile(`\b[A-Z]\w+(?:\.\w+)*\.Read(?:\.\w+|Write\.\w+)`)
	for _, selected := range selections() {
		used := map[string]bool{}
		for _, file := range collect.Files(selected) {
			used[file.Scope] = true
		}
		for _, shell := range collect.Shells() {
			script := write(t, shell, selected...)
			for _, name := range scope.FindAllString(script, -1) {
				if !used[name] && name != "Member.Read.Hidden" {
					t.Errorf("%s, %s: names %s", shell, selected[0].ID, name)
				}
			}
			for name := range used {
				if strings.Count(script, name) < 2 {
					t.Errorf("%s, %s: %s is not in the head", shell, selected[0].ID, name)
				}
			}
		}
	}
}

// selections returns the fixed rules, each alone, and for every kind a rule that reads
// it.
func selections() [][]*lint.Rule {
	all := [][]*lint.Rule{fixed}
	for _, rule := range fixed {
		all = append(all, []*lint.Rule{rule})
	}
	for kind := range lint.Kinds() {
		all = append(all, []*lint.Rule{{ID: "some-rule-on-" + strings.ToLower(kind.String()), Needs: []lint.Need{{Kind: kind}}}})
	}
	return all
}

// TestScriptsAreASCII holds that no terminal, pipe or Windows PowerShell reads a
// script as something else.
func TestScriptsAreASCII(t *testing.T) {
	t.Parallel()
	for _, selected := range selections() {
		for _, shell := range collect.Shells() {
			for number, line := range strings.Split(write(t, shell, selected...), "\n") {
				if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) || strings.HasSuffix(line, " ") {
					t.Errorf("%s, line %d: %q", shell, number+1, line)
				}
			}
		}
	}
}

func TestUnknownShell(t *testing.T) {
	t.Parallel()
	if err := collect.Write(&bytes.Buffer{}, "fish", "", fixed); err == nil {
		t.Error("no error")
	}
}

// PowerShell is not at hand where the tests run, so what can be told of the text is
// held: that it is closed, asks what the other script asks, and uses nothing that
// Windows PowerShell 5.1 does not have.
func TestPowerShell(t *testing.T) {
	t.Parallel()
	request := regexp.MustCompile(`'/(?:v1\.0|beta)/[^']*'`)
	method := regexp.MustCompile(`-Method (\w+)`)
	newer := regexp.MustCompile(`\?\?|\?\.|&&|\|\||\s\?\s|-Parallel|-AsHashtable|\bclean\s*\{|-Encoding|Out-File|Set-Content|Invoke-Expression|\biex\b`)
	for _, selected := range selections() {
		script := write(t, "pwsh", selected...)
		code := powershellCode(t, script)
		if found := newer.FindString(code); found != "" {
			t.Errorf("%s: %q is not for Windows PowerShell 5.1, or is not to be used", selected[0].ID, found)
		}
		for _, match := range method.FindAllStringSubmatch(script, -1) {
			if match[1] != "GET" {
				t.Errorf("%s: a request that may write: %s", selected[0].ID, match[0])
			}
		}
		got, want := request.FindAllString(script, -1), request.FindAllString(write(t, "bash", selected...), -1)
		if (len(want) == 0) != (len(collect.Files(selected)) == 0) || !slices.Equal(got, want) {
			t.Errorf("%s: requests\n got %q\nwant %q", selected[0].ID, got, want)
		}
	}
}

// TestScriptsAgree holds that both scripts say the same of the same trouble, resume for the
// same time, and know the same clouds.
func TestScriptsAgree(t *testing.T) {
	t.Parallel()
	needs := []lint.Need{
		{Kind: lint.Group, Requires: []string{"owners"}}, {Kind: lint.GroupMember}, {Kind: lint.B2BManagementPolicy}, {Kind: lint.Organization},
	}
	rule := &lint.Rule{ID: "some-rule", Needs: needs}
	for _, shell := range collect.Shells() {
		script := write(t, shell, rule)
		for _, text := range []string{
			"resume", "43200", "within 12 hours of its beginning", "started ", "complete", "Going on with the run that began ",
			"is there, but not from this run and request; exporting it again", "is there, kept",
			"the answer is no list", "the answer has an error in it", "its @odata.nextLink repeats", "its @odata.nextLink is no link",
			" of an object is none", " of a group is none", "groups.json is needed first",
			"left out: Microsoft Graph does not have it in this cloud", "Asking $graph ($cloud).",
			"https://graph.microsoft.com", "https://graph.microsoft.us", "https://dod-graph.microsoft.us", "https://microsoftgraph.chinacloudapi.cn",
		} {
			if !strings.Contains(script, text) {
				t.Errorf("%s: %q is not in the script", shell, text)
			}
		}
	}
}

// TestPowerShellPatterns tries the patterns by which the script for PowerShell tells a page
// from what is none. What Go's expressions do not have is not tried.
func TestPowerShellPatterns(t *testing.T) {
	t.Parallel()
	script := write(t, "pwsh", fixed...)
	values := map[string]string{}
	pattern := func(name string) *regexp.Regexp {
		line := regexp.MustCompile(`(?m)^\$` + name + ` = (?:\[regex\] )?\(?(.*?)\)?$`).FindStringSubmatch(script)
		if line == nil {
			t.Fatalf("there is no pattern %s", name)
		}
		var text strings.Builder
		for part := range strings.SplitSeq(line[1], " + ") {
			if variable, ok := strings.CutPrefix(part, "$"); ok {
				text.WriteString(values[variable])
			} else {
				text.WriteString(strings.Trim(part, "'"))
			}
		}
		values[name] = text.String()
		return regexp.MustCompile(strings.ReplaceAll(text.String(), `\G`, `\A`))
	}
	pattern("string")
	pattern("scalar")
	begin, end := pattern("begin"), pattern("end")
	for text, want := range map[string]bool{
		`{"value":[`: true,
		` {"@odata.context" : "https://x#users(id)", "@odata.count":2,"a\"b":null, "value" : [`: true,
		`[`:                                false,
		`{"value":{`:                       false,
		`{"error":{"code":"x"},"value":[`:  false,
		`{"values":[`:                      false,
		`{"a":"\"value\":[`:                false,
		`<html>{"value":[`:                 false,
		`{"@odata.context":"a" "value":[}`: false,
	} {
		if got := begin.MatchString(text); got != want {
			t.Errorf("begin of %s: %v", text, got)
		}
	}
	for text, want := range map[string]bool{
		`]}`: true,
		" ] , \"@odata.nextLink\" : \"https://x/]}{\" , \"n\":7 }\n": true,
		`]`:                       false,
		`]}{"value":[]}`:          false,
		`]} x`:                    false,
		`],"error":{"code":"x"}}`: false,
		`],"a":[]}`:               false,
		`{"id":1}]}`:              false,
		`,1]}`:                    false,
	} {
		if got := end.MatchString(text); got != want {
			t.Errorf("end of %s: %v", text, got)
		}
	}
}

// powershellCode returns a script without comments and the text of strings, and
// fails if a string or a bracket is left open.
func powershellCode(t *testing.T, script string) string {
	t.Helper()
	var code, open []byte
	line := 1
	for i := 0; i < len(script); i++ {
		c := script[i]
		switch c {
		case '\n':
			line++
		case '#':
			for i+1 < len(script) && script[i+1] != '\n' {
				i++
			}
			continue
		case '\'', '"':
			begin := i
			for i++; i < len(script) && script[i] != c; i++ {
				if c == '"' && script[i] == '`' {
					i++
				}
				if i < len(script) && script[i] == '\n' {
					t.Fatalf("line %d: a string is left open", line)
				}
			}
			if c == '"' {
				subexpressions(t, line, script[begin+1:min(i, len(script))])
			}
			code = append(code, c)
		case '(', '[', '{':
			open = append(open, map[byte]byte{'(': ')', '[': ']', '{': '}'}[c])
		case ')', ']', '}':
			if len(open) == 0 || open[len(open)-1] != c {
				t.Fatalf("line %d: %q closes nothing", line, c)
			}
			open = open[:len(open)-1]
		}
		code = append(code, c)
	}
	if len(open) > 0 {
		t.Fatalf("%q is missing at the end", open)
	}
	return string(code)
}

// subexpressions holds that what is expanded in a string is closed, and that no
// variable runs into a colon, where it would name a drive.
func subexpressions(t *testing.T, line int, text string) {
	t.Helper()
	unbalanced := strings.Count(text, "(") != strings.Count(text, ")") || strings.Count(text, "{") != strings.Count(text, "}")
	if unbalanced && strings.ContainsAny(text, "$") {
		t.Errorf("line %d: a bracket is left open in %q", line, text)
	}
	if regexp.MustCompile(`\$\w+:`).MatchString(text) {
		t.Errorf("line %d: a variable before a colon in %q", line, text)
	}
}
