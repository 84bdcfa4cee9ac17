package lambdafake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
)

// A queueEvent is the event of a queue, as far as the tests read it.
type queueEvent struct {
	Records []struct {
		MessageID      string `json:"messageId"`
		Body           string `json:"body"`
		EventSource    string `json:"eventSource"`
		EventSourceARN string `json:"eventSourceARN"`
		Attributes     map[string]string
	}
}

// A streamEvent is the event of a table's stream.
type streamEvent struct {
	Records []struct {
		EventName string `json:"eventName"`
		DynamoDB  struct {
			Keys           map[string]struct{ S string }
			SequenceNumber string
		} `json:"dynamodb"`
	}
}

func (e streamEvent) keys() (l []string) {
	for _, r := range e.Records {
		l = append(l, r.DynamoDB.Keys["id"].S)
	}
	return l
}

// Responses of functions that report what failed.
type failure struct {
	ID string `json:"itemIdentifier"`
}
type response struct {
	Failures []failure `json:"batchItemFailures"`
}

func queue(t *testing.T, stack *awsfake.Stack, name string, attributes map[string]string) *string {
	t.Helper()
	if strings.HasSuffix(name, ".fifo") {
		attributes = map[string]string{"FifoQueue": "true", "ContentBasedDeduplication": "true"}
	}
	out, err := stack.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	if err != nil {
		t.Fatal(err)
	}
	return out.QueueUrl
}

func send(t *testing.T, stack *awsfake.Stack, url *string, bodies ...string) {
	t.Helper()
	in := &sqs.SendMessageBatchInput{QueueUrl: url}
	for i, b := range bodies {
		e := sqstypes.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), MessageBody: &b}
		if strings.HasSuffix(*url, ".fifo") {
			e.MessageGroupId = aws.String("g")
		}
		in.Entries = append(in.Entries, e)
	}
	if _, err := stack.SQS.SendMessageBatch(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

// left returns how many messages a queue has, received or not.
func left(t *testing.T, stack *awsfake.Stack, url *string) string {
	t.Helper()
	out, err := stack.SQS.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: url, AttributeNames: []sqstypes.QueueAttributeName{"All"}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Attributes["ApproximateNumberOfMessages"] + "+" + out.Attributes["ApproximateNumberOfMessagesNotVisible"]
}

func mapTo(t *testing.T, stack *awsfake.Stack, in *lambda.CreateEventSourceMappingInput) *lambda.CreateEventSourceMappingOutput {
	t.Helper()
	in.FunctionName = str("f")
	out, err := stack.Lambda.CreateEventSourceMapping(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestQueueMapping(t *testing.T) {
	t.Parallel()
	t.Run("deletes what the function has processed", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		var events []queueEvent
		stack.Fakes.Lambda.Handle("f", func(e queueEvent) { events = append(events, e) })
		send(t, stack, url, "a", "b", "c")
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		stack.Settle(t.Context())
		if len(events) != 1 || len(events[0].Records) != 3 || events[0].Records[0].EventSource != "aws:sqs" || events[0].Records[0].EventSourceARN != stack.ARN("sqs", "q") || events[0].Records[0].Attributes["ApproximateReceiveCount"] != "1" {
			t.Errorf("events %+v", events)
		}
		if n := left(t, stack, url); n != "0+0" {
			t.Errorf("%s messages are left", n)
		}
	})
	t.Run("gives back what the function failed on when the visibility timeout has passed", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		failures := 1
		stack.Fakes.Lambda.Handle("f", func(e queueEvent) error {
			if failures--; failures >= 0 {
				return errors.New("no")
			}
			return nil
		})
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		send(t, stack, url, "a")
		stack.Settle(t.Context())
		if n := left(t, stack, url); n != "0+1" {
			t.Errorf("%s messages after the failure", n)
		}
		stack.Clock.Advance(31 * time.Second)
		if n := left(t, stack, url); n != "0+0" || len(stack.Fakes.Lambda.Invocations("f")) != 2 {
			t.Errorf("%s messages after another run", n)
		}
	})
	t.Run("keeps the messages that the function reports", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		var seen []string
		stack.Fakes.Lambda.Handle("f", func(e queueEvent) (r response, err error) {
			for _, m := range e.Records {
				if seen = append(seen, m.Body); m.Body == "b" && len(seen) <= 3 {
					r.Failures = append(r.Failures, failure{m.MessageID})
				}
			}
			return r, nil
		})
		send(t, stack, url, "a", "b", "c")
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q")), FunctionResponseTypes: []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures}})
		stack.Settle(t.Context())
		stack.Clock.Advance(31 * time.Second)
		if slices.Sort(seen[:3]); !slices.Equal(seen, []string{"a", "b", "c", "b"}) || left(t, stack, url) != "0+0" {
			t.Errorf("saw %v, %s are left", seen, left(t, stack, url))
		}
	})
	t.Run("deletes what the filter rejects", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		var seen []string
		stack.Fakes.Lambda.Handle("f", func(e queueEvent) { seen = append(seen, e.Records[0].Body) })
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q")), FilterCriteria: &types.FilterCriteria{Filters: []types.Filter{{Pattern: str(`{"body":{"kind":["new"]}}`)}}}})
		send(t, stack, url, `{"kind":"old"}`, `{"kind":"new"}`, "text")
		stack.Settle(t.Context())
		if !slices.Equal(seen, []string{`{"kind":"new"}`}) || left(t, stack, url) != "0+0" {
			t.Errorf("saw %v, %s are left", seen, left(t, stack, url))
		}
	})
	t.Run("keeps the order of a group under failure", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q.fifo", nil)
		var seen []string
		failed := false
		stack.Fakes.Lambda.Handle("f", func(e queueEvent) error {
			for _, m := range e.Records {
				if m.Body == "b" && !failed {
					failed = true
					return errors.New("no")
				}
				seen = append(seen, m.Body)
			}
			return nil
		})
		mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo")), BatchSize: aws.Int32(1)})
		send(t, stack, url, "a", "b", "c")
		stack.Settle(t.Context())
		stack.Clock.Advance(time.Minute)
		if !slices.Equal(seen, []string{"a", "b", "c"}) {
			t.Errorf("saw %v", seen)
		}
	})
}

