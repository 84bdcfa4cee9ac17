package snsfake

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake/internal/core"
)

// tokenLife is how long a subscription waits to be confirmed, and its token is good (Developer Guide, "within 2 days").
const tokenLife = 48 * time.Hour

// A token confirms a subscription, or restores it.
type token struct {
	subscription *subscription
	expires      time.Time
}

// newToken returns a token of 288 hexadecimal digits, as on AWS.
func (s *Server) newToken(sub *subscription) string {
	text := s.core.NewHex(144)
	now := s.core.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for old, t := range s.tokens { // the order does not show
		if !t.expires.After(now) {
			delete(s.tokens, old)
		}
	}
	s.tokens[text] = token{sub, now.Add(tokenLife)}
	return text
}

// confirmSubscription confirms a subscription, or restores one that was ended, with the token that its endpoint got. The topic must
// be one of this region and not more (recorded: nonexistent-token-confirm).
func (s *Server) confirmSubscription(ctx context.Context, in *sns.ConfirmSubscriptionInput) (*sns.ConfirmSubscriptionOutput, error) {
	if a, _, ok := splitARN(*in.TopicArn); !ok || a.service != "sns" || a.region != s.core.Region {
		return nil, invalid("Topic")
	}
	s.mu.RLock()
	tok, ok := s.tokens[*in.Token]
	s.mu.RUnlock()
	sub := tok.subscription
	if !ok || !tok.expires.After(s.core.Now()) {
		return nil, invalid("Token")
	}
	t := sub.topic
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.deleted {
		return nil, invalid("Token")
	}
	if sub.pending {
		sub.pending, sub.authenticated = false, signed(ctx)
	}
	if strings.EqualFold(aws.ToString(in.AuthenticateOnUnsubscribe), "true") && signed(ctx) {
		sub.authenticateLater = true
	}
	if !slices.Contains(t.subscriptions, sub) {
		t.subscriptions = append(slices.Clip(t.subscriptions), sub)
		t.unsubscribed--
	}
	return &sns.ConfirmSubscriptionOutput{SubscriptionArn: &sub.arn}, nil
}

// sendConfirmation asks an HTTP endpoint whether it wants to subscribe.
func (s *Server) sendConfirmation(ctx context.Context, sub *subscription) {
	s.sendRequest(ctx, sub, "SubscriptionConfirmation",
		"You have chosen to subscribe to the topic "+sub.topic.arn+".\nTo confirm the subscription, visit the SubscribeURL included in this message.")
}

// sendFarewell tells an HTTP endpoint that somebody has ended its subscription.
func (s *Server) sendFarewell(ctx context.Context, sub *subscription) {
	s.sendRequest(ctx, sub, "UnsubscribeConfirmation",
		"You have chosen to deactivate subscription "+sub.arn+".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.")
}

// sendRequest sends a message that asks the endpoint to visit a URL.
func (s *Server) sendRequest(ctx context.Context, sub *subscription, kind, text string) {
	p := &publication{server: s, topic: sub.topic, kind: kind, id: s.core.NewID(), message: text, time: s.core.Now(),
		base: s.baseURL(ctx), cause: core.CauseOf(ctx), token: s.newToken(sub)}
	p.signature = sub.topic.signature()
	s.post(p, recipient{sub, sub.current()}, p.envelope(sub.protocol, sub, false))
}

// current returns the settings in force.
func (s *subscription) current() *subscriptionSettings {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	return s.settings
}

// signature returns the version of the signatures of the topic's messages.
func (t *topic) signature() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.settings.signature
}
