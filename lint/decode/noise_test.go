package decode

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"

	"tenantlint/lint"
)

// noises are what is found in front of JSON and in its place, and what is said of it.
var noises = []struct{ reason, text, want string }{
	{"headers", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[]", "1:1 this is not JSON: it begins with HTTP headers, as curl -i prints them; take them out"},
	{"headers of HTTP/2", "HTTP/2 200 \n\n{}", "1:1 this is not JSON: it begins with HTTP headers, as curl -i prints them; take them out"},
	{"a comment of a line", "// exported\n[]", "1:1 this is not JSON: it begins with a comment, and JSON has none; take it out"},
	{"a comment", " \n/* exported */ []", "2:1 this is not JSON: it begins with a comment, and JSON has none; take it out"},
	{"a comment of a shell", "# exported\n[]", "1:1 this is not JSON: it begins with a comment, and JSON has none; take it out"},
	{"a banner", "Welcome To Microsoft Graph!\r\n[]", "1:1 this is not JSON: it begins with text that PowerShell printed, 'Welcome To Microsoft Graph!'; take it out"},
	{"a warning", "WARNING: the module is old\n[]", "1:1 this is not JSON: it begins with text that PowerShell printed, 'WARNING: the module is old'; take it out"},
	{"other text", "found 3 users\n[]", "1:2 this is not JSON: it begins with text, 'found 3 users'; take out what is not JSON"},
	{"text of an attacker", "x\x1b[2J##[y]\n[]", `1:1 this is not JSON: it begins with text, 'x\x1b[2J#\x23[y]'; take out what is not JSON`},
	{"a web page", "<!DOCTYPE html><title>Sign in", "1:1 this is not JSON: it begins with HTML: it is a web page, as of a sign-in or an error; export it again"},
	{"a web page without a type", "\n<HTML>", "2:1 this is not JSON: it begins with HTML: it is a web page, as of a sign-in or an error; export it again"},
	{"XML of PowerShell", `<Objs Version="1.1.0.1"/>`, "1:1 this is not JSON: it begins with XML, as Export-Clixml writes it; export it again with ConvertTo-Json"},
	{"XML", `<?xml version="1.0"?>`, "1:1 this is not JSON: it begins with XML or HTML; export it again as JSON"},
	{"zeros", "\x00\x00\x00\x00\x00", `1:1 this is not JSON: it is no text: it begins with '\x00\x00\x00\x00\x00'`},
	{"a picture", "\x89PNG\r\n\x1a\n", "1:1 this is not JSON: it is no text: it begins with '\uFFFDPNG\\x0d\\x0a\\x1a\\x0a'"},
	{"a comment inside", `[{"id":"a"}, // the first` + "\n]", "1:14 this is not JSON: a comment begins here, and JSON has none; take it out"},
	{"a comment behind a member", `[{"id":"a" /* the first */}]`, "1:12 this is not JSON: a comment begins here, and JSON has none; take it out"},
	{"a comma too many in a list", "[{},\n\n]", "3:1 this is not JSON: there is a comma too many before this bracket; take it out"},
	{"a comma too many in an object", `[{"id":"a", }]`, "1:13 this is not JSON: there is a comma too many before this bracket; take it out"},
	{"a bracket that does not match", `[{"id":"a"]`, "1:11 this is not JSON: a comma or '}' was expected"},
}

func TestWhatIsFoundInPlaceOfJSON(t *testing.T) {
	for _, test := range noises {
		for _, block := range []int{0, 1, 7} {
			f, _ := readText(t, "users.json", []byte(test.text), block)
			if len(f.Problems) != 1 {
				t.Fatalf("%s in blocks of %d: %s", test.reason, block, outcome(f, nil))
			}
			p := f.Problems[0]
			if got := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Message); p.Code != lint.Malformed || got != test.want {
				t.Errorf("%s in blocks of %d:\ngot  %s %s\nwant %s", test.reason, block, p.Code, got, test.want)
			}
		}
	}
}

// An endless reader gives a beginning and then the same for ever.
type endless struct {
	rest string
	then byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	for i := n; i < len(p); i++ {
		p[i] = e.then
	}
	e.read += len(p)
	return len(p), nil
}

