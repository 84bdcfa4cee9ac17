package snsfake

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// topicSettings are the attributes of a topic that can be set. They are never changed, only replaced.
type topicSettings struct {
	displayName, kmsKey, tracing string
	signature                    string // "1", "2", or "" for 1
	deliveryText                 string // as it was set
	delivery                     *topicPolicy
	maxSize                      int // 0 is the default
	contentDedup                 bool
	throughput                   string // "" for Topic
	archiveText                  string
	archiveDays                  int // 0: no archive
	feedback                     map[string]string
}

const (
	defaultMaxSize = 256 << 10
	largestMaxSize = 1 << 20

	scopeTopic, scopeGroup = "Topic", "MessageGroup"
)

func (c *topicSettings) size() int {
	if c.maxSize == 0 {
		return defaultMaxSize
	}
	return c.maxSize
}

// An attribute is a row of the table of topic attributes. Those that no client can set are not in it.
type attribute struct {
	name     string
	fifo     bool   // only FIFO topics have it
	standard string // what "" means
	get      func(t *topic) string
	set      func(t *topic, c *topicSettings, value string) error
}

// topicAttributes is the table: what may be set to what (API reference, SetTopicAttributes). The wordings for DisplayName,
// SignatureVersion and TracingConfig are those that the rules of cdk-preflight report; the others are guesses.
var topicAttributes = append([]attribute{
	{name: "Policy",
		get: func(t *topic) string { return t.policy },
		set: func(t *topic, _ *topicSettings, v string) error { return t.setPolicy(v) }},
	{name: "DisplayName",
		get: func(t *topic) string { return t.settings.displayName },
		set: func(_ *topic, c *topicSettings, v string) error {
			c.displayName = v
			if utf8.RuneCountInString(v) > 100 || strings.ContainsFunc(v, isControl) {
				return errors.New("DisplayName")
			}
			return nil
		}},
	{name: "DeliveryPolicy",
		get: func(t *topic) string { return t.settings.deliveryText },
		set: func(_ *topic, c *topicSettings, v string) (err error) {
			c.deliveryText = v
			c.delivery, err = parseTopicPolicy(v)
			return err
		}},
	{name: "MaximumMessageSize", standard: strconv.Itoa(defaultMaxSize),
		get: func(t *topic) string { return number(t.settings.maxSize) },
		set: func(t *topic, c *topicSettings, v string) error {
			n, err := strconv.Atoi(v)
			if err != nil || n < 1024 || n > largestMaxSize {
				return fmt.Errorf("MaximumMessageSize: Invalid value [%s]. Must be between 1024 and %d.", v, largestMaxSize)
			}
			c.maxSize = n
			return t.checkLarge(n, t.subscriptions)
		}},
	{name: "KmsMasterKeyId",
		get: func(t *topic) string { return t.settings.kmsKey },
		set: func(_ *topic, c *topicSettings, v string) error { c.kmsKey = v; return nil }},
	choice("SignatureVersion", func(c *topicSettings) *string { return &c.signature }, "SignatureVersion: Invalid value. Must be 1 or 2.", "1", "2"),
	choice("TracingConfig", func(c *topicSettings) *string { return &c.tracing }, "Invalid tracing config value: %s", "PassThrough", "Active"),
	{name: "FifoTopic", fifo: true, standard: "false",
		get: func(t *topic) string { return fifoText(t.fifo) },
		set: func(_ *topic, _ *topicSettings, v string) error { return isBool("FifoTopic", v) }},
	{name: "ContentBasedDeduplication", fifo: true,
		get: func(t *topic) string { return strconv.FormatBool(t.settings.contentDedup) },
		set: func(_ *topic, c *topicSettings, v string) error {
			c.contentDedup = strings.EqualFold(v, "true")
			return isBool("ContentBasedDeduplication", v)
		}},
	onlyFIFO(choice("FifoThroughputScope", func(c *topicSettings) *string { return &c.throughput }, "FifoThroughputScope: Invalid value [%s].", scopeTopic, scopeGroup)),
	{name: "ArchivePolicy", fifo: true,
		get: func(t *topic) string { return t.settings.archiveText },
		set: func(_ *topic, c *topicSettings, v string) error { return c.setArchive(v) }},
}, feedbackAttributes()...)

