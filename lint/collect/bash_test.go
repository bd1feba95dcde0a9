package collect_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/collect"
	"tenantlint/lint/engine"
)

// stateVariable names the folder that a pretended command has its orders from.
const stateVariable = "TENANTLINT_TEST_STATE"

// TestMain makes this program az or sleep where a script calls it by that name.
func TestMain(m *testing.M) {
	if state := os.Getenv(stateVariable); state != "" {
		switch filepath.Base(os.Args[0]) {
		case "az":
			os.Exit(pretendAz(state, os.Args[1:]))
		case "sleep":
			note(state, "sleeps", os.Args[1])
			os.Exit(0)
		}
	}
	os.Exit(m.Run())
}

// An answer is what comes of one request.
type answer struct {
	Status     int // 0: there is no connection
	RetryAfter string
	Body       string
	Error      string // of az, in place of what the server says
}

// pretendAz is az rest as far as the script goes: the body in a file, status and
// headers in the log, and in the log the body as well.
func pretendAz(state string, args []string) int {
	want := []string{"rest", "--method", "get", "--url", "", "--output-file", "", "--verbose", "--output", "none"}
	if len(args) != len(want) {
		return 64
	}
	url, file := args[4], args[6]
	args[4], args[6] = "", ""
	if !slices.Equal(args, want) {
		return 64
	}
	text, err := os.ReadFile(filepath.Join(state, "answers.json"))
	if err != nil {
		panic(err)
	}
	var answers map[string][]answer
	if err := json.Unmarshal(text, &answers); err != nil {
		panic(err)
	}
	given, ok := answers[url]
	if !ok {
		given = []answer{{Status: 404, Body: `{"error":{"code":"Request_ResourceNotFound"}}`}}
	}
	a := given[min(note(state, "requests", url), len(given))-1]
	if a.Status != 0 {
		fmt.Fprintf(os.Stderr, "INFO: Request URL: '%s'\nINFO: Response status: %d\nINFO: Response headers:\n", url, a.Status)
		if a.RetryAfter != "" {
			fmt.Fprintf(os.Stderr, "INFO:     'Retry-After': '%s'\n", a.RetryAfter)
		}
		fmt.Fprintf(os.Stderr, "INFO: Response content:\nINFO: %s\n", a.Body)
	}
	if a.Status == 200 {
		if err := os.WriteFile(file, []byte(a.Body), 0o600); err != nil {
			panic(err)
		}
		return 0
	}
	reasons := map[int]string{400: "Bad Request", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests", 503: "Service Unavailable"}
	message := a.Error
	if message == "" {
		message = reasons[a.Status] + "(" + a.Body + ")"
	}
	fmt.Fprintln(os.Stderr, "ERROR: "+message)
	return 1
}

// note adds a line to a file and returns how often the file has it now.
func note(state, name, line string) int {
	path := filepath.Join(state, name)
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		panic(err)
	}
	text := string(old) + line + "\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	times := 0
	for noted := range strings.Lines(text) {
		if noted == line+"\n" {
			times++
		}
	}
	return times
}

// A stage is a folder with a script, and with the commands that it finds on its PATH.
type stage struct {
	t       *testing.T
	folder  string // working folder of the script
	state   string
	answers map[string][]answer
}

func newStage(t *testing.T, script string) *stage {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the script is for Unix")
	}
	for _, tool := range []string{"bash", "jq"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	root := t.TempDir()
	s := &stage{t: t, folder: filepath.Join(root, "a folder"), state: filepath.Join(root, "state"), answers: map[string][]answer{}}
	for _, folder := range []string{s.folder, s.state, filepath.Join(root, "bin")} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"az", "sleep"} {
		if err := os.Symlink(self, filepath.Join(root, "bin", command)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, "collect.sh"), []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// gives orders the answers to a request, of which the last one holds on.
func (s *stage) gives(path string, answers ...answer) {
	s.answers["https://graph.microsoft.com"+path] = answers
}

// run runs the script and returns its exit code, what it said, and what it asked and
// slept on the way.
func (s *stage) run(args ...string) (code int, said string, requests, sleeps []string) {
	s.t.Helper()
	text, err := json.Marshal(s.answers)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(s.state, "answers.json"), text, 0o600); err != nil {
		s.t.Fatal(err)
	}
	asked, slept := len(s.noted("requests")), len(s.noted("sleeps"))
	root := filepath.Dir(s.state)
	command := exec.CommandContext(s.t.Context(), "bash", append([]string{filepath.Join(root, "collect.sh")}, args...)...)
	command.Dir = s.folder
	command.Env = append(os.Environ(), stateVariable+"="+s.state, "PATH="+filepath.Join(root, "bin")+string(os.PathListSeparator)+os.Getenv("PATH"))
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		if _, ok := errors.AsType[*exec.ExitError](err); !ok {
			s.t.Fatal(err)
		}
	}
	if stdout.Len() > 0 {
		s.t.Errorf("standard output: %s", &stdout)
	}
	return command.ProcessState.ExitCode(), stderr.String(), s.noted("requests")[asked:], s.noted("sleeps")[slept:]
}

