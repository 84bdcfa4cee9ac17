// Package quickstart is a small order pipeline, and its test the first one to read: orders wait in a queue, a shipper takes them,
// and a shipment is announced to a topic. An order that cannot be shipped ends in a dead-letter queue.
package quickstart

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// An Order is what customers place.
type Order struct{ ID, Item string }

// A Pipeline takes plain SDK clients. It does not know whether AWS or a fake is behind them.
type Pipeline struct {
	SQS       *sqs.Client
	SNS       *sns.Client
	Orders    string // queue URL
	Shipments string // topic ARN
	Ship      func(Order) error
}

// Place puts an order into the queue.
func (p *Pipeline) Place(ctx context.Context, o Order) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	if _, err := p.SQS.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: &p.Orders, MessageBody: aws.String(string(body))}); err != nil {
		return fmt.Errorf("place order %s: %w", o.ID, err)
	}
	return nil
}

// Work handles the orders that are there, up to ten, and returns how many were shipped. One that fails stays in the queue.
func (p *Pipeline) Work(ctx context.Context) (shipped int, err error) {
	out, err := p.SQS.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &p.Orders, MaxNumberOfMessages: 10})
	if err != nil {
		return 0, fmt.Errorf("receive orders: %w", err)
	}
	for _, m := range out.Messages {
		var o Order
		if err := json.Unmarshal([]byte(*m.Body), &o); err != nil {
			continue // not an order: SQS brings it back, and in the end to the dead letters
		}
		if err := p.Ship(o); err != nil {
			continue
		}
		if _, err := p.SNS.Publish(ctx, &sns.PublishInput{TopicArn: &p.Shipments, Message: m.Body}); err != nil {
			return shipped, fmt.Errorf("announce order %s: %w", o.ID, err)
		}
		if _, err := p.SQS.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &p.Orders, ReceiptHandle: m.ReceiptHandle}); err != nil {
			return shipped, fmt.Errorf("delete order %s: %w", o.ID, err)
		}
		shipped++
	}
	return shipped, nil
}