// feedbackAttributes are the settings of logs about deliveries, which are stored and written nowhere.
func feedbackAttributes() (l []attribute) {
	for _, target := range []string{"HTTP", "Firehose", "Lambda", "Application", "SQS"} {
		for _, setting := range []string{"SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate", "FailureFeedbackRoleArn"} {
			name := target + setting
			l = append(l, attribute{name: name,
				get: func(t *topic) string { return t.settings.feedback[name] },
				set: func(_ *topic, c *topicSettings, v string) error {
					c.feedback = maps.Clone(c.feedback)
					if c.feedback == nil {
						c.feedback = map[string]string{}
					}
					c.feedback[name] = v
					n, err := strconv.Atoi(v)
					if strings.HasSuffix(name, "Rate") && v != "" && (err != nil || n < 0 || n > 100) {
						return fmt.Errorf("%s: Invalid value [%s]. Must be between 0 and 100.", name, v)
					}
					return nil
				}})
		}
	}
	return l
}

// choice is an attribute with a few values, of which the first is the default. It refuses others with a text that may have a place for
// the value.
func choice(name string, field func(*topicSettings) *string, refusal string, values ...string) attribute {
	return attribute{name: name, standard: values[0],
		get: func(t *topic) string { return *field(t.settings) },
		set: func(_ *topic, c *topicSettings, v string) error {
			*field(c) = v
			if !slices.Contains(values, v) {
				return errors.New(strings.Replace(refusal, "%s", v, 1))
			}
			return nil
		}}
}

func onlyFIFO(a attribute) attribute { a.fifo = true; return a }

func fifoText(fifo bool) string {
	if fifo {
		return "true"
	}
	return ""
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// isBool is worded as LocalStack words RawMessageDelivery.
func isBool(name, v string) error {
	if !strings.EqualFold(v, "true") && !strings.EqualFold(v, "false") {
		return fmt.Errorf("%s: Invalid value [%s]. Must be true or false.", name, v)
	}
	return nil
}

// findAttribute returns the row of an attribute, nil if there is none.
func findAttribute(name string) *attribute {
	i := slices.IndexFunc(topicAttributes, func(a attribute) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &topicAttributes[i]
}

func unknownAttribute(name string) error { return fmt.Errorf("Unknown attribute %s", name) }

// set changes attributes, all or none of them. The error lacks what the operation puts before it.
func (t *topic) set(values map[string]string, now time.Time) error {
	c, policy := *t.settings, t.policy
	for _, name := range slices.Sorted(maps.Keys(values)) {
		a := findAttribute(name)
		var err error
		switch {
		case a == nil:
			err = unknownAttribute(name)
		case a.fifo && !t.fifo && !(name == "FifoTopic" && strings.EqualFold(values[name], "false")):
			err = unknownAttribute(name) // as cdk-preflight reports it
		case name == "TracingConfig" && t.fifo:
			err = errors.New("TracingConfig: is not supported for FIFO topics")
		default:
			err = a.set(t, &c, values[name])
		}
		if err != nil {
			t.policy = policy
			return err
		}
	}
	if c.archiveDays == 0 {
		t.archive, t.archiveSince = nil, time.Time{}
	} else if t.archiveSince.IsZero() {
		t.archiveSince = now
	}
	t.settings = &c
	return nil
}

// setPolicy replaces the access policy.
func (t *topic) setPolicy(v string) error {
	if v == "" {
		t.policy = t.server.defaultPolicy(t.arn)
		return nil
	}
	if !json.Valid([]byte(v)) {
		return errors.New("Policy Error: null") // as reported by users of Terraform
	}
	t.policy = v
	return nil
}

// checkLarge checks the rules for topics of messages above 256 KiB (SDK, SetTopicAttributes).
func (t *topic) checkLarge(size int, subscriptions []*subscription) error {
	if size <= defaultMaxSize {
		return nil
	}
	if len(subscriptions) > 100 {
		return errors.New("MaximumMessageSize: A topic with a maximum message size above 256 KiB must have 100 or fewer subscriptions")
	}
	for _, sub := range subscriptions {
		if !slices.Contains([]string{"sqs", "lambda", "firehose"}, sub.protocol) {
			return fmt.Errorf("MaximumMessageSize: Protocol %s does not support messages above 256 KiB", sub.protocol)
		}
	}
	return nil
}
