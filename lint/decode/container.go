package decode

import (
	"fmt"
	"strconv"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// containers are the members that make an object a wrapping around documents, in
// the order of the fields of [envelope] from envelopeContainer on.
var containers = []struct {
	name  string
	shape Shape
	kind  lint.Kind // of the objects in a list or object; NoKind: see contained
}{
	{"responses", Batch200, lint.NoKind},
	{"data", AzureHound, lint.NoKind},
	{"Raw", ScubaGear, lint.NoKind},
	{"Policies", PolicyExport, lint.ConditionalAccessPolicy},
	{"conditional_access_policies", ScubaGear, lint.ConditionalAccessPolicy},
	{"authorization_policies", ScubaGear, lint.AuthorizationPolicy},
	{"domain_settings", ScubaGear, lint.Domain},
	{"directory_settings", ScubaGear, lint.GroupSetting},
	{"SPO_tenant", ScubaGear, lint.SharePointTenant},
}

const (
	containerResponses = iota
	containerData
	containerRaw
)

var containerNames = func() []string {
	names := make([]string, len(containers))
	for i, c := range containers {
		names[i] = c.name
	}
	return names
}()

// contained passes over the members of an object from pos on, which stands at a
// key, and reads the documents in them.
func (p *parser) contained() error {
	root := p.root
	return p.members(envelope, func(field int, key string) error {
		opening := p.buf[p.pos]
		if field == envelopeValue && opening == '{' {
			// A single object as the documentation prints it, {"value": {…}}, or a
			// list that Windows PowerShell has wrapped.
			p.mold(Object)
			return p.embedded(root+"/"+key, clues{context: p.clues.context})
		}
		if field < envelopeContainer || opening != '[' && opening != '{' {
			return p.passValue()
		}
		number := field - envelopeContainer
		c := containers[number]
		p.mold(c.shape)
		pointer := root + "/" + key
		switch {
		case number == containerResponses && opening == '[':
			return p.objects(func(i int64) error { return p.response(pointer + "/" + strconv.FormatInt(i, 10)) })
		case number == containerData && opening == '[':
			return p.objects(func(i int64) error { return p.azureHound(pointer, i) })
		case number == containerRaw && opening == '{':
			p.root = pointer
			err := p.within(func() error { return p.contained() })
			p.root = root
			return err
		case c.kind == lint.NoKind:
			return p.passValue()
		}
		return p.embedded(pointer, clues{given: c.kind, givenBy: "its key " + key})
	})
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

// azureKinds maps what AzureHound calls objects.
var azureKinds = map[string]lint.Kind{
	"AZUser":             lint.User,
	"AZGroup":            lint.Group,
	"AZGroupMember":      lint.GroupMember,
	"AZServicePrincipal": lint.ServicePrincipal,
	"AZApp":              lint.Application,
}

// azureHound passes over an item of AzureHound's list, element i.
func (p *parser) azureHound(pointer string, i int64) error {
	kind := lint.NoKind
	return p.within(func() error {
		return p.members(itemFields, func(field int, _ string) error {
			switch {
			case field == 0:
				name, err := p.small()
				kind = azureKinds[name]
				return err
			case field != 1 || kind == lint.NoKind || p.buf[p.pos] != '{':
				return p.passValue()
			}
			p.prefix, p.index, p.suffix = pointer, i, "/data"
			p.clues = clues{file: p.file}
			p.decided = true
			p.become(kind, "AzureHound's kind")
			return p.element()
		})
	})
}
