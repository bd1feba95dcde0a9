package rules_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/rules"
	"tenantlint/lint/rules/internal/catalogue"
)

var growth = flag.Bool("growth", false, "grow every list of every rule and count what the program does, which takes minutes")

// TestGrowth doubles each list that a rule reads, and each list of objects, of the cases
// with all properties, and counts the statements that the program runs. A walk over a
// list for each of its elements, or for each of another list's, makes them four times as
// many. All rules run: a list is another rule's too. Counted is what a build for coverage
// counts, and no time is taken.
//
//	go test ./lint/rules -run Growth -growth
//	go test ./lint/rules -run Growth/guest-owner -growth
func TestGrowth(t *testing.T) {
	if !*growth {
		return
	}
	folders, err := catalogue.Folders(".")
	if err != nil {
		t.Fatal(err)
	}
	program := newCounted(t)
	for i, rule := range rules.All {
		t.Run(rule.ID, func(t *testing.T) {
			t.Parallel()
			dirs, err := filepath.Glob(filepath.Join(folders[i].Path, "testdata", wholeCase+"*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, dir := range dirs {
				e := readExport(t, readCase(t, dir))
				g := grower{program, program.lint(t, e)}
				for _, l := range e.lists(t, rule) {
					g.try(t, filepath.Base(dir)+" "+l.String(), func(n int) export { return e.grown(l, n) })
				}
			}
		})
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			grower{program, program.lint(t, shape(0))}.try(t, name, shape)
		})
	}
}

// A grower grows exports, and knows what they cost before.
type grower struct {
	program counted
	before  cost
}

// elements is how many a list grows by at first. If that looks as if something grew with
// the square, it is tried again with sure times as many: a limit that is passed on the way
// costs something once, and what is sorted a little more each time.
const (
	elements = 200
	sure     = 4
)

// sorting is how much more twice as many may cost: sorting 1600 costs 2.2 times as much as
// sorting 800.
const sorting = 2.25

func (g grower) try(t *testing.T, name string, with func(n int) export) {
	t.Helper()
	pairs := int64(elements * elements)
	if once, twice := g.program.lint(t, with(elements)), g.program.lint(t, with(2*elements)); g.excess(once, twice) < pairs/2 {
		return
	}
	once, twice := g.program.lint(t, with(sure*elements)), g.program.lint(t, with(2*sure*elements))
	before, less, more := g.before.total(), once.total(), twice.total()
	if factor := float64(more-before) / float64(less-before); factor > sorting {
		t.Errorf("%s: twice as many cost %.2f times as much: %d statements with %d more, %d with %d%s", name, factor,
			less-before, sure*elements, more-before, 2*sure*elements, g.where(once, twice))
	}
}

// excess returns how much more than twice as much twice as many elements cost.
func (g grower) excess(once, twice cost) int64 {
	return twice.total() - 2*once.total() + g.before.total()
}

// where lists the blocks that grow most.
func (g grower) where(once, twice cost) string {
	excess := func(block string) int64 { return twice[block] - 2*once[block] + g.before[block] }
	blocks := slices.SortedFunc(maps.Keys(twice), func(a, b string) int { return cmp.Compare(excess(b), excess(a)) })
	var b strings.Builder
	for _, block := range blocks[:10] {
		fmt.Fprintf(&b, "\n\t%s: %d, %d, %d", block, g.before[block], once[block], twice[block])
	}
	return b.String()
}

// A counted program is tenantlint, built so that it counts how often each block runs.
type counted struct{ path, covdata string }

// counters are the packages whose blocks count: what else takes long, as a copy or a
// comparison of long texts, is in few places.
const counters = "tenantlint/...,github.com/tidwall/gjson,bytes,maps,regexp,slices,sort,strconv,strings,unicode/utf8"

func newCounted(t *testing.T) counted {
	t.Helper()
	c := counted{path: filepath.Join(t.TempDir(), "tenantlint")}
	build := exec.Command("go", "build", "-cover", "-covermode=count", "-coverpkg="+counters, "-o", c.path, "tenantlint/cmd/tenantlint")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	out, err := exec.Command("go", "tool", "-n", "covdata").Output()
	if err != nil {
		t.Fatal(err)
	}
	c.covdata = strings.TrimSpace(string(out))
	return c
}

// A cost is how many statements ran, by block.
type cost map[string]int64

func (c cost) total() (n int64) {
	for _, statements := range c {
		n += statements
	}
	return n
}

