// Package source is what stands between an event source and a Lambda function: pollers that read queues and streams, filter and batch
// what they read, invoke, and deal with failures as Lambda does. It knows neither the functions nor the API.
package source

import (
	"context"
	"encoding/json"
	"time"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/pattern"
)

// maxPayload is the size limit of an event in bytes.
const maxPayload = 6 << 20

// A Result is what came of an invocation.
type Result struct {
	RequestID     string
	Version       string // that ran
	Payload       []byte
	FunctionError string // "Unhandled" or such; "" if the function succeeded
	Refused       bool   // the function could not be invoked, such as when it is throttled
}

// failed reports whether the batch as a whole has failed.
func (r Result) failed() bool { return r.FunctionError != "" || r.Refused }

// A Function invokes the function of a mapping with an event and waits for what comes of it.
type Function func(ctx context.Context, payload []byte) Result

// A Config is what the pollers of queues and streams have in common.
type Config struct {
	Core     *core.Core
	ARN      string // of the source
	Function Function

	BatchSize int
	Window    time.Duration // for how long a batch is filled; 0 takes what is there
	Partial   bool          // ReportBatchItemFailures
	Filters   Filters

	// Processed, unless nil, is told of the result of the last batch, as LastProcessingResult has it.
	Processed func(result string)
}

func (c *Config) processed(result string) {
	if c.Processed != nil {
		c.Processed(result)
	}
}

// The results of batches that a mapping shows.
const (
	ResultOK      = "OK"
	ResultFailed  = "PROBLEM: Function call failed"
	ResultNothing = "No records processed"
)

// Filters let those records through that match one of them; none lets all through.
type Filters []*pattern.Pattern

// match reports whether a record passes. For a queue's message, doc is the message with its body as text and parsed the same with
// the body as JSON, "" if it is none.
func (f Filters) match(doc, parsed string) bool {
	if len(f) == 0 {
		return true
	}
	for _, p := range f {
		if _, below := p.Uses("body"); below {
			if parsed != "" && p.MatchString(parsed) {
				return true
			}
		} else if p.MatchString(doc) {
			return true
		}
	}
	return false
}

// failures returns the ids that a function has reported as failed. All is true if the batch as a whole has failed: the response is not
// valid, or names what is not in the batch (Developer Guide, reporting batch item failures).
func failures(payload []byte, known func(id string) bool) (ids []string, all bool) {
	var doc struct {
		BatchItemFailures []struct {
			ItemIdentifier *string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	switch string(payload) {
	case "", "null", `""`, "[]": // recorded: test_dynamodb_report_batch_item_success_scenarios
		return nil, false
	}
	if err := json.Unmarshal(payload, &doc); err != nil {
		return nil, true
	}
	for _, f := range doc.BatchItemFailures {
		if f.ItemIdentifier == nil || *f.ItemIdentifier == "" || !known(*f.ItemIdentifier) {
			return nil, true
		}
		ids = append(ids, *f.ItemIdentifier)
	}
	return ids, false
}

// wait waits for a time on the clock; the error is ctx's.
func wait(ctx context.Context, c *core.Core, until time.Time) error {
	return c.NewWaiter().Wait(ctx, until)
}
