package lambdafake

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

// maxAsync is the size limit of the event of an asynchronous invocation in bytes.
const maxAsync = 1 << 20

// invoke runs a function and answers its result (RequestResponse), or takes the event to run it later (Event), or only checks the
// request (DryRun).
func (s *Server) invoke(ctx context.Context, in *lambda.InvokeInput) (*lambda.InvokeOutput, error) {
	if in.DurableExecutionName != nil {
		return nil, notImplemented("durable executions")
	}
	q, err := s.prepare(in)
	if err != nil {
		return nil, err
	}
	switch in.InvocationType {
	case types.InvocationTypeDryRun:
		return &lambda.InvokeOutput{StatusCode: http.StatusNoContent}, s.dryRun(ctx, q.ref)
	case types.InvocationTypeEvent:
		if err := s.accept(ctx, q.ref, service.RequestID(ctx), q.payload); err != nil {
			return nil, err
		}
		service.SetStatus(ctx, http.StatusAccepted)
		return &lambda.InvokeOutput{StatusCode: http.StatusAccepted}, nil
	}
	t, err := s.beginCall(ctx, q)
	if err != nil {
		return nil, err
	}
	inv := s.run(ctx, t, &output{})
	out := &lambda.InvokeOutput{StatusCode: http.StatusOK, ExecutedVersion: aws.String(t.version.number())}
	var failed string
	if out.Payload, failed = payloadOf(inv); failed != "" {
		out.FunctionError = &failed
	}
	if in.LogType == types.LogTypeTail {
		out.LogResult = tail(t, inv)
	}
	return out, nil
}

// A request is what a call of Invoke or InvokeWithResponseStream asks for.
type request struct {
	ref     ref
	payload []byte
	client  []byte // client context
}

// prepare checks a request.
func (s *Server) prepare(in *lambda.InvokeInput) (q request, err error) {
	if q.ref, err = s.parse(in.FunctionName, in.Qualifier); err != nil {
		return q, err
	}
	if in.TenantId != nil {
		return q, notImplemented("tenant isolation")
	}
	if q.payload, err = checkEvent(in); err != nil {
		return q, err
	}
	q.client, err = clientContext(in)
	return q, err
}

// beginCall is begin for a call that waits for the result.
func (s *Server) beginCall(ctx context.Context, q request) (*task, error) {
	t, err := s.begin(q.ref, service.RequestID(ctx), q.payload)
	if err != nil {
		return nil, err
	}
	t.client = q.client
	if t.handler == nil && !s.strict {
		service.Note(ctx, "the function has no Go handler: a stub answered")
	}
	return t, nil
}

// checkEvent returns the event of a request; none is an empty object.
func checkEvent(in *lambda.InvokeInput) ([]byte, error) {
	limit := maxSync
	if in.InvocationType == types.InvocationTypeEvent {
		limit = maxAsync
	}
	switch {
	case len(in.Payload) > limit:
		return nil, &types.RequestTooLargeException{Type: user(), Message: text("Request must be smaller than %d bytes for the InvokeFunction operation", limit)}
	case len(in.Payload) == 0:
		return []byte("{}"), nil
	}
	var v json.RawMessage
	if err := json.Unmarshal(in.Payload, &v); err != nil {
		return nil, &types.InvalidRequestContentException{Type: user(), Message: text("Could not parse request body into json: Could not parse payload into json: %v", err)}
	}
	return in.Payload, nil
}

// maxClientContext is the size limit of a client context as it is sent, in bytes (API reference).
const maxClientContext = 3583

// clientContext decodes what a caller sends beside the event: JSON in base64.
func clientContext(in *lambda.InvokeInput) ([]byte, error) {
	if in.ClientContext == nil {
		return nil, nil
	}
	b, err := base64.StdEncoding.DecodeString(*in.ClientContext)
	if err != nil || !json.Valid(b) || len(*in.ClientContext) > maxClientContext {
		return nil, &types.InvalidRequestContentException{Type: user(), Message: text("Client context must be a valid Base64-encoded JSON object.")}
	}
	return b, nil
}

