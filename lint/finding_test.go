package lint_test

import (
	"testing"

	"tenantlint/lint"
	"tenantlint/lint/linttest"
)

// panicOf returns what a function panics with, or nil.
func panicOf(do func()) (fault any) {
	defer func() { fault = recover() }()
	do()
	return nil
}

func TestReportedFindingIsComplete(t *testing.T) {
	t.Parallel()
	user := linttest.Record(t, lint.User, `{"id":"1"}`, "id")
	emitted := 0
	p := &lint.Pass{Rule: &lint.Rule{ID: "made-up"}, Emit: func(*lint.Finding) { emitted++ }}
	f := p.Find(user.Get("id"), "is a user")
	changes := map[string]func(){
		"As":    func() { f.As(lint.Note) },
		"About": func() { f.About("id", "1") },
		"Of":    func() { f.Of(lint.ObjectRef{Kind: lint.Domain}) },
		"Fixf":  func() { f.Fixf("wait") },
		"Notef": func() { f.Notef("more") },
		"Also":  func() { f.Also(user.Get("id"), "this") },
		"With":  func() { f.With("count", 1) },
	}
	for method, change := range changes {
		if fault := panicOf(change); fault != nil {
			t.Errorf("%s of a draft: %v", method, fault)
		}
	}
	if emitted != 0 || p.Drafts() != 1 {
		t.Errorf("a draft: %d emitted, %d drafts", emitted, p.Drafts())
	}
	p.Report(f)
	if emitted != 1 || p.Drafts() != 0 {
		t.Errorf("reported: %d emitted, %d drafts", emitted, p.Drafts())
	}
	for method, change := range changes {
		if fault := panicOf(change); fault != "lint: finding changed after it was reported" {
			t.Errorf("%s after it was reported: %v", method, fault)
		}
	}
	if fault := panicOf(func() { p.Report(f) }); fault != "lint: finding reported twice" || emitted != 1 {
		t.Errorf("reported twice: %v, %d emitted", fault, emitted)
	}
}

func TestStatedMeasureIsComplete(t *testing.T) {
	t.Parallel()
	user := linttest.Record(t, lint.User, `{"id":"1"}`, "id")
	stated := 0
	p := &lint.Pass{Rule: &lint.Rule{ID: "made-up"}, Gauge: func(*lint.Measure) { stated++ }}
	m := p.Measure(user.Get("id"), "length", 1, 2, "characters").Of(lint.ObjectRef{Kind: lint.Domain}).Notef("more")
	if stated != 0 || p.Drafts() != 1 {
		t.Errorf("a draft: %d stated, %d drafts", stated, p.Drafts())
	}
	p.State(m)
	if stated != 1 || p.Drafts() != 0 {
		t.Errorf("stated: %d stated, %d drafts", stated, p.Drafts())
	}
	const changed = "lint: measure changed after it was stated"
	if fault := panicOf(func() { m.Notef("more") }); fault != changed {
		t.Errorf("Notef: %v", fault)
	}
	if fault := panicOf(func() { m.Of(lint.ObjectRef{}) }); fault != changed {
		t.Errorf("Of: %v", fault)
	}
	if fault := panicOf(func() { p.State(m) }); fault != "lint: measure stated twice" || stated != 1 {
		t.Errorf("stated twice: %v, %d stated", fault, stated)
	}
}
