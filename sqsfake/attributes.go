package sqsfake

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// settings are the attributes of a queue that can be set. They are never changed, only replaced.
type settings struct {
	delay, retention, visibility, wait time.Duration
	maxSize                            int
	policy                             string
	redrive                            *redrivePolicy
	allow                              *allowPolicy
	contentDedup                       bool
	dedupScope, throughput             string
	kmsKey                             string
	kmsReuse                           time.Duration
	managedSSE                         bool
}

const (
	maxMessageSize = 1 << 20 // also of a batch
	maxVisibility  = 43200   // seconds

	scopeQueue, scopeGroup        = "queue", "messageGroup"
	throughputQueue, throughGroup = "perQueue", "perMessageGroupId"
	defaultReuse                  = 300 * time.Second
)

var defaultSettings = settings{
	retention: 4 * 24 * time.Hour, visibility: 30 * time.Second, maxSize: maxMessageSize,
	dedupScope: scopeQueue, throughput: throughputQueue, kmsReuse: defaultReuse, managedSSE: true,
}

// An attribute is a row of the table of queue attributes. Those without set are read-only.
type attribute struct {
	name types.QueueAttributeName
	fifo bool                                  // only FIFO queues have it
	get  func(q *queue, c *settings) string    // "" if the queue has it not
	set  func(c *settings, value string) error // errInvalid for most
}

// attributes is the table: what there is, and what may be set to what (API reference, SetQueueAttributes).
var attributes = []attribute{
	{name: "ApproximateNumberOfMessages", get: func(q *queue, _ *settings) string { return strconv.Itoa(q.counts.visible) }},
	{name: "ApproximateNumberOfMessagesDelayed", get: func(q *queue, _ *settings) string { return strconv.Itoa(q.counts.delayed) }},
	{name: "ApproximateNumberOfMessagesNotVisible", get: func(q *queue, _ *settings) string { return strconv.Itoa(q.counts.inFlight) }},
	{name: "CreatedTimestamp", get: func(q *queue, _ *settings) string { return strconv.FormatInt(q.created.Unix(), 10) }},
	{name: "LastModifiedTimestamp", get: func(q *queue, _ *settings) string { return strconv.FormatInt(q.modified.Unix(), 10) }},
	{name: "QueueArn", get: func(q *queue, _ *settings) string { return q.arn }},
	duration("DelaySeconds", 0, 900, func(c *settings) *time.Duration { return &c.delay }),
	duration("MessageRetentionPeriod", 60, 1209600, func(c *settings) *time.Duration { return &c.retention }),
	duration("ReceiveMessageWaitTimeSeconds", 0, 20, func(c *settings) *time.Duration { return &c.wait }),
	duration("VisibilityTimeout", 0, maxVisibility, func(c *settings) *time.Duration { return &c.visibility }),
	{name: "MaximumMessageSize",
		get: func(_ *queue, c *settings) string { return strconv.Itoa(c.maxSize) },
		set: func(c *settings, v string) (err error) {
			c.maxSize, err = number(v, 1024, maxMessageSize)
			return err
		}},
	{name: "Policy",
		get: func(_ *queue, c *settings) string { return c.policy },
		set: func(c *settings, v string) error { c.policy = v; return isPolicy(v) }},
	{name: "RedrivePolicy",
		get: func(_ *queue, c *settings) string { return c.redrive.String() },
		set: func(c *settings, v string) (err error) { c.redrive, err = parseRedrivePolicy(v); return err }},
	{name: "RedriveAllowPolicy",
		get: func(_ *queue, c *settings) string { return c.allow.String() },
		set: func(c *settings, v string) (err error) { c.allow, err = parseAllowPolicy(v); return err }},
	{name: "KmsMasterKeyId",
		get: func(_ *queue, c *settings) string { return c.kmsKey },
		set: func(c *settings, v string) error { c.kmsKey = v; return nil }},
	{name: "KmsDataKeyReusePeriodSeconds",
		get: getReuse, set: duration("", 60, 86400, func(c *settings) *time.Duration { return &c.kmsReuse }).set},
	boolean("SqsManagedSseEnabled", func(c *settings) *bool { return &c.managedSSE }),
	{name: "FifoQueue", fifo: true,
		get: func(*queue, *settings) string { return "true" },
		set: setFIFO},
	withFIFO(boolean("ContentBasedDeduplication", func(c *settings) *bool { return &c.contentDedup })),
	choice("DeduplicationScope", func(c *settings) *string { return &c.dedupScope }, scopeQueue, scopeGroup),
	choice("FifoThroughputLimit", func(c *settings) *string { return &c.throughput }, throughputQueue, throughGroup),
}

// errInvalid stands for the error that most wrong values lead to.
var errInvalid = invalidAttribute("")

func number(v string, low, high int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < low || n > high {
		return 0, errInvalid
	}
	return n, nil
}

// duration is an attribute in seconds.
func duration(name types.QueueAttributeName, low, high int, field func(*settings) *time.Duration) attribute {
	return attribute{name: name,
		get: func(_ *queue, c *settings) string { return strconv.Itoa(int(field(c).Seconds())) },
		set: func(c *settings, v string) error {
			n, err := number(v, low, high)
			*field(c) = time.Duration(n) * time.Second
			return err
		}}
}

func boolean(name types.QueueAttributeName, field func(*settings) *bool) attribute {
	return attribute{name: name,
		get: func(_ *queue, c *settings) string { return strconv.FormatBool(*field(c)) },
		set: func(c *settings, v string) error {
			*field(c) = v == "true"
			if v != "true" && v != "false" {
				return errInvalid
			}
			return nil
		}}
}