func (s *stage) noted(name string) []string {
	text, err := os.ReadFile(filepath.Join(s.state, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		s.t.Fatal(err)
	}
	return strings.FieldsFunc(strings.ReplaceAll(string(text), "https://graph.microsoft.com", ""), func(r rune) bool { return r == '\n' })
}

// files returns the files below a folder by name, but for the script's own list of
// requests.
func (s *stage) files(folder string) map[string]string {
	s.t.Helper()
	files := map[string]string{}
	root := os.DirFS(filepath.Join(s.folder, folder))
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || entry.Name() == ".requests" {
			return err
		}
		text, err := fs.ReadFile(root, path)
		files[path] = string(text)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return files
}

func (s *stage) wantFiles(folder string, want map[string]string) {
	s.t.Helper()
	got := s.files(folder)
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			s.t.Errorf("%s:\n got %q\nwant %q", name, got[name], want[name])
		}
		delete(got, name)
	}
	for name := range got {
		s.t.Errorf("%s should not be there", name)
	}
}

func ok(body string) answer { return answer{Status: 200, Body: body} }

// Ids of groups. In synced, which is synchronized, stands inner, and in that innermost.
const (
	synced    = "0a6d0a1e-619b-47d8-a061-506968d9bce0"
	empty     = "23047e1e-3210-481f-8ebe-e478c1baba40"
	inner     = "51587dc3-8b8a-4492-a827-fb7e1c134dd1"
	innermost = "6da3f6bc-da40-4871-8314-f2e26719dc01"
	cloud     = "8b6e1992-beb4-44fe-90c3-1a207f026a3e"
)

const (
	usersPath    = "/v1.0/users?$select=id,displayName,userPrincipalName,mail,proxyAddresses,otherMails,externalUserState,creationType,identities,onPremisesSyncEnabled&$top=999"
	contactsPath = "/v1.0/contacts?$select=id,displayName,mail,proxyAddresses,onPremisesSyncEnabled&$top=999"
	groupsPath   = "/v1.0/groups?$select=id,displayName,onPremisesSyncEnabled,isAssignableToRole&$top=999"
	basePath     = "/beta/policies/crossTenantAccessPolicy"
	defaultPath  = "/v1.0/policies/crossTenantAccessPolicy/default"
	partnersPath = "/v1.0/policies/crossTenantAccessPolicy/partners"

	context = "https://graph.microsoft.com/v1.0/$metadata#"
)

func membersPath(group string) string {
	return "/v1.0/groups/" + group + "/members?$select=id,displayName,userPrincipalName&$top=999"
}

func user(id, name string) string {
	return `{"id":"` + id + `","displayName":` + name + `,"userPrincipalName":"ann@contoso.com","mail":null,"proxyAddresses":[],"otherMails":[],` +
		`"externalUserState":null,"creationType":null,"identities":[{"signInType":"userPrincipalName","issuer":"contoso.com","issuerAssignedId":"ann@contoso.com"}],"onPremisesSyncEnabled":true}`
}

// hostile is a name that somebody chose to break a shell, a log or a reader of JSON.
const hostile = `"$(touch broken) ` + "`touch broken`" + ` '; touch broken #\"}],\"@odata.nextLink\":\"https://evil.example/\" Response status: 429 'Retry-After': '9' é\n"`

