package sqsfake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/sqsfake"
)

func everything(in *sqs.ReceiveMessageInput) {
	in.MessageSystemAttributeNames = []types.MessageSystemAttributeName{"All"}
}

func TestDeadLetters(t *testing.T) {
	t.Parallel()
	t.Run("move at the receive after the last that is allowed", func(t *testing.T) {
		f := start(t)
		dead := f.queue("dead", nil)
		url := f.queue("orders", f.redrive("dead", 2))
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("poison"),
			MessageSystemAttributes: map[string]types.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: aws.String("String"), StringValue: aws.String("Root=1")}}})
		f.ok(err)
		f.send(url, "good")
		sent := f.Messages("orders")[0]
		first := f.Clock.Now().Add(second)
		for range 2 {
			f.Clock.Advance(second)
			f.receive(url, most(1), hiddenFor(1))
		}
		f.Clock.Advance(30 * second)
		if diff := cmp.Diff([]string{"good"}, bodies(f.receive(url))); diff != "" {
			t.Error(diff)
		}
		m := f.one(dead, everything)
		want := attrs{"ApproximateFirstReceiveTimestamp": ms(first), "ApproximateReceiveCount": "3", "AWSTraceHeader": "Root=1",
			"DeadLetterQueueSourceArn": f.ARN("sqs", "orders"), "SenderId": "000000000000", "SentTimestamp": ms(sent.SentAt)}
		if diff := cmp.Diff(want, m.Attributes); diff != "" {
			t.Error(diff)
		}
		if *m.MessageId != sent.ID {
			t.Errorf("the id %s became %s", sent.ID, *m.MessageId)
		}
	})
	t.Run("count receives anew in a chain of queues", func(t *testing.T) {
		f := start(t)
		last := f.queue("last", nil)
		middle := f.queue("middle", f.redrive("last", 1))
		url := f.queue("orders", f.redrive("middle", 1))
		f.send(url, "a")
		now := func(in *sqs.ReceiveMessageInput) { in.VisibilityTimeout = 1 }
		for _, q := range []string{url, url, middle, middle} {
			f.receive(q, now)
			f.Clock.Advance(second)
		}
		if m := f.one(last, everything); m.Attributes["ApproximateReceiveCount"] != "3" || m.Attributes["DeadLetterQueueSourceArn"] != f.ARN("sqs", "middle") {
			t.Errorf("received %+v", m)
		}
	})
	t.Run("of queues that are each other's target do not go round for ever", func(t *testing.T) {
		f := start(t)
		a := f.queue("a", attrs{"VisibilityTimeout": "5"})
		b := f.queue("b", f.redrive("a", 1))
		f.ok(f.set(a, f.redrive("b", 1)))
		f.send(a, "m")
		pollA, pollB := f.poll(t.Context(), a, 1), f.poll(t.Context(), b, 1)
		pollA(t)
		again := f.poll(t.Context(), a, 1)
		f.Clock.Advance(5 * second) // received often enough in a, it goes to b's poll
		if l := pollB(t); len(l) != 1 {
			t.Errorf("b got %q", bodies(l))
		}
		f.Clock.Advance(15 * second)
		if l := again(t); len(l) != 0 {
			t.Errorf("a got %q", bodies(l))
		}
	})
	t.Run("stay where they are while there is no target", func(t *testing.T) {
		f := start(t)
		dead := f.queue("dead", nil)
		url := f.queue("orders", f.redrive("dead", 1))
		f.deleteQueue(dead)
		f.send(url, "a")
		for range 3 {
			f.one(url)
			f.Clock.Advance(30 * second)
		}
	})
	t.Run("of a standard queue keep their age, those of a FIFO queue begin anew", func(t *testing.T) {
		for _, suffix := range []string{"", ".fifo"} {
			t.Run("dead"+suffix, func(t *testing.T) {
				f := start(t)
				f.queue("dead"+suffix, attrs{"MessageRetentionPeriod": "120"})
				url := f.queue("orders"+suffix, f.redrive("dead"+suffix, 1))
				if suffix == "" {
					f.send(url, "a")
				} else {
					f.sendTo(url, "g", "a")
				}
				f.one(url)
				f.Clock.Advance(100 * second)
				f.receive(url)
				dead := f.Messages("dead" + suffix)
				if len(dead) != 1 {
					t.Fatalf("%d dead letters", len(dead))
				}
				if suffix != "" && dead[0].DeduplicationID != dead[0].ID { // Developer Guide, dead-letter queue redrive
					t.Errorf("deduplication id %s", dead[0].DeduplicationID)
				}
				f.Clock.Advance(20 * second)
				want := len(suffix) / 5
				if n := len(f.Messages("dead" + suffix)); n != want {
					t.Errorf("%d dead letters after 120 s, want %d", n, want)
				}
			})
		}
	})
	t.Run("of a FIFO queue let their group go on", func(t *testing.T) {
		f := start(t)
		f.queue("dead.fifo", nil)
		url := f.queue("orders.fifo", f.redrive("dead.fifo", 1))
		f.sendTo(url, "g", "poison", "next")
		f.receive(url, most(1))
		f.Clock.Advance(30 * second)
		if diff := cmp.Diff([]string{"next"}, bodies(f.receive(url))); diff != "" {
			t.Error(diff)
		}
		if l := f.Messages("dead.fifo"); len(l) != 1 || l[0].State != sqsfake.Visible || l[0].GroupID != "g" {
			t.Errorf("dead letters %+v", l)
		}
	})
}

