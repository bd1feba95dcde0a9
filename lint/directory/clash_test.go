package directory_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
)

// owners returns the owners of the address a@x. Each is a word for what it is, with
// the way in which it has the address, and "synced" if it is.
func owners(t *testing.T, words ...string) []directory.Owner {
	t.Helper()
	index := *directory.Addresses
	index.Uses = slices.Concat(index.Uses, []lint.Use{directory.Synced})
	var records []*lint.Record
	for i, word := range words {
		who, how, _ := strings.Cut(word, " ")
		how, synced, _ := strings.Cut(how, " ")
		text := `{"id":"` + strconv.Itoa(i) + `","displayName":"` + who + strconv.Itoa(i) + `",` + map[string]string{
			"smtp":   `"mail":null,"proxyAddresses":["smtp:a@x"]`,
			"mail":   `"mail":"a@x","proxyAddresses":[]`,
			"others": `"mail":null,"proxyAddresses":[],"otherMails":["a@x"]`,
			"partly": `"mail":"a@x"`,
		}[how]
		kind := map[string]lint.Kind{"contact": lint.Contact, "group": lint.Group}[who]
		if kind == lint.NoKind {
			kind = lint.User
		}
		if who == "external" {
			text += `,"externalUserState":"Accepted"`
		}
		if synced == "synced" {
			text += `,"onPremisesSyncEnabled":true`
		}
		records = append(records, linttest.Indexed(t, kind, &index, text+"}"))
	}
	return directory.Owners(keyed(records...), directory.Holders...)
}

func TestClashOf(t *testing.T) {
	t.Parallel()
	for owned, want := range map[string]directory.Clash{
		"member smtp": directory.NoClash,

		"contact mail, member mail":                 directory.ContactClash,
		"contact smtp, external others, group smtp": directory.ContactClash,
		"contact smtp, contact smtp, member smtp":   directory.ContactClash,

		"contact mail, contact mail":                  directory.OwnerClash,
		"contact smtp, group mail":                    directory.OwnerClash,
		"group mail, group mail":                      directory.OwnerClash,
		"group smtp, external others":                 directory.OwnerClash,
		"group smtp, member mail":                     directory.OwnerClash,
		"member smtp, member smtp":                    directory.OwnerClash,
		"member smtp, member mail":                    directory.OwnerClash,
		"member mail, member mail, member smtp":       directory.OwnerClash,
		"member mail, external mail":                  directory.OwnerClash,
		"member mail, external others":                directory.OwnerClash,
		"external smtp, external smtp":                directory.OwnerClash,
		"external smtp, external smtp, external mail": directory.OwnerClash,
		"external mail, external mail, member mail":   directory.OwnerClash,

		"external smtp, external mail":                    directory.GuestClash,
		"external smtp, external others":                  directory.GuestClash,
		"external mail, external others, external others": directory.GuestClash,

		"member mail, member mail":              directory.MailClash,
		"member mail, member mail, member mail": directory.MailClash,

		"member mail, contact partly":                directory.NoClash,
		"member mail, member mail, contact partly":   directory.MailClash,
		"external mail, external mail, group partly": directory.GuestClash,
	} {
		if got := directory.ClashOf(owners(t, strings.Split(owned, ", ")...)); got != want {
			t.Errorf("%s: %d, want %d", owned, got, want)
		}
	}
}

func TestToChangeAndSides(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ owned, change, note string }{
		{"member smtp, member smtp", "member1", ""},
		{"member smtp, member smtp, member smtp", "member1", ""},
		{"group smtp, contact smtp", "contact1", ""},
		{"contact smtp, group smtp", "contact0", ""},
		{"contact smtp, contact smtp", "contact1", ""},
		{"contact smtp, contact smtp synced", "contact0", "contact 'contact1' is synced, contact 'contact0' is not: the latter is the one to change, in the cloud"},
		{"contact smtp synced, group smtp", "contact0", "contact 'contact0' is synced: change it on-premises"},
		{"contact smtp synced, group smtp synced, group smtp", "contact0", "contact 'contact0' is synced: change it on-premises"},
		{"member smtp, group smtp synced", "member0", "group 'group1' is synced, user 'member0' is not: the latter is the one to change, in the cloud"},
		{"member smtp synced, external mail", "external1", "user 'member0' is synced, external user 'external1' is not: the latter is the one to change, in the cloud"},
		{"member smtp synced, group smtp synced", "group1", "both are synced: change one of them on-premises"},
		{"member smtp synced, group smtp synced, contact smtp synced", "contact2", "all of them are synced: change one of them on-premises"},
		{"member smtp, member smtp synced, group smtp, group smtp", "group2", "user 'member1' is synced, group 'group2' is not: the latter is the one to change, in the cloud"},
	} {
		all := owners(t, strings.Split(test.owned, ", ")...)
		change, others := directory.ToChange(all)
		var f lint.Finding
		directory.Sides(&f, change, others)
		if got := string(change.Object().Name); got != test.change || strings.Join(f.Notes, "; ") != test.note {
			t.Errorf("%s: change %s, %q, want %s, %q", test.owned, got, f.Notes, test.change, test.note)
		}
		if len(others) != len(all)-1 || slices.ContainsFunc(others, func(o directory.Owner) bool { return o.Record == change.Record }) {
			t.Errorf("%s: %d others", test.owned, len(others))
		}
	}
}

func TestStrongestAndHeld(t *testing.T) {
	t.Parallel()
	all := owners(t, "external others", "contact mail", "member smtp", "group smtp")
	if got := string(directory.Strongest(all).Object().Name); got != "member2" {
		t.Errorf("the strongest is %s", got)
	}
	var f lint.Finding
	directory.Held(&f, all)
	var got []string
	for _, related := range f.Related {
		got = append(got, string(related.Location.Pointer)+" "+related.Message)
	}
	want := []string{
		"/otherMails/0 external user 'external0' holds it as other mail address",
		"/mail contact 'contact1' holds it as mail",
		"/proxyAddresses/0 user 'member2' holds it as secondary address",
		"/proxyAddresses/0 group 'group3' holds it as secondary address",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}
