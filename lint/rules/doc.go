// Package rules is the catalogue: a folder for each rule, and the list of them.
//
// # To add a rule
//
//  1. Choose an id that names the fault: words in dashes. Run, with one of the
//     [Subjects], go run ./lint/rules/new.go SUBJECT RULE-ID: it makes the folder and lists
//     the rule. What is left to do go test ./lint/rules -run TestRules/RULE-ID says, until
//     nothing is.
//  2. Write rule.go: one variable Rule. List in Uses the facts that it asks for, of
//     lint/directory, lint/settings, lint/crosstenant, lint/conditionalaccess and
//     lint/sharepoint, and in Needs the kinds and the few properties that it reads itself:
//     no raw setting that these can answer. What its facts read the rule may read too, and
//     does not name again. What counts as checked and what is exported follow from that,
//     and reading anything else makes the rule fail. Judge one record by Check, what
//     several say together by Join and an Index, settings by Once. Make a finding by
//     Pass.Find, complete it, and hand it to Pass.Report; a figure that has a limit by
//     Pass.Measure and Pass.State, whether or not there is a finding. Facts answer with
//     values. What a finding says is the rule's own, in whole sentences, so that searching
//     for a message finds its rule.
//  3. Make cases: a folder testdata/<what is special> each, with the files of an export
//     and want.txt, which go test ./lint/rules -run TestRules/RULE-ID -update writes, and
//     you read. The case all-properties-with-a-finding lacks nothing that the rule reads;
//     where a kind stands in for another, all-properties-with-a-finding-by-<kind> has it
//     without that other one. What several cases share is in testdata/_base: a case has
//     these files too, unless it has its own of that name. The first lines of a want.txt
//     may say "options {…}", which sets options, and "without NAME", which leaves a file
//     of _base out. Guests alone are a filtered list: a rule about guests has a member in
//     testdata/_base/users-staff.json.
//  4. Write rule.md, the page that explain prints: its headings are [lint.Headings],
//     each example in it is run by the tests. Elsewhere is for what other tools say and
//     for rules that are near.
//  5. Give it something to find in fixtures/tenants/contoso or fabrikam, where no other
//     rule finds more for it, and run go test ./cmd/tenantlint -update for the README.
//     Then run go test ./fixtures/healthy -update. What the rule finds in a healthy tenant
//     is probably a false alarm; if an expert wants it, say why in findings.txt.
//  6. Run go test ./lint/rules -run Mutants/rules/RULE-ID -mutants: it takes each
//     declaration out of the rule, and fails if no case notices. Then .ci/run runs the rest.
//
// go generate ./lint/rules lists the rules again, after one was renamed or removed.
//
// From the case with all properties the tests make exports that have less: each kind and
// each property missing, each list one page of several or a single object, each file cut
// off at many places. The rule must say that it is not fully checked, and find nothing
// new. They write the same export in other ways: each file copied to another folder, the
// objects in another order, the names and the lists of one as PowerShell writes them. The
// rule must say the same. None of this needs a case; conditions and boundaries do.
package rules

//go:generate go run generate.go
