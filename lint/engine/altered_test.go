package engine_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/rules"
)

// An altered is the clean tenant with something taken away from one of its files.
type altered struct {
	name  string            // what was done
	file  string            // to which
	files map[string]string // what is there in place of it, by name; none: it is gone
}

// silent are the alterations that leave no evidence, by the reason: nobody can tell the
// export from one of a tenant that never had what is missing.
var silent = map[string][]string{
	"the members of these groups are not needed": {
		"no file in 4d7e3db2-f118-4a96-ae11-474a2cf702e8.json", "no file in ab5456f7-a46d-4080-805a-c8a436415acb.json",
		"no file in e0d2cd1a-af70-4edc-8a5b-797dea61e42b.json",
	},
	"another file says the same":                          {"no file in sharePointSettings.json", "no file in roleDefinitions.json"},
	"security defaults are off where a policy is enabled": {"no file in identitySecurityDefaultsEnforcementPolicy.json"},
	"a tenant may have none": {
		"no objects in applications.json", "no objects in b2bManagementPolicies.json", "no objects in conditionalAccessPolicies.json",
		"no objects in contacts.json", "no objects in groupSettings.json", "no objects in partners.json",
		"no objects in roleAssignments.json", "no objects in roleDefinitions.json",
		"no objects in 4d7e3db2-f118-4a96-ae11-474a2cf702e8.json", "no objects in 8a91c4bc-5253-483a-b07c-936ff09062bc.json",
		"no objects in ab5456f7-a46d-4080-805a-c8a436415acb.json", "no objects in c72009eb-c8a3-4e42-9199-ef41a2e8d32c.json",
		"no objects in e0d2cd1a-af70-4edc-8a5b-797dea61e42b.json",
	},
	"a tenant has one, or one that counts": {
		"one object in organization.json", "one object by its id in organization.json",
		"one object in b2bManagementPolicies.json", "one object by its id in b2bManagementPolicies.json",
	},
	"PowerShell writes a list of one member like this": {
		"one object in 4d7e3db2-f118-4a96-ae11-474a2cf702e8.json", "one object in 8a91c4bc-5253-483a-b07c-936ff09062bc.json",
		"one object in ab5456f7-a46d-4080-805a-c8a436415acb.json", "one object in c72009eb-c8a3-4e42-9199-ef41a2e8d32c.json",
		"one object in e0d2cd1a-af70-4edc-8a5b-797dea61e42b.json",
	},
}

