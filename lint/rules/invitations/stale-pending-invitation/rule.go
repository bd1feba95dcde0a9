// Package stalependinginvitation reports invitations that nobody redeemed.
package stalependinginvitation

import (
	_ "embed"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Options are what users may set.
type Options struct {
	Days int `json:"days" min:"1" max:"3650" doc:"how many days an invitation may wait"`
}

// Rule is stale-pending-invitation.
var Rule = &lint.Rule{
	ID:       "stale-pending-invitation",
	Severity: lint.Note,
	Subject:  "invitations",
	Page:     page,
	Options:  Options{Days: 90},
	Needs:    []lint.Need{{Kind: lint.User, Requires: []string{"externalUserStateChangeDateTime"}}},
	Uses:     []lint.Use{directory.Pending.Required()},
	On:       []lint.Kind{lint.User},
	Check:    check,
}

func check(p *lint.Pass, user *lint.Record) {
	if !directory.Pending.Of(user) {
		return
	}
	changed := user.Get("externalUserStateChangeDateTime")
	at, ok := graph.Date(changed.Text())
	if !ok {
		p.Cannot("externalUserStateChangeDateTime of a pending external user is no date")
		return
	}
	days := graph.Days(at.Truncate(24*time.Hour), p.AsOf)
	if days <= lint.OptionsOf[Options](p).Days {
		return
	}
	object := user.Object()
	p.Report(p.Find(changed, "the invitation of external user %s has waited %d days, since %s: until it is redeemed a sign-in can fail with AADSTS50014",
		object.Label(), days, display.Safe(at.Format(time.DateOnly))).
		About("externalUserState", "").
		With("days", days).
		Fixf("send the invitation again, or delete external user %s", object.ID))
}
