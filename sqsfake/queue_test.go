package sqsfake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/sqsfake"
)

func (f *fixture) create(name string, a attrs) error {
	_, err := f.Client.CreateQueue(f.t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: a})
	return err
}

func (f *fixture) deleteQueue(url string) {
	f.t.Helper()
	_, err := f.Client.DeleteQueue(f.t.Context(), &sqs.DeleteQueueInput{QueueUrl: &url})
	f.ok(err)
}

func TestCreateQueue(t *testing.T) {
	t.Parallel()
	t.Run("answers the URL by which the client knows the service", func(t *testing.T) {
		f := start(t)
		if got, want := f.orders(), f.URL()+"/000000000000/orders"; got != want {
			t.Errorf("URL %s, want %s", got, want)
		}
		res := do(t, f.URL(), map[string][]string{"X-Amz-Target": {"AmazonSQS.GetQueueUrl"}, "Content-Type": {"application/x-amz-json-1.0"}}, `{"QueueName":"orders"}`)
		if want := `{"QueueUrl":"` + f.URL() + `/000000000000/orders"}`; res.body != want {
			t.Errorf("answer %s, want %s", res.body, want)
		}
	})
	t.Run("has the defaults of AWS", func(t *testing.T) {
		f := start(t)
		now := itoa(f.Clock.Now().Unix())
		standard := attrs{"ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesDelayed": "0", "ApproximateNumberOfMessagesNotVisible": "0",
			"CreatedTimestamp": now, "DelaySeconds": "0", "LastModifiedTimestamp": now, "MaximumMessageSize": "1048576", "MessageRetentionPeriod": "345600",
			"QueueArn": "arn:aws:sqs:us-east-1:000000000000:orders", "ReceiveMessageWaitTimeSeconds": "0", "SqsManagedSseEnabled": "true", "VisibilityTimeout": "30"}
		if diff := cmp.Diff(standard, f.attributes(f.orders())); diff != "" {
			t.Error(diff)
		}
		fifo := standard
		fifo["QueueArn"] += ".fifo"
		fifo["FifoQueue"], fifo["ContentBasedDeduplication"], fifo["DeduplicationScope"], fifo["FifoThroughputLimit"] = "true", "false", "queue", "perQueue"
		if diff := cmp.Diff(fifo, f.attributes(f.queue("orders.fifo", nil))); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("again succeeds, unless an attribute differs", func(t *testing.T) {
		f := start(t)
		f.queue("orders", attrs{"ReceiveMessageWaitTimeSeconds": "1", "DelaySeconds": "1"})
		f.ok(f.create("orders", nil))
		f.ok(f.create("orders", attrs{"DelaySeconds": "1"}))
		f.ok(f.create("orders", attrs{"DelaySeconds": "01"})) // the same number
		err := f.create("orders", attrs{"ReceiveMessageWaitTimeSeconds": "1", "DelaySeconds": "2"})
		wantError(t, err, 400, "QueueAlreadyExists", "A queue already exists with the same name and a different value for attribute DelaySeconds")
		var exists *types.QueueNameExists
		if !errors.As(err, &exists) {
			t.Error("no typed error")
		}
		f.ok(f.create("q.fifo", attrs{"FifoQueue": "true"}))
		f.ok(f.create("q.fifo", attrs{"FifoQueue": "true"}))
	})
	t.Run("takes its tags", func(t *testing.T) {
		f := start(t)
		_, err := f.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("q"), Tags: attrs{"a": "b"}})
		f.ok(err)
		out, err := f.Client.ListQueueTags(t.Context(), &sqs.ListQueueTagsInput{QueueUrl: aws.String("q")})
		f.ok(err)
		if diff := cmp.Diff(attrs{"a": "b"}, out.Tags); diff != "" {
			t.Error(diff)
		}
	})
}

