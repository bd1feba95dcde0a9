package report

import (
	"bufio"
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

const (
	homepage  = "https://github.com/tenantlint/tenantlint"
	rulePages = homepage + "/blob/main/lint/rules/"

	// maxResults is how many results of a run GitHub keeps. It rejects a file
	// that has many more.
	maxResults = 5000

	// maxRelated is how many places of one result GitHub keeps.
	maxRelated = 100

	// maxProblems is how many problems of the export are told one by one; every
	// object may have one.
	maxProblems = 100

	// maxRuleText is how many characters of a rule's descriptions GitHub keeps.
	maxRuleText = 1024
)

// The part of SARIF 2.1.0 that is written. What is left out is left out on
// purpose: viewers substitute arguments and prefer Markdown, and both would be
// made of strings that guests chose; artifacts and snippets copy the tenant's
// data; suppressions and baseline states are ignored by GitHub, which shows such
// results as open.
type (
	sarifText struct {
		Text string `json:"text"`
	}

	sarifHelp struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown"`
	}

	sarifRule struct {
		ID                   string              `json:"id"`
		Name                 string              `json:"name"`
		ShortDescription     sarifText           `json:"shortDescription"`
		FullDescription      sarifText           `json:"fullDescription"`
		Help                 sarifHelp           `json:"help"`
		HelpURI              string              `json:"helpUri"`
		DefaultConfiguration sarifConfiguration  `json:"defaultConfiguration"`
		Properties           sarifRuleProperties `json:"properties"`
	}

	sarifConfiguration struct {
		Level lint.Severity `json:"level"`
	}

	sarifRuleProperties struct {
		Tags             []string `json:"tags"`
		Precision        string   `json:"precision"`
		ProblemSeverity  string   `json:"problem.severity"`
		SecuritySeverity string   `json:"security-severity"` // GitHub rejects a number
	}

	sarifNotification struct {
		Descriptor     sarifReference  `json:"descriptor"`
		AssociatedRule *sarifReference `json:"associatedRule,omitempty"`
		Level          lint.Severity   `json:"level"`
		Message        sarifText       `json:"message"`
		Locations      []sarifLocation `json:"locations,omitempty"`
	}

	sarifReference struct {
		ID    string `json:"id"`
		Index *int   `json:"index,omitempty"`
	}

	sarifResult struct {
		RuleID              string                `json:"ruleId"`
		RuleIndex           *int                  `json:"ruleIndex,omitempty"`
		Level               lint.Severity         `json:"level"`
		Message             sarifText             `json:"message"`
		Locations           []sarifLocation       `json:"locations"`
		RelatedLocations    []sarifLocation       `json:"relatedLocations,omitempty"`
		PartialFingerprints sarifFingerprints     `json:"partialFingerprints"`
		Properties          sarifResultProperties `json:"properties"`
	}

	sarifLocation struct {
		ID       int           `json:"id,omitempty"`
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}

	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}

	sarifArtifact struct {
		URI string `json:"uri"`
	}

	sarifRegion struct {
		StartLine   int64 `json:"startLine"`
		StartColumn int64 `json:"startColumn"`
		EndLine     int64 `json:"endLine"`
		EndColumn   int64 `json:"endColumn"`
	}

	// The first is the one key that GitHub reads; its value ends in an ordinal.
	sarifFingerprints struct {
		PrimaryLocationLineHash string `json:"primaryLocationLineHash"`
		Identity                string `json:"tenantlintIdentity/v1"`
	}

	sarifResultProperties struct {
		ObjectKind lint.Kind         `json:"objectKind"`
		ObjectID   display.Untrusted `json:"objectId"`
		Pointer    display.Untrusted `json:"pointer"`
	}
)