// table creates a table with a stream and returns the stream's ARN.
func table(t *testing.T, stack *awsfake.Stack) *string {
	t.Helper()
	out, err := stack.DynamoDB.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: str("things"), BillingMode: dynamodbtypes.BillingModePayPerRequest,
		AttributeDefinitions: []dynamodbtypes.AttributeDefinition{{AttributeName: str("id"), AttributeType: "S"}},
		KeySchema:            []dynamodbtypes.KeySchemaElement{{AttributeName: str("id"), KeyType: "HASH"}},
		StreamSpecification:  &dynamodbtypes.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: "NEW_AND_OLD_IMAGES"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.TableDescription.LatestStreamArn
}

func put(t *testing.T, stack *awsfake.Stack, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if _, err := stack.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: str("things"), Item: map[string]dynamodbtypes.AttributeValue{"id": &dynamodbtypes.AttributeValueMemberS{Value: id}}}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestStreamMapping(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		mapping lambda.CreateEventSourceMappingInput
		bad     string // the record on which the function fails
		partial bool   // and says so
		batches []string
		letters int // in the on-failure queue
	}{
		{"reads from the oldest record", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON"}, "", false, []string{"abcd"}, 0},
		{"reads what comes", lambda.CreateEventSourceMappingInput{StartingPosition: "LATEST"}, "", false, nil, 0},
		{"reads in batches", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON", BatchSize: aws.Int32(3)}, "", false, []string{"abc", "d"}, 0},
		{"gives up after retries", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON", BatchSize: aws.Int32(2), MaximumRetryAttempts: aws.Int32(2)}, "b", false, []string{"ab", "ab", "ab", "cd"}, 1},
		{"bisects", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: aws.Int32(3), BisectBatchOnFunctionError: aws.Bool(true)}, "c", false, []string{"abcd", "ab", "cd", "c", "c", "c", "c", "d"}, 1},
		{"goes on at what the function reports", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON", MaximumRetryAttempts: aws.Int32(1)}, "c", true, []string{"abcd", "cd"}, 1},
		{"filters", lambda.CreateEventSourceMappingInput{StartingPosition: "TRIM_HORIZON", FilterCriteria: &types.FilterCriteria{Filters: []types.Filter{{Pattern: str(`{"dynamodb":{"Keys":{"id":{"S":["b","d"]}}}}`)}}}}, "", false, []string{"bd"}, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t)
			dead := queue(t, stack, "dead", nil)
			stream := table(t, stack)
			put(t, stack, "a", "b", "c", "d")
			var batches []string
			stack.Fakes.Lambda.Handle("f", func(e streamEvent) (r response, err error) {
				batches = append(batches, strings.Join(e.keys(), ""))
				if i := slices.Index(e.keys(), tt.bad); i >= 0 {
					if !tt.partial {
						return r, errors.New("no")
					}
					r.Failures = []failure{{e.Records[i].DynamoDB.SequenceNumber}}
				}
				return r, nil
			})
			in := tt.mapping
			in.EventSourceArn = stream
			in.DestinationConfig = &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: aws.String(stack.ARN("sqs", "dead"))}}
			if tt.partial {
				in.FunctionResponseTypes = []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures}
			}
			mapTo(t, stack, &in)
			stack.Settle(t.Context())
			stack.Clock.Advance(10 * time.Minute)
			if !slices.Equal(batches, tt.batches) {
				t.Errorf("batches %q, want %q", batches, tt.batches)
			}
			if n := left(t, stack, dead); n != fmt.Sprintf("%d+0", tt.letters) {
				t.Errorf("%s records were given up, want %d", n, tt.letters)
			}
			if tt.letters > 0 {
				checkLetter(t, stack, dead, *stream, map[bool]any{false: "Unhandled", true: nil}[tt.partial])
			}
		})
	}
}

