package source

import (
	"context"
	"encoding/json"
	"hash/fnv"
	"slices"
	"sync/atomic"
	"time"

	"github.com/awsfake/awsfake/internal/event"
)

// The delays between the attempts of a batch, which double. AWS documents neither.
const (
	firstDelay = time.Second
	lastDelay  = time.Minute
)

// A StreamConfig is how a stream is read.
type StreamConfig struct {
	Config
	FunctionARN string
	After       int64         // position of the first record, less one
	Bisect      bool          // a batch that failed is split in two
	MaxRetries  int           // of a batch; -1 is no limit
	MaxAge      time.Duration // of a record; -1 is no limit
	Parallel    int           // batches of the shard at once, by key; at least 1
	Tumbling    time.Duration // of windows whose state the function passes on; 0 is none

	// Reached, unless nil, is told of the position up to which all records are done with.
	Reached func(position int64)

	// Discarded, unless nil, is told of the records that were given up, as the on-failure destination has it.
	Discarded func(record []byte)
}

// Stream reads a stream until ctx ends or the stream does; what the function is at then, it ends. Records are passed on in order, those of one key at least; a batch that
// fails holds up those behind it until it succeeds or is given up.
func Stream(ctx context.Context, s event.Stream, c StreamConfig) {
	p := &streamReader{StreamConfig: c, stream: s}
	p.invoke = p.invokeBatch
	if c.Tumbling > 0 {
		p.invoke = p.invokeWindow
	}
	position := c.After
	for ctx.Err() == nil {
		batch, last, ended := p.fill(ctx, position)
		if ctx.Err() != nil {
			return
		}
		if !p.deal(ctx, batch) || ended && position == last {
			return
		}
		if position = last; p.Reached != nil {
			p.Reached(position)
		}
	}
}

// A streamReader is one mapping of a stream.
type streamReader struct {
	StreamConfig
	stream event.Stream
	invoke func(ctx context.Context, part []event.StreamRecord) Result
	window *tumblingWindow // the one that is open
}

// fill reads a batch of records that pass the filters: what is there, or what comes within the window. It waits for the first. Last is
// the position of the last record that was read, and ended is true when nothing comes any more.
func (p *streamReader) fill(ctx context.Context, position int64) (batch []event.StreamRecord, last int64, ended bool) {
	last = position
	size := 0
	var until time.Time
	for {
		got, end := p.stream.Read(last, p.BatchSize-len(batch))
		for _, r := range got {
			if p.Filters.match(string(r.JSON), "") {
				if size += len(r.JSON) + 1; size > maxPayload && len(batch) > 0 {
					return batch, last, false
				}
				batch = append(batch, r)
			}
			last = r.Number
		}
		if len(batch) > 0 && until.IsZero() {
			until = p.Core.Now().Add(p.Window)
		}
		switch {
		case len(batch) >= p.BatchSize, end && len(got) == 0, len(batch) > 0 && !p.Core.Now().Before(until):
			return batch, last, end
		case len(got) > 0:
			continue
		}
		at := until
		if w := p.window; w != nil && len(batch) == 0 {
			at = w.end // an open window is closed without further records
		}
		if !p.await(ctx, last, at) {
			return batch, last, true
		}
		if p.window != nil && len(batch) == 0 && !p.Core.Now().Before(p.window.end) {
			return nil, last, false
		}
	}
}

// await waits for a record behind a position, or until a time if it is not zero. It reports whether ctx goes on.
func (p *streamReader) await(ctx context.Context, position int64, until time.Time) bool {
	w := p.Core.NewWaiter()
	stop := p.stream.Watch(w.Wake)
	defer stop()
	if l, closed := p.stream.Read(position, 1); len(l) > 0 || closed {
		return ctx.Err() == nil
	}
	return w.Wait(ctx, until) == nil
}

// deal passes a batch on: in windows, in parallel by key, or as it is. It reports whether all records are done with.
func (p *streamReader) deal(ctx context.Context, batch []event.StreamRecord) bool {
	switch {
	case p.Tumbling > 0:
		return p.tumble(ctx, batch)
	case len(batch) == 0:
		return true
	case p.Parallel <= 1:
		return p.process(ctx, batch)
	}
	parts := split(batch, p.Parallel)
	done := p.Core.NewWaiter()
	var left, undone atomic.Int32
	left.Store(int32(len(parts)))
	for _, part := range parts {
		p.Core.Go(func(context.Context) {
			if !p.process(ctx, part) {
				undone.Add(1)
			}
			if left.Add(-1) == 0 {
				done.Wake()
			}
		})
	}
	return done.Wait(context.WithoutCancel(ctx), time.Time{}) == nil && undone.Load() == 0
}

// split shares a batch out by the keys of the records, so that those of one key stay in order.
func split(batch []event.StreamRecord, n int) (parts [][]event.StreamRecord) {
	lanes := make([][]event.StreamRecord, n)
	for _, r := range batch {
		var doc struct {
			Dynamodb struct{ Keys json.RawMessage }
		}
		h := fnv.New32a()
		if json.Unmarshal(r.JSON, &doc) == nil {
			h.Write(doc.Dynamodb.Keys)
		}
		i := int(h.Sum32() % uint32(n))
		lanes[i] = append(lanes[i], r)
	}
	return slices.DeleteFunc(lanes, func(l []event.StreamRecord) bool { return len(l) == 0 })
}

