package snsfake_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

// The layout is that of the examples in the Developer Guide.
func TestAQueueGetsTheMessageInItsEnvelope(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	sub := f.subscribe(arn, "sqs", f.queue("billing"), nil)
	out := f.publish(arn, "ö§a1\"_!?,. £$-\n<&>\x1b", subject("Order \"7\""), with("attr1", "Number", "99.12"), with("b", "Binary", "\x02\x03"))
	m := f.one("billing")
	doc := f.document(m.Body)
	want := `{
  "Type" : "Notification",
  "MessageId" : "` + *out.MessageId + `",
  "TopicArn" : "` + *arn + `",
  "Subject" : "Order \"7\"",
  "Message" : "ö§a1\"_!?,. £$-\n<&>\u001b",
  "Timestamp" : "` + f.Clock.Now().Format("2006-01-02T15:04:05.000Z") + `",
  "SignatureVersion" : "1",
  "Signature" : "` + fmt.Sprint(doc["Signature"]) + `",
  "SigningCertURL" : "` + fmt.Sprint(doc["SigningCertURL"]) + `",
  "UnsubscribeURL" : "` + f.URL() + `/?Action=Unsubscribe&SubscriptionArn=` + sub + `",
  "MessageAttributes" : {
    "attr1" : {"Type":"Number","Value":"99.12"},
    "b" : {"Type":"Binary","Value":"AgM="}
  }
}`
	if diff := cmp.Diff(want, m.Body); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if len(m.Attributes) != 0 {
		t.Errorf("attributes outside of the envelope: %v", m.Attributes)
	}
	if !strings.HasPrefix(fmt.Sprint(doc["SigningCertURL"]), f.URL()+"/SimpleNotificationService-") {
		t.Error(doc["SigningCertURL"])
	}
}

func TestRawDeliveryToAQueueKeepsTheAttributes(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "sqs", f.queue("billing"), attrs{"RawMessageDelivery": "true"})
	f.publish(arn, "This is a test message", with("store", "Binary", "\x02\x03\x04"), with("n", "Number.int", "7"), subject("lost"))
	m := f.one("billing")
	if m.Body != "This is a test message" || string(m.Attributes["store"].BinaryValue) != "\x02\x03\x04" ||
		*m.Attributes["n"].DataType != "Number.int" || *m.Attributes["n"].StringValue != "7" || len(m.Attributes) != 2 {
		t.Errorf("%+v", m)
	}
}

func TestMessageStructureJSONHasATextForEachProtocol(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "sqs", f.queue("own"), nil)
	f.subscribe(arn, "email", "a@example.com", nil)
	f.publish(arn, `{"default":"for all","sqs":"for queues","email":7}`, structured)
	f.publish(arn, `{"default":"for all","sqs":{"not":"a text"}}`, structured)
	if diff := cmp.Diff([]string{"for queues", "for all"}, f.messages("own")); diff != "" {
		t.Error(diff)
	}
	if got := f.Outbox(); len(got) != 2 || got[0].Message != "for all" {
		t.Errorf("%+v", got)
	}
}

func TestEmail(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "email", "plain@example.com", nil)
	f.subscribe(arn, "email-json", "json@example.com", nil)
	out := f.publish(arn, "hello", subject("Hi"), with("a", "String", "b"))
	got := f.Outbox()
	if len(got) != 2 {
		t.Fatalf("%+v", got)
	}
	n := got[0]
	if n.MessageID != *out.MessageId || n.TopicARN != *arn || n.Protocol != "email" || n.Endpoint != "plain@example.com" || n.Subject != "Hi" ||
		n.Message != "hello" || *n.Attributes["a"].StringValue != "b" || !n.SentAt.Equal(f.Clock.Now()) {
		t.Errorf("%+v", n)
	}
	if doc := f.document(got[1].Message); doc["Message"] != "hello" || doc["Signature"] == nil {
		t.Errorf("%+v", got[1])
	}
	if d := f.Deliveries(); len(d) != 2 || d[0].Target != "plain@example.com" || string(d[0].Payload) != "hello" {
		t.Errorf("%+v", d)
	}
}

// doubles records what functions and delivery streams would get.
type doubles struct{ got map[string][]string }

func (d *doubles) as(name string, errs ...error) func([]byte) error {
	if d.got == nil {
		d.got = map[string][]string{}
	}
	return func(payload []byte) error {
		d.got[name] = append(d.got[name], string(payload))
		if len(errs) == 0 {
			return nil
		}
		err := errs[0]
		errs = errs[1:]
		return err
	}
}