func TestRedrivePolicy(t *testing.T) {
	f := start(t)
	url, fifo := f.orders(), f.queue("orders.fifo", nil)
	f.queue("dead", nil)
	f.queue("dead.fifo", nil)
	f.queue("deny", attrs{"RedriveAllowPolicy": `{"redrivePermission":"denyAll"}`})
	f.queue("some", attrs{"RedriveAllowPolicy": `{"redrivePermission":"byQueue","sourceQueueArns":["` + f.ARN("sqs", "orders") + `"]}`})
	arn := f.ARN("sqs", "dead")
	const mandatory = "Redrive policy does not contain mandatory attribute: "
	bad := map[string]struct{ url, policy, reason string }{
		"three":        {url, `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":3,"x":1}`, "Only following attributes are supported: [maxReceiveCount, deadLetterTargetArn]."},
		"nothing":      {url, "{}", mandatory + "maxReceiveCount."},
		"no count":     {url, `{"deadLetterTargetArn":"` + arn + `"}`, mandatory + "maxReceiveCount."},
		"no target":    {url, `{"maxReceiveCount":3}`, mandatory + "deadLetterTargetArn."},
		"count 0":      {url, `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":0}`, "Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both inclusive."},
		"count 1001":   {url, `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":"1001"}`, "Invalid value for maxReceiveCount: 1001, valid values are from 1 to 1000 both inclusive."},
		"count a word": {url, `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":"invalid"}`, "Invalid value for maxReceiveCount: invalid, valid values are from 1 to 1000 both inclusive."},
		"no ARN":       {url, `{"deadLetterTargetArn": "dummy", "maxReceiveCount": 42}`, "Invalid value for deadLetterTargetArn."},
		"no queue":     {url, `{"deadLetterTargetArn":"` + arn + `x","maxReceiveCount":3}`, "Dead letter target does not exist."},
		"another type": {fifo, `{"deadLetterTargetArn":"` + arn + `","maxReceiveCount":3}`, "Dead-letter queue must be same type of queue as the source."},
		"denied":       {url, f.redrive("deny", 1)["RedrivePolicy"], ""},
	}
	for name, tt := range bad {
		t.Run(name, func(t *testing.T) {
			want := "Value " + tt.policy + " for parameter RedrivePolicy is invalid. Reason: " + tt.reason
			if tt.reason == "" {
				want = ""
			}
			wantError(t, f.set(tt.url, attrs{"RedrivePolicy": tt.policy}), 400, "InvalidParameterValue", want)
		})
	}
	for _, text := range []string{"{", "[]", "3", "null"} {
		wantError(t, f.set(url, attrs{"RedrivePolicy": text}), 400, "InvalidAttributeValue", "Invalid value for the parameter RedrivePolicy. Reason: Redrive policy is not a valid JSON map.")
	}
	f.ok(f.set(url, f.redrive("some", 1)))
	wantError(t, f.create("other", f.redrive("some", 1)), 400, "InvalidParameterValue", "")
	f.ok(f.set(url, attrs{"RedrivePolicy": `{"maxReceiveCount": "5", "deadLetterTargetArn": "` + arn + `"}`}))
	if got, want := f.attributes(url)["RedrivePolicy"], f.redrive("dead", 5)["RedrivePolicy"]; got != want {
		t.Errorf("policy %s, want %s", got, want)
	}
	f.ok(f.set(url, attrs{"RedrivePolicy": ""}))
	if got, ok := f.attributes(url)["RedrivePolicy"]; ok {
		t.Errorf("policy %q", got)
	}
}

