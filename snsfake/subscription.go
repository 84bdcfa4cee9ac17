package snsfake

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
)

func subscriptionOperations() []service.Operation {
	return []service.Operation{
		service.Op("ConfirmSubscription", (*Server).confirmSubscription),
		service.Op("GetSubscriptionAttributes", (*Server).getSubscriptionAttributes),
		service.Op("ListSubscriptions", (*Server).listSubscriptions),
		service.Op("ListSubscriptionsByTopic", (*Server).listSubscriptionsByTopic),
		service.Op("SetSubscriptionAttributes", (*Server).setSubscriptionAttributes),
		service.Op("Subscribe", (*Server).subscribe),
		service.Op("Unsubscribe", (*Server).unsubscribe),
	}
}

// A subscription is an endpoint of a topic.
type subscription struct {
	topic    *topic
	number   uint64 // of all that the server ever had
	arn      string
	protocol string
	endpoint string
	created  time.Time

	// The topic's lock guards what follows.
	pending           bool
	authenticated     bool // who confirmed it had signed
	authenticateLater bool // who unsubscribes must sign
	settings          *subscriptionSettings
	replayStatus      string
	web               *event.Lane            // of an HTTP endpoint
	groups            map[string]*event.Lane // of a FIFO topic, by message group
}

// Limits of subscriptions (AWS General Reference, Amazon SNS quotas).
const (
	maxFIFOSubscriptions = 100
	maxFilterPolicies    = 200 // of a topic
)

// isWeb reports whether a subscription is to be confirmed by a handshake.
func (s *subscription) isWeb() bool { return s.protocol == "http" || s.protocol == "https" }

func (s *subscription) isPending() bool {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	return s.pending
}

// subscribe subscribes an endpoint to a topic. One that is subscribed already stays as it is, unless attributes differ.
func (s *Server) subscribe(ctx context.Context, in *sns.SubscribeInput) (*sns.SubscribeOutput, error) {
	t, err := s.topic("Subscribe", "TopicArn", *in.TopicArn)
	if err != nil {
		return nil, err
	}
	endpoint := aws.ToString(in.Endpoint)
	if err := s.checkSubscriber(t, *in.Protocol, endpoint); err != nil {
		return nil, err
	}
	sub := &subscription{topic: t, protocol: *in.Protocol, endpoint: endpoint, created: s.core.Now()}
	if sub.settings, err = sub.with(&subscriptionSettings{}, in.Attributes, t.archives()); err != nil {
		return nil, inSubscribe(err)
	}
	if sub.protocol == "firehose" && sub.settings.role == "" { // as cdk-preflight reports it
		return nil, invalid("Delivery protocol firehose can only be subscribed with subscription role arn")
	}
	sub, err = t.add(sub, in.Attributes)
	if err != nil {
		return nil, err
	}
	if sub.isPending() {
		s.sendConfirmation(ctx, sub)
		if !in.ReturnSubscriptionArn {
			return &sns.SubscribeOutput{SubscriptionArn: aws.String("pending confirmation")}, nil
		}
	} else {
		t.drain() // a replay
	}
	return &sns.SubscribeOutput{SubscriptionArn: &sub.arn}, nil
}

// add adds a subscription to a topic, or returns the one with the same endpoint that is there.
func (t *topic) add(sub *subscription, attributes map[string]string) (*subscription, error) {
	s := t.server
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deleted {
		return nil, notFound("Topic")
	}
	t.expire(sub.created)
	filters := 0
	for _, old := range t.subscriptions {
		if old.protocol == sub.protocol && old.endpoint == sub.endpoint {
			if !old.has(attributes) {
				return nil, invalidReason("Attributes", "Subscription already exists with different attributes")
			}
			return old, nil
		}
		if old.settings.filter != nil {
			filters++
		}
	}
	if t.fifo && len(t.subscriptions) >= maxFIFOSubscriptions {
		return nil, &types.SubscriptionLimitExceededException{Message: aws.String("This topic already has the maximum number of subscriptions")} // a guess
	}
	if sub.settings.filter != nil && filters >= maxFilterPolicies {
		return nil, &types.FilterPolicyLimitExceededException{Message: aws.String("The number of filter policies exceeds the limit")} // a guess
	}
	all := append(slices.Clip(t.subscriptions), sub)
	if err := t.checkLarge(t.settings.size(), all); err != nil {
		return nil, invalid("%s", err)
	}
	sub.number = s.created.Add(1)
	sub.arn = t.arn + ":" + s.core.NewID()
	sub.pending = sub.isWeb() && !s.autoConfirm
	sub.authenticated = !sub.pending
	if sub.isWeb() {
		sub.web = &event.Lane{Core: s.core, InBackground: true}
	}
	t.subscriptions = all
	t.replay(sub, s.core.Now())
	return sub, nil
}

