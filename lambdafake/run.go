package lambdafake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/core"
)

// Size limits in bytes: of the event and the answer of a synchronous invocation, where answers may have a little more, and of an answer that
// streams (Developer Guide, quotas).
const (
	maxSync     = 6291456
	maxResponse = maxSync + 100
	maxStreamed = 200 << 20
)

// An Invocation is one run of a function; each retry is one more.
type Invocation struct {
	RequestID   string // the same for all retries
	FunctionARN string // as it was invoked, with its version or alias
	Payload     []byte // shared, do not modify
	Result      []byte // what the handler returned, as JSON
	Err         error  // what the handler returned, or its panic, or the timeout
	Start       time.Time
	Duration    time.Duration // on the clock

	ClientContext []byte // JSON that the caller has sent beside the event, nil for none
	Log           []byte // what the handler has written to [Log], or the process to its output
}

// Invocations returns the runs of a function that have ended, oldest first. A function that does not exist is a mistake.
func (s *Server) Invocations(name string) []Invocation {
	defer s.core.Helper()()
	s.mu.Lock()
	f, ok := s.functions.Get(name)
	if !ok {
		s.mu.Unlock()
		s.core.Mistake("lambdafake: Invocations: there is no function %q", name)
		return nil
	}
	defer s.mu.Unlock()
	return slices.Clone(f.ended)
}

// A task is an invocation before it runs: of a function, in a version, with an event.
type task struct {
	function    *function
	version     *version
	provisioned *provisioned // that it uses, nil for none
	handler     handler
	timeout     time.Duration
	arn         string
	requestID   string
	payload     []byte
	client      []byte    // client context
	deadline    time.Time // when it is to time out, once it runs
}

// begin finds the version for an invocation and counts it as running. The error is that of Invoke.
func (s *Server) begin(r ref, requestID string, payload []byte) (*task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, v, err := s.invoked(r)
	if err != nil {
		return nil, err
	}
	if f.latest.config.State == types.StatePending && v == f.latest {
		return nil, conflict("The operation cannot be performed at this time. The function is currently in the following state: Pending")
	}
	p, err := f.use(r, v)
	if err != nil {
		return nil, err
	}
	h := s.handlers[f.name]
	if h == nil && s.processes && v.runsAsProcess() {
		h = s.processOf(f, v)
	}
	f.running++
	return &task{function: f, version: v, provisioned: p, handler: h, timeout: seconds(*v.config.Timeout), arn: s.functionARN(f.name, r.qualifier), requestID: requestID, payload: payload}, nil
}

// invoked returns the version that an invocation is for, of an alias the one whose turn it is. The caller holds mu.
func (s *Server) invoked(r ref) (*function, *version, error) {
	f, ok := s.functions.Get(r.name)
	if ok {
		qualifier := r.qualifier
		if a, ok := f.aliases.Get(qualifier); ok {
			qualifier = a.route()
		}
		if v := f.version(qualifier); v != nil {
			return f, v, nil
		}
	}
	if r.qualifier == "" {
		r.qualifier = latest // recorded: invoking what is not there names $LATEST
	}
	return nil, nil, s.noFunction(r)
}

// run runs the handler of a task that has begun, and waits for it or for the timeout. The goroutine is not at work meanwhile. What the
// handler answers goes to out as it comes.
func (s *Server) run(ctx context.Context, t *task, out *output) Invocation {
	inv := Invocation{RequestID: t.requestID, FunctionARN: t.arn, Payload: t.payload, ClientContext: t.client, Start: s.core.Now()}
	t.deadline = inv.Start.Add(t.timeout)
	done := make(chan error, 1)
	w := s.core.NewWaiter()
	stopped, stop := context.WithCancelCause(context.Background())
	s.core.Go(func(base context.Context) {
		defer w.Wake()
		defer context.AfterFunc(base, func() { stop(core.ErrClosed) })()
		hctx := context.Context(handlerContext{Context: core.WithCause(stopped, core.CauseOf(ctx)), core: s.core, deadline: t.deadline, out: out})
		if s.context != nil {
			hctx = s.context(hctx, inv)
		}
		done <- s.call(hctx, t, out)
	})
	err := w.Wait(context.WithoutCancel(ctx), t.deadline) // a client that goes away does not end the run
	select {
	case inv.Err = <-done:
	default:
		if inv.Err = err; err == nil {
			inv.Err = timedOut(t)
		}
	}
	stop(context.DeadlineExceeded)
	inv.Result, inv.Log = out.end()
	if inv.Err == nil && len(inv.Result) > out.Limit() {
		inv.Err = &runtimeError{"Function.ResponseSizeTooLarge", fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", out.Limit())}
	}
	if inv.Err != nil {
		inv.Result = nil
	}
	inv.Duration = s.core.Now().Sub(inv.Start)
	s.end(t, inv)
	return inv
}

func timedOut(t *task) error {
	return &runtimeError{"Sandbox.Timedout", fmt.Sprintf("RequestId: %s Error: Task timed out after %.2f seconds", t.requestID, t.timeout.Seconds())}
}

// end records a run.
func (s *Server) end(t *task, inv Invocation) {
	s.mu.Lock()
	t.function.running--
	t.function.giveBack(t.provisioned)
	ended := append(t.function.ended, inv)
	if keep := s.core.Kept(); keep > 0 && len(ended) >= 2*keep {
		ended = slices.Clone(ended[len(ended)-keep:])
	}
	t.function.ended = ended
	s.mu.Unlock()
	s.core.Changed()
}

// payloadOf returns the payload of what came of a run, and the kind of its error: "" for none.
func payloadOf(inv Invocation) (payload []byte, functionError string) {
	if inv.Err != nil {
		return failure(inv.Err), "Unhandled"
	}
	return inv.Result, ""
}

// A handlerContext ends with a function's timeout, which is a time on the clock.
type handlerContext struct {
	context.Context
	core     *core.Core
	deadline time.Time
	out      *output
}

// Deadline returns when the function is to time out.
func (c handlerContext) Deadline() (time.Time, bool) { return c.deadline, true }

// Err says what the timeout is, where the context that it wraps only knows that it was cancelled.
func (c handlerContext) Err() error {
	err := c.Context.Err()
	if err != nil && errors.Is(context.Cause(c.Context), context.DeadlineExceeded) {
		return context.DeadlineExceeded
	}
	return err
}

// The keys of what functions of this package want of a handler's context.
type (
	coreKey struct{}
	logKey  struct{}
)

// Value returns the values for AwaitTimeout and Log, and those of the context that c wraps.
func (c handlerContext) Value(key any) any {
	switch key.(type) {
	case coreKey:
		return c.core
	case logKey:
		return c.out
	}
	return c.Context.Value(key)
}

// AwaitTimeout returns when the function's timeout has passed on the clock, with the error of ctx, which is that of a handler. A
// handler that waits for anything else is at work meanwhile, and Advance waits for it; one that waits here lets the clock go on.
func AwaitTimeout(ctx context.Context) error {
	c, ok := ctx.Value(coreKey{}).(*core.Core)
	if !ok {
		return errors.New("lambdafake: AwaitTimeout wants the context of a handler")
	}
	c.NewWaiter().Wait(ctx, time.Time{})
	return context.DeadlineExceeded
}
