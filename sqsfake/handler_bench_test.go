package sqsfake

import (
	"context"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// The handlers alone, without HTTP and codec: what a call costs must not grow with the backlog.

func benchQueue(b *testing.B, name string, backlog int) (s *Server, send func()) {
	s = Start(b)
	ctx := context.Background()
	in := &sqs.CreateQueueInput{QueueName: &name}
	fifo := name != "orders"
	if fifo {
		in.Attributes = map[string]string{"FifoQueue": "true"}
	}
	if _, err := s.createQueue(ctx, in); err != nil {
		b.Fatal(err)
	}
	n := 0
	send = func() {
		in := &sqs.SendMessageInput{QueueUrl: &name, MessageBody: aws.String("a message of some forty bytes, no more now")}
		if fifo {
			n++
			in.MessageGroupId = aws.String(fmt.Sprint("group-", n%1000))
			in.MessageDeduplicationId = aws.String(fmt.Sprint(n))
		}
		if _, err := s.sendMessage(ctx, in); err != nil {
			b.Fatal(err)
		}
	}
	for range backlog {
		send()
	}
	return s, send
}

var benchQueues = []struct {
	name    string
	backlog int
}{{"orders", 100}, {"orders", 100_000}, {"orders.fifo", 1000}, {"orders.fifo", 100_000}}

func BenchmarkHandler_SendMessage(b *testing.B) {
	for _, q := range benchQueues {
		b.Run(fmt.Sprintf("%s_%d", q.name, q.backlog), func(b *testing.B) {
			_, send := benchQueue(b, q.name, q.backlog)
			b.ReportAllocs()
			b.ResetTimer()
			for range b.N {
				send()
			}
		})
	}
}

// One operation is a message sent, received and deleted, so that the backlog stays as it is.
func BenchmarkHandler_ReceiveAndDelete(b *testing.B) {
	for _, q := range benchQueues {
		b.Run(fmt.Sprintf("%s_%d", q.name, q.backlog), func(b *testing.B) {
			s, send := benchQueue(b, q.name, q.backlog)
			ctx := context.Background()
			b.ReportAllocs()
			b.ResetTimer()
			for i := 0; i < b.N; i += 10 {
				for range 10 {
					send()
				}
				out, err := s.receiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: aws.String(q.name), MaxNumberOfMessages: 10})
				if err != nil || len(out.Messages) != 10 {
					b.Fatal(err)
				}
				in := &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(q.name)}
				for i, m := range out.Messages {
					in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(i)), ReceiptHandle: m.ReceiptHandle})
				}
				if deleted, err := s.deleteMessageBatch(ctx, in); err != nil || len(deleted.Successful) != 10 {
					b.Fatal(err)
				}
			}
		})
	}
}
