package source

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/awsfake/awsfake/internal/event"
)

// pollers is how many batches of a queue are processed at once, unless the mapping says otherwise (Developer Guide: five to begin with).
const pollers = 5

// A QueueConfig is how a queue is polled.
type QueueConfig struct {
	Config
	MaxConcurrency int // batches at once; 0 is Lambda's default
}

// Queue polls a queue until ctx ends or the queue is gone. Messages are deleted when the function has succeeded; else they come back
// when their visibility timeout has passed. Those that the filters do not let through are deleted.
func Queue(ctx context.Context, q event.Queue, c QueueConfig) {
	n := c.MaxConcurrency
	if n == 0 {
		n = pollers
	}
	p := &queuePoller{QueueConfig: c, queue: q, free: n}
	for p.acquire(ctx) == nil {
		batch, err := p.fill(ctx)
		if err != nil {
			return
		}
		if len(batch) == 0 {
			p.release()
			continue
		}
		c.Core.Go(func(context.Context) {
			defer p.release()
			p.process(ctx, batch)
		})
	}
}

// A queuePoller is one mapping of a queue.
type queuePoller struct {
	QueueConfig
	queue event.Queue

	mu      sync.Mutex
	free    int // batches that can be processed beside those that are
	waiting interface{ Wake() }
}

// acquire waits until one more batch can be processed.
func (p *queuePoller) acquire(ctx context.Context) error {
	for {
		p.mu.Lock()
		if p.free > 0 {
			p.free--
			p.mu.Unlock()
			return ctx.Err()
		}
		w := p.Core.NewWaiter()
		p.waiting = w
		p.mu.Unlock()
		if err := w.Wait(ctx, time.Time{}); err != nil {
			return err
		}
	}
}

func (p *queuePoller) release() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free++
	if p.waiting != nil {
		p.waiting.Wake()
		p.waiting = nil
	}
}

// A queueRecord is a message in an event.
//
// Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
type queueRecord struct {
	MessageID              string                    `json:"messageId"`
	ReceiptHandle          string                    `json:"receiptHandle"`
	Body                   string                    `json:"body"`
	Attributes             map[string]string         `json:"attributes"`
	MessageAttributes      map[string]queueAttribute `json:"messageAttributes"`
	MD5OfMessageAttributes any                       `json:"md5OfMessageAttributes,omitempty"` // a string
	MD5OfBody              string                    `json:"md5OfBody"`
	EventSource            string                    `json:"eventSource"`
	EventSourceARN         string                    `json:"eventSourceARN"`
	AwsRegion              string                    `json:"awsRegion"`
}

type queueAttribute struct {
	StringValue      *string  `json:"stringValue,omitempty"`
	BinaryValue      *string  `json:"binaryValue,omitempty"`
	StringListValues []string `json:"stringListValues"`
	BinaryListValues []string `json:"binaryListValues"`
	DataType         string   `json:"dataType"`
}

// A queued is a message of a batch and what it is in the event.
type queued struct {
	event.QueueMessage
	json []byte
}

// fill receives a batch: what is there, or what comes within the window after the first message, up to the size in number and bytes.
func (p *queuePoller) fill(ctx context.Context) (batch []queued, err error) {
	until, size := time.Time{}, 0 // the first message is waited for as long as it takes
	for len(batch) < p.BatchSize {
		got, err := p.queue.Receive(ctx, p.BatchSize-len(batch), until)
		if err != nil {
			p.putBack(batch)
			return nil, err
		}
		if len(got) == 0 {
			return batch, nil // the window is over
		}
		if until.IsZero() {
			until = p.Core.Now().Add(p.Window)
		}
		passed := p.filtered(got)
		for i, m := range passed {
			if size += len(m.json) + 1; size > maxPayload && len(batch) > 0 {
				p.putBack(passed[i:])
				return batch, nil
			}
			batch = append(batch, m)
		}
		if p.Window == 0 {
			return batch, nil
		}
	}
	return batch, nil
}

// putBack makes messages visible for the next batch.
func (p *queuePoller) putBack(l []queued) {
	for _, m := range l {
		p.queue.Release(m.Handle)
	}
}

// filtered returns the messages that pass the filters, and deletes the others.
func (p *queuePoller) filtered(got []event.QueueMessage) (l []queued) {
	for _, m := range got {
		doc := p.record(m)
		if len(p.Filters) > 0 && !p.Filters.match(string(doc), parsedBody(doc, m.Body)) {
			p.queue.Delete(m.Handle)
			continue
		}
		l = append(l, queued{m, doc})
	}
	return l
}

// record returns a message in JSON. Without attributes, their digest is null if there is a batch window, and is not there if there is none
// (recorded: test_sqs_event_source_mapping_batch_size, test_redrive_policy_with_failing_lambda).
func (p *queuePoller) record(m event.QueueMessage) []byte {
	r := queueRecord{MessageID: m.ID, ReceiptHandle: m.Handle, Body: m.Body, Attributes: m.Attributes, MD5OfBody: m.MD5OfBody,
		MessageAttributes: map[string]queueAttribute{}, EventSource: "aws:sqs", EventSourceARN: p.ARN, AwsRegion: p.Core.Region}
	switch {
	case m.MD5OfAttributes != "":
		r.MD5OfMessageAttributes = m.MD5OfAttributes
	case p.Window > 0:
		r.MD5OfMessageAttributes = json.RawMessage("null")
	}
	for _, a := range m.MessageAttributes {
		out := queueAttribute{DataType: a.Type, StringListValues: []string{}, BinaryListValues: []string{}}
		if a.Binary != nil {
			text := base64.StdEncoding.EncodeToString(a.Binary)
			out.BinaryValue = &text
		} else {
			out.StringValue = &a.Text
		}
		r.MessageAttributes[a.Name] = out
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings can be encoded
	}
	return b
}

// parsedBody returns a message in JSON with its body as JSON, "" if it is none.
func parsedBody(doc []byte, body string) string {
	if !json.Valid([]byte(body)) {
		return ""
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(doc, &fields); err != nil {
		return ""
	}
	fields["body"] = json.RawMessage(body)
	b, err := json.Marshal(fields)
	if err != nil {
		return ""
	}
	return string(b)
}

// process invokes the function with a batch and deletes what it has dealt with.
func (p *queuePoller) process(ctx context.Context, batch []queued) {
	r := p.Function(ctx, join(batch))
	if r.failed() {
		p.processed(ResultFailed)
		return
	}
	var failed []string
	if p.Partial {
		var all bool
		known := func(id string) bool {
			return slices.ContainsFunc(batch, func(m queued) bool { return m.ID == id })
		}
		if failed, all = failures(r.Payload, known); all {
			p.processed(ResultFailed)
			return
		}
	}
	var done []string
	for _, m := range batch {
		if !slices.Contains(failed, m.ID) {
			done = append(done, m.Handle)
		}
	}
	p.queue.Delete(done...)
	p.processed(ResultOK)
}

// join makes the event of a batch.
func join(batch []queued) []byte {
	l := make([][]byte, len(batch))
	for i, m := range batch {
		l[i] = m.json
	}
	return records(l)
}

// records makes an event of records in JSON.
func records(l [][]byte) []byte {
	return slices.Concat([]byte(`{"Records":[`), bytes.Join(l, []byte(",")), []byte("]}"))
}