func TestCreateQueue_refuses(t *testing.T) {
	f := start(t)
	const standardName = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
	const fifoName = "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length"
	fifo := attrs{"FifoQueue": "true"}
	tests := []struct {
		name, code, message string
		attributes          attrs
	}{
		{"a/b", "InvalidParameterValue", standardName, nil},
		{"", "InvalidParameterValue", "Queue name cannot be empty", nil},
		{strings.Repeat("a", 81), "InvalidParameterValue", standardName, nil},
		{"orders.fifo", "InvalidParameterValue", standardName, nil},
		{"orders", "InvalidParameterValue", fifoName, fifo},
		{".fifo", "InvalidParameterValue", fifoName, fifo},
		{strings.Repeat("a", 76) + ".fifo", "InvalidParameterValue", fifoName, fifo},
		// as recorded: create_standard_queue_with_fifo_attribute_raises_error
		{"orders", "InvalidAttributeName", "Unknown Attribute FifoQueue.", attrs{"FifoQueue": "false"}},
		{"orders", "InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication.", attrs{"ContentBasedDeduplication": "false"}},
		{"orders", "InvalidAttributeName", "You can specify the DeduplicationScope only when FifoQueue is set to true.", attrs{"DeduplicationScope": "queue"}},
		{"orders", "InvalidAttributeName", "You can specify the FifoThroughputLimit only when FifoQueue is set to true.", attrs{"FifoThroughputLimit": "perQueue"}},
		{"orders", "InvalidAttributeName", "Unknown Attribute Foobar.", attrs{"Foobar": "1"}},
		{"orders", "InvalidAttributeName", "Unknown Attribute QueueArn.", attrs{"QueueArn": "x"}},
	}
	for _, tt := range tests {
		t.Run(tt.name+fmt.Sprint(tt.attributes), func(t *testing.T) {
			wantError(t, f.create(tt.name, tt.attributes), 400, tt.code, tt.message)
		})
	}
	if out, _ := f.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); len(out.QueueUrls) != 0 {
		t.Errorf("created %q", out.QueueUrls)
	}
}

// Every attribute with its range: the least and the most that AWS takes, and one beyond.
func TestAttributes_ranges(t *testing.T) {
	f := start(t)
	standard, fifo := f.orders(), f.queue("orders.fifo", attrs{"DeduplicationScope": "messageGroup"})
	tests := []struct {
		name    string
		good    []string
		bad     []string
		ofFIFOs bool
	}{
		{"DelaySeconds", []string{"900", "0"}, []string{"-1", "901", "x", ""}, false},
		{"MaximumMessageSize", []string{"1024", "1048576"}, []string{"1023", "1048577"}, false},
		{"MessageRetentionPeriod", []string{"60", "1209600"}, []string{"59", "1209601"}, false},
		{"ReceiveMessageWaitTimeSeconds", []string{"20", "0"}, []string{"-1", "21"}, false},
		{"VisibilityTimeout", []string{"0", "43200"}, []string{"-1", "43201", "1.5"}, false},
		{"KmsDataKeyReusePeriodSeconds", []string{"60", "86400"}, []string{"59", "86401"}, false},
		{"SqsManagedSseEnabled", []string{"false", "true"}, []string{"yes", ""}, false},
		{"Policy", []string{`{"Version":"2012-10-17"}`}, []string{"{"}, false},
		{"ContentBasedDeduplication", []string{"true", "false"}, []string{"maybe"}, true},
		{"DeduplicationScope", []string{"queue", "messageGroup"}, []string{"group"}, true},
		{"FifoThroughputLimit", []string{"perQueue", "perMessageGroupId"}, []string{"perSecond"}, true},
		{"FifoQueue", []string{"true"}, nil, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			url := standard
			if tt.ofFIFOs {
				url = fifo
			}
			for _, v := range tt.good {
				f.ok(f.set(url, attrs{tt.name: v}))
				if got := f.attributes(url, types.QueueAttributeName(tt.name)); got[tt.name] != v {
					t.Errorf("set to %q it is %v", v, got)
				}
			}
			for _, v := range tt.bad {
				wantError(t, f.set(url, attrs{tt.name: v}), 400, "InvalidAttributeValue", "Invalid value for the parameter "+tt.name+".")
			}
		})
	}
}

