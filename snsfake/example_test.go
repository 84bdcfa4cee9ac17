package snsfake_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

// orPanic is for the examples only: tests use t.
func orPanic[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func Example() {
	ctx := context.Background()
	queues := sqsfake.New() // in a test: sqsfake.Start(t)
	defer queues.Close()
	topics := snsfake.New(func(o *snsfake.Options) { o.Join = queues.Panel })
	defer topics.Close()

	orPanic(queues.Client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("billing")}))
	topic := orPanic(topics.Client.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("orders")}))
	orPanic(topics.Client.Subscribe(ctx, &sns.SubscribeInput{
		TopicArn: topic.TopicArn, Protocol: aws.String("sqs"), Endpoint: aws.String(queues.ARN("sqs", "billing")),
		Attributes: map[string]string{"RawMessageDelivery": "true"},
	}))
	orPanic(topics.Client.Publish(ctx, &sns.PublishInput{TopicArn: topic.TopicArn, Message: aws.String("order 1")}))

	for _, m := range queues.Messages("billing") {
		fmt.Println(m.Body)
	}
	// Output: order 1
}

// Emails, text messages and mobile push end in the outbox.
func ExampleServer_Outbox() {
	ctx := context.Background()
	srv := snsfake.New()
	defer srv.Close()
	topic := orPanic(srv.Client.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("alarms")}))
	orPanic(srv.Client.Subscribe(ctx, &sns.SubscribeInput{
		TopicArn: topic.TopicArn, Protocol: aws.String("email"), Endpoint: aws.String("ops@example.com"),
	}))
	orPanic(srv.Client.Publish(ctx, &sns.PublishInput{TopicArn: topic.TopicArn, Subject: aws.String("Disk full"), Message: aws.String("97 %")}))

	for _, n := range srv.Outbox() {
		fmt.Printf("to %s: %s: %s\n", n.Endpoint, n.Subject, n.Message)
	}
	// Output: to ops@example.com: Disk full: 97 %
}

// A function stands for one of AWS's resources, here one that fails at first.
func ExampleOptions_targets() {
	ctx := context.Background()
	const function = "arn:aws:lambda:us-east-1:000000000000:function:resize"
	calls := 0
	srv := snsfake.New(func(o *snsfake.Options) {
		o.Targets = map[string]func([]byte) error{function: func(payload []byte) error {
			if calls++; calls < 5 {
				return control.ErrThrottled
			}
			return nil
		}}
	})
	defer srv.Close()
	topic := orPanic(srv.Client.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("pictures")}))
	orPanic(srv.Client.Subscribe(ctx, &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: aws.String("lambda"), Endpoint: aws.String(function)}))
	orPanic(srv.Client.Publish(ctx, &sns.PublishInput{TopicArn: topic.TopicArn, Message: aws.String("cat.jpg")}))

	fmt.Println(calls, "calls at once")
	srv.Clock.Advance(time.Second)
	fmt.Println(srv.Deliveries()[0].Attempts, "attempts,", "error", srv.Deliveries()[0].Err)
	// Output:
	// 4 calls at once
	// 5 attempts, error <nil>
}

// An HTTP endpoint of a host that is not there, without the handshake, and SNS's retries without waiting for them.
func ExampleOptions_handlers() {
	ctx := context.Background()
	requests := 0
	hook := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if requests++; requests == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		fmt.Println(r.Header.Get("X-Amz-Sns-Message-Type"), string(body))
	})
	srv := snsfake.New(func(o *snsfake.Options) {
		o.AutoConfirm = true
		o.Handlers = map[string]http.Handler{"hooks.example.com": hook}
	})
	defer srv.Close()
	topic := orPanic(srv.Client.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("orders")}))
	orPanic(srv.Client.Subscribe(ctx, &sns.SubscribeInput{
		TopicArn: topic.TopicArn, Protocol: aws.String("https"), Endpoint: aws.String("https://hooks.example.com/orders"),
		Attributes: map[string]string{"RawMessageDelivery": "true"},
	}))
	orPanic(srv.Client.Publish(ctx, &sns.PublishInput{TopicArn: topic.TopicArn, Message: aws.String("order 1")}))
	srv.Settle(ctx)
	srv.Clock.Advance(20 * time.Second)
	// Output: Notification order 1
}