func TestRedriveAllowPolicy(t *testing.T) {
	f := start(t)
	url := f.orders()
	arn := `"` + f.ARN("sqs", "orders") + `"`
	eleven := strings.TrimSuffix(strings.Repeat(arn+",", 11), ",")
	for _, policy := range []string{"x", "{}", `{"redrivePermission":"some"}`, `{"redrivePermission":"allowAll","x":1}`, `{"redrivePermission":"byQueue","sourceQueueArns":["x"]}`} {
		wantError(t, f.set(url, attrs{"RedriveAllowPolicy": policy}), 400, "InvalidAttributeValue",
			"Invalid value for the parameter RedriveAllowPolicy. Reason: Amazon SQS can't create the redrive allow policy, as it’s in an unsupported format.")
	}
	reasons := attrs{
		`{"redrivePermission":"byQueue"}`:                                    "When you specify the byQueue permission type, you must also specify one or more sourceQueueArns values.",
		`{"redrivePermission":"allowAll","sourceQueueArns":[` + arn + `]}`:   "To specify one or more source queue ARNs, you must set redrivePermission to byQueue.",
		`{"redrivePermission":"byQueue","sourceQueueArns":[` + eleven + `]}`: "The maximum number of source queue ARNs you can specify is 10.",
	}
	for policy, reason := range reasons {
		wantError(t, f.set(url, attrs{"RedriveAllowPolicy": policy}), 400, "InvalidParameterValue",
			"Value "+policy+" for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy. "+reason)
	}
	policy := `{"redrivePermission":"byQueue","sourceQueueArns":[` + arn + `]}`
	f.ok(f.set(url, attrs{"RedriveAllowPolicy": policy}))
	if got := f.attributes(url)["RedriveAllowPolicy"]; got != policy {
		t.Errorf("policy %s", got)
	}
}

func TestListDeadLetterSourceQueues(t *testing.T) {
	f := start(t)
	dead := f.queue("dead", nil)
	list := func(limit *int32, token *string) *sqs.ListDeadLetterSourceQueuesOutput {
		out, err := f.Client.ListDeadLetterSourceQueues(t.Context(), &sqs.ListDeadLetterSourceQueuesInput{QueueUrl: &dead, MaxResults: limit, NextToken: token})
		f.ok(err)
		return out
	}
	if res := post(t, f, "ListDeadLetterSourceQueues", `{"QueueUrl":"`+dead+`"}`); res.body != `{"queueUrls":[]}` {
		t.Errorf("no sources are %s", res.body)
	}
	a, b := f.queue("a", f.redrive("dead", 1)), f.queue("b", f.redrive("dead", 9))
	if diff := cmp.Diff([]string{a, b}, list(nil, nil).QueueUrls); diff != "" {
		t.Error(diff)
	}
	page := list(aws.Int32(1), nil)
	if !cmp.Equal(page.QueueUrls, []string{a}) || page.NextToken == nil {
		t.Fatalf("first page %+v", page)
	}
	if page = list(aws.Int32(1), page.NextToken); !cmp.Equal(page.QueueUrls, []string{b}) || page.NextToken != nil {
		t.Errorf("second page %+v", page)
	}
}

