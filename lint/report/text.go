package report

import (
	"bufio"
	"cmp"
	"slices"
	"strings"

	"github.com/fatih/color"
	"github.com/mattn/go-runewidth"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// shown is how many entries a list has that is not shown whole: findings of one
// rule, places of one finding, rules and problems of one kind.
const shown = 10

// indent is what stands below a severity.
const indent = "         "

// gutter stands before an excerpt, as wide as indent.
const gutter = "       │ "

// cells measures what terminals show. It does not ask the environment: the same
// report is the same text everywhere.
var cells = &runewidth.Condition{StrictEmojiNeutral: true}

// A textWriter writes for people at a terminal.
type textWriter struct {
	w *bufio.Writer
	Options

	bold, dim, whole, doubt *color.Color
	severity                [lint.Error + 1]*color.Color
}

// A span is a part of a line, in one style; nil is none.
type span struct {
	style *color.Color
	text  string
}

func writeText(w *bufio.Writer, r *lint.Report, o Options) error {
	t := &textWriter{w: w, Options: o}
	t.bold = t.style(color.Bold)
	t.dim = t.style(color.Faint)
	t.whole = t.style(color.FgGreen)
	t.doubt = t.style(color.FgYellow)
	t.severity = [...]*color.Color{
		lint.Off:     nil,
		lint.Note:    t.style(color.FgCyan, color.Bold),
		lint.Warning: t.style(color.FgYellow, color.Bold),
		lint.Error:   t.style(color.FgRed, color.Bold),
	}

	t.findings(r.Findings)
	if o.Quiet {
		return nil
	}
	if len(r.Findings) > 0 {
		t.line()
	}
	t.tenant(r.Tenant)
	t.inputs(r.Inputs)
	if len(r.Inputs) == 0 {
		t.line(span{t.bold, "read       "}, span{t.doubt, "nothing: no file there that may be an export"})
	}
	t.passedOver(r.PassedOver)
	t.measures(r.Measures)
	t.rules(r)
	t.line()
	t.line(span{t.bold, verdict(r)})
	return nil
}

// style makes a style that asks neither the environment nor standard output.
func (t *textWriter) style(attributes ...color.Attribute) *color.Color {
	c := color.New(attributes...)
	if t.Color {
		c.EnableColor()
	} else {
		c.DisableColor()
	}
	return c
}

// line writes a line. It is the only way out: the line passes the display
// boundary as one text, so that nothing can hide where two spans meet. Errors
// stay in the writer.
func (t *textWriter) line(spans ...span) {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = s.text
	}
	texts = display.Parts(texts...)
	for i, s := range spans {
		if s.style != nil && texts[i] != "" {
			texts[i] = s.style.Sprint(texts[i])
		}
		t.w.WriteString(texts[i])
	}
	t.w.WriteByte('\n')
}

// below writes a line below a severity.
func (t *textWriter) below(spans ...span) {
	t.line(append([]span{{nil, indent}}, spans...)...)
}

// limit returns how many of n entries are shown.
func (t *textWriter) limit(n int) int {
	if t.All {
		return n
	}
	return min(n, shown)
}

func (t *textWriter) findings(findings []*lint.Finding) {
	seen := make(map[string]int)
	var cut []string // rules of which there are more, in the order of the report
	for i, f := range findings {
		seen[f.Rule]++
		switch n := seen[f.Rule]; {
		case t.limit(n) == n:
			if i > 0 {
				t.line()
			}
			t.finding(f, n == 1)
		case n == shown+1:
			cut = append(cut, f.Rule)
		}
	}
	if len(cut) > 0 {
		t.line()
	}
	for _, rule := range cut {
		t.line(span{nil, "… " + thousands(seen[rule]-shown) + " more of " + rule + " (all: --all)"})
	}
}

