package sqsfake

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/event"
)

// A polled is a queue as the pollers of another service, Lambda, use it.
type polled struct{ *queue }

var (
	_ event.Queuer = inbox{}
	_ event.Queue  = polled{}
)

// OpenQueue returns the queue with an ARN.
func (i inbox) OpenQueue(arn string) (event.Queue, error) {
	q := i.server.target(arn)
	if q == nil {
		return nil, event.ErrNoTarget
	}
	return polled{q}, nil
}

func (p polled) FIFO() bool { return p.fifo }

func (p polled) VisibilityTimeout() time.Duration { return p.settings.Load().visibility }

// Receive is a long poll without ReceiveMessage's limits on time and number.
func (p polled) Receive(ctx context.Context, max int, until time.Time) ([]event.QueueMessage, error) {
	call := &poll{max: max, visibility: p.VisibilityTimeout()}
	err := p.do(func(now time.Time) error {
		if call.got = p.take(call, now); call.got == nil && (until.IsZero() || now.Before(until)) {
			call.waiter = p.server.core.NewWaiter()
			p.polls = append(p.polls, call)
		}
		return nil
	})
	if err == nil && call.waiter != nil {
		err = p.wait(ctx, call, until)
	}
	if err == errNoQueue {
		return nil, event.ErrNoTarget
	}
	if err != nil {
		return nil, err
	}
	return p.received(call.got), nil
}

// received describes what was received, as Lambda has it.
func (p polled) received(got []receipt) (l []event.QueueMessage) {
	all := map[types.MessageSystemAttributeName]bool{types.MessageSystemAttributeNameAll: true}
	for i := range got {
		r := &got[i]
		var m types.Message
		p.server.describe(&m, p.queue, r, all, []string{"All"})
		out := event.QueueMessage{ID: *m.MessageId, Handle: *m.ReceiptHandle, Body: *m.Body, MD5OfBody: *m.MD5OfBody, Attributes: m.Attributes}
		if m.MD5OfMessageAttributes != nil {
			out.MD5OfAttributes = *m.MD5OfMessageAttributes
		}
		for _, name := range slices.Sorted(maps.Keys(m.MessageAttributes)) {
			a := m.MessageAttributes[name]
			attr := event.Attribute{Name: name, Type: *a.DataType, Binary: a.BinaryValue}
			if a.StringValue != nil {
				attr.Text = *a.StringValue
			}
			out.MessageAttributes = append(out.MessageAttributes, attr)
		}
		l = append(l, out)
	}
	return l
}

func (p polled) Delete(handles ...string) {
	p.do(func(time.Time) error {
		for _, h := range handles {
			p.delete(h) // one that is not valid any more is nothing to a poller
		}
		return nil
	})
}

func (p polled) Release(handles ...string) {
	p.do(func(now time.Time) error {
		for _, h := range handles {
			p.changeVisibility(h, 0, now)
		}
		return nil
	})
}
