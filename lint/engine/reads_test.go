package engine_test

import (
	"strings"
	"testing"

	"tenantlint/lint"
)

// madeUp is a fact that reads the jobTitle, and declares that it does.
var madeUp = lint.NewFact("whether a user has a title", func(r *lint.Record) bool {
	return r.Get("jobTitle").Text() != ""
}, []lint.Need{{Kind: lint.User, Optional: []string{"jobTitle"}}})

// careless is a fact that reads more than it declares.
var careless = lint.NewFact("whether a user has mail", func(r *lint.Record) bool {
	return r.Get("mail").Text() != "" || r.Get("jobTitle").Text() != ""
}, []lint.Need{{Kind: lint.User, Optional: []string{"mail"}}})

// TestUndeclaredReadsFail runs rules that read what they do not declare beside a rule that
// declares all of it: that somebody in the run reads a property is not enough.
func TestUndeclaredReadsFail(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"users.json": `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[` +
			`{"id":"1","userPrincipalName":"a@b","displayName":"a","mail":null,"jobTitle":"x"}]}`,
	})
	everything := []lint.Need{{Kind: lint.User, Optional: []string{"id", "userPrincipalName", "mail", "jobTitle"}}}
	mails := &lint.Index{
		Name: "mails", Needs: []lint.Need{{Kind: lint.User, Optional: []string{"mail"}}},
		Keys: func(r *lint.Record, g *lint.Gatherer) { g.AddText(0, r.Get("mail"), r.Get("jobTitle").Text()) },
	}
	ids := &lint.Index{
		Name: "ids", Needs: []lint.Need{{Kind: lint.User, Optional: []string{"id", "jobTitle"}}},
		Keys: func(r *lint.Record, g *lint.Gatherer) { g.AddText(0, r.Get("id"), r.Get("id").Text()) },
	}
	asking := func(needs []lint.Need, read func(*lint.Record)) *lint.Rule {
		return &lint.Rule{Needs: needs, Once: func(p *lint.Pass) {
			for r := range p.Tenant.Each(lint.User) {
				read(r)
			}
		}}
	}
	joining := func(index *lint.Index, needs []lint.Need, read func(*lint.Record)) *lint.Rule {
		return &lint.Rule{Needs: needs, Index: index, Join: func(p *lint.Pass, g lint.Gathered) {
			for r := range p.Tenant.Each(lint.User) {
				read(r)
			}
			for range g.Where(func(lint.Roles) bool { return true }) {
				continue
			}
		}}
	}
	checking := func(needs []lint.Need, uses []lint.Use, read func(*lint.Record)) *lint.Rule {
		return &lint.Rule{Needs: needs, Uses: uses, On: []lint.Kind{lint.User}, Check: func(_ *lint.Pass, r *lint.Record) { read(r) }}
	}
	onlyID := []lint.Need{{Kind: lint.User, Requires: []string{"id"}}}
	for _, test := range []struct {
		reason string
		rule   *lint.Rule
		want   string // of the failure; "" for none
	}{
		{"declared", checking(everything, nil, func(r *lint.Record) { r.Get("jobTitle") }), ""},
		{"what names an object needs no declaration", checking(onlyID, nil, func(r *lint.Record) { r.Object() }), ""},
		{"not declared", checking(onlyID, nil, func(r *lint.Record) { r.Get("jobTitle") }), "the rule made-up reads user.jobTitle without declaring it"},
		{"read by nobody", checking(onlyID, nil, func(r *lint.Record) { r.Get("skills") }), "the rule made-up reads user.skills without declaring it"},
		{"by way of the whole object", checking(onlyID, nil, func(r *lint.Record) { r.Value().Get("jobTitle") }), "the rule made-up reads user.jobTitle without declaring it"},
		{"a fact", checking(onlyID, []lint.Use{madeUp}, func(r *lint.Record) { madeUp.Of(r) }), ""},
		{"a fact again, once it is known", checking(onlyID, nil, func(r *lint.Record) { madeUp.Of(r) }), "the rule made-up uses whether a user has a title without declaring it: it reads user.jobTitle"},
		{"a fact that declares less than it reads", checking(everything, []lint.Use{careless}, func(r *lint.Record) { careless.Of(r) }), "whether a user has mail reads user.jobTitle without declaring it"},
		{"after the pass", asking(onlyID, func(r *lint.Record) { r.Get("mail") }), "the rule made-up reads user.mail without declaring it"},
		{"in a join", joining(ids, onlyID, func(r *lint.Record) { r.Get("mail") }), "the rule made-up reads user.mail without declaring it"},
		{"what its index reads is the rule's too", joining(ids, onlyID, func(r *lint.Record) { r.Get("jobTitle") }), ""},
		{"an index", joining(mails, everything, func(*lint.Record) {}), "the index of mails reads user.jobTitle without declaring it"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			t.Parallel()
			test.rule.ID, test.rule.Subject, test.rule.Severity, test.rule.Page = "made-up", "guests", lint.Note, "# Made up\n"
			other := checking(everything, []lint.Use{madeUp}, func(r *lint.Record) { madeUp.Of(r) })
			other.ID, other.Subject, other.Severity, other.Page = "a-rule-before-it", "guests", lint.Note, "# Other\n"
			for _, workers := range []int{1, 4} {
				report := runRules(t, []*lint.Rule{test.rule, other}, workers, dir)
				got := ""
				if f := report.Rules[1].Failure; f != nil {
					got = strings.TrimPrefix(string(f.Fault), "lint: ")
				}
				if got != test.want {
					t.Errorf("%d workers: %q, want %q", workers, got, test.want)
				}
				if report.Rules[0].Failure != nil {
					t.Errorf("the other rule failed: %s", report.Rules[0].Failure.Fault)
				}
			}
		})
	}
}
