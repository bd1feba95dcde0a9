package engine_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"tenantlint/lint"
)

type object = map[string]any

// A tenant is what the shapes are written of: the objects of each kind.
type tenantObjects struct {
	users, contacts, groups, partners []object
	members                           map[string][]object // by group id
	fallback, policy                  object
}

// shapesTenant has findings of every rule. Each list has one object at least that
// is alone in something, such as a single address.
func shapesTenant() tenantObjects {
	user := func(id, upn string, mail any, synced any, state any, proxies ...any) object {
		var creation any
		if state != nil {
			creation = "Invitation"
		}
		return object{
			"id": id, "displayName": "Łukasz " + id, "userPrincipalName": upn, "mail": mail, "otherMails": []any{},
			"proxyAddresses": proxies, "externalUserState": state, "creationType": creation, "onPremisesUserPrincipalName": upn, "onPremisesSyncEnabled": synced,
			"identities": []any{object{"signInType": "userPrincipalName", "issuer": "contoso.onmicrosoft.com", "issuerAssignedId": upn}},
		}
	}
	target := func(name, kind string) object { return object{"target": name, "targetType": kind} }
	setting := func(access, application string) object {
		return object{
			"usersAndGroups": object{"accessType": "allowed", "targets": []any{target("AllUsers", "user")}},
			"applications":   object{"accessType": access, "targets": []any{target(application, "application")}},
		}
	}
	member := func(id, upn string) object {
		return object{"@odata.type": "#microsoft.graph.user", "id": id, "displayName": "M " + id, "userPrincipalName": upn}
	}
	return tenantObjects{
		users: []object{
			user("0a000000-0000-4000-8000-000000000001", "a_adatum.com#EXT#@contoso.onmicrosoft.com", "a@adatum.com", nil, "Accepted", "SMTP:a@adatum.com", "smtp:a2@adatum.com"),
			user("0a000000-0000-4000-8000-000000000002", "x#y@contoso.com", nil, true, nil),
			user("0a000000-0000-4000-8000-000000000003", "c@contoso.com", "c@contoso.com", nil, nil, "SMTP:c@contoso.com"),
		},
		contacts: []object{
			{"id": "0b000000-0000-4000-8000-000000000001", "displayName": "A", "mail": "A@Adatum.com", "mailNickname": "a", "proxyAddresses": []any{"SMTP:A@Adatum.com", "X500:/o=x"}, "onPremisesSyncEnabled": true},
			{"id": "0b000000-0000-4000-8000-000000000002", "displayName": "Z", "mail": "z@adatum.com", "mailNickname": "z", "proxyAddresses": []any{"SMTP:z@adatum.com"}, "onPremisesSyncEnabled": nil},
		},
		groups: []object{
			{"id": "0c000000-0000-4000-8000-000000000001", "displayName": "Synced", "groupTypes": []any{}, "onPremisesSyncEnabled": true},
			{"id": "0c000000-0000-4000-8000-000000000002", "displayName": "Cloud", "groupTypes": []any{}, "onPremisesSyncEnabled": nil},
		},
		members: map[string][]object{
			"0c000000-0000-4000-8000-000000000001": {member("0a000000-0000-4000-8000-000000000001", "a_adatum.com#EXT#@contoso.onmicrosoft.com"), member("0a000000-0000-4000-8000-000000000003", "c@contoso.com")},
			"0c000000-0000-4000-8000-000000000002": {member("0a000000-0000-4000-8000-000000000001", "a_adatum.com#EXT#@contoso.onmicrosoft.com"), member("0a000000-0000-4000-8000-000000000003", "c@contoso.com")},
		},
		partners: []object{
			{"tenantId": "0d000000-0000-4000-8000-000000000001", "b2bCollaborationOutbound": setting("blocked", "AllApplications"), "inboundTrust": nil},
			{"tenantId": "0d000000-0000-4000-8000-000000000002", "b2bCollaborationOutbound": nil, "inboundTrust": nil},
		},
		fallback: object{"id": "d", "isServiceDefault": false, "b2bCollaborationOutbound": setting("allowed", "Office365")},
		policy: object{
			"id": "p", "displayName": "CrossTenantAccessPolicy", "allowedCloudEndpoints": []any{},
			"definition": []any{`{"CrossTenantAccessPolicy":{"Version":1,"TenantGroup":["` + strings.Repeat("x", 26000) + `"]}}`},
		},
	}
}