const (
	functionARN = "arn:aws:lambda:us-east-1:000000000000:function:resize"
	streamARN   = "arn:aws:firehose:us-east-1:000000000000:deliverystream/archive"
	roleARN     = "arn:aws:iam::000000000000:role/firehose"
)

func TestAFunctionGetsTheRecordedEvent(t *testing.T) {
	var d doubles
	f := start(t, func(o *snsfake.Options) { o.Targets = map[string]func([]byte) error{functionARN: d.as("f")} })
	arn := f.topic("orders", attrs{"SignatureVersion": "2"})
	sub := f.subscribe(arn, "lambda", functionARN, nil)
	out := f.publish(arn, "Hello world.", subject("[Subject] Test subject"), with("a", "String", "b"))
	f.publish(arn, "no subject")
	var event struct {
		Records []struct {
			EventSource, EventVersion, EventSubscriptionArn string
			Sns                                             map[string]any
		}
	}
	if err := json.Unmarshal([]byte(d.got["f"][0]), &event); err != nil {
		t.Fatal(err)
	}
	r := event.Records[0]
	if len(event.Records) != 1 || r.EventSource != "aws:sns" || r.EventVersion != "1.0" || r.EventSubscriptionArn != sub {
		t.Errorf("%s", d.got["f"][0])
	}
	if r.Sns["Signature"] == "" || r.Sns["SigningCertUrl"] == "" {
		t.Errorf("no signature: %v", r.Sns)
	}
	delete(r.Sns, "Signature")
	delete(r.Sns, "SigningCertUrl")
	want := map[string]any{"Type": "Notification", "MessageId": *out.MessageId, "TopicArn": *arn, "Subject": "[Subject] Test subject", "Message": "Hello world.",
		"Timestamp": f.Clock.Now().Format("2006-01-02T15:04:05.000Z"), "SignatureVersion": "1",
		"UnsubscribeUrl":    f.URL() + "/?Action=Unsubscribe&SubscriptionArn=" + sub,
		"MessageAttributes": map[string]any{"a": map[string]any{"Type": "String", "Value": "b"}}}
	if diff := cmp.Diff(want, r.Sns); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if second := d.got["f"][1]; !strings.Contains(second, `"Subject":null`) || !strings.Contains(second, `"MessageAttributes":{}`) {
		t.Error(second)
	}
}

