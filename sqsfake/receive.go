package sqsfake

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/service"
)

// maxInFlight is how many messages of a queue can be in flight at once (Developer Guide, quotas).
const maxInFlight = 120_000

const overLimit = "Too many messages in flight."

// A poll is a call of ReceiveMessage.
type poll struct {
	max        int
	wait       time.Duration
	visibility time.Duration
	attempt    string // ReceiveRequestAttemptId, or ""

	waiter *core.Waiter
	got    []receipt
}

// A receipt is a message as it was received.
type receipt struct {
	*message
	delivery
	before delivery // for the case that the client has gone
}

// receiveMessage receives up to 10 messages, and waits up to 20 seconds for the first.
func (s *Server) receiveMessage(ctx context.Context, in *sqs.ReceiveMessageInput) (*sqs.ReceiveMessageOutput, error) {
	q := s.find(*in.QueueUrl)
	if q == nil {
		return nil, noQueue(ctx)
	}
	want, err := systemAttributeNames(in)
	if err != nil {
		return nil, err
	}
	p, err := newPoll(ctx, q, in)
	if err != nil {
		return nil, err
	}
	if err := q.receive(ctx, p); err == errNoQueue {
		return nil, noQueue(ctx)
	} else if err != nil {
		return nil, err
	}
	out := &sqs.ReceiveMessageOutput{}
	if len(p.got) > 0 {
		out.Messages = make([]types.Message, len(p.got))
	}
	for i := range p.got {
		s.describe(&out.Messages[i], q, &p.got[i], want, in.MessageAttributeNames)
	}
	return out, nil
}

// newPoll checks the parameters of a receive, with the queue's defaults for those that are left out.
func newPoll(ctx context.Context, q *queue, in *sqs.ReceiveMessageInput) (*poll, error) {
	c := q.settings.Load()
	p := &poll{max: 1, wait: c.wait, visibility: c.visibility, attempt: aws.ToString(in.ReceiveRequestAttemptId)}
	if n := in.MaxNumberOfMessages; n != 0 || service.Has(ctx, "MaxNumberOfMessages") {
		if n < 1 || n > 10 {
			return nil, invalidValue(n, "MaxNumberOfMessages", "Must be between 1 and 10, if provided.")
		}
		p.max = int(n)
	}
	if n := in.WaitTimeSeconds; n != 0 || service.Has(ctx, "WaitTimeSeconds") {
		if n < 0 || n > 20 {
			return nil, invalidValue(n, "WaitTimeSeconds", "Must be >= 0 and <= 20, if provided.")
		}
		p.wait = seconds(n)
	}
	if n := in.VisibilityTimeout; n != 0 || service.Has(ctx, "VisibilityTimeout") {
		if n < 0 || n > maxVisibility {
			return nil, invalidValue(n, "VisibilityTimeout", "Must be >= 0 and <= 43200, if provided.")
		}
		p.visibility = seconds(n)
	}
	if in.ReceiveRequestAttemptId == nil {
		return p, nil
	}
	if !q.fifo {
		return nil, wrongQueueType(p.attempt, "ReceiveRequestAttemptId")
	}
	return p, checkID(p.attempt, "ReceiveRequestAttemptId")
}

func seconds(n int32) time.Duration { return time.Duration(n) * time.Second }

// receive fills a poll, and waits if it may and must.
func (q *queue) receive(ctx context.Context, p *poll) error {
	var until time.Time
	err := q.do(func(now time.Time) (err error) {
		if p.attempt != "" {
			if p.got, err = q.repeat(p, now); err != nil || p.got != nil {
				return err
			}
		}
		if p.got = q.take(p, now); p.got != nil {
			return nil
		}
		if p.wait == 0 {
			return q.overLimit()
		}
		until = now.Add(p.wait)
		p.waiter = q.server.core.NewWaiter()
		q.polls = append(q.polls, p)
		return nil
	})
	if err != nil || p.waiter == nil {
		return err
	}
	return q.wait(ctx, p, until)
}

// wait waits for messages, or until a time, if it is not zero.
func (q *queue) wait(ctx context.Context, p *poll, until time.Time) error {
	waitErr := p.waiter.Wait(ctx, until)
	return q.do(func(now time.Time) error {
		q.polls = slices.DeleteFunc(q.polls, func(o *poll) bool { return o == p })
		if waitErr != nil {
			q.giveBack(p.got)
		}
		return waitErr
	})
}

// overLimit is the error of a short poll that gets nothing because too many messages are in flight. FIFO queues have none.
func (q *queue) overLimit() error {
	if q.fifo || q.counts.inFlight < maxInFlight || q.counts.visible == 0 {
		return nil
	}
	return &types.OverLimit{Message: aws.String(overLimit)}
}

// take receives up to p.max messages. Those that were received too often become dead letters instead.
func (q *queue) take(p *poll, now time.Time) []receipt {
	redrive := q.redrive()
	var got []receipt
	var last *message
	for len(got) < p.max && q.counts.inFlight < maxInFlight {
		m := q.order.next(last)
		if m == nil {
			break
		}
		if redrive != nil && m.receives >= redrive.maxReceives {
			q.remove(m)
			q.dead = append(q.dead, m)
			continue
		}
		if got == nil {
			got = make([]receipt, 0, min(p.max, q.counts.visible))
		}
		before := m.delivery
		q.receipts++
		m.receives++
		m.receipt, m.changes, m.receivedAt = q.receipts, 0, now
		if m.firstReceivedAt.IsZero() {
			m.firstReceivedAt = now
		}
		m.visibleAt = now.Add(p.visibility)
		q.become(m, InFlight)
		got = append(got, receipt{m, m.delivery, before})
		last = m
	}
	for _, r := range got { // now that no message can be received twice in one call
		q.hide(r.message, r.message.visibleAt, now)
	}
	if p.attempt != "" && got != nil {
		q.attempts.remember(p.attempt, got, now)
	}
	return got
}

