package engine

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"
)

// tenantProperties are what tells one tenant from another.
var tenantProperties = []string{"verifiedDomains"}

const isInitial = "isInitial"

// A sighting is a tenant as one object of the export shows it.
type sighting struct {
	tenant lint.TenantRef
	file   int
}

// same reports whether two sightings may be of one tenant: organizations are told by
// their ids, else by their initial domains.
func (s sighting) same(other sighting) bool {
	for _, pair := range [][2]display.Untrusted{{s.tenant.ID, other.tenant.ID}, {s.tenant.Domain, other.tenant.Domain}} {
		if pair[0] != "" && pair[1] != "" {
			return strings.EqualFold(string(pair[0]), string(pair[1]))
		}
	}
	return true
}

// tenants works out of which tenant the export is. If there are several, it says so in
// words, and notes a problem: nothing can be judged across them.
func (r *run) tenants() (several string, err error) {
	var seen []sighting
	for record, err := range r.recordsOfKind(lint.Organization) {
		if err != nil {
			return "", err
		}
		object := record.Object()
		s := sighting{lint.TenantRef{ID: object.ID, Name: object.Name}, record.Value().Location().File}
		for domain := range record.Get("verifiedDomains").Elements() {
			if domain.Get(isInitial).True() {
				s.tenant.Domain = display.Untrusted(strings.Clone(domain.Get("name").Text()))
			}
		}
		seen = append(seen, s)
	}
	for record, err := range r.recordsOfKind(lint.Domain) {
		if err != nil {
			return "", err
		}
		told := record.Get(isInitial)
		r.initial.told = r.initial.told || told.Exists()
		if told.True() {
			r.initial.found = true
			seen = append(seen, sighting{lint.TenantRef{Domain: record.Object().ID}, record.Value().Location().File})
		}
	}
	var distinct []sighting
	for _, s := range seen {
		if !slices.ContainsFunc(distinct, s.same) {
			distinct = append(distinct, s)
		}
	}
	switch len(distinct) {
	case 0:
		return "", nil
	case 1:
		r.tenant = distinct[0].tenant
		for _, s := range seen {
			if r.tenant.Domain == "" {
				r.tenant.Domain = s.tenant.Domain
			}
		}
		return "", nil
	}
	return r.severalTenants(distinct), nil
}

// severalTenants notes that the export is of several tenants.
func (r *run) severalTenants(seen []sighting) string {
	names := make([]string, len(seen))
	for i, s := range seen {
		names[i] = fmt.Sprintf("%s in %s", tenantName(s.tenant), display.String(path.Dir(r.files[s.file].Path)+"/"))
	}
	list := strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	r.problem(seen[1].file, lint.SeveralTenants, "these are exports of several tenants: "+list+"; lint the folder of each by itself")
	return "the export is of several tenants, which are not judged as one: " + list
}

func tenantName(t lint.TenantRef) string {
	var parts []string
	if t.Name != "" {
		parts = append(parts, display.Quote(string(t.Name)))
	}
	for _, s := range []display.Untrusted{t.Domain, t.ID} {
		if s != "" {
			parts = append(parts, display.String(string(s)))
			break
		}
	}
	if len(parts) == 0 {
		return "a tenant without a name"
	}
	return strings.Join(parts, " ")
}
