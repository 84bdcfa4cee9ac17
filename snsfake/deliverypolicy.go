package snsfake

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/awsfake/awsfake/internal/event"
)

// maxRetryTime is the hard limit of all retries of a message to an HTTP endpoint (Developer Guide, message delivery retries).
const maxRetryTime = 3600 * time.Second

// defaultContentType is recorded, as the rest of the effective policy is.
const defaultContentType = "text/plain; charset=UTF-8"

// A retryPolicy is the healthyRetryPolicy of a delivery policy. The members stand in the order in which AWS prints them.
type retryPolicy struct {
	MinDelay   int    `json:"minDelayTarget"`
	MaxDelay   int    `json:"maxDelayTarget"`
	Retries    int    `json:"numRetries"`
	AtMaxDelay int    `json:"numMaxDelayRetries"`
	NoDelay    int    `json:"numNoDelayRetries"`
	AtMinDelay int    `json:"numMinDelayRetries"`
	Backoff    string `json:"backoffFunction"`
}

func defaultRetryPolicy() *retryPolicy {
	return &retryPolicy{MinDelay: 20, MaxDelay: 20, Retries: 3, Backoff: "linear"}
}

// UnmarshalJSON fills in the defaults.
func (p *retryPolicy) UnmarshalJSON(b []byte) error {
	type plain retryPolicy
	*p = *defaultRetryPolicy()
	return strict(b, (*plain)(p))
}

// phases returns the policy as deliveries obey it.
func (p *retryPolicy) phases() event.Policy {
	return event.Phases{
		AtOnce: p.NoDelay, AtMin: p.AtMinDelay, AtMax: p.AtMaxDelay, Backoffs: p.Retries - p.NoDelay - p.AtMinDelay - p.AtMaxDelay,
		Min: time.Duration(p.MinDelay) * time.Second, Max: time.Duration(p.MaxDelay) * time.Second,
		Function: p.Backoff, Limit: maxRetryTime,
	}.Delay
}

// check checks the ranges. The wordings are those that users report (github.com/awsdocs/amazon-sns-developer-guide/pull/5, and a
// collection of errors of CloudFormation).
func (p *retryPolicy) check(path string) error {
	for _, r := range []struct {
		name           string
		value, low, up int
	}{
		{"minDelayTarget", p.MinDelay, 1, 3600}, {"maxDelayTarget", p.MaxDelay, 1, 3600}, {"numRetries", p.Retries, 0, 100},
		{"numNoDelayRetries", p.NoDelay, 0, 100}, {"numMinDelayRetries", p.AtMinDelay, 0, 100}, {"numMaxDelayRetries", p.AtMaxDelay, 0, 100},
	} {
		switch {
		case r.value < r.low:
			return fmt.Errorf("%s.%s must be greater than or equal to %d", path, r.name, r.low)
		case r.value > r.up:
			return fmt.Errorf("%s.%s must be less than or equal to %d", path, r.name, r.up)
		}
	}
	switch p.Backoff {
	case "arithmetic", "exponential", "geometric", "linear":
	default:
		return fmt.Errorf("%s.backoffFunction the value [%s] is not a valid backoff function", path, p.Backoff)
	}
	switch {
	case p.MaxDelay < p.MinDelay:
		return fmt.Errorf("%s.maxDelayTarget must be greater than or equal to minDelayTarget", path)
	case p.Retries < p.NoDelay+p.AtMinDelay+p.AtMaxDelay:
		return fmt.Errorf("%s.numRetries must be greater than or equal to total of numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries", path)
	}
	return nil
}

type throttlePolicy struct {
	PerSecond int `json:"maxReceivesPerSecond"`
}

func (p *throttlePolicy) check(path string) error {
	if p != nil && p.PerSecond < 1 {
		return fmt.Errorf("%s.maxReceivesPerSecond must be >= 1", path)
	}
	return nil
}

type requestPolicy struct {
	ContentType string `json:"headerContentType"`
}

