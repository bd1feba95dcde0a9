// Package provisioningconflict reports synced objects from which Microsoft Entra
// withholds a value, as another object has it.
package provisioningconflict

import (
	_ "embed"
	"strings"
	"time"

	"tenantlint/lint"
	"tenantlint/lint/directory"
	"tenantlint/lint/display"
	"tenantlint/lint/graph"
)

//go:embed rule.md
var page string

// Rule is provisioning-conflict.
var Rule = &lint.Rule{
	ID:       "provisioning-conflict",
	Severity: lint.Error,
	Subject:  "addresses",
	Page:     page,
	Needs: []lint.Need{
		{
			Kind:     lint.User,
			Requires: []string{"onPremisesProvisioningErrors"},
			Optional: []string{"mail", "proxyAddresses", "otherMails"},
			Partial:  true,
		},
		{
			Kind:     lint.Contact,
			Requires: []string{"onPremisesProvisioningErrors"},
			Optional: []string{"mail", "proxyAddresses"},
			Partial:  true,
		},
		{
			Kind:     lint.Group,
			Requires: []string{"onPremisesProvisioningErrors"},
			Optional: []string{"mail", "proxyAddresses"},
			Partial:  true,
		},
	},
	Uses:  []lint.Use{directory.External.Optional(), directory.Synced.Optional()},
	Index: directory.Addresses,
	Join:  join,
}

func join(p *lint.Pass, addresses lint.Gathered) {
	for value := range addresses.Where(func(roles lint.Roles) bool { return roles.Has(directory.Quarantined) }) {
		holders := holdersOf(value)
		byAny, byName := groupOf(holders), groupOf(asNames(holders))
		for _, hit := range value.Of(directory.Quarantined) {
			if withheld := withheldBy.Of(hit.Record)[value.Key]; len(withheld) > 0 {
				report(p, hit, withheld, byAny, byName)
			}
		}
	}
}

// withheldBy is what is withheld from an object, by key: one value can be withheld as a
// name and as an address.
var withheldBy = lint.NewMemo(func(r *lint.Record) map[string][]directory.Withheld {
	found := make(map[string][]directory.Withheld)
	for w := range directory.WithheldFrom(r) {
		found[w.Key] = append(found[w.Key], w)
	}
	return found
})

// A group is the holders of a value that a finding names.
type group struct {
	few     []directory.Owner
	more    int // holders who are not among the few
	proxies int // how many of all have it in proxyAddresses
}

func groupOf(holders []directory.Owner) group {
	var g group
	g.few, g.more = directory.Few(holders, directory.OnBothSides...)
	for _, o := range holders {
		if o.Hold.Proxy() {
			g.proxies++
		}
	}
	return g
}

// holdersOf returns those who have a value as a name or as an address. Objects that the
// value is withheld from are left out: they may still have it as mail.
func holdersOf(value *lint.Keyed) []directory.Owner {
	type object struct {
		kind lint.Kind
		id   string
	}
	objectOf := func(r *lint.Record) object { return object{r.Kind, graph.ID(r.ID())} }
	waits := make(map[object]bool)
	for _, hit := range value.Of(directory.Quarantined) {
		waits[objectOf(hit.Record)] = true
	}
	var holders []directory.Owner
	for _, hit := range value.Of(directory.Holders...) {
		if o := directory.OwnerOf(hit, value.Key); !waits[objectOf(hit.Record)] && o.Text != "" && o.Hold <= directory.PrincipalName {
			holders = append(holders, o)
		}
	}
	return holders
}

// report tells of what is withheld from an object. byAny is those who have the value, and
// byName those of them who have it as a name, if any has.
func report(p *lint.Pass, hit lint.Hit, withheld []directory.Withheld, byAny, byName group) {
	object, noun := hit.Record.Object(), display.Safe(hit.Record.Kind.Noun())
	first := withheld[0]
	address := graph.Address(first.At.Text()) != ""
	property, consequence := effect(withheld, noun, address)
	value := display.Safe(display.Quote(first.At.Text()))
	if first.Key == directory.NoValue {
		value = "a value"
	}
	holders := byAny
	if property == userPrincipalName {
		holders = byName
	}
	because := display.Safe("another object")
	switch {
	case len(holders.few) > 0:
		other := directory.Strongest(holders.few)
		because = other.Noun() + " " + display.Safe(display.Quote(string(other.Object().Label())))
	case address:
		because = "an object that the export does not show"
	}
	f := p.Find(first.At, "%s is withheld from %s %s as %s, because %s has it: %s", value, noun, object.Label(), property, because, consequence).
		About("onPremisesProvisioningErrors", first.Key)
	if at, ok := graph.Date(first.Since); ok {
		f.Notef("reported since %s", display.Safe(at.Format(time.DateOnly)))
	}
	if len(holders.few) > 0 {
		for _, o := range holders.few {
			f.Also(o.Address.At, "%s %s holds it as %s", o.Noun(), o.Object().Label(), o.Hold)
		}
		if holders.more > 0 {
			f.Notef("others who have it: %d", holders.more)
		}
		change := directory.Owner{Hit: hit}
		switch sides, synced := directory.SidesOf(change, holders.few); sides {
		case directory.BothSynced:
			f.Notef("both are synced: change one of them on-premises")
		case directory.AllSynced:
			f.Notef("all of them are synced: change one of them on-premises")
		case directory.ChangeSynced:
			f.Notef("%s %s is synced: change it on-premises", change.Noun(), change.Object().Label())
		case directory.OtherSynced:
			f.Notef("%s %s is synced, %s %s is not: the latter is the one to change, in the cloud",
				synced.Noun(), synced.Object().Label(), change.Noun(), change.Object().Label())
		}
	}
	switch {
	case len(holders.few) == 0:
		f.Fixf("find the other object, then change the value of one of the two: that of %s %s on-premises", noun, object.ID)
	case holders.proxies > 1:
		f.Fixf("take the value from all %d objects that have it in proxyAddresses, or from %s %s on-premises: within an hour of the next synchronization it is no longer withheld", holders.proxies, noun, object.ID)
	default:
		f.Fixf("change the value of one of the two, that of %s %s on-premises: within an hour of the next synchronization it is no longer withheld", noun, object.ID)
	}
	p.Report(f)
}

const userPrincipalName = "userPrincipalName"

// effect says as what a value is withheld, and what follows for its object.
func effect(withheld []directory.Withheld, noun display.Safe, address bool) (property, consequence display.Safe) {
	name, proxy := false, false
	for _, w := range withheld {
		name = name || strings.EqualFold(w.Property, userPrincipalName)
		proxy = proxy || strings.EqualFold(w.Property, "ProxyAddress")
	}
	switch {
	case name && proxy:
		return "userPrincipalName and proxy address", "the user signs in with a name that was made up instead, and mail to it does not reach the user"
	case name:
		return userPrincipalName, "the user signs in with a name that was made up instead"
	case proxy && address:
		return "proxy address", "mail to it does not reach the " + noun
	case proxy:
		return "proxy address", "it is missing there"
	}
	return "a property", "it is missing there"
}

// asNames returns the holders of a name as those who have it as a name, if any has.
func asNames(holders []directory.Owner) []directory.Owner {
	var named, others []directory.Owner
	for _, o := range holders {
		if o.Role == directory.OtherUser {
			if upn := o.Record.Get(userPrincipalName); graph.Address(upn.Text()) == o.Text {
				o.Hold, o.Address.At = directory.PrincipalName, upn
				named = append(named, o)
				continue
			}
		}
		others = append(others, o)
	}
	if len(named) > 0 {
		return named
	}
	return others
}
