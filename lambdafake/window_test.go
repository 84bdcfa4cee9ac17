package lambdafake_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	dynamodbtypes "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake"
)

// A windowEvent is the event of a stream in tumbling windows. It counts records in the state.
type windowEvent struct {
	streamEvent
	Window                                          struct{ Start, End time.Time }
	State                                           map[string]int
	ShardID, EventSourceARN                         string
	IsFinalInvokeForWindow, IsWindowTerminatedEarly bool
}

type windowResponse struct {
	State    map[string]int `json:"state,omitempty"`
	Failures []failure      `json:"batchItemFailures"`
}

// atMinute returns a stack whose time stands still at the beginning of a minute, as windows begin, and that time.
func atMinute(t *testing.T) (*awsfake.Stack, time.Time) {
	stack := awsfake.Start(t)
	stack.Clock.Freeze()
	start := stack.Clock.Now().Add(time.Minute).Truncate(time.Minute)
	stack.Clock.AdvanceTo(start)
	return stack, start
}

func TestTumblingWindows(t *testing.T) {
	t.Parallel()
	window := func(stream *string) *lambda.CreateEventSourceMappingInput {
		return &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", TumblingWindowInSeconds: aws.Int32(60), BatchSize: aws.Int32(2)}
	}
	// line is an event in short: the number of the window, the records, the state, and whether it is the last.
	line := func(start time.Time, e windowEvent) string {
		l := fmt.Sprintf("%d %s %d", e.Window.Start.Sub(start)/time.Minute, strings.Join(e.keys(), ""), e.State["n"])
		if e.IsFinalInvokeForWindow {
			l += " final"
		}
		if e.IsWindowTerminatedEarly {
			l += " early"
		}
		return l
	}
	count := func(e windowEvent) map[string]int { return map[string]int{"n": e.State["n"] + len(e.Records)} }

	// counting has a function that counts, and returns what it is given.
	counting := func(stack *awsfake.Stack, start time.Time) *[]string {
		var got []string
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			got = append(got, line(start, e))
			return windowResponse{State: count(e)}, nil
		})
		return &got
	}

	t.Run("pass the state on and close when their time is over", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		var got []string
		var last windowEvent
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			got, last = append(got, line(start, e)), e
			return windowResponse{State: count(e)}, nil
		})
		put(t, stack, "a", "b", "c")
		mapTo(t, stack, window(stream))
		stack.Settle(t.Context())
		stack.Clock.Advance(59 * time.Second)
		put(t, stack, "d")
		stack.Settle(t.Context())
		stack.Clock.Advance(time.Second)
		put(t, stack, "e")
		stack.Settle(t.Context())
		stack.Clock.Advance(10 * time.Minute)
		want := []string{"0 ab 0", "0 c 2", "0 d 3", "0  4 final", "1 e 0", "1  1 final"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if last.EventSourceARN != *stream || last.ShardID == "" || last.Window.End.Sub(last.Window.Start) != time.Minute || last.Records == nil {
			t.Errorf("%+v", last)
		}
	})
	t.Run("begin with the records that are there", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		put(t, stack, "a")
		stack.Clock.Advance(2 * time.Minute)
		put(t, stack, "b")
		got := counting(stack, start)
		mapTo(t, stack, window(stream))
		stack.Settle(t.Context())
		if diff := cmp.Diff([]string{"0 a 0", "0  1 final", "2 b 0"}, *got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("fail without a state", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		var got []string
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			if got = append(got, line(start, e)); len(got) == 1 {
				return windowResponse{}, nil
			}
			return windowResponse{State: count(e)}, nil
		})
		mapTo(t, stack, window(stream))
		put(t, stack, "a")
		stack.Settle(t.Context())
		stack.Clock.Advance(10 * time.Second)
		if diff := cmp.Diff([]string{"0 a 0", "0 a 0"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("retry, bisect and give up as batches do", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		dead := queue(t, stack, "dead", nil)
		var got []string
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			got = append(got, line(start, e))
			if slices.Contains(e.keys(), "b") {
				return windowResponse{}, errors.New("no")
			}
			return windowResponse{State: count(e)}, nil
		})
		in := window(stream)
		in.BisectBatchOnFunctionError, in.MaximumRetryAttempts = aws.Bool(true), aws.Int32(1)
		in.DestinationConfig = &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: aws.String(stack.ARN("sqs", "dead"))}}
		put(t, stack, "a", "b", "c")
		mapTo(t, stack, in)
		stack.Settle(t.Context())
		stack.Clock.Advance(2 * time.Minute)
		want := []string{"0 ab 0", "0 a 0", "0 b 1", "0 b 1", "0 c 1", "0  2 final"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		checkLetter(t, stack, dead, *stream, "Unhandled")
	})
	t.Run("go on at what the function reports", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		var got []string
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			r := windowResponse{State: count(e)}
			if got = append(got, line(start, e)); len(got) == 1 {
				r.State, r.Failures = map[string]int{"n": 1}, []failure{{e.Records[1].DynamoDB.SequenceNumber}}
			}
			return r, nil
		})
		in := window(stream)
		in.FunctionResponseTypes = []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures}
		put(t, stack, "a", "b")
		mapTo(t, stack, in)
		stack.Settle(t.Context())
		stack.Clock.Advance(10 * time.Second)
		if diff := cmp.Diff([]string{"0 ab 0", "0 b 1"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("end early when the state is too large", func(t *testing.T) {
		t.Parallel()
		stack, start := atMinute(t)
		stream := table(t, stack)
		var got []string
		stack.Fakes.Lambda.Handle("f", func(e windowEvent) (windowResponse, error) {
			r := windowResponse{State: count(e)}
			if got = append(got, line(start, e)); len(got) == 1 {
				r.State[strings.Repeat("x", 1<<20)] = 1
			}
			return r, nil
		})
		put(t, stack, "a", "b", "c")
		mapTo(t, stack, window(stream))
		stack.Settle(t.Context())
		if diff := cmp.Diff([]string{"0 ab 0", "0  2 final early", "0 c 0"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("close in a bubble", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			stack, start := awsfake.Start(t), time.Now()
			stream := table(t, stack)
			got := counting(stack, start)
			mapTo(t, stack, window(stream))
			put(t, stack, "a")
			time.Sleep(time.Minute)
			synctest.Wait()
			if diff := cmp.Diff([]string{"0 a 0", "0  1 final"}, *got); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestStreamMapping_ParallelizationFactor(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stream := table(t, stack)
	seen := make(chan []string, 10)
	stack.Fakes.Lambda.Handle("f", func(e streamEvent) { seen <- e.keys() })
	put(t, stack, "a", "b", "c", "d")
	for _, id := range []string{"a", "b", "c", "d"} { // to put them again would change nothing
		if _, err := stack.DynamoDB.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: str("things"), Key: map[string]dynamodbtypes.AttributeValue{"id": &dynamodbtypes.AttributeValueMemberS{Value: id}}}); err != nil {
			t.Fatal(err)
		}
	}
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", ParallelizationFactor: aws.Int32(3)})
	stack.Settle(t.Context())
	close(seen)
	var all []string
	of := map[string]int{} // the batch that has a key
	batches := 0
	for keys := range seen {
		batches++
		for _, k := range keys {
			if b, ok := of[k]; ok && b != batches {
				t.Errorf("%s is in two batches", k)
			}
			of[k] = batches
		}
		all = append(all, keys...)
	}
	if slices.Sort(all); batches < 2 || batches > 3 || !slices.Equal(all, []string{"a", "a", "b", "b", "c", "c", "d", "d"}) {
		t.Errorf("%d batches of %v", batches, all)
	}
}

func TestStreamMapping_MaximumRecordAge(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stream := table(t, stack)
	dead := queue(t, stack, "dead", nil)
	var batches []string
	stack.Fakes.Lambda.Handle("f", func(e streamEvent) error {
		if batches = append(batches, strings.Join(e.keys(), "")); slices.Contains(e.keys(), "a") {
			return errors.New("no")
		}
		return nil
	})
	put(t, stack, "a")
	stack.Clock.Advance(30 * time.Second)
	put(t, stack, "b")
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", MaximumRecordAgeInSeconds: aws.Int32(60),
		DestinationConfig: &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: aws.String(stack.ARN("sqs", "dead"))}}})
	stack.Settle(t.Context())
	stack.Clock.Advance(2 * time.Minute)
	if batches[0] != "ab" || batches[len(batches)-1] != "b" {
		t.Errorf("batches %v", batches)
	}
	out, err := stack.SQS.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: dead})
	if err != nil || len(out.Messages) != 1 {
		t.Fatal(out, err)
	}
	var doc struct {
		RequestContext     struct{ Condition string }
		DDBStreamBatchInfo struct{ BatchSize int }
	}
	if err := json.Unmarshal([]byte(*out.Messages[0].Body), &doc); err != nil || doc.RequestContext.Condition != "RecordAgeExceeded" || doc.DDBStreamBatchInfo.BatchSize != 1 {
		t.Errorf("%s", *out.Messages[0].Body)
	}
}

// Bisecting begins where the function says that it has failed, if it says so.
func TestStreamMapping_BisectsAtTheReportedFailure(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stream := table(t, stack)
	var batches []string
	stack.Fakes.Lambda.Handle("f", func(e streamEvent) (r response, err error) {
		if batches = append(batches, strings.Join(e.keys(), "")); len(batches) == 1 {
			r.Failures = []failure{{e.Records[1].DynamoDB.SequenceNumber}}
		}
		return r, nil
	})
	put(t, stack, "a", "b", "c", "d", "e")
	mapTo(t, stack, &lambda.CreateEventSourceMappingInput{EventSourceArn: stream, StartingPosition: "TRIM_HORIZON", BisectBatchOnFunctionError: aws.Bool(true),
		FunctionResponseTypes: []types.FunctionResponseType{types.FunctionResponseTypeReportBatchItemFailures}})
	stack.Settle(t.Context())
	stack.Clock.Advance(10 * time.Second)
	if !slices.Equal(batches, []string{"abcde", "bcde"}) {
		t.Errorf("batches %v", batches)
	}
}
