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
// a scanner can check. It returns nil for a kind without a schema.
func Types(kind lint.Kind) (map[string]*lint.Type, error) {
	if _, err := Source(kind.String()); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
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
	for schema.Ref != nil {
		schema = schema.Ref
	}
	t := new(lint.Type)
	for _, name := range schema.Types {
		bit, ok := typeNames[name]
		if !ok {
			return nil, fmt.Errorf("the type %q cannot be checked by the first byte", name)
		}
		t.Allow |= bit
	}
	if len(schema.Types) == 0 {
		return nil, errors.New("it has no type")
	}
	if schema.Items2020 != nil {
		items, err := typeOf(schema.Items2020)
		if err != nil {
			return nil, err
		}
		t.Items = items
	}
	if len(schema.Properties) > 0 {
		types := make(map[string]*lint.Type, len(schema.Properties))
		names := make([]string, 0, len(schema.Properties))
		for name, property := range schema.Properties {
			member, err := typeOf(property)
			if err != nil {
				return nil, err
			}
			types[name] = member
			names = append(names, name)
		}
		slices.Sort(names)
		t.Members = lint.NewFields(names, types)
	}
	return t, nil
}

var typeNames = map[string]lint.TypeSet{
	"null": lint.Null, "boolean": lint.Boolean, "number": lint.Number,
	"string": lint.String, "array": lint.Array, "object": lint.Object,
}
