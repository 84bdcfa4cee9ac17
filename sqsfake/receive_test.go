package sqsfake_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/sqsfake"
)

func TestReceiveMessage(t *testing.T) {
	t.Parallel()
	t.Run("delivers in the order of sending", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a", "b", "c")
		if diff := cmp.Diff([]string{"a", "b"}, bodies(f.receive(url, most(2)))); diff != "" {
			t.Error(diff)
		}
		f.Clock.Advance(30 * second)
		if diff := cmp.Diff([]string{"a", "b", "c"}, bodies(f.receive(url))); diff != "" {
			t.Error("after the visibility timeout:", diff)
		}
	})
	t.Run("delivers one message unless told otherwise", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a", "b")
		if l := f.receive(url, most(0)); len(l) != 1 {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("hides until exactly the visibility timeout has passed", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		first := f.one(url)
		f.Clock.Advance(30*second - 1)
		if l := f.receive(url); len(l) != 0 {
			t.Errorf("redelivered too early: %q", bodies(l))
		}
		f.Clock.Advance(1)
		if again := f.one(url); *again.MessageId != *first.MessageId || *again.ReceiptHandle == *first.ReceiptHandle {
			t.Errorf("redelivered as %+v, first as %+v", again, first)
		}
	})
	t.Run("counts receives and keeps the time of the first", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		sent := f.Clock.Now()
		f.Clock.Advance(5 * second)
		all := func(in *sqs.ReceiveMessageInput) {
			in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"All"}
		}
		f.one(url, all)
		f.Clock.Advance(30 * second)
		want := attrs{"ApproximateFirstReceiveTimestamp": ms(sent.Add(5 * second)), "ApproximateReceiveCount": "2",
			"SenderId": "000000000000", "SentTimestamp": ms(sent)}
		if diff := cmp.Diff(want, f.one(url, all).Attributes); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("returns the system attributes asked for, under either name", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders", attrs{"VisibilityTimeout": "0"})
		f.send(url, "a")
		for name, with := range map[string]func(*sqs.ReceiveMessageInput){
			"MessageSystemAttributeNames": func(in *sqs.ReceiveMessageInput) {
				in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"SenderId", "SequenceNumber"}
			},
			"AttributeNames": func(in *sqs.ReceiveMessageInput) {
				in.AttributeNames = []types.QueueAttributeName{"SenderId", "SequenceNumber"}
			},
		} {
			if diff := cmp.Diff(attrs{"SenderId": "000000000000"}, f.one(url, with).Attributes); diff != "" {
				t.Error(name, diff)
			}
		}
	})
	t.Run("omits what is empty", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		if l := f.receive(url); l != nil {
			t.Errorf("messages %v", l)
		}
		f.send(url, "a")
		m := f.one(url)
		if m.Attributes != nil || m.MessageAttributes != nil || m.MD5OfMessageAttributes != nil {
			t.Errorf("message %+v", m)
		}
	})
}

func ms(t time.Time) string { return itoa(t.UnixMilli()) }