// TestWhatIsNoExportIsNotReadOn pipes in what has no end. Its head is read, and what is
// said of it is what is said of a file with that head.
func TestWhatIsNoExportIsNotReadOn(t *testing.T) {
	const most = 64 << 10
	check := func(reason, head string, then byte, want string) {
		t.Helper()
		in := &endless{rest: head, then: then}
		file := find(t, Options{Stdin: in}, "-")[0]
		if err := readFile(t, context.Background(), file); err != nil {
			t.Fatal(err)
		}
		if got := outcome(file, nil); in.read > most || got != want {
			t.Errorf("%s: %d bytes were read\ngot  %s\nwant %s", reason, in.read, got, want)
		}
	}
	malformed := func(place string) string { return "problem malformed " + place + "\n" }
	check("a device of zeros", "", 0, malformed(`1:1 @0 this is not JSON: it is no text: it begins with '`+strings.Repeat(`\x00`, 16)+`'`))
	check("a web page", "<html>", ' ', malformed("1:1 @0 this is not JSON: it begins with HTML: it is a web page, as of a sign-in or an error; export it again"))
	check("a log", "[INFO] started\n", '\n', malformed("1:2 @1 this is not JSON: a value was expected"))
	check("noise that begins with a digit", "7\xff", 0xff, malformed("1:2 @1 this is not JSON: nothing was expected behind the end of the document"))
	check("noise that begins with a quote", "\"\xff", 0xff, "problem encoding 1:2 @1 the byte \\xff is not UTF-8, but may be Windows-1251; export the file again as UTF-8\n")
	check("a log that begins with a date", "2026-11-21 started\n", '\n', malformed("1:5 @4 this is not JSON: nothing was expected behind the end of the document"))
	check("zeros in a string", `{"a":"`, 0, malformed("1:7 @6 this is not JSON: a control character in a string must be escaped"))
	check("behind a byte order mark", "\xEF\xBB\xBFoh", ' ', malformed("1:1 @0 this is not JSON: it begins with text, 'oh"+strings.Repeat(" ", 118)+"…(+389)'; take out what is not JSON"))
	check("UTF-16", "\xFF\xFE"+string(utf16Text(strings.Repeat("no", 200), false)), 0, malformed("1:2 @1 this is not JSON: it begins with text, '"+strings.Repeat("no", 60)+"…(+135)'; take out what is not JSON"))
	check("an archive of another kind", "7z\xbc\xaf\x27\x1c", 0, "problem unrecognised 0:0 @0 not recognised: this is a 7z archive; give what is in it\n")
	check("UTF-32", "{\x00\x00\x00", 0, "problem encoding 0:0 @0 the file is UTF-32; export it again as UTF-8\n")
}

// TestHopelessHeads holds that nothing is cut at its head that may be an export, in any
// form, and that of what is, the parser finds the fault in the head.
func TestHopelessHeads(t *testing.T) {
	for _, text := range []string{"", " \n", "{", `{"a":`, `[{"id":"é`, "tru", "1", "[]\n[", "{}{}", "{} \n {}", oneUser, strings.Repeat(" ", 600) + "[", `["` + "\xE9"} {
		for _, content := range []string{text, "\xEF\xBB\xBF" + text, packGzip(t, text), packZip(t, packed{name: "x", content: text}), packTar(t, packed{name: "x", content: text})} {
			if head := content[:min(len(content), headSize)]; hopeless([]byte(head)) {
				t.Errorf("%.40q is taken for hopeless", content)
			}
		}
		if head := append([]byte("\xFF\xFE"), utf16Text(strings.ToValidUTF8(text, ""), false)...); hopeless(head) {
			t.Errorf("%.40q in UTF-16 is taken for hopeless", text)
		}
	}
	for first := range 256 { // as of a device of random bytes
		noise := []byte{byte(first)}
		for len(noise) < headSize {
			sum := sha256.Sum256(noise)
			noise = append(noise, sum[:]...)
		}
		if !hopeless(noise[:headSize]) {
			t.Errorf("noise that begins with %.8q is not taken for hopeless", noise)
		}
	}
	for _, test := range noises {
		head := test.text[:min(len(test.text), headSize)]
		if !hopeless([]byte(head)) {
			t.Errorf("%s: not taken for hopeless", test.reason)
		}
		kept, err := newStore(context.Background(), DefaultMaxSize).spool(io.MultiReader(strings.NewReader(head), strings.NewReader(strings.Repeat(" ", headSize))))
		if err != nil || kept.Size() != headSize {
			t.Errorf("%s: %d bytes are kept, %v", test.reason, kept.Size(), err)
		}
	}
}

// TestEntriesThatAreNoExportsAreNotKept unpacks of an archive only the heads of those.
func TestEntriesThatAreNoExportsAreNotKept(t *testing.T) {
	page := packed{name: "a.json", content: "<html>" + strings.Repeat(" ", 2*smallText)}
	for name, content := range map[string]string{
		"e.zip": packZip(t, page), "e.tgz": packGzip(t, packTar(t, page)), "a.json.gz": packGzip(t, page.content),
	} {
		t.Chdir(writeFiles(t, map[string]string{name: content}))
		export, err := Find(context.Background(), []string{name}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := told(t, export.Files)
		if file := export.Files[0]; file.Size != headSize || export.store.file != nil || !strings.Contains(got, "malformed 1:1 this is not JSON: it begins with HTML") {
			t.Errorf("%s: %d bytes are kept\n%s", name, file.Size, got)
		}
		if err := export.Close(); err != nil {
			t.Error(err)
		}
	}
}
