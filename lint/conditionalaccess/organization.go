package conditionalaccess

import (
	"iter"
	"maps"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// Organizations is [Policy.Covers] organization by organization: where the policy lists
// organizations, it is for all users of one that it lists, and for none of the others.
type Organizations struct {
	included, excluded organizations
	byName             Coverage
}

// organizations is one side of a policy. It has ids where these decide.
type organizations struct {
	coverage Coverage
	ids      map[string]bool
}

// CoversEach returns how many of the external users of a type the policy is for, of each
// organization.
func (p Policy) CoversEach(of Type) Organizations {
	users := p.Users()
	side := func(prefix string) organizations {
		coverage, selector := bySide(users, prefix, of)
		members := tenants(selector, "members")
		if coverage != Some || !graph.Listed(members) {
			return organizations{coverage, nil}
		}
		return organizations{coverage, setOf(idsIn(members))}
	}
	return Organizations{side("include"), side("exclude"), named(users, "include")}
}

// idsIn returns the ids of a list in the form in which they compare.
func idsIn(list lint.Value) []string {
	var ids []string
	for id := range list.Elements() {
		ids = append(ids, normal(id.Text()))
	}
	return ids
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// From returns how many users of an organization the policy is for, by its tenant id in
// lower case. No id stands for an organization that no policy lists.
func (o Organizations) From(tenant string) Coverage {
	return without(max(o.included.of(tenant), o.byName), o.excluded.of(tenant))
}

func (o organizations) of(tenant string) Coverage {
	switch {
	case o.ids == nil:
		return o.coverage
	case tenant != "" && o.ids[tenant]:
		return All
	}
	return None
}

// Listed returns the tenant ids that the policy lists; one may come twice.
func (o Organizations) Listed() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, side := range [...]organizations{o.included, o.excluded} {
			for id := range maps.Keys(side.ids) {
				if !yield(id) {
					return
				}
			}
		}
	}
}
