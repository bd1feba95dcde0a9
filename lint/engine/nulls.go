package engine

import "context"

// withNulls judges the tenant again where properties that an export asked for are
// missing and mean null, which is known only when all of a file was read. It returns
// the run to go on with.
//
// Graph writes the null of a property that was asked for. So a property that is missing
// in a file that has nulls was taken away, and is not known; so is one that no object of
// the file has, and one that cannot be null. Elsewhere somebody has left all nulls out.
func (r *run) withNulls(ctx context.Context) (*run, error) {
	again := false
	for p, lacks := range r.parts {
		if lacks.asked == 0 || lacks.nulls {
			continue
		}
		filled := r.plan.fields[p.kind].Mask(p.kind.Info().Filled)
		if null := lacks.asked & lacks.some &^ filled; null != 0 {
			r.files[p.file].Nulls[p.kind] = null
			again = true
		}
	}
	if !again {
		return r, nil
	}
	for _, f := range r.files {
		f.Forget()
	}
	next := newRun(ctx, r.options, r.plan, r.files)
	next.inherit(r)
	return next, next.pass(ctx)
}