// tenant orders the answers of a tenant, and returns the files that they make.
func tenant(s *stage) map[string]string {
	ann, bo := user("11b2c3d4-0000-4000-8000-000000000001", hostile), user("11b2c3d4-0000-4000-8000-000000000002", `"Bo"`)
	cy := user("11b2c3d4-0000-4000-8000-000000000003", `"Cy"`)
	next := "/v1.0/users?$select=id&$top=999&$skiptoken=RFNwdAIAAQ"
	s.gives(usersPath, ok(`{"@odata.context":"`+context+`users(id)","@odata.nextLink":"https://graph.microsoft.com`+next+`","value":[`+ann+`,`+bo+`]}`))
	// Behind the service's name in a link may stand another; the token stays here.
	s.gives(next, ok(`{"@odata.context":"`+context+`users(id)","value":[],"@odata.nextLink":"https://evil.example/v1.0/users?page=3"}`))
	s.gives("/v1.0/users?page=3", ok("{\r\n  \"@odata.context\": \""+context+"users(id)\",\r\n  \"value\": [\r\n    "+cy+"\r\n  ]\r\n}\r\n"))
	s.gives(contactsPath, ok(`{"value":[]}`))
	group := func(id, sync string) string {
		return `{"id":"` + id + `","displayName":` + hostile + `,"onPremisesSyncEnabled":` + sync + `}`
	}
	groups := []string{group(synced, "true"), group(empty, "true"), group(inner, "null"), group(innermost, "false"), group(cloud, "null")}
	s.gives(groupsPath, ok(`{"@odata.context":"`+context+`groups","value":[`+strings.Join(groups, ",")+`]}`))
	member := func(id string) string { return `{"id":"` + id + `","displayName":"x","userPrincipalName":null}` }
	members := `{"@odata.context":"` + context + `directoryObjects","value":[`
	nextMembers := "/v1.0/groups/" + synced + "/members?$skiptoken=2"
	s.gives(membersPath(synced), ok(strings.Replace(members, ",", `,"@odata.nextLink":"https://graph.microsoft.com`+nextMembers+`",`, 1)+member(inner)+`]}`))
	s.gives(nextMembers, ok(members+member(synced)+`]}`)) // a circle
	s.gives(membersPath(empty), ok(members+`]}`))
	s.gives(membersPath(inner), ok(members+member("11b2c3d4-0000-4000-8000-000000000001")+`,`+member(innermost)+`]}`))
	s.gives(membersPath(innermost), ok(members+member(synced)+`]}`))
	base := "{\r\n\t\"@odata.context\" : \"https://graph.microsoft.com/beta/$metadata#policies/crossTenantAccessPolicy/$entity\",\r\n" +
		"\t\"definition\": [\"{\\\"a\\\":1.0}\"], \"allowedCloudEndpoints\":[]  }\r\n\r\n"
	s.gives(basePath, ok(base))
	standard := `{"@odata.context":"` + context + `policies/crossTenantAccessPolicy/default/$entity","isServiceDefault":true,` +
		`"b2bCollaborationOutbound":{"usersAndGroups":{"accessType":"allowed","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"allowed","targets":[{"target":"AllApplications","targetType":"application"}]}}}`
	s.gives(defaultPath, ok(standard))
	partner := `{"tenantId":"4ef24870-82de-41ae-9105-93136354e8f8","b2bCollaborationOutbound":null}`
	s.gives(partnersPath, ok(`{"@odata.context":"`+context+`policies/crossTenantAccessPolicy/partners","value":[`+partner+`]}`))

	page := func(set string, objects ...string) string {
		text := `{"@odata.context":"` + context + set + `","value":[`
		if len(objects) > 0 {
			text += "\n" + strings.Join(objects, ",\n") + "\n"
		}
		return text + "]}\n"
	}
	return map[string]string{
		"users.json":                     page("users(id)", ann, bo, cy),
		"contacts.json":                  `{"value":[]}` + "\n",
		"groups.json":                    page("groups", groups...),
		"members/" + synced + ".json":    page("directoryObjects", member(inner), member(synced)),
		"members/" + empty + ".json":     page("directoryObjects"),
		"members/" + inner + ".json":     page("directoryObjects", member("11b2c3d4-0000-4000-8000-000000000001"), member(innermost)),
		"members/" + innermost + ".json": page("directoryObjects", member(synced)),
		"crossTenantAccessPolicy.json":   base,
		"default.json":                   standard,
		"partners.json":                  page("policies/crossTenantAccessPolicy/partners", partner),
	}
}