func TestUpdatedStreamMapping(t *testing.T) {
	t.Parallel()
	for _, position := range []types.EventSourcePosition{"TRIM_HORIZON", "LATEST"} {
		t.Run("goes on from where it was, begun at "+string(position), func(t *testing.T) {
			t.Parallel()
			stack := awsfake.Start(t)
			stream := table(t, stack)
			var seen []string
			stack.Fakes.Lambda.Handle("f", func(e streamEvent) { seen = append(seen, e.keys()...) })
			id := mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: position}).UUID
			put(t, stack, "a", "b")
			stack.Settle(t.Context())
			for _, enabled := range []bool{false, true} {
				if _, err := stack.Lambda.UpdateEventSourceMapping(t.Context(), &lambda.UpdateEventSourceMappingInput{UUID: id, Enabled: &enabled}); err != nil {
					t.Fatal(err)
				}
				stack.Settle(t.Context())
				put(t, stack, map[bool]string{false: "c", true: "d"}[enabled])
				stack.Settle(t.Context())
			}
			if !slices.Equal(seen, []string{"a", "b", "c", "d"}) {
				t.Errorf("saw %v", seen)
			}
		})
	}
	t.Run("keeps what was, when it is refused", func(t *testing.T) {
		t.Parallel()
		stack := awsfake.Start(t)
		url := queue(t, stack, "q", nil)
		stack.Fakes.Lambda.Handle("f", func() {})
		id := mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))}).UUID
		_, err := stack.Lambda.UpdateEventSourceMapping(t.Context(), &lambda.UpdateEventSourceMappingInput{UUID: id, ParallelizationFactor: aws.Int32(2)})
		wantCode(t, err, "InvalidParameterValueException", "Unsupported ParallelizationFactor parameter for given event source mapping type.")
		send(t, stack, url, "a")
		stack.Settle(t.Context())
		if n := left(t, stack, url); n != "0+0" {
			t.Errorf("%s messages are left", n)
		}
	})
}

