package decode

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tenantlint/lint"
)

// testFields is what the tests read of every kind.
var testFields = func() *[lint.NumKinds]*lint.Fields {
	text := &lint.Type{Allow: lint.String | lint.Null}
	fields := lint.NewFields(append([]string{"id", "mail", "proxyAddresses", "userPrincipalName", "members"}, Reserved...), map[string]*lint.Type{
		"id": {Allow: lint.String}, "mail": text, "userPrincipalName": text,
		"proxyAddresses": {Allow: lint.Array | lint.Null, Items: &lint.Type{Allow: lint.String}},
	})
	var all [lint.NumKinds]*lint.Fields
	for kind := range lint.Kinds() {
		all[kind] = fields
	}
	return &all
}()

// A seen is a record as a test compares it.
type seen struct {
	Kind    lint.Kind
	Pointer string
	Offset  int64
	Raw     string
	Fields  string // name=value of each, in order
	Places  string // offset of each
	Unfit   uint64
	Doubled uint64
}

// readText reads a text as a file of the given name, in blocks of the given size.
func readText(t testing.TB, name string, content []byte, block int) (*File, []seen) {
	t.Helper()
	f := &File{Path: name, where: name, Group: folderKind(name).group, open: opened(content)}
	var all []seen
	r := Reader{Fields: testFields, Free: func() *Batch { return new(Batch) }, Block: block}
	r.Sink = func(b *Batch) error {
		if b.First != int64(len(all)) {
			t.Errorf("a batch begins with record %d after %d", b.First, len(all))
		}
		doubled := make(map[int]uint64)
		for _, d := range b.Doubled {
			doubled[d.Record] = d.Fields
		}
		for i := range b.Cuts {
			var record lint.Record
			cut := b.Cut(i)
			record.Reset(b.Kind, b.Fields, &b.Origin, string(b.Text()), cut)
			at := record.Value().Location()
			s := seen{b.Kind, string(at.Pointer), at.Offset, record.Raw(), "", "", cut.Unfit, doubled[i]}
			for k, span := range cut.Spans {
				if (span.End > 0) != (cut.Present&(1<<k) != 0) {
					t.Errorf("field %d of %s: span %v, present %b", k, record.Raw(), span, cut.Present)
				}
				if span.End > 0 {
					value, offset := b.Text()[span.Start:span.End], b.Origin.Base+int64(span.Start)
					s.Fields += fmt.Sprintf("%s=%s ", b.Fields.Name(k), value)
					s.Places += fmt.Sprintf("%d ", offset)
					there := make([]byte, len(value))
					if _, err := f.ReadAt(there, offset); err != nil || !bytes.Equal(there, value) {
						t.Errorf("at %d stands %q, not %q: %v", offset, there, value, err)
					}
				}
			}
			if _, whole := record.File(); whole && len(b.Cuts) != 1 {
				t.Error("a file with several records counts as whole")
			}
			all = append(all, s)
		}
		return nil
	}
	if err := r.Read(context.Background(), f); err != nil {
		t.Fatal(err)
	}
	return f, all
}

// opened returns what opens the text of a file that holds content.
func opened(content []byte) func() (text, error) {
	raw := &kept{io.NewSectionReader(bytes.NewReader(content), 0, int64(len(content))), nil}
	return func() (text, error) { return newStore(context.Background(), DefaultMaxSize).decode(raw) }
}

// outcome is everything that is told of a file, for comparison.
func outcome(f *File, records []seen) string {
	var b strings.Builder
	for _, s := range f.Sections {
		fmt.Fprintf(&b, "section %s %s %d partial=%t (%s)\n", s.Kind, s.Shape, s.Records, s.Partial, s.Evidence)
	}
	for _, p := range f.Problems {
		fmt.Fprintf(&b, "problem %s %d:%d @%d %s\n", p.Code, p.Line, p.Column, p.Offset, p.Message)
	}
	for _, r := range records {
		fmt.Fprintf(&b, "%+v\n", r)
	}
	return b.String()
}

