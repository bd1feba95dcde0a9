package engine

import (
	"cmp"
	"fmt"
	"slices"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/schemas"
)

// A plan is what a run reads and who judges it, worked out before the first byte.
type plan struct {
	rules   []*lint.Rule
	indexes []*lint.Index // each once, whichever rules share it

	fields [lint.NumKinds]*lint.Fields
	kinds  [lint.NumKinds]kindPlan
}

// A kindPlan is what happens to a record of one kind.
type kindPlan struct {
	tracked uint64 // fields whose absence some rule minds
	typed   uint64 // fields that some rule reads, and whose type matters
	checks  []check
	indexes []int // numbers of the indexes that take its keys
	members int   // number of the field "members" of a group, or -1
	synced  int   // number of the field onPremisesSyncEnabled, or -1

	userType int // number of the field userType of a user, or -1
	id       int // number of the field by which others refer to the objects, or -1
}

// A check is a rule that judges the records of a kind one by one.
type check struct {
	rule     int
	requires uint64
}

// syncEnabled is the property that says of users, groups and contacts that they
// are synchronized, and of the organization that it synchronizes at all.
const syncEnabled = "onPremisesSyncEnabled"

// userType is the property that says of users whether they are guests.
const userType = "userType"

func newPlan(rules []*lint.Rule) (*plan, error) {
	p := &plan{rules: slices.Clone(rules)}
	slices.SortFunc(p.rules, func(a, b *lint.Rule) int { return cmp.Compare(a.ID, b.ID) })
	var names [lint.NumKinds][]string
	want := func(kind lint.Kind, properties ...string) {
		for _, property := range properties {
			if !slices.Contains(names[kind], property) {
				names[kind] = append(names[kind], property)
			}
		}
	}
	for kind := range lint.Kinds() {
		want(kind, decode.Reserved...)
		want(kind, kind.Identity()...)
	}
	for _, rule := range p.rules {
		for _, need := range rule.Needs {
			want(need.Kind, need.Properties()...)
		}
		if rule.Index != nil && !slices.Contains(p.indexes, rule.Index) {
			p.indexes = append(p.indexes, rule.Index)
			for kind, properties := range rule.Index.Reads {
				want(kind, properties...)
			}
		}
	}
	if slices.Contains(names[lint.User], syncEnabled) {
		want(lint.Organization, syncEnabled)
	}
	want(lint.User, userType)
	want(lint.Organization, tenantProperties...)
	want(lint.Domain, isInitial)
	for kind := range lint.Kinds() {
		if len(names[kind]) > lint.MaxFields {
			return nil, fmt.Errorf("the rules read %d properties of a %s; a record tracks %d", len(names[kind]), kind, lint.MaxFields)
		}
		var types map[string]*lint.Type // of what some rule reads; compiling a schema takes a while
		if kind == lint.Organization || kind == lint.Domain ||
			slices.ContainsFunc(p.rules, func(rule *lint.Rule) bool { _, ok := rule.Need(kind); return ok }) {
			var err error
			if types, err = schemas.Types(kind); err != nil {
				return nil, err
			}
		}
		p.fields[kind] = lint.NewRecordFields(names[kind], types)
		p.kinds[kind] = p.planKind(kind)
	}
	return p, nil
}

func (p *plan) planKind(kind lint.Kind) kindPlan {
	fields := p.fields[kind]
	k := kindPlan{members: -1, synced: fields.Index(syncEnabled), userType: -1, id: -1}
	if kind == lint.User {
		k.userType = fields.Index(userType)
	}
	for i, rule := range p.rules {
		need, ok := rule.Need(kind)
		if !ok {
			continue
		}
		k.tracked |= fields.Mask(need.Requires) | fields.Mask(need.Completes)
		k.typed |= fields.Mask(need.Properties())
		if rule.Check != nil && slices.Contains(rule.On, kind) {
			k.checks = append(k.checks, check{rule: i, requires: fields.Mask(need.Requires)})
		}
		if kind == lint.Group {
			k.members = fields.Index("members")
		}
		if identity := kind.Identity()[0]; slices.Contains(kind.Info().Filled, identity) {
			k.id = fields.Index(identity)
			k.tracked |= 1 << k.id
		}
	}
	for i, index := range p.indexes {
		_, read := index.Reads[kind]
		if read && slices.ContainsFunc(p.rules, func(rule *lint.Rule) bool {
			_, needed := rule.Need(kind)
			return rule.Index == index && needed
		}) {
			k.indexes = append(k.indexes, i)
		}
	}
	return k
}

// index returns the number of an index of the plan.
func (p *plan) index(index *lint.Index) int { return slices.Index(p.indexes, index) }