// lists returns the lists by the name of Graph's set.
func (o tenantObjects) lists() map[string][]object {
	return map[string][]object{
		"users": o.users, "contacts": o.contacts, "groups": o.groups, "policies/crossTenantAccessPolicy/partners": o.partners,
	}
}

func (o tenantObjects) singles() map[string]object {
	return map[string]object{"policies/crossTenantAccessPolicy/default": o.fallback, "policies/crossTenantAccessPolicy": o.policy}
}

// name returns a file's name for a set.
func name(set string) string {
	if set == "policies/crossTenantAccessPolicy" {
		return "crossTenantAccessPolicy"
	}
	return set[strings.LastIndexByte(set, '/')+1:]
}

const metadata = "https://graph.microsoft.com/v1.0/$metadata#"

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// pages writes lists by list, single objects by single, and members as pages.
func (o tenantObjects) files(t testing.TB, list func(set string, objects []object) map[string]string, single func(set string, v object) string) map[string]string {
	files := make(map[string]string)
	for set, objects := range o.lists() {
		maps.Copy(files, list(set, objects))
	}
	for set, v := range o.singles() {
		files[name(set)+".json"] = single(set, v)
	}
	for group, members := range o.members {
		files["members/"+group+".json"] = text(t, object{"@odata.context": metadata + "directoryObjects", "value": members})
	}
	return files
}

func page(t testing.TB, set string, objects []object) map[string]string {
	return map[string]string{name(set) + ".json": text(t, object{"@odata.context": metadata + set, "value": objects})}
}

func entity(t testing.TB, set string, v object) string {
	v = maps.Clone(v)
	v["@odata.context"] = metadata + set + "/$entity"
	return text(t, v)
}

// pascal writes an object as ConvertTo-Json does of Graph PowerShell's models.
func pascal(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for key, value := range v {
			if !strings.HasPrefix(key, "@") {
				key = strings.ToUpper(key[:1]) + key[1:]
			}
			out[key] = pascal(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = pascal(v[i])
		}
		return out
	}
	return v
}

// renamed writes an object with the names of Azure AD Graph.
func renamed(v object) object {
	out := make(object, len(v))
	for key, value := range v {
		switch key {
		case "id":
			key = "objectId"
		case "onPremisesSyncEnabled":
			key = "dirSyncEnabled"
		case "externalUserState":
			key = "userState"
		}
		out[key] = value
	}
	return out
}

// collapse writes lists of one as PowerShell does: as their only element.
func collapse(v any) any {
	switch v := v.(type) {
	case object:
		out := make(object, len(v))
		for key, value := range v {
			out[key] = collapse(value)
		}
		return out
	case []any:
		if len(v) == 1 {
			return collapse(v[0])
		}
	}
	return v
}