// checkLetter checks what a destination gets of records that were given up.
func checkLetter(t *testing.T, stack *awsfake.Stack, dead *string, stream string, functionError any) {
	t.Helper()
	out, err := stack.SQS.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: dead})
	if err != nil || len(out.Messages) != 1 {
		t.Fatal(out, err)
	}
	var doc struct {
		RequestContext     struct{ Condition string }
		ResponseContext    map[string]any
		DDBStreamBatchInfo struct{ StreamArn string }
	}
	if err := json.Unmarshal([]byte(*out.Messages[0].Body), &doc); err != nil || doc.RequestContext.Condition != "RetryAttemptsExhausted" || doc.DDBStreamBatchInfo.StreamArn != stream {
		t.Errorf("%s", *out.Messages[0].Body)
	}
	if diff := cmp.Diff(map[string]any{"statusCode": 200.0, "executedVersion": "$LATEST", "functionError": functionError}, doc.ResponseContext); diff != "" {
		t.Error(diff)
	}
}

func TestEventSourceMapping(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	queue(t, stack, "q", nil)
	queue(t, stack, "q.fifo", nil)
	stream := table(t, stack)
	stack.Fakes.Lambda.Handle("f", func() {})

	t.Run("is being created, then enabled, with the defaults of a queue", func(t *testing.T) {
		out := mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		if *out.State != "Creating" || *out.BatchSize != 10 || *out.MaximumBatchingWindowInSeconds != 0 || *out.StateTransitionReason != "USER_INITIATED" || out.LastProcessingResult != nil || out.MaximumRetryAttempts != nil {
			t.Errorf("%+v", out)
		}
		got, err := stack.Lambda.GetEventSourceMapping(ctx, &lambda.GetEventSourceMappingInput{UUID: out.UUID})
		if err != nil || *got.State != "Enabled" {
			t.Errorf("%+v, %v", got, err)
		}
		_, err = stack.Lambda.CreateEventSourceMapping(ctx, &lambda.CreateEventSourceMappingInput{FunctionName: str("f"), EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		wantCode(t, err, "ResourceConflictException", "already exists. Please update or delete the existing mapping with UUID "+*out.UUID)
	})
	t.Run("has the defaults of a stream", func(t *testing.T) {
		out := mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "LATEST"})
		if *out.BatchSize != 100 || *out.MaximumRetryAttempts != -1 || *out.MaximumRecordAgeInSeconds != -1 || *out.ParallelizationFactor != 1 || *out.LastProcessingResult != "No records processed" || *out.StateTransitionReason != "User action" || out.DestinationConfig.OnFailure == nil {
			t.Errorf("%+v", out)
		}
	})
	for _, tt := range []struct {
		name, code, message string
		in                  lambda.CreateEventSourceMappingInput
	}{
		{"a function that is not there", "InvalidParameterValueException", "Function does not exist", lambda.CreateEventSourceMappingInput{FunctionName: str("none"), EventSourceArn: aws.String(stack.ARN("sqs", "q"))}},
		{"a queue that is not there", "InvalidParameterValueException", "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue does not exist.", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "none"))}},
		{"a stream that is not there", "InvalidParameterValueException", "Stream not found: ", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(*stream + "1"), StartingPosition: "LATEST"}},
		{"no starting position", "InvalidParameterValueException", "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.", lambda.CreateEventSourceMappingInput{EventSourceArn: stream}},
		{"no source", "InvalidParameterValueException", "Unrecognized event source.", lambda.CreateEventSourceMappingInput{}},
		{"large batches without a window", "InvalidParameterValueException", "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q")), BatchSize: aws.Int32(11)}},
		{"a destination for successes", "InvalidParameterValueException", "Unsupported DestinationConfig parameter for given event source mapping type.", lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "LATEST",
			DestinationConfig: &types.DestinationConfig{OnSuccess: &types.OnSuccess{Destination: aws.String(stack.ARN("sqs", "q"))}}}},
		{"settings of streams for a queue", "InvalidParameterValueException", "Unsupported TumblingWindowInSeconds parameter for given event source mapping type.", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo")), TumblingWindowInSeconds: aws.Int32(5)}},
		{"a starting position for a queue", "InvalidParameterValueException", "StartingPosition is not valid for SQS event sources.", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo")), StartingPosition: "LATEST"}},
		{"a window for a FIFO queue", "InvalidParameterValueException", "Batching window is not supported for FIFO queues", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo")), MaximumBatchingWindowInSeconds: aws.Int32(5)}},
		{"a filter that is none", "InvalidParameterValueException", "Invalid filter pattern definition.", lambda.CreateEventSourceMappingInput{EventSourceArn: aws.String(stack.ARN("sqs", "q.fifo")), FilterCriteria: &types.FilterCriteria{Filters: []types.Filter{{Pattern: str("{")}}}}},
	} {
		t.Run("refuses "+tt.name, func(t *testing.T) {
			in := tt.in
			if in.FunctionName == nil {
				in.FunctionName = str("f")
			}
			_, err := stack.Lambda.CreateEventSourceMapping(context.WithoutCancel(ctx), &in)
			wantCode(t, err, tt.code, tt.message)
		})
	}
	t.Run("pauses while it is disabled", func(t *testing.T) {
		l, err := stack.Lambda.ListEventSourceMappings(ctx, &lambda.ListEventSourceMappingsInput{EventSourceArn: aws.String(stack.ARN("sqs", "q"))})
		if err != nil || len(l.EventSourceMappings) != 1 {
			t.Fatal(l, err)
		}
		id := l.EventSourceMappings[0].UUID
		out, err := stack.Lambda.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: id, Enabled: aws.Bool(false)})
		if err != nil || *out.State != "Updating" {
			t.Fatal(out, err)
		}
		url, _ := stack.SQS.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: str("q")})
		stack.Settle(ctx)
		send(t, stack, url.QueueUrl, "a")
		stack.Settle(ctx)
		if n := left(t, stack, url.QueueUrl); n != "1+0" {
			t.Errorf("%s messages while disabled", n)
		}
		stack.Lambda.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: id, Enabled: aws.Bool(true)})
		stack.Settle(ctx)
		if n := left(t, stack, url.QueueUrl); n != "0+0" {
			t.Errorf("%s messages when enabled again", n)
		}
	})
	t.Run("is not found under another id", func(t *testing.T) {
		_, err := stack.Lambda.DeleteEventSourceMapping(ctx, &lambda.DeleteEventSourceMappingInput{UUID: str("00000000-0000-0000-0000-000000000000")})
		wantCode(t, err, "ResourceNotFoundException", "The resource you requested does not exist.")
	})
}

