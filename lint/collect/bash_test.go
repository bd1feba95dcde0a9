package collect_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

var thorough = flag.Bool("thorough", false, "run the script in every trouble, which takes a minute")

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

// pretendAz is az as far as the script goes: az cloud show, and az rest with the body in
// a file, status and headers in the log, and in the log the body as well.
func pretendAz(state string, args []string) int {
	if slices.Equal(args, []string{"cloud", "show", "--query", "endpoints.microsoftGraphResourceId", "--output", "tsv"}) {
		text, err := os.ReadFile(filepath.Join(state, "graph"))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s\n", text)
		return 0
	}
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
	graph   string // of the cloud that az is set to
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
	s := &stage{t: t, folder: filepath.Join(root, "a folder"), state: filepath.Join(root, "state"), graph: "https://graph.microsoft.com", answers: map[string][]answer{}}
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
	s.answers[s.graph+path] = answers
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
	if err := os.WriteFile(filepath.Join(s.state, "graph"), []byte(s.graph+"/"), 0o600); err != nil {
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
	return strings.FieldsFunc(strings.ReplaceAll(string(text), s.graph, ""), func(r rune) bool { return r == '\n' })
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

// Ids of service principals: of one that few are assigned to, and of one with as many
// assignments and owners as Graph expands, and more.
const (
	small = "1f0b5c57-0d4e-4a0e-9a47-2a1d7d3c1b01"
	large = "2a1c6d68-1e5f-4b1f-8b58-3b2e8e4d2c02"
)

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

	principalsPath = "/v1.0/servicePrincipals?$select=id,displayName,appId,appRoleAssignmentRequired&$top=999&$expand=appRoleAssignedTo"
	ownersPath     = "/v1.0/servicePrincipals?$select=id&$top=999&$expand=owners($select=id,userPrincipalName)"

	context = "https://graph.microsoft.com/v1.0/$metadata#"
)

func assignedPath(principal string) string {
	return "/v1.0/servicePrincipals/" + principal + "/appRoleAssignedTo?$top=999"
}

func ownersOfPath(principal string) string {
	return "/v1.0/servicePrincipals/" + principal + "/owners?$select=id,userPrincipalName&$top=999"
}

func membersPath(group string) string {
	return "/v1.0/groups/" + group + "/members?$select=id,displayName,userPrincipalName&$top=999"
}

func user(id, name string) string {
	return `{"id":"` + id + `","displayName":` + name + `,"userPrincipalName":"ann@contoso.com","mail":null,"proxyAddresses":[],"otherMails":[],` +
		`"externalUserState":null,"creationType":null,"identities":[{"signInType":"userPrincipalName","issuer":"contoso.com","issuerAssignedId":"ann@contoso.com"}],"onPremisesSyncEnabled":true}`
}

// hostile is a name that somebody chose to break a shell, a log or a reader of JSON.
const hostile = `"$(touch broken) ` + "`touch broken`" + ` '; touch broken #\"}],\"@odata.nextLink\":\"https://evil.example/\" Response status: 429 'Retry-After': '9' é\n"`

// numbered returns objects that have nothing but a property with an id.
func numbered(property string, n int) []string {
	objects := make([]string, n)
	for i := range objects {
		objects[i] = fmt.Sprintf(`{"%s":"5c1a7f0e-5a0b-4a52-9f5e-%012d"}`, property, i)
	}
	return objects
}

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
	s.gives(membersPath(cloud), ok(members+`]}`))
	base := "{\r\n\t\"@odata.context\" : \"https://graph.microsoft.com/beta/$metadata#policies/crossTenantAccessPolicy/$entity\",\r\n" +
		"\t\"definition\": [\"{\\\"a\\\":1.0}\"], \"allowedCloudEndpoints\":[]  }\r\n\r\n"
	s.gives(basePath, ok(base))
	standard := `{"@odata.context":"` + context + `policies/crossTenantAccessPolicy/default/$entity","isServiceDefault":true,` +
		`"b2bCollaborationOutbound":{"usersAndGroups":{"accessType":"allowed","targets":[{"target":"AllUsers","targetType":"user"}]},"applications":{"accessType":"allowed","targets":[{"target":"AllApplications","targetType":"application"}]}},` +
		`"b2bCollaborationInbound":{"applications":{"accessType":"allowed","targets":[{"target":"` + strings.ToUpper(large) + `","targetType":"application"}]}}}`
	s.gives(defaultPath, ok(standard))
	partner := `{"tenantId":"4ef24870-82de-41ae-9105-93136354e8f8","b2bCollaborationOutbound":null,"b2bCollaborationInbound":null}`
	s.gives(partnersPath, ok(`{"@odata.context":"`+context+`policies/crossTenantAccessPolicy/partners","value":[`+partner+`]}`))

	principal := func(id string) string {
		return `{"id":"` + id + `","displayName":` + hostile + `,"appId":"` + id + `","appRoleAssignmentRequired":true`
	}
	assigned, owned := numbered("principalId", 23), numbered("id", lint.ExpandLimit)
	assigned[22] = `{"principalId":"` + cloud + `","principalType":"Group"}`
	first := func(list []string, n int) string { return "[" + strings.Join(list[:n], ",") + "]" }
	s.gives(principalsPath, ok(`{"@odata.context":"`+context+`servicePrincipals(id,displayName,appId,appRoleAssignmentRequired,appRoleAssignedTo())","value":[`+
		principal(small)+`,"appRoleAssignedTo":[]},`+
		principal(large)+`,"appRoleAssignedTo":`+first(assigned, lint.ExpandLimit)+`}]}`))
	next = "/v1.0/servicePrincipals?$skiptoken=2"
	s.gives(ownersPath, ok(`{"@odata.nextLink":"https://graph.microsoft.com`+next+`","value":[{"id":"`+large+`","owners":`+first(owned, len(owned))+`}]}`))
	s.gives(next, ok(`{"value":[{"id":"`+small+`","owners":[]}]}`))
	s.gives(assignedPath(large), ok(`{"value":`+first(assigned, len(assigned))+`}`))
	s.gives(ownersOfPath(large), ok(`{"value":`+first(owned, len(owned))+`}`))

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
		"members/" + cloud + ".json":     page("directoryObjects"),
		"crossTenantAccessPolicy.json":   base,
		"default.json":                   standard,
		"partners.json":                  page("policies/crossTenantAccessPolicy/partners", partner),
		"servicePrincipals.json": page("servicePrincipals(id,displayName,appId,appRoleAssignmentRequired,appRoleAssignedTo())",
			principal(small)+`,"appRoleAssignedTo":[],"owners":[]}`,
			principal(large)+`,"appRoleAssignedTo":`+first(assigned, len(assigned))+`,"appRoleAssignedTo@odata.count":23,`+
				`"owners":`+first(owned, len(owned))+`,"owners@odata.count":20}`),
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
	if !*thorough {
		return
	}
	t.Parallel()
	for _, rule := range fixed {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, write(t, "bash", rule))
			tenant(s)
			for _, file := range collect.Files([]*lint.Rule{rule}) { // which select less
				if file.Kind == lint.ServicePrincipal {
					s.gives(file.Path, s.answers[s.graph+principalsPath]...)
				} else if as := strings.Index(file.Path, "?$select="); as >= 0 && !file.OfGroups() {
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
	if !*thorough {
		return
	}
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	want := tenant(s)
	if err := os.Mkdir(filepath.Join(s.folder, "export"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"users.json": "{}",
		".requests":  fmt.Sprintf("started %d\nusers.json %s\nusers.json /v1.0/users?$select=id&$top=999\n", time.Now().Unix(), usersPath),
	} {
		if err := os.WriteFile(filepath.Join(s.folder, "export", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, said, _, _ := s.run("export")
	if code != 0 || !strings.Contains(said, "users.json: is there, but not from this run and request; exporting it again\n") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	s.wantFiles("export", want)
}

func TestBashTrouble(t *testing.T) {
	if !*thorough {
		return
	}
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
				defaultPath:         {Status: 400, Body: "{\"error\":\"\x1b[2J ##[error]x ::error::\u0085\u202e\"}"},
				membersPath(inner):  {Status: 404, Body: "gone"},
				membersPath(synced): {Status: 403, Body: "{}"},
			},
			[]string{
				"users.json: not exported: 403: the scope User.Read.All is missing, or the role of who is signed in: Forbidden({})",
				`default.json: not exported: 400: Bad Request({"error":"\u001b[2J #\x23[error]x :\x3aerror:\x3a\u0085\u202e"})`,
				"members/" + synced + ".json: not exported: 403: the scope GroupMember.Read.All is missing, or the role of who is signed in: Forbidden({})",
			},
			"",
			[]string{"users.json", "default.json", "members/" + cloud + ".json", "members/" + synced + ".json", "members/" + inner + ".json", "members/" + innermost + ".json"},
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
				"users.json", "contacts.json", "groups.json", "crossTenantAccessPolicy.json", "default.json", "partners.json", "members/" + cloud + ".json",
				"members/" + synced + ".json", "members/" + empty + ".json", "members/" + inner + ".json", "members/" + innermost + ".json",
			},
		},
		{
			"successes are none",
			map[string]answer{
				usersPath:           ok(`{"value":[]}{"value":[]}`),
				contactsPath:        ok(`{"error":{"code":"##[add-mask]e","message":"` + "\u009b" + `\r\n::error::x"},"value":[]}`),
				defaultPath:         ok(`{"error":"no","isServiceDefault":true}`),
				basePath:            ok("{}\n{}"),
				partnersPath:        ok(`{"value":[],"@odata.nextLink":7}`),
				membersPath(synced): ok(`{"value":[],"@odata.nextLink":"https://other.example` + membersPath(synced) + `"}`),
				membersPath(empty):  ok(`{"value":[],"@odata.nextLink":"https://graph.microsoft.com/v1.0/x\n/y"}`),
				ownersPath:          ok(`{"value":[{"id":"1"}],"error":null}`),
			},
			[]string{
				"users.json: not exported: the answer is 2 JSON documents",
				`contacts.json: not exported: the answer has an error in it: #\x23[add-mask]e: \u009b\r\n:\x3aerror:\x3ax`,
				`default.json: not exported: the answer has an error in it: "no"`,
				"crossTenantAccessPolicy.json: not exported: the answer is 2 JSON documents",
				"partners.json: not exported: its @odata.nextLink is no link",
				"members/" + synced + ".json: not exported: its @odata.nextLink repeats",
				"members/" + empty + ".json: not exported: its @odata.nextLink is no link",
				"servicePrincipals.json: not exported: the answer has an error in it: null",
			},
			"",
			[]string{
				"users.json", "contacts.json", "crossTenantAccessPolicy.json", "default.json", "partners.json", "servicePrincipals.json",
				"members/" + cloud + ".json", "members/" + synced + ".json", "members/" + empty + ".json", "members/" + inner + ".json", "members/" + innermost + ".json",
			},
		},
		{
			"a list is of something else than objects",
			map[string]answer{contactsPath: ok(`{"value":[1]}`), partnersPath: ok(`{"value":[[]]}`)},
			[]string{"contacts.json: not exported: the answer is no list", "partners.json: not exported: the answer is no list"},
			"", []string{"contacts.json", "partners.json", "members/" + cloud + ".json"},
		},
		{
			"the rest of a list is refused",
			map[string]answer{assignedPath(large): {Status: 404, Body: "gone"}},
			[]string{"servicePrincipals.json: not exported: 404: Not Found(gone)"},
			"", []string{"servicePrincipals.json", "members/" + cloud + ".json"},
		},
		{
			"an object has an id that is none",
			map[string]answer{principalsPath: ok(`{"value":[{"id":"a/../b\n","appRoleAssignedTo":[` + strings.Join(numbered("id", lint.ExpandLimit), ",") + `]}]}`)},
			[]string{"servicePrincipals.json: not exported: the id a/../b of an object is none"},
			"", []string{"servicePrincipals.json", "members/" + cloud + ".json"},
		},
		{
			"lists of an object are none",
			map[string]answer{principalsPath: ok(`{"value":[{"id":"` + small + `","appRoleAssignedTo":true}]}`)},
			[]string{"servicePrincipals.json: not exported: not every appRoleAssignedTo is a list"},
			"", []string{"servicePrincipals.json", "members/" + cloud + ".json"},
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
			if found := regexp.MustCompile(`[^\n -~]|##|::|jq:`).FindString(said); found != "" {
				t.Errorf("%q reached the log:\n%s", found, said)
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
	if !*thorough {
		return
	}
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
	if len(requests) != len(want)+3+4 { // users have three pages, a group two, service principals five requests
		t.Errorf("requests: %q", requests)
	}
	want["groups.json"] = s.files("tenant-export")["groups.json"]
	s.wantFiles(".", prefixed("tenant-export/", want))
}

// of returns the files that the script for some rules writes.
func of(selected []*lint.Rule, files map[string]string) map[string]string {
	written := collect.Files(selected)
	files = maps.Clone(files)
	maps.DeleteFunc(files, func(name, _ string) bool {
		return name == "members/"+cloud+".json" || !strings.HasPrefix(name, "members/") &&
			!slices.ContainsFunc(written, func(f collect.File) bool { return f.Name == name })
	})
	return files
}

// TestBashRuns holds that what an earlier run wrote is kept by the same run only: not what
// one left that was finished, or began long ago, or in times to come.
func TestBashRuns(t *testing.T) {
	if !*thorough {
		return
	}
	t.Parallel()
	const hours = 60 * 60
	few := fixed[:2] // a script takes its time
	for _, test := range []struct {
		reason, head, end string
		ago               int64
		kept              bool
	}{
		{"interrupted a while ago", "started %d\n", "", 11 * hours, true},
		{"interrupted too long ago", "started %d\n", "", 12*hours + 1, false},
		{"finished", "started %d\n", "complete\n", 60, false},
		{"by a clock that was wrong", "started %d\n", "", -60, false},
		{"of an older script", "", "", 0, false},
		{"of a folder that somebody changed", "started %d; touch broken\n", "", 60, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, write(t, "bash", few...))
			want := of(few, tenant(s))
			old := map[string]string{
				"users.json": "old", "contacts.json": "old", "members/" + small + ".json": "old",
				"sharePointTenant.json": "by hand", "notes/members/x.json": "by hand",
			}
			head := test.head
			if strings.Contains(head, "%d") {
				head = fmt.Sprintf(head, time.Now().Unix()-test.ago)
			}
			old[".requests"] = head + "users.json " + usersPath + "\n" + test.end
			for name, text := range old {
				path := filepath.Join(s.folder, "export", name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s.gives(contactsPath, answer{Status: 404, Body: "gone"})
			delete(want, "contacts.json")
			want["sharePointTenant.json"], want["notes/members/x.json"] = "by hand", "by hand"
			if test.kept {
				want["users.json"], want["members/"+small+".json"] = "old", "old"
			}
			code, said, _, _ := s.run("export")
			if code != 1 || strings.Contains(said, "users.json: is there, kept\n") != test.kept ||
				strings.Contains(said, "Going on with the run that began 660 minutes ago.\n") != test.kept {
				t.Errorf("exit code %d\n%s", code, said)
			}
			s.wantFiles("export", want)
			// The run is not finished, so that the next one goes on with it.
			if _, _, requests, _ := s.run("export"); !slices.Equal(requests, []string{contactsPath}) {
				t.Errorf("requests %q", requests)
			}
		})
	}
}

// TestBashAgain holds that a run after one that was finished exports everything again.
func TestBashAgain(t *testing.T) {
	if !*thorough {
		return
	}
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed[:2]...))
	want := of(fixed[:2], tenant(s))
	_, _, first, _ := s.run("export")
	s.gives(contactsPath, answer{Status: 403, Body: "{}"})
	delete(want, "contacts.json")
	code, _, requests, _ := s.run("export")
	if code != 1 || !slices.Equal(requests, first) {
		t.Errorf("exit code %d, requests\n%q, first\n%q", code, requests, first)
	}
	s.wantFiles("export", want)
}

// TestBashClouds holds that each cloud is asked at its own address, and for nothing that
// its Graph does not have.
func TestBashClouds(t *testing.T) {
	t.Parallel()
	const (
		blocked = "/beta/policies/b2bManagementPolicies"
		email   = "/v1.0/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/email"
		flows   = "/v1.0/policies/authenticationFlowsPolicy"
		sharing = "/v1.0/admin/sharepoint/settings"
	)
	rule := &lint.Rule{ID: "some-rule", Needs: []lint.Need{
		{Kind: lint.B2BManagementPolicy}, {Kind: lint.EmailAuthenticationMethod}, {Kind: lint.AuthenticationFlowsPolicy}, {Kind: lint.SharePointSettings},
	}}
	for _, test := range []struct {
		graph, cloud string
		requests     []string
		left         []string
	}{
		{"https://graph.microsoft.com", "global", []string{blocked, email, flows, sharing}, nil},
		{"https://graph.microsoft.us", "government", []string{email, sharing}, []string{"b2bManagementPolicies.json", "authenticationFlowsPolicy.json"}},
		{"https://dod-graph.microsoft.us", "government", []string{email, sharing}, []string{"b2bManagementPolicies.json", "authenticationFlowsPolicy.json"}},
		{
			"https://microsoftgraph.chinacloudapi.cn", "china", []string{flows},
			[]string{"b2bManagementPolicies.json", "emailAuthenticationMethod.json", "sharePointSettings.json"},
		},
	} {
		s := newStage(t, write(t, "bash", rule))
		s.graph = test.graph
		for _, path := range []string{email, flows, sharing} {
			s.gives(path, ok("{}"))
		}
		s.gives(blocked, ok(`{"value":[]}`))
		code, said, requests, _ := s.run()
		if code != 0 || !slices.Equal(requests, test.requests) {
			t.Errorf("%s: exit code %d, requests %q\n%s", test.graph, code, requests, said)
		}
		for _, file := range test.left {
			if line := file + ": left out: Microsoft Graph does not have it in this cloud (" + test.cloud + ")\n"; !strings.Contains(said, line) {
				t.Errorf("%s: %q is not said in\n%s", test.graph, line, said)
			}
		}
		if n := strings.Count(said, ": left out: "); n != len(test.left) {
			t.Errorf("%s: %d left out\n%s", test.graph, n, said)
		}
	}
	s := newStage(t, write(t, "bash", rule))
	s.graph = "https://graph.example/##[error]"
	if code, said, requests, _ := s.run(); code != 2 || len(requests) > 0 ||
		said != `az cloud show does not name a Microsoft Graph that this knows: https:/`+`/graph.example/#\x23[error]`+"\n" {
		t.Errorf("exit code %d, requests %q\n%s", code, requests, said)
	}
}

func TestBashUsage(t *testing.T) {
	t.Parallel()
	s := newStage(t, write(t, "bash", fixed...))
	if code, said, _, _ := s.run("one", "two"); code != 2 || said != "usage: bash collect.sh [FOLDER]\n" {
		t.Errorf("exit code %d\n%s", code, said)
	}
}
