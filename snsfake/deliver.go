package snsfake

import (
	"context"
	"strings"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// deliver sends a message to those who are to get it, in the order in which they subscribed. It is called with no lock held.
func (s *Server) deliver(out outgoing) {
	ctx := core.WithCause(context.Background(), out.cause)
	for _, to := range out.to {
		if to.settings.matches(out.publication, to.protocol) {
			s.deliverTo(ctx, out.publication, to, out.replayed)
		}
	}
}

func (s *Server) deliverTo(ctx context.Context, p *publication, to recipient, replayed bool) {
	d := &event.Delivery{Source: p.topic.arn, Target: to.endpoint, DeadLetter: to.deadLetter}
	m := &d.Message
	m.Source, m.TraceHeader = p.topic.arn, p.trace
	switch to.protocol {
	case "sqs":
		d.Retry = event.Managed
		m.Body = to.body(p, replayed)
		if to.settings.raw {
			m.Attributes = p.eventAttributes()
		}
		s.setGroup(d, p, to)
	case "lambda":
		d.Retry = event.Managed
		m.Body = p.lambdaEvent(to.protocol, to.subscription)
	case "firehose":
		d.Retry = event.Managed
		m.Body = p.record(to.protocol, to.subscription)
		if to.settings.raw {
			m.Body = append([]byte(p.text(to.protocol)), '\n')
		}
	case "http", "https":
		s.post(p, to, to.body(p, replayed))
		return
	default:
		s.notify(d, p, to)
	}
	s.router.Deliver(ctx, d)
}

// body is the message, in its envelope unless the subscription wants it raw.
func (r recipient) body(p *publication, replayed bool) []byte {
	if r.settings.raw {
		return []byte(p.text(r.protocol))
	}
	return p.envelope(r.protocol, r.subscription, replayed)
}

// deadLetter returns the ARN of the dead-letter queue, "" if there is none.
func (s *subscription) deadLetter() string { return s.current().deadLetter }

// setGroup gives a queue group and deduplication id of the message. A standard queue gets those of a standard topic only (recorded:
// fifo_topic_to_regular_sqs).
func (s *Server) setGroup(d *event.Delivery, p *publication, to recipient) {
	if toFIFO := strings.HasSuffix(to.endpoint, ".fifo"); toFIFO || !p.topic.fifo {
		d.Message.GroupID, d.Message.DeduplicationID = p.groupID, p.dedupID
	}
	if p.topic.fifo {
		d.Lane = to.lane(p.groupID)
	}
}

// lane returns the lane that keeps the messages of a group in order.
func (s *subscription) lane(group string) *event.Lane {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	l := s.groups[group]
	if l == nil {
		l = &event.Lane{Core: s.topic.server.core, Ordered: true}
		if s.groups == nil {
			s.groups = map[string]*event.Lane{}
		}
		s.groups[group] = l
	}
	return l
}

// notify makes d the delivery of a notification to somebody outside of AWS.
func (s *Server) notify(d *event.Delivery, p *publication, to recipient) {
	n := p.notification(to.protocol, to.endpoint)
	n.TopicARN = p.topic.arn
	if to.protocol == "email-json" {
		n.Message = string(p.envelope(to.protocol, to.subscription, false))
	}
	d.Message.Body = []byte(n.Message)
	d.Send = func(ctx context.Context) error { return s.hand(ctx, n) }
}

// sendDirect delivers a notification that goes to an endpoint or a phone without a topic. Its source is what AWS names the log after
// that tells of it: the platform application, or this for phones (Developer Guide, message delivery status).
func (s *Server) sendDirect(ctx context.Context, n Notification) {
	source := s.core.ARN("sns", "DirectPublishToPhoneNumber")
	if n.Protocol == "application" {
		source = applicationOf(n.Endpoint)
	}
	s.router.Deliver(ctx, &event.Delivery{Source: source, Target: n.Endpoint, Message: event.Message{Body: []byte(n.Message), Subject: n.Subject},
		Send: func(ctx context.Context) error { return s.hand(ctx, n) }})
}

// notification is the message as somebody outside of AWS gets it.
func (p *publication) notification(protocol, endpoint string) Notification {
	n := Notification{MessageID: p.id, Protocol: protocol, Endpoint: endpoint, Subject: p.subject, Message: p.text(protocol),
		Attributes: p.attributes, SentAt: p.time}
	if protocol == "application" {
		n.Message = p.text(platformOf(endpoint))
	}
	return n
}

// hand gives a notification to whoever carries it out of AWS.
func (s *Server) hand(ctx context.Context, n Notification) error {
	var err error
	switch n.Protocol {
	case "sms":
		err = s.sendSMS(n)
	case "application":
		err = s.push(ctx, n)
	default:
		s.outbox.add(n)
	}
	if err != nil {
		return event.Refuse(err)
	}
	return nil
}
