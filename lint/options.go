package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// An Option is something of a rule that its users may set. The struct type of
// [Rule.Options] declares it, a field each:
//
//	Days int `json:"days" min:"1" max:"3650" doc:"how old an invitation may get"`
//
// A field is an int with a range, a bool, a string or []string, each with the words
// that are allowed in the tag oneof, parted by "|", or a map from string to
// []string.
type Option struct {
	Name    string
	Type    string // "integer", "boolean", "string", "strings", "map"
	Default any
	Doc     string
	Min     int // of an integer, both inclusive
	Max     int
	OneOf   []string // words that are allowed; none: any
}

// OptionList returns the rule's options in the order of their declaration.
func (r *Rule) OptionList() []Option { return optionsOf(r.Options) }

func optionsOf(defaults any) []Option {
	if defaults == nil {
		return nil
	}
	value := reflect.ValueOf(defaults)
	var options []Option
	for i, field := range reflect.VisibleFields(value.Type()) {
		o := Option{
			Name: field.Tag.Get("json"), Doc: field.Tag.Get("doc"), Type: optionTypes[field.Type.String()],
			Default: value.Field(i).Interface(), Min: math.MinInt, Max: math.MaxInt,
		}
		if n, err := strconv.Atoi(field.Tag.Get("min")); err == nil {
			o.Min = n
		}
		if n, err := strconv.Atoi(field.Tag.Get("max")); err == nil {
			o.Max = n
		}
		if words := field.Tag.Get("oneof"); words != "" {
			o.OneOf = strings.Split(words, "|")
		}
		options = append(options, o)
	}
	return options
}

var optionTypes = map[string]string{
	"int": "integer", "bool": "boolean", "string": "string", "[]string": "strings", "map[string][]string": "map",
}

// validateOptions reports what is wrong with the declaration of options.
func validateOptions(defaults any) error {
	for _, o := range optionsOf(defaults) {
		switch {
		case o.Name == "" || o.Doc == "":
			return fmt.Errorf("option %q has no name or no doc", o.Name)
		case o.Type == "":
			return fmt.Errorf("option %s is of a type that cannot be set", o.Name)
		case o.Type == "integer" && (o.Min == math.MinInt || o.Max == math.MaxInt):
			return fmt.Errorf("option %s has no range", o.Name)
		}
		text, err := json.Marshal(o.Default)
		if err != nil {
			return err
		}
		if o.Type == "integer" || o.OneOf != nil {
			if err := o.check(text); err != nil {
				return fmt.Errorf("its own default: %w", err)
			}
		}
	}
	return nil
}

// Configure returns the rule with some of its options set by a JSON object. The
// error names the option, what it was given and what it takes.
func (r *Rule) Configure(text []byte) (*Rule, error) {
	var given map[string]json.RawMessage
	if err := json.Unmarshal(text, &given); err != nil {
		return nil, fmt.Errorf("rule %s: its options are no JSON object: %w", r.ID, err)
	}
	options := r.OptionList()
	for _, name := range slices.Sorted(maps.Keys(given)) {
		value := given[name]
		i := slices.IndexFunc(options, func(o Option) bool { return o.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("rule %s has no option %q; it has %s", r.ID, name, optionNames(options))
		}
		if err := options[i].check(value); err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
	}
	configured := *r
	if len(given) > 0 {
		set := reflect.New(reflect.TypeOf(r.Options))
		set.Elem().Set(reflect.ValueOf(r.Options))
		if err := json.Unmarshal(text, set.Interface()); err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		configured.Options = set.Elem().Interface()
	}
	return &configured, nil
}

func optionNames(options []Option) string {
	if len(options) == 0 {
		return "none"
	}
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Name
	}
	return strings.Join(names, ", ")
}

// check reports whether a JSON value may be that of the option.
func (o Option) check(text json.RawMessage) error {
	var err error
	var words []string
	switch o.Type {
	case "integer":
		var n int
		if err = json.Unmarshal(text, &n); err == nil && (n < o.Min || n > o.Max) {
			err = errors.New("out of range")
		}
	case "boolean":
		err = json.Unmarshal(text, new(bool))
	case "string":
		words = make([]string, 1)
		err = json.Unmarshal(text, &words[0])
	case "strings":
		err = json.Unmarshal(text, &words)
	default:
		err = json.Unmarshal(text, new(map[string][]string))
	}
	known := o.OneOf == nil || !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(o.OneOf, word) })
	if err == nil && known && string(text) != "null" {
		return nil
	}
	return fmt.Errorf("option %s is %s; it takes %s", o.Name, text, o.Takes())
}

// Takes says what the option may be set to, as in "a whole number from 1 to 100".
func (o Option) Takes() string {
	words := ""
	if o.OneOf != nil {
		words = " of " + strings.Join(o.OneOf, ", ")
	}
	switch o.Type {
	case "integer":
		return fmt.Sprintf("a whole number from %d to %d", o.Min, o.Max)
	case "boolean":
		return "true or false"
	case "string":
		if words != "" {
			return "one" + words
		}
		return "a text"
	case "strings":
		if words != "" {
			return "a list" + words
		}
		return "a list of texts"
	}
	return "an object whose values are lists of texts"
}
