package worker

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/sqsfake"
)

// Worker is the code under test: it handles messages in batches and deletes those that went well.
type Worker struct {
	client *sqs.Client
	queue  *string
	handle func(body string) error
}

func (w *Worker) Run(ctx context.Context) error {
	for {
		err := w.batch(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (w *Worker) batch(ctx context.Context) error {
	in, err := w.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: w.queue, MaxNumberOfMessages: 10, WaitTimeSeconds: 20})
	if err != nil || len(in.Messages) == 0 {
		return err
	}
	var done []types.DeleteMessageBatchRequestEntry
	for i, m := range in.Messages {
		if w.handle(*m.Body) == nil {
			done = append(done, types.DeleteMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
		}
	}
	for len(done) > 0 {
		out, err := w.client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: w.queue, Entries: done})
		if err != nil {
			return err
		}
		var again []types.DeleteMessageBatchRequestEntry
		for _, f := range out.Failed {
			for _, e := range done {
				if *e.Id == *f.Id && !f.SenderFault {
					again = append(again, e)
				}
			}
		}
		done = again
	}
	return nil
}

// startQueue is the set-up that every test below shares.
func startQueue(t *testing.T, bodies ...string) (*sqsfake.Server, *string) {
	t.Helper()
	srv := sqsfake.Start(t)
	q, err := srv.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("orders")})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range bodies {
		if _, err := srv.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: q.QueueUrl, MessageBody: &b}); err != nil {
			t.Fatal(err)
		}
	}
	return srv, q.QueueUrl
}

func TestWorker_failedMessageComesBack(t *testing.T) {
	t.Parallel()
	srv, queue := startQueue(t, "a", "poison", "b")
	seen := map[string]int{}
	w := &Worker{srv.Client, queue, func(body string) error {
		seen[body]++
		if body == "poison" && seen[body] == 1 {
			return errors.New("database is down")
		}
		return nil
	}}

	if err := w.batch(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := srv.Messages("orders")
	if len(left) != 1 || left[0].Body != "poison" || left[0].State != sqsfake.InFlight {
		t.Fatalf("after the first batch the queue holds %+v", left)
	}

	srv.Clock.Advance(30 * time.Second) // the default visibility timeout
	if err := w.batch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := srv.Messages("orders"); len(left) != 0 {
		t.Errorf("left over: %+v", left)
	}
}

func TestWorker_retriesDeletesThatFailed(t *testing.T) {
	t.Parallel()
	srv, queue := startQueue(t, "a", "b", "c")
	partial := srv.Inject(control.Fault{Op: "DeleteMessageBatch", Entries: []int{1}, Times: 1, Err: control.ErrUnavailable})
	w := &Worker{srv.Client, queue, func(string) error { return nil }}

	if err := w.batch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(srv.Messages("orders")); n != 0 || partial.Hits() != 1 {
		t.Errorf("%d messages left after %d partial failures", n, partial.Hits())
	}
}

func TestWorker_stopsInTheMiddleOfALongPoll(t *testing.T) {
	t.Parallel()
	srv, queue := startQueue(t, "a")
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- (&Worker{srv.Client, queue, func(string) error { return nil }}).Run(ctx) }()

	srv.Until(t.Context(), func() bool { return len(srv.Messages("orders")) == 0 })
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// The server is an http.Handler: it can stand behind any listener, here one with TLS.
func TestHandlerBehindTLS(t *testing.T) {
	fake := sqsfake.New()
	defer fake.Close()
	var h http.Handler = fake
	tls := httptest.NewTLSServer(h)
	defer tls.Close()

	client := sqs.NewFromConfig(fake.Config(), func(o *sqs.Options) {
		o.BaseEndpoint = &tls.URL
		o.HTTPClient = tls.Client()
	})
	if _, err := client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil {
		t.Error(err)
	}
}
