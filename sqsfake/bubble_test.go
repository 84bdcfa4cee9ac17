package sqsfake_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/control"
)

// Time inside a bubble is the bubble's, and none of it is real.

func TestBubble_emptyLongPoll(t *testing.T) {
	const tries = 10 // on a busy machine one try may take any time
	for i := range tries {
		began := time.Now()
		synctest.Test(t, func(t *testing.T) {
			f := inBubble(t)
			url := f.orders()
			began := time.Now()
			if l := f.receive(url, waiting(20)); len(l) != 0 {
				t.Errorf("received %q", bodies(l))
			}
			if d := time.Since(began); d != 20*second {
				t.Errorf("waited %v", d)
			}
		})
		if d := time.Since(began); d < 100*time.Millisecond {
			return
		} else if i == tries-1 {
			t.Errorf("took %v of real time", d)
		}
	}
}

func TestBubble_redelivery(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		url := f.orders()
		f.send(url, "a")
		began := time.Now()
		f.one(url)
		if l := f.receive(url, waiting(20)); len(l) != 0 {
			t.Errorf("received %q after %v", bodies(l), time.Since(began))
		}
		f.one(url, waiting(20))
		if d := time.Since(began); d != 30*second {
			t.Errorf("redelivered after %v", d)
		}
	})
}

func TestBubble_delay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		url := f.orders()
		began := time.Now()
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a"), DelaySeconds: 7})
		f.ok(err)
		f.one(url, waiting(20))
		if d := time.Since(began); d != 7*second {
			t.Errorf("delivered after %v", d)
		}
	})
}

func TestBubble_deduplication(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		url := f.queue("orders.fifo", nil)
		f.sendTo(url, "g", "a")
		time.Sleep(5*time.Minute - 1)
		f.sendTo(url, "g", "a")
		if n := len(f.Messages("orders.fifo")); n != 1 {
			t.Errorf("%d messages within five minutes", n)
		}
		time.Sleep(1)
		f.sendTo(url, "g", "a")
		if n := len(f.Messages("orders.fifo")); n != 2 {
			t.Errorf("%d messages after five minutes", n)
		}
	})
}

func TestBubble_backOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t)
		url := f.orders()
		throttle := f.Inject(control.Fault{Op: "SendMessage", Times: 9, Err: control.ErrThrottled})
		began := time.Now()
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a")}, func(o *sqs.Options) {
			o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.RateLimiter = 10, ratelimit.None })
		})
		f.ok(err)
		calls := f.Calls("SendMessage")
		if throttle.Hits() != 9 || len(calls) != 10 {
			t.Fatalf("%d throttles, %d calls", throttle.Hits(), len(calls))
		}
		for i := 1; i < len(calls); i++ {
			if d := calls[i].Time.Sub(calls[i-1].Time); d <= 0 || d > 20*second {
				t.Errorf("back-off %d took %v", i, d)
			}
		}
		if d := time.Since(began); d < second {
			t.Errorf("nine back-offs took %v", d)
		}
	})
}