// The names and digests of the recorded receive_message_message_attribute_names_filters.
func TestReceiveMessage_messageAttributes(t *testing.T) {
	f := start(t)
	url := f.queue("orders", attrs{"VisibilityTimeout": "0"})
	text := func(s string) types.MessageAttributeValue {
		return types.MessageAttributeValue{DataType: aws.String("String"), StringValue: &s}
	}
	all := map[string]types.MessageAttributeValue{"Help.Me": text("Me"), "Hello": text("There"), "General": text("Kenobi")}
	out, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("msg"), MessageAttributes: all})
	f.ok(err)
	if got := aws.ToString(out.MD5OfMessageAttributes); got != "4c360f3fdafd970e05fae2f149d997f5" {
		t.Errorf("MD5OfMessageAttributes %s of the sending", got)
	}
	tests := []struct {
		names []string
		want  []string
		md5   string
	}{
		{nil, nil, ""},
		{[]string{"All"}, []string{"General", "Hello", "Help.Me"}, "4c360f3fdafd970e05fae2f149d997f5"},
		{[]string{"*"}, []string{"General", "Hello", "Help.Me"}, "4c360f3fdafd970e05fae2f149d997f5"},
		{[]string{".*"}, []string{"General", "Hello", "Help.Me"}, "4c360f3fdafd970e05fae2f149d997f5"},
		{[]string{"Foo", "Help"}, nil, ""},
		{[]string{"Hello", "General"}, []string{"General", "Hello"}, "fca026605781cb4126a1e9044df24232"},
		{[]string{"Foo", "Hello"}, []string{"Hello"}, "a311262e065454b75da111d535b8dacd"},
		{[]string{"Hel.*"}, []string{"Hello", "Help.Me"}, "83fee93c1bcd8b9a5a923ffacdc636c7"},
		{[]string{"AWS."}, nil, ""},
		{[]string{"..foo"}, nil, ""},
	}
	for _, tt := range tests {
		m := f.one(url, func(in *sqs.ReceiveMessageInput) { in.MessageAttributeNames = tt.names })
		var got []string
		for name, a := range m.MessageAttributes {
			got = append(got, name)
			if *a.StringValue != *all[name].StringValue {
				t.Errorf("%q: %s is %q", tt.names, name, *a.StringValue)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) || aws.ToString(m.MD5OfMessageAttributes) != tt.md5 {
			t.Errorf("%q: got %q with digest %q, want %q with %q", tt.names, got, aws.ToString(m.MD5OfMessageAttributes), tt.want, tt.md5)
		}
	}
}

func TestReceiveMessage_limits(t *testing.T) {
	f := start(t)
	url := f.orders()
	fifo := f.queue("orders.fifo", nil)
	tests := map[string]struct {
		in      sqs.ReceiveMessageInput
		code    string
		message string
	}{
		"too many": {sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 11}, "InvalidParameterValue",
			"Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."},
		"negative number": {sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: -1}, "InvalidParameterValue",
			"Value -1 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."},
		"too long": {sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 21}, "InvalidParameterValue",
			"Value 21 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."},
		"negative wait": {sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: -1}, "InvalidParameterValue",
			"Value -1 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."},
		"hidden too long": {sqs.ReceiveMessageInput{QueueUrl: &url, VisibilityTimeout: 43201}, "InvalidParameterValue",
			"Value 43201 for parameter VisibilityTimeout is invalid. Reason: Must be >= 0 and <= 43200, if provided."},
		"attempt id on a standard queue": {sqs.ReceiveMessageInput{QueueUrl: &url, ReceiveRequestAttemptId: aws.String("a")}, "InvalidParameterValue",
			"Value a for parameter ReceiveRequestAttemptId is invalid. Reason: The request include parameter that is not valid for this queue type."},
		"attempt id with a space": {sqs.ReceiveMessageInput{QueueUrl: &fifo, ReceiveRequestAttemptId: aws.String("a b")}, "InvalidParameterValue",
			"Value a b for parameter ReceiveRequestAttemptId is invalid. Reason: ReceiveRequestAttemptId can only include alphanumeric and punctuation characters. 1 to 128 in length."},
		"unknown attribute": {sqs.ReceiveMessageInput{QueueUrl: &url, MessageSystemAttributeNames: []types.MessageSystemAttributeName{"Foobar"}}, "InvalidAttributeName",
			"Unknown Attribute Foobar."},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := f.Client.ReceiveMessage(t.Context(), &tt.in)
			wantError(t, err, 400, tt.code, tt.message)
		})
	}
}

