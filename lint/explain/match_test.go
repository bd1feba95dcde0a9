package explain

import (
	"slices"
	"strings"
	"testing"
)

func TestWords(t *testing.T) {
	for text, want := range map[string]string{
		"The resource tenant's cross-tenant access":       "the resource tenant cross tenant access",
		"The resource tenant\u2019s":                      "the resource tenant",
		"doesn't isn\u2019t can't cannot don't":           "does not is not can not can not do not",
		"You're, I've, we'll, they'd":                     "you i we they",
		"application 'Expenses' is":                       "application expenses is",
		"'''t 's't 't n't 'n't":                           "t t t n t n t",
		"in t":                                            "in t",
		"#EXT#@fabrikam":                                  "# ext # fabrikam",
		"proxy\u200bAddresses zero\ufeffwidth so\u00adft": "proxyaddresses zerowidth soft",
		"line\u2028line\u0085line\nline\tline\u00a0line":  "line line line line line line",
		`in.\r\nTrace\tID \u0027x\u0027 C:\temp \u00`:     "in trace id x c emp u00",
		`\`: "",
		"\u00c4RGER stra\u00dfe \u30c6\u30ca\u30f3\u30c8": "\u00e4rger stra\u00dfe \u30c6\u30ca\u30f3\u30c8",
		"\xff\xfeabc\xc0def":                              "abc def",
		"\x1b[31mred\x1b[0m":                              "31mred 0m",
		"2026-11-20 03:12:44Z ann@fabrikam.com {f00-1}":   "2026 11 20 03 12 44z ann fabrikam com f00 1",
		"ALL\u202eRIGHT \u2066left":                       "allright left",
		"":                                                "",
	} {
		if got := strings.Join(words(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestCodesIn(t *testing.T) {
	for text, want := range map[string]string{
		"AADSTS500213":                        "500213",
		"aadsts 500213":                       "500213",
		"AADSTS: 500213":                      "500213",
		"500213":                              "500213",
		" 500213. ":                           "500213",
		"Error Code: 500213":                  "500213",
		"error 500213":                        "500213",
		"?code=500213&x=50020":                "500213",
		"500213 users":                        "",
		"users 500213":                        "",
		"AADSTS50020 AADSTS90072 AADSTS50020": "50020 90072",
		"\u30a8\u30e9\u30fcAADSTS50020\u3067\u3059": "50020",
		"AADSTS50020x":                         "50020",
		"AADSTS":                               "",
		"AADSTS1":                              "",
		"AADSTS50020500205002050020":           "",
		"error 404":                            "",
		"50020000-0000-4000-8000-000000000001": "",
	} {
		if got := strings.Join(CodesIn(text), " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// owners returns the topics that declare a text: some headings are those of several.
func owners(text string) []*Topic {
	var list []*Topic
	for i, e := range entries {
		topic := library().topics[i]
		if topic.Title == text || slices.Contains(e.headings, text) || slices.Contains(e.messages, text) {
			list = append(list, topic)
		}
	}
	return list
}

// disturbed returns what becomes of a text on its way from a screen.
func disturbed(text string) []string {
	return []string{
		text,
		strings.ToUpper(text),
		"  " + strings.ReplaceAll(text, " ", "\r\n  ") + "\n",
		strings.ReplaceAll(text, "'", "\u2019"),
		"\u201c" + text + ".\u201d",
		strings.ReplaceAll(text, " ", "\u00a0"),
	}
}

func TestMatchFindsEveryHeading(t *testing.T) {
	for i, e := range entries {
		for _, heading := range append([]string{library().topics[i].Title}, e.headings...) {
			for _, text := range disturbed(heading) {
				if got := Match(text); !slices.Equal(got, owners(heading)) {
					t.Errorf("%q leads to %q, want %q", text, titles(got), titles(owners(heading)))
				}
			}
		}
	}
}

// TestMatchFindsEveryMessage puts names, ids and times into every message, and around
// it.
func TestMatchFindsEveryMessage(t *testing.T) {
	for _, e := range entries {
		for _, message := range e.messages {
			for _, name := range []string{
				"Contoso", "'rosa.delgado@litwareinc.com'", "'https://sts.windows.net/11b2c3d4-0000-4000-8000-000000000001/'",
				"Wide World Importers (Europe) GmbH & Co. KG", "<script>alert(1)</script>", "\u202e\x1b[2J\xff", "'O''Brien'",
			} {
				filled := strings.ReplaceAll(message, "*", name)
				for _, text := range append(disturbed(filled),
					"Sorry, but we're having trouble signing you in. "+filled+" Trace ID: 7a1f0000-0000-4000-8000-00000000000a Correlation ID: 7a1f0000-0000-4000-8000-00000000000b Timestamp: 2026-11-20 03:12:44Z",
				) {
					if got := Match(text); !slices.Equal(got, owners(message)) {
						t.Errorf("%q leads to %q, want %q", text, titles(got), titles(owners(message)))
					}
				}
			}
		}
	}
}

// TestMatchFindsWhatIsDamaged holds that a word that is missing, misspelt or put in
// does not hide a message of some length.
func TestMatchFindsWhatIsDamaged(t *testing.T) {
	for _, e := range entries {
		for _, message := range e.messages {
			list := strings.Fields(strings.ReplaceAll(message, "*", "Contoso"))
			if len(list) < fewest {
				continue
			}
			for i := range list {
				for _, damaged := range [][]string{
					slices.Delete(slices.Clone(list), i, i+1),
					slices.Insert(slices.Clone(list), i, "zzz"),
					slices.Replace(slices.Clone(list), i, i+1, "zzz"),
				} {
					text := strings.Join(damaged, " ")
					if got := Match(text); len(got) == 0 || !slices.Contains(owners(message), got[0]) {
						t.Errorf("%q leads to %q, want %q", text, titles(got), titles(owners(message)))
					}
				}
			}
		}
	}
}

// TestMatchReadsABoundedPart holds that a text as long as a log takes no longer than
// one as long as a message may be.
func TestMatchReadsABoundedPart(t *testing.T) {
	const message = "Failure to update policy due to object limit"
	if got := Match(strings.Repeat("a ", maxText/2-len(message)) + message); len(got) != 1 {
		t.Errorf("at the end of what is read: %q", titles(got))
	}
	if got := Match(strings.Repeat("a ", 10<<20) + message); len(got) != 0 {
		t.Errorf("behind it: %q", titles(got))
	}
	for _, text := range []string{strings.Repeat("a", 10<<20), strings.Repeat("the user ", 1<<20), strings.Repeat("'", 10<<20), strings.Repeat(`\u`, 5<<20)} {
		if got := Match(text); len(got) != 0 {
			t.Errorf("%.20q: %q", text, titles(got))
		}
	}
}

func TestMatchOfOneTextIsOfOneError(t *testing.T) {
	// Two messages that share most of their words: the better reading counts.
	text := "Conditional Access policy requires a compliant device, and the device is not compliant."
	if got := Match(text); len(got) != 1 || got[0].Codes[0] != "53000" {
		t.Errorf("got %q", titles(got))
	}
	// Two messages in one text are two errors.
	text += " This action can't be completed because the Microsoft B2B Cross Cloud Worker application has been disabled in the invited user's tenant."
	if got := titles(Match(text)); len(got) != 2 || got[0] != "Microsoft B2B Cross Cloud Worker disabled" {
		t.Errorf("got %q", got)
	}
}

func TestNear(t *testing.T) {
	for text, want := range map[string]string{
		"guest cannot redeem his invitation":  "Invited guests cannot redeem (self-help)",
		"a contact is there already":          "Cannot invite: conflict in proxyAddresses; existing contact",
		"our shared channel does not open":    "AADSTS90071, shared channel",
		"the password cannot be reset":        "Viral tenant password reset",
		"guests do not see the address book":  "Guest missing in address book or people picker",
		"the guest":                           "",
		"the invoice was overdue in February": "",
		"":                                    "",
	} {
		switch near := titles(Near(text)); {
		case len(near) > mostNear:
			t.Errorf("%s: %d pages", text, len(near))
		case want == "" && len(near) > 0, want != "" && !slices.Contains(near, want):
			t.Errorf("%s: %q, want %q", text, near, want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, topic := range library().topics {
		f.Add(topic.Title)
	}
	for _, e := range entries {
		for _, message := range e.messages {
			f.Add(strings.ReplaceAll(message, "*", "'Contoso'"))
		}
	}
	for _, text := range []string{
		"", " ", "'t", "'s't", "n't", "\\", `\u00`, `\u0027`, "#", "AADSTS", "aadsts500213aadsts", "50020", "error 50020 error 65005", "\xff", "\x1b[2J", "\u202e",
		"access denied", "people picker",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Match(text)
		if !slices.Equal(got, Match(text)) {
			t.Error("not the same twice")
		}
		if len(got) > len(library().topics) || len(unique(got)) != len(got) {
			t.Errorf("%d topics", len(got))
		}
		if near := Near(text); len(near) > mostNear || len(unique(near)) != len(near) {
			t.Errorf("%d topics are near", len(near))
		}
		if around := "\n" + text + "\n\n"; len(around) <= maxText && !slices.Equal(got, Match(around)) {
			t.Error("blanks around it make a difference")
		}
		for _, word := range words(text) {
			if word == "" || strings.ContainsAny(word, "' \\\x1b") {
				t.Errorf("the word %q", word)
			}
		}
		for _, number := range CodesIn(text) {
			if leadingDigits(number) != number || len(number) < 5 {
				t.Errorf("the code %q", number)
			}
			if topics := OfCode(number); len(topics) > 0 && !slices.ContainsFunc(got, func(topic *Topic) bool { return slices.Contains(topics, topic) }) {
				t.Errorf("nothing on the code %s", number)
			}
		}
	})
}