func TestSetQueueAttributes(t *testing.T) {
	t.Parallel()
	t.Run("changes all or nothing, and the time of the change", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.Clock.Advance(10 * second)
		wantError(t, f.set(url, attrs{"DelaySeconds": "5", "VisibilityTimeout": "-1"}), 400, "InvalidAttributeValue", "")
		if a := f.attributes(url); a["DelaySeconds"] != "0" || a["LastModifiedTimestamp"] != a["CreatedTimestamp"] {
			t.Errorf("attributes %v", a)
		}
		f.ok(f.set(url, attrs{"DelaySeconds": "5"}))
		if a := f.attributes(url); a["DelaySeconds"] != "5" || a["LastModifiedTimestamp"] != itoa(f.Clock.Now().Unix()) {
			t.Errorf("attributes %v", a)
		}
	})
	t.Run("does not change the type of a queue", func(t *testing.T) {
		f := start(t)
		wantError(t, f.set(f.orders(), attrs{"FifoQueue": "true"}), 400, "InvalidAttributeName", "Unknown Attribute FifoQueue.")
		wantError(t, f.set(f.queue("q.fifo", nil), attrs{"FifoQueue": "false"}), 400, "InvalidAttributeValue", "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported.")
	})
	t.Run("needs the scope of a group for the throughput of one", func(t *testing.T) {
		f := start(t)
		wantError(t, f.set(f.queue("q.fifo", nil), attrs{"FifoThroughputLimit": "perMessageGroupId"}), 400, "InvalidAttributeValue", "")
	})
	// As recorded: set_queue_attributes_default_values, sse_kms_and_sqs_are_mutually_exclusive.
	t.Run("chooses one encryption", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		wantError(t, f.set(url, attrs{"KmsMasterKeyId": "testKeyId", "SqsManagedSseEnabled": "true"}), 400, "InvalidAttributeName",
			"You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.")
		names := []types.QueueAttributeName{"KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds", "SqsManagedSseEnabled"}
		f.ok(f.set(url, attrs{"KmsMasterKeyId": "testKeyId", "KmsDataKeyReusePeriodSeconds": "6000"}))
		if diff := cmp.Diff(attrs{"KmsMasterKeyId": "testKeyId", "KmsDataKeyReusePeriodSeconds": "6000", "SqsManagedSseEnabled": "false"}, f.attributes(url, names...)); diff != "" {
			t.Error(diff)
		}
		f.ok(f.set(url, attrs{"KmsMasterKeyId": "", "KmsDataKeyReusePeriodSeconds": "300"}))
		if diff := cmp.Diff(attrs{"SqsManagedSseEnabled": "false"}, f.attributes(url, names...)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("applies a new retention to what is there", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		f.Clock.Advance(100 * second)
		f.ok(f.set(url, attrs{"MessageRetentionPeriod": "100"}))
		if l := f.Messages("orders"); len(l) != 0 {
			t.Errorf("left over: %+v", l)
		}
	})
}

func TestGetQueueAttributes(t *testing.T) {
	t.Parallel()
	t.Run("returns those named, nothing by default", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		if a := f.attributes(url, "VisibilityTimeout", "Policy"); !cmp.Equal(a, attrs{"VisibilityTimeout": "30"}) {
			t.Errorf("attributes %v", a)
		}
		if res := post(t, f, "GetQueueAttributes", `{"QueueUrl":"`+url+`"}`); res.body != "{}" {
			t.Error(res.body)
		}
	})
	t.Run("refuses an unknown one", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		_, err := f.Client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{"Foobar"}})
		wantError(t, err, 400, "InvalidAttributeName", "Unknown Attribute Foobar.")
	})
	t.Run("counts exactly", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a", "b", "c")
		f.receive(url, most(2))
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("later"), DelaySeconds: 60})
		f.ok(err)
		if n := f.counts(url); n != [3]int{1, 1, 2} {
			t.Errorf("counts %v", n)
		}
		f.Clock.Advance(30 * second)
		if n := f.counts(url); n != [3]int{3, 1, 0} {
			t.Errorf("counts %v", n)
		}
	})
}