func TestLongPoll(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	t.Run("is woken by an arrival", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		got := f.poll(ctx, url, 10)
		f.send(url, "a")
		if l := got(t); len(l) != 1 || *l[0].Body != "a" {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is woken by a message that becomes visible again", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		f.one(url, hiddenFor(5))
		got := f.poll(ctx, url, 10)
		f.Clock.Advance(5 * second)
		if l := got(t); len(l) != 1 {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is woken by a delayed message, also by one that overtakes another", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		delay := func(body string, n int32) {
			_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, DelaySeconds: n})
			f.ok(err)
		}
		delay("late", 15)
		got := f.poll(ctx, url, 10)
		delay("early", 5)
		f.Clock.Advance(5 * second)
		if l := got(t); len(l) != 1 || *l[0].Body != "early" {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is woken by a change of visibility to 0", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		m := f.one(url)
		got := f.poll(ctx, url, 10)
		f.ok(f.hide(url, m, 0))
		if l := got(t); len(l) != 1 {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is woken by a dead letter", func(t *testing.T) {
		f := start(t)
		dead := f.queue("dead", nil)
		url := f.queue("orders", f.redrive("dead", 1))
		f.send(url, "a")
		f.one(url, hiddenFor(1))
		got := f.poll(ctx, dead, 10)
		f.Clock.Advance(1 * second)
		if l := f.receive(url); len(l) != 0 {
			t.Errorf("received once too often: %q", bodies(l))
		}
		if l := got(t); len(l) != 1 {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is woken by a group that becomes free", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders.fifo", nil)
		f.sendTo(url, "g", "1", "2")
		m := f.one(url, most(1))
		got := f.poll(ctx, url, 10)
		f.delete(url, m)
		if l := got(t); len(l) != 1 || *l[0].Body != "2" {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("is served first come first served", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		first, second := f.poll(ctx, url, 1), f.poll(ctx, url, 1)
		f.send(url, "a", "b")
		if l := first(t); len(l) != 1 || *l[0].Body != "a" {
			t.Errorf("the first got %q", bodies(l))
		}
		if l := second(t); len(l) != 1 || *l[0].Body != "b" {
			t.Errorf("the second got %q", bodies(l))
		}
	})
	t.Run("does not wait when there is something", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		f.one(url, waiting(20))
	})
	t.Run("ends empty when its time is over, and not before", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		done := make(chan int, 1)
		got := f.poll(ctx, url, 10)
		go func() { done <- len(got(t)) }()
		f.Clock.Advance(20*second - 1)
		select {
		case <-done:
			t.Error("ended too early")
		default:
		}
		f.Clock.Advance(1)
		if n := <-done; n != 0 {
			t.Errorf("got %d messages", n)
		}
	})
	t.Run("waits as long as the queue says, unless it says 0 itself", func(t *testing.T) {
		f := start(t)
		url := f.queue("orders", attrs{"ReceiveMessageWaitTimeSeconds": "20"})
		raw := post(t, f, "ReceiveMessage", `{"QueueUrl":"`+url+`","WaitTimeSeconds":0}`)
		if raw.StatusCode != 200 || raw.body != "{}" {
			t.Errorf("%d %s", raw.StatusCode, raw.body)
		}
		got := in(func() (*sqs.ReceiveMessageOutput, error) {
			return f.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url})
		})
		f.Until(t.Context(), func() bool { return len(f.Calls("ReceiveMessage")) == 2 })
		f.send(url, "a")
		if out := got(t); len(out.Messages) != 1 {
			t.Error("no message")
		}
	})
	t.Run("ends when its queue is deleted", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		errs := make(chan error, 1)
		go func() {
			_, err := f.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20})
			errs <- err
		}()
		f.Until(t.Context(), func() bool { return len(f.Calls("ReceiveMessage")) == 1 })
		f.Settle(t.Context())
		_, err := f.Client.DeleteQueue(t.Context(), &sqs.DeleteQueueInput{QueueUrl: &url})
		f.ok(err)
		wantError(t, <-errs, 400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
	})
	t.Run("ends with Reset and with Close", func(t *testing.T) {
		for name, end := range map[string]func(*fixture){"Reset": func(f *fixture) { f.Reset() }, "Close": func(f *fixture) { f.Close() }} {
			t.Run(name, func(t *testing.T) {
				f := start(t)
				url := f.orders()
				errs := make(chan error, 1)
				go func() {
					_, err := f.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20},
						func(o *sqs.Options) { o.RetryMaxAttempts = 1 })
					errs <- err
				}()
				f.Until(t.Context(), func() bool { return len(f.Calls("ReceiveMessage")) == 1 })
				f.Settle(t.Context())
				end(f)
				if err := <-errs; err == nil {
					t.Error("no error")
				}
			})
		}
	})
	t.Run("that was given up takes nothing", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		gone, stop := context.WithCancel(ctx)
		errs := make(chan error, 1)
		go func() {
			_, err := f.Client.ReceiveMessage(gone, &sqs.ReceiveMessageInput{QueueUrl: &url, WaitTimeSeconds: 20})
			errs <- err
		}()
		f.Until(t.Context(), func() bool { return len(f.Calls("ReceiveMessage")) == 1 })
		f.Settle(t.Context())
		stop()
		<-errs
		f.Until(t.Context(), func() bool { return f.Calls("ReceiveMessage")[0].Err != nil })
		f.send(url, "a")
		if l := f.Messages("orders"); len(l) != 1 || l[0].State != sqsfake.Visible {
			t.Errorf("the queue holds %+v", l)
		}
	})
}

