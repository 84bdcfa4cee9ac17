package snsfake

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// A mailbox takes the events that other services send to topics.
type mailbox struct{ server *Server }

// Receive publishes a message to the topic with an ARN. What the topic would not take from a client it refuses for good.
func (b mailbox) Receive(ctx context.Context, arn string, m event.Message) error {
	s := b.server
	t := s.named(resourceName(arn))
	if t == nil || t.arn != arn {
		return event.ErrNoTarget
	}
	p := &publication{server: s, kind: "Notification", id: s.core.NewID(), message: string(m.Body), subject: m.Subject, groupID: m.GroupID,
		dedupID: m.DeduplicationID, trace: m.TraceHeader, time: s.core.Now(), base: s.URL(), cause: core.CauseOf(ctx)}
	for _, a := range m.Attributes {
		if p.attributes == nil {
			p.attributes = map[string]types.MessageAttributeValue{}
		}
		v := types.MessageAttributeValue{DataType: aws.String(a.Type), BinaryValue: a.Binary}
		if a.Binary == nil {
			v.StringValue = aws.String(a.Text)
		}
		p.attributes[a.Name] = v
	}
	var subject, dedup *string
	if m.Subject != "" {
		subject = &m.Subject
	}
	if m.DeduplicationID != "" {
		dedup = &m.DeduplicationID
	}
	err := p.check(subject, "")
	if err == nil {
		err = p.checkKind(t.fifo, nil, dedup)
	}
	if err == nil {
		err = t.publish(p)
	}
	if err != nil {
		return event.Refuse(err)
	}
	return nil
}

// doubles makes targets of functions that stand for what no fake is there for.
func doubles(targets map[string]func(payload []byte) error) map[string]event.Target {
	m := map[string]event.Target{}
	for arn, f := range targets {
		m[arn] = event.TargetFunc(func(_ context.Context, _ string, m event.Message) error {
			err := f(m.Body)
			var api smithy.APIError
			if errors.Is(err, control.ErrAccessDenied) || errors.As(err, &api) && api.ErrorFault() == smithy.FaultClient {
				return event.Refuse(err)
			}
			return err
		})
	}
	return m
}
