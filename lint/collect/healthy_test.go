package collect_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/collect"
	"tenantlint/lint/engine"
	"tenantlint/lint/rules"
)

// enabled returns the rules that run where none is named.
func enabled() []*lint.Rule {
	return slices.DeleteFunc(slices.Clone(rules.All), func(rule *lint.Rule) bool { return rule.OptIn })
}

// TestBashHealthyTenant lets the script for all rules export a healthy tenant, whose Graph
// gives what is asked for and nothing else, and holds that strict mode has nothing to say
// against the export.
func TestBashHealthyTenant(t *testing.T) {
	if !*thorough {
		return
	}
	t.Parallel()
	s := newStage(t, write(t, "bash", enabled()...))
	const tenant = "../../fixtures/tenants/clean"
	for _, file := range collect.Files(enabled()) {
		if file.OfGroups() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(tenant, file.Name))
		if err != nil {
			t.Fatal(err)
		}
		if !file.List {
			s.gives(file.Path, ok(string(text)))
			continue
		}
		var page struct {
			Context string           `json:"@odata.context"`
			Value   []map[string]any `json:"value"`
		}
		if err := json.Unmarshal(text, &page); err != nil {
			t.Fatal(err)
		}
		s.gives(file.Path, asked(t, file.Path, page.Context, page.Value))
		for _, rest := range file.Rest {
			if rest.All != "" {
				s.gives(rest.All, asked(t, rest.All, page.Context, page.Value))
			}
		}
	}
	lists, err := filepath.Glob(filepath.Join(tenant, "members", "*.json"))
	if err != nil || len(lists) == 0 {
		t.Fatalf("%d lists of members: %v", len(lists), err)
	}
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		s.gives(membersPath(strings.TrimSuffix(filepath.Base(list), ".json")), ok(string(text)))
	}

	if code, said, _, _ := s.run("export"); code != 0 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	report, err := engine.Run(t.Context(), []string{filepath.Join(s.folder, "export")},
		engine.Options{Rules: enabled(), AsOf: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if code := report.Verdict(lint.Note, true); code != lint.ExitClean {
		t.Errorf("exit code %d", code)
	}
	for _, finding := range report.Findings {
		t.Errorf("%s: %s", finding.Rule, finding.Message)
	}
	var unchecked []string
	for _, result := range report.Rules {
		if result.Uncollected {
			unchecked = append(unchecked, result.Rule.ID)
		} else if result.Status != lint.Checked {
			t.Errorf("%s is %s: %s", result.Rule.ID, result.Status, result.Reasons)
		}
	}
	if want := []string{"sharepoint-b2b-integration-off", "sharepoint-people-picker-hides-guests", "sharepoint-sign-in-acceleration"}; !slices.Equal(unchecked, want) {
		t.Errorf("not collected is what %q read, want %q", unchecked, want)
	}
}

var (
	selects = regexp.MustCompile(`[?&]\$select=([^&]+)`)
	expands = regexp.MustCompile(`[?&]\$expand=(\w+)`)
)

// asked is what Graph answers: of each object the properties that a request selects and
// expands.
func asked(t *testing.T, path, context string, objects []map[string]any) answer {
	t.Helper()
	set, _, _ := strings.Cut(context, "(")
	var names []string
	if match := selects.FindStringSubmatch(path); match != nil {
		names = strings.Split(match[1], ",")
	}
	var expanded string
	if match := expands.FindStringSubmatch(path); match != nil {
		expanded = match[1]
	}
	given := make([]map[string]any, len(objects))
	for i, object := range objects {
		given[i] = map[string]any{}
		for name, value := range object {
			if name == expanded || !slices.Contains(related, name) && (names == nil || slices.Contains(names, name)) {
				given[i][name] = value
			}
		}
	}
	if expanded != "" {
		names = append(names, expanded+"()")
	}
	if names != nil {
		set += "(" + strings.Join(names, ",") + ")"
	}
	text, err := json.Marshal(map[string]any{"@odata.context": set, "value": given})
	if err != nil {
		t.Fatal(err)
	}
	return ok(string(text))
}
