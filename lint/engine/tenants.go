package engine

import (
	"fmt"
	"path"
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

// sightings are tenants that differ: by the ids of their organizations, else by their
// initial domains. What has neither may be any of them.
type sightings struct {
	all     []sighting
	ids     map[string]bool
	domains map[string]bool // of all
	unnamed map[string]bool // domains of those without an id
	noID    bool            // one has no id
	noName  bool            // one has no domain
}

func (s *sightings) add(one sighting) {
	id, domain := strings.ToLower(string(one.tenant.ID)), strings.ToLower(string(one.tenant.Domain))
	switch {
	case len(s.all) == 0:
		s.ids, s.domains, s.unnamed = make(map[string]bool), make(map[string]bool), make(map[string]bool)
	case id != "" && (s.ids[id] || s.unnamed[domain] || domain == "" && s.noID || s.unnamed[""]),
		id == "" && (s.domains[domain] || domain == "" || s.noName):
		return
	}
	s.all = append(s.all, one)
	s.domains[domain] = true
	s.noName = s.noName || domain == ""
	if id == "" {
		s.noID, s.unnamed[domain] = true, true
	} else {
		s.ids[id] = true
	}
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
	var distinct sightings
	for _, s := range seen {
		distinct.add(s)
	}
	switch len(distinct.all) {
	case 0:
		return "", nil
	case 1:
		r.tenant = distinct.all[0].tenant
		for _, s := range seen {
			if r.tenant.Domain == "" {
				r.tenant.Domain = s.tenant.Domain
			}
		}
		return "", nil
	}
	return r.severalTenants(distinct.all), nil
}

// severalTenants notes that the export is of several tenants.
func (r *run) severalTenants(seen []sighting) string {
	const named = 5
	names := make([]string, min(len(seen), named))
	for i, s := range seen[:len(names)] {
		names[i] = fmt.Sprintf("%s in %s", tenantName(s.tenant), display.String(path.Dir(r.files[s.file].Path)+"/"))
	}
	if more := len(seen) - named; more > 0 {
		names = append(names, lint.Count(more, "other", "others"))
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