func TestADeliveryStreamGetsALine(t *testing.T) {
	var d doubles
	f := start(t, func(o *snsfake.Options) { o.Targets = map[string]func([]byte) error{streamARN: d.as("s")} })
	arn := f.topic("orders", nil)
	sub := f.subscribe(arn, "firehose", streamARN, attrs{"SubscriptionRoleArn": roleARN})
	out := f.publish(arn, "one", with("a", "String", "b"))
	f.ok(f.set(sub, "RawMessageDelivery", "true"))
	f.publish(arn, "two", with("a", "String", "b"))
	want := []string{`{"Type":"Notification","MessageId":"` + *out.MessageId + `","TopicArn":"` + *arn + `","Message":"one","Timestamp":"` +
		f.Clock.Now().Format("2006-01-02T15:04:05.000Z") + `","UnsubscribeURL":"` + f.URL() + `/?Action=Unsubscribe&SubscriptionArn=` + sub +
		`","MessageAttributes":{"a":{"Type":"String","Value":"b"}}}` + "\n", "two\n"}
	if diff := cmp.Diff(want, d.got["s"]); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFilters(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	for name, a := range map[string]attrs{
		"all":        nil,
		"attributes": {"FilterPolicy": `{"region":["eu"],"amount":[{"numeric":[">",1000]}]}`},
		"body":       {"FilterPolicyScope": "MessageBody", "FilterPolicy": `{"order":{"region":["eu"]}}`},
	} {
		a = attrs{"RawMessageDelivery": "true", "FilterPolicy": a["FilterPolicy"], "FilterPolicyScope": a["FilterPolicyScope"]}
		if a["FilterPolicyScope"] == "" {
			delete(a, "FilterPolicyScope")
		}
		f.subscribe(arn, "sqs", f.queue(name), a)
	}
	f.publish(arn, "1", with("region", "String", "eu"), with("amount", "Number", "5000"))
	f.publish(arn, "2", with("region", "String", "eu"), with("amount", "Number", "1000"))
	f.publish(arn, "3")
	f.publish(arn, `{"order":{"region":"eu"}}`)
	f.publish(arn, `{"order":{"region":"us"}}`)
	for queue, want := range map[string]string{
		"all": `1 2 3 {"order":{"region":"eu"}} {"order":{"region":"us"}}`, "attributes": "1", "body": `{"order":{"region":"eu"}}`,
	} {
		if got := strings.Join(f.bodies(queue), " "); got != want {
			t.Errorf("%s: %s, want %s", queue, got, want)
		}
	}
}

func TestDeliveriesAreInTheLedger(t *testing.T) {
	var d doubles
	f := start(t, func(o *snsfake.Options) { o.Targets = map[string]func([]byte) error{functionARN: d.as("f")} })
	arn := f.topic("orders", nil)
	for _, q := range []string{"z", "a"} {
		f.subscribe(arn, "sqs", f.queue(q), attrs{"RawMessageDelivery": "true"})
	}
	f.subscribe(arn, "lambda", functionARN, nil)
	f.publish(arn, "hello")
	calls := f.Calls("Publish")
	got := f.Deliveries()
	if len(got) != 3 {
		t.Fatalf("%v", got)
	}
	for i, target := range []string{f.ARN("sqs", "z"), f.ARN("sqs", "a"), functionARN} { // in the order of subscribing
		d := got[i]
		if d.Target != target || d.Source != *arn || d.Cause != calls[0].ID || d.ID <= d.Cause || d.Attempts != 1 || d.Err != nil || !d.Time.Equal(f.Clock.Now()) {
			t.Errorf("%+v", d)
		}
	}
	if string(got[0].Payload) != "hello" || !strings.HasSuffix(got[0].String(), "sns orders -> sqs z") {
		t.Errorf("%v %s", got[0], got[0].Payload)
	}
	if l := f.queues.Deliveries(); len(l) != 2 {
		t.Errorf("the queues' panel: %v", l)
	}
	f.queues.Reset()
	if l := f.Deliveries(); len(l) != 1 {
		t.Errorf("after the queues' reset: %v", l)
	}
}

// A delivery that has no target fails the test, as AWS would lose it without a word.
func TestADeliveryWithoutATargetFailsTheTest(t *testing.T) {
	t.Parallel()
	for name, run := range map[string]func(t testing.TB) *fixture{
		"no such queue": func(t testing.TB) *fixture {
			q := sqsfake.Start(t)
			return &fixture{snsfake.Start(t, func(o *snsfake.Options) { o.Join = q.Panel }), q, nil}
		},
		"no fake": func(t testing.TB) *fixture { return &fixture{snsfake.Start(t), nil, nil} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := tbtest.Run(t, func(t testing.TB) {
				f := run(t)
				topic, err := f.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("orders")})
				if err == nil {
					_, err = f.Client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic.TopicArn, Protocol: aws.String("sqs"), Endpoint: aws.String(f.ARN("sqs", "billing"))})
				}
				if err == nil {
					_, err = f.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: topic.TopicArn, Message: aws.String("m")})
				}
				if err != nil {
					t.Fatal(err)
				}
			})
			for _, want := range []string{
				"a delivery from arn:aws:sns:us-east-1:000000000000:orders to arn:aws:sqs:us-east-1:000000000000:billing gets lost: there is no such target",
				"undelivered: ", "sns orders -> sqs billing: there is no such target", "given up",
			} {
				if !r.Failed || !strings.Contains(r.Log, want) {
					t.Errorf("failed: %t, %q is not in\n%s", r.Failed, want, r.Log)
				}
			}
		})
	}
}

func TestWhatCannotBeDeliveredGoesToTheDeadLetterQueue(t *testing.T) {
	var d doubles
	denied := &smithy.GenericAPIError{Code: "AccessDenied", Message: "no", Fault: smithy.FaultClient}
	f := start(t, func(o *snsfake.Options) {
		o.Targets = map[string]func([]byte) error{functionARN: d.as("f", denied, control.ErrAccessDenied)}
	})
	arn := f.topic("orders", nil)
	redrive := attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.queue("dead") + `"}`}
	f.subscribe(arn, "lambda", functionARN, redrive)
	gone := attrs{"RawMessageDelivery": "true"}
	for k, v := range redrive {
		gone[k] = v
	}
	f.subscribe(arn, "sqs", f.ARN("sqs", "gone"), gone)
	f.publish(arn, "1", with("a", "String", "b"))
	got := f.queues.Messages("dead")
	if len(got) != 2 || got[0].Body != d.got["f"][0] || got[1].Body != "1" || *got[1].Attributes["a"].StringValue != "b" {
		t.Fatalf("%+v", got)
	}
	var l []string
	for _, d := range f.Deliveries() {
		l = append(l, fmt.Sprintf("%s %d %v", d.Target[strings.LastIndex(d.Target, ":")+1:], d.Attempts, d.Err))
	}
	want := []string{"resize 1 api error AccessDenied: no", "dead 1 <nil>", "gone 1 there is no such target", "dead 1 <nil>"}
	if diff := cmp.Diff(want, l); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	f.publish(arn, "2")
	if n := len(f.queues.Messages("dead")); n != 4 {
		t.Errorf("%d dead letters", n)
	}
}