func TestShapes(t *testing.T) {
	for _, test := range []struct{ reason, name, text, want string }{
		{
			"a page, its context before the records", "x.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users(id,mail)","value":[{"id":"a"},{"id":"b","mail":null}]}`,
			"section user graph-page 2 partial=false (@odata.context)\n" +
				"/value/0 id=\"a\" \n/value/1 id=\"b\" mail=null \n",
		},
		{
			"a page whose next link stands behind the records", "users.json",
			"{\"value\":[{\"id\":\"a\",\"userPrincipalName\":\"x\"}]\n,\"@odata.nextLink\":\"https://…\"}",
			"section user graph-page 1 partial=true (its key userprincipalname)\n" +
				"problem next-link 2:20 a page of several: @odata.nextLink is left over; export the pages behind it too\n" +
				"/value/0 id=\"a\" userPrincipalName=\"x\" \n",
		},
		{"an empty page tells its kind by the context", "x.json", `{"@odata.context":"#contacts","value":[]}`, "section contact graph-page 0 partial=false (@odata.context)\n"},
		{
			"no applications", "applications.json",
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications","value":[]}`,
			"section application graph-page 0 partial=false (@odata.context)\n",
		},
		{"an empty list of what tells itself, by its name", "roleAssignments.json", `[]`, "section roleAssignment array 0 partial=false (its name only)\n"},
		{"an empty list by its name", "contacts.json", ` [ ] `, "section contact array 0 partial=false (its name only)\n"},
		{
			"a list with elements that are no objects", "users.json", `[null,{"id":"a","userPrincipalName":"x"}, 3, {"id":"b"}]`,
			"section user array 2 partial=true (its key userprincipalname)\nproblem schema 1:2 an element of the list is no object\n/1 id=\"a\" userPrincipalName=\"x\" \n/3 id=\"b\" \n",
		},
		{
			"a single object", "default.json", "\n{\"isServiceDefault\": true, \"id\": \"d\"}\n",
			"section crossTenantAccessPolicyDefault object 1 partial=false (its key isservicedefault)\n id=\"d\" \n",
		},
		{
			"a single object as the documentation prints it", "x.json", `{"value":{"@odata.type":"#microsoft.graph.emailAuthenticationMethodConfiguration","id":"Email"}}`,
			"section emailAuthenticationMethod object 1 partial=false (@odata.type)\n/value id=\"Email\" @odata.type=\"#microsoft.graph.emailAuthenticationMethodConfiguration\" \n",
		},
		{
			"JSON Lines, with an empty line and without a last line break", "users.jsonl", "{\"id\":\"a\",\"userPrincipalName\":\"x\"}\r\n\r\n{\"id\":\"b\"}\n{\"ID\":\"c\"}",
			"section user json-lines 3 partial=false (its key userprincipalname)\n id=\"a\" userPrincipalName=\"x\" \n id=\"b\" \n id=\"c\" \n",
		},
		{
			"two pages in one file", "x.json", `{"@odata.context":"#users","value":[{"id":"a"}]} {"@odata.context":"#groups","value":[{"id":"b"}]}`,
			"section user graph-page 1 partial=false (@odata.context)\nsection group graph-page 1 partial=false (@odata.context)\n" +
				"/value/0 id=\"a\" \n/value/0 id=\"b\" \n",
		},
		{
			"objects of several types in one list", "x.json",
			`[{"@odata.type":"#microsoft.graph.user","id":"a"},{"@odata.type":"#microsoft.graph.group","id":"b"},{"@odata.type":"#microsoft.graph.user","id":"c"}]`,
			"section user array 2 partial=false (@odata.type)\nsection group array 1 partial=false (@odata.type)\n" +
				"/0 id=\"a\" @odata.type=\"#microsoft.graph.user\" \n/1 id=\"b\" @odata.type=\"#microsoft.graph.group\" \n/2 id=\"c\" @odata.type=\"#microsoft.graph.user\" \n",
		},
		{
			"objects that were deleted are not live", "groups.json",
			`{"@odata.context":"#groups","value":[{"id":"a","deletedDateTime":"2026-01-01"},{"id":"b","deletedDateTime":null}]}`,
			"section group graph-page 1 partial=false (@odata.context; 1 deleted objects left out)\n/value/1 id=\"b\" deletedDateTime=null \n",
		},
		{
			"an application that was deleted is of another kind", "x.json", `{"@odata.context":"#applications","value":[{"id":"a","deletedDateTime":"2026-01-01"}]}`,
			"section deletedApplication graph-page 1 partial=false (deletedDateTime)\n/value/0 id=\"a\" deletedDateTime=\"2026-01-01\" \n",
		},
		{
			"an empty bin is no tenant without applications", "deletedApplications.json", `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#applications","value":[]}`,
			"section deletedApplication graph-page 0 partial=false (@odata.context and its name)\n",
		},
		{
			"a bin that was exported without the date", "deletedApplications.json", `{"@odata.context":"#applications","value":[{"id":"a"}]}`,
			"section deletedApplication graph-page 1 partial=false (@odata.context and its name)\n/value/0 id=\"a\" \n",
		},
		{"a saved error", "users.json", `{"error":{"code":"Authorization_RequestDenied","message":"no"}}`, "problem error-body 1:1 an error was saved in place of the answer: 'Authorization_RequestDenied'; nothing of it was exported\n"},
		{"nothing at all", "users.json", "", "problem truncated 1:1 the file is empty: nothing was exported to it\n"},
		{"blanks only", "users.json", " \n\t", "problem truncated 1:1 the file is empty: nothing was exported to it\n"},
		{"a scalar", "users.json", "12", "problem unrecognised 1:1 not recognised: neither an object nor a list\n"},
		{
			"the members of a group by their folder, though the context says users", "export/groups/0F/members.json", `{"@odata.context":"#users","value":[{"id":"a"}]}`,
			"section groupMember graph-page 1 partial=false (its folder)\n/value/0 id=\"a\" \n",
		},
		{
			"the members of an administrative unit are no members of a group", "AdministrativeUnits/0f/Members/a/a.json", `{"@odata.type":"#microsoft.graph.user","id":"a"}`,
			"problem unrecognised 1:1 not recognised: its @odata.type is '#microsoft.graph.user'\n",
		},
		{
			"owners are not the tenant's users", "Groups/0f/Owners/a/a.json", `{"@odata.type":"#microsoft.graph.user","id":"a"}`,
			"problem unrecognised 1:1 not recognised: its @odata.type is '#microsoft.graph.user'\n",
		},
		{
			"what the context says wins over what the name says", "contacts.json", `{"@odata.context":"#users","value":[{"id":"a"}]}`,
			"section user graph-page 1 partial=false (@odata.context)\n/value/0 id=\"a\" \n",
		},
		{
			"a context of something else is not guessed at", "users.json", `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users('a')/memberOf","value":[{"id":"a","userPrincipalName":"x"}]}`,
			"problem unrecognised 1:1 not recognised: its @odata.context names 'users(''a'')/memberof'\n",
		},
		{"model rows are made up", "RoleAssignment-model.json", `{"value":[{"isZtModelRow":true,"principalId":null,"roleDefinitionId":null}]}`, "problem unrecognised 1:1 not recognised: model rows of Zero Trust Assessment hold made-up values\n"},
		{
			"the answers of a $batch: those that failed are not collected", "batch.json",
			`{"responses":[{"id":"1","status":200,"headers":{},"body":{"@odata.context":"#users","value":[{"id":"a"}]}},` +
				`{"id":"2","status":403,"body":{"error":{"code":"Authorization_RequestDenied"}}},{"status":200,"body":{"@odata.context":"#policies/authorizationPolicy/$entity","id":"p"}}]}`,
			"section user batch 1 partial=true (@odata.context)\nsection authorizationPolicy batch 1 partial=true (@odata.context)\n" +
				"problem error-body 1:138 an error was saved in place of the answer: 'status 403'; nothing of it was exported\n" +
				"/responses/0/body/value/0 id=\"a\" \n/responses/2/body id=\"p\" @odata.context=\"#policies/authorizationPolicy/$entity\" \n",
		},
		{
			"the settings in an export of ScubaGear", "ProviderSettingsExport.json",
			`{"baseline_version":"1","conditional_access_policies":[{"Id":"c","Conditions":{}}],"authorization_policies":{"Id":"p","AllowInvitesFrom":"x"},"domain_settings":[{"Id":"d","IsVerified":true}],"privileged_users":{"x":{}},"SPO_tenant":[{"SharingCapability":1}]}`,
			"section conditionalAccessPolicy scubagear 1 partial=false (its key conditional_access_policies)\nsection authorizationPolicy scubagear 1 partial=false (its key authorization_policies)\n" +
				"section domain scubagear 1 partial=false (its key domain_settings)\nsection sharePointTenant scubagear 1 partial=false (its key SPO_tenant)\n" +
				"/conditional_access_policies/0 id=\"c\" \n/authorization_policies id=\"p\" \n/domain_settings/0 id=\"d\" \n/SPO_tenant/0 \n",
		},
		{
			"the same in the results of ScubaGear", "ScubaResults_x.json", `{"MetaData":{},"Summary":{},"Results":{},"Raw":{"scuba_config":{},"domain_settings":{"Id":"d","IsVerified":true}}}`,
			"section domain scubagear 1 partial=false (its key domain_settings)\n/Raw/domain_settings id=\"d\" \n",
		},
		{
			"what AzureHound collected", "azurehound.json",
			`{"data":[{"kind":"AZUser","data":{"id":"A"}},{"kind":"AZUser","data":{"id":"B"}},{"kind":"AZTenant","data":{"id":"t"}},{"kind":"AZGroup","data":{"id":"G"}}],"meta":{"type":"azure","version":5,"count":4}}`,
			"section user azurehound 2 partial=false (AzureHound's kind)\nsection group azurehound 1 partial=false (AzureHound's kind)\n" +
				"/data/0/data id=\"A\" \n/data/1/data id=\"B\" \n/data/3/data id=\"G\" \n",
		},
		{
			"what a Conditional Access exporter wrote", "ca.json", `{"ExportedAt":"x","PoliciesCount":1,"Policies":[{"Id":"c","DisplayName":"x","Conditions":{}}]}`,
			"section conditionalAccessPolicy policy-export 1 partial=false (its key Policies and keys)\n/Policies/0 id=\"c\" \n",
		},
		{
			"IntuneCD's policy of allowed domains", "b2b_policy.json", `{"definition":["{}"],"displayName":"B2B","isOrganizationDefault":true}`,
			"section b2bManagementPolicy object 1 partial=false (its name and keys)\n \n",
		},
		{
			"a list that Windows PowerShell has wrapped twice", "users.json", `{"value":{"value":[{"id":"a","userPrincipalName":"x"}],"Count":1}}`,
			"section user object 1 partial=false (its key userprincipalname)\n/value/value/0 id=\"a\" userPrincipalName=\"x\" \n",
		},
		{
			"members of Graph PowerShell have their properties in a bag", "members/0f.json",
			`[{"Id":"a","AdditionalProperties":{"@odata.type":"#microsoft.graph.user","userPrincipalName":"x","id":"b"}},{"Id":null,"AdditionalProperties":{"id":"c"}}]`,
			"section groupMember array 2 partial=false (its folder)\n" +
				"/0 id=\"a\" userPrincipalName=\"x\" @odata.type=\"#microsoft.graph.user\" \n/1 id=\"c\" \n",
		},
		{
			"a page of changes", "users.json", `{"@odata.context":"#users","value":[{"id":"a"},{"id":"b","@removed":{"reason":"deleted"}}],"@odata.deltaLink":"x"}`,
			"section user graph-page 1 partial=true (@odata.context)\n" +
				"problem next-link 1:111 a delta page: it holds what changed, not what there is; export the whole list\n" +
				"/value/0 id=\"a\" \n/value/1 id=\"b\" @removed={\"reason\":\"deleted\"} \n",
		},
		{
			"a page with value twice", "users.json", `{"@odata.context":"#users","value":[{"id":"a"}],"value":[{"id":"b"}]}`,
			"section user graph-page 1 partial=true (@odata.context)\nproblem duplicate-key 1:49 the page has value twice; the first one counts\n/value/0 id=\"a\" \n",
		},
		{
			"a context behind the objects that names another kind", "x.json", `{"value":[{"id":"a","userPrincipalName":"x"}],"@odata.context":"#groups"}`,
			"section user graph-page 1 partial=true (its key userprincipalname)\n" +
				"problem unrecognised 1:74 its @odata.context, after the objects, names 'groups', but they were read as users before that; put the context first\n" +
				"/value/0 id=\"a\" userPrincipalName=\"x\" \n",
		},
		{
			"lines that nobody knows among others", "users.jsonl", "{\"id\":\"a\",\"userPrincipalName\":\"x\"}\n42\n{\"foo\":1}\n{\"id\":\"b\",\"userPrincipalName\":\"y\"}\n",
			"section user json-lines 2 partial=true (its key userprincipalname)\n" +
				"problem unrecognised 2:1 not recognised: neither an object nor a list\n id=\"a\" userPrincipalName=\"x\" \n id=\"b\" userPrincipalName=\"y\" \n",
		},
		{"an error without a code", "users.json", `{"error":{"message":"Too many requests"}}`, "problem error-body 1:1 an error was saved in place of the answer: 'Too many requests'; nothing of it was exported\n"},
		{"an error that is a text", "users.json", `{"error":"invalid_grant"}`, "problem error-body 1:1 an error was saved in place of the answer: 'invalid_grant'; nothing of it was exported\n"},
		{"null in place of a list", "users.json", `{"@odata.context":"#users","value":null}`, "problem unrecognised 1:1 not recognised: its value is null, so that it holds nothing\n"},
		{"an object that is no list of members, in their folder", "members/0f.json", `{}`, "problem unrecognised 1:1 not recognised: neither its keys nor its name tell what it is\n"},
		{
			"another kind in a folder named members", "members/contacts.json", `{"@odata.context":"#contacts","value":[{"id":"a"}]}`,
			"section contact graph-page 1 partial=false (@odata.context)\n/value/0 id=\"a\" \n",
		},
		{
			"the second page of a list of members", "members/3c1a7f0e-5a0b-4a52-9f5e-0c6a3f6f1a01-2.json", `{"value":[{"id":"a"}]}`,
			"section groupMember graph-page 1 partial=false (its folder)\n/value/0 id=\"a\" \n",
		},
		{
			"keys that contacts and groups have in common: the name tells", "groups.json", `{"value":[{"id":"a","mail":"m","proxyAddresses":[]}]}`,
			"section group graph-page 1 partial=false (its name and keys)\n/value/0 id=\"a\" mail=\"m\" proxyAddresses=[] \n",
		},
		{"an empty link to a next page is none", "users.json", `{"value":[],"@odata.nextLink":""}`, "section user graph-page 0 partial=false (its name only)\n"},
		{"results of Maester", "TestResults.json", `{"Result":"Failed","Tests":[],"Blocks":[],"EndOfJson":"EndOfJson"}`, "problem unrecognised 1:1 not recognised: results of Maester are verdicts, not tenant state\n"},
		{"SARIF", "x.sarif", `{"$schema":"x","version":"2.1.0","runs":[]}`, "problem unrecognised 1:1 not recognised: SARIF results are verdicts, not tenant state\n"},
		{"findings of monkey365", "monkey365.json", `[{"class_uid":2004,"activity_id":1}]`, "problem unrecognised 1:1 not recognised: findings of monkey365 are verdicts, not tenant state\n"},
		{
			"a key with escapes, and one in PascalCase", "users.json", `[{"\u0069d":"a","UserPrincipalName":"x"}]`,
			"section user array 1 partial=false (its key userprincipalname)\n/0 id=\"a\" userPrincipalName=\"x\" \n",
		},
		{
			"a key twice: the first one counts", "users.json", `[{"id":"a","userPrincipalName":"x","Id":"b"}]`,
			"section user array 1 partial=false (its key userprincipalname)\n/0 id=\"a\" userPrincipalName=\"x\" doubled=1\n",
		},
		{
			"a value of another type than the schema's", "users.json", `[{"id":7,"userPrincipalName":"x","proxyAddresses":["a",null]}]`,
			"section user array 1 partial=false (its keys userprincipalname and proxyaddresses)\n/0 id=7 proxyAddresses=[\"a\",null] userPrincipalName=\"x\" unfit=101\n",
		},
	} {
		t.Run(test.reason, func(t *testing.T) {
			for _, block := range []int{0, 1, 7, 64} {
				f, records := readText(t, test.name, []byte(test.text), block)
				var got strings.Builder
				for _, s := range f.Sections {
					fmt.Fprintf(&got, "section %s %s %d partial=%t (%s)\n", s.Kind, s.Shape, s.Records, s.Partial, s.Evidence)
				}
				for _, p := range f.Problems {
					fmt.Fprintf(&got, "problem %s %d:%d %s\n", p.Code, p.Line, p.Column, p.Message)
				}
				for _, r := range records {
					fmt.Fprintf(&got, "%s %s", r.Pointer, r.Fields)
					if r.Unfit != 0 {
						fmt.Fprintf(&got, "unfit=%b", r.Unfit)
					}
					if r.Doubled != 0 {
						fmt.Fprintf(&got, "doubled=%b", r.Doubled)
					}
					got.WriteByte('\n')
				}
				if got.String() != test.want {
					t.Errorf("in blocks of %d:\ngot  %q\nwant %q", block, got.String(), test.want)
				}
			}
		})
	}
}