// writeSARIF writes one run: GitHub rejects a file with several of one tool.
func writeSARIF(w *bufio.Writer, r *lint.Report, _ Options) error {
	index := make(map[string]*int, len(r.Rules))
	for i, result := range r.Rules {
		index[result.Rule.ID] = &i
	}

	s := &stream{w: w}
	s.begin("", '{')
	s.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
	s.put("version", "2.1.0")
	s.begin("runs", '[')
	s.begin("", '{')
	s.begin("tool", '{')
	s.begin("driver", '{')
	s.put("name", "tenantlint")
	s.put("fullName", "tenantlint "+r.Version)
	if semantic.MatchString(r.Version) {
		s.put("semanticVersion", r.Version)
	} else {
		s.put("version", r.Version)
	}
	s.put("informationUri", homepage)
	s.begin("rules", '[')
	for _, result := range r.Rules {
		s.put("", ruleSARIF(result.Rule))
	}
	s.end()
	s.end()
	s.end()

	s.begin("invocations", '[')
	s.begin("", '{')
	s.put("executionSuccessful", r.ExitCode == lint.ExitClean || r.ExitCode == lint.ExitFindings)
	s.begin("toolExecutionNotifications", '[')
	for _, n := range notifications(r, index) {
		s.put("", n)
	}
	s.end()
	s.end()
	s.end()

	s.put("columnKind", "utf16CodeUnits")
	s.begin("properties", '{')
	s.put("tenant", jsonTenant(r.Tenant))
	s.end()
	s.begin("results", '[')
	room := roomFor(r, maxResults)
	for _, f := range r.Findings {
		if room[f.Severity] > 0 {
			room[f.Severity]--
			s.put("", resultSARIF(f, index[f.Rule]))
		}
	}
	s.end()
	s.end()
	s.end()
	s.end()
	return s.err
}

var semantic = regexp.MustCompile(`^\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$`)

// roomFor says how many findings of each severity are written so that there are
// no more than limit: the worst go first.
func roomFor(r *lint.Report, limit int) [lint.Error + 1]int {
	var room [lint.Error + 1]int
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Note} {
		room[s] = min(r.Count(s), limit)
		limit -= room[s]
	}
	return room
}

// ruleSARIF describes a rule. GitHub shares these texts between repositories, so
// nothing of a tenant may stand here.
func ruleSARIF(r *lint.Rule) sarifRule {
	title := sentence(plainText(r.Title()))
	what := strings.Join(strings.Fields(plainText(r.Section("What"))), " ")
	if what == "" {
		what = title
	}
	severity, problem := "2.0", "recommendation" // low
	switch r.Severity {
	case lint.Error:
		severity, problem = "7.0", "error" // high
	case lint.Warning:
		severity, problem = "5.0", "warning" // medium
	default:
	}
	return sarifRule{
		ID:                   r.ID,
		Name:                 pascalCase(r.ID),
		ShortDescription:     sarifText{cut(title, maxRuleText)},
		FullDescription:      sarifText{cut(what, maxRuleText)},
		Help:                 sarifHelp{Text: plainText(r.Page), Markdown: r.Page},
		HelpURI:              rulePages + r.Subject + "/" + r.ID + "/rule.md",
		DefaultConfiguration: sarifConfiguration{r.Severity},
		Properties: sarifRuleProperties{
			Tags:             []string{"security", "configuration", "microsoft-entra"},
			Precision:        "high",
			ProblemSeverity:  problem,
			SecuritySeverity: severity,
		},
	}
}

// notifications tells what is wrong with the export, what could not be checked,
// and what is not in the file.
func notifications(r *lint.Report, index map[string]*int) []sarifNotification {
	var all []sarifNotification
	groups, more := groupProblems(problems(r), atMost(maxProblems))
	for _, p := range groups {
		n := sarifNotification{
			Descriptor: sarifReference{ID: string(p.Code)},
			Level:      lint.Warning,
			Message:    sarifText{sentence(harden(p.Message + p.others()))},
		}
		if p.Unread() {
			n.Level = lint.Error
		}
		if p.Path != "" {
			at := lint.Location{Path: p.Path, Line: p.Line, Column: p.Column}
			n.Locations = []sarifLocation{locationSARIF(&at)}
		}
		all = append(all, n)
	}
	if more != "" {
		all = append(all, sarifNotification{
			Descriptor: sarifReference{ID: "problem-limit"},
			Level:      lint.Warning,
			Message:    sarifText{sentence("Problems of the export: " + more)},
		})
	}
	for _, result := range r.Rules {
		if result.Status == lint.Checked {
			continue
		}
		id, level, became := result.Rule.ID, lint.Warning, " was "+outcome(result.Status)
		if result.Status == lint.Failed {
			level, became = lint.Error, " failed"
		}
		all = append(all, sarifNotification{
			Descriptor:     sarifReference{ID: result.Status.String()},
			AssociatedRule: &sarifReference{ID: id, Index: index[id]},
			Level:          level,
			Message:        sarifText{sentence(harden(id + became + ": " + because(&result)))},
		})
	}
	if n := len(r.Findings); n > maxResults {
		all = append(all, sarifNotification{
			Descriptor: sarifReference{ID: "result-limit"},
			Level:      lint.Warning,
			Message: sarifText{fmt.Sprintf("Only the %s worst of %s are in this file; the JSON report has all of them.",
				thousands(maxResults), count(n, "finding"))},
		})
	}
	return all
}

