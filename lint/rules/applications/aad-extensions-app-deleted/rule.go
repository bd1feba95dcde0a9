// Package aadextensionsappdeleted reports that the application which stores what user
// flows collect was deleted.
package aadextensionsappdeleted

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

// Rule is aad-extensions-app-deleted.
var Rule = &lint.Rule{
	ID:       "aad-extensions-app-deleted",
	Severity: lint.Error,
	Subject:  "applications",
	Page:     page,
	Needs:    []lint.Need{{Kind: lint.DeletedApplication, Requires: []string{"displayName", "deletedDateTime"}}},
	On:       []lint.Kind{lint.DeletedApplication},
	Check:    check,
}

// restorable is how many days a deleted application can be restored for.
const restorable = 30

func check(p *lint.Pass, application *lint.Record) {
	name, deleted := application.Get("displayName"), application.Get("deletedDateTime")
	if !directory.ExtensionsApp(name.Text()) {
		return
	}
	at, ok := graph.Date(deleted.Text())
	if !ok {
		p.Cannot("deletedDateTime of a deleted application is no date, so until when it can be restored is not known")
		p.Report(p.Find(deleted, "application %s was deleted: sign-up by user flows and custom attributes fail", name).
			About("deletedDateTime", "").
			Fixf("restore it, if it is still among the deleted applications: %s", restore(application)))
		return
	}
	until := at.AddDate(0, 0, restorable)
	last := until.Truncate(24 * time.Hour)
	day := display.Safe(last.Format(time.DateOnly))
	var f *lint.Finding
	if p.AsOf.After(last) {
		f = p.Find(deleted, "application %s was deleted on %s: sign-up by user flows and custom attributes fail, and it could be restored until %s only",
			name, display.Safe(at.Format(time.DateOnly)), day).
			As(lint.Warning).
			Fixf("create a user flow or a custom attribute, with which the application is made again; what it stored is lost")
	} else {
		f = p.Find(deleted, "application %s was deleted on %s: sign-up by user flows and custom attributes fail, and it can be restored until %s only",
			name, display.Safe(at.Format(time.DateOnly)), day).
			Fixf("restore it by %s: %s", day, restore(application))
	}
	f.About("deletedDateTime", "").
		With("restorableUntil", display.Untrusted(day))
	p.Report(f)
}

// restore returns the command that restores an application.
func restore(application *lint.Record) display.Safe {
	return display.Safe("Restore-MgDirectoryDeletedItem -DirectoryObjectId " + display.Quote(application.ID()))
}