// AWS's own services are tried 3 times at once, then after 1 s, 1 s, and with growing delays.
func TestManagedTargetsAreTriedAgain(t *testing.T) {
	var d doubles
	busy := errors.New("busy")
	f := start(t, func(o *snsfake.Options) {
		o.Targets = map[string]func([]byte) error{functionARN: d.as("f", slices.Repeat([]error{busy}, 7)...)}
	})
	arn := f.topic("orders", nil)
	f.subscribe(arn, "lambda", functionARN, nil)
	f.publish(arn, "m")
	attempts := func() int { return f.Deliveries()[0].Attempts }
	if n := attempts(); n != 4 || f.Deliveries()[0].Err != busy {
		t.Errorf("%d attempts at once", n)
	}
	f.Settle(t.Context()) // what is due later stays so
	for i, step := range []time.Duration{time.Second, time.Second, time.Second} {
		f.Clock.Advance(step - time.Millisecond)
		if n := attempts(); n != 4+i {
			t.Errorf("%d attempts just before", n)
		}
		f.Clock.Advance(time.Millisecond)
		if n := attempts(); n != 5+i {
			t.Errorf("%d attempts, want %d", n, 5+i)
		}
	}
	f.Clock.Advance(time.Hour)
	if d := f.Deliveries(); len(d) != 1 || d[0].Attempts != 8 || d[0].Err != nil {
		t.Errorf("%+v", d)
	}
}

func TestAQueueGetsTheTraceHeader(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "sqs", f.queue("billing"), nil)
	const trace = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"
	_, err := f.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: arn, Message: aws.String("m")}, func(o *sns.Options) {
		o.APIOptions = append(o.APIOptions, smithyhttp.AddHeaderValue("X-Amzn-Trace-Id", trace))
	})
	f.ok(err)
	u, err := f.queues.Client.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("billing")})
	f.ok(err)
	out, err := f.queues.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: u.QueueUrl, MessageSystemAttributeNames: []sqstypes.MessageSystemAttributeName{"All"}})
	f.ok(err)
	if got := out.Messages[0].Attributes; got["AWSTraceHeader"] != trace || got["SenderId"] == "000000000000" {
		t.Errorf("%v", got)
	}
}

// What a queue refuses goes where the redrive policy says, not back to the publisher.
func TestAQueueThatRefusesAMessage(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	in := &sqs.CreateQueueInput{QueueName: aws.String("small"), Attributes: attrs{"MaximumMessageSize": "1024"}}
	_, err := f.queues.Client.CreateQueue(t.Context(), in)
	f.ok(err)
	f.subscribe(arn, "sqs", f.ARN("sqs", "small"), attrs{"RawMessageDelivery": "true"})
	f.subscribe(arn, "sqs", f.queue("large"), nil)
	f.publish(arn, strings.Repeat("x", 1025))
	d := f.Deliveries()
	if len(f.bodies("small")) != 0 || len(f.bodies("large")) != 1 || d[0].Attempts != 1 || !strings.Contains(fmt.Sprint(d[0].Err), "must be shorter than 1024 bytes") {
		t.Errorf("%v", d)
	}
}

// The recording publish_by_path_parameters publishes so.
func TestPublishWithTheParametersInThePath(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "sqs", f.queue("billing"), nil)
	target := f.URL() + "/?Action=Publish&Version=2010-03-31&TopicArn=" + url.QueryEscape(*arn) + "&Message=" + url.QueryEscape("test message direct post request")
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, target, nil)
	f.ok(err)
	res, err := f.Config().HTTPClient.Do(req)
	f.ok(err)
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	if res.StatusCode != 200 || !strings.Contains(string(body), "<PublishResult><MessageId>") {
		t.Errorf("%s %s", res.Status, body)
	}
	if got := f.messages("billing"); len(got) != 1 || got[0] != "test message direct post request" {
		t.Errorf("%q", got)
	}
}
