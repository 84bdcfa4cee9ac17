package lambdafake

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// What becomes of asynchronous events unless the function's configuration says otherwise (Developer Guide, asynchronous invocation).
const (
	defaultRetries = 2
	defaultAge     = 6 * time.Hour
	firstRetry     = time.Minute // the second takes twice that
	firstThrottle  = time.Second // doubles up to
	lastThrottle   = 5 * time.Minute
)

// A job is an event in a function's queue.
type job struct {
	ref       ref
	function  *function // not one of the same name that came later
	requestID string
	payload   []byte
	cause     int64
	accepted  time.Time
	throttled int // times in a row
	runs      int
}

// accept takes an event for an asynchronous invocation, which it starts.
func (s *Server) accept(ctx context.Context, r ref, requestID string, payload []byte) error {
	s.mu.Lock()
	f, _, err := s.find(r)
	if err != nil {
		s.mu.Unlock()
		if r.qualifier == "" {
			r.qualifier = latest
		}
		return s.noFunction(r)
	}
	f.pending++
	j := &job{ref: r, function: f, requestID: requestID, payload: payload, cause: core.CauseOf(ctx), accepted: s.core.Now()}
	s.mu.Unlock()
	s.core.Go(func(context.Context) { s.attempt(j) })
	return nil
}

// attempt runs a job once, and sees to what follows.
func (s *Server) attempt(j *job) {
	ctx := core.WithCause(context.Background(), j.cause)
	if !s.alive(j) {
		return
	}
	t, err := s.begin(j.ref, j.requestID, j.payload)
	var throttled *types.TooManyRequestsException
	var pending *types.ResourceConflictException
	switch {
	case errors.As(err, &throttled) && s.isBlocked(j.function): // recorded: test_reserved_concurrency
		s.finish(ctx, j, nil, Invocation{Err: throttled}, "ZeroReservedConcurrency")
		return
	case throttled != nil || errors.As(err, &pending):
		delay := min(firstThrottle<<min(j.throttled, 20), lastThrottle)
		j.throttled++
		s.again(ctx, j, nil, Invocation{}, delay)
		return
	case err != nil: // the version is gone
		s.mu.Lock()
		j.function.pending--
		s.mu.Unlock()
		return
	}
	j.throttled = 0
	inv := s.run(ctx, t, &output{})
	if errors.Is(inv.Err, core.ErrClosed) {
		return
	}
	j.runs++
	if inv.Err == nil {
		s.finish(ctx, j, t, inv, "Success")
		return
	}
	config := s.eventConfig(j.ref)
	retries := defaultRetries
	if config != nil && config.MaximumRetryAttempts != nil {
		retries = int(*config.MaximumRetryAttempts)
	}
	if j.runs > retries {
		s.finish(ctx, j, t, inv, "RetriesExhausted")
		return
	}
	s.again(ctx, j, t, inv, firstRetry<<(j.runs-1))
}

// isBlocked reports whether a function's reserved concurrency keeps it from running at all.
func (s *Server) isBlocked(f *function) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f.reserved != nil && *f.reserved == 0
}

// alive reports whether the function of a job is still there, and its queue with it.
func (s *Server) alive(j *job) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := s.functions.Get(j.ref.name)
	return f == j.function
}

// again runs a job after a delay, unless it gets too old.
func (s *Server) again(ctx context.Context, j *job, t *task, inv Invocation, delay time.Duration) {
	age := defaultAge
	if config := s.eventConfig(j.ref); config != nil && config.MaximumEventAgeInSeconds != nil {
		age = seconds(*config.MaximumEventAgeInSeconds)
	}
	at := s.core.Now().Add(delay)
	if at.Sub(j.accepted) > age {
		s.finish(ctx, j, t, inv, "EventAgeExceeded")
		return
	}
	s.core.AfterFunc(at, func() { s.core.Go(func(context.Context) { s.attempt(j) }) })
}

// eventConfig returns how asynchronous events of a version or alias are dealt with, nil for Lambda's defaults.
func (s *Server) eventConfig(r ref) *types.FunctionEventInvokeConfig {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.functions.Get(r.name)
	if !ok {
		return nil
	}
	return f.events[qualifierOf(r)]
}

