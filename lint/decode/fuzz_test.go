package decode

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/schemas"
)

func seeds(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("../../fixtures/*/*.json")
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(content) < 4096 {
			f.Add(content)
		}
	}
	for _, text := range []string{
		`{"value":[{"id":"a","mail":null},null,{"id":"b"}],"@odata.nextLink":"x"}`, `[{"id":1e5},[],{}]`, "{\"id\":\"a\"}\n{\"id\":\"\\ud83d\"}",
		`{"value":{"id":"a"}}`, `{"a":[[[{}]]],"b":-0.5E+3}`, "[1,2", `"x"`, `{"id":"a"}{"value":[{"id":"b"}]}`,
	} {
		f.Add([]byte(text))
	}
}

// FuzzRead compares what is accepted with encoding/json, and what is made of a
// file in one block with what is made of it in many.
//
// The differences to encoding/json are on purpose: text that is not UTF-8 is
// refused here and mended there, nesting is bounded lower, and lists and scalars
// that follow each other on one line are refused here.
func FuzzRead(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<12 || strings.Count(string(content), "[")+strings.Count(string(content), "{") > maxDepth {
			return
		}
		file, records := readText(t, "users.json", content, 0)
		want := outcome(file, records)
		for _, block := range []int{1, 3, 17} {
			again, records := readText(t, "users.json", content, block)
			if got := outcome(again, records); got != want {
				t.Fatalf("in blocks of %d:\ngot  %s\nwant %s", block, got, want)
			}
		}
		if !utf8.Valid(content) || bytes.HasPrefix(content, []byte("\xEF\xBB\xBF")) || bytes.IndexByte(content, 0) >= 0 {
			return // not text as it lies
		}
		if len(bytes.TrimSpace(content)) == 0 || strings.Contains(want, "problem error-body") {
			return // JSON, but no export
		}
		unread := slices.ContainsFunc(file.Problems, func(p lint.Problem) bool { return p.Code.Unread() })
		if accepted := accepts(content); accepted == unread && !strings.Contains(want, "behind the end of the document") {
			t.Fatalf("encoding/json accepts: %t, but:\n%s", accepted, want)
		}
		for _, record := range records {
			if !json.Valid([]byte(record.Raw)) || string(content[record.Offset:][:len(record.Raw)]) != record.Raw {
				t.Fatalf("at %d: %q", record.Offset, record.Raw)
			}
		}
	})
}

// accepts reports whether encoding/json reads a sequence of values to its end.
func accepts(content []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(content))
	for {
		var value json.RawMessage
		switch err := decoder.Decode(&value); {
		case errors.Is(err, io.EOF):
			return true
		case err != nil:
			return false
		}
	}
}

// FuzzTypesAgree holds that the check the scanner makes of a record and the JSON
// Schema it was compiled from never disagree. Left out are keys that stand twice,
// of which the validator takes the last, keys in another case, of which it knows
// none, and what PowerShell writes in place of a list, which the validator takes
// for the list's only element.
func FuzzTypesAgree(f *testing.F) {
	for _, text := range []string{
		`{"id":"a","proxyAddresses":["SMTP:a@b"],"onPremisesSyncEnabled":true}`, `{"id":null,"mail":7}`, `{"proxyAddresses":"x","identities":[{"issuer":1}]}`,
		`{"tenantId":"a","b2bCollaborationOutbound":{"usersAndGroups":{"targets":[{"target":3}]},"applications":null}}`,
		`{"id":"a","members":[{"id":null},{"id":[]}],"groupTypes":["a",null]}`, `{"definition":["a",{}],"partners":[{}]}`,
		`{"members":{"id":1},"identities":{"issuer":"x"},"onPremisesProvisioningErrors":[null,[],{"value":2}],"isOrganizationDefault":"true"}`,
		`{"SharingCapability":1,"sharingCapability":"disabled","values":{"name":"a","value":true},"domains":["x"],"state":2,"type":6}`,
		`{"conditions":{"users":{"includeUsers":"All","excludeGuestsOrExternalUsers":{"externalTenants":{"members":[3]}}}},"grantControls":[]}`,
	} {
		for kind := range lint.Kinds() {
			f.Add([]byte(text), byte(kind))
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, which byte) {
		kind := 1 + lint.Kind(which)%(lint.NumKinds-1)
		if !utf8.Valid(content) || len(content) == 0 || content[0] != '{' || !json.Valid(content) || odd(kind, content) {
			return
		}
		types, err := schemas.Types(kind)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for name := range types {
			names = append(names, name)
		}
		fields := lint.NewFields(names, types)
		s := scanner{buf: append(slices.Clone(content), make([]byte, padding)...), n: len(content), end: true}
		var cut lint.Cut
		next, _ := s.record(0, fields, &cut, make([]lint.Span, fields.Len()))
		if next < 0 {
			t.Fatalf("valid JSON is refused: %s at %d", s.why, s.fault)
		}
		invalid := schemas.Validate(kind.String(), content)
		if (cut.Unfit != 0) != (invalid != nil) {
			t.Fatalf("%s %s: the scanner finds misfits %b, the schema %v", kind, content, cut.Unfit, invalid)
		}
	})
}

