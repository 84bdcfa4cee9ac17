package lambdafake_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
)

// The event of a message, to the letter (Developer Guide, using Lambda with Amazon SQS).
func TestQueueMapping_Event(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	url := queue(t, stack, "q.fifo", nil)
	var got json.RawMessage
	stack.Fakes.Lambda.Handle("f", func(e json.RawMessage) { got = e })
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo"))})
	sent, err := stack.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: str("hello"), MessageGroupId: str("g"), MessageDeduplicationId: str("d"),
		MessageAttributes: map[string]sqstypes.MessageAttributeValue{
			"kind": {DataType: str("String.x"), StringValue: str("new")}, "data": {DataType: str("Binary"), BinaryValue: []byte{0, 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	stack.Settle(t.Context())
	var e struct{ Records []map[string]any }
	if err := json.Unmarshal(got, &e); err != nil || len(e.Records) != 1 {
		t.Fatalf("%s: %v", got, err)
	}
	attributes := e.Records[0]["attributes"].(map[string]any)
	handle := e.Records[0]["receiptHandle"]
	ms := func(v any) bool { s, ok := v.(string); return ok && len(s) == 13 }
	if !ms(attributes["SentTimestamp"]) || !ms(attributes["ApproximateFirstReceiveTimestamp"]) || handle == "" || attributes["SenderId"] == "" {
		t.Errorf("%s", got)
	}
	want := map[string]any{
		"messageId": *sent.MessageId, "receiptHandle": handle, "body": "hello",
		"attributes": map[string]any{"ApproximateReceiveCount": "1", "SentTimestamp": attributes["SentTimestamp"], "SenderId": attributes["SenderId"],
			"ApproximateFirstReceiveTimestamp": attributes["ApproximateFirstReceiveTimestamp"],
			"SequenceNumber":                   *sent.SequenceNumber, "MessageGroupId": "g", "MessageDeduplicationId": "d"},
		"messageAttributes": map[string]any{
			"kind": map[string]any{"stringValue": "new", "stringListValues": []any{}, "binaryListValues": []any{}, "dataType": "String.x"},
			"data": map[string]any{"binaryValue": "AAE=", "stringListValues": []any{}, "binaryListValues": []any{}, "dataType": "Binary"}},
		"md5OfMessageAttributes": *sent.MD5OfMessageAttributes, "md5OfBody": "5d41402abc4b2a76b9719d911017c592",
		"eventSource": "aws:sqs", "eventSourceARN": stack.ARN("sqs", "q.fifo"), "awsRegion": "us-east-1",
	}
	if diff := cmp.Diff(want, e.Records[0]); diff != "" {
		t.Error(diff)
	}
}

// Recorded: test_sqs_event_source_mapping_batch_size, test_redrive_policy_with_failing_lambda.
func TestQueueMapping_EventWithoutAttributes(t *testing.T) {
	t.Parallel()
	for window, want := range map[int32]string{0: `"messageAttributes":{},"md5OfBody":`, 1: `"messageAttributes":{},"md5OfMessageAttributes":null,"md5OfBody":`} {
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		var got string
		stack.Fakes.Lambda.Handle("f", func(e json.RawMessage) { got = string(e) })
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q")), MaximumBatchingWindowInSeconds: &window})
		send(t, stack, url, "a")
		stack.Settle(t.Context())
		stack.Clock.Advance(time.Second)
		if !strings.Contains(got, want) {
			t.Errorf("window %d: %s", window, got)
		}
	}
}

func TestQueueMapping_Batches(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20-1000) // six of them are more than an event can have
	for _, tt := range []struct {
		name    string
		mapping lambda.CreateEventSourceMappingInput
		early   []string // messages that are there before the mapping
		late    []string // and 10 s after
		sizes   []int    // of the batches, sorted
	}{
		{"are filled from what is there", lambda.CreateEventSourceMappingInput{BatchSize: aws.Int32(3)}, []string{"a", "b", "c", "d"}, nil, []int{1, 3}},
		{"do not wait without a window", lambda.CreateEventSourceMappingInput{}, []string{"a", "b"}, []string{"c"}, []int{1, 2}},
		{"wait for the window to pass", lambda.CreateEventSourceMappingInput{MaximumBatchingWindowInSeconds: aws.Int32(20)}, []string{"a", "b"}, []string{"c"}, []int{3}},
		{"wait no longer when they are full", lambda.CreateEventSourceMappingInput{MaximumBatchingWindowInSeconds: aws.Int32(300), BatchSize: aws.Int32(3)}, []string{"a", "b"}, []string{"c", "d"}, []int{3}},
		{"are larger than ten with a window", lambda.CreateEventSourceMappingInput{MaximumBatchingWindowInSeconds: aws.Int32(1), BatchSize: aws.Int32(25)}, strings.Split("abcdefghijklmnopqrstuvwxyz", ""), nil, []int{1, 25}},
		{"fit into an event", lambda.CreateEventSourceMappingInput{MaximumBatchingWindowInSeconds: aws.Int32(1)}, slices.Repeat([]string{long}, 7), nil, []int{1, 6}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t)
			stack.Clock.Freeze()
			url := queue(t, stack, "q", nil)
			var mu sync.Mutex
			var sizes []int
			stack.Fakes.Lambda.Handle("f", func(e queueEvent) {
				mu.Lock()
				defer mu.Unlock()
				sizes = append(sizes, len(e.Records))
			})
			for _, body := range tt.early {
				send(t, stack, url, body)
			}
			in := tt.mapping
			in.EventSourceArn = aws.String(stack.ARN("sqs", "q"))
			mapTo(t, stack, &in)
			stack.Settle(t.Context())
			stack.Clock.Advance(10 * time.Second)
			for _, body := range tt.late {
				send(t, stack, url, body)
			}
			stack.Settle(t.Context())
			stack.Clock.Advance(20 * time.Second)
			mu.Lock()
			defer mu.Unlock()
			if slices.Sort(sizes); !slices.Equal(sizes, tt.sizes) {
				t.Errorf("batches of %v, want %v", sizes, tt.sizes)
			}
		})
	}
}