// protocols are those that SNS delivers by.
var protocols = []string{"http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose"}

// checkSubscriber checks protocol and endpoint, in the words that LocalStack's tests validated against AWS.
func (s *Server) checkSubscriber(t *topic, protocol, endpoint string) error {
	if !slices.Contains(protocols, protocol) {
		return invalid("Amazon SNS does not support this protocol string: %s", protocol)
	}
	if t.fifo && protocol != "sqs" { // github.com/hashicorp/terraform-provider-aws/issues/38441
		return invalid("Invalid protocol type: %s", protocol)
	}
	if endpoint == "" {
		return invalid("Endpoint")
	}
	a, _, isARN := splitARN(endpoint)
	switch protocol {
	case "http", "https":
		if !strings.HasPrefix(endpoint, protocol+"://") {
			return invalid("Endpoint must match the specified protocol")
		}
		if u, err := url.Parse(endpoint); err != nil || u.Hostname() == "" {
			return invalid("Endpoint")
		}
	case "email", "email-json":
		if name, domain, ok := strings.Cut(endpoint, "@"); !ok || name == "" || domain == "" || strings.Contains(domain, "@") {
			return invalid("Email address")
		}
	case "sms":
		if err := s.checkPhone(endpoint); err != nil {
			return err
		}
	case "application":
		if err := s.checkEndpoint(endpoint); err != nil {
			return err
		}
	case "sqs":
		if !isARN || a.service != "sqs" || a.resource == "" {
			return invalid("SQS endpoint ARN")
		}
	case "lambda":
		if !isARN || a.service != "lambda" || !strings.HasPrefix(a.resource, "function:") {
			return invalid("Lambda endpoint ARN")
		}
	case "firehose":
		if !isARN || a.service != "firehose" || !strings.HasPrefix(a.resource, "deliverystream/") {
			return invalid("Firehose endpoint ARN")
		}
	}
	if !t.fifo && protocol == "sqs" && strings.HasSuffix(endpoint, ".fifo") { // recorded, the double prefix too
		return invalid("Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics")
	}
	return nil
}

// unsubscribe ends a subscription; one that is not there has ended already. An HTTP endpoint gets a last word if nobody signed.
func (s *Server) unsubscribe(ctx context.Context, in *sns.UnsubscribeInput) (*sns.UnsubscribeOutput, error) {
	t, err := s.topicOf("Unsubscribe", *in.SubscriptionArn)
	if err != nil {
		return nil, err
	}
	if t == nil {
		return &sns.UnsubscribeOutput{}, nil
	}
	sub, err := t.remove(*in.SubscriptionArn, signed(ctx))
	if err != nil {
		return nil, err
	}
	if sub != nil && sub.isWeb() && !sub.isPending() && !signed(ctx) {
		s.sendFarewell(ctx, sub)
	}
	return &sns.UnsubscribeOutput{}, nil
}

// remove removes a subscription and returns it; nil if it is not there.
func (t *topic) remove(arn string, signed bool) (*subscription, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.IndexFunc(t.subscriptions, func(sub *subscription) bool { return sub.arn == arn })
	if i < 0 {
		return nil, nil
	}
	sub := t.subscriptions[i]
	if sub.authenticateLater && !signed {
		return nil, &types.AuthorizationErrorException{Message: aws.String("Unsubscribing requires authentication")} // a guess
	}
	t.subscriptions = slices.Delete(slices.Clone(t.subscriptions), i, i+1)
	t.unsubscribed++
	return sub, nil
}

// signed reports whether a request bears a signature.
func signed(ctx context.Context) bool { return service.Header(ctx, "Authorization") != "" }

// topicOf returns the topic of a subscription, nil if there is none.
func (s *Server) topicOf(action, subscriptionARN string) (*topic, error) {
	a, err := s.ours(action, "SubscriptionArn", subscriptionARN)
	if err != nil {
		return nil, err
	}
	name, id, _ := strings.Cut(a.resource, ":")
	if id == "" || strings.Contains(id, ":") {
		return nil, invalid("SubscriptionId")
	}
	return s.named(name), nil
}

