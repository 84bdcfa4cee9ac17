package sqsfake

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"
)

// Tests of what cannot be seen from outside, or only after hundreds of thousands of calls.

func TestHandle(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, h := range []handle{{1, 1, 1}, {1, 1, 2}, {1, 2, 1}, {2, 1, 1}, {1 << 63, 1<<64 - 1, 0}} {
		text := h.String()
		if got, ok := parseHandle(text); !ok || got != h {
			t.Errorf("%v comes back as %v, %v", h, got, ok)
		}
		if !strings.HasPrefix(text, "AQEB") || len(text) > 1024 || seen[text] {
			t.Errorf("%v is %s", h, text)
		}
		seen[text] = true
		for i := range text {
			other := byte('A')
			if text[i] == other {
				other = 'B'
			}
			forged := text[:i] + string(other) + text[i+1:]
			if _, ok := parseHandle(forged); ok {
				t.Errorf("forged at %d it is accepted", i)
			}
		}
	}
	for _, text := range []string{"", "garbage", strings.Repeat("A", 176), strings.Repeat("*", 176)} {
		if _, ok := parseHandle(text); ok {
			t.Errorf("%q is accepted", text)
		}
	}
}

func TestInFlightLimit(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		queue string
		wait  int32
		over  bool
	}{
		"short poll of a standard queue": {"orders", 0, true},
		"long poll of a standard queue":  {"orders", 1, false},
		"FIFO queue":                     {"orders.fifo", 0, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Start(t)
			ctx := context.Background()
			in := &sqs.CreateQueueInput{QueueName: &tt.queue}
			if tt.queue != "orders" {
				in.Attributes = map[string]string{"FifoQueue": "true"}
			}
			if _, err := s.createQueue(ctx, in); err != nil {
				t.Fatal(err)
			}
			send := &sqs.SendMessageInput{QueueUrl: &tt.queue, MessageBody: aws.String("a")}
			if tt.queue != "orders" {
				send.MessageGroupId, send.MessageDeduplicationId = aws.String("g"), aws.String("d")
			}
			if _, err := s.sendMessage(ctx, send); err != nil {
				t.Fatal(err)
			}
			s.find(tt.queue).do(func(time.Time) error {
				s.find(tt.queue).counts.inFlight = maxInFlight
				return nil
			})
			out, err := s.receiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &tt.queue, WaitTimeSeconds: tt.wait})
			var over *types.OverLimit
			if errors.As(err, &over) != tt.over || err == nil && len(out.Messages) != 0 {
				t.Errorf("answer %v, %v", out, err)
			}
		})
	}
}

// What a client did not live to see did not happen.
func TestGiveBack(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Clock.Freeze()
	ctx := context.Background()
	name := aws.String("orders")
	if _, err := s.createQueue(ctx, &sqs.CreateQueueInput{QueueName: name}); err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{"a", "b", "c"} {
		if _, err := s.sendMessage(ctx, &sqs.SendMessageInput{QueueUrl: name, MessageBody: &body}); err != nil {
			t.Fatal(err)
		}
	}
	before := s.Messages("orders")
	q := s.find("orders")
	q.do(func(now time.Time) error {
		got := q.take(&poll{max: 3, visibility: 30 * time.Second}, now)
		q.delete(handle{q.id, got[2].number, got[2].delivery.receipt}.String()) // not to come back
		q.giveBack(got)
		return nil
	})
	if diff := cmp.Diff(before[:2], s.Messages("orders")); diff != "" {
		t.Error(diff)
	}
	if out, err := s.receiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: name}); err != nil || len(out.Messages) != 1 || *out.Messages[0].Body != "a" {
		t.Errorf("received %v, %v", out, err)
	}
}

// What a failing test shows of the queues is bounded.
func TestDump(t *testing.T) {
	t.Parallel()
	s := Start(t)
	ctx := context.Background()
	body := strings.Repeat("long ", 1000)
	for i := range 30 {
		name := "queue-" + strings.Repeat("x", i)
		if _, err := s.createQueue(ctx, &sqs.CreateQueueInput{QueueName: &name}); err != nil {
			t.Fatal(err)
		}
		for range 10 {
			if _, err := s.sendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &name, MessageBody: &body}); err != nil {
				t.Fatal(err)
			}
		}
	}
	var w strings.Builder
	s.dump(&w)
	text := w.String()
	for _, want := range []string{"queue queue-: 10 visible, 0 delayed, 0 in flight\n  visible, received 0 times: \"long long ", "(5 more)", "(10 more queues with messages)"} {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
	if len(text) > 20_000 {
		t.Errorf("%d bytes", len(text))
	}
}

// A queue that is its own dead-letter queue does not wait for itself.
func TestOwnDeadLetterQueue(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Clock.Freeze()
	ctx := context.Background()
	q := aws.String("orders")
	if _, err := s.createQueue(ctx, &sqs.CreateQueueInput{QueueName: q}); err != nil {
		t.Fatal(err)
	}
	policy := `{"deadLetterTargetArn":"` + s.ARN("sqs", "orders") + `","maxReceiveCount":1}`
	if _, err := s.setQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"RedrivePolicy": policy}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.sendMessage(ctx, &sqs.SendMessageInput{QueueUrl: q, MessageBody: aws.String("a")}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.receiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: q})
		s.Clock.Advance(30 * time.Second)
	}
	if _, err := s.startMessageMoveTask(ctx, &sqs.StartMessageMoveTaskInput{SourceArn: aws.String(s.ARN("sqs", "orders"))}); err != nil {
		t.Fatal(err)
	}
	if l := s.Messages("orders"); len(l) != 1 {
		t.Errorf("the queue holds %+v", l)
	}
}
