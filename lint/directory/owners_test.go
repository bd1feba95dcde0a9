package directory_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/linttest"
)

// keyed returns the objects that have the address a@x, as an index does.
func keyed(records ...*lint.Record) *lint.Keyed {
	k := &lint.Keyed{Key: "a@x"}
	for _, r := range records {
		gatherer := lint.Gatherer{Receive: func(key []byte, role lint.Role, at lint.Value) {
			if string(key) == k.Key {
				k.Hits = append(k.Hits, lint.Hit{Role: role, Record: r, At: at})
			}
		}}
		directory.Addresses.Keys(r, &gatherer)
	}
	return k
}

func TestOwnerOfTakesTheStrongestHold(t *testing.T) {
	t.Parallel()
	const external = `"externalUserState":"Accepted",`
	for _, test := range []struct {
		name string
		kind lint.Kind
		text string
		hold directory.Hold
		at   string
	}{
		{"primary before mail", lint.User, `"mail":"a@x","proxyAddresses":["smtp:b@x","SMTP:A@x"]`, directory.Primary, `"SMTP:A@x"`},
		{"secondary before mail", lint.User, `"mail":"a@x","proxyAddresses":["SMTP:b@x","smtp:a@x"]`, directory.Secondary, `"smtp:a@x"`},
		{"mail before other mails", lint.User, external + `"mail":" A@x","otherMails":["a@x"]`, directory.Mail, `" A@x"`},
		{"other mails before the name", lint.User, `"otherMails":["a@x"],"userPrincipalName":"a_x#EXT#@y"`, directory.OtherMails, `"a@x"`},
		{"mail before the name", lint.User, `"mail":"a@x","userPrincipalName":"a@x"`, directory.Mail, `"a@x"`},
		{"name", lint.User, `"userPrincipalName":"A@x","imAddresses":["sip:a@x"]`, directory.PrincipalName, `"A@x"`},
		{"address in the name", lint.User, `"userPrincipalName":"a_x#EXT#@y"`, directory.HomeAddress, `"a_x#EXT#@y"`},
		{"identity", lint.User, `"identities":[{"signInType":"emailAddress","issuerAssignedId":"a@x"}],"imAddresses":["a@x"]`, directory.SignInAddress, `"a@x"`},
		{"instant messages", lint.User, `"imAddresses":["SIP: A@x"]`, directory.IMAddress, `"SIP: A@x"`},
		{"a contact", lint.Contact, `"mail":"a@x","proxyAddresses":["SMTP:b@x","smtp:a@x"]`, directory.Secondary, `"smtp:a@x"`},
		{"a group", lint.Group, `"mail":"a@x","proxyAddresses":["SMTP:a@x"]`, directory.Primary, `"SMTP:a@x"`},
	} {
		k := keyed(linttest.Indexed(t, test.kind, directory.Addresses, `{`+test.text+`}`))
		if len(k.Hits) == 0 {
			t.Errorf("%s: the index does not have it", test.name)
			continue
		}
		owner := directory.OwnerOf(k.Hits[0], k.Key)
		if owner.Hold != test.hold || owner.Address.At.Raw() != test.at {
			t.Errorf("%s: %s at %s, want %s at %s", test.name, owner.Hold, owner.Address.At.Raw(), test.hold, test.at)
		}
	}
}

