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

	needs    []lint.Needs // by rule: all that it reads
	rulesMay []readable   // by rule
	indexMay []readable   // by index

	fields [lint.NumKinds]*lint.Fields
	kinds  [lint.NumKinds]kindPlan
}

// readable is the fields that a rule or an index may read, by kind.
type readable struct {
	reader string // in a message
	fields [lint.NumKinds]uint64
}

// lend lets the reader read a record, and of it only what it declares.
func (r *readable) lend(record *lint.Record) { record.Restrict(r.reader, r.fields[record.Kind]) }

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
	var indexed []lint.Needs
	for _, rule := range p.rules {
		needs := rule.Reads()
		p.needs = append(p.needs, needs)
		for _, need := range needs {
			want(need.Kind, need.Properties()...)
		}
		if rule.Index != nil && !slices.Contains(p.indexes, rule.Index) {
			p.indexes = append(p.indexes, rule.Index)
			needs := rule.Index.Reads()
			indexed = append(indexed, needs)
			for _, need := range needs {
				want(need.Kind, need.Properties()...)
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
			slices.ContainsFunc(p.needs, func(needs lint.Needs) bool { _, ok := needs.Of(kind); return ok }) {
			var err error
			if types, err = schemas.Types(kind); err != nil {
				return nil, err
			}
		}
		p.fields[kind] = lint.NewRecordFields(names[kind], types)
		p.kinds[kind] = p.planKind(kind, indexed)
	}
	for i, rule := range p.rules {
		p.rulesMay = append(p.rulesMay, p.readable("the rule "+rule.ID, p.needs[i]))
	}
	for i, index := range p.indexes {
		p.indexMay = append(p.indexMay, p.readable("the index of "+index.Name, indexed[i]))
	}
	return p, nil
}

// readable returns what a reader with the given needs may read.
func (p *plan) readable(reader string, needs lint.Needs) readable {
	r := readable{reader: reader}
	for _, need := range needs {
		r.fields[need.Kind] = p.fields[need.Kind].Mask(need.Properties())
	}
	return r
}

func (p *plan) planKind(kind lint.Kind, indexed []lint.Needs) kindPlan {
	fields := p.fields[kind]
	k := kindPlan{members: -1, synced: fields.Index(syncEnabled), userType: -1, id: -1}
	if kind == lint.User {
		k.userType = fields.Index(userType)
	}
	for i, rule := range p.rules {
		need, ok := p.needs[i].Of(kind)
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
		if _, read := indexed[i].Of(kind); !read {
			continue
		}
		for at, rule := range p.rules {
			if _, needed := p.needs[at].Of(kind); needed && rule.Index == index {
				k.indexes = append(k.indexes, i)
				break
			}
		}
	}
	return k
}

// index returns the number of an index of the plan.
func (p *plan) index(index *lint.Index) int { return slices.Index(p.indexes, index) }
