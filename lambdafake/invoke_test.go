package lambdafake_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/lambdafake"
)

func str(s string) *string { return &s }

// wantCode fails the test unless err has a code and, in its message, a text.
func wantCode(t *testing.T, err error, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) || api.ErrorCode() != code || !strings.Contains(api.ErrorMessage(), message) {
		t.Errorf("got %v, want %s with %q", err, code, message)
	}
}

func invoke(t *testing.T, srv *lambdafake.Server, name, payload string) *lambda.InvokeOutput {
	t.Helper()
	out, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &name, Payload: []byte(payload)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type order struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

type invoker struct{}

func (invoker) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	return append([]byte("raw "), payload...), nil
}

type customError struct{ text string }

func (e customError) Error() string { return e.text }

func TestHandle(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	for _, tt := range []struct {
		name          string
		handler       any
		event         string
		payload       string
		functionError string
	}{
		{"takes nothing and returns nothing", func() {}, `{}`, `null`, ""},
		{"returns an error that is nil", func() error { return nil }, `{}`, `null`, ""},
		{"takes an event", func(o order) error { return errors.New(fmt.Sprint(o.Count, " of ", o.ID)) }, `{"id":"a","count":2}`, `{"errorMessage":"2 of a","errorType":"errorString"}`, "Unhandled"},
		{"returns a value", func() (string, error) { return "a<b", nil }, `{}`, `"a<b"`, ""},
		{"takes a context", func(ctx context.Context) error { return ctx.Err() }, `{}`, `null`, ""},
		{"takes both", func(ctx context.Context, o order) (order, error) { o.Count++; return o, nil }, `{"id":"a","count":2}`, `{"id":"a","count":3}`, ""},
		{"has a method Invoke", invoker{}, `{"a":1}`, `raw {"a":1}`, ""},
		{"fails with a type of its own", func() error { return customError{"no"} }, `{}`, `{"errorMessage":"no","errorType":"customError"}`, "Unhandled"},
		{"gets an event of another type", func(o order) {}, `[]`, `{"errorMessage":"json: cannot unmarshal array into Go value of type lambdafake_test.order","errorType":"UnmarshalTypeError"}`, "Unhandled"},
		{"gets no event", func(o map[string]any) (int, error) { return len(o), nil }, ``, `0`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			name := strings.ReplaceAll(tt.name, " ", "-")
			srv.Handle(name, tt.handler)
			out := invoke(t, srv, name, tt.event)
			if string(out.Payload) != tt.payload || aws.ToString(out.FunctionError) != tt.functionError || out.StatusCode != 200 || aws.ToString(out.ExecutedVersion) != "$LATEST" {
				t.Errorf("got %s, error %q, status %d, version %q", out.Payload, aws.ToString(out.FunctionError), out.StatusCode, aws.ToString(out.ExecutedVersion))
			}
		})
	}
	t.Run("panics", func(t *testing.T) {
		srv.Handle("panics", func() { panic("oh no") })
		out := invoke(t, srv, "panics", `{}`)
		var doc struct {
			ErrorMessage, ErrorType string
			StackTrace              []struct{ Path, Label string }
		}
		if err := json.Unmarshal(out.Payload, &doc); err != nil || doc.ErrorMessage != "oh no" || doc.ErrorType != "string" || len(doc.StackTrace) == 0 || !strings.Contains(doc.StackTrace[0].Path, "invoke_test.go") {
			t.Errorf("got %s", out.Payload)
		}
	})
}