// dryRun checks that there is something to invoke.
func (s *Server) dryRun(ctx context.Context, r ref) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	service.SetStatus(ctx, http.StatusNoContent)
	_, _, err := s.invoked(r)
	return err
}

// maxTail is how much of a log Invoke answers, in bytes (API reference, LogType).
const maxTail = 4096

// tail is the end of the log of a run, with the lines that Lambda writes around what the function has logged.
func tail(t *task, inv Invocation) *string {
	ms := float64(inv.Duration.Microseconds()) / 1000
	var b bytes.Buffer
	fmt.Fprintf(&b, "START RequestId: %s Version: %s\n", inv.RequestID, t.version.number())
	b.Write(inv.Log)
	if n := len(inv.Log); n > 0 && inv.Log[n-1] != '\n' {
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "END RequestId: %s\nREPORT RequestId: %[1]s\tDuration: %.2[2]f ms\tBilled Duration: %[3]d ms\tMemory Size: %[4]d MB\tMax Memory Used: 32 MB\t\n",
		inv.RequestID, ms, int(ms)+1, *t.version.config.MemorySize)
	l := b.Bytes()
	return aws.String(base64.StdEncoding.EncodeToString(l[max(0, len(l)-maxTail):]))
}

// An inbox takes the events that other services send to functions.
type inbox struct{ server *Server }

// Receive takes an event for an asynchronous invocation.
func (i inbox) Receive(ctx context.Context, arn string, m event.Message) error {
	r, err := i.server.parse(&arn, nil)
	if err != nil {
		return event.ErrNoTarget
	}
	return i.server.accept(ctx, r, i.server.core.NewID(), m.Body)
}

// Check reports whether there is a function with an ARN.
func (i inbox) Check(ctx context.Context, arn string) error {
	r, err := i.server.parse(&arn, nil)
	if err != nil {
		return event.ErrNoTarget
	}
	i.server.mu.Lock()
	defer i.server.mu.Unlock()
	if _, _, err := i.server.find(r); err != nil {
		return event.ErrNoTarget
	}
	return nil
}

// Invoke runs a function for another service and waits for its answer.
func (i inbox) Invoke(ctx context.Context, arn string, payload []byte) (event.Answer, error) {
	r, err := i.server.parse(&arn, nil)
	if err != nil {
		return event.Answer{}, err
	}
	if len(payload) > maxSync {
		return event.Answer{}, &wire.Error{Code: "RequestTooLargeException", Status: http.StatusRequestEntityTooLarge, Message: fmt.Sprintf("Request must be smaller than %d bytes for the InvokeFunction operation", maxSync)}
	}
	t, err := i.server.begin(r, i.server.core.NewID(), payload)
	if err != nil {
		return event.Answer{}, err
	}
	inv := i.server.run(ctx, t, &output{})
	a := event.Answer{}
	a.Payload, a.FunctionError = payloadOf(inv)
	return a, nil
}

// invokeAsync is the old form of invoke with an Event.
func (s *Server) invokeAsync(ctx context.Context, in *lambda.InvokeAsyncInput) (*lambda.InvokeAsyncOutput, error) {
	var payload []byte
	var err error
	if in.InvokeArgs != nil {
		payload, err = io.ReadAll(io.LimitReader(in.InvokeArgs, maxAsync+1))
	}
	if err != nil {
		return nil, &types.InvalidRequestContentException{Type: user(), Message: text("Could not read the request body: %v", err)}
	}
	out, err := s.invoke(ctx, &lambda.InvokeInput{FunctionName: in.FunctionName, InvocationType: types.InvocationTypeEvent, Payload: payload})
	if err != nil {
		return nil, err
	}
	return &lambda.InvokeAsyncOutput{Status: out.StatusCode}, nil
}
