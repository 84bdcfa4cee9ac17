package snsfake_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/internal/leaktest"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

type attrs = map[string]string

// A fixture is a server that shares its AWS with queues, whose clock moves only when a test says so.
type fixture struct {
	*snsfake.Server
	queues *sqsfake.Server
	t      *testing.T
}

func start(t *testing.T, optFns ...func(*snsfake.Options)) *fixture {
	t.Helper()
	t.Parallel()
	f := inBubble(t, optFns...)
	f.Clock.Freeze()
	return f
}

// inBubble is start for tests inside a bubble, where time stands still by itself.
func inBubble(t *testing.T, optFns ...func(*snsfake.Options)) *fixture {
	t.Helper()
	var o snsfake.Options
	for _, fn := range optFns {
		fn(&o)
	}
	queues := sqsfake.Start(t, func(q *sqsfake.Options) { q.Options = o.Options })
	optFns = append(optFns, func(o *snsfake.Options) {
		o.Join = queues.Panel
		o.Handlers = nil
	})
	return &fixture{snsfake.Start(t, optFns...), queues, t}
}

func (f *fixture) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// topic creates a topic, a FIFO topic if its name says so, and returns its ARN.
func (f *fixture) topic(name string, attributes attrs) *string {
	f.t.Helper()
	all := attrs{}
	if strings.HasSuffix(name, ".fifo") {
		all["FifoTopic"] = "true"
	}
	for k, v := range attributes {
		all[k] = v
	}
	out, err := f.Client.CreateTopic(f.t.Context(), &sns.CreateTopicInput{Name: &name, Attributes: all})
	f.ok(err)
	return out.TopicArn
}

// queue creates a queue, a FIFO queue if its name says so, and returns its ARN.
func (f *fixture) queue(name string) string {
	f.t.Helper()
	in := &sqs.CreateQueueInput{QueueName: &name}
	if strings.HasSuffix(name, ".fifo") {
		in.Attributes = attrs{"FifoQueue": "true"}
	}
	_, err := f.queues.Client.CreateQueue(f.t.Context(), in)
	f.ok(err)
	return f.ARN("sqs", name)
}

func (f *fixture) trySubscribe(topic *string, protocol, endpoint string, attributes attrs) (string, error) {
	out, err := f.Client.Subscribe(f.t.Context(), &sns.SubscribeInput{
		TopicArn: topic, Protocol: &protocol, Endpoint: &endpoint, Attributes: attributes, ReturnSubscriptionArn: true,
	})
	if err != nil {
		return "", err
	}
	return *out.SubscriptionArn, nil
}

// subscribe subscribes an endpoint and returns the ARN of the subscription.
func (f *fixture) subscribe(topic *string, protocol, endpoint string, attributes attrs) string {
	f.t.Helper()
	arn, err := f.trySubscribe(topic, protocol, endpoint, attributes)
	f.ok(err)
	return arn
}

func (f *fixture) set(subscription, name, value string) error {
	_, err := f.Client.SetSubscriptionAttributes(f.t.Context(), &sns.SetSubscriptionAttributesInput{SubscriptionArn: &subscription, AttributeName: &name, AttributeValue: &value})
	return err
}

func (f *fixture) setTopic(topic *string, name, value string) error {
	_, err := f.Client.SetTopicAttributes(f.t.Context(), &sns.SetTopicAttributesInput{TopicArn: topic, AttributeName: &name, AttributeValue: &value})
	return err
}

func (f *fixture) attributes(subscription string) attrs {
	f.t.Helper()
	out, err := f.Client.GetSubscriptionAttributes(f.t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: &subscription})
	f.ok(err)
	return out.Attributes
}

func (f *fixture) topicAttributes(topic *string) attrs {
	f.t.Helper()
	out, err := f.Client.GetTopicAttributes(f.t.Context(), &sns.GetTopicAttributesInput{TopicArn: topic})
	f.ok(err)
	return out.Attributes
}

// publish publishes messages, with options for all of them, and returns the last answer.
func (f *fixture) publish(topic *string, message string, optFns ...func(*sns.PublishInput)) *sns.PublishOutput {
	f.t.Helper()
	out, err := f.tryPublish(topic, message, optFns...)
	f.ok(err)
	return out
}

func (f *fixture) tryPublish(topic *string, message string, optFns ...func(*sns.PublishInput)) (*sns.PublishOutput, error) {
	in := &sns.PublishInput{TopicArn: topic, Message: &message}
	for _, fn := range optFns {
		fn(in)
	}
	return f.Client.Publish(f.t.Context(), in)
}

func subject(s string) func(*sns.PublishInput) {
	return func(in *sns.PublishInput) { in.Subject = &s }
}

func structured(in *sns.PublishInput) { in.MessageStructure = aws.String("json") }

// group puts a message into a group, with a deduplication id unless that is "".
func group(id, dedup string) func(*sns.PublishInput) {
	return func(in *sns.PublishInput) {
		in.MessageGroupId = &id
		if dedup != "" {
			in.MessageDeduplicationId = &dedup
		}
	}
}

// with adds a message attribute: with("price", "Number", "7").
func with(name, kind, value string) func(*sns.PublishInput) {
	return func(in *sns.PublishInput) {
		if in.MessageAttributes == nil {
			in.MessageAttributes = map[string]types.MessageAttributeValue{}
		}
		v := types.MessageAttributeValue{DataType: &kind}
		if strings.HasPrefix(kind, "Binary") {
			v.BinaryValue = []byte(value)
		} else {
			v.StringValue = &value
		}
		in.MessageAttributes[name] = v
	}
}

// bodies returns the bodies of a queue's messages.
func (f *fixture) bodies(queue string) []string {
	f.t.Helper()
	l := []string{}
	for _, m := range f.queues.Messages(queue) {
		l = append(l, m.Body)
	}
	return l
}

// one returns the only message of a queue.
func (f *fixture) one(queue string) sqsfake.Message {
	f.t.Helper()
	l := f.queues.Messages(queue)
	if len(l) != 1 {
		f.t.Fatalf("%s has %d messages, want 1: %+v", queue, len(l), l)
	}
	return l[0]
}

// document reads a JSON object.
func (f *fixture) document(text string) map[string]any {
	f.t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		f.t.Fatalf("%v: %s", err, text)
	}
	return m
}

// messages returns the member Message of each envelope in a queue.
func (f *fixture) messages(queue string) []string {
	f.t.Helper()
	l := []string{}
	for _, body := range f.bodies(queue) {
		l = append(l, f.document(body)["Message"].(string))
	}
	return l
}

// wantError checks everything that a client can see of an error.
func wantError(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		t.Errorf("error %v, want %s %s", err, code, message)
		return
	}
	if api.ErrorCode() != code || res.HTTPStatusCode() != status || api.ErrorMessage() != message {
		t.Errorf("error %d %s %q\n   want %d %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), status, code, message)
	}
}

// wantInvalid checks that an error is InvalidParameter.
func wantInvalid(t *testing.T, err error, message string) {
	t.Helper()
	wantError(t, err, http.StatusBadRequest, "InvalidParameter", message)
}
