// Package policytargetmalformed reports targets of cross-tenant settings that can
// match nothing.
package policytargetmalformed

import (
	_ "embed"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/crosstenant"
	"tenantlint/lint/display"
)

//go:embed rule.md
var page string

// Rule is policy-target-malformed.
var Rule = &lint.Rule{
	ID:       "policy-target-malformed",
	Severity: lint.Error,
	Subject:  "crosstenant",
	Page:     page,
	Uses:     []lint.Use{crosstenant.Settings(crosstenant.Scopes...)},
	Once:     once,
}

func once(p *lint.Pass) {
	for _, party := range crosstenant.Read(p.Tenant).Parties() {
		for part := range party.Parts() {
			judgePart(p, part)
			for target := range part.List() {
				judgeTarget(p, part, target)
			}
		}
	}
}

// judgePart reports a part that does not say what it does, or to whom.
func judgePart(p *lint.Pass, part crosstenant.Part) {
	access := part.AccessType()
	switch word := strings.ToLower(strings.TrimSpace(access.Text())); {
	case part.Half.Access != crosstenant.AccessUnknown || word == "allowed" || word == "blocked":
	case word == crosstenant.UnnamedValue:
		p.Cannot("an accessType is unknownFutureValue, which stands for one that the Graph version of the export does not name")
	case word == "":
		p.Report(p.Find(part.At, "%s has no accessType for %s: whether it allows or blocks them is not known", part.Party.Name(), part.Title()).
			About(part.Key()+"/accessType", "").
			Fixf("set accessType to 'allowed' or 'blocked'"))
	default:
		p.Report(p.Find(access, "%s has the accessType %s for %s: there is 'allowed' and 'blocked' only, and what takes effect is not known",
			part.Party.Name(), access, part.Title()).
			About(part.Key()+"/accessType", word).
			Fixf("set accessType to 'allowed' or 'blocked'"))
	}
	if !part.HasTargets() {
		p.Report(p.Find(part.At, "%s has no list of targets for %s: the setting is for nobody and nothing", part.Party.Name(), part.Title()).
			About(part.Key()+"/targets", "").
			Fixf("name %s, or single ones by their ids", display.Safe(everyone(part))))
	}
}

func everyone(part crosstenant.Part) string {
	if part.OfUsers() {
		return "'AllUsers'"
	}
	return "'AllApplications'"
}

func judgeTarget(p *lint.Pass, part crosstenant.Part, target crosstenant.Target) {
	name := part.Party.Name()
	needed, reserved := types[target.Name]
	switch {
	case target.Name == "":
		p.Report(p.Find(target.At, "%s has an entry without a target in %s: %s", name, part.Title(), effect(part)).
			About(part.Key()+"/target", target.Name).
			Fixf("take the entry out, or name in it who or what is meant"))
	case !reserved && !target.IsID():
		p.Report(p.Find(target.At, "%s names %s in %s, which is neither an id nor a reserved name: %s", name, target.At, part.Title(), effect(part)).
			About(part.Key()+"/target", target.Name).
			Fixf("%s", fix(part)))
	case target.Type == crosstenant.UnnamedValue:
		p.Cannot("a targetType is unknownFutureValue, which stands for one that the Graph version of the export does not name")
	case reserved && target.Type != needed:
		p.Report(p.Find(target.TypeAt, "%s names %s in %s %s: %s", name, target.At, part.Title(), as(target), effect(part)).
			About(part.Key()+"/targetType", target.Name).
			Fixf("%s", retype(part, needed)))
	case !reserved && target.Type != "user" && target.Type != "group" && target.Type != "application":
		p.Report(p.Find(target.TypeAt, "%s names %s in %s %s: %s", name, target.At, part.Title(), as(target), effect(part)).
			About(part.Key()+"/targetType", target.Name).
			Fixf("set its targetType to 'user', 'group' or 'application'"))
	}
}

// types are the reserved names with the targetType that each takes.
var types = map[string]string{
	crosstenant.AllUsers:         "user",
	crosstenant.AllApplications:  "application",
	crosstenant.Office365:        "application",
	crosstenant.AllMicrosoftApps: "application",
}

// as says of which targetType a target is.
func as(t crosstenant.Target) display.Safe {
	if t.Type == "" {
		return "without a targetType"
	}
	return "with the targetType " + display.Safe(t.TypeAt.String())
}

// effect says what follows from a target that matches nothing.
func effect(part crosstenant.Part) display.Safe {
	switch {
	case part.Half.Access == crosstenant.AccessUnknown:
		return "it has no effect"
	case part.OfUsers() && part.Half.Access == crosstenant.Allowed:
		return "it matches nobody, and lets nobody through"
	case part.OfUsers():
		return "it matches nobody, and keeps nobody out"
	case part.Half.Access == crosstenant.Allowed:
		return "it matches nothing, and opens no application"
	}
	return "it matches nothing, and blocks no application"
}

// retype says what to do with a reserved name that takes another targetType.
func retype(part crosstenant.Part, needed string) display.Safe {
	switch {
	case part.OfUsers() && needed != "user":
		return "take it out here, and name it among the applications if it is meant"
	case !part.OfUsers() && needed == "user":
		return "take it out here, and name it among the users if it is meant"
	}
	return display.Safe("set its targetType to '" + needed + "'")
}

func fix(part crosstenant.Part) display.Safe {
	if part.OfUsers() {
		return "name the object id of a user or group, or 'AllUsers'"
	}
	return "name the id of an application, or 'AllApplications', 'Office365' or 'AllMicrosoftApps'"
}
