package engine_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
)

// measuring returns a rule that states two figures of each verified domain: the length of
// its id, and that times ten.
func measuring(id string, needs ...lint.Need) *lint.Rule {
	return &lint.Rule{
		ID: id, Severity: lint.Note, Page: "# Measures\n",
		Needs: append(needs, lint.Need{Kind: lint.Domain, Optional: []string{"id", "isVerified"}}),
		On:    []lint.Kind{lint.Domain},
		Check: func(p *lint.Pass, r *lint.Record) {
			if r.Get("isVerified").True() {
				p.State(p.Measure(r.Get("id"), "letters", len(r.ID()), 100, "letters").Notef("of %s", r.ID()))
				p.State(p.Measure(r.Value(), "dots", 10*len(r.ID()), 100, "dots"))
			}
		},
	}
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	counting := &lint.Rule{
		ID: "counting-all", Severity: lint.Note, Page: "# Counts\n",
		Needs: []lint.Need{{Kind: lint.Domain}},
		Once: func(p *lint.Pass) {
			for domain := range p.Tenant.Each(lint.Domain) {
				p.State(p.Measure(domain.Value(), "all", 1, 2, "domains"))
			}
		},
	}
	catalogue := []*lint.Rule{
		measuring("measures-one"),
		counting,
		measuring("measures-and-is-skipped", lint.Need{Kind: lint.Organization}),
	}
	for _, test := range []struct {
		reason string
		files  map[string]string
		want   []string
	}{
		{"nothing to measure", map[string]string{"users.json": `{"@odata.context":"#users","value":[]}`}, nil},
		{
			"by path, offset and name",
			map[string]string{
				"b.json": `{"@odata.context":"#domains","value":[{"id":"bb.com","isVerified":true},` + "\n" + `{"id":"a.com","isVerified":true}]}`,
				"a.json": `{"@odata.context":"#domains","value":[{"isVerified":true,"id":"c.com"}]}`,
			},
			[]string{
				"counting-all c.com a.json /value/0 1:39 1 of 2 domains, 1: ",
				"counting-all bb.com b.json /value/0 1:39 1 of 2 domains, 1: ",
				"counting-all a.com b.json /value/1 2:1 1 of 2 domains, 1: ",
				"measures-one c.com a.json /value/0 1:39 50 of 100 dots, 50: ",
				"measures-one c.com a.json /value/0/id 1:63 5 of 100 letters, 95: of 'c.com'",
				"measures-one bb.com b.json /value/0 1:39 60 of 100 dots, 40: ",
				"measures-one bb.com b.json /value/0/id 1:45 6 of 100 letters, 94: of 'bb.com'",
				"measures-one a.com b.json /value/1 2:1 50 of 100 dots, 50: ",
				"measures-one a.com b.json /value/1/id 2:7 5 of 100 letters, 95: of 'a.com'",
			},
		},
		{
			"an object in two files, and twice in one, is measured once",
			map[string]string{
				"a.json": `{"@odata.context":"#domains","value":[{"id":"a.com","isVerified":true},{"id":"A.com","isVerified":true}]}`,
				"b.json": `{"@odata.context":"#domains","value":[{"id":"a.com","isVerified":true}]}`,
			},
			[]string{
				"counting-all a.com a.json /value/0 1:39 1 of 2 domains, 1: ",
				"measures-one a.com a.json /value/0 1:39 50 of 100 dots, 50: ",
				"measures-one a.com a.json /value/0/id 1:45 5 of 100 letters, 95: of 'a.com'",
			},
		},
		{
			"of two copies the one that can be measured counts",
			map[string]string{
				"a.json": `{"@odata.context":"#domains","value":[{"id":"a.com"}]}`,
				"b.json": `{"@odata.context":"#domains","value":[{"id":"a.com","isVerified":true}]}`,
			},
			[]string{
				"counting-all a.com a.json /value/0 1:39 1 of 2 domains, 1: ",
				"measures-one a.com b.json /value/0 1:39 50 of 100 dots, 50: ",
				"measures-one a.com b.json /value/0/id 1:45 5 of 100 letters, 95: of 'a.com'",
			},
		},
	} {
		dir := write(t, test.files)
		for _, workers := range []int{1, 8} {
			var got []string
			for _, m := range runRules(t, catalogue, workers, dir).Measures {
				file := filepath.Base(string(m.Location.Path))
				got = append(got, fmt.Sprintf("%s %s %s %s %d:%d %d of %d %s, %d: %s", m.Rule, m.Object.ID, file, m.Location.Pointer,
					m.Location.Line, m.Location.Column, m.Value, m.Limit, m.Unit, m.Remaining(), m.Note))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("%s, %d workers:\n%s\nwant\n%s", test.reason, workers, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		}
	}
}
