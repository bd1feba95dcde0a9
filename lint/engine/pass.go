package engine

import (
	"context"
	"sync"

	"tenantlint/lint/decode"
)

// pass reads every file once: one goroutine scans, the workers judge batches, and
// the results are merged here in the order of the input.
func (r *run) pass(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	n := r.options.Workers
	// A batch is in order before it is in work, so that both hold a bounded
	// number and the merge never waits for a batch that nobody works on.
	order := make(chan *harvest, n+1)
	work := make(chan *harvest, n+1)
	batches := make(chan *decode.Batch, n+4)
	used := make(chan *harvest, n+4)

	var failed error
	var group sync.WaitGroup
	group.Go(func() {
		defer close(order)
		defer close(work)
		reader := decode.Reader{
			Fields: &r.plan.fields,
			Free: func() *decode.Batch {
				select {
				case b := <-batches:
					return b
				default:
					return new(decode.Batch)
				}
			},
			Sink: func(b *decode.Batch) error {
				h := new(harvest)
				select {
				case h = <-used:
				default:
				}
				h.reset(b, len(r.plan.indexes))
				select {
				case order <- h:
					work <- h
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			},
		}
		for _, file := range r.files {
			if failed = reader.Read(ctx, file); failed != nil {
				return
			}
		}
	})
	for range n {
		group.Go(func() {
			w := newWorker(r)
			for h := range work {
				w.work(ctx, h)
			}
		})
	}
	var err error
	for h := range order {
		<-h.done
		if err == nil {
			if err = h.err; err != nil {
				cancel()
			} else {
				r.merge(h)
			}
		}
		b := h.batch
		if r.options.spent != nil {
			r.options.spent(b.Text())
		}
		b.Recycle()
		select {
		case batches <- b:
		default:
		}
		select {
		case used <- h:
		default:
		}
	}
	group.Wait()
	if err != nil {
		return err
	}
	return failed
}

// merge adds what was made of a batch.
func (r *run) merge(h *harvest) {
	b := h.batch
	r.library.add(b)
	k := &r.kinds[b.Kind]
	h.tallies.records = int64(len(b.Cuts) - h.gone)
	r.gone[b.Kind] += h.gone
	k.add(&h.tallies)
	r.lack(part{b.File.Number, b.Kind}, &h.tallies)
	for _, e := range h.identities {
		r.identities.add(e)
	}
	r.findings = append(r.findings, h.findings...)
	r.measures = append(r.measures, h.measures...)
	for _, m := range h.misfits { // the first of the batch for each field
		m.more = h.tallies.unfit[m.field] - 1
		r.misfits = append(r.misfits, m)
	}
	r.limited = append(r.limited, h.limited...)
	for i := range h.failures {
		r.fail(&h.failures[i])
	}
	for _, d := range b.Doubled {
		tally(&k.doubled, d.Fields&r.plan.kinds[b.Kind].typed)
		r.doubled = append(r.doubled, misfit{record: b.First + int64(d.Record), field: firstField(d.Fields)})
	}
	for _, d := range h.doubts {
		r.doubts[d.rule][d.reason]++
	}
	for i, entries := range h.entries {
		for _, e := range entries {
			r.heaps[i].add(e)
		}
	}
}
