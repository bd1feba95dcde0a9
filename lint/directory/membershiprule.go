package directory

import (
	"slices"
	"strings"
	"unicode"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// A MembershipRule is the rule of a dynamic group, read as far as it bears on guests:
// whom it takes in by userType alone, whatever else is true of a user.
//
// https://learn.microsoft.com/en-us/entra/identity/users/groups-dynamic-membership
type MembershipRule struct {
	Devices       bool            // it reads properties of devices, so that its members are no users
	NamesUserType bool            // it compares userType with something
	Odd           []OddComparison // comparisons of userType with what no user has, in order

	takes takes
}

// An OddComparison is one of userType with a value that no user's userType has,
// or has in it.
type OddComparison struct {
	Operator string // in lower case and without a hyphen
	Value    string
	negated  bool // an odd number of nots stand before it
}

// Negative reports whether the comparison, with the nots before it, holds for
// everybody, and not for nobody.
func (c OddComparison) Negative() bool { return negative(c.Operator) != c.negated }

// A UserType is what the userType of a user may be.
type UserType uint8

// The user types. Some users have none: theirs is null.
const (
	MemberType UserType = iota
	GuestType
	NoType

	userTypes
)

// A Take is how many users of a type a rule takes in.
type Take uint8

// The takes. Of TakesSome, the rule alone does not tell who.
const (
	TakesSome Take = iota
	TakesNone
	TakesAll
)

// Takes returns how many of the users of a type the rule takes in.
func (r *MembershipRule) Takes(t UserType) Take { return r.takes[t] }

// TakesEveryone reports whether the rule takes in every user, as
// user.objectId -ne null does, without a word on userType.
func (r *MembershipRule) TakesEveryone() bool { return !r.NamesUserType && r.takes == everyone }

// TakesNobody reports whether there can be no user for whom the rule holds.
func (r *MembershipRule) TakesNobody() bool { return r.takes == nobody }

// Dynamic is whether the members of a group are those that its rule takes in. A group
// that was dynamic once may have kept its rule.
var Dynamic = lint.NewFact("whether a group is dynamic", func(group *lint.Record) bool {
	for kind := range group.Get("groupTypes").Elements() {
		if graph.SameWord(strings.TrimSpace(kind.Text()), "DynamicMembership") {
			return true
		}
	}
	return false
}, []lint.Need{{Kind: lint.Group, Completes: []string{"groupTypes"}}})

// DynamicRule is what [RuleOf] reads.
var DynamicRule = lint.About("the rule of a dynamic group",
	[]lint.Need{{Kind: lint.Group, Completes: []string{"membershipRule"}}}, Dynamic)

// RuleOf returns the rule of a dynamic group. ok is false for a group that is not dynamic, and for a rule that is not understood.
func RuleOf(group *lint.Record) (rule *MembershipRule, ok bool) {
	if !Dynamic.Of(group) {
		return nil, false
	}
	return ParseMembershipRule(group.Get("membershipRule").Text())
}

// ParseMembershipRule reads a rule, with operators in any case, with or without a
// hyphen, be it a dash, and names in any case. ok is false for what it does not
// understand in full: nothing is then known of the rule.
func ParseMembershipRule(text string) (rule *MembershipRule, ok bool) {
	tokens, ok := ruleTokens(text)
	if !ok {
		return nil, false
	}
	p := ruleParser{tokens: tokens, rule: new(MembershipRule)}
	if !p.directReports() {
		p.rule.takes = p.or()
	}
	if p.failed || p.next().kind != endOfRule {
		return nil, false
	}
	return p.rule, true
}

// takes is what a part of a rule takes in, by user type.
type takes [userTypes]Take

var (
	unknown  = takes{}
	nobody   = takes{TakesNone, TakesNone, TakesNone}
	everyone = takes{TakesAll, TakesAll, TakesAll}
)

func (t takes) not() takes {
	for i, take := range t {
		switch take {
		case TakesNone:
			t[i] = TakesAll
		case TakesAll:
			t[i] = TakesNone
		}
	}
	return t
}

func (t takes) and(other takes) takes {
	for i := range t {
		switch {
		case t[i] == TakesNone || other[i] == TakesNone:
			t[i] = TakesNone
		case t[i] != TakesAll || other[i] != TakesAll:
			t[i] = TakesSome
		}
	}
	return t
}

func (t takes) or(other takes) takes { return t.not().and(other.not()).not() }

// A ruleToken is a word, a text in quotes or a bracket of a rule.
type ruleToken struct {
	kind ruleTokenKind
	text string // of a word in lower case and without its hyphen
}

type ruleTokenKind uint8

const (
	endOfRule ruleTokenKind = iota
	ruleWord
	ruleText
	ruleBracket // "(", ")", "[", "]" or ","
)

func ruleTokens(text string) (tokens []ruleToken, ok bool) {
	runes := []rune(text)
	for i := 0; i < len(runes); {
		switch c := runes[i]; {
		case unicode.IsSpace(c):
			i++
		case strings.ContainsRune("()[],", c):
			tokens = append(tokens, ruleToken{ruleBracket, string(c)})
			i++
		case c == '"' || c == '\'':
			value, end := quoted(runes, i)
			if end < 0 {
				return nil, false
			}
			tokens = append(tokens, ruleToken{ruleText, value})
			i = end
		default:
			start := i
			if unicode.Is(unicode.Pd, c) || c == minusSign {
				start++
			}
			for i++; i < len(runes) && inWord(runes[i]); i++ {
			}
			word := strings.ToLower(string(runes[start:i]))
			if word == "" || !inWord(runes[start]) {
				return nil, false
			}
			tokens = append(tokens, ruleToken{ruleWord, word})
		}
	}
	return tokens, true
}

const minusSign = '\u2212'

// inWord reports whether a character may stand in a property, an operator or a value
// without quotes. Dates have hyphens and colons.
func inWord(c rune) bool {
	return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("_.$:-", c)
}

// quoted returns the text between quotes that begins at start, and where it ends.
// A quote in it is doubled, or has a backtick or a backslash before it.
func quoted(runes []rune, start int) (text string, end int) {
	quote := runes[start]
	var b strings.Builder
	for i := start + 1; i < len(runes); i++ {
		c := runes[i]
		following := i+1 < len(runes) && runes[i+1] == quote
		switch {
		case c == quote && following && b.Len() > 0, quote == '"' && (c == '`' || c == '\\') && following:
			b.WriteRune(quote)
			i++
		case c == quote:
			return b.String(), i + 1
		default:
			b.WriteRune(c)
		}
	}
	return "", -1
}

// A ruleParser works out what a rule takes in while it goes through it. By
// Microsoft's table, comparisons bind closest, then not, and, or.
type ruleParser struct {
	tokens []ruleToken
	at     int
	depth  int
	failed bool
	rule   *MembershipRule
}

// maxRuleDepth is how deep brackets may be nested. The service takes 3,072 characters,
// but an export may hold anything.
const maxRuleDepth = 200

func (p *ruleParser) next() ruleToken {
	if p.at >= len(p.tokens) {
		return ruleToken{}
	}
	return p.tokens[p.at]
}

// accept goes past a word or bracket if it is the next one.
func (p *ruleParser) accept(kind ruleTokenKind, text string) bool {
	if next := p.next(); next.kind != kind || next.text != text {
		return false
	}
	p.at++
	return true
}

func (p *ruleParser) fail() takes {
	p.failed = true
	return unknown
}

// directReports reads the one rule that has a form of its own.
func (p *ruleParser) directReports() bool {
	for i, word := range [...]string{"direct", "reports", "for"} {
		if !p.accept(ruleWord, word) {
			p.failed = i > 0
			return i > 0
		}
	}
	if p.next().kind != ruleText {
		p.failed = true
	}
	p.at++
	return true
}

func (p *ruleParser) or() takes {
	result := p.and()
	for !p.failed && p.accept(ruleWord, "or") {
		result = result.or(p.and())
	}
	return result
}

func (p *ruleParser) and() takes {
	result := p.not()
	for !p.failed && p.accept(ruleWord, "and") {
		result = result.and(p.not())
	}
	return result
}

func (p *ruleParser) not() takes {
	if p.depth++; p.depth > maxRuleDepth {
		return p.fail()
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept(ruleWord, "not"):
		first := len(p.rule.Odd)
		result := p.not().not()
		for i := range p.rule.Odd[first:] {
			p.rule.Odd[first+i].negated = !p.rule.Odd[first+i].negated
		}
		return result
	case p.accept(ruleBracket, "("):
		result := p.or()
		if p.failed || !p.accept(ruleBracket, ")") {
			return p.fail()
		}
		return result
	}
	return p.comparison()
}

func (p *ruleParser) comparison() takes {
	property := p.next()
	of, _, found := strings.Cut(property.text, ".")
	if property.kind != ruleWord || !found || of != "user" && of != "device" {
		return p.fail()
	}
	p.rule.Devices = p.rule.Devices || of == "device"
	p.at++
	operator := p.next().text
	if p.next().kind != ruleWord {
		return p.fail()
	}
	p.at++
	if operator == "any" || operator == "all" {
		return p.quantified()
	}
	if !slices.Contains(ruleOperators[:], operator) {
		return p.fail()
	}
	values, list := p.values()
	p.rule.NamesUserType = p.rule.NamesUserType || property.text == "user.usertype"
	switch {
	case p.failed, list != (operator == "in" || operator == "notin"):
		return unknown
	case property.text == "user.objectid":
		return objectID(operator, values)
	case property.text == "user.usertype":
		return p.userType(operator, values)
	}
	return unknown
}

var ruleOperators = [...]string{
	"eq", "ne", "startswith", "notstartswith", "endswith", "notendswith", "contains", "notcontains",
	"match", "notmatch", "in", "notin", "le", "ge", "lt", "gt",
}

func negative(operator string) bool { return operator == "ne" || strings.HasPrefix(operator, "not") }

// quantified goes past what is said of the elements of a list, in brackets or not.
func (p *ruleParser) quantified() takes {
	if !p.accept(ruleBracket, "(") {
		if p.next().kind != ruleWord {
			return p.fail()
		}
		p.at++
		if !slices.Contains(ruleOperators[:], p.next().text) || p.next().kind != ruleWord {
			return p.fail()
		}
		p.at++
		p.values()
		return unknown
	}
	for open := 1; open > 0; p.at++ {
		switch next := p.next(); {
		case next.kind == endOfRule:
			return p.fail()
		case next.kind == ruleBracket && next.text == "(":
			open++
		case next.kind == ruleBracket && next.text == ")":
			open--
		}
	}
	return unknown
}

// values reads what a property is compared with: a value, or a list of them.
func (p *ruleParser) values() (values []ruleToken, list bool) {
	if !p.accept(ruleBracket, "[") {
		value := p.value()
		if value.kind == ruleWord && (p.accept(ruleWord, "plus") || p.accept(ruleWord, "minus")) {
			p.value() // system.now -plus p1d
		}
		return []ruleToken{value}, false
	}
	for !p.failed {
		values = append(values, p.value())
		if p.accept(ruleBracket, "]") {
			break
		}
		if !p.accept(ruleBracket, ",") {
			p.failed = true
		}
	}
	return values, true
}

func (p *ruleParser) value() ruleToken {
	value := p.next()
	if value.kind != ruleWord && value.kind != ruleText {
		p.failed = true
	}
	p.at++
	return value
}

// isNull reports whether a value is null, in quotes or not: Microsoft's page has both,
// and says that in quotes it is the word.
func (t ruleToken) isNull() bool {
	text := strings.ToLower(strings.TrimSpace(t.text))
	return text == "null" || t.kind == ruleWord && text == "$null"
}

// objectID is what a comparison of the id takes in, which every user has.
func objectID(operator string, values []ruleToken) takes {
	switch {
	case !values[0].isNull():
		return unknown
	case operator == "ne":
		return everyone
	case operator == "eq":
		return nobody
	}
	return unknown
}

// userType is what a comparison of userType takes in. How a negative comparison takes
// null is not documented.
func (p *ruleParser) userType(operator string, values []ruleToken) takes {
	result := nobody
	for _, value := range values {
		one := userTypeIs(operator, value)
		if one == nobody {
			p.rule.Odd = append(p.rule.Odd, OddComparison{Operator: operator, Value: value.text})
		}
		result = result.or(one)
	}
	if !negative(operator) {
		return result
	}
	result = result.not()
	if !slices.ContainsFunc(values, ruleToken.isNull) {
		result[NoType] = TakesSome
	}
	return result
}

// userTypeIs is what a positive comparison of userType with one value takes in.
func userTypeIs(operator string, value ruleToken) takes {
	if value.kind == ruleWord {
		if value.isNull() && (operator == "eq" || operator == "ne") {
			return takes{TakesNone, TakesNone, TakesAll}
		}
		return unknown
	}
	text := strings.ToLower(strings.TrimSpace(value.text))
	if text == "" || value.isNull() {
		return unknown
	}
	var holds func(userType, text string) bool
	switch strings.TrimPrefix(operator, "not") {
	case "eq", "ne", "in":
		holds = func(userType, text string) bool { return userType == text }
	case "startswith":
		holds = strings.HasPrefix
	case "endswith":
		holds = strings.HasSuffix
	case "contains":
		holds = strings.Contains
	default:
		return unknown
	}
	result := nobody
	for i, userType := range [...]string{MemberType: "member", GuestType: "guest"} {
		if holds(userType, text) {
			result[i] = TakesAll
		}
	}
	return result
}
