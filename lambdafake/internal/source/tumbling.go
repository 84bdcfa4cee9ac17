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

// maxState is the size limit of a window's state in bytes. A window whose state is larger ends early.
const maxState = 1 << 20

// tumble passes records on in their windows, and closes those that are over. It reports whether all records are done with.
func (p *streamReader) tumble(ctx context.Context, batch []event.StreamRecord) bool {
	for len(batch) > 0 {
		start := batch[0].Time.Truncate(p.Tumbling)
		if p.window != nil && !p.window.start.Equal(start) {
			p.closeWindow(ctx, false)
		}
		if p.window == nil {
			p.window = &tumblingWindow{start: start, end: start.Add(p.Tumbling), state: json.RawMessage("{}")}
		}
		n := 0
		for n < len(batch) && batch[n].Time.Before(p.window.end) {
			n++
		}
		if !p.process(ctx, batch[:n]) {
			return false
		}
		batch = batch[n:]
		if len(p.window.state) > maxState {
			p.closeWindow(ctx, true)
		}
	}
	if p.window != nil && !p.Core.Now().Before(p.window.end) {
		p.closeWindow(ctx, false)
	}
	return ctx.Err() == nil
}

// closeWindow makes the last invocation of a window. It has no records that could be discarded, so it is tried as often as a batch is.
func (p *streamReader) closeWindow(ctx context.Context, early bool) {
	for tries := 1; ctx.Err() == nil; tries++ {
		r := p.pass(ctx, p.windowEvent(nil, true, early))
		if !r.failed() {
			p.processed(ResultOK)
			break
		}
		p.processed(ResultFailed)
		if !r.Refused && p.MaxRetries >= 0 && tries > p.MaxRetries {
			break
		}
		wait(ctx, p.Core, p.Core.Now().Add(delay(tries)))
	}
	p.window = nil
}

// invokeWindow invokes the function with records of the open window.
func (p *streamReader) invokeWindow(ctx context.Context, part []event.StreamRecord) Result {
	return p.pass(ctx, p.windowEvent(part, false, false))
}

// pass invokes the function and keeps the state that it returns. To return none is to fail.
func (p *streamReader) pass(ctx context.Context, event []byte) Result {
	r := p.Function(ctx, event)
	var answer struct {
		State json.RawMessage `json:"state"`
	}
	switch err := json.Unmarshal(r.Payload, &answer); {
	case r.failed():
	case err != nil || answer.State == nil:
		r.FunctionError = "Unhandled"
	default:
		p.window.state = answer.State
	}
	return r
}

// windowEvent makes the event of records of the open window.
func (p *streamReader) windowEvent(part []event.StreamRecord, final, early bool) []byte {
	w := p.window
	e := windowEvent{Records: make([]json.RawMessage, len(part)), State: w.state, ShardID: p.stream.ShardID(), EventSourceARN: p.ARN,
		IsFinalInvokeForWindow: final, IsWindowTerminatedEarly: early}
	for i, r := range part {
		e.Records[i] = r.JSON
	}
	e.Window.Start, e.Window.End = w.start.UTC().Format(time.RFC3339), w.end.UTC().Format(time.RFC3339)
	payload, err := json.Marshal(e)
	if err != nil {
		panic(err) // what the stream and the function have made is JSON
	}
	return payload
}
