package lint

import (
	"slices"
	"sync/atomic"
)

// A Use is something that reads properties for a rule or an index: a [Fact], or several
// things that are read together. A property list is written once, there.
type Use interface {
	// Reading returns what is read.
	Reading() Reading
}

// A Reading is what is read together to answer a question.
type Reading struct {
	Name  string // the fact, in words
	Needs []Need

	// about says that the needs are about records that a rule reads anyway. Otherwise
	// they bring their kinds with them.
	about bool
}

// Reads returns a reading of several objects, such as the settings that a tenant has as a
// default and for partners: who uses it reads their kinds.
func Reads(name string, needs ...Need) Reading { return Reading{Name: name, Needs: needs} }

// About returns a reading about records that a rule reads anyway, for what is no [Fact].
func About(name string, needs []Need, uses ...Use) Reading {
	return Reading{Name: name, Needs: merged(needs, uses, nil), about: true}
}

// Reading implements [Use].
func (r Reading) Reading() Reading { return r }

// Required returns the reading for a rule that cannot judge an object without it: what
// completes a judgement is required.
func (r Reading) Required() Reading {
	return r.mapped(func(n *Need) { n.Requires, n.Completes = slices.Concat(n.Requires, n.Completes), nil })
}

// Handled returns the reading for a rule that says itself what its absence means.
func (r Reading) Handled() Reading {
	return r.mapped(func(n *Need) {
		n.Requires, n.Completes, n.Reads = nil, nil, slices.Concat(n.Requires, n.Completes, n.Reads)
	})
}

// Optional returns the reading for a rule to which its absence means nothing.
func (r Reading) Optional() Reading { return r.mapped(func(n *Need) { *n = n.optional() }) }

// Of returns the part of a reading that is about some kinds.
func (r Reading) Of(kinds ...Kind) Reading {
	r.Needs = slices.DeleteFunc(slices.Clone(r.Needs), func(n Need) bool { return !slices.Contains(kinds, n.Kind) })
	return r
}

func (r Reading) mapped(change func(*Need)) Reading {
	r.Needs = slices.Clone(r.Needs)
	for i := range r.Needs {
		change(&r.Needs[i])
	}
	return r
}

// A Fact is something that package directory and others work out of one record. What it
// reads it declares: reading anything else is a panic, and so is asking it for a rule
// that does not use it.
type Fact[T any] struct {
	reading Reading
	number  int // see Fields.masks
	work    func(*Record) T
	bit     uint32 // in Record.known, for one that is true or false; else 0
}

var facts atomic.Int32

// NewFact returns a fact about records of the kinds in needs, which reads these and what
// the uses read. What the needs require and complete a judgement with, they do for a rule
// that says nothing else: see [Reading.Required] and [Reading.Optional].
func NewFact[T any](name string, work func(*Record) T, needs []Need, uses ...Use) *Fact[T] {
	f := &Fact[T]{reading: Reading{Name: name, Needs: merged(needs, uses, nil), about: true}, number: int(facts.Add(1)) - 1, work: work}
	if _, boolean := any(*new(T)).(bool); boolean && f.number < 32 {
		f.bit = 1 << f.number
	}
	return f
}

// Reading implements [Use].
func (f *Fact[T]) Reading() Reading { return f.reading }

// Required is [Reading.Required].
func (f *Fact[T]) Required() Reading { return f.reading.Required() }

// Optional is [Reading.Optional].
func (f *Fact[T]) Optional() Reading { return f.reading.Optional() }

// About is [Reading.Of].
func (f *Fact[T]) About(kinds ...Kind) Reading { return f.reading.Of(kinds...) }

// Of returns what the fact is of a record. One that is true or false is worked out once.
func (f *Fact[T]) Of(r *Record) T {
	mask := r.fields.mask(f.number, f.reading, r.Kind)
	if r.denied&mask != 0 {
		panic("lint: " + r.reader + " uses " + f.reading.Name + " without declaring it: it reads " +
			r.Kind.String() + "." + r.fields.Names(r.denied & mask)[0])
	}
	if r.known&f.bit != 0 {
		return any(r.facts&f.bit != 0).(T) //nolint:errcheck // T is bool
	}
	reader, denied := r.reader, r.denied
	r.reader, r.denied = f.reading.Name, ^mask
	made := f.work(r)
	r.reader, r.denied = reader, denied
	if f.bit != 0 {
		r.known |= f.bit
		if any(made).(bool) { //nolint:errcheck // T is bool
			r.facts |= f.bit
		}
	}
	return made
}

// A level is how much a rule depends on a property, the most first.
type level int

const (
	requires level = iota
	completes
	reads
	optional
	unread
)

func (n *Need) lists() [unread]*[]string {
	return [unread]*[]string{&n.Requires, &n.Completes, &n.Reads, &n.Optional}
}

func (n *Need) level(property string) level {
	for l, list := range n.lists() {
		if slices.Contains(*list, property) {
			return level(l)
		}
	}
	return unread
}

// optional returns the need with everything optional.
func (n Need) optional() Need {
	n.Requires, n.Completes, n.Reads, n.Optional = nil, nil, nil, n.Properties()
	return n
}

// merged returns all that own needs, uses and an index read together. What the own needs
// say of a property counts; else the strictest of the uses; else the index. Uses that are
// about records, and the index, add nothing to a kind that nobody else reads.
func merged(own []Need, uses []Use, index *Index) Needs {
	var all Needs
	var used []Need
	for _, use := range uses {
		r := use.Reading()
		used = append(used, r.Needs...)
		for _, need := range r.Needs {
			if !r.about && all.at(need.Kind) == nil {
				all = append(all, need.bare())
			}
		}
	}
	for _, need := range own {
		all.set(need)
	}
	all.take(used)
	if index != nil {
		all.take(index.Reads())
	}
	for i := range all {
		if all[i].Refines || all[i].Conditional {
			all[i] = all[i].optional()
		}
	}
	return all
}

// bare returns the need without its properties.
func (n Need) bare() Need {
	n.Requires, n.Completes, n.Reads, n.Optional = nil, nil, nil, nil
	return n
}

// Needs is what is read together, one for each kind.
type Needs []Need

// Of returns what is read of a kind.
func (all Needs) Of(kind Kind) (Need, bool) {
	if need := all.at(kind); need != nil {
		return *need, true
	}
	return Need{}, false
}

func (all Needs) at(kind Kind) *Need {
	i := slices.IndexFunc(all, func(n Need) bool { return n.Kind == kind })
	if i < 0 {
		return nil
	}
	return &all[i]
}

func (all *Needs) set(need Need) {
	for _, list := range need.lists() {
		*list = slices.Clone(*list)
	}
	if there := all.at(need.Kind); there != nil {
		*there = need
	} else {
		*all = append(*all, need)
	}
}

// take adds the properties of which all says nothing yet, the strictest level first.
func (all Needs) take(more []Need) {
	for l := range unread {
		for _, need := range more {
			into := all.at(need.Kind)
			if into == nil {
				continue
			}
			for _, property := range *need.lists()[l] {
				if list := into.lists()[l]; into.level(property) == unread {
					*list = append(*list, property)
				}
			}
		}
	}
}