func TestInvoke(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t)
	ctx := t.Context()
	srv.Handle("echo", func(v json.RawMessage) (json.RawMessage, error) { return v, nil })

	t.Run("names what is not there with its qualifier", func(t *testing.T) {
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("nothing")})
		wantCode(t, err, "ResourceNotFoundException", "Function not found: "+srv.ARN("lambda", "function:nothing:$LATEST"))
	})
	t.Run("takes names, partial and full ARNs", func(t *testing.T) {
		arn := srv.ARN("lambda", "function:echo")
		account := strings.Split(arn, ":")[4]
		for _, name := range []string{"echo", "echo:$LATEST", account + ":function:echo", arn, arn + ":$LATEST"} {
			if out := invoke(t, srv, name, "1"); string(out.Payload) != "1" {
				t.Errorf("%s: %s", name, out.Payload)
			}
		}
	})
	t.Run("refuses an ARN and a qualifier that disagree", func(t *testing.T) {
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo:1"), Qualifier: str("2")})
		wantCode(t, err, "InvalidParameterValueException", "The derived qualifier from the function name does not match the specified qualifier.")
	})
	t.Run("refuses what is not JSON", func(t *testing.T) {
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), Payload: []byte("{")})
		wantCode(t, err, "InvalidRequestContentException", "Could not parse request body into json")
	})
	t.Run("refuses an event of more than 6 MiB", func(t *testing.T) {
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), Payload: []byte(`"` + strings.Repeat("x", 6291456) + `"`)})
		wantCode(t, err, "RequestTooLargeException", "6291456")
	})
	t.Run("of a dry run answers 204", func(t *testing.T) {
		out, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), InvocationType: types.InvocationTypeDryRun})
		if err != nil || out.StatusCode != 204 {
			t.Errorf("%v, %v", out, err)
		}
	})
	t.Run("returns the tail of the log", func(t *testing.T) {
		out, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), LogType: types.LogTypeTail})
		if err != nil {
			t.Fatal(err)
		}
		if log, _ := base64.StdEncoding.DecodeString(aws.ToString(out.LogResult)); !strings.HasPrefix(string(log), "START RequestId: ") || !strings.Contains(string(log), "Memory Size: 128 MB") {
			t.Errorf("%s", log)
		}
	})
	t.Run("passes the client context on", func(t *testing.T) {
		client := base64.StdEncoding.EncodeToString([]byte(`{"client":{"app_title":"a"}}`))
		if _, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), ClientContext: &client}); err != nil {
			t.Fatal(err)
		}
		runs := srv.Invocations("echo")
		if got := string(runs[len(runs)-1].ClientContext); got != `{"client":{"app_title":"a"}}` {
			t.Errorf("got %s", got)
		}
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), ClientContext: str("?")})
		wantCode(t, err, "InvalidRequestContentException", "Client context")
	})
	t.Run("refuses what it would ignore", func(t *testing.T) {
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), TenantId: str("t")})
		wantCode(t, err, "NotImplemented", "tenant isolation")
	})
	t.Run("is throttled by reserved concurrency", func(t *testing.T) {
		srv.Handle("reserved", func() {})
		if _, err := srv.Client.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: str("reserved"), ReservedConcurrentExecutions: aws.Int32(0)}); err != nil {
			t.Fatal(err)
		}
		_, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("reserved")}, func(o *lambda.Options) { o.RetryMaxAttempts = 1 })
		var throttled *types.TooManyRequestsException
		if !errors.As(err, &throttled) || throttled.Reason != types.ThrottleReasonReservedFunctionConcurrentInvocationLimitExceeded || *throttled.Message != "Rate Exceeded." {
			t.Errorf("%v", err)
		}
	})
	t.Run("runs 200 at once", func(t *testing.T) {
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				out, err := srv.Client.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("echo"), Payload: fmt.Append(nil, i)})
				if err != nil || string(out.Payload) != fmt.Sprint(i) {
					t.Errorf("%d: %v", i, err)
				}
			})
		}
		wg.Wait()
	})
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := lambdafake.Start(t)
		ended := make(chan error, 1)
		srv.Handle("hangs", func(ctx context.Context) error {
			if at, ok := ctx.Deadline(); !ok || time.Until(at) != 3*time.Second {
				t.Errorf("deadline %v", at)
			}
			lambdafake.AwaitTimeout(ctx)
			ended <- ctx.Err()
			return nil
		})
		out := invoke(t, srv, "hangs", "{}")
		run := srv.Invocations("hangs")[0]
		want := fmt.Sprintf(`{"errorMessage":"RequestId: %s Error: Task timed out after 3.00 seconds","errorType":"Sandbox.Timedout"}`, run.RequestID)
		if string(out.Payload) != want || aws.ToString(out.FunctionError) != "Unhandled" || run.Duration != 3*time.Second {
			t.Errorf("got %s after %v", out.Payload, run.Duration)
		}
		if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the handler saw %v", err)
		}
	})
}

