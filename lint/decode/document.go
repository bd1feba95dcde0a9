package decode

import (
	"bytes"
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"tenantlint/lint"
	"tenantlint/lint/display"

	"github.com/tidwall/gjson"
)

// Reserved names the properties that the decoder itself reads of a record: every
// [lint.Fields] of a [Reader] must have them.
var Reserved = []string{"@odata.type", "deletedDateTime", "value", "@removed", "@odata.context", "members@delta", MembersLink, additional}

// MembersLink is the property of a group that says that it shows not all its members.
const MembersLink = "members@odata.nextLink"

// additional is where Graph PowerShell keeps what its model of an object lacks.
const additional = "AdditionalProperties"

// document passes over one document of the file.
func (p *parser) document() error {
	p.keep, p.root = p.pos, ""
	p.index, p.prefix, p.suffix = -1, "", ""
	if p.buf[p.pos] == '{' && p.single && p.fields != nil {
		// Another line of JSON Lines is looked at once, unless it is something else.
		p.lines()
		p.decided = false // a line may say that it is something else
		if plain, err := p.line(); plain || err != nil {
			return err
		}
	}
	return p.body(clues{})
}

// embedded passes over a document inside another, to which a JSON Pointer leads.
// outer is what the document around it tells.
func (p *parser) embedded(pointer string, outer clues) error {
	if err := p.deeper(); err != nil {
		return err
	}
	root := p.root
	p.root = pointer
	err := p.body(outer)
	p.root, p.single = root, false
	p.shallower()
	return err
}

// body passes over a document: a list, a page of one, a single object, or an
// object that holds other documents.
func (p *parser) body(outer clues) error {
	p.keep = p.pos
	p.index, p.prefix, p.suffix = -1, p.root, ""
	p.clues = outer
	p.clues.file, p.clues.group = p.file, p.file.Group
	p.outer = p.clues
	p.kind, p.fields, p.decided, p.section = lint.NoKind, nil, false, -1
	switch p.buf[p.pos] {
	case '{':
		return p.object()
	case '[':
		p.single = false
		p.mold(Array)
		p.clues.list = true
		p.pos++
		if err := p.elements(); err != nil {
			return err
		}
		p.decideEmpty()
		return nil
	default:
		p.clues.scalar = true
		p.strangeDocument()
		p.single = false
		return p.passValue()
	}
}

// mold sets the shape of the records to come, unless the document they are in
// stands inside another.
func (p *parser) mold(shape Shape) {
	if p.root == "" {
		p.shape = shape
	}
}

// passValue passes over a value of no interest that begins at pos.
func (p *parser) passValue() error {
	p.keep = p.pos
	for {
		if next := p.value(p.pos, nil, 1); next >= 0 {
			p.pos = next
			return nil
		}
		if err := p.retry(); err != nil {
			return err
		}
	}
}

// envelope is the set of members that a response has beside or around objects, in the
// spellings of Graph and of other services that speak OData. From envelopeWrapping on
// they hold documents of their own.
var envelope = lint.NewFields(append([]string{
	"value", "@odata.context", "kind", "error", "odata.error",
	"Count", "@odata.count", "odata.count", "@count", "odataCount",
	"@odata.nextLink", "odata.nextLink", "@nextLink", "nextLink", "odataNextLink",
	"@odata.deltaLink", "odata.deltaLink", "@deltaLink", "deltaLink", "odataDeltaLink",
	"meta", "Metadata", "aad_unsuccessful_commands", "spo_unsuccessful_commands",
}, wrappingNames()...), nil)

const (
	envelopeValue = iota
	envelopeContext
	envelopeKind
	envelopeError
	envelopeCount     = envelopeError + 2
	envelopeNextLink  = envelopeCount + 5
	envelopeDeltaLink = envelopeNextLink + 5
	envelopeMeta      = envelopeDeltaLink + 5 // AzureHound's
	envelopeMetadata  = envelopeMeta + 1      // CIPP's
	envelopeFailures  = envelopeMetadata + 1  // ScubaGear's
	envelopeWrapping  = envelopeFailures + 2
)

// What an object is, as head finds.
const (
	single    = iota // an object, or something that nobody knows
	page             // a page of objects
	container        // a wrapping around documents
)