func TestMalformedIsNamedWithItsPlace(t *testing.T) {
	const good = `{"value":[{"id":"é😀a","userPrincipalName":"x"},` + "\n"
	for _, test := range []struct{ reason, text, want string }{
		{"cut in a string", good + `{"id":"b`, "truncated 2:9 the file is cut off: at its end a string is not closed"},
		{"cut behind a comma", good, "truncated 2:1 the file is cut off: at its end another element or ']' was expected"},
		{"cut in a number", good + `{"id":-`, "truncated 2:8 the file is cut off: at its end a digit was expected"},
		{"cut in a character", good + "{\"id\":\"\xC3", "truncated 2:9 the file is cut off: at its end a character"},
		{"a comma too many", good + `{"id":"b",}]}`, "malformed 2:11 this is not JSON: there is a comma too many before this bracket; take it out"},
		{"a comma too many in the list", good + `]}`, "malformed 2:1 this is not JSON: there is a comma too many before this bracket; take it out"},
		{"single quotes", good + `{'id':"b"}]}`, "malformed 2:2 this is not JSON: a key in double quotes was expected"},
		{"a raw tab in a string", good + "{\"id\":\"b\t\"}]}", "malformed 2:9 this is not JSON: a control character in a string must be escaped"},
		{"a zero byte", good + "{\"id\":\"b\x00\"}]}", "malformed 2:9 this is not JSON: a control character in a string must be escaped"},
		{"a false escape", good + `{"id":"\x"}]}`, "malformed 2:9 this is not JSON: this is no escape sequence of JSON"},
		{"too few digits", good + `{"id":"\u12g4"}]}`, `malformed 2:12 this is not JSON: \u needs four hexadecimal digits`},
		{"a leading zero", good + `{"id":01}]}`, "malformed 2:8 this is not JSON: a comma or '}' was expected"},
		{"a wrong word", good + `{"id":nul}]}`, "malformed 2:10 this is not JSON: this is neither true, false nor null"},
		{"a byte of a legacy code page", good + "{\"id\":\"caf\xE9\"}]}", `encoding 2:11 the byte \xe9 is not UTF-8; export the file again as UTF-8`},
		{"an overlong sequence", good + "{\"id\":\"\xC0\xAF\"}]}", `encoding 2:8 the byte \xc0 is not UTF-8; export the file again as UTF-8`},
		{"half of a surrogate pair in UTF-8", good + "{\"id\":\"\xED\xA0\x80\"}]}", `encoding 2:8 the byte \xed is not UTF-8; export the file again as UTF-8`},
		{"something behind the end", good + `{"id":"b"}]} PS C:\>`, "malformed 2:14 this is not JSON: nothing was expected behind the end of the document"},
		{"nested too deeply", good + `{"x":` + strings.Repeat("[", 600) + strings.Repeat("]", 600) + `}]}`, "malformed 2:517 this is not JSON: nested too deeply"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			for _, block := range []int{0, 1, 5, 50} {
				f, records := readText(t, "users.json", []byte(test.text), block)
				got := fmt.Sprint(len(f.Problems))
				if len(f.Problems) == 1 {
					p := f.Problems[0]
					got = fmt.Sprintf("%s %d:%d %s", p.Code, p.Line, p.Column, p.Message)
				}
				if got != test.want {
					t.Errorf("in blocks of %d:\ngot  %s\nwant %s", block, got, test.want)
				}
				if len(records) == 0 || records[0].Offset != 10 {
					t.Errorf("in blocks of %d: the record before the fault is lost", block)
				}
				if !f.Unread() || !f.Sections[0].Partial {
					t.Errorf("the file counts as read")
				}
			}
		})
	}
}

