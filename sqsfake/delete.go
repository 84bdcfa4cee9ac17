package sqsfake

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// deleteMessage deletes the message of a receipt handle. To delete it twice succeeds.
func (s *Server) deleteMessage(ctx context.Context, in *sqs.DeleteMessageInput) (*sqs.DeleteMessageOutput, error) {
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error { return q.delete(*in.ReceiptHandle) })
	if err != nil {
		return nil, err
	}
	return &sqs.DeleteMessageOutput{}, nil
}

// deleteMessageBatch is deleteMessage for up to 10 messages.
func (s *Server) deleteMessageBatch(ctx context.Context, in *sqs.DeleteMessageBatchInput) (*sqs.DeleteMessageBatchOutput, error) {
	const kind = "DeleteMessageBatchRequestEntry"
	out := &sqs.DeleteMessageBatchOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if err := checkBatch(kind, in.Entries, idToDelete); err != nil {
			return err
		}
		for i, e := range in.Entries {
			if e.ReceiptHandle == nil {
				return missingParameter(fmt.Sprintf("%s.%d.ReceiptHandle", kind, i+1))
			}
		}
		out.Successful = make([]types.DeleteMessageBatchResultEntry, 0, len(in.Entries))
		for _, e := range in.Entries {
			if err := q.delete(*e.ReceiptHandle); err != nil {
				out.Failed = append(out.Failed, failed(e.Id, err))
				continue
			}
			out.Successful = append(out.Successful, types.DeleteMessageBatchResultEntry{Id: e.Id})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// delete deletes the message of a receipt handle, in flight or visible again. With the handle of a receive before the last
// "the request will succeed, but the message might not be deleted" (API reference): here it is not.
func (q *queue) delete(text string) error {
	h, err := q.parse(text)
	if err != nil {
		return err
	}
	m := q.messages[h.message]
	if m == nil {
		return nil
	}
	if q.fifo && (m.state != InFlight || m.receipt != h.receipt) { // recorded by LocalStack, test_fifo_delete_message_with_expired_receipt_handle
		return invalidValue(text, "ReceiptHandle", "The receipt handle has expired.")
	}
	if m.receipt == h.receipt {
		q.remove(m)
	}
	return nil
}
