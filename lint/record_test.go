package lint_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tenantlint/lint"
	"tenantlint/lint/decode"
)

// user returns a user of a text.
func user(t *testing.T, text string) *lint.Record {
	t.Helper()
	fields := lint.NewFields(append(lint.User.Identity(), "otherMails"), nil)
	record, ok := decode.Reread(lint.User, fields, lint.Origin{}, []byte(text), 0, 3)
	if !ok {
		t.Fatalf("no object: %s", text)
	}
	return record
}

func TestObjectRefIsExactUnlessItIsTooLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 2048) // 4,096 bytes
	if ref := user(t, `{"id":"`+long+`","displayName":"x`+long+`"}`).Object(); string(ref.ID) != long ||
		!strings.HasPrefix(string(ref.Name), "x"+long[:4094]+"…") || len(ref.Name) != 4095+len("…")+32 || !utf8.ValidString(string(ref.Name)) {
		t.Errorf("%d bytes of id, %d bytes of name", len(ref.ID), len(ref.Name))
	}
	a, b := user(t, `{"id":"`+long+`a"}`).Object(), user(t, `{"id":"`+long+`b"}`).Object()
	if a.ID == b.ID {
		t.Error("ids that differ at the end are the same")
	}
}

func TestMemoWorksOnce(t *testing.T) {
	t.Parallel()
	times := 0
	length := lint.NewMemo(func(r *lint.Record) int { times++; return len(r.Get("otherMails").Raw()) })
	changed, other := user(t, `{"id":"1","otherMails":[]}`), user(t, `{"id":"2","otherMails":["a"]}`)
	for range 2 {
		if length.Of(changed) != 2 || length.Of(other) != 5 {
			t.Errorf("%d and %d", length.Of(changed), length.Of(other))
		}
	}
	if times != 2 {
		t.Errorf("it worked %d times for two records", times)
	}
	changed.Change([]*lint.Record{user(t, `{"id":"1","otherMails":["a","b"]}`)})
	if got := length.Of(changed); got != 9 {
		t.Errorf("after a change %d", got)
	}
}

// Each of many values has its pointer, whichever is asked for first.
func TestPointersOfManyValues(t *testing.T) {
	t.Parallel()
	record := user(t, `{"displayName":"x","otherMails":["a" , {"b/c":[ "d" ]}]}`)
	var pointers []string
	for value := range record.Get("otherMails").Elements() {
		pointers = append(pointers, string(value.Location().Pointer))
		for member := range value.Get("b/c").Elements() {
			pointers = append(pointers, string(member.Location().Pointer))
		}
	}
	pointers = append(pointers, string(record.Get("displayName").Location().Pointer), string(record.Value().Location().Pointer))
	if got := strings.Join(pointers, " "); got != "/3/otherMails/0 /3/otherMails/1 /3/otherMails/1/b~1c/0 /3/displayName /3" {
		t.Error(got)
	}
}
