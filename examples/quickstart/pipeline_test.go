package quickstart

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
)

// start gives a test its own AWS: the queue of orders and its dead letters, and a topic that the invoicing queue and a mailbox listen to.
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
	queue("invoices", nil)
	topic, err := stack.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("shipments")})
	if err != nil {
		t.Fatal(err)
	}
	subscribe := func(protocol, endpoint string) {
		if _, err := stack.SNS.Subscribe(t.Context(), &sns.SubscribeInput{
			TopicArn: topic.TopicArn, Protocol: &protocol, Endpoint: &endpoint,
			Attributes: map[string]string{"FilterPolicyScope": "MessageBody", "FilterPolicy": `{"Item": ["book"]}`},
		}); err != nil {
			t.Fatal(err)
		}
	}
	subscribe("sqs", stack.ARN("sqs", "invoices"))
	subscribe("email", "customers@example.com")
	return stack, &Pipeline{
		SQS: stack.SQS, SNS: stack.SNS, Shipments: *topic.TopicArn,
		Orders: queue("orders", map[string]string{
			"VisibilityTimeout": "60",
			"RedrivePolicy":     `{"deadLetterTargetArn":"` + stack.ARN("sqs", "lost") + `","maxReceiveCount":"2"}`,
		}),
		Ship: func(Order) error { return nil },
	}
}

// Events really travel: from the topic to the queue and the mailbox, through the filter.
func TestPipeline(t *testing.T) {
	t.Parallel()
	stack, p := start(t)
	for id, item := range []string{"book", "pen", "book"} {
		if err := p.Place(t.Context(), Order{ID: strconv.Itoa(id), Item: item}); err != nil {
			t.Fatal(err)
		}
	}

	if n, err := p.Work(t.Context()); n != 3 || err != nil {
		t.Fatalf("shipped %d, %v", n, err)
	}
	if left := stack.Fakes.SQS.Messages("orders"); len(left) != 0 {
		t.Errorf("orders left over: %+v", left)
	}
	if got := stack.Fakes.SQS.Messages("invoices"); len(got) != 2 {
		t.Errorf("invoices: %+v", got)
	}
	if mails := stack.Fakes.SNS.Outbox(); len(mails) != 2 || mails[0].Message != `{"ID":"0","Item":"book"}` {
		t.Errorf("mails: %+v", mails)
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
