package sqsfake

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// changeMessageVisibility hides a message that was received for 0 to 43,200 seconds from now on.
func (s *Server) changeMessageVisibility(ctx context.Context, in *sqs.ChangeMessageVisibilityInput) (*sqs.ChangeMessageVisibilityOutput, error) {
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		return q.changeVisibility(*in.ReceiptHandle, in.VisibilityTimeout, now)
	})
	if err != nil {
		return nil, err
	}
	return &sqs.ChangeMessageVisibilityOutput{}, nil
}

// changeMessageVisibilityBatch is changeMessageVisibility for up to 10 messages.
func (s *Server) changeMessageVisibilityBatch(ctx context.Context, in *sqs.ChangeMessageVisibilityBatchInput) (*sqs.ChangeMessageVisibilityBatchOutput, error) {
	const kind = "ChangeMessageVisibilityBatchRequestEntry"
	out := &sqs.ChangeMessageVisibilityBatchOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if err := checkBatch(kind, in.Entries, idToChange); err != nil {
			return err
		}
		for i, e := range in.Entries {
			if e.ReceiptHandle == nil {
				return missingParameter(fmt.Sprintf("%s.%d.ReceiptHandle", kind, i+1))
			}
		}
		for _, e := range in.Entries {
			if err := q.changeVisibility(*e.ReceiptHandle, e.VisibilityTimeout, now); err != nil {
				out.Failed = append(out.Failed, failed(e.Id, err))
				continue
			}
			out.Successful = append(out.Successful, types.ChangeMessageVisibilityBatchResultEntry{Id: e.Id})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// changeVisibility hides the message of a receipt handle for some seconds. In a standard queue old handles will do (LocalStack's
// test_terminate_visibility_timeout_after_receive, validated), and for a message that is visible again the call
// succeeds (recorded: change_message_visibility_after_visibility_timeout_expiration) but does not hide it.
func (q *queue) changeVisibility(text string, timeout int32, now time.Time) error {
	h, err := q.parse(text)
	if err != nil {
		return err
	}
	if timeout < 0 || timeout > maxVisibility {
		return invalidValue(timeout, "VisibilityTimeout", "VisibilityTimeout must be an integer between 0 and 43200.")
	}
	m := q.messages[h.message]
	if m == nil || q.fifo && (m.state != InFlight || m.receipt != h.receipt) {
		return invalidValue(text, "ReceiptHandle", "Message does not exist or is not available for visibility timeout change.")
	}
	if m.state != InFlight {
		return nil
	}
	if now.Sub(m.receivedAt).Truncate(time.Second)+seconds(timeout) > maxVisibility*time.Second {
		return invalidValue(timeout, "VisibilityTimeout", "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
	}
	m.changes++
	q.hide(m, now.Add(seconds(timeout)), now)
	return nil
}

// parse reads a receipt handle of this queue.
func (q *queue) parse(text string) (handle, error) {
	h, ok := parseHandle(text)
	if !ok || h.queue != q.id {
		return handle{}, invalidHandle(text)
	}
	return h, nil
}