// odd reports whether an object somewhere in a text has a key twice, or in a case
// that the kind's schema does not have, or whether PowerShell has cut off a value.
func odd(kind lint.Kind, content []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(content))
	var walk func() bool
	walk = func() bool {
		token, err := decoder.Token()
		if err != nil {
			return true
		}
		delim, ok := token.(json.Delim)
		if !ok {
			text, _ := token.(string)
			return DepthCut(text)
		}
		seen := map[string]bool{}
		for decoder.More() {
			if delim == '{' {
				key, err := decoder.Token()
				name, ok := key.(string)
				lower := strings.ToLower(name)
				spelling, named := spellings[kind][lower]
				if err != nil || !ok || seen[lower] || named && spelling != name {
					return true
				}
				seen[lower] = true
			}
			if walk() {
				return true
			}
		}
		_, err = decoder.Token()
		return err != nil
	}
	return walk()
}

// spellings maps the lower case of every name in the schema of a kind, at any
// depth, to the name.
var spellings = func() (of [lint.NumKinds]map[string]string) {
	for kind := range lint.Kinds() {
		types, err := schemas.Types(kind)
		if err != nil {
			panic(err)
		}
		names := make(map[string]string)
		var add func(string, *lint.Type)
		add = func(name string, t *lint.Type) {
			if name != "" {
				names[strings.ToLower(name)] = name
			}
			if t.Items != nil {
				add("", t.Items)
			}
			if t.Members != nil {
				for i := range t.Members.Len() {
					add(t.Members.Name(i), t.Members.Type(i))
				}
			}
		}
		for name, t := range types {
			add(name, t)
		}
		of[kind] = names
	}
	return of
}()

// FuzzRecognise gives files of any name and content: each is taken for something,
// with what it was told by, or it is said why it is not.
func FuzzRecognise(f *testing.F) {
	for _, name := range []string{
		"users.json", "Groups/0f/Members/a/a.json", "export/members/0F.json", "Policies/CrossTenantAccessPolicy/Partners/Partners/Partners.json",
		"a/b/c", "", "/", "members/", "groups//members.json", "C:\\Users\\bob\\x.json",
	} {
		for _, content := range []string{
			`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#groups('0f')/members","value":[{"id":"a"}]}`, `[]`, `{}`,
			`{"responses":[{"id":"1","status":200,"body":{"value":[{"id":"a","userPrincipalName":"x"}]}},{"status":403,"body":{"error":{"code":"x"}}}]}`,
			`{"data":[{"kind":"AZUser","data":{"id":"a"}},{"kind":"AZGroupMember","data":{"groupId":"g","members":[{"member":{"id":"a"}}]}}],"meta":{}}`,
			`{"Raw":{"conditional_access_policies":[{"Id":"a"}],"domain_settings":{"Id":"x"}}}`, `{"value":{"value":[{"userPrincipalName":"x"}],"Count":1}}`,
			`[{"Id":"a","AdditionalProperties":{"@odata.type":"#microsoft.graph.user","userPrincipalName":"x","AdditionalProperties":{}}}]`,
			`{"@odata.context":"#users(id,manager(id),members())","@odata.deltaLink":"x","value":[{"id":"a","@removed":{}}]}`,
		} {
			f.Add(name, []byte(content))
		}
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if len(content) > 1<<12 {
			return
		}
		file, records := readText(t, name, content, 0)
		want := outcome(file, records)
		again, records := readText(t, name, content, 5)
		if got := outcome(again, records); got != want {
			t.Fatalf("in blocks of 5:\ngot  %s\nwant %s", got, want)
		}
		if len(file.Sections) == 0 && len(file.Problems) == 0 {
			t.Fatal("nothing is told of the file")
		}
		for _, s := range file.Sections {
			if s.Kind == lint.NoKind || s.Evidence == "" || s.Shape == "" || s.Records < 0 {
				t.Errorf("section %+v", s)
			}
		}
		for _, record := range records {
			if record.Kind == lint.NoKind || !json.Valid([]byte(record.Raw)) {
				t.Errorf("record %+v", record)
			}
		}
	})
}
