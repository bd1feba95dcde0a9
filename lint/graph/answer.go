package graph

import (
	"tenantlint/lint"
)

// An Answer is what an export says to a question. It is unknown where the export lacks
// what it takes to tell.
type Answer uint8

// The answers.
const (
	Unknown Answer = iota
	No
	Yes
)

// AnswerOf returns what a Boolean says: anything else is unknown.
func AnswerOf(v lint.Value) Answer {
	switch {
	case v.True():
		return Yes
	case v.Type() == lint.Boolean:
		return No
	}
	return Unknown
}