// lint runs the program on an export, on one processor: then the same costs the same.
func (c counted) lint(t *testing.T, e export) cost {
	t.Helper()
	dir := t.TempDir()
	in, counts, profile := filepath.Join(dir, "in"), filepath.Join(dir, "counts"), filepath.Join(dir, "profile")
	if err := os.Mkdir(counts, 0o700); err != nil {
		t.Fatal(err)
	}
	e.write(t, in)
	run := exec.Command(c.path, "lint", in, "--only", allRules(), "--as-of", asOf.Format("2006-01-02"), "--fail-on", "never",
		"-f", "text", "-f", "json="+filepath.Join(dir, "json"))
	run.Env = append(os.Environ(), "GOCOVERDIR="+counts, "GOMAXPROCS=1")
	var exit *exec.ExitError
	if err := run.Run(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != lint.ExitUnread) {
		t.Fatal(err)
	}
	if out, err := exec.Command(c.covdata, "textfmt", "-i", counts, "-o", profile).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text, err := os.ReadFile(profile)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	return readProfile(t, text)
}

func allRules() string {
	var ids []string
	for _, rule := range rules.All {
		ids = append(ids, rule.ID)
	}
	return strings.Join(ids, ",")
}

// readProfile reads lines of a block, its statements and how often it ran.
func readProfile(t *testing.T, text []byte) cost {
	t.Helper()
	c := make(cost)
	_, lines, _ := bytes.Cut(text, []byte("\n")) // behind the one that names the mode
	for line := range bytes.Lines(lines) {
		words := strings.Fields(string(line))
		statements, err1 := strconv.ParseInt(words[1], 10, 64)
		times, err2 := strconv.ParseInt(words[2], 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if times > 0 {
			c[words[0]] += statements * times
		}
	}
	if len(c) == 0 {
		t.Fatal("nothing was counted")
	}
	return c
}

// An export is its documents, by the names of their files.
type export map[string]any

func readExport(t *testing.T, c testCase) export {
	t.Helper()
	e := make(export)
	for name, path := range c.files {
		_, e[name] = readJSON(t, path)
	}
	return e
}

func (e export) write(t *testing.T, dir string) {
	t.Helper()
	for name, document := range e {
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

// A list is one in an export: that of a file's objects, or one in an object.
type list struct {
	file     string
	path     []any // the keys and indexes that lead to it
	property string
	elements []any
}

func (l list) String() string {
	text := l.file
	for _, step := range l.path {
		text += fmt.Sprintf("/%v", step)
	}
	return text
}

// ofObjects reports whether the list is that of a file's objects.
func (l list) ofObjects() bool { return l.property == "" }

// lists returns the lists of objects, and the lists in objects that a rule reads. One that
// is empty has an element like those of the lists of that name elsewhere.
func (e export) lists(t *testing.T, rule *lint.Rule) []list {
	t.Helper()
	reads := make(map[string]bool)
	for _, need := range rule.Reads() {
		for _, property := range need.Properties() {
			reads[property] = true
		}
	}
	var all []list
	for l := range e.every() {
		if l.ofObjects() || reads[l.property] {
			if len(l.elements) == 0 {
				l.elements = usual(l.path[len(l.path)-1])
			}
			all = append(all, l)
		}
	}
	return all
}

// every yields every list of the export.
func (e export) every() func(func(list) bool) {
	return func(yield func(list) bool) {
		for _, file := range slices.Sorted(maps.Keys(e)) {
			if !inside(list{file: file}, e[file], yield) {
				return
			}
		}
	}
}

// inside yields the lists in a value, of which at says where it is.
func inside(at list, value any, yield func(list) bool) bool {
	further := func(step, value any) bool {
		next := at
		next.path = append(slices.Clone(at.path), step)
		if name, key := step.(string); key && next.property == "" && name != "value" {
			next.property = name
		}
		return inside(next, value, yield)
	}
	switch value := value.(type) {
	case []any:
		at.elements = value
		if !yield(at) {
			return false
		}
		for i := range value {
			if !further(i, value[i]) {
				return false
			}
		}
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if !further(key, value[key]) {
				return false
			}
		}
	}
	return true
}

// usual returns an element that lists of a name have.
func usual(name any) []any {
	switch name {
	case "proxyAddresses":
		return []any{"smtp:ann@fabrikam.com"}
	case "otherMails", "imAddresses":
		return []any{"ann@fabrikam.com"}
	case "identities":
		return []any{map[string]any{"signInType": "federated", "issuer": "ExternalAzureAD", "issuerAssignedId": nil}}
	case "onPremisesProvisioningErrors":
		return []any{map[string]any{"category": "PropertyConflict", "propertyCausingError": "ProxyAddresses", "value": "smtp:ann@fabrikam.com"}}
	case "members", "owners", "sponsors":
		return []any{map[string]any{"@odata.type": "#microsoft.graph.user", "id": "0000000a-0000-4000-8000-00000000000a"}}
	}
	return []any{"0000000a-0000-4000-8000-00000000000a"}
}

// grown returns the export with n more elements of each sort in a list. A list of objects
// grows alone; with one in an object every list of objects does too, by such that refer to
// half of its elements and by such that share what they refer to.
func (e export) grown(l list, n int) export {
	grown := maps.Clone(e)
	if l.ofObjects() {
		more := slices.Concat(l.elements, copies(l, n, 1, same), copies(l, n, 2*n, renamed), copies(l, n, 1, distinct))
		grown[l.file] = with(e[l.file], l.path, more)
		return grown
	}
	for objects := range e.every() {
		if objects.ofObjects() && len(objects.elements) > 0 {
			more := slices.Concat(objects.elements, copies(objects, n, 2*n, renamed), copies(objects, n, n/2, distinct))
			grown[objects.file] = with(grown[objects.file], objects.path, more)
		}
	}
	more := slices.Concat(l.elements, copies(l, n, 1, same), copies(l, n, 1, distinct))
	grown[l.file] = with(grown[l.file], l.path, more)
	return grown
}

// copies returns n copies of the elements of a list, with numbers from first on. Of
// which element one is, its number says.
func copies(l list, n, first int, with func(element any, number int) any) []any {
	var all []any
	for i := range n {
		all = append(all, with(l.elements[(first+i)%len(l.elements)], first+i))
	}
	return all
}

// with returns a value with other elements in one of its lists.
func with(value any, path []any, elements []any) any {
	if len(path) == 0 {
		return elements
	}
	switch value := value.(type) {
	case []any:
		i := path[0].(int) //nolint:errcheck // as inside made it
		changed := slices.Clone(value)
		changed[i] = with(value[i], path[1:], elements)
		return changed
	case map[string]any:
		key := path[0].(string) //nolint:errcheck // as inside made it
		changed := maps.Clone(value)
		changed[key] = with(value[key], path[1:], elements)
		return changed
	}
	return value
}

func same(element any, _ int) any { return element }

// renamed returns another object, of which all but the identity is the same.
func renamed(element any, number int) any {
	object, ok := element.(map[string]any)
	if !ok {
		return element
	}
	object = maps.Clone(object)
	for _, name := range []string{"id", "groupId", "tenantId", "appId", "userPrincipalName"} {
		if text, ok := object[name].(string); ok {
			object[name] = numbered(text, number)
		}
	}
	return object
}

// distinct returns an element in which every id and address has a number: references
// to what has the same number still hold.
func distinct(element any, number int) any {
	switch element := element.(type) {
	case string:
		return numbered(element, number)
	case []any:
		var changed []any
		for _, value := range element {
			changed = append(changed, distinct(value, number))
		}
		return changed
	case map[string]any:
		changed := make(map[string]any)
		for key, value := range element {
			_, text := value.(string)
			if text && (strings.HasPrefix(key, "@") || !named[key] && !numberable(value)) {
				changed[key] = value
			} else {
				changed[key] = distinct(value, number)
			}
		}
		return changed
	}
	return element
}

// named are the properties of objects whose text gets a number whatever it is. Others are
// of enumerations, but for ids and addresses.
var named = map[string]bool{"id": true, "displayName": true, "value": true, "name": true, "groupId": true}

var guid = regexp.MustCompile(`[0-9a-fA-F]{8}((-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})`)

func numberable(value any) bool {
	text, ok := value.(string)
	return ok && (guid.MatchString(text) || strings.Contains(text, "@") && !strings.Contains(text, "://"))
}

// numbered returns a text that differs by its number: in an id, before the domain of an
// address, or else at the end.
func numbered(text string, number int) string {
	if guid.MatchString(text) {
		return guid.ReplaceAllString(text, fmt.Sprintf("%08x$1", number))
	}
	at := strings.LastIndexByte(text, '@')
	if home, _, external := strings.Cut(text, "#EXT#"); external {
		at = strings.LastIndexByte(home, '_') // which was the @ of the address
	}
	if at < 0 {
		at = len(text)
	}
	return text[:at] + strconv.Itoa(number) + text[at:]
}
