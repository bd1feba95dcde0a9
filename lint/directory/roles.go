package directory

import (
	"cmp"
	"iter"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// Template ids of roles of the directory that rules ask for.
const (
	GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10"
	GuestInviter        = "95e79109-95c0-4d8e-aee3-d01accf2d47b"
)

// privileged names the roles that Microsoft's list of built-in roles labels as
// privileged, by template id. As of 2026-01-20.
// https://learn.microsoft.com/en-us/entra/identity/role-based-access-control/permissions-reference
var privileged = map[string]string{
	"db506228-d27e-4b7d-95e5-295956d6615f": "Agent ID Administrator",
	"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
	"cf1c38e5-3621-4004-a7cb-879624dced7c": "Application Developer",
	"ecb2c6bf-0ab6-418e-bd87-7986f8d63bbe": "Attribute Provisioning Administrator",
	"422218e4-db15-4ef9-bbe0-8afb41546d79": "Attribute Provisioning Reader",
	"c4e39bd9-1100-46d3-8c65-fb160da0071f": "Authentication Administrator",
	"25a516ed-2fa0-40ea-a2d0-12923a21473a": "Authentication Extensibility Administrator",
	"aaf43236-0c0d-4d5f-883a-6955382ac081": "B2C IEF Keyset Administrator",
	"158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
	"7698a772-787b-4ac8-901f-60d6b08affd2": "Cloud Device Administrator",
	"b1be1c3e-b65d-4f19-8427-f6fa0d97feb9": "Conditional Access Administrator",
	"9360feb5-f418-4baa-8175-e2a00bac4301": "Directory Writers",
	"8329153b-31d0-4727-b945-745eb3bc5f31": "Domain Name Administrator",
	"be2f45a1-457d-42af-a067-6ec1fa63bc45": "External Identity Provider Administrator",
	GlobalAdministrator:                    "Global Administrator",
	"f2ef992c-3afb-46b9-b7cf-a126ee74c451": "Global Reader",
	"729827e3-9c14-49f7-bb1b-9608f156bbb8": "Helpdesk Administrator",
	"8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2": "Hybrid Identity Administrator",
	"3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
	"59d46f88-662b-457b-bceb-5c3809e5908f": "Lifecycle Workflows Administrator",
	"4ba39ca4-527c-499a-b93d-d9b492c50246": "Partner Tier1 Support",
	"e00e864a-17c5-4a4b-9c06-f5b95a8d5bd8": "Partner Tier2 Support",
	"966707d0-3269-4727-9be2-8c3a10f19b9d": "Password Administrator",
	"7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
	"e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
	"194ae4cb-b126-40b2-bd5b-6091b380977d": "Security Administrator",
	"5f2222b1-57c3-48ba-8ad5-d4759f1fde6f": "Security Operator",
	"5d6b6bb7-de71-4623-b4af-96380a352509": "Security Reader",
	"fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
}

// PrivilegedRole reports whether a built-in role, by its template id in lower case,
// is one that Microsoft calls privileged.
func PrivilegedRole(template string) bool { return privileged[template] != "" }

// A Holding is a role of the directory and one who holds it.
type Holding struct {
	Role        string     // template id in lower case
	RoleName    string     // as the export has it, else as the list of privileged roles, or ""
	Privileged  bool       // the export says so; see also [PrivilegedRole]
	Undefined   bool       // the export has definitions of roles, and none of this one
	PrincipalID string     // in lower case; "" where the export does not have it
	Type        string     // @odata.type of the principal in lower case; "" where the export does not say
	Scope       string     // directoryScopeId; "/" is the whole tenant
	At          lint.Value // principalId, or the member's id
	Principal   lint.Value // the expanded principal, if the export has it
}

// RoleHoldings is what [Holdings] reads.
var RoleHoldings = lint.Reads("who holds a role",
	lint.Need{Kind: lint.RoleAssignment, Requires: []string{"principalId", "roleDefinitionId"}, Optional: []string{"directoryScopeId", "principal"}},
	lint.Need{Kind: lint.DirectoryRole, InsteadOf: lint.RoleAssignment, Requires: []string{"roleTemplateId", "members"}, Optional: []string{"displayName"}},
	lint.Need{Kind: lint.RoleDefinition, Refines: true, Optional: []string{"id", "templateId", "displayName", "isPrivileged"}})

// Holdings returns who holds which role: by roleAssignments, with roleDefinitions to
// name the roles, and by the members of directoryRoles. One holding may come twice, and
// one whose holder has no id in the export comes too.
func Holdings(t lint.Tenant) iter.Seq[Holding] {
	return func(yield func(Holding) bool) {
		definitions := make(map[string]*lint.Record)
		for definition := range t.Each(lint.RoleDefinition) {
			definitions[graph.ID(definition.Get("id").Text())] = definition
		}
		for assignment := range t.Each(lint.RoleAssignment) {
			h := Holding{
				Role: graph.ID(assignment.Get("roleDefinitionId").Text()), At: assignment.Get("principalId"),
				Scope: assignment.Get("directoryScopeId").Text(), Principal: assignment.Get("principal"),
			}
			h.PrincipalID = graph.ID(h.At.Text())
			h.Type = typeOf(h.Principal)
			h.RoleName = privileged[h.Role]
			h.Undefined = len(definitions) > 0 && definitions[h.Role] == nil && h.RoleName == ""
			if definition := definitions[h.Role]; definition != nil {
				h.RoleName = cmp.Or(definition.Get("displayName").Text(), h.RoleName)
				h.Privileged = definition.Get("isPrivileged").True()
				if template := graph.ID(definition.Get("templateId").Text()); template != "" {
					h.Role = template
				}
			}
			if !yield(h) {
				return
			}
		}
		for role := range t.Each(lint.DirectoryRole) {
			for member := range role.Get("members").Elements() {
				id := graph.Expanded(member, "id")
				h := Holding{
					Role: graph.ID(role.Get("roleTemplateId").Text()), Scope: "/",
					PrincipalID: graph.ID(id.Text()), Type: typeOf(member), At: id, Principal: member,
				}
				h.RoleName = cmp.Or(role.Get("displayName").Text(), privileged[h.Role])
				if definition := definitions[h.Role]; definition != nil { // a role of Microsoft's: the id is its template's
					h.Privileged = definition.Get("isPrivileged").True()
				}
				if !yield(h) {
					return
				}
			}
		}
	}
}

func typeOf(principal lint.Value) string {
	return graph.ID(graph.Expanded(principal, "@odata.type").Text())
}
