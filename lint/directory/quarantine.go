package directory

import (
	"iter"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/graph"
)

// NoValue is the key, in the index [Addresses], of entries of
// onPremisesProvisioningErrors that do not say which value is withheld.
const NoValue = "-"

// A Withheld is a value that Microsoft Entra keeps from a synced object, as another
// object has it: an entry of onPremisesProvisioningErrors.
type Withheld struct {
	Key      string     // in the index [Addresses], with the role Quarantined
	Property string     // UserPrincipalName or ProxyAddress, as the export has it
	Since    string     // occurredDateTime, as the export has it
	At       lint.Value // the value, or the entry if it has none
}

// WithheldFrom returns what is withheld from a user, contact or group. Entries with a
// category other than PropertyConflict are left out; there is none today.
//
// https://learn.microsoft.com/en-us/graph/api/resources/onpremisesprovisioningerror
func WithheldFrom(r *lint.Record) iter.Seq[Withheld] {
	return func(yield func(Withheld) bool) {
		for entry := range r.Get("onPremisesProvisioningErrors").Elements() {
			if !conflict(entry) {
				continue
			}
			w := Withheld{
				Key: NoValue, Property: entry.Get("propertyCausingError").Text(),
				Since: entry.Get("occurredDateTime").Text(), At: entry.Get("value"),
			}
			if key := appendWithheld(nil, w.At.Text()); len(key) > 0 {
				w.Key = string(key)
			} else {
				w.At = entry
			}
			if !yield(w) {
				return
			}
		}
	}
}

// conflict reports whether an entry says that another object has the value.
func conflict(entry lint.Value) bool {
	category := entry.Get("category").Text()
	return category == "" || graph.SameWord(category, "PropertyConflict")
}

// appendWithheld appends a withheld value to dst: an address in normal form, so that
// it meets those who have it, or what else it is, without case.
func appendWithheld(dst []byte, text string) []byte {
	if address := graph.AppendAddress(dst, text); len(address) > len(dst) {
		return address
	}
	return graph.AppendID(dst, text)
}

// quarantine adds the keys of what is withheld from an object.
func quarantine(g *lint.Gatherer, entries lint.Value) {
	for entry := range entries.Elements() {
		switch value := entry.Get("value"); {
		case !conflict(entry):
		case strings.TrimSpace(value.Text()) != "":
			g.Add(Quarantined, value, appendWithheld)
		default:
			g.AddText(Quarantined, entry, NoValue)
		}
	}
}
