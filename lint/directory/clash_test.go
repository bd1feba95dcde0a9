package directory_test

import (
	"fmt"
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
			"smtp":    `"mail":null,"proxyAddresses":["smtp:a@x"]`,
			"mail":    `"mail":"a@x","proxyAddresses":[]`,
			"enabled": `"mail":"a@x","proxyAddresses":["SMTP:other@x"]`,
			"others":  `"mail":null,"proxyAddresses":[],"otherMails":["a@x"]`,
			"partly":  `"mail":"a@x"`,
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
		"member smtp, member smtp, member mail":       directory.OwnerClash,
		"member smtp, member enabled":                 directory.OwnerClash,
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

		"member smtp, member mail":                   directory.NoClash,
		"member mail, member mail, member smtp":      directory.NoClash,
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
	for _, test := range []struct {
		owned, change string
		sides         directory.Sides
		synced        string // the first of the others who is
	}{
		{"member smtp, member smtp", "member1", directory.NoneSynced, ""},
		{"member smtp, member smtp, member smtp", "member1", directory.NoneSynced, ""},
		{"group smtp, contact smtp", "contact1", directory.NoneSynced, ""},
		{"contact smtp, group smtp", "contact0", directory.NoneSynced, ""},
		{"contact smtp, contact smtp", "contact1", directory.NoneSynced, ""},
		{"contact smtp, contact smtp synced", "contact0", directory.OtherSynced, "contact1"},
		{"contact smtp synced, group smtp", "contact0", directory.ChangeSynced, ""},
		{"contact smtp synced, group smtp synced, group smtp", "contact0", directory.ChangeSynced, "group1"},
		{"member smtp, group smtp synced", "member0", directory.OtherSynced, "group1"},
		{"member smtp synced, external mail", "external1", directory.OtherSynced, "member0"},
		{"member smtp synced, group smtp synced", "group1", directory.BothSynced, "member0"},
		{"member smtp synced, group smtp synced, contact smtp synced", "contact2", directory.AllSynced, "member0"},
		{"member smtp, member smtp synced, group smtp, group smtp", "group2", directory.OtherSynced, "member1"},
	} {
		all := owners(t, strings.Split(test.owned, ", ")...)
		change, others := directory.ToChange(all)
		sides, first := directory.SidesOf(change, others)
		synced := ""
		if first.Record != nil {
			synced = string(first.Object().Name)
		}
		if got := string(change.Object().Name); got != test.change || sides != test.sides || synced != test.synced {
			t.Errorf("%s: change %s, sides %d, synced %s, want %s, %d, %s", test.owned, got, sides, synced, test.change, test.sides, test.synced)
		}
		if len(others) != len(all)-1 || slices.ContainsFunc(others, func(o directory.Owner) bool { return o.Record == change.Record }) {
			t.Errorf("%s: %d others", test.owned, len(others))
		}
	}
}

func TestStrongestAndHold(t *testing.T) {
	t.Parallel()
	all := owners(t, "external others", "contact mail", "member smtp", "group smtp")
	if got := string(directory.Strongest(all).Object().Name); got != "member2" {
		t.Errorf("the strongest is %s", got)
	}
	var got []string
	for _, o := range all {
		got = append(got, fmt.Sprintf("%s %s '%s' as %s", string(o.Address.At.Location().Pointer), o.Noun(), string(o.Object().Name), o.Hold))
	}
	want := []string{
		"/otherMails/0 external user 'external0' as other mail address",
		"/mail contact 'contact1' as mail",
		"/proxyAddresses/0 user 'member2' as secondary address",
		"/proxyAddresses/0 group 'group3' as secondary address",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}