// finding writes one finding; the first of a rule says where the rule's page is.
func (t *textWriter) finding(f *lint.Finding, first bool) {
	severity := f.Severity.String()
	t.line(span{t.bold, place(f.Location.Path, f.Location.Line, f.Location.Column)})
	t.line(
		span{t.severity[f.Severity], severity},
		span{nil, indent[len(severity):] + f.Message + "  "},
		span{t.dim, f.Rule},
	)
	t.excerpt(&f.Location.Excerpt, t.severity[f.Severity])
	about := describe(f.Object)
	if f.Location.Pointer != "" {
		about += "  " + display.Line(string(f.Location.Pointer))
	}
	t.below(span{t.dim, about})
	for _, note := range f.Notes {
		t.below(span{nil, note})
	}
	listed := t.limit(len(f.Related))
	for _, related := range f.Related[:listed] {
		where := place(related.Location.Path, related.Location.Line, related.Location.Column)
		if related.Object.ID != "" {
			where += "  " + display.Line(string(related.Object.ID))
		}
		t.below(span{nil, related.Message + "  "}, span{t.dim, where})
	}
	if more := len(f.Related) - listed; more > 0 {
		t.below(span{nil, "… and " + count(more, "other place") + " (all: --all)"})
	}
	if f.Fix != "" {
		t.below(span{t.bold, "fix: "}, span{nil, f.Fix})
	}
	if first {
		t.below(span{t.dim, "tenantlint explain " + f.Rule})
	}
}

// blanks are the raw characters of JSON that only set out the text: in strings they
// stand escaped. One byte replaces one, so that offsets hold.
var blanks = strings.NewReplacer("\t", " ", "\r", " ")

// excerpt shows a value in its line, and marks it.
func (t *textWriter) excerpt(e *lint.Excerpt, style *color.Color) {
	if e.Text == "" {
		return
	}
	text := blanks.Replace(string(e.Text))
	end := min(max(e.End, 0), len(text))
	start := min(max(e.Start, 0), end)
	left, right := "", ""
	if e.Left {
		left = "… "
	}
	if e.Right {
		right = " …"
	}
	parts := display.Parts(text[:start], text[start:end], text[end:])
	t.line(
		span{t.dim, gutter + left + parts[0]},
		span{style, parts[1]},
		span{t.dim, parts[2] + right},
	)
	before := cells.StringWidth(left + parts[0])
	t.line(
		span{t.dim, gutter},
		span{nil, strings.Repeat(" ", before)},
		span{style, strings.Repeat("^", max(1, cells.StringWidth(parts[1])))},
	)
}

// tenant writes of which tenant the export is, if it says so.
func (t *textWriter) tenant(tenant lint.TenantRef) {
	name, domain := display.Line(string(tenant.Name)), display.Line(string(cmp.Or(tenant.Domain, tenant.ID)))
	switch {
	case name != "" && domain != "":
		t.line(span{t.bold, "tenant     "}, span{nil, name + " (" + domain + ")"})
	case name+domain != "":
		t.line(span{t.bold, "tenant     "}, span{nil, name + domain})
	}
}

// inputs writes what was read, and what is wrong with it.
func (t *textWriter) inputs(inputs []lint.Input) {
	var rows [][]span
	unknown := 0
	for _, input := range inputs {
		if input.Kind == lint.NoKind && !slices.ContainsFunc(input.Problems, unread) {
			unknown++
			if t.limit(unknown) < unknown {
				continue
			}
		}
		path, kind := display.Line(string(input.Path)), input.Kind.String()
		if input.Files > 1 {
			path += " (" + count(input.Files, "file") + ")"
		}
		if input.Kind == lint.NoKind {
			kind = "–"
		}
		row := []span{{}, {nil, path}, {nil, kind}, {nil, thousands(input.Records)}}
		for _, state := range t.states(&input) {
			rows = append(rows, append(row, state))
			row = make([]span, len(row))
		}
	}
	if more := unknown - t.limit(unknown); more > 0 {
		rows = append(rows, []span{{}, {nil, "…"}, {}, {}, {t.doubt, thousands(more) + " more not recognised (all: --all)"}})
	}
	if len(rows) > 0 {
		rows[0][0] = span{t.bold, "read"}
	}
	t.table(rows, 3)
}

func unread(p lint.Problem) bool { return p.Unread() }

// passedOver names files of the folders that nobody looked at: somebody may have
// meant them to be read.
func (t *textWriter) passedOver(files []display.Untrusted) {
	if len(files) == 0 {
		return
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = display.Line(string(file))
	}
	listed := len(names)
	if !t.All {
		listed = min(listed, 3)
	}
	t.line(span{t.bold, "passed by  "}, span{nil, list(names, listed) + ": no JSON, by the name"})
}

