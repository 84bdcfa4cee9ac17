package lambdafake

import (
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
	r, err := s.parse(in.FunctionName, in.Qualifier)
	if err != nil {
		return nil, err
	}
	switch {
	case in.DurableExecutionName != nil:
		return nil, notImplemented("durable executions")
	case in.TenantId != nil:
		return nil, notImplemented("tenant isolation")
	}
	payload, err := checkEvent(in)
	if err != nil {
		return nil, err
	}
	client, err := clientContext(in)
	if err != nil {
		return nil, err
	}
	switch in.InvocationType {
	case types.InvocationTypeDryRun:
		return s.dryRun(ctx, r)
	case types.InvocationTypeEvent:
		if err := s.accept(ctx, r, service.RequestID(ctx), payload); err != nil {
			return nil, err
		}
		service.SetStatus(ctx, http.StatusAccepted)
		return &lambda.InvokeOutput{StatusCode: http.StatusAccepted}, nil
	}
	t, err := s.begin(r, service.RequestID(ctx), payload)
	if err != nil {
		return nil, err
	}
	t.client = client
	inv := s.run(ctx, t)
	out := &lambda.InvokeOutput{StatusCode: http.StatusOK, ExecutedVersion: aws.String(t.version.number())}
	var failed string
	if out.Payload, failed = payloadOf(inv); failed != "" {
		out.FunctionError = &failed
	}
	if in.LogType == types.LogTypeTail {
		out.LogResult = aws.String(base64.StdEncoding.EncodeToString([]byte(tail(t, inv))))
	}
	return out, nil
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
func (s *Server) dryRun(ctx context.Context, r ref) (*lambda.InvokeOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, _, err := s.invoked(r); err != nil {
		return nil, err
	}
	service.SetStatus(ctx, http.StatusNoContent)
	return &lambda.InvokeOutput{StatusCode: http.StatusNoContent}, nil
}

// tail is the log of a run as Lambda writes it around that of the function.
func tail(t *task, inv Invocation) string {
	ms := float64(inv.Duration.Microseconds()) / 1000
	return fmt.Sprintf("START RequestId: %s Version: %s\nEND RequestId: %[1]s\nREPORT RequestId: %[1]s\tDuration: %.2[3]f ms\tBilled Duration: %[4]d ms\tMemory Size: %[5]d MB\tMax Memory Used: 32 MB\t\n",
		inv.RequestID, t.version.number(), ms, int(ms)+1, *t.version.config.MemorySize)
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
	inv := i.server.run(ctx, t)
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