func resultSARIF(f *lint.Finding, index *int) sarifResult {
	message := []string{sentence(harden(f.Message))}
	for _, note := range f.Notes {
		message = append(message, sentence(harden(note)))
	}
	var related []sarifLocation
	for i, r := range f.Related[:min(len(f.Related), maxRelated)] {
		role := r.Message
		if r.Object.ID != "" {
			role += " (" + display.Line(string(r.Object.ID)) + ")"
		}
		role = harden(role)
		at := locationSARIF(&r.Location)
		at.ID = i + 1
		at.Message = &sarifText{sentence(role)}
		related = append(related, at)
		// GitHub shows a place only if the message links to it.
		message = append(message, fmt.Sprintf("Related: %s, [see there](%d).", role, at.ID))
	}
	if f.Fix != "" {
		message = append(message, "Fix: "+sentence(harden(f.Fix)))
	}
	return sarifResult{
		RuleID:              f.Rule,
		RuleIndex:           index,
		Level:               f.Severity,
		Message:             sarifText{strings.Join(message, " ")},
		Locations:           []sarifLocation{locationSARIF(&f.Location)},
		RelatedLocations:    related,
		PartialFingerprints: sarifFingerprints{f.Fingerprint + ":1", f.Fingerprint},
		Properties:          sarifResultProperties{f.Object.Kind, f.Object.ID, f.Location.Pointer},
	}
}

// locationSARIF returns a place. Its region stays on one line, and is one
// character where the value does not or where its end is not known: GitHub shows
// a result in a pull request only if all lines of its region were changed.
func locationSARIF(l *lint.Location) sarifLocation {
	region := &sarifRegion{StartLine: max(l.Line, 1), StartColumn: max(l.Column, 1)}
	region.EndLine = region.StartLine
	region.EndColumn = region.StartColumn + 1
	if l.EndLine == l.Line {
		region.EndColumn = max(l.EndColumn, region.EndColumn)
	}
	return sarifLocation{Physical: sarifPhysical{sarifArtifact{uriOf(string(l.Path))}, region}}
}

// uriOf returns a path as a relative reference of RFC 3986, without "./". Of a
// path that leads elsewhere only the name is told: the rest is about the machine.
func uriOf(file string) string {
	file = path.Clean(file)
	if path.IsAbs(file) || file == ".." || strings.HasPrefix(file, "../") || drive.MatchString(file) {
		file = path.Base(file)
	}
	var b strings.Builder
	for i := range len(file) {
		c := file[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~/!", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

var drive = regexp.MustCompile(`^[A-Za-z]:/`)

// harden returns a message that viewers do not make links, placeholders or code
// of. A link is broken between its brackets: they ignore backslashes.
func harden(message string) string { return hardener.Replace(message) }

var hardener = strings.NewReplacer("](", "] (", "{", "{{", "}", "}}", "`", "'")

// sentence ends a text with a period unless it ends like a sentence.
func sentence(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// plainText returns Markdown as people type it without: no marks of headings,
// code and emphasis, and links with their address behind them.
func plainText(markdown string) string {
	return strings.TrimSpace(markdownMarks.ReplaceAllString(markdownLink.ReplaceAllString(markdown, "$1 ($2)"), ""))
}

var (
	markdownLink  = regexp.MustCompile(`\[([^\]]*)\]\(([^)]*)\)`)
	markdownMarks = regexp.MustCompile("(?m)^#+ +|^```.*\\n?|`|\\*\\*")
)

// cut returns at most limit characters of s.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return string([]rune(s)[:limit-1]) + "…"
}

// pascalCase returns the words of an id in dashes as one: HashInSyncedUpn.
func pascalCase(id string) string {
	var name strings.Builder
	for word := range strings.SplitSeq(id, "-") {
		if word != "" {
			name.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return name.String()
}
