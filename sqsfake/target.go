package sqsfake

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/event"
)

// An inbox takes the events that other services send to queues.
type inbox struct{ server *Server }

// serviceSender is the SenderId of what Amazon SNS sends, as AWS's users report it.
const serviceSender = "AIDAIT2UOQQY3AUEKVGXU"

// Receive sends a message to the queue with an ARN. What the queue would not take from a client it refuses for good.
func (i inbox) Receive(ctx context.Context, arn string, m event.Message) error {
	q := i.server.target(arn)
	if q == nil {
		return event.ErrNoTarget
	}
	body := string(m.Body)
	e := sending{SendMessageBatchRequestEntry: types.SendMessageBatchRequestEntry{MessageBody: &body}, sender: serviceSender}
	if m.GroupID != "" {
		e.MessageGroupId = &m.GroupID
	}
	if q.fifo && m.DeduplicationID != "" {
		e.MessageDeduplicationId = &m.DeduplicationID
	}
	if m.TraceHeader != "" {
		e.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{traceHeader: {DataType: aws.String("String"), StringValue: &m.TraceHeader}}
	}
	for _, a := range m.Attributes {
		if e.MessageAttributes == nil {
			e.MessageAttributes = make(map[string]types.MessageAttributeValue, len(m.Attributes))
		}
		v := types.MessageAttributeValue{DataType: aws.String(a.Type)}
		if isBinary(a.Type) {
			v.BinaryValue = a.Binary
		} else {
			v.StringValue = aws.String(a.Text)
		}
		e.MessageAttributes[a.Name] = v
	}
	err := q.do(func(now time.Time) error {
		_, err := q.send(ctx, &e, now)
		return err
	})
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errNoQueue):
		return event.ErrNoTarget
	}
	return event.Refuse(err)
}
