package graph_test

import (
	"testing"
	"time"

	"tenantlint/lint/graph"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"2026-11-20T03:12:44Z":         "2026-11-20T03:12:44Z",
		" 2026-11-20T03:12:44.1234Z":   "2026-11-20T03:12:44Z",
		"2026-11-20T03:12:44+02:00":    "2026-11-20T01:12:44Z",
		"2026-11-20T03:12:44":          "2026-11-20T03:12:44Z",
		"2026-11-20":                   "2026-11-20T00:00:00Z",
		"/Date(1761053798000)/":        "2025-10-21T13:36:38Z",
		"/Date(1761053798000+0200)/":   "2025-10-21T13:36:38Z",
		"/Date(-1000)/":                "1969-12-31T23:59:59Z",
		"/Date(-62135596800000)/":      "",
		"0001-01-01T00:00:00Z":         "",
		"/Date()/":                     "",
		"/Date(1":                      "",
		"yesterday":                    "",
		"":                             "",
		"/Date(99999999999999999999)/": "",
	} {
		got := ""
		if at, ok := graph.Date(text); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	noon := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	for hours, want := range map[int]int{0: 0, 23: 0, 24: 1, 47: 1, -23: 0, -24: -1} {
		if got := graph.Days(noon, noon.Add(time.Duration(hours)*time.Hour)); got != want {
			t.Errorf("%d hours: %d days, want %d", hours, got, want)
		}
	}
}