// deadLetters sets three queues up: orders with dead letters in dead, and other.
func deadLetters(t *testing.T, n int) (f *fixture, arn string) {
	f = start(t)
	f.queue("dead", nil)
	f.queue("other", nil)
	url := f.queue("orders", f.redrive("dead", 1))
	for i := range n {
		f.send(url, "message-"+itoa(int64(i)))
	}
	for len(f.receive(url)) > 0 {
	}
	f.Clock.Advance(30 * second)
	f.receive(url)
	if got := len(f.Messages("dead")); got != n {
		t.Fatalf("%d dead letters, want %d", got, n)
	}
	return f, f.ARN("sqs", "dead")
}

func (f *fixture) move(source, destination string, perSecond int32) string {
	f.t.Helper()
	in := &sqs.StartMessageMoveTaskInput{SourceArn: &source}
	if destination != "" {
		in.DestinationArn = &destination
	}
	if perSecond > 0 {
		in.MaxNumberOfMessagesPerSecond = &perSecond
	}
	out, err := f.Client.StartMessageMoveTask(f.t.Context(), in)
	f.ok(err)
	return *out.TaskHandle
}

func (f *fixture) tasks(source string, limit *int32) []types.ListMessageMoveTasksResultEntry {
	f.t.Helper()
	out, err := f.Client.ListMessageMoveTasks(f.t.Context(), &sqs.ListMessageMoveTasksInput{SourceArn: &source, MaxResults: limit})
	f.ok(err)
	return out.Results
}

