package decode

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// A wrapping is a member that holds documents of its own.
type wrapping struct {
	name  string
	shape Shape
	kind  lint.Kind // that the objects in it may be; NoKind: see contained
}

// wrappings are the members that make an object a wrapping around documents: those of
// Graph's $batch, AzureHound, ScubaGear and CIPP, and those in the table of kinds.
var wrappings = func() []wrapping {
	all := []wrapping{
		wrapResponses: {"responses", Batch200, lint.NoKind},
		wrapData:      {"data", AzureHound, lint.NoKind},
		wrapRaw:       {"Raw", ScubaGear, lint.NoKind},
		wrapResults:   {"Results", GraphPage, lint.NoKind},
	}
	for kind := range lint.Kinds() {
		for _, name := range kind.Info().Wrapping {
			shape, ok := wrappingShapes[name]
			if !ok {
				shape = ScubaGear
			}
			all = append(all, wrapping{name, shape, kind})
		}
	}
	return all
}()

const (
	wrapResponses = iota
	wrapData
	wrapRaw
	wrapResults
)

// wrappingShapes says whose wrappings are not ScubaGear's.
var wrappingShapes = map[string]Shape{
	"policies":                           PolicyExport,
	"authenticationmethodconfigurations": GraphPage,
}

func wrappingNames() []string {
	names := make([]string, len(wrappings))
	for i, w := range wrappings {
		names[i] = w.name
	}
	return names
}

// wraps reports whether a member with a value that begins with the byte opening holds
// documents. A context that names something else ends the matter.
func (c *clues) wraps(number int, opening byte) bool {
	w := wrappings[number]
	set := contextName(c.context)
	switch {
	case opening != '[' && opening != '{':
		return false
	case c.context != "":
		return w.kind != lint.NoKind && (contexts[set] == w.kind || mixed[set] == w.kind)
	case number == wrapResults:
		return opening == '['
	case number == wrapData:
		return opening == '[' || c.azure != ""
	}
	return true
}

// contained passes over the members of an object from pos on, which stands at a
// key, and reads the documents in them.
func (p *parser) contained() error {
	root, outer := p.root, p.clues
	before := len(p.file.Sections)
	err := p.documentsIn(root, &outer)
	p.clues = outer
	p.around(before)
	return err
}

// around notes what the members around documents say of them, which are the sections of
// the file from a number on.
func (p *parser) around(first int) {
	c := &p.clues
	at := cmp.Or(c.nextAt, p.position(p.pos))
	switch {
	case c.failure != "":
		p.odd(lint.ErrorBody, p.base+int64(p.pos), p.position(p.pos),
			"an error is saved beside the objects: "+display.Quote(c.failure)+"; they may not be all")
	case len(c.failures) > 0:
		p.odd(lint.ErrorBody, p.base+int64(p.pos), p.position(p.pos),
			"ScubaGear says that these commands failed, so that what they export is missing: "+display.Quote(strings.Join(c.failures, ", ")))
	case c.nextAt.Line > 0 && first < len(p.file.Sections):
		p.odd(lint.NextLink, c.nextLink, at, leftOver)
	case c.count > p.items && c.azure == "" && p.items > 0:
		p.odd(lint.NextLink, p.base+int64(p.pos), p.position(p.pos),
			fmt.Sprintf("AzureHound counts %d objects, and %d are here: the rest is lost", c.count, p.items))
	}
}

// documentsIn reads the documents in the members of an object. What other members say is
// kept in outer.
func (p *parser) documentsIn(root string, outer *clues) error {
	return p.members(envelope, func(field int, key string) error {
		opening := p.buf[p.pos]
		pointer := root + "/" + key
		if field == envelopeValue && opening == '{' {
			// A single object as the documentation prints it, {"value": {…}}, or a
			// list that Windows PowerShell has wrapped.
			p.mold(Object)
			return p.embedded(pointer, clues{context: outer.context})
		}
		number := field - envelopeWrapping
		switch {
		case number < 0:
			return p.noteValue(field, outer)
		case !outer.wraps(number, opening):
			return p.passValue()
		}
		w := wrappings[number]
		p.mold(w.shape)
		switch {
		case number == wrapResponses && opening == '[':
			return p.objects(func(i int64) error { return p.response(pointer + "/" + strconv.FormatInt(i, 10)) })
		case number == wrapData && opening == '[':
			p.items = 0
			return p.objects(func(i int64) error {
				p.items++
				return p.azureItem(pointer, i)
			})
		case number == wrapData:
			return p.azureData(root, -1, outer.azure)
		case number == wrapRaw && opening == '{':
			p.root = pointer
			err := p.within(func() error { return p.contained() })
			p.root = root
			return err
		case number == wrapResults:
			return p.embedded(pointer, clues{})
		case w.kind == lint.NoKind:
			return p.passValue()
		}
		return p.embedded(pointer, clues{hint: w.kind, hintBy: "its key " + key, named: w.shape == ScubaGear})
	})
}

// noteValue passes over the value of a member of an envelope at pos, and keeps in c what
// it tells.
func (p *parser) noteValue(field int, c *clues) error {
	p.keep = p.pos
	for {
		next := p.value(p.pos, nil, 1)
		if next >= 0 {
			inner := p.clues
			p.clues = *c
			p.note(field, p.pos, p.pos, next)
			*c, p.clues = p.clues, inner
			p.pos = next
			return nil
		}
		if err := p.retry(); err != nil {
			return err
		}
	}
}