// Events for a function that may not run at all are given up at once. Recorded: test_reserved_concurrency.
func TestDestinations_ZeroReservedConcurrency(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	bad, dead := queue(t, stack, "bad", nil), queue(t, stack, "dead", nil)
	stack.Fakes.Lambda.Handle("f", func() {})
	_, err := stack.Lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), DeadLetterConfig: &types.DeadLetterConfig{TargetArn: aws.String(stack.ARN("sqs", "dead"))}})
	if err == nil {
		_, err = stack.Lambda.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: str("f"), DestinationConfig: &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: aws.String(stack.ARN("sqs", "bad"))}}})
	}
	if err == nil {
		_, err = stack.Lambda.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: str("f"), ReservedConcurrentExecutions: aws.Int32(0)})
	}
	if err == nil {
		_, err = stack.Lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("f"), InvocationType: types.InvocationTypeEvent, Payload: []byte("{}")})
	}
	if err != nil {
		t.Fatal(err)
	}
	stack.Settle(ctx)
	out, err := stack.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: bad})
	if err != nil || len(out.Messages) != 1 {
		t.Fatal(out, err)
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(*out.Messages[0].Body), &doc); err != nil {
		t.Fatal(err)
	}
	about := doc["requestContext"].(map[string]any)
	if about["requestId"] == "" || doc["timestamp"] == "" {
		t.Error(doc)
	}
	delete(about, "requestId")
	delete(doc, "timestamp")
	want := map[string]any{"version": "1.0", "requestPayload": map[string]any{},
		"requestContext": map[string]any{"functionArn": stack.ARN("lambda", "function:f:$LATEST"), "condition": "ZeroReservedConcurrency", "approximateInvokeCount": 0.0}}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Error(diff)
	}
	out, err = stack.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: dead, MessageAttributeNames: []string{"All"}})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].MessageAttributes["ErrorCode"].StringValue != "429" || *out.Messages[0].MessageAttributes["ErrorMessage"].StringValue != "Rate Exceeded." {
		t.Error(out, err)
	}
}

