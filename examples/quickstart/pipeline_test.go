package quickstart

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
)

// start gives a test its own AWS with the three queues of the pipeline.
func start(t *testing.T) (*awsfake.Stack, *Pipeline) {
	t.Helper()
	stack := awsfake.Start(t) // stopped when the test ends
	queue := func(name string, attributes map[string]string) string {
		out, err := stack.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String(name), Attributes: attributes})
		if err != nil {
			t.Fatal(err)
		}
		return *out.QueueUrl
	}
	queue("lost", nil)
	return stack, &Pipeline{
		SQS: stack.SQS,
		Orders: queue("orders", map[string]string{
			"VisibilityTimeout": "60",
			"RedrivePolicy":     `{"deadLetterTargetArn":"` + stack.ARN("sqs", "lost") + `","maxReceiveCount":"2"}`,
		}),
		Shipments: queue("shipments", nil),
		Ship:      func(Order) error { return nil },
	}
}

func TestPipeline(t *testing.T) {
	t.Parallel()
	stack, p := start(t)
	for _, id := range []string{"1", "2", "3"} {
		if err := p.Place(t.Context(), Order{ID: id, Item: "book"}); err != nil {
			t.Fatal(err)
		}
	}

	if n, err := p.Work(t.Context()); n != 3 || err != nil {
		t.Fatalf("shipped %d, %v", n, err)
	}
	if got := stack.Fakes.SQS.Messages("shipments"); len(got) != 3 || got[0].Body != `{"ID":"1","Item":"book"}` {
		t.Errorf("shipments: %+v", got)
	}
	if left := stack.Fakes.SQS.Messages("orders"); len(left) != 0 {
		t.Errorf("orders left over: %+v", left)
	}
}

// Faults on demand: the SDK's retries get an order through, an outage does not.
func TestPipeline_whenSQSFails(t *testing.T) {
	t.Parallel()
	stack, p := start(t)

	throttled := stack.Inject(control.Fault{Op: "SendMessage", Times: 2, Err: control.ErrThrottled})
	if err := p.Place(t.Context(), Order{ID: "1"}); err != nil || throttled.Hits() != 2 {
		t.Errorf("%v after being throttled %d times", err, throttled.Hits())
	}

	outage := stack.Inject(control.Fault{Resource: "orders", Err: control.ErrUnavailable})
	if err := p.Place(t.Context(), Order{ID: "2"}); err == nil {
		t.Error("no error during an outage")
	}
	outage.Remove()

	if sent := control.Inputs[sqs.SendMessageInput](stack.Calls()); len(sent) != 1 { // those that took effect
		t.Errorf("sent %d messages", len(sent))
	}
}

// Time under the test's control: an order that cannot be shipped comes back after a minute, and the second failure is its last.
func TestPipeline_deadLetters(t *testing.T) {
	t.Parallel()
	stack, p := start(t)
	p.Ship = func(Order) error { return errors.New("out of stock") }
	if err := p.Place(t.Context(), Order{ID: "1"}); err != nil {
		t.Fatal(err)
	}

	for range 3 {
		if n, err := p.Work(t.Context()); n != 0 || err != nil {
			t.Fatalf("shipped %d, %v", n, err)
		}
		stack.Clock.Advance(time.Minute) // nobody sleeps
	}
	if lost := stack.Fakes.SQS.Messages("lost"); len(lost) != 1 || lost[0].ReceiveCount != 2 {
		t.Errorf("dead letters: %+v", lost)
	}
}
