package sqsfake

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/internal/event"
)

func TestPoller(t *testing.T) {
	t.Parallel()
	s := Start(t)
	s.Clock.Freeze()
	ctx := t.Context()
	if _, err := s.Client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("jobs")}); err != nil {
		t.Fatal(err)
	}
	router := event.Router{Core: s.core}
	q, err := router.Queue(s.ARN("sqs", "jobs"))
	if err != nil {
		t.Fatal(err)
	}
	send := func(bodies ...string) {
		t.Helper()
		for _, b := range bodies {
			if _, err := s.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String("jobs"), MessageBody: &b}); err != nil {
				t.Fatal(err)
			}
		}
	}
	receive := func(max int, until time.Time) []event.QueueMessage {
		t.Helper()
		l, err := q.Receive(ctx, max, until)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}

	for range 15 {
		send("hello")
	}
	l := receive(100, time.Time{})
	if len(l) != 15 || l[0].Body != "hello" || l[0].Attributes["ApproximateReceiveCount"] != "1" || q.VisibilityTimeout() != 30*time.Second || q.FIFO() {
		t.Errorf("%d messages, %+v", len(l), l[0])
	}
	if got := receive(1, s.Clock.Now()); got != nil {
		t.Errorf("hidden messages: %v", got)
	}
	q.Release(l[0].Handle)
	if got := receive(10, s.Clock.Now()); len(got) != 1 || got[0].ID != l[0].ID {
		t.Errorf("released: %v", got)
	} else {
		q.Delete(got[0].Handle, "nonsense")
	}
	s.Clock.Advance(30 * time.Second)
	if got := receive(100, s.Clock.Now()); len(got) != 14 {
		t.Errorf("%d messages came back", len(got))
	}

	t.Run("waits_without_being_at_work", func(t *testing.T) {
		done := make(chan int, 1)
		s.core.Go(func(ctx context.Context) {
			l, _ := q.Receive(ctx, 10, time.Time{})
			done <- len(l)
		})
		s.Settle(ctx)
		send("late")
		if n := <-done; n != 1 {
			t.Errorf("%d messages", n)
		}
	})
	t.Run("ends_with_the_queue", func(t *testing.T) {
		done := make(chan error, 1)
		s.core.Go(func(ctx context.Context) {
			_, err := q.Receive(ctx, 10, time.Time{})
			done <- err
		})
		s.Settle(ctx)
		if _, err := s.Client.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: aws.String("jobs")}); err != nil {
			t.Fatal(err)
		}
		if err := <-done; !errors.Is(err, event.ErrNoTarget) {
			t.Error(err)
		}
		if _, err := router.Queue(s.ARN("sqs", "jobs")); !errors.Is(err, event.ErrNoTarget) {
			t.Error(err)
		}
	})
}
