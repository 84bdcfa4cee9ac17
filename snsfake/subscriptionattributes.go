package snsfake

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/pattern"
)

// subscriptionSettings are the attributes of a subscription that can be set. They are never changed, only replaced.
type subscriptionSettings struct {
	raw          bool
	filter       *pattern.Pattern
	filterText   string
	filterScope  string // "" for MessageAttributes
	delivery     *subscriptionPolicy
	deliveryText string
	redriveText  string
	deadLetter   string // ARN
	role         string
	replay       *replayPolicy
	replayText   string
}

const (
	scopeAttributes = "MessageAttributes"
	scopeBody       = "MessageBody"
)

// subscriptionAttributes are the names of those that can be set.
var subscriptionAttributes = []string{"DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy",
	"ReplayPolicy", "SubscriptionRoleArn"}

// get returns an attribute as GetSubscriptionAttributes shows it.
func (c *subscriptionSettings) get(name string) string {
	switch name {
	case "DeliveryPolicy":
		return c.deliveryText
	case "FilterPolicy":
		return c.filterText
	case "FilterPolicyScope":
		return cmp.Or(c.filterScope, scopeAttributes)
	case "RawMessageDelivery":
		return strconv.FormatBool(c.raw)
	case "RedrivePolicy":
		return c.redriveText
	case "ReplayPolicy":
		return c.replayText
	}
	return c.role
}

// with returns the settings with attributes changed. Archived tells whether the topic keeps an archive. Errors lack what the operation
// puts before them: inSubscribe or inSet.
func (s *subscription) with(old *subscriptionSettings, values map[string]string, archived bool) (*subscriptionSettings, error) {
	c := *old
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := s.set(&c, name, values[name], archived); err != nil {
			return nil, err
		}
	}
	return &c, c.compileFilter()
}

// unset takes an attribute back, as SetSubscriptionAttributes without a value does.
func (c *subscriptionSettings) unset(name string) {
	switch name {
	case "DeliveryPolicy":
		c.delivery, c.deliveryText = nil, ""
	case "FilterPolicy":
		c.filter, c.filterText = nil, ""
	case "RedrivePolicy":
		c.deadLetter, c.redriveText = "", ""
	case "ReplayPolicy":
		c.replay, c.replayText = nil, ""
	}
}

// set changes one attribute, in the words of LocalStack's tests where nothing else is said.
func (s *subscription) set(c *subscriptionSettings, name, v string, archived bool) (err error) {
	switch name {
	case "RawMessageDelivery":
		if c.raw = strings.EqualFold(v, "true"); c.raw && !slices.Contains([]string{"sqs", "http", "https", "firehose"}, s.protocol) {
			return fmt.Errorf("Delivery protocol [%s] does not support raw message delivery.", s.protocol) // as users report it
		}
		return isBool(name, v)
	case "FilterPolicy":
		c.filterText = v
	case "FilterPolicyScope":
		if c.filterScope = v; v != scopeAttributes && v != scopeBody {
			return fmt.Errorf("FilterPolicyScope: Invalid value [%s]. Please use either MessageBody or MessageAttributes", v)
		}
	case "DeliveryPolicy":
		if !s.isWeb() && v != "" {
			return fmt.Errorf("Delivery protocol [%s] does not support delivery policies.", s.protocol) // a guess
		}
		c.deliveryText = v
		c.delivery, err = parseSubscriptionPolicy(v)
	case "RedrivePolicy":
		c.redriveText = v
		c.deadLetter, err = s.parseRedrive(v)
	case "SubscriptionRoleArn":
		if c.role = v; !isRole(v) {
			return errors.New("SubscriptionRoleArn: is an invalid arn") // a guess
		}
	case "ReplayPolicy":
		if !s.topic.fifo || v != "" && !archived {
			return errors.New("ReplayPolicy: the topic has no ArchivePolicy") // a guess
		}
		c.replayText = v
		c.replay, err = parseReplay(v)
	default:
		return errors.New("AttributeName")
	}
	return err
}

func isRole(v string) bool {
	a, _, ok := splitARN(v)
	return ok && a.service == "iam" && strings.HasPrefix(a.resource, "role/")
}

// compileFilter compiles the filter policy, which means different things by its scope. An empty one is none.
func (c *subscriptionSettings) compileFilter() error {
	c.filter = nil
	if c.filterText == "" || isEmptyObject(c.filterText) {
		c.filterText = ""
		return nil
	}
	d := pattern.SNSAttributes
	if c.filterScope == scopeBody {
		d = pattern.SNSBody
	}
	var err error
	c.filter, err = pattern.Compile([]byte(c.filterText), d)
	return err
}

func isEmptyObject(text string) bool {
	var b bytes.Buffer
	return json.Compact(&b, []byte(text)) == nil && b.String() == "{}"
}

// parseRedrive returns the dead-letter queue of a RedrivePolicy, in the words that users report (the rules of cdk-preflight,
// github.com/cloudposse/terraform-aws-sns-topic/issues/48) where nothing else is said.
func (s *subscription) parseRedrive(v string) (target string, err error) {
	var p map[string]string
	if json.Unmarshal([]byte(v), &p) != nil { // LocalStack's
		return "", errors.New("RedrivePolicy: failed to parse JSON.")
	}
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if name != "deadLetterTargetArn" {
			return "", fmt.Errorf("RedrivePolicy: invalid JSON. Attribute %s is unknown.", name)
		}
	}
	target, ok := p["deadLetterTargetArn"]
	if !ok {
		return "", errors.New("RedrivePolicy: Missing deadLetterTargetArn attribute")
	}
	a, _, ok := splitARN(target)
	isFIFO := strings.HasSuffix(a.resource, ".fifo")
	switch {
	case !ok: // LocalStack's
		return "", errors.New("RedrivePolicy: deadLetterTargetArn is an invalid arn")
	case a.service != "sqs":
		return "", errors.New("RedrivePolicy: deadLetterTargetArn must be a SQS queue")
	case a.region != s.topic.server.core.Region:
		return "", errors.New("RedrivePolicy: deadLetterTargetArn must be in the same region as the subscription")
	case s.topic.fifo && strings.HasSuffix(s.endpoint, ".fifo") && !isFIFO: // recorded
		return "", errors.New("RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.")
	case !s.topic.fifo && isFIFO: // a guess
		return "", errors.New("RedrivePolicy: must use a standard queue as DLQ for a Subscription to a standard Topic.")
	}
	return target, nil
}

// inSubscribe and inSet put before an error about an attribute what each operation does (recorded).
func inSubscribe(err error) error { return invalid("%s", attributeError(err, "Attributes Reason: ")) }
func inSet(err error) error       { return invalid("%s", attributeError(err, "")) }

func attributeError(err error, prefix string) string {
	var p *pattern.Error
	switch {
	case !errors.As(err, &p):
		return prefix + err.Error()
	case p.Bare: // as sub_filter_policy_nested_property was recorded, and cdk-preflight reports it of Subscribe
		return prefix + p.Message
	}
	return prefix + "FilterPolicy: " + p.Message
}

// matches reports whether a message is for the subscription.
func (c *subscriptionSettings) matches(p *publication, protocol string) bool {
	switch {
	case c.filter == nil:
		return true
	case c.filterScope == scopeBody:
		return c.filter.MatchString(p.text(protocol))
	}
	return c.filter.Match(p.patternAttributes()...)
}

// ended reports whether the subscription takes no new messages, since it asked for those of the past only.
func (c *subscriptionSettings) ended(now time.Time) bool {
	return c.replay != nil && !c.replay.end.IsZero() && now.After(c.replay.end)
}
