package sqsfake_test

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/sqsfake"
)

type attrs = map[string]string

// A fixture is a server whose clock moves only when a test says so.
type fixture struct {
	*sqsfake.Server
	t *testing.T
}

func start(t *testing.T) *fixture {
	t.Helper()
	t.Parallel()
	f := &fixture{sqsfake.Start(t), t}
	f.Clock.Freeze()
	return f
}

// inBubble is start for tests inside a bubble, where time stands still by itself.
func inBubble(t *testing.T) *fixture {
	t.Helper()
	return &fixture{sqsfake.Start(t), t}
}

func (f *fixture) ok(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// queue creates a queue, a FIFO queue if its name says so, and returns its URL.
func (f *fixture) queue(name string, attributes attrs) string {
	f.t.Helper()
	if len(name) > 5 && name[len(name)-5:] == ".fifo" {
		all := attrs{"FifoQueue": "true"}
		for k, v := range attributes {
			all[k] = v
		}
		attributes = all
	}
	out, err := f.Client.CreateQueue(f.t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes})
	f.ok(err)
	return *out.QueueUrl
}

// orders creates the queue that most tests have.
func (f *fixture) orders() string { f.t.Helper(); return f.queue("orders", nil) }

func (f *fixture) send(url string, bodies ...string) {
	f.t.Helper()
	for _, b := range bodies {
		_, err := f.Client.SendMessage(f.t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &b})
		f.ok(err)
	}
}

// sendTo sends to a group of a FIFO queue, each message with its body as deduplication id.
func (f *fixture) sendTo(url, group string, bodies ...string) {
	f.t.Helper()
	for _, b := range bodies {
		_, err := f.Client.SendMessage(f.t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &b, MessageGroupId: &group, MessageDeduplicationId: &b})
		f.ok(err)
	}
}

func (f *fixture) receive(url string, with ...func(*sqs.ReceiveMessageInput)) []types.Message {
	f.t.Helper()
	in := &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: 10}
	for _, fn := range with {
		fn(in)
	}
	out, err := f.Client.ReceiveMessage(f.t.Context(), in)
	f.ok(err)
	return out.Messages
}

func most(n int32) func(*sqs.ReceiveMessageInput) {
	return func(in *sqs.ReceiveMessageInput) { in.MaxNumberOfMessages = n }
}

func hiddenFor(n int32) func(*sqs.ReceiveMessageInput) {
	return func(in *sqs.ReceiveMessageInput) { in.VisibilityTimeout = n }
}

func waiting(n int32) func(*sqs.ReceiveMessageInput) {
	return func(in *sqs.ReceiveMessageInput) { in.WaitTimeSeconds = n }
}

// one receives the only message there is.
func (f *fixture) one(url string, with ...func(*sqs.ReceiveMessageInput)) types.Message {
	f.t.Helper()
	l := f.receive(url, with...)
	if len(l) != 1 {
		f.t.Fatalf("received %q, want one message", bodies(l))
	}
	return l[0]
}

func (f *fixture) delete(url string, messages ...types.Message) {
	f.t.Helper()
	for _, m := range messages {
		_, err := f.Client.DeleteMessage(f.t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
		f.ok(err)
	}
}

func (f *fixture) hide(url string, m types.Message, seconds int32) error {
	_, err := f.Client.ChangeMessageVisibility(f.t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: seconds})
	return err
}

func (f *fixture) attributes(url string, names ...types.QueueAttributeName) attrs {
	f.t.Helper()
	if names == nil {
		names = []types.QueueAttributeName{"All"}
	}
	out, err := f.Client.GetQueueAttributes(f.t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: names})
	f.ok(err)
	return out.Attributes
}

func (f *fixture) set(url string, a attrs) error {
	_, err := f.Client.SetQueueAttributes(f.t.Context(), &sqs.SetQueueAttributesInput{QueueUrl: &url, Attributes: a})
	return err
}

// counts returns the visible, delayed and in-flight messages, as the attributes say.
func (f *fixture) counts(url string) [3]int {
	f.t.Helper()
	a := f.attributes(url)
	var n [3]int
	for i, name := range []string{"ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible"} {
		n[i], _ = strconv.Atoi(a[name])
	}
	return n
}

// redrive is a RedrivePolicy.
func (f *fixture) redrive(target string, most int) attrs {
	return attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.ARN("sqs", target) + `","maxReceiveCount":` + strconv.Itoa(most) + `}`}
}

func bodies(l []types.Message) []string {
	out := []string{}
	for _, m := range l {
		out = append(out, aws.ToString(m.Body))
	}
	return out
}

// wantError checks everything that a client can see of an error; an empty message is any.
func wantError(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var api smithy.APIError
	var res *awshttp.ResponseError
	if !errors.As(err, &api) || !errors.As(err, &res) {
		t.Errorf("error %v, want %s", err, code)
		return
	}
	if api.ErrorCode() != code || res.HTTPStatusCode() != status || message != "" && api.ErrorMessage() != message {
		t.Errorf("error %d %s %q\n   want %d %s %q", res.HTTPStatusCode(), api.ErrorCode(), api.ErrorMessage(), status, code, message)
	}
}

// in runs f in a goroutine and returns its result when it is asked for.
func in[T any](f func() (T, error)) func(t *testing.T) T {
	type result struct {
		v   T
		err error
	}
	ch := make(chan result, 1)
	go func() {
		v, err := f()
		ch <- result{v, err}
	}()
	return func(t *testing.T) T {
		t.Helper()
		r := <-ch
		if r.err != nil {
			t.Error(r.err)
		}
		return r.v
	}
}

// poll begins a long poll of 20 seconds and returns when it waits.
func (f *fixture) poll(ctx context.Context, url string, most int32) func(*testing.T) []types.Message {
	f.t.Helper()
	n := len(f.Calls("ReceiveMessage"))
	result := in(func() ([]types.Message, error) {
		out, err := f.Client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &url, MaxNumberOfMessages: most, WaitTimeSeconds: 20})
		if err != nil {
			return nil, err
		}
		return out.Messages, nil
	})
	f.Until(f.t.Context(), func() bool { return len(f.Calls("ReceiveMessage")) > n })
	f.Settle(f.t.Context())
	return result
}

const second = time.Second