// withSubscription calls f with a subscription, its topic locked.
func (s *Server) withSubscription(action, arn string, f func(*subscription) error) error {
	t, err := s.topicOf(action, arn)
	if err != nil {
		return err
	}
	if t == nil {
		return notFound("Subscription")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.expire(s.core.Now())
	for _, sub := range t.subscriptions {
		if sub.arn == arn {
			return f(sub)
		}
	}
	return notFound("Subscription")
}

// listSubscriptions lists the subscriptions of all topics in the order of subscribing, 100 a page.
func (s *Server) listSubscriptions(ctx context.Context, in *sns.ListSubscriptionsInput) (*sns.ListSubscriptionsOutput, error) {
	l, next, err := s.list(s.allTopics(), in.NextToken)
	if err != nil {
		return nil, err
	}
	return &sns.ListSubscriptionsOutput{Subscriptions: l, NextToken: next}, nil
}

// listSubscriptionsByTopic lists the subscriptions of a topic in the order of subscribing, 100 a page.
func (s *Server) listSubscriptionsByTopic(ctx context.Context, in *sns.ListSubscriptionsByTopicInput) (*sns.ListSubscriptionsByTopicOutput, error) {
	t, err := s.topic("ListSubscriptionsByTopic", "TopicArn", *in.TopicArn)
	if err != nil {
		return nil, err
	}
	l, next, err := s.list([]*topic{t}, in.NextToken)
	if err != nil {
		return nil, err
	}
	return &sns.ListSubscriptionsByTopicOutput{Subscriptions: l, NextToken: next}, nil
}

// list returns a page of the subscriptions to topics.
func (s *Server) list(topics []*topic, token *string) ([]types.Subscription, *string, error) {
	type listed struct {
		key string
		types.Subscription
	}
	var all []listed
	for _, t := range topics {
		t.mu.Lock()
		t.expire(s.core.Now())
		for _, sub := range t.subscriptions {
			arn := sub.arn
			if sub.pending {
				arn = "PendingConfirmation"
			}
			all = append(all, listed{fmt.Sprintf("%020d", sub.number), types.Subscription{
				SubscriptionArn: &arn, TopicArn: &t.arn, Protocol: &sub.protocol, Endpoint: &sub.endpoint, Owner: &s.core.AccountID}})
		}
		t.mu.Unlock()
	}
	slices.SortFunc(all, func(a, b listed) int { return strings.Compare(a.key, b.key) })
	all, next, err := page(all, pageSize, token, func(l listed) string { return l.key })
	l := make([]types.Subscription, len(all))
	for i := range all {
		l[i] = all[i].Subscription
	}
	return l, next, err
}

// getSubscriptionAttributes returns all attributes of a subscription.
func (s *Server) getSubscriptionAttributes(ctx context.Context, in *sns.GetSubscriptionAttributesInput) (*sns.GetSubscriptionAttributesOutput, error) {
	out := &sns.GetSubscriptionAttributesOutput{}
	err := s.withSubscription("GetSubscriptionAttributes", *in.SubscriptionArn, func(sub *subscription) error {
		a := map[string]string{
			"SubscriptionArn": sub.arn, "TopicArn": sub.topic.arn, "Owner": s.core.AccountID,
			"Protocol": sub.protocol, "Endpoint": sub.endpoint, "SubscriptionPrincipal": s.core.ARN("iam", "user/test"),
			"PendingConfirmation":          fmt.Sprint(sub.pending),
			"ConfirmationWasAuthenticated": fmt.Sprint(sub.authenticated),
		}
		for _, name := range subscriptionAttributes {
			if v := sub.settings.get(name); v != "" && (name != "FilterPolicyScope" || sub.settings.filter != nil) {
				a[name] = v
			}
		}
		if sub.isWeb() {
			a["EffectiveDeliveryPolicy"] = sub.settings.delivery.effective(sub.topic.settings.delivery).String()
		}
		if sub.replayStatus != "" {
			a["ReplayStatus"] = sub.replayStatus
		}
		out.Attributes = a
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// setSubscriptionAttributes changes one attribute.
func (s *Server) setSubscriptionAttributes(ctx context.Context, in *sns.SetSubscriptionAttributesInput) (*sns.SetSubscriptionAttributesOutput, error) {
	var t *topic
	err := s.withSubscription("SetSubscriptionAttributes", *in.SubscriptionArn, func(sub *subscription) error {
		t = sub.topic
		c := *sub.settings
		values := map[string]string{*in.AttributeName: aws.ToString(in.AttributeValue)}
		if in.AttributeValue == nil && strings.HasSuffix(*in.AttributeName, "Policy") {
			c.unset(*in.AttributeName)
			values = nil
		}
		changed, err := sub.with(&c, values, t.settings.archiveDays > 0)
		if err != nil {
			return inSet(err)
		}
		sub.settings = changed
		if *in.AttributeName == "ReplayPolicy" {
			t.replay(sub, s.core.Now())
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	t.drain()
	return &sns.SetSubscriptionAttributesOutput{}, nil
}

// has reports whether all attributes given have the values that are in effect.
func (s *subscription) has(attributes map[string]string) bool {
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		c, err := s.with(s.settings, map[string]string{name: attributes[name]}, s.topic.settings.archiveDays > 0)
		if err != nil || !sameText(c.get(name), s.settings.get(name)) {
			return false
		}
	}
	return true
}