// A topicPolicy is the DeliveryPolicy of a topic.
type topicPolicy struct {
	HTTP struct {
		Retry    *retryPolicy    `json:"defaultHealthyRetryPolicy"`
		Disable  bool            `json:"disableSubscriptionOverrides"`
		Throttle *throttlePolicy `json:"defaultThrottlePolicy,omitempty"`
		Request  *requestPolicy  `json:"defaultRequestPolicy"`
	} `json:"http"`
}

// A subscriptionPolicy is the DeliveryPolicy of a subscription.
type subscriptionPolicy struct {
	Retry    *retryPolicy    `json:"healthyRetryPolicy"`
	Sickly   *retryPolicy    `json:"sicklyRetryPolicy"`
	Throttle *throttlePolicy `json:"throttlePolicy"`
	Request  *requestPolicy  `json:"requestPolicy"`
	Assured  bool            `json:"guaranteed"`
}

func parseTopicPolicy(text string) (*topicPolicy, error) {
	if text == "" {
		return nil, nil
	}
	p := &topicPolicy{}
	if err := parsePolicy(text, p); err != nil {
		return nil, err
	}
	return p, inPolicy(checkPolicy("http.default", "HealthyRetryPolicy", p.HTTP.Retry, "ThrottlePolicy", p.HTTP.Throttle))
}

func parseSubscriptionPolicy(text string) (*subscriptionPolicy, error) {
	if text == "" {
		return nil, nil
	}
	p := &subscriptionPolicy{}
	if err := parsePolicy(text, p); err != nil {
		return nil, err
	}
	return p, inPolicy(checkPolicy("", "healthyRetryPolicy", p.Retry, "throttlePolicy", p.Throttle))
}

func checkPolicy(prefix, retryName string, retry *retryPolicy, throttleName string, throttle *throttlePolicy) error {
	if retry != nil {
		if err := retry.check(prefix + retryName); err != nil {
			return err
		}
	}
	return throttle.check(prefix + throttleName)
}

// parsePolicy reads the JSON of a policy.
func parsePolicy(text string, p any) error {
	err := strict([]byte(text), p)
	var syntax *json.SyntaxError
	if member, ok := strings.CutPrefix(fmt.Sprint(err), "json: unknown field "); ok {
		return inPolicy(fmt.Errorf("Unexpected JSON member: %s", strings.Trim(member, `"`)))
	} else if errors.As(err, &syntax) || err != nil {
		return inPolicy(errors.New("failed to parse JSON."))
	}
	return nil
}

// strict is json.Unmarshal that knows all members.
func strict(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

func inPolicy(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("DeliveryPolicy: %w", err)
}

// effective returns the policy with the defaults; p may be nil.
func (p *topicPolicy) effective() *topicPolicy {
	e := &topicPolicy{}
	if p != nil {
		*e = *p
	}
	if e.HTTP.Retry == nil {
		e.HTTP.Retry = defaultRetryPolicy()
	}
	if e.HTTP.Request == nil || e.HTTP.Request.ContentType == "" {
		e.HTTP.Request = &requestPolicy{defaultContentType}
	}
	return e
}

// effective returns the policy of a subscription to a topic; p may be nil.
func (p *subscriptionPolicy) effective(of *topicPolicy) *subscriptionPolicy {
	t := of.effective()
	e := &subscriptionPolicy{Retry: t.HTTP.Retry, Throttle: t.HTTP.Throttle, Request: t.HTTP.Request}
	if p == nil || t.HTTP.Disable {
		return e
	}
	if p.Retry != nil {
		e.Retry = p.Retry
	}
	if p.Throttle != nil {
		e.Throttle = p.Throttle
	}
	if p.Request != nil && p.Request.ContentType != "" {
		e.Request = p.Request
	}
	return e
}

// String is the policy as GetTopicAttributes shows it.
func (p *topicPolicy) String() string { return policyText(p) }

// String is the policy as GetSubscriptionAttributes shows it.
func (p *subscriptionPolicy) String() string { return policyText(p) }

func policyText(p any) string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // numbers and strings never fail
	}
	return string(b)
}