func TestAsynchronousInvocation(t *testing.T) {
	t.Parallel()
	start := func(t *testing.T, failures int) *lambdafake.Server {
		srv := lambdafake.Start(t)
		srv.Handle("work", func() error {
			if failures--; failures >= 0 {
				return errors.New("not yet")
			}
			return nil
		})
		return srv
	}
	post := func(t *testing.T, srv *lambdafake.Server) {
		out, err := srv.Client.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: str("work"), InvocationType: types.InvocationTypeEvent, Payload: []byte("{}")})
		if err != nil || out.StatusCode != 202 || len(out.Payload) != 0 || out.ExecutedVersion != nil {
			t.Fatalf("%+v, %v", out, err)
		}
		srv.Settle(t.Context())
	}
	t.Run("is retried after one and two minutes", func(t *testing.T) {
		t.Parallel()
		srv := start(t, 5)
		post(t, srv)
		for i, d := range []time.Duration{0, time.Minute, 2 * time.Minute, time.Hour} {
			srv.Clock.Advance(d)
			if got, want := len(srv.Invocations("work")), min(i+1, 3); got != want {
				t.Errorf("after %v: %d runs, want %d", d, got, want)
			}
		}
		runs := srv.Invocations("work")
		if runs[0].RequestID != runs[2].RequestID || runs[0].RequestID == "" {
			t.Errorf("the retries have other request ids")
		}
	})
	t.Run("is not retried when configured so", func(t *testing.T) {
		t.Parallel()
		srv := start(t, 5)
		if _, err := srv.Client.PutFunctionEventInvokeConfig(t.Context(), &lambda.PutFunctionEventInvokeConfigInput{FunctionName: str("work"), MaximumRetryAttempts: aws.Int32(0)}); err != nil {
			t.Fatal(err)
		}
		post(t, srv)
		srv.Clock.Advance(time.Hour)
		if n := len(srv.Invocations("work")); n != 1 {
			t.Errorf("%d runs", n)
		}
	})
	t.Run("waits out throttling", func(t *testing.T) {
		t.Parallel()
		srv := lambdafake.Start(t)
		ctx := t.Context()
		hang := true
		srv.Handle("work", func(ctx context.Context) error {
			if hang {
				hang = false
				return lambdafake.AwaitTimeout(ctx)
			}
			return nil
		})
		srv.Client.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: str("work"), ReservedConcurrentExecutions: aws.Int32(1)})
		srv.Client.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: str("work"), MaximumRetryAttempts: aws.Int32(0)})
		post(t, srv)
		post(t, srv) // while the first is at it
		srv.Clock.Advance(10 * time.Second)
		runs := srv.Invocations("work")
		if len(runs) != 2 || runs[0].Err == nil || runs[1].Err != nil || runs[1].Start.Sub(runs[0].Start) < 3*time.Second {
			t.Errorf("%+v", runs)
		}
	})
}

func TestFunctionWithoutHandler(t *testing.T) {
	t.Parallel()
	create := func(t *testing.T, srv *lambdafake.Server) {
		_, err := srv.Client.CreateFunction(t.Context(), &lambda.CreateFunctionInput{FunctionName: str("stub"), Role: str("arn:aws:iam::123456789012:role/r"), PackageType: types.PackageTypeImage,
			Code: &types.FunctionCode{ImageUri: str("123456789012.dkr.ecr.us-east-1.amazonaws.com/stub:latest")}})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Run("answers a stub", func(t *testing.T) {
		srv := lambdafake.Start(t)
		create(t, srv)
		if out := invoke(t, srv, "stub", "{}"); out.FunctionError != nil || string(out.Payload) != "{}" {
			t.Errorf("%s", out.Payload)
		}
	})
	t.Run("fails where handlers are required", func(t *testing.T) {
		srv := lambdafake.Start(t, func(o *lambdafake.Options) { o.RequireHandlers = true })
		create(t, srv)
		if out := invoke(t, srv, "stub", "{}"); aws.ToString(out.FunctionError) != "Unhandled" || !strings.Contains(string(out.Payload), "Runtime.NoHandler") {
			t.Errorf("%s", out.Payload)
		}
	})
}

type requestKey struct{}

func TestOptions_Context(t *testing.T) {
	t.Parallel()
	srv := lambdafake.Start(t, func(o *lambdafake.Options) {
		o.Context = func(ctx context.Context, inv lambdafake.Invocation) context.Context {
			return context.WithValue(ctx, requestKey{}, inv.RequestID+" "+inv.FunctionARN)
		}
	})
	srv.Handle("f", func(ctx context.Context) (any, error) { return ctx.Value(requestKey{}), nil })
	out := invoke(t, srv, "f", "{}")
	run := srv.Invocations("f")[0]
	if string(out.Payload) != `"`+run.RequestID+" "+srv.ARN("lambda", "function:f")+`"` {
		t.Errorf("%s", out.Payload)
	}
}