// Where events go that were given up, or whose runs succeeded.
func TestDestinations(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx := t.Context()
	good, bad, dead := queue(t, stack, "good", nil), queue(t, stack, "bad", nil), queue(t, stack, "dead", nil)
	stack.Fakes.Lambda.Handle("f", func(e map[string]bool) (string, error) {
		if e["fail"] {
			return "", errors.New("no")
		}
		return "done", nil
	})
	if _, err := stack.Lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: str("f"), DeadLetterConfig: &types.DeadLetterConfig{TargetArn: aws.String(stack.ARN("sqs", "dead"))}}); err != nil {
		t.Fatal(err)
	}
	if _, err := stack.Lambda.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: str("f"), DestinationConfig: &types.DestinationConfig{
		OnSuccess: &types.OnSuccess{Destination: aws.String(stack.ARN("sqs", "good"))}, OnFailure: &types.OnFailure{Destination: aws.String(stack.ARN("sqs", "bad"))}}}); err != nil {
		t.Fatal(err)
	}
	for _, payload := range []string{`{"fail":false}`, `{"fail":true}`} {
		if _, err := stack.Lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: str("f"), InvocationType: types.InvocationTypeEvent, Payload: []byte(payload)}); err != nil {
			t.Fatal(err)
		}
	}
	stack.Clock.Advance(10 * time.Minute)

	for _, tt := range []struct {
		url                                  *string
		condition, request, response, failed string
		count                                int
	}{
		{good, "Success", `{"fail":false}`, `"done"`, "", 1},
		{bad, "RetriesExhausted", `{"fail":true}`, `{"errorMessage":"no","errorType":"errorString"}`, "Unhandled", 3},
	} {
		out, err := stack.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: tt.url})
		if err != nil || len(out.Messages) != 1 {
			t.Fatal(out, err)
		}
		var doc struct {
			RequestContext struct {
				Condition              string
				FunctionArn            string
				ApproximateInvokeCount int
			}
			RequestPayload, ResponsePayload json.RawMessage
			ResponseContext                 struct{ FunctionError string }
		}
		if err := json.Unmarshal([]byte(*out.Messages[0].Body), &doc); err != nil || doc.RequestContext.Condition != tt.condition || doc.RequestContext.ApproximateInvokeCount != tt.count || doc.RequestContext.FunctionArn != stack.ARN("lambda", "function:f:$LATEST") ||
			string(doc.RequestPayload) != tt.request || string(doc.ResponsePayload) != tt.response || doc.ResponseContext.FunctionError != tt.failed {
			t.Errorf("%s", *out.Messages[0].Body)
		}
	}
	out, err := stack.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: dead, MessageAttributeNames: []string{"All"}})
	if err != nil || len(out.Messages) != 1 || *out.Messages[0].Body != `{"fail":true}` {
		t.Fatal(out, err)
	}
	if a := out.Messages[0].MessageAttributes; *a["ErrorCode"].StringValue != "200" || *a["ErrorCode"].DataType != "Number" || *a["ErrorMessage"].StringValue != "no" || a["RequestID"].StringValue == nil {
		t.Errorf("%+v", a)
	}
}