// qualifierOf returns the qualifier of a ref, where none is $LATEST.
func qualifierOf(r ref) string {
	if r.qualifier == "" {
		return latest
	}
	return r.qualifier
}

// finish takes a job out of the queue and tells the destination, or the dead-letter queue. t is nil if it never ran.
func (s *Server) finish(ctx context.Context, j *job, t *task, inv Invocation, condition string) {
	if !s.alive(j) {
		return
	}
	config := s.eventConfig(j.ref)
	s.mu.Lock()
	j.function.pending--
	deadLetters := ""
	if d := j.function.latest.config.DeadLetterConfig; d != nil {
		deadLetters = aws.ToString(d.TargetArn)
	}
	s.mu.Unlock()
	var to string
	if config != nil && config.DestinationConfig != nil {
		if d := config.DestinationConfig; condition == "Success" && d.OnSuccess != nil {
			to = aws.ToString(d.OnSuccess.Destination)
		} else if condition != "Success" && d.OnFailure != nil {
			to = aws.ToString(d.OnFailure.Destination)
		}
	}
	arn := s.functionARN(j.ref.name, qualifierOf(j.ref))
	if to != "" {
		s.router.Deliver(ctx, &event.Delivery{Source: arn, Target: to, Message: event.Message{Body: s.report(j, t, inv, condition), Source: arn}, Retry: event.Managed})
	}
	if condition != "Success" && deadLetters != "" {
		// Recorded: test_dead_letter_queue.
		m := event.Message{Body: j.payload, Source: arn, Attributes: []event.Attribute{
			{Name: "ErrorCode", Type: "Number", Text: errorCode(t)},
			{Name: "ErrorMessage", Type: "String", Text: errorMessage(inv)},
			{Name: "RequestID", Type: "String", Text: j.requestID},
		}}
		s.router.Deliver(ctx, &event.Delivery{Source: arn, Target: deadLetters, Message: m, Retry: event.Managed})
	}
}

// errorCode is the HTTP status of the last run, or of the refusal to run.
func errorCode(t *task) string {
	if t == nil {
		return "429"
	}
	return "200"
}

// errorMessage is what a dead letter says of the last run, at most 1 KB of it (Developer Guide, dead-letter queues).
func errorMessage(inv Invocation) string {
	var throttled *types.TooManyRequestsException
	switch {
	case inv.Err == nil:
		return "Event age exceeded"
	case errors.As(inv.Err, &throttled):
		return throttled.ErrorMessage()
	}
	return inv.Err.Error()[:min(len(inv.Err.Error()), 1024)]
}

// report is the record that a destination gets (Developer Guide, asynchronous invocation destinations).
func (s *Server) report(j *job, t *task, inv Invocation, condition string) []byte {
	type requestContext struct {
		RequestID   string `json:"requestId"`
		FunctionARN string `json:"functionArn"`
		Condition   string `json:"condition"`
		Count       int    `json:"approximateInvokeCount"`
	}
	type responseContext struct {
		StatusCode      int    `json:"statusCode"`
		ExecutedVersion string `json:"executedVersion"`
		FunctionError   string `json:"functionError,omitempty"`
	}
	doc := struct {
		Version         string           `json:"version"`
		Timestamp       string           `json:"timestamp"`
		RequestContext  requestContext   `json:"requestContext"`
		RequestPayload  json.RawMessage  `json:"requestPayload"`
		ResponseContext *responseContext `json:"responseContext,omitempty"`
		ResponsePayload json.RawMessage  `json:"responsePayload,omitempty"`
	}{
		Version:        "1.0",
		Timestamp:      s.core.Now().Format("2006-01-02T15:04:05.000Z"),
		RequestContext: requestContext{j.requestID, s.functionARN(j.ref.name, qualifierOf(j.ref)), condition, j.runs},
		RequestPayload: j.payload,
	}
	if t != nil {
		payload, failed := payloadOf(inv)
		doc.ResponseContext = &responseContext{200, t.version.number(), failed}
		doc.ResponsePayload = payload
	}
	b, err := json.Marshal(doc)
	if err != nil { // a handler with its own Invoke may return what is not JSON
		doc.ResponsePayload = nil
		b, _ = json.Marshal(doc)
	}
	return b
}
