package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/decode"
	"tenantlint/lint/display"
	"tenantlint/schemas"
)

// settle puts the report together: everything in order, nothing twice.
func (r *run) settle(ctx context.Context, outcomes []outcome) (*lint.Report, error) {
	report := &lint.Report{Version: r.options.Version, AsOf: r.options.AsOf, Tenant: r.tenant}
	if err := r.recordProblems(); err != nil {
		return nil, err
	}
	report.Inputs = r.inputs()
	dropped := make(map[string]bool)
	for i := range outcomes {
		dropped[r.plan.rules[i].ID] = outcomes[i].skipped() || r.failures[i] != nil
	}
	report.Findings = r.unique(dropped)
	report.Measures = r.uniqueMeasures(dropped)
	if err := r.locate(ctx, report.Findings, report.Measures); err != nil {
		return nil, err
	}
	found := make(map[string]int)
	for _, f := range report.Findings {
		found[f.Rule]++
	}
	for i, rule := range r.plan.rules {
		if failure := r.failures[i]; failure != nil {
			report.Rules = append(report.Rules, lint.RuleResult{Rule: rule, Status: lint.Failed, Failure: failure})
			continue
		}
		o := &outcomes[i]
		for _, reason := range slices.Sorted(maps.Keys(r.doubts[i])) {
			if o.skipped() {
				break
			}
			o.status = lint.Partial
			o.reasons = append(o.reasons, lint.Reason{Text: reason, Times: r.doubts[i][reason]})
		}
		report.Rules = append(report.Rules, lint.RuleResult{
			Rule: rule, Status: o.status, Reasons: o.reasons, Exports: o.exports, Findings: found[rule.ID], Uncollected: o.uncollected(),
		})
	}
	return report, nil
}

// unique orders the findings and leaves out those of rules that were skipped or failed,
// and all but the first of those with one fingerprint: an object may be in two files.
func (r *run) unique(dropped map[string]bool) []*lint.Finding {
	for _, f := range r.findings {
		f.Identify()
	}
	slices.SortStableFunc(r.findings, lint.Compare)
	seen := make(map[string]bool, len(r.findings))
	return slices.DeleteFunc(r.findings, func(f *lint.Finding) bool {
		if dropped[f.Rule] || seen[f.Fingerprint] {
			return true
		}
		seen[f.Fingerprint] = true
		return false
	})
}

// uniqueMeasures orders the measures and leaves out those of rules that were skipped or
// failed, and all but the first of those of one object.
func (r *run) uniqueMeasures(dropped map[string]bool) []*lint.Measure {
	slices.SortStableFunc(r.measures, func(a, b measured) int {
		return cmp.Or(
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Location.Path, b.Location.Path),
			cmp.Compare(a.Location.Offset, b.Location.Offset),
			cmp.Compare(a.Name, b.Name),
		)
	})
	type figure struct {
		rule, name string
		object     int64
	}
	seen := make(map[figure]bool)
	var unique []*lint.Measure
	for _, m := range r.measures {
		this := figure{m.Rule, m.Name, r.original(m.record)}
		if dropped[m.Rule] || m.record != noRecord && seen[this] {
			continue
		}
		seen[this] = true
		unique = append(unique, m.Measure)
	}
	return unique
}

// locate works out lines, columns and excerpts in the order of the files.
func (r *run) locate(ctx context.Context, findings []*lint.Finding, measures []*lint.Measure) error {
	var places []*lint.Location
	for _, m := range measures {
		places = append(places, &m.Location)
	}
	for _, f := range findings {
		places = append(places, &f.Location)
		for i := range f.Related {
			places = append(places, &f.Related[i].Location)
		}
	}
	slices.SortFunc(places, func(a, b *lint.Location) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Length, b.Length))
	})
	l := locator{library: r.library}
	for _, place := range places {
		if err := errors.Join(ctx.Err(), l.locate(place)); err != nil {
			return err
		}
	}
	return nil
}

// recordProblems turns what is wrong with single records into problems of their
// files: one for each file and property, at the first record.
func (r *run) recordProblems() error {
	for _, class := range []struct {
		code    lint.Code
		records []misfit
	}{{lint.Schema, r.misfits}, {lint.DuplicateKey, r.doubled}, {lint.MemberLimit, r.limited}} {
		type place struct{ file, field int }
		first := make(map[place]*lint.Problem)
		more := make(map[place]int64)
		var order []place
		l := locator{library: r.library}
		for _, m := range class.records {
			s, _ := r.library.place(m.record)
			at := place{s.origin.File, m.field}
			if more[at] += 1 + m.more; first[at] != nil {
				continue
			}
			problem, err := r.recordProblem(&l, class.code, m)
			if err != nil {
				return err
			}
			first[at] = problem
			order = append(order, at)
		}
		for _, at := range order {
			problem := first[at]
			if n := more[at]; n > 1 {
				problem.Message += "; so it is in " + lint.Count(n-1, "other object", "other objects")
			}
			file := r.files[at.file]
			file.Problems = append(file.Problems, *problem)
		}
	}
	return nil
}

