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
// refused here and mended there, and nesting is bounded lower.
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
		unread := slices.ContainsFunc(file.Problems, func(p lint.Problem) bool { return p.Code.Unread() })
		if accepted := accepts(content); accepted == unread {
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
// Schema it was compiled from never disagree. Keys that stand twice and keys in
// another case are left out: the validator takes the last of the former and
// knows none of the latter.
func FuzzTypesAgree(f *testing.F) {
	for _, text := range []string{
		`{"id":"a","proxyAddresses":["SMTP:a@b"],"onPremisesSyncEnabled":true}`, `{"id":null,"mail":7}`, `{"proxyAddresses":"x","identities":[{"issuer":1}]}`,
		`{"tenantId":"a","b2bCollaborationOutbound":{"usersAndGroups":{"targets":[{"target":3}]},"applications":null}}`,
		`{"id":"a","members":[{"id":null},{"id":[]}],"groupTypes":["a",null]}`, `{"definition":["a",{}],"partners":[{}]}`,
	} {
		for kind := range schemaKinds {
			f.Add([]byte(text), byte(kind))
		}
	}
	f.Fuzz(func(t *testing.T, content []byte, which byte) {
		kind := schemaKinds[int(which)%len(schemaKinds)]
		if !utf8.Valid(content) || len(content) == 0 || content[0] != '{' || !json.Valid(content) || odd(content) {
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

var schemaKinds = []lint.Kind{
	lint.User, lint.Contact, lint.Group, lint.GroupMember,
	lint.CrossTenantAccessPolicy, lint.CrossTenantAccessPolicyDefault, lint.CrossTenantAccessPolicyPartner,
}

// odd reports whether an object somewhere in a text has a key twice, or in a case
// that no schema has.
func odd(content []byte) bool {
	decoder := json.NewDecoder(bytes.NewReader(content))
	var walk func() bool
	walk = func() bool {
		token, err := decoder.Token()
		if err != nil {
			return true
		}
		delim, ok := token.(json.Delim)
		if !ok {
			return false
		}
		seen := map[string]bool{}
		for decoder.More() {
			if delim == '{' {
				key, err := decoder.Token()
				name, ok := key.(string)
				lower := strings.ToLower(name)
				if err != nil || !ok || seen[lower] || known[lower] != "" && known[lower] != name {
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

// known maps the lower case of every name in the schemas to the name.
var known = func() map[string]string {
	names := make(map[string]string)
	var add func(types map[string]*lint.Type)
	add = func(types map[string]*lint.Type) {
		for name, t := range types {
			names[strings.ToLower(name)] = name
			for t != nil && t.Items != nil {
				t = t.Items
			}
			if t == nil || t.Members == nil {
				continue
			}
			members := make(map[string]*lint.Type)
			for i := range t.Members.Len() {
				members[t.Members.Name(i)] = t.Members.Type(i)
			}
			add(members)
		}
	}
	for _, kind := range schemaKinds {
		types, err := schemas.Types(kind)
		if err != nil {
			panic(err)
		}
		add(types)
	}
	return names
}()