func TestQueueURLs(t *testing.T) {
	f := start(t)
	url := f.orders()
	for _, form := range []string{url, "orders", "http://localhost:4566/000000000000/orders", "https://sqs.us-east-1.amazonaws.com/000000000000/orders",
		"https://queue.amazonaws.com/000000000000/orders", "https://us-east-1.queue.amazonaws.com/000000000000/orders", f.ARN("sqs", "orders")} {
		f.send(form, "a")
		if n := len(f.Messages(form)); n == 0 {
			t.Errorf("%s: no message", form)
		}
	}
	if n := len(f.Messages("orders")); n != 7 {
		t.Errorf("%d messages", n)
	}
	for _, form := range []string{"nope", "https://sqs.us-east-1.amazonaws.com/111111111111/orders", "https://sqs.eu-west-1.amazonaws.com/000000000000/orders", "http://orders", "arn:aws:sqs:us-east-1:111111111111:orders"} {
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &form, MessageBody: aws.String("a")})
		wantError(t, err, 400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
	}
	for _, c := range f.Calls("SendMessage")[:7] {
		if c.Resource != "orders" {
			t.Errorf("recorded as %q", c.Resource)
		}
	}
}

// Every operation on a queue says the same when there is none.
func TestNoQueue(t *testing.T) {
	f := start(t)
	url := aws.String(f.URL() + "/000000000000/nope")
	c, ctx := f.Client, t.Context()
	h := aws.String("h")
	calls := map[string]func() (any, error){
		"AddPermission": func() (any, error) {
			return c.AddPermission(ctx, &sqs.AddPermissionInput{QueueUrl: url, Label: h, AWSAccountIds: []string{"111111111111"}, Actions: []string{"*"}})
		},
		"ChangeMessageVisibility": func() (any, error) {
			return c.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: h})
		},
		"ChangeMessageVisibilityBatch": func() (any, error) {
			return c.ChangeMessageVisibilityBatch(ctx, &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{{Id: h, ReceiptHandle: h}}})
		},
		"DeleteMessage": func() (any, error) {
			return c.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: h})
		},
		"DeleteMessageBatch": func() (any, error) {
			return c.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: []types.DeleteMessageBatchRequestEntry{{Id: h, ReceiptHandle: h}}})
		},
		"DeleteQueue":        func() (any, error) { return c.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: url}) },
		"GetQueueAttributes": func() (any, error) { return c.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: url}) },
		"GetQueueUrl":        func() (any, error) { return c.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("nope")}) },
		"ListDeadLetterSourceQueues": func() (any, error) {
			return c.ListDeadLetterSourceQueues(ctx, &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: url})
		},
		"ListQueueTags":  func() (any, error) { return c.ListQueueTags(ctx, &sqs.ListQueueTagsInput{QueueUrl: url}) },
		"PurgeQueue":     func() (any, error) { return c.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url}) },
		"ReceiveMessage": func() (any, error) { return c.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: url}) },
		"RemovePermission": func() (any, error) {
			return c.RemovePermission(ctx, &sqs.RemovePermissionInput{QueueUrl: url, Label: h})
		},
		"SendMessage": func() (any, error) { return c.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: h}) },
		"SendMessageBatch": func() (any, error) {
			return c.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{{Id: h, MessageBody: h}}})
		},
		"SetQueueAttributes": func() (any, error) {
			return c.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: url, Attributes: attrs{}})
		},
		"TagQueue": func() (any, error) { return c.TagQueue(ctx, &sqs.TagQueueInput{QueueUrl: url, Tags: attrs{"a": "b"}}) },
		"UntagQueue": func() (any, error) {
			return c.UntagQueue(ctx, &sqs.UntagQueueInput{QueueUrl: url, TagKeys: []string{"a"}})
		},
	}
	for op, call := range calls {
		t.Run(op, func(t *testing.T) {
			_, err := call()
			wantError(t, err, 400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
			var typed *types.QueueDoesNotExist
			if !errors.As(err, &typed) {
				t.Error("no typed error")
			}
		})
	}
	_, err := c.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(f.orders()[len(f.URL())+14:]), QueueOwnerAWSAccountId: aws.String("111111111111")})
	wantError(t, err, 400, "AWS.SimpleQueueService.NonExistentQueue", "")
}

