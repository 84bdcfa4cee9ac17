package sqsfake_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/sqsfake"
)

// In a test it is sqsfake.Start(t), which closes the server too.
func Example() {
	srv := sqsfake.New()
	defer srv.Close()
	ctx := context.Background()

	queue, err := srv.Client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("orders")})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: queue.QueueUrl, MessageBody: aws.String("first order")})

	out, _ := srv.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: queue.QueueUrl})
	fmt.Println(*out.Messages[0].Body, "is", srv.Messages("orders")[0].State)

	srv.Clock.Advance(30 * time.Second) // the visibility timeout passes, and nobody sleeps
	fmt.Println(*out.Messages[0].Body, "is", srv.Messages("orders")[0].State)
	// Output:
	// first order is in flight
	// first order is visible
}

// A fault makes calls fail, here one entry of a batch.
func ExampleServer_Inject() {
	srv := sqsfake.New()
	defer srv.Close()
	ctx := context.Background()
	srv.Client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("orders")})

	fault := srv.Inject(control.Fault{Op: "SendMessageBatch", Resource: "orders", Entries: []int{1}, Times: 1, Err: control.ErrUnavailable})
	out, err := srv.Client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: aws.String("orders"), Entries: []types.SendMessageBatchRequestEntry{
		{Id: aws.String("a"), MessageBody: aws.String("first")},
		{Id: aws.String("b"), MessageBody: aws.String("second")},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out.Successful), "sent,", *out.Failed[0].Id, "failed with", *out.Failed[0].Code)
	fmt.Println(fault.Hits(), "hit,", len(srv.Messages("orders")), "message")
	// Output:
	// 1 sent, b failed with ServiceUnavailable
	// 1 hit, 1 message
}

// Messages shows what a queue holds, without a call that the program under test could have made.
func ExampleServer_Messages() {
	srv := sqsfake.New()
	defer srv.Close()
	ctx := context.Background()
	srv.Client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("orders")})
	for _, body := range []string{"a", "b", "c"} {
		srv.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String("orders"), MessageBody: &body})
	}
	srv.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String("orders"), MessageBody: aws.String("d"), DelaySeconds: 60})
	srv.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: aws.String("orders")})

	for _, m := range srv.Messages("orders") {
		fmt.Println(m.Body, m.State, m.ReceiveCount)
	}
	// Output:
	// a in flight 1
	// b visible 0
	// c visible 0
	// d delayed 0
}

// Errors are those of the SDK.
func ExampleServer_errors() {
	srv := sqsfake.New()
	defer srv.Close()

	_, err := srv.Client.GetQueueUrl(context.Background(), &sqs.GetQueueUrlInput{QueueName: aws.String("nope")})
	if missing := (*types.QueueDoesNotExist)(nil); errors.As(err, &missing) {
		fmt.Println(missing.ErrorMessage())
	}
	// Output: The specified queue does not exist.
}
