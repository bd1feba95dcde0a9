package proxyaddressinvalid

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestAGlanceMissesNothing holds that what is passed over at a glance is what a closer
// look finds nothing in.
func TestAGlanceMissesNothing(t *testing.T) {
	t.Parallel()
	parts := []string{
		"SMTP:", "smtp:", "Smtp:", "SMTP", "X500:", "x400:", ":", " ", "\t", "\u00a0", "ann", "@contoso.com", "\u00e9",
		"<", ")", ";", ",", "\"", "\\", "/o=x/cn=a b", strings.Repeat("a", 100), strings.Repeat("a", maxEntry-5),
	}
	random := rand.New(rand.NewPCG(1, 2))
	passed := 0
	for range 200_000 {
		entries := make([]string, random.IntN(3))
		primaries, faults := 0, 0
		for i := range entries {
			for range 1 + random.IntN(4) {
				entries[i] += parts[random.IntN(len(parts))]
			}
			faults += len(faultsOf(entries[i]))
			if prefix, _, ok := strings.Cut(entries[i], ":"); ok && strings.TrimSpace(prefix) == "SMTP" {
				primaries++
			}
		}
		raw, err := json.Marshal(entries)
		if err != nil {
			t.Fatal(err)
		}
		if plain(string(raw)) {
			if passed++; faults > 0 || primaries > 1 {
				t.Fatalf("%s is passed over", raw)
			}
		}
	}
	if passed < 1000 {
		t.Errorf("only %d of the lists are passed over", passed)
	}
}

func TestOrdinaryListsAreSeenAtAGlance(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"", "null", "[]", `["SMTP:ann@contoso.com","smtp:ann@contoso.onmicrosoft.com"]`, `[ "SIP:ann@contoso.com" ]`, `"SMTP:ann@contoso.com"`,
		`["X500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=ann","smtp:o'neill+x@contoso.com"]`,
	} {
		if !plain(raw) {
			t.Errorf("%s is not", raw)
		}
	}
}
