package rules_test

import "fmt"

// shapes are exports that grow otherwise than by one list, for TestGrowth.
var shapes = map[string]func(n int) export{
	"a chain of groups": func(n int) export {
		return nest(n, func(i int) bool { return i == 0 })
	},
	"a chain of synced groups": func(n int) export {
		return nest(n, func(int) bool { return true })
	},
	"a group in many synced groups": func(n int) export {
		inner := group(n, false, "")
		inner["members"] = nil
		var members, users []any
		groups := []any{inner}
		for i := range n {
			members = append(members, user(i))
			users = append(users, guest(i))
			groups = append(groups, group(i, true, id(3, n)))
		}
		inner["members"] = members
		return export{"groups.json": page("groups", groups), "users.json": page("users", users)}
	},
	"a few objects with the same long lists": func(n int) export {
		var addresses, users []any
		for i := range n {
			addresses = append(addresses, fmt.Sprintf("smtp:a%d@contoso.com", i))
		}
		for i := range 10 {
			user := guest(i)
			user["proxyAddresses"] = addresses
			users = append(users, user)
		}
		return export{"users.json": page("users", users), "contacts.json": page("contacts", nil), "groups.json": page("groups", nil)}
	},
	"changes of an object that is there many times": func(n int) export {
		var copies, changes []any
		for i := range n {
			copies = append(copies, guest(1))
			change := guest(1)
			change["mail"] = fmt.Sprintf("a%d@fabrikam.com", i)
			changes = append(changes, change)
		}
		delta := page("users", changes)
		delta["@odata.deltaLink"] = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x"
		return export{"users.json": page("users", copies), "delta.json": delta}
	},
	"a group that holds many roles": func(n int) export {
		var members, users, assignments []any
		for i := range n {
			members = append(members, user(i))
			users = append(users, guest(i))
			assignments = append(assignments, map[string]any{
				"id": fmt.Sprint(i), "principalId": id(3, 0), "directoryScopeId": fmt.Sprintf("/administrativeUnits/%d", i),
				"roleDefinitionId": "62e90394-69f5-4237-9190-012177145e10",
			})
		}
		holder := group(0, false, "")
		holder["members"], holder["isAssignableToRole"] = members, true
		return export{
			"groups.json": page("groups", []any{holder}), "users.json": page("users", users),
			"roleAssignments.json": page("roleManagement/directory/roleAssignments", assignments),
		}
	},
}

// nest returns n groups, each in the one before, and a guest in each.
func nest(n int, synced func(i int) bool) export {
	var groups, users []any
	for i := range n {
		inner := group(i, synced(i), id(3, i+1))
		inner["members"] = append(inner["members"].([]any), user(i)) //nolint:errcheck // as group made it
		groups, users = append(groups, inner), append(users, guest(i))
	}
	return export{"groups.json": page("groups", groups), "users.json": page("users", users)}
}

func page(of string, objects []any) map[string]any {
	if objects == nil {
		objects = []any{}
	}
	return map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#" + of, "value": objects}
}

func id(kind, number int) string {
	return fmt.Sprintf("%04x%04x-0000-4000-8000-%012x", kind, number&0xffff, number)
}

func user(i int) any {
	return map[string]any{"@odata.type": "#microsoft.graph.user", "id": id(1, i)}
}

// group returns a group with another one in it, by its id.
func group(i int, synced bool, inner string) map[string]any {
	return map[string]any{
		"id": id(3, i), "displayName": fmt.Sprintf("Group %d", i), "groupTypes": []any{}, "onPremisesSyncEnabled": synced,
		"members": []any{map[string]any{"@odata.type": "#microsoft.graph.group", "id": inner}},
	}
}

func guest(i int) map[string]any {
	return map[string]any{
		"id": id(1, i), "displayName": fmt.Sprintf("Guest %d", i), "mail": fmt.Sprintf("g%d@fabrikam.com", i),
		"userPrincipalName": fmt.Sprintf("g%d_fabrikam.com#EXT#@contoso.onmicrosoft.com", i), "userType": "Guest",
		"externalUserState": "Accepted", "creationType": "Invitation", "identities": []any{}, "otherMails": []any{},
		"proxyAddresses": []any{fmt.Sprintf("SMTP:g%d@fabrikam.com", i)}, "onPremisesSyncEnabled": nil,
	}
}