func TestOwnersAreThoseThatMailGoesTo(t *testing.T) {
	t.Parallel()
	k := keyed(
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"1","mail":"a@x","proxyAddresses":["SMTP:a@x"],"userPrincipalName":"a@x"}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"2","mail":"b@x","userPrincipalName":"a@x"}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"3","userPrincipalName":"a_x#EXT#@y","otherMails":["b@x"]}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"4","userPrincipalName":"a_x#EXT#@y","otherMails":["a@x"]}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"5","imAddresses":["a@x"]}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"1","mail":"a@x"}`), // a copy in another file
		linttest.Indexed(t, lint.Contact, directory.Addresses, `{"id":"1","mail":"a@x"}`),
		linttest.Indexed(t, lint.Group, directory.Addresses, `{"id":"7","proxyAddresses":["smtp:a@x"]}`),
		linttest.Indexed(t, lint.Group, directory.Addresses, `{"id":"8","onPremisesProvisioningErrors":[{"value":"a@x"}]}`),
	)
	for _, test := range []struct {
		name  string
		roles []lint.Role
		want  string
	}{
		{"all", directory.Holders, "user 1 primary address, external user 4 other mail address, contact 1 mail, group 7 secondary address"},
		{"contacts", []lint.Role{directory.Contact}, "contact 1 mail"},
		{"external users", []lint.Role{directory.ExternalUser, directory.BareExternalUser}, "external user 4 other mail address"},
	} {
		var got []string
		for _, owner := range directory.Owners(k, test.roles...) {
			got = append(got, fmt.Sprintf("%s %s %s", owner.Noun(), string(owner.Object().ID), owner.Hold))
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%s: %s, want %s", test.name, strings.Join(got, ", "), test.want)
		}
	}
}

// What a finding says of a few owners is what it would say of all.
func TestFewSpeakForAll(t *testing.T) {
	t.Parallel()
	for _, last := range []string{"", "member smtp", "group mail synced", "member smtp, member smtp, group mail synced"} {
		owned := slices.Repeat([]string{"member mail"}, 300)
		if last != "" {
			owned = append(owned, strings.Split(last, ", ")...)
		}
		all := owners(t, owned...)
		named, more := directory.Few(all, directory.OnBothSides...)
		if len(named) > 14 || len(named)+more != len(all) {
			t.Errorf("%q: %d are named, and %d more", last, len(named), more)
		}
		few, first := directory.SidesOf(all[0], named)
		if full, want := directory.SidesOf(all[0], all); few != full || first.Record != want.Record {
			t.Errorf("%q: %d, of all it is %d", last, few, full)
		}
		for range 2 { // also without the strongest
			got, want := directory.Strongest(named), directory.Strongest(all)
			if got.Record != want.Record {
				t.Errorf("%q: the strongest is %s, of all it is %s", last, got.Object().Name, want.Object().Name)
			}
			other := func(o directory.Owner) bool { return o.Record == want.Record }
			named, all = slices.DeleteFunc(slices.Clone(named), other), slices.DeleteFunc(slices.Clone(all), other)
		}
	}
	ten := owners(t, slices.Repeat([]string{"member mail"}, 10)...)
	if named, more := directory.Few(ten); len(named) != 10 || more != 0 {
		t.Errorf("of ten %d are named, and %d more", len(named), more)
	}
}

func TestTheQuarantinedAreFound(t *testing.T) {
	t.Parallel()
	k := keyed(
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"1","displayName":"One","mail":"a@x","onPremisesProvisioningErrors":[]}`),
		linttest.Indexed(t, lint.User, directory.Addresses, `{"id":"2","displayName":"Two","mail":"b@x","onPremisesProvisioningErrors":[{"propertyCausingError":"ProxyAddress","value":"SMTP:A@x"}]}`),
		linttest.Indexed(t, lint.Contact, directory.Addresses, `{"id":"3","displayName":"Three","onPremisesProvisioningErrors":{"value":"a@x"}}`),
	)
	named, more := directory.FewHits(k.Of(directory.Quarantined))
	var got []string
	for _, hit := range named {
		got = append(got, hit.Record.ID()+" "+string(hit.At.Location().Pointer))
	}
	want := []string{"2 /onPremisesProvisioningErrors/0/value", "3 /onPremisesProvisioningErrors/value"}
	if more != 0 {
		t.Errorf("%d more", more)
	}
	if named, more := directory.FewHits(make([]lint.Hit, 12)); len(named) != 10 || more != 2 {
		t.Errorf("of twelve %d are named, and %d more", len(named), more)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}
