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
// a scanner can check.
func Types(kind lint.Kind) (map[string]*lint.Type, error) {
	schema, err := compile(kind.String())
	if err != nil {
		return nil, err
	}
	types := make(map[string]*lint.Type, len(schema.Properties))
	for name, property := range schema.Properties {
		if types[name], err = typeOf(property); err != nil {
			return nil, fmt.Errorf("schema %s, property %s: %w", kind, name, err)
		}
	}
	return types, nil
}

// typeOf compiles a schema. It refuses what a [lint.Type] cannot say, so that the
// two can never disagree.
func typeOf(schema *jsonschema.Schema) (*lint.Type, error) {
	// What stands beside a $ref holds too. A list that PowerShell may collapse to
	// its only element has the properties of that element by $ref, and types and
	// items of its own.
	var types []string
	var items *jsonschema.Schema
	var properties map[string]*jsonschema.Schema
	for ; schema != nil; schema = schema.Ref {
		if types != nil && schema.Types != nil || items != nil && schema.Items2020 != nil || properties != nil && schema.Properties != nil {
			return nil, errors.New("it says the same twice, beside and behind a $ref")
		}
		if schema.Types != nil {
			types = schema.Types
		}
		if schema.Items2020 != nil {
			items = schema.Items2020
		}
		if schema.Properties != nil {
			properties = schema.Properties
		}
	}
	if len(types) == 0 {
		return nil, errors.New("it has no type")
	}
	t := new(lint.Type)
	for _, name := range types {
		bit, ok := typeNames[name]
		if !ok {
			return nil, fmt.Errorf("the type %q cannot be checked by the first byte", name)
		}
		t.Allow |= bit
	}
	var err error
	if items != nil {
		if t.Items, err = typeOf(items); err != nil {
			return nil, fmt.Errorf("items: %w", err)
		}
	}
	if len(properties) > 0 {
		t.Members, err = fieldsOf(properties)
	}
	return t, err
}

func fieldsOf(properties map[string]*jsonschema.Schema) (*lint.Fields, error) {
	types := make(map[string]*lint.Type, len(properties))
	for name, property := range properties {
		member, err := typeOf(property)
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