// largest is how many measures of one kind of object are shown: those that take most.
const largest = 3

// measures writes how much of their limits objects take.
func (t *textWriter) measures(measures []*lint.Measure) {
	type group struct {
		rule, name string
		kind       lint.Kind
	}
	groups := make(map[group][]*lint.Measure)
	var order []group
	for _, m := range measures {
		g := group{m.Rule, m.Name, m.Object.Kind}
		if len(groups[g]) == 0 {
			order = append(order, g)
		}
		groups[g] = append(groups[g], m)
	}
	var rows [][]span
	for i, g := range order {
		first := len(rows)
		rows = append(rows, t.group(groups[g])...)
		if i == 0 || g.rule != order[i-1].rule {
			rows[first][1] = span{nil, g.rule}
		}
	}
	if len(rows) > 0 {
		rows[0][0] = span{t.bold, "measured"}
	}
	t.table(rows, -1)
}

// group returns rows for the measures of one kind of object, the largest first.
func (t *textWriter) group(measures []*lint.Measure) [][]span {
	slices.SortStableFunc(measures, func(a, b *lint.Measure) int { return cmp.Compare(b.Value, a.Value) })
	listed := len(measures)
	if !t.All {
		listed = min(listed, largest)
	}
	var rows [][]span
	for _, m := range measures[:listed] {
		object := m.Object.Kind.Noun()
		if label := cmp.Or(m.Object.Name, m.Object.ID); label != "" {
			object += " " + display.Quote(string(label))
		}
		where := place(m.Location.Path, m.Location.Line, m.Location.Column)
		rows = append(rows, []span{{}, {}, {nil, usage(m)}, {t.dim, object + "  " + where}})
		if m.Note != "" {
			rows = append(rows, []span{{}, {}, {nil, m.Note}})
		}
	}
	if more := len(measures) - listed; more > 0 {
		rows = append(rows, []span{{}, {}, {nil, "… " + thousands(more) + " more, none larger (all: --all)"}})
	}
	return rows
}

// usage says how much of its limit something takes.
func usage(m *lint.Measure) string {
	used := thousands(m.Value) + " of " + thousands(m.Limit) + " " + m.Unit
	left := m.Remaining()
	if left < 0 {
		return used + ", " + thousands(-left) + " too many"
	}
	return used + ", " + thousands(left) + " remain"
}

// states returns what is to be said of an input.
func (t *textWriter) states(input *lint.Input) []span {
	var states []span
	if input.Complete && input.Kind != lint.NoKind {
		states = append(states, span{t.whole, "whole"})
	}
	groups, more := groupProblems(input.Problems, t.limit)
	for _, group := range groups {
		where := ""
		switch {
		case group.Path != "" && group.Path != input.Path:
			where = place(group.Path, group.Line, group.Column) + " "
		case group.Line > 0:
			where = position(group.Line, group.Column) + " "
		}
		style := t.doubt
		if group.Unread() {
			style = t.severity[lint.Error]
		}
		states = append(states, span{style, where + group.Message + group.others() + " (explain " + string(group.Code) + ")"})
	}
	if more != "" {
		states = append(states, span{t.doubt, "… " + more + " (all: --all)"})
	}
	if len(states) == 0 {
		states = append(states, span{t.doubt, "not whole"})
	}
	if t.Verbose && input.Evidence != "" {
		states = append(states, span{t.dim, "told by " + input.Evidence})
	}
	return states
}

// rules writes which rules were checked, and what the others lack.
func (t *textWriter) rules(r *lint.Report) {
	checked := thousands(r.CountStatus(lint.Checked)) + " of " + count(len(r.Rules), "rule")
	rows := [][]span{{{t.bold, "checked"}, {nil, checked}}}
	if t.Verbose {
		for _, result := range r.Rules {
			if result.Status == lint.Checked {
				rows = append(rows, []span{{}, {nil, result.Rule.ID}, {nil, count(result.Findings, "finding")}})
			}
		}
	}
	rows = append(rows, t.unchecked(r, lint.Failed)...)
	if !recognised(r) && !t.All { // every rule lacks all that it needs
		t.table(append(rows,
			[]span{{t.bold, labels[lint.Skipped]}, {nil, "any rule: " + noneRecognised + " (what each needs: --all)"}},
			[]span{{t.bold, "save"}, {nil, "what the script that tenantlint collect prints asks for"}},
		), -1)
		return
	}
	rows = append(rows, t.unchecked(r, lint.Partial)...)
	rows = append(rows, t.unchecked(r, lint.Skipped)...)
	t.table(rows, -1)
	t.exports(r)
}

