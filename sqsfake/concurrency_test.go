package sqsfake_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// Many senders and receivers at once: every message is received once and in the order of its group, and none is left.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"orders", "orders.fifo"} {
		t.Run(name, func(t *testing.T) {
			const senders, each, receivers = 8, 50, 8
			f := start(t)
			url := f.queue(name, nil)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			var left atomic.Int64
			left.Store(senders * each)
			var work sync.WaitGroup
			for s := range senders {
				work.Go(func() { sendMany(t, f, url, name != "orders", s, each) })
			}
			var mu sync.Mutex
			seen := map[string]int{}
			last := map[string]int{}
			for range receivers {
				work.Go(func() {
					receiveMany(ctx, t, f, url, func(m types.Message) {
						mu.Lock()
						defer mu.Unlock()
						seen[*m.Body]++
						var sender, n int
						fmt.Sscanf(*m.Body, "%d-%d", &sender, &n)
						if group := itoa(int64(sender)); name != "orders" && n != last[group] {
							t.Errorf("group %s: message %d after %d", group, n, last[group])
						}
						last[itoa(int64(sender))]++
					}, func(n int) {
						if left.Add(int64(-n)) == 0 {
							stop()
						}
					})
				})
			}
			work.Wait()
			for body, n := range seen {
				if n != 1 {
					t.Errorf("%s was received %d times", body, n)
				}
			}
			if len(seen) != senders*each || len(f.Messages(name)) != 0 {
				t.Errorf("received %d messages of %d, %d are left", len(seen), senders*each, len(f.Messages(name)))
			}
		})
	}
}

func sendMany(t *testing.T, f *fixture, url string, fifo bool, sender, each int) {
	for i := 0; i < each; i += 5 {
		in := &sqs.SendMessageBatchInput{QueueUrl: &url}
		for j := range 5 {
			e := entry(itoa(int64(j)), fmt.Sprintf("%d-%d", sender, i+j))
			if fifo {
				e.MessageGroupId, e.MessageDeduplicationId = aws.String(itoa(int64(sender))), e.MessageBody
			}
			in.Entries = append(in.Entries, e)
		}
		if out, err := f.Client.SendMessageBatch(t.Context(), in); err != nil || len(out.Failed) > 0 {
			t.Error(out, err)
		}
	}
}

func receiveMany(ctx context.Context, t *testing.T, f *fixture, url string, got func(types.Message), deleted func(int)) {
	for ctx.Err() == nil {
		out, err := f.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 3, WaitTimeSeconds: 20})
		if err != nil {
			if ctx.Err() == nil {
				t.Error(err)
			}
			return
		}
		for _, m := range out.Messages {
			got(m)
			if _, err := f.Client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle}); err != nil {
				t.Error(err)
			}
		}
		deleted(len(out.Messages))
	}
}

// Queues come and go, and messages move, while others are at work.
func TestConcurrency_ofQueues(t *testing.T) {
	f := start(t)
	f.queue("dead", nil)
	f.queue("orders", f.redrive("dead", 1))
	f.ok(f.set("dead", f.redrive("orders", 1)))
	var work sync.WaitGroup
	for i := range 4 {
		work.Go(func() {
			for range 30 {
				f.send("orders", "m")
				f.receive("orders", most(2), hiddenFor(1))
				f.receive("dead", hiddenFor(1))
				if i == 0 {
					f.Clock.Advance(second)
					f.Client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: aws.String(f.ARN("sqs", "dead"))})
				}
				f.queue("q"+itoa(int64(i)), nil)
				f.Messages("dead")
				f.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{})
			}
		})
	}
	work.Wait()
	f.Settle(t.Context())
	if n := len(f.Messages("orders")) + len(f.Messages("dead")); n != 120 {
		t.Errorf("%d messages of 120 are left", n)
	}
}
