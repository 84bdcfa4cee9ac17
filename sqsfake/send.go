package sqsfake

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/service"
)

// maxDelay is the limit of DelaySeconds.
const maxDelay = 900

// A sending is a message on its way into a queue: what SendMessage and an entry of SendMessageBatch have in common.
type sending struct {
	types.SendMessageBatchRequestEntry
	hasDelay bool // DelaySeconds was sent, be it as 0
	batch    bool
	sender   string // "" is the account
}

// sendMessage sends a message of up to 1 MiB.
func (s *Server) sendMessage(ctx context.Context, in *sqs.SendMessageInput) (*sqs.SendMessageOutput, error) {
	e := sending{SendMessageBatchRequestEntry: types.SendMessageBatchRequestEntry{
		MessageBody: in.MessageBody, DelaySeconds: in.DelaySeconds,
		MessageAttributes: in.MessageAttributes, MessageSystemAttributes: in.MessageSystemAttributes,
		MessageDeduplicationId: in.MessageDeduplicationId, MessageGroupId: in.MessageGroupId,
	}, hasDelay: in.DelaySeconds != 0 || service.Has(ctx, "DelaySeconds")}
	out := &sqs.SendMessageOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		m, err := q.send(ctx, &e, now)
		if err != nil {
			return err
		}
		out.MessageId, out.MD5OfMessageBody = &m.id, &m.bodyMD5
		out.MD5OfMessageAttributes = optional(m.attributesMD5)
		out.MD5OfMessageSystemAttributes = systemAttributesDigest(in.MessageSystemAttributes)
		if q.fifo {
			out.SequenceNumber = aws.String(m.sequenceNumber())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// sendMessageBatch sends up to 10 messages, of up to 1 MiB in all.
func (s *Server) sendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput) (*sqs.SendMessageBatchOutput, error) {
	out := &sqs.SendMessageBatchOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if err := checkSendBatch(q, in.Entries); err != nil {
			return err
		}
		out.Successful = make([]types.SendMessageBatchResultEntry, 0, len(in.Entries))
		for i := range in.Entries {
			e := sending{SendMessageBatchRequestEntry: in.Entries[i], batch: true,
				hasDelay: in.Entries[i].DelaySeconds != 0 || service.Has(ctx, "Entries", i, "DelaySeconds")}
			m, err := q.send(ctx, &e, now)
			if err != nil {
				out.Failed = append(out.Failed, failed(e.Id, err))
				continue
			}
			r := types.SendMessageBatchResultEntry{Id: e.Id, MessageId: &m.id, MD5OfMessageBody: &m.bodyMD5,
				MD5OfMessageAttributes:       optional(m.attributesMD5),
				MD5OfMessageSystemAttributes: systemAttributesDigest(e.MessageSystemAttributes)}
			if q.fifo {
				r.SequenceNumber = aws.String(m.sequenceNumber())
			}
			out.Successful = append(out.Successful, r)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// checkSendBatch makes the checks that fail the whole call.
func checkSendBatch(q *queue, entries []types.SendMessageBatchRequestEntry) error {
	if err := checkBatch("SendMessageBatchRequestEntry", entries, idToSend); err != nil {
		return err
	}
	size := 0
	for i := range entries {
		e := &entries[i]
		if e.MessageBody == nil {
			return missingParameter(fmt.Sprintf("SendMessageBatchRequestEntry.%d.MessageBody", i+1))
		}
		size += messageSize(*e.MessageBody, e.MessageAttributes)
		if !q.fifo {
			continue
		}
		if e.MessageGroupId == nil { // recorded by LocalStack, test_send_batch_missing_message_group_id_for_fifo_queue: not MissingParameter
			return invalidParameter("The request must contain the parameter MessageGroupId.")
		}
		if e.MessageDeduplicationId == nil && !q.settings.Load().contentDedup {
			return errNoDedupID
		}
	}
	if size > maxMessageSize {
		return &types.BatchRequestTooLong{Message: aws.String(fmt.Sprintf("Batch requests cannot be longer than %d bytes. You have sent %d bytes.", maxMessageSize, size))}
	}
	return nil
}

// send puts a message into the queue, unless a FIFO queue has accepted it before; then it gets that one's id and sequence number.
func (q *queue) send(ctx context.Context, e *sending, now time.Time) (*message, error) {
	c := q.settings.Load()
	if err := e.check(q, c); err != nil {
		return nil, err
	}
	m := &message{enqueuedAt: now, content: &content{
		body: *e.MessageBody, bodyMD5: digest(*e.MessageBody),
		attributes: e.MessageAttributes, attributesMD5: attributesDigest(e.MessageAttributes),
		sender: cmp.Or(e.sender, q.server.core.AccountID), trace: e.trace(ctx), groupID: aws.ToString(e.MessageGroupId), sentAt: now,
	}}
	var key dedupKey
	if q.fifo {
		m.dedupID = aws.ToString(e.MessageDeduplicationId)
		if m.dedupID == "" {
			m.dedupID = contentID(*e.MessageBody)
		}
		key = c.dedupKey(m.dedupID, *e.MessageGroupId)
		if accepted := q.dedup.duplicateOf(key, now); accepted != nil {
			m.id, m.number = accepted.id, accepted.number
			return m, nil
		}
	}
	m.id = q.server.core.NewID()
	delay := c.delay
	if e.hasDelay && !q.fifo {
		delay = seconds(e.DelaySeconds)
	}
	q.add(m, delay, now)
	if q.fifo {
		q.dedup.accept(key, m)
	}
	return m, nil
}

var errNoDedupID = invalidParameter("The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly")

// check makes the checks that fail one entry.
func (e *sending) check(q *queue, c *settings) error {
	if *e.MessageBody == "" {
		return missingParameter("MessageBody")
	}
	if size := messageSize(*e.MessageBody, e.MessageAttributes); size > c.maxSize {
		reason := "One or more parameters are invalid."
		if e.batch { // recorded: send_batch_message_size
			reason = "One or more parameters cannot be validated."
		}
		return invalidParameter("%s Reason: Message must be shorter than %d bytes.", reason, c.maxSize)
	}
	if !validText(*e.MessageBody) {
		return &types.InvalidMessageContents{Message: aws.String(invalidCharacters)}
	}
	if err := checkMessageAttributes(e.MessageAttributes); err != nil {
		return err
	}
	if err := checkSystemAttributes(e.MessageSystemAttributes); err != nil {
		return err
	}
	if q.fifo {
		return e.checkFIFO(c)
	}
	return e.checkStandard()
}

// checkFIFO checks what FIFO queues ask for beside the rest. An explicit delay of 0 means the queue's.
func (e *sending) checkFIFO(c *settings) error {
	if e.DelaySeconds != 0 {
		return wrongQueueType(e.DelaySeconds, "DelaySeconds")
	}
	if e.MessageGroupId == nil {
		return missingParameter("MessageGroupId")
	}
	if err := checkID(*e.MessageGroupId, "MessageGroupId"); err != nil {
		return err
	}
	if e.MessageDeduplicationId != nil {
		return checkID(*e.MessageDeduplicationId, "MessageDeduplicationId")
	}
	if !c.contentDedup {
		return errNoDedupID
	}
	return nil
}

func (e *sending) checkStandard() error {
	if e.DelaySeconds < 0 || e.DelaySeconds > maxDelay {
		return invalidValue(e.DelaySeconds, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")
	}
	if e.MessageDeduplicationId != nil {
		return wrongQueueType(*e.MessageDeduplicationId, "MessageDeduplicationId")
	}
	if e.MessageGroupId != nil { // of fair queues
		return checkID(*e.MessageGroupId, "MessageGroupId")
	}
	return nil
}

// checkID checks a MessageGroupId and its like: 1 to 128 alphanumeric and punctuation characters.
func checkID(id, parameter string) error {
	ok := len(id) >= 1 && len(id) <= 128
	for i := 0; ok && i < len(id); i++ {
		ok = id[i] > ' ' && id[i] < 0x7f
	}
	if !ok {
		return invalidValue(id, parameter, parameter+" can only include alphanumeric and punctuation characters. 1 to 128 in length.")
	}
	return nil
}

const invalidCharacters = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"

// validText reports whether a text has only characters that XML allows.
func validText(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
				return false
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 || r == 0xfffe || r == 0xffff {
			return false
		}
		i += n
	}
	return true
}

// messageSize counts the body and the attributes' names, types and values (Developer Guide, message quotas).
func messageSize(body string, attributes map[string]types.MessageAttributeValue) int {
	n := len(body)
	for name, a := range attributes {
		n += len(name) + len(aws.ToString(a.DataType)) + len(aws.ToString(a.StringValue)) + len(a.BinaryValue)
	}
	return n
}

// trace returns the X-Ray trace header: the system attribute, or the header of the request (recorded: aws_trace_header_propagation).
func (e *sending) trace(ctx context.Context) string {
	if a, ok := e.MessageSystemAttributes[traceHeader]; ok {
		return aws.ToString(a.StringValue)
	}
	return strings.TrimSpace(service.Header(ctx, "X-Amzn-Trace-Id"))
}