// unchecked returns rows for the rules with an outcome, and why they have it.
func (t *textWriter) unchecked(r *lint.Report, status lint.Status) (rows [][]span) {
	groups, more := unchecked(r, status, t.limit)
	for _, group := range groups {
		rows = append(rows, t.lacks(group)...)
	}
	if len(rows) > 0 {
		rows[0][0] = span{t.bold, labels[status]}
	}
	if more != "" {
		rows = append(rows, []span{{}, {nil, "… " + more + " (all: --all)"}})
	}
	return rows
}

// exports writes what to export, each request once: most serve several rules.
func (t *textWriter) exports(r *lint.Report) {
	var ids []string
	var exports []lint.Request // of all rules: a file that has what some need lacks what others do
	for _, result := range r.Rules {
		ids = append(ids, result.Rule.ID)
		for _, export := range result.Exports {
			if !slices.Contains(exports, export) {
				exports = append(exports, export)
			}
		}
	}
	if len(exports) == 0 {
		return
	}
	var rows [][]span
	for _, export := range exports {
		rows = append(rows, []span{{}, {t.bold, export.String()}})
	}
	rows[0][0] = span{t.bold, "save"}
	if slices.ContainsFunc(exports, lint.Request.Graph) { // the scripts of tenantlint collect ask nobody else
		command := "tenantlint collect"
		if len(ids) <= shown {
			command += " --only " + strings.Join(ids, ",")
		}
		rows = append(rows, []span{{}, {nil, "all of it: the script that " + command + " prints"}})
	}
	t.table(rows, -1)
}

var labels = map[lint.Status]string{lint.Failed: "failed", lint.Partial: "partly", lint.Skipped: "not"}

// lacks returns rows that name rules on the left and what they lack on the right.
func (t *textWriter) lacks(group *ruleGroup) [][]span {
	listed := t.limit(len(group.ids))
	names := slices.Clone(group.ids[:listed])
	if more := len(group.ids) - listed; more > 0 {
		names = append(names, "… "+thousands(more)+" more (all: --all)")
	}
	var lacks []span
	for _, reason := range group.reasons {
		lacks = append(lacks, span{nil, reason})
	}
	rows := make([][]span, max(len(names), len(lacks)))
	for i := range rows {
		rows[i] = make([]span, 2)
		if i < len(names) {
			rows[i][1] = span{nil, names[i]}
		}
		if i < len(lacks) {
			rows[i] = append(rows[i], lacks[i])
		}
	}
	return rows
}

// maxColumn is how wide a column may be. A path that is wider stands alone on its
// line, and does not push what follows out of sight.
const maxColumn = 50

// table writes rows in columns, of which the first holds labels. The column of
// numbers stands to the right; -1 is none.
func (t *textWriter) table(rows [][]span, numbers int) {
	widths := []int{len(indent)}
	for _, row := range rows {
		for i, cell := range row[:len(row)-1] { // what stands last pushes nothing
			if i == len(widths) {
				widths = append(widths, 0)
			}
			if width := cells.StringWidth(cell.text); width <= maxColumn {
				widths[i] = max(widths[i], width)
			}
		}
	}
	for _, row := range rows {
		var spans []span
		used := 0 // width of the columns so far
		for i, cell := range row {
			if i == len(row)-1 {
				spans = append(spans, cell)
				break
			}
			used += widths[i] + 2
			pad := widths[i] - cells.StringWidth(cell.text)
			switch {
			case pad < 0:
				t.line(append(spans, cell)...)
				spans = []span{{nil, strings.Repeat(" ", used)}}
			case i == numbers:
				spans = append(spans, span{nil, strings.Repeat(" ", pad)}, cell, span{nil, "  "})
			default:
				spans = append(spans, cell, span{nil, strings.Repeat(" ", pad+2)})
			}
		}
		t.line(spans...)
	}
}