// object passes over a document that is an object: a page of records, a record,
// a wrapping, or something else. Until that is told, all of it is kept.
func (p *parser) object() error {
	for {
		what, next := p.head(p.pos)
		switch {
		case next < 0:
			if err := p.retry(); err != nil {
				return err
			}
		case what == page:
			p.single = false
			p.mold(GraphPage)
			p.clues.list = true
			p.index, p.prefix = 0, p.root+"/value"
			p.pos = next
			if err := p.elements(); err != nil {
				return err
			}
			return p.tail()
		case what == container:
			p.single = false
			p.pos = next
			return p.contained()
		default:
			p.single = p.root == ""
			p.mold(Object)
			if p.single && p.documents > 0 {
				p.lines()
			}
			return p.alone(next)
		}
	}
}

// lines notes that a file with several single objects is JSON Lines.
func (p *parser) lines() {
	p.shape = JSONLines
	for i := range p.file.Sections {
		if p.file.Sections[i].Shape == Object {
			p.file.Sections[i].Shape = JSONLines
		}
	}
}

// head passes over the members of an object that begins at i. A list named value
// makes it a page: head then stops behind the list's bracket. A member that holds
// documents makes it a wrapping: head stops before that member.
func (p *parser) head(i int) (what, next int) {
	p.clues = p.outer
	next = p.space(i + 1)
	if p.buf[next] == '}' {
		return single, next + 1
	}
	for more := true; more; {
		key := next
		field, start := p.key(key, envelope)
		if start < 0 {
			return single, start
		}
		if field == envelopeValue && p.buf[start] == '[' {
			return page, start + 1
		}
		if field >= envelopeWrapping && p.clues.wraps(field-envelopeWrapping, p.buf[start]) ||
			field == envelopeValue && p.buf[start] == '{' && !p.clues.plain {
			return container, key
		}
		if next = p.value(start, nil, 1); next < 0 {
			return single, next
		}
		p.note(field, key, start, next)
		next, more = p.comma(next)
	}
	return single, next
}

// note keeps what a member of an envelope tells. Its key begins at key, its value
// stands from start to end.
func (p *parser) note(field, key, start, end int) {
	value := p.buf[start:end]
	text := gjson.ParseBytes
	switch {
	case field < 0:
	case field == envelopeContext && p.clues.own:
		p.clues.twice = true // the first one counts, as everywhere
	case field == envelopeContext:
		p.clues.context, p.clues.own = text(value).String(), true
		p.clues.delta = p.clues.delta || strings.HasSuffix(p.clues.context, "/$delta")
		p.clues.filter = cmp.Or(p.clues.filter, filterIn(p.clues.context))
	case field == envelopeKind:
		if name := text(value).String(); isAzureHound(name) {
			p.clues.azure = name
		}
	case field == envelopeValue:
		p.clues.none = p.clues.none || value[0] == 'n'
		return
	case field < envelopeCount:
		failure := text(value)
		p.clues.failure = cmp.Or(failure.Get("code").String(), failure.Get("message").String(), failure.String())
	case field == envelopeCount:
		p.clues.counted, p.clues.elements = true, text(value).Int()
	case field < envelopeNextLink:
		p.clues.count = max(p.clues.count, text(value).Int())
	case field < envelopeMeta:
		p.noteLink(field >= envelopeDeltaLink, start, text(value).String())
	case field == envelopeMeta:
		p.clues.count = max(p.clues.count, text(value).Get("count").Int())
	case field == envelopeMetadata:
		p.noteLink(false, start, text(value).Get("nextLink").String())
	case field < envelopeWrapping:
		p.clues.failures = append(p.clues.failures, names(text(value))...)
	}
	if p.buf[key+1] != '@' { // behind the quote
		p.clues.plain = true
	}
}