func TestReceiveRequestAttemptId(t *testing.T) {
	t.Parallel()
	attempt := func(in *sqs.ReceiveMessageInput) { in.ReceiveRequestAttemptId = aws.String("try") }
	setUp := func(t *testing.T) (*fixture, string, []types.Message) {
		f := start(t)
		url := f.queue("orders.fifo", nil)
		f.sendTo(url, "g", "1", "2")
		return f, url, f.receive(url, attempt)
	}
	t.Run("repeats a receive and hides anew", func(t *testing.T) {
		f, url, first := setUp(t)
		f.Clock.Advance(20 * second)
		again := f.receive(url, attempt)
		if len(again) != 2 || *again[0].ReceiptHandle != *first[0].ReceiptHandle || *again[1].ReceiptHandle != *first[1].ReceiptHandle {
			t.Fatalf("got %q", bodies(again))
		}
		f.Clock.Advance(20 * second)
		if l := f.receive(url); len(l) != 0 {
			t.Errorf("not hidden anew: %q", bodies(l))
		}
		if m := f.Messages("orders.fifo")[0]; m.ReceiveCount != 1 {
			t.Errorf("received %d times", m.ReceiveCount)
		}
	})
	t.Run("is refused when a message was deleted or changed", func(t *testing.T) {
		for name, change := range map[string]func(*fixture, string, types.Message){
			"deleted": func(f *fixture, url string, m types.Message) { f.delete(url, m) },
			"changed": func(f *fixture, url string, m types.Message) { f.ok(f.hide(url, m, 60)) },
		} {
			t.Run(name, func(t *testing.T) {
				f, url, first := setUp(t)
				change(f, url, first[0])
				_, err := f.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &url, ReceiveRequestAttemptId: aws.String("try")})
				wantError(t, err, 400, "InvalidParameterValue", "Value try for parameter ReceiveRequestAttemptId is invalid. Reason: The receiveRequestAttemptId is not valid anymore since the receive call is not retryable.")
			})
		}
	})
	t.Run("receives anew when the messages are visible again, or after five minutes", func(t *testing.T) {
		for _, d := range []time.Duration{30 * second, 5 * time.Minute} {
			t.Run(d.String(), func(t *testing.T) {
				f, url, first := setUp(t)
				f.Clock.Advance(d)
				again := f.receive(url, attempt)
				if len(again) != 2 || *again[0].ReceiptHandle == *first[0].ReceiptHandle {
					t.Errorf("got %q", bodies(again))
				}
			})
		}
	})
}