// recordProblem says what is wrong with one record, and where.
func (r *run) recordProblem(l *locator, code lint.Code, m misfit) (*lint.Problem, error) {
	record, err := r.library.record(m.record)
	if err != nil {
		return nil, err
	}
	fields := r.plan.fields[record.Kind]
	property := fields.Name(m.field)
	value := record.Misfit(property)
	var message string
	cut, isCut := depthCut(value, fields.Type(m.field))
	switch {
	case code == lint.Schema && isCut:
		code, value = lint.DepthCut, cut
		message = fmt.Sprintf("ConvertTo-Json cut %s of %s %s off, and wrote %s in its place; export again with -Depth 20",
			property, record.Kind.Noun(), display.Quote(record.ID()), display.Quote(cut.Text()))
	case code == lint.Schema:
		message = fmt.Sprintf("%s of %s %s is not what it should be", property, record.Kind.Noun(), display.Quote(record.ID()))
		if err := schemas.Validate(record.Kind.String(), []byte(`{"`+property+`":`+value.Raw()+`}`)); err != nil {
			message += ": " + display.String(err.Error())
		}
	case code == lint.DuplicateKey:
		message = fmt.Sprintf("%s %s has %s twice; the first one counts", record.Kind.Noun(), display.Quote(record.ID()), property)
	default:
		message = fmt.Sprintf("group %s shows just %d members, where $expand=members stops; it may have more",
			display.Quote(record.ID()), lint.ExpandLimit)
		if record.Get(decode.MembersLink).Exists() {
			message = fmt.Sprintf("group %s shows some of its members: members@odata.nextLink is left over", display.Quote(record.ID()))
		}
	}
	at := value.Location()
	if err := l.locate(&at); err != nil {
		return nil, err
	}
	return &lint.Problem{
		Code: code, Message: message, Path: at.Path, File: at.File,
		Offset: at.Offset, Line: at.Line, Column: at.Column,
	}, nil
}

// depthCut returns the first string in a value of a type that stands for a list or object
// which PowerShell did not write.
func depthCut(v lint.Value, t *lint.Type) (lint.Value, bool) {
	if t == nil {
		t = new(lint.Type)
	}
	switch v.Type() {
	case lint.String:
		return v, decode.DepthCut(v.Text()) || t.Items != nil && decode.Joined(v.Text())
	case lint.Object:
		for name, member := range v.Members() {
			var inner *lint.Type
			if t.Members != nil {
				if i := t.Members.Find([]byte(name)); i >= 0 {
					inner = t.Members.Type(i)
				}
			}
			if cut, ok := depthCut(member, inner); ok {
				return cut, true
			}
		}
	case lint.Array:
		for element := range v.Elements() {
			if cut, ok := depthCut(element, t.Items); ok {
				return cut, true
			}
		}
	}
	return v, false
}

// inputs lists what was read: a line for each file, but one for many files of one
// kind and shape in a folder.
func (r *run) inputs() []lint.Input {
	type key struct {
		root, shape string
		kind        lint.Kind
	}
	var inputs []lint.Input
	number := make(map[key]int)
	for _, f := range r.files {
		name := display.Untrusted(f.Path)
		if len(f.Sections) == 0 {
			inputs = append(inputs, lint.Input{Path: name, Files: 1, Problems: f.Problems})
			continue
		}
		for i, s := range f.Sections {
			var problems []lint.Problem
			if i == 0 {
				problems = f.Problems
			}
			k := key{f.Root, string(s.Shape), s.Kind}
			at, ok := number[k]
			if !ok || f.Root == "" {
				number[k] = len(inputs)
				inputs = append(inputs, lint.Input{
					Path: name, Files: 1, Kind: s.Kind, Shape: string(s.Shape), Records: s.Records,
					Complete: !s.Partial, Problems: problems, Evidence: s.Evidence,
				})
				continue
			}
			in := &inputs[at]
			in.Path = display.Untrusted(commonFolder(string(in.Path), f.Path) + "/**")
			in.Files++
			in.Records += s.Records
			in.Complete = in.Complete && !s.Partial
			in.Problems = append(in.Problems, problems...)
		}
	}
	slices.SortStableFunc(inputs, func(a, b lint.Input) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Kind, b.Kind))
	})
	return inputs
}

// commonFolder returns the folder that two files, or a folder with "/**" and a
// file, have in common.
func commonFolder(a, b string) string {
	folder := path.Dir(a)
	for folder != "." && folder != "/" && !strings.HasPrefix(b, folder+"/") {
		folder = path.Dir(folder)
	}
	return folder
}