// names returns the texts in a list.
func names(list gjson.Result) []string {
	var texts []string
	for _, element := range list.Array() {
		if text := element.String(); text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// noteLink keeps what the address of the next page, or of later changes, tells.
func (p *parser) noteLink(delta bool, start int, address string) {
	if address == "" {
		return
	}
	p.clues.delta = p.clues.delta || delta
	p.clues.nextLink, p.clues.nextAt = p.base+int64(start), p.position(start)
	p.clues.filter = cmp.Or(p.clues.filter, filterIn(address))
}

// tail passes over the members of a page behind its records.
func (p *parser) tail() error {
	p.keep = p.pos
	before := p.clues.context
	var again int64
	var againAt Position
	for {
		next, more := p.comma(p.pos)
		for more {
			key := next
			field, start := p.key(key, envelope)
			if next = start; start < 0 {
				break
			}
			if next = p.value(start, nil, 1); next < 0 {
				break
			}
			if field == envelopeValue {
				again, againAt = p.base+int64(key), p.position(key)
			}
			p.note(field, key, start, next)
			next, more = p.comma(next)
		}
		if next >= 0 {
			p.pos = next
			break
		}
		if err := p.retry(); err != nil {
			return err
		}
	}
	p.decideEmpty()
	if againAt.Line > 0 {
		p.odd(lint.DuplicateKey, again, againAt, "the page has value twice; the first one counts")
	}
	p.lateContext(before)
	p.pageDone()
	return nil
}

// lateContext looks at a context behind the objects of a page, where before is the one
// in front of them.
func (p *parser) lateContext(before string) {
	set := contextName(p.clues.context)
	if before != "" || p.clues.context == "" || p.clues.group != "" || p.kind == lint.NoKind ||
		contexts[set] == p.kind || mixed[set] == p.kind {
		return
	}
	p.odd(lint.Unrecognised, p.base, p.position(p.pos), "its @odata.context, after the objects, names "+display.Quote(set)+
		", but they were read as "+p.kind.Plural()+" before that; put the context first")
}

// odd notes a problem by which the records of the document are not all that the
// file holds, or not what they were taken for.
func (p *parser) odd(code lint.Code, offset int64, at Position, message string) {
	p.file.problem(code, offset, at, message)
	p.file.doubtful = true
}

// pageDone notes what the members around a page's records tell of it.
func (p *parser) pageDone() {
	c := &p.clues
	if c.twice {
		p.odd(lint.DuplicateKey, p.base+int64(p.pos), p.position(p.pos), "the page has @odata.context twice; the first one counts")
	}
	if c.failure != "" {
		p.file.problem(lint.ErrorBody, p.base+int64(p.pos), p.position(p.pos),
			"an error is saved beside the objects: "+display.Quote(c.failure)+"; the list may not be complete")
	}
	if p.section < 0 {
		return
	}
	s := &p.file.Sections[p.section]
	s.Declared = max(s.Declared, c.count)
	if c.elements > p.counted { // of this list; what Graph counts is on all pages
		p.odd(lint.NextLink, p.base+int64(p.pos), p.position(p.pos),
			fmt.Sprintf("Count is %d, and the list has %d elements: export the others too", c.elements, p.counted))
	}
	if c.filter != "" {
		s.Filter = cmp.Or(s.Filter, "its link has "+c.filter)
	}
	switch {
	case c.delta || p.removed > 0 || s.members:
		p.removed = 0
		s.Partial, s.page, s.Delta = true, false, !s.members
		p.file.problem(lint.NextLink, c.nextLink, cmp.Or(c.nextAt, Start),
			"a delta page: it holds what changed, not what there is; export the whole list")
	case c.nextAt.Line > 0:
		s.Partial, s.page = true, true
		p.file.problem(lint.NextLink, c.nextLink, c.nextAt, leftOver)
	case s.page:
		// The page before this one in the file had a link to it.
		s.Partial, s.page = false, false
		p.file.Problems = slices.DeleteFunc(p.file.Problems, func(problem lint.Problem) bool { return problem.Code == lint.NextLink })
	}
	if c.counted && c.context == "" && s.Shape == GraphPage {
		s.Shape = PowerShellArray
	}
}

const leftOver = "a page of several: @odata.nextLink is left over; export the pages behind it too"

// elements passes over the elements of a list of records, whose bracket stands
// before pos, and the closing bracket.
func (p *parser) elements() error {
	var first struct { // element that is no object
		found  bool
		offset int64
		at     Position
	}
	objects, strangers := int64(0), int64(0)
	onlyNull := true
	err := p.list(func(i int64) error {
		p.index = i
		if p.buf[p.pos] == '{' {
			objects++
			return p.element()
		}
		if t := lint.TypeOf(p.buf[p.pos]); t != 0 {
			onlyNull = onlyNull && t == lint.Null
			if strangers++; !first.found {
				first.found, first.offset, first.at = true, p.base+int64(p.pos), p.position(p.pos)
			}
		}
		return p.passValue()
	})
	p.counted = objects + strangers
	switch nothing := onlyNull && strangers == 1 && objects == 0; { // PowerShell writes [null] for nothing
	case err != nil, !first.found, nothing, p.strange:
	case objects == 0:
		p.lost(lint.Schema, first.offset, first.at, "no element of the list is an object: nothing could be read of it")
	default:
		p.strange = true
		p.odd(lint.Schema, first.offset, first.at, "an element of the list is no object")
	}
	return err
}

// lost notes a problem by which nothing of the document was read, that was meant as an
// export.
func (p *parser) lost(code lint.Code, offset int64, at Position, message string) {
	p.odd(code, offset, at, message)
	p.file.Problems[len(p.file.Problems)-1].Lost = true
}

// list passes over a list, whose bracket stands before pos, and the closing
// bracket. do is called with pos at each element, and passes over it.
func (p *parser) list(do func(i int64) error) error {
	for i := int64(0); ; i++ {
		if err := p.reach("another element or ']' was expected"); err != nil {
			return err
		}
		if i == 0 && p.buf[p.pos] == ']' {
			p.pos++
			return nil
		}
		if err := do(i); err != nil {
			return err
		}
		if p.buf[p.pos] != ',' {
			if err := p.reach("a comma or ']' was expected"); err != nil {
				return err
			}
		}
		switch p.buf[p.pos] {
		case ',':
			p.pos++
		case ']':
			p.pos++
			return nil
		default:
			p.stop(p.pos, "a comma or ']' was expected")
			return p.retry()
		}
	}
}

// reach passes over white space to something that must come. Nothing before it
// is needed any more.
func (p *parser) reach(want string) error {
	if err := p.blank(); err != nil {
		return err
	}
	if p.pos >= p.n {
		p.stop(p.pos, want)
		return p.retry()
	}
	return nil
}

// element passes over an object in a list.
func (p *parser) element() error {
	p.keep = p.pos
	for {
		if p.fields == nil {
			next := p.value(p.pos, nil, 1)
			if next < 0 {
				if err := p.retry(); err != nil {
					return err
				}
				continue
			}
			if !p.decided || p.looks > 0 {
				p.decide(p.pos, next)
			}
			if p.fields == nil {
				p.pos = next
				return nil
			}
		}
		next, err := p.take(p.pos)
		if err != nil {
			return err
		}
		if next >= 0 {
			p.pos = next
			return nil
		}
	}
}

// line passes over a line of JSON Lines. It reports false, with nothing passed
// over, if the line is no record like those before.
func (p *parser) line() (plain bool, err error) {
	for {
		next, err := p.take(p.pos)
		switch {
		case err != nil:
			return false, err
		case next == other:
			return false, nil
		case next >= 0:
			p.pos = next
			return true, nil
		}
	}
}

// alone judges an object that is a document of its own and ends at end.
func (p *parser) alone(end int) error {
	if failure := p.clues.failure; failure != "" {
		p.errorBody(failure)
		p.pos = end
		return nil
	}
	if p.clues.none && !p.clues.plain {
		p.decided = true // {"value": null} holds nothing, whatever its context says
	} else {
		p.decide(p.pos, end)
	}
	for length := end - p.pos; ; {
		if p.fields == nil {
			p.strangeDocument()
			p.pos += length
			return nil
		}
		next, err := p.take(p.pos)
		if err != nil {
			return err
		}
		if next >= 0 || next == other {
			p.pos += length
			return nil
		}
	}
}

// strangeDocument notes the first document of a file that nobody knows, where others
// are known.
func (p *parser) strangeDocument() {
	if p.root == "" && p.documents > 0 && !p.strange && len(p.file.Sections) > 0 {
		p.strange = true
		p.odd(lint.Unrecognised, p.base+int64(p.pos), p.position(p.pos), p.clues.unknown())
	}
}

func (p *parser) errorBody(code string) {
	p.file.problem(lint.ErrorBody, p.base+int64(p.pos), p.position(p.pos),
		"an error was saved in place of the answer: "+display.Quote(code)+"; nothing of it was exported")
}

// What take returns where it took nothing.
const (
	again = -1 // look once more: the text has moved, or the kind is another now
	other = -2 // not such a record
)

// take adds the record that begins at i to the batch and returns the position
// behind it.
func (p *parser) take(i int) (int, error) {
	i -= p.pos
	if err := p.begin(); err != nil {
		return 0, err
	}
	i += p.pos
	cut, spans := p.batch.add()
	next, doubled := p.record(i, p.fields, cut, spans)
	if next < 0 {
		p.batch.drop()
		return again, p.retry()
	}
	if value := spans[p.valueAt]; p.single && (value.End > 0 && p.buf[value.Start] == '[' || p.documents > 0 && spans[p.contextAt].End > 0 && !p.decided) {
		p.batch.drop()
		return other, nil
	}
	switch kind := p.kindOf(i, next, spans); kind {
	case p.kind:
	case lint.NoKind:
		p.batch.drop()
		p.file.Sections[p.section].Left++
		return next, nil
	default:
		p.batch.drop()
		p.become(kind, "@odata.type")
		return again, nil
	}
	if p.isDeleted(spans) && p.kind != lint.DeletedApplication {
		p.batch.drop()
		if p.kind == lint.Application {
			p.become(lint.DeletedApplication, "deletedDateTime")
			return again, nil
		}
		p.file.Sections[p.section].Left++
		p.deleted++
		return next, nil
	}
	dropEmpty(p.kind, p.fields, p.filled, p.buf, cut, spans)
	if cut.Removed = spans[p.removedAt].End > 0; cut.Removed {
		p.removed++
		p.file.Sections[p.section].Records--
	}
	if spans[p.membersAt].End > 0 {
		p.file.Sections[p.section].members = true
	}
	if cut.Present == 0 && p.single && p.documents > 0 {
		p.batch.drop()
		return other, nil
	}
	cut.Index = p.index
	if doubled != 0 {
		p.batch.Doubled = append(p.batch.Doubled, Doubled{Record: len(p.batch.Cuts) - 1, Fields: doubled})
	}
	section := &p.file.Sections[p.section]
	if section.Records++; p.index < 0 && p.clues.azure == "" && p.clues.hint == lint.NoKind {
		section.Alone++
		if isEntity(p.clues.context) {
			section.Entities++
		}
	}
	return next, nil
}

// kindOf returns the kind of the record from i to end: the one of the document, another
// that its type names, or NoKind, which leaves it out.
func (p *parser) kindOf(i, end int, spans []lint.Span) lint.Kind {
	t := spans[p.typeAt]
	switch {
	case p.kind.Info().Varied:
		return p.kind
	case t.End > 0 && p.buf[t.Start] == '"':
		kind := kindOfType(p.buf[t.Start:t.End])
		switch {
		case kind == lint.NoKind && !p.selective:
			p.stranger(t)
		case kind == lint.Application && p.kind == lint.DeletedApplication:
			return p.kind
		}
		return kind
	case p.selective:
		c := clues{file: p.file}
		if c.look(p.buf[i:end]); c.proof(p.kind) == nil {
			return lint.NoKind
		}
	}
	return p.kind
}

// stranger notes an object of a type that nobody knows in a list of others.
func (p *parser) stranger(t lint.Span) {
	if !p.strange {
		p.strange = true
		p.odd(lint.Unrecognised, p.base+int64(t.Start), p.position(int(t.Start)), fmt.Sprintf(
			"an object in the list is of the type %s, which is not known to be one of %s; it is left out",
			display.Quote(gjson.ParseBytes(p.buf[t.Start:t.End]).String()), p.kind.Plural()))
	}
}

// isDeleted reports whether a record has a deletedDateTime. Exporters that go through
// CSV write an empty one for null.
func (p *parser) isDeleted(spans []lint.Span) bool {
	deleted := spans[p.deletedAt]
	return deleted.End > 0 && p.buf[deleted.Start] == '"' && deleted.End-deleted.Start > uint32(len(`""`))
}

// dropEmpty takes away the properties of a record of a kind that are never null and never
// empty in a tenant, but are so here: something has taken their values. filled is those
// of them that are read.
func dropEmpty(kind lint.Kind, fields *lint.Fields, filled uint64, text []byte, cut *lint.Cut, spans []lint.Span) {
	drop := func(i int) {
		cut.Present &^= 1 << i
		spans[i] = lint.Span{}
	}
	for rest := filled & cut.Present; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		switch value := text[spans[i].Start:spans[i].End]; {
		case value[0] == 'n', string(value) == `""`, string(value) == "{}":
			drop(i)
		}
	}
	for _, property := range kind.Info().Filled {
		name, member, nested := strings.Cut(property, ".")
		if !nested {
			continue
		}
		if i := fields.Index(name); i >= 0 && spans[i].End > 0 && isEmpty(text[spans[i].Start:spans[i].End], member) {
			drop(i)
		}
	}
}

// isEmpty reports whether a member of an object is missing, null or an empty object.
func isEmpty(object []byte, member string) bool {
	empty := true
	gjson.ParseBytes(object).ForEach(func(key, value gjson.Result) bool {
		if strings.EqualFold(key.String(), member) {
			empty = value.Type == gjson.Null || value.IsObject() && len(value.Map()) == 0
			return false
		}
		return true
	})
	return empty
}

// decide settles what the records of this document are, by the first of them,
// which begins at i and ends at end or before. In a list of which nobody knows what it
// is, the objects behind the first may still tell: lists of policies hold all types.
func (p *parser) decide(i, end int) {
	if !p.decided {
		p.looks = maxLooks
	}
	p.decided = true
	p.looks--
	p.clues.look(p.buf[i:end])
	kind, evidence := p.clues.kind()
	if kind == lint.NoKind && p.clues.context == "" && p.clues.list {
		return
	}
	if first := p.looks == maxLooks-1; !first && len(kind.Info().Mixed) == 0 {
		return
	}
	p.looks = 0
	p.become(kind, evidence)
}

// maxLooks bounds how many objects of a list are asked what they are.
const maxLooks = 100

// decideEmpty settles what the records of this document would have been, if it
// had any.
func (p *parser) decideEmpty() {
	if p.decided {
		return
	}
	p.decided = true
	p.become(p.clues.kind())
}

// become makes the records from here on objects of the given kind.
func (p *parser) become(kind lint.Kind, evidence string) {
	p.kind, p.fields, p.section = kind, p.Fields[kind], -1
	if kind == lint.NoKind {
		p.fields = nil
		return
	}
	info, set := kind.Info(), contextName(p.clues.context)
	p.typeAt, p.deletedAt, p.valueAt = p.fields.Index(Reserved[0]), p.fields.Index(Reserved[1]), p.fields.Index(Reserved[2])
	p.removedAt, p.contextAt, p.membersAt = p.fields.Index(Reserved[3]), p.fields.Index(Reserved[4]), p.fields.Index(Reserved[5])
	p.selective = len(info.Mixed) > 0 && (mixed[set] == kind || p.clues.context == "" && p.clues.proof(kind) != nil)
	p.filled = p.fields.Mask(info.Filled)
	p.absent(info)
	if group := p.clues.group; kind == lint.GroupMember && group != "" {
		if p.file.Listed == nil {
			p.file.Listed = make(map[string]bool)
		}
		p.file.Listed[group] = true
	}
	p.section = slices.IndexFunc(p.file.Sections, func(s Section) bool { return s.Kind == kind && s.Shape == p.shape })
	if p.section < 0 {
		p.section = len(p.file.Sections)
		s := Section{Kind: kind, Shape: p.shape, Evidence: evidence}
		if p.clues.azure != "" {
			s.Filter = info.Withheld
		}
		p.file.Sections = append(p.file.Sections, s)
	}
}

// absent works out what the absence of a property means in this document. Asking for it
// is not enough: see [File.Nulls].
func (p *parser) absent(info *lint.KindInfo) {
	p.asked, p.nulls, p.falses = p.fields.Mask(selected(p.clues.context)), p.file.Nulls[p.kind], 0
	if info.Varied {
		p.nulls |= p.asked &^ p.filled
	}
	if p.clues.azure == "" {
		return
	}
	leftOut := p.fields.Mask(info.LeftOut)
	p.nulls |= leftOut &^ p.filled
	for rest := leftOut & p.filled; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros64(rest)
		if t := p.fields.Type(i); t != nil && t.Allow&lint.Boolean != 0 {
			p.falses |= 1 << i
		}
	}
}

// kindOfType returns the kind that the JSON text of an @odata.type names.
func kindOfType(text []byte) lint.Kind {
	name := bytes.Trim(text, `"`)
	if i := bytes.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	return typeNames[string(bytes.ToLower(name))]
}
