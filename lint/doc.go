// Package lint is the vocabulary of tenantlint: what an export holds, what a rule
// is, and what it finds. It does no I/O and knows no format; every other package
// speaks in its words.
//
//	paths ─► decode ─► records ─► rules ─► findings ─► report
//	           │          │        │  ▲
//	           │          │        │  └ indexes, joins
//	           │          └ kind, fields, place
//	           └ encoding, shape, boundaries, problems
//
// The packages, and what each may import of the others:
//
//	cmd/tenantlint                the commands                            everything
//	lint                          records, values, rules, findings        display
//	lint/display                  what readers may see of a string        nothing
//	lint/graph                    the conventions of Graph and exporters  lint
//	lint/directory                users, groups, addresses, roles         lint, graph
//	lint/settings                 who may invite, what guests may do      lint, graph
//	lint/crosstenant              cross-tenant settings as they apply     lint, graph
//	lint/conditionalaccess        Conditional Access as guests meet it    lint, graph
//	lint/sharepoint               sharing as it applies                   lint, graph
//	lint/rules/<subject>/<rule>   one opinion about a tenant              lint, graph and the five above
//	lint/rules                    the list of them                        the rules
//	lint/decode                   bytes to records with their place       lint
//	lint/engine                   one pass for all, and what was checked  lint, decode, schemas
//	lint/explain                  pages of problems, codes and sections   lint
//	lint/report                   findings to bytes, a file each format   lint
//	lint/collect                  scripts that export what rules need     lint
//	schemas                       what is read and written, as schemas    lint
//	lint/linttest                 what tests of facts have in common      lint, decode
//	fixtures/healthy              healthy tenants, made for tests         lint, collect
//
// Rules import nothing of each other, and facts nothing of other facts. Of package display
// everything may import the types.
//
// .golangci.yml holds these arrows, and that nothing but tests imports net,
// net/http, os/exec or plugin: the promise to work offline is kept by a machine.
// Each library has one home: gjson is in lint and lint/decode, klauspost/compress in
// lint/decode, jsonschema in schemas, urfave/cli in cmd, fatih/color in lint/report.
//
// # A kind is one row
//
// Everything that is known about a kind of object is in its row of the table in
// kinds.go: what proves it and what rules it out, what a tenant has of it, and how it
// is exported. Packages decode, engine, collect and schemas read that row, and so does
// the README's table of requests. To add a kind:
//
//  1. Add a constant in kinds.go, in the order of export, and a row. Contexts and Types
//     are what Microsoft Graph writes in @odata.context and @odata.type. Give Proof only
//     keys that no other type of Graph has, and name in Not the keys by which the types
//     that look alike differ. Filled are properties that Graph's documentation calls not
//     nullable and that every object has.
//     Lacking are the national clouds that the page of the request says do not have it.
//  2. Add schemas/<name>.json: the properties that rules may read, with their types.
//  3. Give the tenants of fixtures/healthy what they have of it.
//  4. Run go test ./cmd/tenantlint -update, which writes the README's tables, and read the
//     difference. The tests fail for a row without a schema, a request or a scope, and
//     for two rows that claim one context, type, folder or file name.
//
// Evidence has an order, and what is stronger vetoes what is weaker: @odata.context,
// @odata.type, keys, folder, file name. A context or type that names something else ends
// the matter, and a folder or name without a single key of the kind proves nothing.
// Whether what an export has of a kind is all that the tenant has is decided in one
// place, engine/complete.go, from evidence: links, counts, filters, single objects,
// references to what is not there.
//
// # Promises
//
// A file is read once, in blocks. What is in memory does not grow with it, but by
// 16 bytes for each key of an object in an index, 16 for its identity, by which it
// is found again in another file, and four for its place. The scan
// checks the whole grammar, notes where the properties stand that some rule reads,
// and checks their types. A [Record] aliases a buffer that is filled again, so
// that nothing is allocated for each object; what is reported is copied. What can be
// read in order only, as an archive, is unpacked to one temporary file first, since
// records are read back by their place.
//
// A signal ends a run within a second, whatever it waits for, and no file is left. A file
// that changes while it is read is left out, and the report says so.
//
// Time grows with what is read and found, not with its square: nothing walks a list for
// each of its elements, or for each of another list's. What a rule asks of a record again
// and again is a [Memo]; what many findings would say of the same many objects they say of
// a few. TestGrowth in lint/rules doubles every list and counts.
//
// A property that is absent is not a property that is null, and a rule whose
// properties are absent is not one that found nothing: it is [Partial] or
// [Skipped]. The engine works that out from what the rule declares: its [Need]s, and the
// facts that it uses, which declare themselves what they read (see [Fact] and [Reads]).
// A rule may read nothing else, nor may a fact or an index: it would fail. That an export asked for a property
// does not make its absence null: Graph writes nulls, so that it may have been taken away
// (engine/nulls.go).
//
// A [Value] knows where it was read. A rule hands over the value at fault; pointer,
// line, column and excerpt are worked out for what is reported.
//
// Everything that came from an export is hostile: guests choose their own names.
// It is of type [display.Untrusted], and reaches a reader only as package display
// shows it or as a format's encoder writes it.
//
// An error is the program's trouble, a [Finding] the tenant's, a [Problem] the
// export's. They never mix.
//
// A rule that panics is [Failed], and what it found is dropped; all others report. So is
// one that makes a finding and does not report it, as it would be lost in silence. Which
// record it is said to have failed on does not depend on the number of workers.
package lint