// choice is an attribute of FIFO queues with a few values.
func choice(name types.QueueAttributeName, field func(*settings) *string, values ...string) attribute {
	return attribute{name: name, fifo: true,
		get: func(_ *queue, c *settings) string { return *field(c) },
		set: func(c *settings, v string) error {
			*field(c) = v
			if !slices.Contains(values, v) {
				return errInvalid
			}
			return nil
		}}
}

func withFIFO(a attribute) attribute { a.fifo = true; return a }

// getReuse leaves out the period where there is no key, as set_queue_attributes_default_values was recorded.
func getReuse(_ *queue, c *settings) string {
	if c.kmsKey == "" && c.kmsReuse == defaultReuse {
		return ""
	}
	return strconv.Itoa(int(c.kmsReuse.Seconds()))
}

// setFIFO allows what changes nothing (LocalStack's test_set_unsupported_attribute_fifo, validated).
func setFIFO(_ *settings, v string) error {
	if v != "true" {
		return invalidAttributeFor("FifoQueue", "Modifying queue type is not supported.")
	}
	return nil
}

// maxStatements is how many statements a policy can have (Developer Guide, policy quotas).
const maxStatements = 20

func isPolicy(v string) error {
	if v == "" {
		return nil
	}
	var p struct{ Statement any }
	if json.Unmarshal([]byte(v), &p) != nil {
		return errInvalid
	}
	if l, ok := p.Statement.([]any); ok && len(l) > maxStatements {
		return tooManyStatements(len(l))
	}
	return nil
}

func tooManyStatements(n int) error {
	return &types.OverLimit{Message: aws.String(fmt.Sprintf("%d statements were found in the submitted policy, max allowed is %d", n, maxStatements))}
}

// findAttribute returns the row of an attribute, nil if a queue of that type has none.
func findAttribute(name string, fifo bool) *attribute {
	i := slices.IndexFunc(attributes, func(a attribute) bool { return string(a.name) == name })
	if i < 0 || attributes[i].fifo && !fifo {
		return nil
	}
	return &attributes[i]
}

// with returns the settings with attributes changed.
func (c settings) with(fifo bool, values map[string]string) (*settings, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		a := findAttribute(name, fifo)
		if a == nil || a.set == nil {
			return nil, noSuchAttribute(name)
		}
		if err := a.set(&c, values[name]); err == errInvalid {
			return nil, invalidAttribute(name)
		} else if err != nil {
			return nil, err
		}
	}
	if c.throughput == throughGroup && c.dedupScope != scopeGroup { // API reference; the wording is a guess
		return nil, invalidAttribute("FifoThroughputLimit")
	}
	return &c, c.chooseEncryption(values)
}

// noSuchAttribute is worded as create_standard_queue_with_fifo_attribute_raises_error was recorded.
func noSuchAttribute(name string) error {
	if name == "DeduplicationScope" || name == "FifoThroughputLimit" {
		return &types.InvalidAttributeName{Message: aws.String("You can specify the " + name + " only when FifoQueue is set to true.")}
	}
	return unknownAttribute(name)
}

// chooseEncryption sees to it that only one of the two kinds of encryption is on (recorded: sse_kms_and_sqs_are_mutually_exclusive,
// set_queue_attributes_default_values).
func (c *settings) chooseEncryption(values map[string]string) error {
	if c.kmsKey == "" || !c.managedSSE {
		return nil
	}
	if values["SqsManagedSseEnabled"] == "true" {
		return &types.InvalidAttributeName{Message: aws.String("You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.")}
	}
	c.managedSSE = false
	return nil
}

// getQueueAttributes returns the attributes named; All are all.
func (s *Server) getQueueAttributes(ctx context.Context, in *sqs.GetQueueAttributesInput) (*sqs.GetQueueAttributesOutput, error) {
	out := &sqs.GetQueueAttributesOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		all := slices.Contains(in.AttributeNames, types.QueueAttributeNameAll)
		c := q.settings.Load()
		for _, name := range in.AttributeNames {
			if name != types.QueueAttributeNameAll && findAttribute(string(name), true) == nil {
				return unknownAttribute(string(name))
			}
		}
		for i := range attributes {
			a := &attributes[i]
			if a.fifo && !q.fifo || !all && !slices.Contains(in.AttributeNames, a.name) {
				continue
			}
			if v := a.get(q, c); v != "" {
				if out.Attributes == nil {
					out.Attributes = map[string]string{}
				}
				out.Attributes[string(a.name)] = v
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// setQueueAttributes changes attributes, all or none of them.
func (s *Server) setQueueAttributes(ctx context.Context, in *sqs.SetQueueAttributesInput) (*sqs.SetQueueAttributesOutput, error) {
	if in.Attributes == nil {
		return nil, missingParameter("Attributes")
	}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		old := q.settings.Load()
		c, err := old.with(q.fifo, in.Attributes)
		if err != nil {
			return err
		}
		if err := s.checkRedrive(q.arn, q.fifo, c.redrive, in.Attributes); err != nil {
			return err
		}
		q.settings.Store(c)
		q.modified = now
		if q.fifo && c.delay != old.delay {
			q.delayAgain(c.delay)
		}
		q.update(now) // retention and delay hold for what is there already
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.SetQueueAttributesOutput{}, nil
}

// delayAgain gives the delayed messages of a FIFO queue a new delay: only there is it retroactive (Developer Guide, delay queues).
func (q *queue) delayAgain(d time.Duration) {
	for _, m := range q.sorted() {
		if m.state == Delayed {
			q.hidden.remove(m)
			m.visibleAt = m.enqueuedAt.Add(d)
			q.hidden.push(m)
		}
	}
}