// members passes over the members of an object, at whose first or next key pos
// stands, and over its closing brace. do is called with pos at each value, and
// passes over it. field is the number of the key in fields, or -1.
func (p *parser) members(fields *lint.Fields, do func(field int, key string) error) error {
	for {
		// The text may have ended in the white space before the key.
		if err := p.reach("a key in double quotes was expected"); err != nil {
			return err
		}
		field, start := p.key(p.pos, fields)
		if start < 0 {
			if err := p.retry(); err != nil {
				return err
			}
			continue
		}
		if start >= p.n {
			p.stop(start, "a value was expected")
			if err := p.retry(); err != nil {
				return err
			}
			continue
		}
		key := ""
		if field >= 0 {
			key = keyText(p.buf[p.pos:start])
		}
		p.pos = start
		if err := do(field, key); err != nil {
			return err
		}
		p.keep = p.pos
		for {
			next, more := p.comma(p.pos)
			if next >= 0 {
				p.pos = next
				if !more {
					return nil
				}
				break
			}
			if err := p.retry(); err != nil {
				return err
			}
		}
	}
}

// keyText returns a key as a step of a JSON Pointer.
func keyText(text []byte) string { return gjson.ParseBytes(text).String() }

// within passes over an object that begins at pos. do is called behind its brace,
// at the first key, and passes over the rest.
func (p *parser) within(do func() error) error {
	if err := p.deeper(); err != nil {
		return err
	}
	defer p.shallower()
	p.pos++
	if err := p.reach("a key in double quotes was expected"); err != nil {
		return err
	}
	if p.buf[p.pos] == '}' {
		p.pos++
		return nil
	}
	return do()
}

// deeper notes that a document stands inside another. There is one bound on nesting,
// whatever nests: each level is a call, and a step of the pointers below it.
func (p *parser) deeper() error {
	if p.level >= maxDepth {
		return p.stopped(lint.Malformed, p.pos, "this is not JSON that any export holds: nested too deeply")
	}
	p.level++
	return nil
}

func (p *parser) shallower() { p.level-- }

// objects passes over a list that begins at pos. do is called at each element that
// is an object, and passes over it.
func (p *parser) objects(do func(i int64) error) error {
	p.pos++
	return p.list(func(i int64) error {
		if p.buf[p.pos] != '{' {
			return p.passValue()
		}
		return do(i)
	})
}

var (
	responseFields = lint.NewFields([]string{"status", "body"}, nil)
	itemFields     = lint.NewFields([]string{"kind", "data"}, nil)
	roleFields     = lint.NewFields([]string{"roleAssignments"}, nil)
)

// response passes over an answer of Graph's $batch. One that failed is not
// collected, whatever its body says.
func (p *parser) response(pointer string) error {
	status := "200"
	return p.within(func() error {
		return p.members(responseFields, func(field int, key string) error {
			switch field {
			case 0:
				value, err := p.small()
				status = value
				return err
			case 1:
				if status[0] == '2' {
					return p.embedded(pointer+"/"+key, clues{})
				}
				p.errorBody(fmt.Sprintf("status %s", status))
			}
			return p.passValue()
		})
	})
}

// small passes over a value at pos and returns it as text.
func (p *parser) small() (string, error) {
	p.keep = p.pos
	for {
		if next := p.value(p.pos, nil, 1); next >= 0 {
			text := gjson.ParseBytes(p.buf[p.pos:next]).String()
			p.pos = next
			if text == "" {
				text = display.Quote(text)
			}
			return text, nil
		}
		if err := p.retry(); err != nil {
			return "", err
		}
	}
}

// azureItem passes over an item of AzureHound's list, element i.
func (p *parser) azureItem(list string, i int64) error {
	name := ""
	return p.within(func() error {
		return p.members(itemFields, func(field int, _ string) (err error) {
			switch field {
			case 0:
				name, err = p.small()
				return err
			case 1:
				return p.azureData(list, i, name)
			}
			return p.passValue()
		})
	})
}

// azureData passes over the data of an item of AzureHound: of its list element i, or an
// item by itself where i is negative, as it streams them. What AzureHound calls the item
// is name.
func (p *parser) azureData(prefix string, i int64, name string) error {
	kind := azureKinds[name]
	if kind == lint.NoKind || p.buf[p.pos] != '{' {
		return p.passValue()
	}
	p.clues = clues{file: p.file, azure: name}
	p.decided = true
	p.become(kind, "AzureHound's kind")
	if kind == lint.RoleAssignment {
		return p.azureRoles(prefix, i)
	}
	p.prefix, p.index, p.suffix = prefix, i, "/data"
	if i < 0 {
		p.prefix, p.suffix = prefix+"/data", ""
	}
	return p.element()
}

// azureRoles passes over the data of an item that lists who holds a role.
func (p *parser) azureRoles(prefix string, i int64) error {
	if i >= 0 {
		prefix += "/" + strconv.FormatInt(i, 10)
	}
	return p.within(func() error {
		return p.members(roleFields, func(field int, key string) error {
			if field < 0 || p.buf[p.pos] != '[' {
				return p.passValue()
			}
			p.prefix, p.suffix = prefix+"/data/"+key, ""
			return p.objects(func(k int64) error {
				p.index = k
				return p.element()
			})
		})
	})
}

// isAzureHound reports whether AzureHound has a kind of objects with that name: there
// are many more than those that are read.
func isAzureHound(name string) bool {
	return len(name) > 2 && name[:2] == "AZ" && !slices.Contains([]byte(name), ' ')
}
