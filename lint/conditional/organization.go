package conditional

import "tenantlint/lint"

// CoversFrom is [Policy.Covers] for the external users of one organization, by its
// tenant id: where the policy lists organizations, it is for all users of one that it
// lists, and for none of the others. No id stands for an organization that no policy
// lists.
func (p Policy) CoversFrom(of Type, tenant string) Coverage {
	return p.covers(func(selector lint.Value) Coverage {
		coverage, members := typed(selector, of), tenants(selector, "members")
		switch {
		case coverage != Some || members.Type()&^lint.Null == 0:
			return coverage
		case tenant != "" && has(members, tenant):
			return All
		}
		return None
	}, named(p.Users(), "include"))
}