func utf16Text(s string, little, mark bool) string {
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	var b []byte
	for _, u := range units {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return string(b)
}

func recode(files map[string]string, code func(string) string) map[string]string {
	out := make(map[string]string, len(files))
	for name, content := range files {
		out[name] = code(content)
	}
	return out
}

// shapes writes the same tenant in every shape and encoding that is read.
func shapes(t testing.TB) map[string]map[string]string {
	o := shapesTenant()
	asPage := func(set string, objects []object) map[string]string { return page(t, set, objects) }
	asEntity := func(set string, v object) string { return entity(t, set, v) }
	plain := o.files(t, asPage, asEntity)
	bare := func(_ string, v object) string { return text(t, v) }
	all := map[string]map[string]string{
		"graph pages": plain,
		"pretty-printed, with Windows line ends": recode(plain, func(s string) string {
			var v any
			if err := json.Unmarshal([]byte(s), &v); err != nil {
				t.Fatal(err)
			}
			b, err := json.MarshalIndent(v, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			return strings.ReplaceAll(string(b), "\n", "\r\n") + "\r\n"
		}),
		"UTF-8 with byte order mark":    recode(plain, func(s string) string { return "\uFEFF" + s }),
		"UTF-16LE with byte order mark": recode(plain, func(s string) string { return utf16Text(s, true, true) }),
		"UTF-16BE with byte order mark": recode(plain, func(s string) string { return utf16Text(s, false, true) }),
		"UTF-16LE without one":          recode(plain, func(s string) string { return utf16Text(s, true, false) }),
		"UTF-16BE without one":          recode(plain, func(s string) string { return utf16Text(s, false, false) }),
		"arrays of az": o.files(t, func(set string, objects []object) map[string]string {
			return map[string]string{name(set) + ".json": text(t, objects)}
		}, bare),
		"JSON Lines": o.files(t, func(set string, objects []object) map[string]string {
			var lines strings.Builder
			for _, v := range objects {
				lines.WriteString(text(t, v) + "\n")
			}
			return map[string]string{name(set) + ".jsonl": lines.String()}
		}, bare),
		"pages in numbered files": o.files(t, func(set string, objects []object) map[string]string {
			files := make(map[string]string)
			for i, v := range objects {
				p := object{"@odata.context": metadata + set, "value": []object{v}}
				if i < len(objects)-1 {
					p["@odata.nextLink"] = "https://graph.microsoft.com/v1.0/" + set + "?$skiptoken=x"
				}
				files[fmt.Sprintf("%s/%s-%d.json", name(set), name(set), i)] = text(t, p)
			}
			return files
		}, asEntity),
		"pages behind each other in one file": o.files(t, func(set string, objects []object) map[string]string {
			var b strings.Builder
			for i, v := range objects {
				p := object{"@odata.context": metadata + set, "value": []object{v}}
				if i < len(objects)-1 {
					p["@odata.nextLink"] = "https://graph.microsoft.com/v1.0/" + set + "?$skiptoken=x"
				}
				b.WriteString(text(t, p) + "\n")
			}
			return map[string]string{name(set) + ".json": b.String()}
		}, asEntity),
		"wrapped by Windows PowerShell": o.files(t, func(set string, objects []object) map[string]string {
			return map[string]string{name(set) + ".json": text(t, object{"value": objects, "Count": len(objects)})}
		}, bare),
		"wrapped twice by Windows PowerShell": o.files(t, func(set string, objects []object) map[string]string {
			return map[string]string{name(set) + ".json": text(t, object{"value": object{"value": objects, "Count": len(objects)}})}
		}, bare),
		"single objects in a wrapping": o.files(t, asPage, func(_ string, v object) string { return text(t, object{"value": v}) }),
		"Graph PowerShell": o.files(t, func(set string, objects []object) map[string]string {
			var models []any
			for _, v := range objects {
				model := pascal(v).(object) //nolint:errcheck // an object stays one
				model["AdditionalProperties"] = object{}
				models = append(models, model)
			}
			return map[string]string{name(set) + ".json": text(t, models)}
		}, func(_ string, v object) string { return text(t, pascal(v)) }),
		"names of Azure AD Graph": o.files(t, func(set string, objects []object) map[string]string {
			var old []object
			for _, v := range objects {
				old = append(old, renamed(v))
			}
			return map[string]string{name(set) + ".json": text(t, old)}
		}, bare),
		"lists of one collapsed": o.files(t, func(set string, objects []object) map[string]string {
			var some []any
			for _, v := range objects {
				some = append(some, collapse(v))
			}
			return map[string]string{name(set) + ".json": text(t, some)}
		}, func(_ string, v object) string { return text(t, collapse(v)) }),
		"a $batch":               batch(t, o),
		"everything in one file": {"everything.json": strings.Join(slices.Sorted(maps.Values(o.expanded().files(t, asPage, asEntity))), "\n")},
		"EntraExporter":          entraExporter(t, o),
	}
	for reason, write := range map[string]func(group string, members []object) (string, string){
		"members in groups/<id>/members.json": func(group string, members []object) (string, string) {
			return "groups/" + group + "/members.json", text(t, object{"value": members})
		},
		"members in lines": func(group string, members []object) (string, string) {
			return "memberships/" + group + ".jsonl", text(t, object{"groupId": strings.ToUpper(group), "members": members})
		},
		"members of Graph PowerShell": func(group string, members []object) (string, string) {
			var list []object
			for _, m := range members {
				list = append(list, object{"Id": m["id"], "DeletedDateTime": nil, "AdditionalProperties": object{
					"@odata.type": m["@odata.type"], "userPrincipalName": m["userPrincipalName"],
				}})
			}
			return "members/" + group + ".json", text(t, list)
		},
	} {
		files := maps.Clone(plain)
		for group, members := range o.members {
			delete(files, "members/"+group+".json")
			file, content := write(group, members)
			files[file] = content
		}
		all[reason] = files
	}
	all["a delta page on top of an older export"] = deltas(t, o, plain)
	all["members expanded"] = o.expanded().files(t, asPage, asEntity)
	return all
}

// expanded returns the tenant with the members in their groups.
func (o tenantObjects) expanded() tenantObjects {
	var groups []object
	for _, group := range o.groups {
		group = maps.Clone(group)
		id := fmt.Sprint(group["id"])
		group["members"] = o.members[id]
		groups = append(groups, group)
	}
	o.groups, o.members = groups, nil
	return o
}

// deltas writes the users as they were, and what has changed since: one user got
// another name, one is new, and one is gone.
func deltas(t testing.TB, o tenantObjects, plain map[string]string) map[string]string {
	was, gone := maps.Clone(o.users[1]), maps.Clone(o.users[1])
	was["userPrincipalName"] = "xy@contoso.com"
	gone["id"] = "0a000000-0000-4000-8000-00000000000f"
	files := maps.Clone(plain)
	files["users.json"] = page(t, "users", []object{gone, was, o.users[2]})["users.json"]
	files["changes.json"] = text(t, object{
		"@odata.context": metadata + "users", "@odata.deltaLink": "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x",
		"value": []object{
			o.users[0],
			{"id": strings.ToUpper(fmt.Sprint(o.users[1]["id"])), "userPrincipalName": o.users[1]["userPrincipalName"]},
			{"id": gone["id"], "@removed": object{"reason": "deleted"}},
		},
	})
	return files
}

func batch(t testing.TB, o tenantObjects) map[string]string {
	files := make(map[string]string)
	var responses []object
	add := func(body string) {
		responses = append(responses, object{
			"id": fmt.Sprint(len(responses)), "status": 200, "headers": object{"OData-Version": "4.0"}, "body": json.RawMessage(body),
		})
	}
	for set, objects := range o.lists() {
		add(page(t, set, objects)[name(set)+".json"])
	}
	for set, v := range o.singles() {
		add(entity(t, set, v))
	}
	files["batch.json"] = text(t, object{"responses": responses})
	for group, members := range o.members {
		files["members/"+group+".json"] = text(t, object{"value": members})
	}
	return files
}

func entraExporter(t testing.TB, o tenantObjects) map[string]string {
	files := make(map[string]string)
	for _, list := range []struct {
		folder  string
		objects []object
	}{{"Users", o.users}, {"Groups", o.groups}, {"Contacts", o.contacts}} {
		for _, v := range list.objects {
			files[fmt.Sprintf("%s/%s/%s.json", list.folder, v["id"], v["id"])] = text(t, v)
		}
	}
	for _, v := range o.partners {
		files[fmt.Sprintf("Policies/CrossTenantAccessPolicy/Partners/%s/%s.json", v["tenantId"], v["tenantId"])] = text(t, v)
	}
	files["Policies/CrossTenantAccessPolicy/Default/Default/Default.json"] = text(t, o.fallback)
	files["Policies/CrossTenantAccessPolicy/p/p.json"] = text(t, o.policy)
	for group, members := range o.members {
		for _, m := range members {
			files[fmt.Sprintf("Groups/%s/Members/%s/%s.json", group, m["id"], m["id"])] = text(t, m)
		}
	}
	return files
}

// TestShapesDoNotMatter judges one tenant in every shape: the findings are the
// same, with the same fingerprints, and all rules are checked.
func TestShapesDoNotMatter(t *testing.T) {
	all := shapes(t)
	if len(all) < 15 {
		t.Errorf("only %d shapes", len(all))
	}
	want := fingerprints(run(t, 0, write(t, all["graph pages"])))
	if len(want) < 6 {
		t.Fatalf("the tenant has %d findings: %v", len(want), want)
	}
	for reason, files := range all {
		t.Run(reason, func(t *testing.T) {
			report := run(t, 0, write(t, files))
			if got := fingerprints(report); !slices.Equal(got, want) {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
			}
			for _, r := range report.Rules {
				if r.Status != lint.Checked {
					t.Errorf("%s is %s: %s", r.Rule.ID, r.Status, because(r))
				}
			}
			for _, in := range report.Inputs {
				for _, p := range in.Problems {
					t.Errorf("%s: %s %s", p.Path, p.Code, p.Message)
				}
				if in.Kind == lint.NoKind || !in.Complete {
					t.Errorf("%s: %s %s, complete: %t", in.Path, in.Kind, in.Shape, in.Complete)
				}
			}
		})
	}
}

func fingerprints(report *lint.Report) []string {
	var all []string
	for _, f := range report.Findings {
		all = append(all, f.Rule+" "+f.Severity.String()+" "+f.Fingerprint)
	}
	slices.Sort(all)
	return all
}
