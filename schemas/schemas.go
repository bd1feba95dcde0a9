// Package schemas holds the JSON Schemas (2020-12) of what tenantlint reads and
// writes. It is the only package that knows the validator.
package schemas

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"tenantlint/lint"

	"github.com/santhosh-tekuri/jsonschema/v5"
)

//go:embed *.json
var files embed.FS

// Names returns the names of the schemas, sorted.
func Names() []string {
	entries, err := fs.Glob(files, "*.json")
	if err != nil {
		panic(err) // the pattern is constant
	}
	for i, entry := range entries {
		entries[i] = strings.TrimSuffix(entry, ".json")
	}
	return entries
}

// Source returns the text of a schema.
func Source(name string) ([]byte, error) { return files.ReadFile(name + ".json") }

var (
	mutex    sync.Mutex
	compiled = map[string]*jsonschema.Schema{}
)

func compile(name string) (*jsonschema.Schema, error) {
	mutex.Lock()
	defer mutex.Unlock()
	if schema, ok := compiled[name]; ok {
		return schema, nil
	}
	source, err := Source(name)
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.Draft = jsonschema.Draft2020
	if err := compiler.AddResource(name, bytes.NewReader(source)); err != nil {
		return nil, err
	}
	schema, err := compiler.Compile(name)
	if err != nil {
		return nil, err
	}
	compiled[name] = schema
	return schema, nil
}

// Validate checks a JSON text against a schema. The error names the place and
// what is wrong there, as in "/proxyAddresses/1: expected string, but got number".
func Validate(name string, text []byte) error {
	schema, err := compile(name)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	err = schema.Validate(value)
	if invalid, ok := errors.AsType[*jsonschema.ValidationError](err); ok {
		for len(invalid.Causes) > 0 {
			invalid = invalid.Causes[0]
		}
		return fmt.Errorf("%s: %s", invalid.InstanceLocation, invalid.Message)
	}
	return err
}

// Types returns what the schema of a kind says of its properties, in a form that
// a scanner can check. It reads the schema itself: to compile one for the validator
// takes longer than to judge a small tenant. Each is read once: callers share the map,
// and only read it.
func Types(kind lint.Kind) (map[string]*lint.Type, error) { return types[kind]() }

var types = func() (all [lint.NumKinds]func() (map[string]*lint.Type, error)) {
	for kind := range all {
		all[kind] = sync.OnceValues(func() (map[string]*lint.Type, error) { return readTypes(lint.Kind(kind)) })
	}
	return all
}()

func readTypes(kind lint.Kind) (map[string]*lint.Type, error) {
	source, err := Source(kind.String())
	if err != nil {
		return nil, err
	}
	var root node
	if err := json.Unmarshal(source, &root); err != nil {
		return nil, fmt.Errorf("schema %s: %w", kind, err)
	}
	types := make(map[string]*lint.Type, len(root.Properties))
	for name, property := range root.Properties {
		if types[name], err = root.typeOf(property); err != nil {
			return nil, fmt.Errorf("schema %s, property %s: %w", kind, name, err)
		}
	}
	return types, nil
}

// A node is a part of a schema: the keywords that a [lint.Type] can say.
type node struct {
	Ref        string           `json:"$ref"`
	Type       words            `json:"type"`
	Items      *node            `json:"items"`
	Properties map[string]*node `json:"properties"`
	Defs       map[string]*node `json:"$defs"`
}

// words is a word or a list of words.
type words []string

func (w *words) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		*w = make(words, 1)
		return json.Unmarshal(text, &(*w)[0])
	}
	return json.Unmarshal(text, (*[]string)(w))
}

// typeOf compiles a part of the schema. It refuses what a [lint.Type] cannot say, so
// that the two can never disagree.
func (root *node) typeOf(part *node) (*lint.Type, error) {
	// What stands beside a $ref holds too. A list that PowerShell may collapse to
	// its only element has the properties of that element by $ref, and types and
	// items of its own.
	var whole node
	for part != nil {
		if whole.Type != nil && part.Type != nil || whole.Items != nil && part.Items != nil || whole.Properties != nil && part.Properties != nil {
			return nil, errors.New("it says the same twice, beside and behind a $ref")
		}
		if part.Type != nil {
			whole.Type = part.Type
		}
		if part.Items != nil {
			whole.Items = part.Items
		}
		if part.Properties != nil {
			whole.Properties = part.Properties
		}
		if part.Ref == "" {
			break
		}
		ref := part.Ref
		if part = root.Defs[strings.TrimPrefix(ref, "#/$defs/")]; part == nil {
			return nil, fmt.Errorf("there is no %s", ref)
		}
	}
	if len(whole.Type) == 0 {
		return nil, errors.New("it has no type")
	}
	t := new(lint.Type)
	for _, name := range whole.Type {
		bit, ok := typeNames[name]
		if !ok {
			return nil, fmt.Errorf("the type %q cannot be checked by the first byte", name)
		}
		t.Allow |= bit
	}
	var err error
	if whole.Items != nil {
		if t.Items, err = root.typeOf(whole.Items); err != nil {
			return nil, fmt.Errorf("items: %w", err)
		}
	}
	if len(whole.Properties) > 0 {
		t.Members, err = root.fieldsOf(whole.Properties)
	}
	return t, err
}

func (root *node) fieldsOf(properties map[string]*node) (*lint.Fields, error) {
	types := make(map[string]*lint.Type, len(properties))
	for name, property := range properties {
		member, err := root.typeOf(property)
		if err != nil {
			return nil, fmt.Errorf("property %s: %w", name, err)
		}
		types[name] = member
	}
	return lint.NewFields(slices.Sorted(maps.Keys(types)), types), nil
}

var typeNames = map[string]lint.TypeSet{
	"null": lint.Null, "boolean": lint.Boolean, "number": lint.Number,
	"string": lint.String, "array": lint.Array, "object": lint.Object,
}