// process passes a batch on until it succeeds or is given up. It reports whether it came to that before ctx ended.
func (p *streamReader) process(ctx context.Context, batch []event.StreamRecord) bool {
	queue := [][]event.StreamRecord{batch} // parts of the batch in order
	tries := 0
	for len(queue) > 0 && ctx.Err() == nil {
		part := p.young(queue[0], tries)
		if len(part) == 0 {
			queue, tries = queue[1:], 0
			continue
		}
		r := p.invoke(ctx, part)
		done := p.outcome(part, r)
		if done == len(part) {
			p.processed(ResultOK)
			queue, tries = queue[1:], 0
			continue
		}
		p.processed(ResultFailed)
		if done > 0 { // a new beginning from the first that failed, where the batch is bisected (Developer Guide, partial batch responses)
			part, tries = part[done:], 0
		}
		tries++
		switch {
		case p.Bisect && done == 0 && len(part) > 1 && !r.Refused: // does not count as a retry (API reference)
			half := len(part) / 2
			queue, tries = append([][]event.StreamRecord{part[:half], part[half:]}, queue[1:]...), 0
		case !r.Refused && p.MaxRetries >= 0 && tries > p.MaxRetries:
			p.discard(part, "RetryAttemptsExhausted", tries, r)
			queue, tries = queue[1:], 0
			continue
		default:
			queue[0] = part
		}
		if wait(ctx, p.Core, p.Core.Now().Add(delay(tries))) != nil {
			return false
		}
	}
	return len(queue) == 0
}

// delay returns how long to wait before the next attempt.
func delay(tries int) time.Duration {
	d := firstDelay
	for i := 1; i < tries && d < lastDelay; i++ {
		d *= 2
	}
	return min(d, lastDelay)
}

// young gives up the records of a part that are too old, and returns the others.
func (p *streamReader) young(part []event.StreamRecord, tries int) []event.StreamRecord {
	if p.MaxAge < 0 {
		return part
	}
	n := 0
	for n < len(part) && p.Core.Now().Sub(part[n].Time) > p.MaxAge {
		n++
	}
	if n > 0 {
		p.discard(part[:n], "RecordAgeExceeded", tries, Result{})
	}
	return part[n:]
}

// outcome returns how many records of a part are done with: those before the first that has failed.
func (p *streamReader) outcome(part []event.StreamRecord, r Result) int {
	if r.failed() {
		return 0
	}
	if !p.Partial {
		return len(part)
	}
	index := func(id string) int {
		return slices.IndexFunc(part, func(r event.StreamRecord) bool { return r.SequenceNumber == id })
	}
	ids, all := failures(r.Payload, func(id string) bool { return index(id) >= 0 })
	if all {
		return 0
	}
	done := len(part)
	for _, id := range ids {
		done = min(done, index(id))
	}
	return done
}

// A discarded is what the on-failure destination gets.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
type discarded struct {
	RequestContext struct {
		RequestID              string `json:"requestId"`
		FunctionARN            string `json:"functionArn"`
		Condition              string `json:"condition"`
		ApproximateInvokeCount int    `json:"approximateInvokeCount"`
	} `json:"requestContext"`
	ResponseContext *responseContext `json:"responseContext,omitempty"`
	Version         string           `json:"version"`
	Timestamp       string           `json:"timestamp"`
	DDBStreamBatch  batchInfo        `json:"DDBStreamBatchInfo"`
}

type responseContext struct {
	StatusCode      int     `json:"statusCode"`
	ExecutedVersion string  `json:"executedVersion"`
	FunctionError   *string `json:"functionError"` // null if the function has reported failures (recorded: test_dynamodb_report_batch_item_failures)
}

type batchInfo struct {
	ShardID      string `json:"shardId"`
	StartNumber  string `json:"startSequenceNumber"`
	EndNumber    string `json:"endSequenceNumber"`
	FirstArrival string `json:"approximateArrivalOfFirstRecord"`
	LastArrival  string `json:"approximateArrivalOfLastRecord"`
	BatchSize    int    `json:"batchSize"`
	StreamARN    string `json:"streamArn"`
}

// discard gives up records.
func (p *streamReader) discard(part []event.StreamRecord, condition string, count int, r Result) {
	if p.Discarded == nil {
		return
	}
	const iso = "2006-01-02T15:04:05.000Z"
	first, last := part[0], part[len(part)-1]
	d := discarded{Version: "1.0", Timestamp: p.Core.Now().UTC().Format(iso), DDBStreamBatch: batchInfo{p.stream.ShardID(), first.SequenceNumber, last.SequenceNumber,
		first.Time.UTC().Format("2006-01-02T15:04:05Z"), last.Time.UTC().Format("2006-01-02T15:04:05Z"), len(part), p.ARN}}
	d.RequestContext.RequestID, d.RequestContext.FunctionARN, d.RequestContext.Condition, d.RequestContext.ApproximateInvokeCount = r.RequestID, p.FunctionARN, condition, count
	if r.Version != "" {
		d.ResponseContext = &responseContext{StatusCode: 200, ExecutedVersion: r.Version}
		if r.FunctionError != "" {
			d.ResponseContext.FunctionError = &r.FunctionError
		}
	}
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings and numbers can be encoded
	}
	p.Discarded(b)
}

// invokeBatch invokes the function with records.
func (p *streamReader) invokeBatch(ctx context.Context, part []event.StreamRecord) Result {
	l := make([][]byte, len(part))
	for i, r := range part {
		l[i] = r.JSON
	}
	return p.Function(ctx, records(l))
}