func TestListQueues(t *testing.T) {
	f := start(t)
	if out, err := f.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil || out.QueueUrls != nil {
		t.Errorf("an empty list is %v, %v", out, err)
	}
	for _, name := range []string{"b", "a2", "a1", "a3"} {
		f.queue(name, nil)
	}
	names := func(prefix string, limit *int32, token *string) ([]string, *string) {
		t.Helper()
		out, err := f.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{QueueNamePrefix: optional(prefix), MaxResults: limit, NextToken: token})
		f.ok(err)
		var l []string
		for _, u := range out.QueueUrls {
			l = append(l, strings.TrimPrefix(u, f.URL()+"/000000000000/"))
		}
		return l, out.NextToken
	}
	if l, _ := names("", nil, nil); !cmp.Equal(l, []string{"a1", "a2", "a3", "b"}) {
		t.Errorf("all: %q", l)
	}
	l, next := names("a", aws.Int32(2), nil)
	if !cmp.Equal(l, []string{"a1", "a2"}) || next == nil {
		t.Fatalf("first page %q, token %v", l, next)
	}
	if l, next = names("a", aws.Int32(2), next); !cmp.Equal(l, []string{"a3"}) || next != nil {
		t.Errorf("second page %q, token %v", l, next)
	}
	for _, in := range []*sqs.ListQueuesInput{{MaxResults: aws.Int32(0)}, {MaxResults: aws.Int32(1001)}, {NextToken: aws.String("?")}} {
		_, err := f.Client.ListQueues(t.Context(), in)
		want := "Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000."
		if in.NextToken != nil {
			want = ""
		}
		wantError(t, err, 400, "InvalidParameterValue", want)
	}
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func TestDeleteQueue_blocksTheNameForAMinute(t *testing.T) {
	f := start(t)
	url := f.orders()
	f.send(url, "a")
	f.deleteQueue(url)
	f.Clock.Advance(60*second - 1)
	wantError(t, f.create("orders", nil), 400, "AWS.SimpleQueueService.QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
	f.Clock.Advance(1)
	f.orders()
	if l := f.Messages("orders"); len(l) != 0 {
		t.Errorf("the new queue holds %+v", l)
	}
}

func TestPurgeQueue(t *testing.T) {
	f := start(t)
	url := f.orders()
	f.send(url, "a", "b")
	m := f.receive(url, most(1))[0]
	_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("c"), DelaySeconds: 5})
	f.ok(err)
	purge := func() error {
		_, err := f.Client.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &url})
		return err
	}
	f.ok(purge())
	if n := f.counts(url); n != [3]int{} {
		t.Errorf("counts %v", n)
	}
	f.send(url, "new")
	f.delete(url, m) // the old receipt handle must not mean the new message
	f.Clock.Advance(60*second - 1)
	if diff := cmp.Diff([]string{"new"}, bodies(f.receive(url))); diff != "" {
		t.Error(diff)
	}
	wantError(t, purge(), 403, "AWS.SimpleQueueService.PurgeQueueInProgress", "Only one PurgeQueue operation on orders is allowed every 60 seconds.")
	f.Clock.Advance(1)
	f.ok(purge())
}

func TestRetention(t *testing.T) {
	f := start(t)
	url := f.queue("orders", attrs{"MessageRetentionPeriod": "60"})
	f.send(url, "visible", "in flight")
	f.Clock.Advance(40 * second)
	f.send(url, "younger")
	f.receive(url, most(1), hiddenFor(600))
	f.Clock.Advance(20*second - 1)
	if n := f.counts(url); n != [3]int{2, 0, 1} {
		t.Errorf("counts %v", n)
	}
	f.Clock.Advance(1)
	if n := f.counts(url); n != [3]int{1, 0, 0} {
		t.Errorf("counts %v", n)
	}
}

func TestMessages(t *testing.T) {
	f := start(t)
	url := f.queue("orders.fifo", attrs{"DelaySeconds": "60"})
	sent := f.Clock.Now()
	_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("d"),
		MessageAttributes: messageAttributes{"k": stringAttribute("String", "v")}})
	f.ok(err)
	l := f.Messages("orders.fifo")
	if len(l) != 1 {
		t.Fatalf("%+v", l)
	}
	m := l[0]
	if m.Body != "a" || m.State != sqsfake.Delayed || m.ReceiveCount != 0 || !m.SentAt.Equal(sent) || !m.VisibleAt.Equal(sent.Add(time.Minute)) ||
		m.GroupID != "g" || m.DeduplicationID != "d" || *m.Attributes["k"].StringValue != "v" {
		t.Errorf("%+v", m)
	}
	f.Clock.Advance(time.Minute)
	f.one(url)
	if m := f.Messages(url)[0]; m.State != sqsfake.InFlight || m.ReceiveCount != 1 || !m.VisibleAt.Equal(f.Clock.Now().Add(30*second)) {
		t.Errorf("%+v", m)
	}
	srv := sqsfake.New()
	defer srv.Close()
	defer func() {
		if s := fmt.Sprint(recover()); !strings.Contains(s, `no queue "nope"`) {
			t.Errorf("panic %s", s)
		}
	}()
	srv.Messages("nope")
}