func TestMoveTask(t *testing.T) {
	t.Parallel()
	t.Run("moves everything at once, as new messages", func(t *testing.T) {
		f, arn := deadLetters(t, 2)
		old := f.Messages("dead")
		f.Clock.Advance(time.Hour)
		f.move(arn, f.ARN("sqs", "other"), 0)
		e := f.tasks(arn, nil)[0]
		if *e.Status != "COMPLETED" || e.ApproximateNumberOfMessagesMoved != 2 || *e.ApproximateNumberOfMessagesToMove != 2 || *e.DestinationArn != f.ARN("sqs", "other") ||
			e.TaskHandle != nil || e.FailureReason != nil || e.MaxNumberOfMessagesPerSecond != nil || e.StartedTimestamp != f.Clock.Now().UnixMilli() {
			t.Errorf("task %+v", e)
		}
		moved := f.Messages("other")
		if len(moved) != 2 || moved[0].Body != "message-0" || moved[0].ID == old[0].ID || !moved[0].SentAt.Equal(f.Clock.Now()) || moved[0].ReceiveCount != 0 {
			t.Errorf("moved %+v", moved)
		}
		if l := f.Messages("dead"); len(l) != 0 {
			t.Errorf("left over: %+v", l)
		}
	})
	t.Run("moves home by default", func(t *testing.T) {
		f, arn := deadLetters(t, 2)
		f.move(arn, "", 0)
		if e := f.tasks(arn, nil)[0]; *e.Status != "COMPLETED" || e.DestinationArn != nil {
			t.Errorf("task %+v", e)
		}
		if n := len(f.Messages("orders")); n != 2 {
			t.Errorf("%d messages came home", n)
		}
	})
	t.Run("fails where home is unknown", func(t *testing.T) {
		f, arn := deadLetters(t, 0)
		f.send("dead", "sent here directly")
		f.move(arn, "", 0)
		if e := f.tasks(arn, nil)[0]; *e.Status != "FAILED" || *e.FailureReason != "CouldNotDetermineMessageSource" {
			t.Errorf("task %+v", e)
		}
		if n := len(f.Messages("dead")); n != 1 {
			t.Errorf("%d messages left", n)
		}
	})
	t.Run("keeps to its speed, by the clock", func(t *testing.T) {
		f, arn := deadLetters(t, 4)
		handle := f.move(arn, f.ARN("sqs", "other"), 2)
		for moved, at := range []time.Duration{0, 500 * time.Millisecond, second, 1500 * time.Millisecond} {
			e := f.tasks(arn, nil)[0]
			if moved < 3 && (*e.Status != "RUNNING" || *e.TaskHandle != handle || *e.MaxNumberOfMessagesPerSecond != 2) {
				t.Errorf("after %v: task %+v", at, e)
			}
			if n := len(f.Messages("other")); n != moved+1 {
				t.Errorf("after %v: %d messages moved", at, n)
			}
			f.Clock.Advance(500 * time.Millisecond)
		}
		if e := f.tasks(arn, nil)[0]; *e.Status != "COMPLETED" || e.TaskHandle != nil {
			t.Errorf("task %+v", e)
		}
	})
	t.Run("can be cancelled while it runs", func(t *testing.T) {
		f, arn := deadLetters(t, 5)
		handle := f.move(arn, f.ARN("sqs", "other"), 1)
		f.Clock.Advance(second)
		cancel := func() (*sqs.CancelMessageMoveTaskOutput, error) {
			return f.Client.CancelMessageMoveTask(t.Context(), &sqs.CancelMessageMoveTaskInput{TaskHandle: &handle})
		}
		out, err := cancel()
		f.ok(err)
		f.Clock.Advance(time.Minute)
		if e := f.tasks(arn, nil)[0]; *e.Status != "CANCELLED" || e.ApproximateNumberOfMessagesMoved != 2 || out.ApproximateNumberOfMessagesMoved != 2 || len(f.Messages("dead")) != 3 {
			t.Errorf("task %+v", e)
		}
		_, err = cancel()
		wantError(t, err, 400, "AWS.SimpleQueueService.UnsupportedOperation", "")
	})
	t.Run("fails when its destination goes", func(t *testing.T) {
		f, arn := deadLetters(t, 5)
		f.move(arn, f.ARN("sqs", "other"), 1)
		f.deleteQueue("other")
		f.Clock.Advance(second)
		if e := f.tasks(arn, nil)[0]; *e.Status != "FAILED" || *e.FailureReason != "AWS.SimpleQueueService.NonExistentQueue" || len(f.Messages("dead")) != 4 {
			t.Errorf("task %+v", e)
		}
	})
	t.Run("is listed with the latest first, one by default and ten at most", func(t *testing.T) {
		f, arn := deadLetters(t, 0)
		var started []int64
		for range 12 {
			f.Clock.Advance(second)
			started = append([]int64{f.Clock.Now().UnixMilli()}, started...)
			f.move(arn, f.ARN("sqs", "other"), 0)
		}
		for limit, want := range map[*int32]int{nil: 1, aws.Int32(3): 3, aws.Int32(10): 10} {
			l := f.tasks(arn, limit)
			if len(l) != want {
				t.Errorf("%d tasks, want %d", len(l), want)
			}
			for i, e := range l {
				if e.StartedTimestamp != started[i] {
					t.Errorf("task %d began at %d", i, e.StartedTimestamp)
				}
			}
		}
	})
	t.Run("wakes a long poll", func(t *testing.T) {
		f, arn := deadLetters(t, 1)
		got := f.poll(t.Context(), "orders", 1)
		f.move(arn, "", 0)
		if l := got(t); len(l) != 1 {
			t.Errorf("got %q", bodies(l))
		}
	})
	t.Run("moves between FIFO queues in order", func(t *testing.T) {
		f := start(t)
		f.queue("dead.fifo", nil)
		url := f.queue("orders.fifo", f.redrive("dead.fifo", 1))
		f.sendTo(url, "g", "1", "2", "3")
		f.receive(url)
		f.Clock.Advance(30 * second)
		f.receive(url)
		f.move(f.ARN("sqs", "dead.fifo"), "", 0)
		if diff := cmp.Diff([]string{"1", "2", "3"}, bodies(f.receive(url))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestMoveTask_refuses(t *testing.T) {
	f, dead := deadLetters(t, 10)
	f.queue("other.fifo", nil)
	other, nope := f.ARN("sqs", "other"), f.ARN("sqs", "doesntexist")
	begin := func(source, destination string, perSecond *int32) error {
		_, err := f.Client.StartMessageMoveTask(t.Context(), &sqs.StartMessageMoveTaskInput{SourceArn: &source, DestinationArn: optional(destination), MaxNumberOfMessagesPerSecond: perSecond})
		return err
	}
	cancel := func(handle string) error {
		_, err := f.Client.CancelMessageMoveTask(t.Context(), &sqs.CancelMessageMoveTaskInput{TaskHandle: &handle})
		return err
	}
	list := func(source string, limit *int32) error {
		_, err := f.Client.ListMessageMoveTasks(t.Context(), &sqs.ListMessageMoveTasksInput{SourceArn: &source, MaxResults: limit})
		return err
	}
	f.move(dead, other, 1)
	const speed = "Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: You must enter a number that's between 1 and 500."
	const noSource = "The resource that you specified for the SourceArn parameter doesn't exist."
	tests := map[string]struct {
		err           error
		status        int
		code, message string
	}{
		"second task":               {begin(dead, other, nil), 400, "InvalidParameterValue", "There is already a task running. Only one active task is allowed for a source queue arn at a given time."},
		"no dead-letter queue":      {begin(other, dead, nil), 400, "InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue."},
		"no source":                 {begin(nope, other, nil), 404, "ResourceNotFoundException", noSource},
		"no destination":            {begin(dead, nope, nil), 404, "ResourceNotFoundException", "The resource that you specified for the DestinationArn parameter doesn't exist."},
		"source is no ARN":          {begin("dead", other, nil), 400, "InvalidParameterValue", "You must use this format to specify the SourceArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"},
		"destination is no ARN":     {begin(dead, "other", nil), 400, "InvalidParameterValue", "You must use this format to specify the DestinationArn: arn:<partition>:<service>:<region>:<account-id>:<resource-id>"},
		"destination is the source": {begin(dead, dead, nil), 400, "InvalidParameterValue", "Source queue arn and destination queue arn cannot be the same."},
		"another type":              {begin(dead, f.ARN("sqs", "other.fifo"), nil), 400, "InvalidParameterValue", "The source queue and destination queue must be of the same queue type."},
		"too fast":                  {begin(dead, other, aws.Int32(501)), 400, "InvalidParameterValue", speed},
		"too slow":                  {begin(dead, other, aws.Int32(0)), 400, "InvalidParameterValue", speed},
		"handle is garbage":         {cancel("foobared"), 400, "InvalidParameterValue", "Value for parameter TaskHandle is invalid."},
		"handle without a source":   {cancel(taskHandle(nope)), 404, "ResourceNotFoundException", noSource},
		"handle without a task":     {cancel(taskHandle(dead)), 404, "ResourceNotFoundException", "Task does not exist."},
		"list of no source":         {list(nope, nil), 404, "ResourceNotFoundException", noSource},
		"list too long":             {list(dead, aws.Int32(11)), 400, "InvalidParameterValue", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { wantError(t, tt.err, tt.status, tt.code, tt.message) })
	}
}