// TestBlocksDoNotMatter reads the fixtures in blocks of every small size.
func TestBlocksDoNotMatter(t *testing.T) {
	files, err := filepath.Glob("../../fixtures/*/*")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d fixtures: %v", len(files), err)
	}
	tenants, err := filepath.Glob("../../fixtures/tenants/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, tenants...) {
		content, err := os.ReadFile(file)
		if err != nil {
			continue // a folder
		}
		f, records := readText(t, file, content, 0)
		want := outcome(f, records)
		for _, block := range []int{1, 2, 3, 10, 100, 1000, 1009} {
			f, records := readText(t, file, content, block)
			if got := outcome(f, records); got != want {
				t.Errorf("%s in blocks of %d:\ngot  %.2000s\nwant %.2000s", file, block, got, want)
			}
		}
	}
}

// TestSpansAgreeWithEncodingJSON compares every record of the fixture tenants
// with what the standard library makes of the file.
func TestSpansAgreeWithEncodingJSON(t *testing.T) {
	files, err := filepath.Glob("../../fixtures/tenants/*/*.json")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Value []json.RawMessage }
		if err := json.Unmarshal(content, &page); err != nil {
			t.Fatal(file, err)
		}
		_, records := readText(t, file, content, 777)
		if page.Value == nil {
			page.Value = []json.RawMessage{bytes.TrimSpace(content)}
		}
		if len(records) != len(page.Value) {
			t.Fatalf("%s: %d records, want %d", file, len(records), len(page.Value))
		}
		for i, record := range records {
			if record.Raw != string(page.Value[i]) || string(content[record.Offset:][:len(record.Raw)]) != record.Raw {
				t.Errorf("%s: record %d at %d is %.100s, want %.100s", file, i, record.Offset, record.Raw, page.Value[i])
			}
		}
	}
}

func TestPositionCountsUTF16(t *testing.T) {
	for text, want := range map[string]Position{
		"":                        {1, 1},
		"abc":                     {1, 4},
		"é":                       {1, 2},
		"東京":                      {1, 3},
		"😀":                       {1, 3},
		"12345678😀é東abcdefgh😀":    {1, 23},
		"a\n😀b":                   {2, 4},
		"a\r\n":                   {2, 1},
		strings.Repeat("é😀", 100): {1, 301},
	} {
		if got := Start.After([]byte(text)); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
		split := len(text) / 2
		if got := Start.After([]byte(text[:split])).After([]byte(text[split:])); got != want {
			t.Errorf("%q in two parts: %v, want %v", text, got, want)
		}
	}
}

func TestSinkErrorEndsTheRun(t *testing.T) {
	boom := errors.New("boom")
	content := []byte(`[{"id":"a","userPrincipalName":"x"}]`)
	f := &File{Path: "users.json", where: "users.json", open: opened(content)}
	r := Reader{Fields: testFields, Free: func() *Batch { return new(Batch) }, Sink: func(*Batch) error { return boom }}
	if err := r.Read(context.Background(), f); !errors.Is(err, boom) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := r.Read(ctx, f); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}