func TestReset(t *testing.T) {
	f := start(t)
	url := f.orders()
	f.send(url, "a")
	f.queue("dead", nil)
	f.ok(f.set(url, f.redrive("dead", 1)))
	f.send("dead", "b", "c")
	f.move(f.ARN("sqs", "dead"), f.ARN("sqs", "orders"), 1)
	f.Reset()
	f.Clock.Advance(time.Minute) // the task does not go on
	if out, err := f.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil || len(out.QueueUrls) != 0 {
		t.Errorf("left over: %v, %v", out, err)
	}
	f.orders() // not deleted recently
	if l := f.Messages("orders"); len(l) != 0 {
		t.Errorf("left over: %+v", l)
	}
}

// Faults can hit single entries of each kind of batch.
func TestFaults_ofEntries(t *testing.T) {
	f := start(t)
	url := f.orders()
	f.send(url, "a", "b")
	l := f.receive(url)
	f.Inject(control.Fault{Entries: []int{1}, Err: control.ErrThrottled})
	changed, err := f.Client.ChangeMessageVisibilityBatch(t.Context(), &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
		{Id: aws.String("0"), ReceiptHandle: l[0].ReceiptHandle, VisibilityTimeout: 60}, {Id: aws.String("1"), ReceiptHandle: l[1].ReceiptHandle, VisibilityTimeout: 60}}})
	f.ok(err)
	if len(changed.Successful) != 1 || len(changed.Failed) != 1 || *changed.Failed[0].Id != "1" || *changed.Failed[0].Code != "RequestThrottled" {
		t.Errorf("answer %+v", changed)
	}
	deleted, err := f.Client.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: []types.DeleteMessageBatchRequestEntry{
		{Id: aws.String("0"), ReceiptHandle: l[0].ReceiptHandle}, {Id: aws.String("1"), ReceiptHandle: l[1].ReceiptHandle}}})
	f.ok(err)
	if len(deleted.Successful) != 1 || len(deleted.Failed) != 1 || len(f.Messages("orders")) != 1 {
		t.Errorf("answer %+v", deleted)
	}
}

// Faults are answered in the service's own words.
func TestFaults(t *testing.T) {
	f := start(t)
	url := f.orders()
	tests := []struct {
		err     error
		status  int
		code    string
		message string
	}{
		{control.ErrThrottled, 403, "RequestThrottled", "The request was denied due to request throttling."},
		{control.ErrUnavailable, 503, "ServiceUnavailable", "The request has failed due to a temporary failure of the server."},
		{control.ErrAccessDenied, 403, "AccessDenied", "User: arn:aws:iam::000000000000:user/test is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:orders because no identity-based policy allows the sqs:sendmessage action"},
		{&types.OverLimit{}, 403, "OverLimit", "Too many messages in flight."},
		{&types.QueueDeletedRecently{}, 400, "AWS.SimpleQueueService.QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name."},
		{&smithy.GenericAPIError{Code: "Custom", Message: "own words"}, 400, "Custom", "own words"},
		{&types.QueueDoesNotExist{}, 400, "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."},
	}
	for _, tt := range tests {
		t.Run(tt.code, func(t *testing.T) {
			i := f.Inject(control.Fault{Op: "SendMessage", Resource: f.ARN("sqs", "orders"), Err: tt.err})
			defer i.Remove()
			_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a")}, func(o *sqs.Options) { o.RetryMaxAttempts = 1 })
			wantError(t, err, tt.status, tt.code, tt.message)
		})
	}
}
