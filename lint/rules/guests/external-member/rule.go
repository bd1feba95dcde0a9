// Package externalmember reports external users who are members.
package externalmember

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/directory"
)

//go:embed rule.md
var page string

// Rule is external-member.
var Rule = &lint.Rule{
	ID:       "external-member",
	Severity: lint.Note,
	Subject:  "guests",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"userType"}}},
	Uses:     []lint.Use{directory.External},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	userType := user.Get("userType")
	if !directory.External.Of(user) || !strings.EqualFold(strings.TrimSpace(userType.Text()), "Member") {
		return
	}
	object := user.Object()
	p.Report(p.Find(userType, "external user %s is a member: it may read and do in the directory what employees may, policies for guests do not apply to it, and some applications do not support it",
		object.Label()).
		About("userType", "").
		Fixf("set userType of user %s to Guest, unless it is meant to be a member", object.ID))
}