// giveBack undoes a receive whose client has gone before it got an answer, as far as nothing has happened since.
func (q *queue) giveBack(got []receipt) {
	for _, r := range got {
		if m := r.message; q.messages[m.number] == m && m.delivery == r.delivery && m.state == InFlight {
			q.hidden.remove(m)
			m.delivery = r.before
			q.become(m, Visible)
		}
	}
}

// serve gives the messages that can be received to the long polls that wait for them, and sees to it that it is called when the
// next becomes visible.
func (q *queue) serve(now time.Time) {
	for len(q.polls) > 0 {
		p := q.polls[0]
		if p.got = q.take(p, now); p.got == nil {
			break
		}
		q.polls = q.polls[1:]
		p.waiter.Wake()
	}
	q.setAlarm()
}

// setAlarm sets the alarm to the time when the next message becomes visible, if a long poll waits for it.
func (q *queue) setAlarm() {
	var at time.Time
	if m := q.hidden.first(); m != nil && len(q.polls) > 0 {
		at = m.visibleAt
	}
	if at.Equal(q.alarmAt) {
		return
	}
	if q.alarm != nil {
		q.server.core.Stop(q.alarm)
		q.alarm = nil
	}
	if q.alarmAt = at; !at.IsZero() {
		q.alarm = q.server.core.AfterFunc(at, func() {
			q.do(func(time.Time) error { return nil })
		})
	}
}

// systemAttributeNames returns the names of the system attributes wanted, which clients may still send as AttributeNames.
func systemAttributeNames(in *sqs.ReceiveMessageInput) (wanted map[types.MessageSystemAttributeName]bool, err error) {
	if len(in.MessageSystemAttributeNames)+len(in.AttributeNames) == 0 {
		return nil, nil
	}
	wanted = map[types.MessageSystemAttributeName]bool{}
	for _, n := range in.MessageSystemAttributeNames {
		wanted[n] = true
	}
	for _, n := range in.AttributeNames {
		wanted[types.MessageSystemAttributeName(n)] = true
	}
	known := types.MessageSystemAttributeNameAll.Values()
	for _, n := range slices.Sorted(maps.Keys(wanted)) {
		if !slices.Contains(known, n) && findAttribute(string(n), true) == nil {
			return nil, unknownAttribute(string(n))
		}
	}
	return wanted, nil
}

// describe words a message for its receiver.
func (s *Server) describe(out *types.Message, q *queue, r *receipt, wanted map[types.MessageSystemAttributeName]bool, attributes []string) {
	text := handle{q.id, r.number, r.delivery.receipt}.String()
	out.MessageId, out.Body, out.MD5OfBody, out.ReceiptHandle = &r.id, &r.body, &r.bodyMD5, &text
	if wanted != nil {
		out.Attributes = r.systemAttributes(q, wanted)
	}
	if len(attributes) == 0 || len(r.attributes) == 0 {
		return
	}
	shown := map[string]types.MessageAttributeValue{}
	for name, a := range r.attributes {
		if slices.ContainsFunc(attributes, func(pattern string) bool { return matches(name, pattern) }) {
			shown[name] = a
		}
	}
	switch len(shown) {
	case 0:
	case len(r.attributes):
		out.MessageAttributes, out.MD5OfMessageAttributes = shown, &r.attributesMD5
	default: // the digest is that of the attributes in the answer, as receive_message_message_attribute_names_filters was recorded
		out.MessageAttributes, out.MD5OfMessageAttributes = shown, aws.String(attributesDigest(shown))
	}
}

// matches reports whether an element of MessageAttributeNames means an attribute; "*" was recorded beside what is documented.
func matches(name, pattern string) bool {
	if pattern == "All" || pattern == "*" {
		return true
	}
	prefix, ok := strings.CutSuffix(pattern, ".*")
	return name == pattern || ok && strings.HasPrefix(name, prefix)
}

// systemAttributes returns those attributes that AWS adds to a message, of those wanted.
func (r *receipt) systemAttributes(q *queue, wanted map[types.MessageSystemAttributeName]bool) map[string]string {
	attributes := map[string]string{}
	add := func(name types.MessageSystemAttributeName, value string) {
		if value != "" && (wanted[name] || wanted[types.MessageSystemAttributeNameAll]) {
			attributes[string(name)] = value
		}
	}
	add(types.MessageSystemAttributeNameSenderId, r.sender)
	add(types.MessageSystemAttributeNameSentTimestamp, milliseconds(r.sentAt))
	add(types.MessageSystemAttributeNameApproximateFirstReceiveTimestamp, milliseconds(r.delivery.firstReceivedAt))
	add(types.MessageSystemAttributeNameApproximateReceiveCount, strconv.Itoa(r.earlier+r.delivery.receives))
	add(types.MessageSystemAttributeNameAWSTraceHeader, r.trace)
	add(types.MessageSystemAttributeNameMessageGroupId, r.groupID)
	add(types.MessageSystemAttributeNameMessageDeduplicationId, r.dedupID)
	add(types.MessageSystemAttributeNameDeadLetterQueueSourceArn, r.source)
	if q.fifo {
		add(types.MessageSystemAttributeNameSequenceNumber, r.sequenceNumber())
	}
	if len(attributes) == 0 {
		return nil
	}
	return attributes
}

func milliseconds(t time.Time) string { return strconv.FormatInt(t.UnixMilli(), 10) }
