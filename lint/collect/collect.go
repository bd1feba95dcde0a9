// Package collect writes the scripts that export a tenant: what the rules say they
// need, and nothing else.
//
//	rules ─► needs ─► files ─► script for bash, script for PowerShell
package collect

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/template"

	"tenantlint/lint"
)

// A File is what a script writes in answer to one request and the rest of what that
// cannot expand or, of the members of groups, a file for each group.
type File struct {
	lint.Request
	Name    string // as in "users.json"
	List    bool   // Graph answers with pages
	Rest    []lint.Rest
	Lacking []lint.Cloud // national clouds that do not have it
}

// Files returns what the rules need of Microsoft Graph, in the order in which it is
// fetched.
func Files(rules []*lint.Rule) []File {
	var files []File
	for kind := range lint.Kinds() {
		info := kind.Info()
		// Members are asked for group by group.
		if info.Path == "" || !needed(kind, rules) && (kind != lint.Group || !needed(lint.GroupMember, rules)) {
			continue
		}
		names := properties(kind, rules)
		files = append(files, File{
			Request: kind.Request(names), Rest: kind.Rest(names),
			Name: info.File + ".json", List: !info.Plain, Lacking: info.Lacking,
		})
	}
	return files
}

// membersOf is by which the scripts tell of which groups to ask for the members.
var membersOf = []string{"onPremisesSyncEnabled", "isAssignableToRole"}

// properties returns what is asked for of a kind.
func properties(kind lint.Kind, rules []*lint.Rule) []string {
	reads := make([]lint.Needs, len(rules))
	for i, rule := range rules {
		reads[i] = rule.Reads()
	}
	names := lint.Properties(kind, reads)
	if kind == lint.Group && needed(lint.GroupMember, rules) {
		for _, name := range membersOf {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// needed reports whether a rule reads a kind, but not in place of another one that is
// exported.
func needed(kind lint.Kind, rules []*lint.Rule) bool {
	return slices.ContainsFunc(rules, func(rule *lint.Rule) bool {
		need, ok := rule.Need(kind)
		return ok && need.InsteadOf == lint.NoKind
	})
}

// Shells returns the names of the shells that Write knows, in the order for help.
func Shells() []string { return []string{"bash", "pwsh"} }

//go:embed export.sh.tmpl
var bash string

//go:embed export.ps1.tmpl
var pwsh string

var templates = map[string]*template.Template{
	"bash": parse("bash", bash),
	"pwsh": parse("pwsh", pwsh),
}

func parse(name, text string) *template.Template {
	return template.Must(template.New(name).Funcs(template.FuncMap{
		"sh": func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" },
		"ps": func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" },
	}).Parse(text))
}

// A script is what the templates are filled with.
type script struct {
	Command string // line that writes the script again
	Rules   []*lint.Rule
	Files   []File
	Notes   []string // what the script leaves to its reader
	Limit   int      // of related objects that $expand returns
}

// Write writes the script for a shell. Command is the command line that asked for
// it, which the script repeats in its head.
func Write(w io.Writer, shell, command string, rules []*lint.Rule) error {
	t, ok := templates[shell]
	if !ok {
		return fmt.Errorf("unknown shell %q", shell)
	}
	s := script{Command: command, Rules: rules, Files: Files(rules), Limit: lint.ExpandLimit}
	for kind := range lint.Kinds() {
		if info := kind.Info(); info.Command != "" && needed(kind, rules) {
			s.Notes = append(s.Notes, "Not from Microsoft Graph, so save it yourself as "+info.File+".json: "+info.Command)
		}
	}
	if s.Members() {
		s.Notes = append(s.Notes, "Members of a group that hides them are shown with Member.Read.Hidden only.")
	}
	return t.Execute(w, s)
}

// named is how many rules the head of a script names.
const named = 12

// For returns the lines that say for which rules the script exports.
func (s script) For() []string {
	if len(s.Rules) > named {
		return []string{fmt.Sprintf("%d rules, which tenantlint rules lists", len(s.Rules))}
	}
	ids := make([]string, len(s.Rules))
	for i, rule := range s.Rules {
		ids[i] = rule.ID
	}
	return ids
}

// Scope is a permission with the files that it is needed for.
type Scope struct{ Name, Files string }

// Scopes returns the permissions that the files need, each once.
func (s script) Scopes() []Scope {
	var scopes []Scope
	for _, file := range s.Files {
		i := slices.IndexFunc(scopes, func(scope Scope) bool { return scope.Name == file.Scope })
		if i < 0 {
			scopes = append(scopes, Scope{file.Scope, file.Name})
			continue
		}
		scopes[i].Files += ", " + file.Name
	}
	return scopes
}

// Members reports whether the members of groups are fetched.
func (s script) Members() bool { return slices.ContainsFunc(s.Files, File.OfGroups) }

// Assigned reports whether a rule needs the members of groups that are assigned to
// applications which the cross-tenant settings name.
func (s script) Assigned() bool {
	return slices.ContainsFunc(s.Rules, func(rule *lint.Rule) bool {
		assigned, _ := rule.Need(lint.ServicePrincipal)
		_, members := rule.Need(lint.GroupMember)
		settings, ok := rule.Need(lint.CrossTenantAccessPolicyDefault)
		return members && ok && slices.Contains(assigned.Properties(), "appRoleAssignedTo") &&
			slices.Contains(settings.Properties(), "b2bCollaborationInbound")
	})
}

// Rests reports whether there is something that the requests for lists cannot expand.
func (s script) Rests() bool {
	return slices.ContainsFunc(s.Files, func(f File) bool { return len(f.Rest) > 0 })
}

// Lacks is a national cloud with the files that cannot be had there.
type Lacks struct {
	Cloud lint.Cloud
	Files string
}

// Lacking returns what national clouds do not have of the files.
func (s script) Lacking() []Lacks {
	var all []Lacks
	for _, cloud := range []lint.Cloud{lint.Government, lint.China} {
		var names []string
		for _, file := range s.Files {
			if slices.Contains(file.Lacking, cloud) {
				names = append(names, file.Name)
			}
		}
		if names != nil {
			all = append(all, Lacks{cloud, strings.Join(names, ", ")})
		}
	}
	return all
}

// Policies reports whether a scope for policies is needed.
func (s script) Policies() bool {
	return slices.ContainsFunc(s.Files, func(f File) bool { return strings.HasPrefix(f.Scope, "Policy.") })
}

// Of returns the path of the request for one group.
func (f File) Of(group string) string { return strings.Replace(f.Path, "{id}", group, 1) }

// In returns the names of the national clouds that do not have the file.
func (f File) In() string {
	names := make([]string, len(f.Lacking))
	for i, cloud := range f.Lacking {
		names[i] = string(cloud)
	}
	return strings.Join(names, " ")
}

// OfGroups reports whether the file stands for one of each group.
func (f File) OfGroups() bool { return f.Kind == lint.GroupMember }