// TestBash lets the script for several rules export a tenant against trouble, and again,
// and checks the export.
func TestBash(t *testing.T) {
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	want := tenant(s)
	users, groups, contacts := s.answers["https://graph.microsoft.com"+usersPath], s.answers["https://graph.microsoft.com"+groupsPath], s.answers["https://graph.microsoft.com"+contactsPath]
	s.gives(usersPath, answer{Status: 429, RetryAfter: "0", Body: `{"error":{"code":"TooManyRequests"}}`}, answer{Status: 429, RetryAfter: "17"}, users[0])
	s.gives(groupsPath, answer{Status: 503, Body: "busy"}, answer{Error: "HTTPSConnectionPool: connection reset"}, groups[0])
	s.gives(contactsPath, answer{Status: 403, Body: `{"error":{"code":"Authorization_RequestDenied"}}`}, contacts[0])

	code, said, _, sleeps := s.run()
	if code != 1 || !strings.Contains(said, "contacts.json: not exported: 403: the scope OrgContact.Read.All is missing") ||
		!strings.Contains(said, "The export in tenant-export is not complete.") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if want := []string{"0", "17", "2", "4"}; !slices.Equal(sleeps, want) {
		t.Errorf("slept %q, want %q", sleeps, want)
	}
	missing := maps.Clone(want)
	delete(missing, "contacts.json")
	s.wantFiles("tenant-export", missing)

	code, said, requests, _ := s.run("tenant-export")
	if code != 0 || strings.Count(said, "is there, kept\n") != len(want)-1 ||
		!strings.Contains(said, "contacts.json: exported, 0 objects\n") || !slices.Equal(requests, []string{contactsPath}) {
		t.Errorf("exit code %d, requests %q\n%s", code, requests, said)
	}
	s.wantFiles("tenant-export", want)
	s.wantFiles(".", prefixed("tenant-export/", want)) // and nothing of a hostile name

	report, err := engine.Run(t.Context(), []string{filepath.Join(s.folder, "tenant-export")},
		engine.Options{Rules: fixed, AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range report.Rules {
		if result.Status != lint.Checked {
			t.Errorf("%s is %s: %s", result.Rule.ID, result.Status, result.Reasons)
		}
	}
	for _, input := range report.Inputs {
		if !input.Complete || input.Shape == "" || len(input.Problems) > 0 {
			t.Errorf("%+v", input)
		}
	}
}

func prefixed(prefix string, files map[string]string) map[string]string {
	with := map[string]string{}
	for name, text := range files {
		with[prefix+name] = text
	}
	return with
}

// TestBashForEachRule holds that the rule is checked on what its own script exports.
func TestBashForEachRule(t *testing.T) {
	t.Parallel()
	for _, rule := range fixed {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, write(t, "bash", rule))
			tenant(s)
			for _, file := range collect.Files([]*lint.Rule{rule}) { // which select less
				if as := strings.Index(file.Path, "?$select="); as >= 0 && !file.OfGroups() {
					for url, answers := range s.answers {
						if strings.HasPrefix(url, "https://graph.microsoft.com"+file.Path[:as]+"?$select=") && strings.HasSuffix(url, "$top=999") {
							s.gives(file.Path, answers...)
						}
					}
				}
			}
			if code, said, _, _ := s.run("-export"); code != 0 {
				t.Fatalf("exit code %d\n%s", code, said)
			}
			report, err := engine.Run(t.Context(), []string{filepath.Join(s.folder, "-export")}, engine.Options{Rules: []*lint.Rule{rule}})
			if err != nil {
				t.Fatal(err)
			}
			if result := report.Rules[0]; result.Status != lint.Checked {
				t.Errorf("%s: %s", result.Status, result.Reasons)
			}
		})
	}
}

