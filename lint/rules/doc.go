// Package rules is the catalogue: a folder for each rule, and the list of them.
//
// # To add a rule
//
//  1. Choose an id that names the fault: words in dashes. The folder has the same name, in
//     that of a subject (see [Subjects]); the package has it without the dashes.
//  2. Write rule.md, the page that explain prints: its headings are [lint.Headings],
//     each example in it is run by the tests.
//  3. Write rule.go: one variable Rule. Declare in Needs what it reads; the engine
//     works out from that what counts as checked. Judge one record by Check, settings by
//     Once, or what many records say together by Join with an Index. A finding is made by
//     Pass.Find, completed by its methods and then reported by Pass.Report. A figure that
//     has a limit is measured by Pass.Measure and stated by Pass.State, whether or not
//     there is a finding. Facts are asked of lint/directory, lint/settings,
//     lint/crosstenant, lint/conditionalaccess and lint/sharepoint: a rule reads no raw
//     setting that these can answer. They answer with values. What a finding says is the
//     rule's own, in whole sentences, so that searching for a message finds its rule.
//  4. Make cases: a folder testdata/<what is special> each, with the files of an export
//     and want.txt, which go test ./lint/rules -update writes, and you read. The
//     case all-properties-with-a-finding lacks nothing that the rule reads; where a
//     kind stands in for another, all-properties-with-a-finding-by-<kind> has it
//     without that other one. A want.txt that starts with "options {…}" sets options.
//  5. Run go generate ./lint/rules, which lists the rule, give it something to find in
//     fixtures/tenants, and run go test ./cmd/tenantlint -update for the README.
//
// The tests then hold of every rule that it notices each property that is missing,
// each file that is cut off and each list that is one page of several.
package rules

//go:generate go run generate.go
