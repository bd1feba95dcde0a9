package directory

// A Clash is what the owners of one address are to each other, and with it the rule
// that tells of the address: no address is told of by two.
type Clash uint8

// The clashes, each with its rule.
const (
	NoClash      Clash = iota
	ContactClash       // a contact and a user are among them: address-conflict-contact
	OwnerClash         // any others but the next two: address-conflict
	GuestClash         // external users, of whom one at the most has it in proxyAddresses: guest-duplicated
	MailClash          // users who are not external, each by mail alone: duplicate-mail
)

// ClashOf returns what the owners of an address, as [Owners] gives them, are to each
// other. One whose mail or proxyAddresses was not exported does not count: the rules
// about conflicts do not judge it.
func ClashOf(owners []Owner) Clash {
	var all, contacts, externals, members, proxies, second int
	for _, o := range owners {
		if !o.Record.Get("mail").Exists() || !o.Record.Get("proxyAddresses").Exists() {
			continue
		}
		all++
		if o.Hold.Proxy() {
			proxies++
		}
		switch {
		case o.Role == Contact:
			contacts++
		case o.External():
			externals++
		case o.Role == OtherUser:
			members++
			if o.Hold == Mail && Bare(o.Record) {
				second++
			}
		}
	}
	switch {
	case all < 2:
		return NoClash
	case contacts > 0 && externals+members > 0:
		return ContactClash
	case externals == all && proxies < 2:
		return GuestClash
	case members == all && proxies == 0:
		return MailClash
	case members == all && proxies == 1 && second == all-1:
		// Second accounts, as of administrators: no recipients, with the mail of their owner.
		return NoClash
	}
	return OwnerClash
}

// ToChange takes the owner that is to change out of several: a contact, else one
// that is not synced, else the later one; of more than two that are alike the second,
// so that one more owner at the end changes nothing. It reads what [Synced] reads.
func ToChange(owners []Owner) (change Owner, others []Owner) {
	at := make([]int, len(owners))
	for i := range owners {
		at[i] = i
	}
	prefer := func(want func(Owner) bool) {
		var kept []int
		for _, i := range at {
			if want(owners[i]) {
				kept = append(kept, i)
			}
		}
		if len(kept) > 0 {
			at = kept
		}
	}
	prefer(func(o Owner) bool { return o.Role == Contact })
	prefer(func(o Owner) bool { return !Synced.Of(o.Record) })
	chosen := at[min(1, len(at)-1)]
	for i, o := range owners {
		if i != chosen {
			others = append(others, o)
		}
	}
	return owners[chosen], others
}

// Strongest returns the first of the owners with the strongest hold.
func Strongest(owners []Owner) Owner {
	strongest := owners[0]
	for _, o := range owners[1:] {
		if o.Hold < strongest.Hold {
			strongest = o
		}
	}
	return strongest
}

// Sides says which of the owners of an address are synced, and with it where the one that
// is to change is changed.
type Sides uint8

// Who is synced.
const (
	NoneSynced   Sides = iota
	BothSynced         // the one that is to change, and the only other
	AllSynced          // the one that is to change, and several others
	ChangeSynced       // the one that is to change, and not all of the others
	OtherSynced        // another, and not the one that is to change
)

// SidesOf returns who is synced, and the first of the others who is. It reads what
// [Synced] reads.
func SidesOf(change Owner, others []Owner) (sides Sides, synced Owner) {
	n := 0
	for _, o := range others {
		if Synced.Of(o.Record) {
			if n++; n == 1 {
				synced = o
			}
		}
	}
	switch here := Synced.Of(change.Record); {
	case here && n == len(others) && n > 1:
		return AllSynced, synced
	case here && n == len(others):
		return BothSynced, synced
	case here:
		return ChangeSynced, synced
	case n > 0:
		return OtherSynced, synced
	}
	return NoneSynced, synced
}
