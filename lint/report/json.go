package report

import (
	"bufio"
	"bytes"
	"reflect"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// schemaVersion changes when a key of the JSON report goes away or changes its
// meaning, not when one is added.
const schemaVersion = "1"

// Strings of type [display.Untrusted] are written exactly: machines need them.
type (
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}

	jsonTenant struct {
		ID     display.Untrusted `json:"id"`
		Name   display.Untrusted `json:"name"`
		Domain display.Untrusted `json:"domain"`
	}

	jsonInput struct {
		Path     display.Untrusted `json:"path"`
		Files    int               `json:"files"`
		Kind     lint.Kind         `json:"kind"`
		Shape    string            `json:"shape"`
		Records  int64             `json:"records"`
		Complete bool              `json:"complete"`
		Problems []jsonProblem     `json:"problems"`
	}

	jsonProblem struct {
		Code    lint.Code         `json:"code"`
		Message string            `json:"message"`
		Path    display.Untrusted `json:"path"`
		Line    int64             `json:"line"`
		Column  int64             `json:"column"`
	}

	jsonRule struct {
		ID       string        `json:"id"`
		Severity lint.Severity `json:"severity"`
		Status   lint.Status   `json:"status"`
		Reason   string        `json:"reason"`
		Findings int           `json:"findings"`
	}

	jsonFinding struct {
		Rule        string        `json:"rule"`
		Severity    lint.Severity `json:"severity"`
		Message     string        `json:"message"`
		Object      jsonObject    `json:"object"`
		Location    jsonLocation  `json:"location"`
		Related     []jsonRelated `json:"related"`
		Properties  properties    `json:"properties"`
		Fingerprint string        `json:"fingerprint"`
	}

	jsonObject struct {
		Kind lint.Kind         `json:"kind"`
		ID   display.Untrusted `json:"id"`
		Name display.Untrusted `json:"name"`
	}

	jsonLocation struct {
		Path    display.Untrusted `json:"path"`
		Pointer display.Untrusted `json:"pointer"`
		Line    int64             `json:"line"`
		Column  int64             `json:"column"`
		Offset  int64             `json:"offset"`
		Length  int64             `json:"length"`
	}

	jsonRelated struct {
		Message  string       `json:"message"`
		Object   jsonObject   `json:"object"`
		Location jsonLocation `json:"location"`
	}

	jsonMeasure struct {
		Rule      string       `json:"rule"`
		Object    jsonObject   `json:"object"`
		Location  jsonLocation `json:"location"`
		Name      string       `json:"name"`
		Unit      string       `json:"unit"`
		Value     int          `json:"value"`
		Limit     int          `json:"limit"`
		Remaining int          `json:"remaining"`
		Note      string       `json:"note"`
	}

	jsonSummary struct {
		Error      int `json:"error"`
		Warning    int `json:"warning"`
		Note       int `json:"note"`
		Suppressed int `json:"suppressed"`
		Baseline   int `json:"baseline"`
		Checked    int `json:"checked"`
		Partial    int `json:"partial"`
		Skipped    int `json:"skipped"`
		ExitCode   int `json:"exitCode"`
	}
)

// writeJSON writes version 1 of the JSON report; schemas/report.json describes it.
func writeJSON(w *bufio.Writer, r *lint.Report, _ Options) error {
	s := &stream{w: w}
	s.begin("", '{')
	s.put("schemaVersion", schemaVersion)
	s.put("tool", jsonTool{"tenantlint", r.Version})
	s.put("tenant", jsonTenant(r.Tenant))
	s.put("asOf", r.AsOf.Format(time.DateOnly))
	s.begin("inputs", '[')
	for _, input := range r.Inputs {
		s.put("", inputJSON(&input))
	}
	s.end()
	s.begin("rules", '[')
	for _, result := range r.Rules {
		s.put("", jsonRule{
			ID:       result.Rule.ID,
			Severity: result.Rule.Severity,
			Status:   result.Status,
			Reason:   because(&result),
			Findings: result.Findings,
		})
	}
	s.end()
	s.begin("findings", '[')
	for _, f := range r.Findings {
		s.put("", findingJSON(f))
	}
	s.end()
	s.begin("measures", '[')
	for _, m := range r.Measures {
		s.put("", jsonMeasure{
			m.Rule, objectJSON(m.Object), locationJSON(&m.Location), m.Name, m.Unit, m.Value, m.Limit, m.Remaining(), m.Note,
		})
	}
	s.end()
	s.begin("suppressed", '[')
	s.end()
	s.put("summary", jsonSummary{
		Error:    r.Count(lint.Error),
		Warning:  r.Count(lint.Warning),
		Note:     r.Count(lint.Note),
		Checked:  r.CountStatus(lint.Checked),
		Partial:  r.CountStatus(lint.Partial),
		Skipped:  r.CountStatus(lint.Skipped),
		ExitCode: r.ExitCode,
	})
	s.end()
	return s.err
}

func inputJSON(input *lint.Input) jsonInput {
	problems := make([]jsonProblem, 0, len(input.Problems))
	for _, p := range input.Problems {
		problems = append(problems, jsonProblem{p.Code, p.Message, p.Path, p.Line, p.Column})
	}
	return jsonInput{
		Path:     input.Path,
		Files:    input.Files,
		Kind:     input.Kind,
		Shape:    input.Shape,
		Records:  input.Records,
		Complete: input.Complete,
		Problems: problems,
	}
}

func findingJSON(f *lint.Finding) jsonFinding {
	related := make([]jsonRelated, 0, len(f.Related))
	for _, r := range f.Related {
		related = append(related, jsonRelated{r.Message, objectJSON(r.Object), locationJSON(&r.Location)})
	}
	return jsonFinding{
		Rule:        f.Rule,
		Severity:    f.Severity,
		Message:     f.Message,
		Object:      objectJSON(f.Object),
		Location:    locationJSON(&f.Location),
		Related:     related,
		Properties:  propertiesOf(f),
		Fingerprint: f.Fingerprint,
	}
}

func objectJSON(o lint.ObjectRef) jsonObject { return jsonObject{o.Kind, o.ID, o.Name} }

func locationJSON(l *lint.Location) jsonLocation {
	return jsonLocation{l.Path, l.Pointer, l.Line, l.Column, l.Offset, l.Length}
}

// properties is a JSON object whose keys keep their order.
type properties []lint.Property

// propertiesOf returns the advice, the notes and the measures of a finding.
func propertiesOf(f *lint.Finding) properties {
	var p properties
	if f.Fix != "" {
		p = append(p, lint.Property{Key: "fix", Value: f.Fix})
	}
	if len(f.Notes) > 0 {
		p = append(p, lint.Property{Key: "notes", Value: f.Notes})
	}
	return append(p, f.Properties...)
}

// MarshalJSON returns the object.
func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, property := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encode(&b, property.Key, "", ""); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		value := property.Value
		if list := reflect.ValueOf(value); list.Kind() == reflect.Slice && list.IsNil() {
			value = []any{} // not null
		}
		if err := encode(&b, value, "", ""); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