// TestNothingIsTakenAwayInSilence takes something away from the clean tenant in every way
// that leaves evidence. None of them may end with every rule checked.
func TestNothingIsTakenAwayInSilence(t *testing.T) {
	t.Parallel()
	const root = "../../fixtures/tenants/clean"
	var paths []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[string]lint.Kind)
	for _, input := range runAll(t, 1, paths...).Inputs {
		kinds[string(input.Path)] = input.Kind
	}
	var mutex sync.Mutex
	var got []string
	t.Run("alterations", func(t *testing.T) {
		for _, path := range paths {
			for _, a := range alterations(t, path, kinds[path]) {
				t.Run(a.name+" in "+a.file, func(t *testing.T) {
					t.Parallel()
					dir := t.TempDir()
					altered := slices.DeleteFunc(slices.Clone(paths), func(p string) bool { return p == path })
					for name, text := range a.files {
						if path := filepath.Dir(path); filepath.Base(path) == "members" {
							name = "members/" + name
						}
						file := filepath.Join(dir, name)
						if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
							t.Fatal(err)
						}
						if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
							t.Fatal(err)
						}
						altered = append(altered, file)
					}
					report := runAll(t, 1, altered...)
					if report.CountStatus(lint.Checked) == len(report.Rules) {
						mutex.Lock()
						defer mutex.Unlock()
						got = append(got, a.name+" in "+a.file)
					}
				})
			}
		}
	})
	slices.Sort(got)
	want := slices.Sorted(slices.Values(slices.Concat(slices.Collect(maps.Values(silent))...)))
	if !slices.Equal(got, want) {
		t.Errorf("every rule is checked after\n%s\nwant only\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// alterations returns all ways to take something away from a file of a kind.
func alterations(t *testing.T, path string, kind lint.Kind) []altered {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	document := func() (document object, list []any) {
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		list, _ = document["value"].([]any)
		return document, list
	}
	var all []altered
	add := func(what string, files map[string]string) { all = append(all, altered{what, name, files}) }
	whole, _ := document()
	change := func(what string, do func(document object, list []any)) {
		d, list := document()
		if do(d, list); !reflect.DeepEqual(d, whole) {
			add(what, map[string]string{name: texts(t, d)})
		}
	}

	add("no file", nil)
	for _, property := range tracked(kind) {
		change("without "+property, func(d object, list []any) { remove(d, list, property, -1) })
		if !*thorough {
			continue // that the property is needed is shown; the rest the engine does alike for each
		}
		change("without "+property+" and not asked for it", func(d object, list []any) {
			remove(d, list, property, -1)
			if context, ok := d["@odata.context"].(string); ok {
				for _, part := range []string{"," + property, property + ","} {
					context = strings.Replace(context, part, "", 1)
				}
				d["@odata.context"] = context
			}
		})
		change("one object without "+property, func(d object, list []any) { remove(d, list, property, 0) })
	}
	for _, property := range kind.Info().Filled {
		if !slices.Contains(tracked(kind), property) {
			continue
		}
		for _, empty := range []any{nil, ""} {
			change(fmt.Sprintf("%s is %#v", property, empty), func(d object, list []any) {
				for _, o := range append(list, any(d)) {
					if o, ok := o.(object); ok && o[property] != nil {
						o[property] = empty
					}
				}
			})
		}
	}
	change("an error beside it", func(d object, _ []any) { d["error"] = object{"code": "x", "message": "y"} })
	if _, list := document(); list == nil {
		return all
	}
	for _, link := range []string{"@odata.nextLink", "odata.nextLink", "@nextLink", "nextLink"} {
		change("a link "+link, func(d object, _ []any) { d[link] = "https://graph.microsoft.com/v1.0/x?$skiptoken=x" })
	}
	for _, count := range []string{"@odata.count", "odata.count", "@count", "Count"} {
		change("a larger "+count, func(d object, list []any) { d[count] = len(list) + 1 })
	}
	change("no list but a text", func(d object, _ []any) { d["value"] = []any{"x"} })
	change("no list but null", func(d object, _ []any) { d["value"] = nil })
	change("an unknown context", func(d object, _ []any) {
		d["@odata.context"] = "https://graph.microsoft.com/v1.0/$metadata#frobnicators"
	})
	for _, option := range []string{"$filter", "$search", "%24filter"} {
		pages(t, name, document, func(first, _ object) {
			first["@odata.nextLink"] = "https://graph.microsoft.com/v1.0/x?" + option + "=startsWith(id,'a')&$skiptoken=x"
		}, func(files map[string]string) { add("a link with "+option, files) })
	}
	pages(t, name, document, func(first, _ object) { first["@odata.nextLink"] = "https://x" }, func(files map[string]string) {
		for page := range files {
			one := map[string]string{page: files[page]}
			add("only the page "+strings.TrimSuffix(page[strings.LastIndexByte(page, '-')+1:], ".json"), one)
		}
	})
	if _, list := document(); len(list) > 0 {
		one, ok := list[0].(object)
		if !ok {
			t.Fatalf("%s has no objects", name)
		}
		add("one object", map[string]string{name: texts(t, one)})
		if d, _ := document(); d["@odata.context"] != nil {
			one["@odata.context"] = fmt.Sprint(d["@odata.context"]) + "/$entity"
			add("one object by its id", map[string]string{name: texts(t, one)})
		}
		change("no objects", func(d object, _ []any) { d["value"] = []any{} })
	}
	return all
}

// pages writes the list of a document as two numbered pages.
func pages(t *testing.T, name string, document func() (object, []any), do func(first, second object), add func(map[string]string)) {
	t.Helper()
	first, list := document()
	second, _ := document()
	if len(list) < 2 {
		return
	}
	first["value"], second["value"] = list[:1], list[1:]
	do(first, second)
	stem := strings.TrimSuffix(name, ".json")
	add(map[string]string{stem + "-1.json": texts(t, first), stem + "-2.json": texts(t, second)})
}

// remove takes a property out of all objects of a document, or out of one of them.
func remove(document object, list []any, property string, which int) {
	objects := list
	if list == nil {
		objects = []any{document}
	}
	n := 0
	for _, o := range objects {
		o, ok := o.(object)
		if _, has := o[property]; !ok || !has {
			continue
		}
		if n == which || which < 0 {
			delete(o, property)
		}
		n++
	}
}

// tracked returns the properties of a kind that some rule has to have.
func tracked(kind lint.Kind) []string {
	var names []string
	for _, rule := range rules.All {
		need, _ := rule.Need(kind)
		if need.InsteadOf != lint.NoKind || need.Refines {
			continue
		}
		for _, property := range slices.Concat(need.Requires, need.Completes) {
			if !rule.OptIn && !slices.Contains(names, property) {
				names = append(names, property)
			}
		}
	}
	if identity := kind.Identity()[0]; !slices.Contains(names, identity) && slices.Contains(kind.Info().Filled, identity) {
		names = append(names, identity)
	}
	return names
}

func texts(t *testing.T, v any) string { t.Helper(); return text(t, v) }