// A mapping runs as many batches at once as its ScalingConfig says.
func TestQueueMapping_MaximumConcurrency(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	url := queue(t, stack, "q", nil)
	running, most := 0, 0
	var mu sync.Mutex
	arrived, leave := make(chan struct{}, 10), make(chan struct{})
	stack.Fakes.Lambda.Handle("f", func(ctx context.Context, e queueEvent) error {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		arrived <- struct{}{}
		<-leave
		mu.Lock()
		running--
		mu.Unlock()
		return nil
	})
	send(t, stack, url, "a", "b", "c", "d", "e")
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q")), BatchSize: aws.Int32(1), ScalingConfig: &types.ScalingConfig{MaximumConcurrency: aws.Int32(2)}})
	<-arrived
	<-arrived
	close(leave)
	stack.Settle(t.Context())
	if most != 2 || len(arrived) != 3 || left(t, stack, url) != "0+0" {
		t.Errorf("%d at once, %d more, %s left", most, len(arrived), left(t, stack, url))
	}
}

// What a function cannot take stays in the queue and comes back.
func TestQueueMapping_ThrottledFunction(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	url := queue(t, stack, "q", nil)
	stack.Fakes.Lambda.Handle("f", func() {})
	limit := func(n int32) {
		if _, err := stack.Lambda.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: str("f"), ReservedConcurrentExecutions: &n}); err != nil {
			t.Fatal(err)
		}
	}
	limit(0)
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
	send(t, stack, url, "a")
	stack.Settle(t.Context())
	if n := left(t, stack, url); n != "0+1" {
		t.Errorf("%s messages while the function is throttled", n)
	}
	limit(1)
	stack.Clock.Advance(31 * time.Second)
	if n := left(t, stack, url); n != "0+0" || len(stack.Fakes.Lambda.Invocations("f")) != 1 {
		t.Errorf("%s messages, %d runs", n, len(stack.Fakes.Lambda.Invocations("f")))
	}
}

// A mapping that is deleted, or whose queue or function is, runs nothing any more.
func TestQueueMapping_Ends(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(stack *awsfake.Stack, id, url *string) error{
		"with its deletion": func(stack *awsfake.Stack, id, _ *string) error {
			out, err := stack.Lambda.DeleteEventSourceMapping(context.Background(), &lambda.DeleteEventSourceMappingInput{UUID: id})
			if err == nil && *out.State != "Deleting" {
				t.Error(*out.State)
			}
			return err
		},
		"with the queue's": func(stack *awsfake.Stack, _, url *string) error {
			_, err := stack.SQS.DeleteQueue(context.Background(), &sqs.DeleteQueueInput{QueueUrl: url})
			return err
		},
		"with the function's": func(stack *awsfake.Stack, _, _ *string) error {
			_, err := stack.Lambda.DeleteFunction(context.Background(), &lambda.DeleteFunctionInput{FunctionName: str("f")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t)
			url := queue(t, stack, "q", nil)
			runs := 0
			stack.Fakes.Lambda.Handle("f", func() { runs++ })
			id := mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))}).UUID
			send(t, stack, url, "a")
			stack.Settle(t.Context())
			if err := end(stack, id, url); err != nil {
				t.Fatal(err)
			}
			stack.Settle(t.Context())
			stack.Clock.Advance(2 * time.Minute) // a queue of the same name must wait
			url = queue(t, stack, "q", nil)
			send(t, stack, url, "b")
			stack.Settle(t.Context())
			stack.Clock.Advance(time.Minute)
			if runs != 1 {
				t.Errorf("%d runs", runs)
			}
		})
	}
}

// The FunctionArn of a mapping has the qualifier of the request. Recorded: test_function_name_variations.
func TestEventSourceMapping_FunctionNames(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	queue(t, stack, "q", nil)
	stack.Fakes.Lambda.Handle("f", func() {})
	if _, err := stack.Lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: str("f")}); err != nil {
		t.Fatal(err)
	}
	if _, err := stack.Lambda.CreateAlias(ctx, &lambda.CreateAliasInput{FunctionName: str("f"), Name: str("live"), FunctionVersion: str("1")}); err != nil {
		t.Fatal(err)
	}
	arn := stack.ARN("lambda", "function:f")
	for name, want := range map[string]string{"f": arn, "f:$LATEST": arn + ":$LATEST", "f:1": arn + ":1", "f:live": arn + ":live", arn: arn, arn + ":1": arn + ":1", arn + ":live": arn + ":live", arn + ":$LATEST": arn} {
		out, err := stack.Lambda.CreateEventSourceMapping(ctx, &lambda.CreateEventSourceMappingInput{FunctionName: &name, EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		if err != nil || *out.FunctionArn != want {
			t.Fatalf("%s: %+v, %v", name, out, err)
		}
		l, err := stack.Lambda.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{FunctionName: &name})
		if err != nil || len(l.EventSourceMappings) != 1 {
			t.Errorf("%s: listed %+v, %v", name, l, err)
		}
		if _, err := stack.Lambda.DeleteEventSourceMapping(ctx, &lambda.DeleteEventSourceMappingInput{UUID: out.UUID}); err != nil {
			t.Error(err)
		}
	}
}
