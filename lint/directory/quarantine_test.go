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

func TestWithheldFrom(t *testing.T) {
	t.Parallel()
	r := linttest.Indexed(t, lint.Group, directory.Addresses, `{"onPremisesProvisioningErrors":[
		{"category":"PropertyConflict","propertyCausingError":"ProxyAddress","value":"SMTP: A@x","occurredDateTime":"2026-10-02T08:11:40Z"},
		{"category":"propertyconflict","propertyCausingError":"ProxyAddress","value":" SIP:A@x"},
		{"propertyCausingError":"UserPrincipalName","value":null},
		{"category":"SomethingNew","propertyCausingError":"ProxyAddress","value":"b@x"},
		{"category":"PropertyConflict"}]}`)
	var got []string
	for w := range directory.WithheldFrom(r) {
		got = append(got, fmt.Sprintf("%s %s %s %s", w.Key, w.Property, w.Since, string(w.At.Location().Pointer)))
	}
	want := []string{
		"a@x ProxyAddress 2026-10-02T08:11:40Z /onPremisesProvisioningErrors/0/value",
		"sip:a@x ProxyAddress  /onPremisesProvisioningErrors/1/value",
		"- UserPrincipalName  /onPremisesProvisioningErrors/2",
		"-   /onPremisesProvisioningErrors/4",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
	// The index has the same keys: what it has is cited as a conflict.
	found := linttest.Keys(r, directory.Addresses)
	for w := range directory.WithheldFrom(r) {
		if found[w.Key] != lint.RolesOf(directory.Quarantined) {
			t.Errorf("the index has %s with the roles %b", w.Key, found[w.Key])
		}
	}
	if roles, ok := found["b@x"]; ok {
		t.Errorf("the index has what is no conflict, with the roles %b", roles)
	}
}