// TestBashOtherRequest holds that what an export for other rules left is not taken
// for what is wanted now.
func TestBashOtherRequest(t *testing.T) {
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	want := tenant(s)
	if err := os.Mkdir(filepath.Join(s.folder, "export"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"users.json": "{}", ".requests": "users.json " + usersPath + "\nusers.json /v1.0/users?$select=id&$top=999\n",
	} {
		if err := os.WriteFile(filepath.Join(s.folder, "export", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, said, _, _ := s.run("export")
	if code != 0 || !strings.Contains(said, "users.json: is there, but answers another request; exporting it again\n") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	s.wantFiles("export", want)
}

func TestBashTrouble(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		reason  string
		answers map[string]answer
		said    []string
		sleeps  string
		lost    []string // files; nil: all
	}{
		{
			"the service stays busy, or is not reached",
			map[string]answer{
				contactsPath: {Status: 503, Body: "busy"},
				basePath:     {Error: "Max retries exceeded"},
			},
			[]string{
				"contacts.json: 503, trying again in 2 s",
				"contacts.json: not exported: 503, 8 times: Service Unavailable(busy)",
				"crossTenantAccessPolicy.json: no answer, trying again in 2 s",
				"crossTenantAccessPolicy.json: not exported: no answer, 8 times: Max retries exceeded",
			},
			"2 4 8 16 32 60 60 2 4 8 16 32 60 60",
			[]string{"contacts.json", "crossTenantAccessPolicy.json"},
		},
		{
			"requests are refused",
			map[string]answer{
				usersPath:           {Error: "Forbidden({})"}, // an az that logs no status
				defaultPath:         {Status: 400, Body: "{\"error\":\"\x1b[2J\"}"},
				membersPath(inner):  {Status: 404, Body: "gone"},
				membersPath(synced): {Status: 403, Body: "{}"},
			},
			[]string{
				"users.json: not exported: 403: the scope User.Read.All is missing, or the role of who is signed in: Forbidden({})",
				`default.json: not exported: 400: Bad Request({"error":"[2J"})`,
				"members/" + synced + ".json: not exported: 403: the scope GroupMember.Read.All is missing, or the role of who is signed in: Forbidden({})",
			},
			"",
			[]string{"users.json", "default.json", "members/" + synced + ".json", "members/" + inner + ".json", "members/" + innermost + ".json"},
		},
		{
			"answers are something else",
			map[string]answer{
				usersPath:    ok(`{"value":[{"id":"1"},{"id"`),
				contactsPath: ok(`{"value":{}}`),
				groupsPath:   {Status: 404, Body: "gone"},
				defaultPath:  ok(""),
				basePath:     ok(`<html>sign in</html>`),
				partnersPath: ok(`[]`),
			},
			[]string{
				"users.json: not exported: the answer is no list",
				"contacts.json: not exported: the answer is no list",
				"groups.json: not exported: 404: Not Found(gone)",
				"members: not exported: groups.json is needed first",
				"crossTenantAccessPolicy.json: not exported: the answer is no JSON object",
				"default.json: not exported: 200: an empty answer",
				"partners.json: not exported: the answer is no list",
			},
			"",
			[]string{
				"users.json", "contacts.json", "groups.json", "crossTenantAccessPolicy.json", "default.json", "partners.json",
				"members/" + synced + ".json", "members/" + empty + ".json", "members/" + inner + ".json", "members/" + innermost + ".json",
			},
		},
		{
			"nobody is signed in",
			map[string]answer{usersPath: {Error: "Please run 'az login' to setup account."}},
			[]string{"az is not signed in: Please run 'az login' to setup account."},
			"", nil,
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, write(t, "bash", fixed...))
			want := tenant(s)
			for path, answer := range test.answers {
				s.gives(path, answer)
			}
			code, said, _, sleeps := s.run()
			if code != 1 || strings.Join(sleeps, " ") != test.sleeps {
				t.Errorf("exit code %d, slept %q\n%s", code, sleeps, said)
			}
			for _, line := range test.said {
				if !strings.Contains("\n"+said, "\n"+line+"\n") {
					t.Errorf("%q is not said in\n%s", line, said)
				}
			}
			if test.lost == nil {
				clear(want)
			}
			for _, name := range test.lost {
				delete(want, name)
			}
			s.wantFiles("tenant-export", want)
		})
	}
}

// TestBashHostileIDs holds that no id of a group becomes a path, a request or a command.
func TestBashHostileIDs(t *testing.T) {
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	want := tenant(s)
	ids := []string{"../../broken", "$(touch broken)", "`touch broken`", "-rf", "a b", `x\n` + synced + "/..", synced + "x", "*"}
	groups := s.answers["https://graph.microsoft.com"+groupsPath][0]
	for _, id := range ids {
		groups.Body = strings.Replace(groups.Body, `"value":[`, `"value":[{"id":"`+id+`","onPremisesSyncEnabled":true},`, 1)
	}
	s.gives(groupsPath, groups)
	code, said, requests, _ := s.run()
	if code != 1 || strings.Count(said, " of a group is none\n") != len(ids)+1 { // one is two lines
		t.Errorf("exit code %d\n%s", code, said)
	}
	if len(requests) != len(want)+3 { // users have three pages, and a group two
		t.Errorf("requests: %q", requests)
	}
	want["groups.json"] = s.files("tenant-export")["groups.json"]
	s.wantFiles(".", prefixed("tenant-export/", want))
}

func TestBashUsage(t *testing.T) {
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	if code, said, _, _ := s.run("one", "two"); code != 2 || said != "usage: bash collect.sh [FOLDER]\n" {
		t.Errorf("exit code %d\n%s", code, said)
	}
}
