package lint_test

import (
	"fmt"
	"strings"
	"testing"

	"tenantlint/lint"
)

// TestReads holds what the needs, uses and index of a rule make together.
func TestReads(t *testing.T) {
	t.Parallel()
	external := lint.NewFact("made up", func(*lint.Record) bool { return true }, []lint.Need{
		{Kind: lint.User, Completes: []string{"identities", "creationType"}},
	})
	synced := lint.About("made up", []lint.Need{
		{Kind: lint.User, Completes: []string{"onPremisesSyncEnabled"}, Optional: []string{"onPremisesSyncBehavior"}},
		{Kind: lint.Group, Completes: []string{"onPremisesSyncEnabled"}},
	})
	settings := lint.Reads("made up",
		lint.Need{Kind: lint.Domain, Requires: []string{"id"}, Completes: []string{"isVerified"}, Partial: true},
		lint.Need{Kind: lint.Organization, InsteadOf: lint.Domain, Requires: []string{"verifiedDomains"}})
	index := &lint.Index{
		Needs: []lint.Need{{Kind: lint.User, Requires: []string{"mail"}}, {Kind: lint.Contact, Requires: []string{"mail"}}},
		Uses:  []lint.Use{external},
	}
	for reason, test := range map[string]struct {
		rule lint.Rule
		want string
	}{
		"a fact is about what the rule reads anyway": {
			lint.Rule{Needs: []lint.Need{{Kind: lint.User, Requires: []string{"id"}}}, Uses: []lint.Use{synced}},
			"user: id; onPremisesSyncEnabled; ; onPremisesSyncBehavior",
		},
		"a fact alone brings nothing":   {lint.Rule{Uses: []lint.Use{external}}, ""},
		"required":                      {lint.Rule{Needs: []lint.Need{{Kind: lint.User}}, Uses: []lint.Use{external.Required()}}, "user: identities,creationType; ; ; "},
		"handled":                       {lint.Rule{Needs: []lint.Need{{Kind: lint.User}}, Uses: []lint.Use{synced.Handled()}}, "user: ; ; onPremisesSyncEnabled; onPremisesSyncBehavior"},
		"optional":                      {lint.Rule{Needs: []lint.Need{{Kind: lint.User}}, Uses: []lint.Use{synced.Optional()}}, "user: ; ; ; onPremisesSyncEnabled,onPremisesSyncBehavior"},
		"of some kinds":                 {lint.Rule{Needs: []lint.Need{{Kind: lint.User}, {Kind: lint.Group}}, Uses: []lint.Use{synced.Of(lint.Group)}}, "user: ; ; ;  | group: ; onPremisesSyncEnabled; ; "},
		"the strictest use counts":      {lint.Rule{Needs: []lint.Need{{Kind: lint.User}}, Uses: []lint.Use{external.Optional(), external}}, "user: ; identities,creationType; ; "},
		"the rule's own word counts":    {lint.Rule{Needs: []lint.Need{{Kind: lint.User, Optional: []string{"identities"}}}, Uses: []lint.Use{external.Required()}}, "user: creationType; ; ; identities"},
		"settings bring their kinds":    {lint.Rule{Uses: []lint.Use{settings}}, "domain partial: id; isVerified; ;  | organization instead of domain: verifiedDomains; ; ; "},
		"the rule says how they matter": {lint.Rule{Needs: []lint.Need{{Kind: lint.Domain}}, Uses: []lint.Use{settings.Of(lint.Domain)}}, "domain: id; isVerified; ; "},
		"what refines is optional":      {lint.Rule{Needs: []lint.Need{{Kind: lint.User, Refines: true}}, Uses: []lint.Use{external.Required()}}, "user refines: ; ; ; identities,creationType"},
		"an index counts for the kinds that the rule names": {
			lint.Rule{Needs: []lint.Need{{Kind: lint.User}}, Index: index}, "user: mail; identities,creationType; ; ",
		},
		"the rule may do without what an index reads": {
			lint.Rule{Needs: []lint.Need{{Kind: lint.User, Optional: []string{"mail"}}}, Uses: []lint.Use{external.Optional()}, Index: index},
			"user: ; ; ; mail,identities,creationType",
		},
	} {
		var got []string
		for _, n := range test.rule.Reads() {
			text := n.Kind.String()
			if n.Partial {
				text += " partial"
			}
			if n.Refines {
				text += " refines"
			}
			if n.InsteadOf != lint.NoKind {
				text += " instead of " + n.InsteadOf.String()
			}
			got = append(got, fmt.Sprintf("%s: %s; %s; %s; %s", text, strings.Join(n.Requires, ","), strings.Join(n.Completes, ","), strings.Join(n.Reads, ","), strings.Join(n.Optional, ",")))
		}
		if got := strings.Join(got, " | "); got != test.want {
			t.Errorf("%s:\ngot  %s\nwant %s", reason, got, test.want)
		}
	}
	needs := index.Needs[0]
	if len(needs.Requires) != 1 || len(needs.Completes) != 0 {
		t.Errorf("putting things together has changed the index: %v", needs)
	}
}
