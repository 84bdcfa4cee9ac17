package fanout_test

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	snstypes "github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

func TestOrderEvents_fanOut(t *testing.T) {
	t.Parallel()
	var hooks atomic.Int32
	stack := awsfake.Start(t, func(o *awsfake.Options) {
		o.SNS.AutoConfirm = true
		o.Handlers = map[string]http.Handler{"hooks.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), "o-1") && hooks.Add(1) == 1 {
				w.WriteHeader(http.StatusServiceUnavailable) // SNS tries again
			}
		})}
	})
	topic, err := stack.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("orders")})
	if err != nil {
		t.Fatal(err)
	}
	subscribe := func(protocol, endpoint, filter string) {
		t.Helper()
		in := &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: &protocol, Endpoint: &endpoint, Attributes: map[string]string{}}
		if filter != "" {
			in.Attributes["FilterPolicy"] = filter
		}
		if _, err := stack.SNS.Subscribe(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"billing", "eu-shipping"} {
		if _, err := stack.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name}); err != nil {
			t.Fatal(err)
		}
	}
	subscribe("sqs", stack.ARN("sqs", "billing"), "")
	subscribe("sqs", stack.ARN("sqs", "eu-shipping"), `{"region": ["eu"]}`)
	subscribe("https", "https://hooks.example.com/orders", "")
	subscribe("email", "ops@example.com", `{"amount": [{"numeric": [">", 1000]}]}`)

	publish := func(body, region, amount string) {
		t.Helper()
		if _, err := stack.SNS.Publish(t.Context(), &sns.PublishInput{TopicArn: topic.TopicArn, Message: &body, MessageAttributes: map[string]snstypes.MessageAttributeValue{
			"region": {DataType: aws.String("String"), StringValue: &region},
			"amount": {DataType: aws.String("Number"), StringValue: &amount},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	publish("o-1", "us", "10")
	publish("o-2", "eu", "5000")
	stack.Settle(t.Context())
	stack.Clock.Advance(20 * time.Second) // until SNS tries the webhook again

	for queue, want := range map[string]int{"billing": 2, "eu-shipping": 1} {
		if got := stack.Fakes.SQS.Messages(queue); len(got) != want {
			t.Errorf("%s has %d messages, want %d: %+v", queue, len(got), want, got)
		}
	}
	if got := stack.Fakes.SNS.Outbox(); len(got) != 1 || got[0].Endpoint != "ops@example.com" || got[0].Message != "o-2" {
		t.Errorf("outbox: %+v", got)
	}
	for _, d := range stack.Deliveries() {
		if d.Target == "https://hooks.example.com/orders" && d.Attempts != 2 && strings.Contains(string(d.Payload), "o-1") {
			t.Errorf("webhook: %+v", d)
		}
	}
}

// Two services alone, without compiling the other five: the topic joins the queue's panel and delivers to it.
func TestTopicJoinsQueue(t *testing.T) {
	t.Parallel()
	queues := sqsfake.Start(t)
	topics := snsfake.Start(t, func(o *snsfake.Options) { o.Join = queues.Panel })

	if _, err := queues.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("billing")}); err != nil {
		t.Fatal(err)
	}
	topic, err := topics.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("orders")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := topics.Client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: aws.String("sqs"), Endpoint: aws.String(queues.ARN("sqs", "billing"))}); err != nil {
		t.Fatal(err)
	}
	if _, err := topics.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: topic.TopicArn, Message: aws.String("hello")}); err != nil {
		t.Fatal(err)
	}
	topics.Settle(t.Context())
	if got := queues.Messages("billing"); len(got) != 1 {
		t.Errorf("%d messages", len(got))
	}
}
