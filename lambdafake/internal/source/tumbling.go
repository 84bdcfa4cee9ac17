package source

import (
	"context"
	"encoding/json"
	"time"

	"github.com/awsfake/awsfake/internal/event"
)

// A tumblingWindow is a window of time whose records are aggregated: the state that the function returns goes into its next
// invocation of the window, and a last one, without records, closes it.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
type tumblingWindow struct {
	start, end time.Time
	state      json.RawMessage
}

// A windowEvent is what the function gets.
type windowEvent struct {
	Records []json.RawMessage `json:"Records"`
	Window  struct {
		Start string `json:"start"`
		End   string `json:"end"`
	} `json:"window"`
	State                   json.RawMessage `json:"state"`
	ShardID                 string          `json:"shardId"`
	EventSourceARN          string          `json:"eventSourceARN"`
	IsFinalInvokeForWindow  bool            `json:"isFinalInvokeForWindow"`
	IsWindowTerminatedEarly bool            `json:"isWindowTerminatedEarly"`
}

// tumble passes records on in their windows, and closes those that are over.
func (p *streamReader) tumble(ctx context.Context, batch []event.StreamRecord) {
	for len(batch) > 0 && ctx.Err() == nil {
		start := batch[0].Time.Truncate(p.Tumbling)
		if p.window != nil && !p.window.start.Equal(start) {
			p.closeWindow(ctx)
		}
		if p.window == nil {
			p.window = &tumblingWindow{start: start, end: start.Add(p.Tumbling), state: json.RawMessage("{}")}
		}
		n := 0
		for n < len(batch) && batch[n].Time.Before(p.window.end) {
			n++
		}
		p.aggregate(ctx, batch[:n], false)
		batch = batch[n:]
	}
	if p.window != nil && !p.Core.Now().Before(p.window.end) {
		p.closeWindow(ctx)
	}
}

// closeWindow makes the last invocation of a window.
func (p *streamReader) closeWindow(ctx context.Context) {
	p.aggregate(ctx, nil, true)
	p.window = nil
}

// aggregate invokes the function with records of the open window, until it succeeds or is given up, and keeps its state.
func (p *streamReader) aggregate(ctx context.Context, part []event.StreamRecord, final bool) {
	w := p.window
	e := windowEvent{Records: make([]json.RawMessage, len(part)), State: w.state, ShardID: p.stream.ShardID(), EventSourceARN: p.ARN, IsFinalInvokeForWindow: final}
	for i, r := range part {
		e.Records[i] = r.JSON
	}
	e.Window.Start, e.Window.End = w.start.UTC().Format(time.RFC3339), w.end.UTC().Format(time.RFC3339)
	payload, err := json.Marshal(e)
	if err != nil {
		panic(err) // what the stream and the function have made is JSON
	}
	for tries := 1; ctx.Err() == nil; tries++ {
		r := p.Function(ctx, payload)
		if !r.failed() {
			var answer struct {
				State json.RawMessage `json:"state"`
			}
			if json.Unmarshal(r.Payload, &answer) == nil && answer.State != nil {
				w.state = answer.State
			}
			p.processed(ResultOK)
			return
		}
		p.processed(ResultFailed)
		if !r.Refused && p.MaxRetries >= 0 && tries > p.MaxRetries {
			if len(part) > 0 {
				p.discard(part, "RetryAttemptsExhausted", tries, r)
			}
			return
		}
		if wait(ctx, p.Core, p.Core.Now().Add(delay(tries))) != nil {
			return
		}
	}
}
