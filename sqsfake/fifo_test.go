package sqsfake_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
)

func TestFIFO(t *testing.T) {
	t.Parallel()
	want := func(t *testing.T, f *fixture, url string, want []string, with ...func(*sqs.ReceiveMessageInput)) {
		t.Helper()
		if diff := cmp.Diff(want, bodies(f.receive(url, with...))); diff != "" {
			t.Error(diff)
		}
	}
	t.Run("fills a receive from one group first", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "g1-m1")
		f.sendTo(url, "2", "g2-m1")
		f.sendTo(url, "1", "g1-m2", "g1-m3")
		want(t, f, url, []string{"g1-m1", "g1-m2", "g1-m3", "g2-m1"})
	})
	t.Run("hides the rest of a group in flight, and only of that", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "g1-m1", "g1-m2", "g1-m3")
		f.sendTo(url, "2", "g2-m1")
		want(t, f, url, []string{"g1-m1", "g1-m2"}, most(2))
		want(t, f, url, []string{"g2-m1"})
		f.sendTo(url, "1", "g1-m4")
		want(t, f, url, []string{})
	})
	t.Run("keeps the order after the visibility timeout", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "a", "b", "c")
		want(t, f, url, []string{"a", "b", "c"})
		f.Clock.Advance(30 * second)
		want(t, f, url, []string{"a", "b", "c"})
	})
	// The orders in the following tests are those of AWS, as LocalStack's tests of the same names validated them.
	t.Run("visibility timeout shared in group", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "g1-m1", "g1-m2", "g1-m3", "g1-m4")
		f.sendTo(url, "2", "g2-m1")
		f.sendTo(url, "3", "g3-m1")
		want(t, f, url, []string{"g1-m1", "g1-m2"}, most(2))
		f.Clock.Advance(1)
		want(t, f, url, []string{"g2-m1"}, most(1))
		f.Clock.Advance(31 * second)
		want(t, f, url, []string{"g3-m1", "g1-m1", "g1-m2", "g1-m3", "g1-m4", "g2-m1"})
	})
	t.Run("zero visibility timeout", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"VisibilityTimeout": "0"})
		f.sendTo(url, "1", "g1-m1")
		f.sendTo(url, "2", "g2-m1", "g2-m2")
		f.sendTo(url, "3", "g3-m1")
		f.sendTo(url, "1", "g1-m2")
		f.Clock.Advance(1)
		want(t, f, url, []string{"g1-m1", "g1-m2", "g2-m1"}, most(3))
		f.Clock.Advance(1)
		want(t, f, url, []string{"g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"})
	})
	t.Run("after terminating a visibility timeout", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "g1-m1", "g1-m2")
		f.sendTo(url, "2", "g2-m1")
		l := f.receive(url, most(2))
		f.Clock.Advance(1)
		f.ok(f.hide(url, l[0], 0))
		want(t, f, url, []string{"g2-m1", "g1-m1"}, most(3))
	})
	t.Run("after changing a visibility timeout", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "g1-m1", "g1-m2")
		f.sendTo(url, "2", "g2-m1")
		l := f.receive(url, most(2))
		f.ok(f.hide(url, l[0], 1))
		f.Clock.Advance(2 * second)
		want(t, f, url, []string{"g2-m1", "g1-m1"}, most(3))
	})
	t.Run("after delete", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		for _, m := range []string{"g1-m1", "g2-m1", "g1-m2", "g2-m2", "g1-m3", "g1-m4", "g3-m1"} {
			f.Clock.Advance(1)
			f.sendTo(url, m[:2], m)
		}
		l := f.receive(url, most(2))
		f.delete(url, l...)
		want(t, f, url, []string{"g2-m1", "g2-m2", "g1-m3", "g1-m4", "g3-m1"})
	})
	t.Run("after partial delete", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		for _, m := range []string{"g1-m1", "g2-m1", "g1-m2", "g2-m2", "g1-m3", "g1-m4", "g3-m1"} {
			f.sendTo(url, m[:2], m)
		}
		l := f.receive(url, most(2))
		f.delete(url, l[0])
		want(t, f, url, []string{"g2-m1", "g2-m2", "g3-m1"})
	})
	t.Run("the visibility of its first message decides about a group", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "a", "b", "c")
		l := f.receive(url, most(2))
		f.ok(f.hide(url, l[0], 600))
		f.Clock.Advance(60 * second)
		want(t, f, url, []string{}) // though b is visible
		f.ok(f.hide(url, l[0], 0))
		want(t, f, url, []string{"a", "b", "c"})
	})
	t.Run("refuses a receipt handle that has expired", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "a")
		m := f.one(url)
		f.Clock.Advance(30 * second)
		_, err := f.Client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
		wantError(t, err, 400, "InvalidParameterValue", "Value "+*m.ReceiptHandle+" for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.")
		wantError(t, f.hide(url, m, 5), 400, "InvalidParameterValue", "Value "+*m.ReceiptHandle+" for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.")
		f.one(url)
		_, err = f.Client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: m.ReceiptHandle})
		wantError(t, err, 400, "InvalidParameterValue", "")
	})
	t.Run("accepts a receipt handle whose visibility was extended", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "a")
		m := f.one(url)
		f.ok(f.hide(url, m, 60))
		f.Clock.Advance(45 * second)
		f.delete(url, m)
		if n := f.counts(url); n != [3]int{} {
			t.Errorf("counts %v", n)
		}
	})
	t.Run("counts the messages of hidden groups as visible", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		f.sendTo(url, "1", "a", "b", "c")
		f.receive(url, most(1))
		if n := f.counts(url); n != [3]int{2, 0, 1} {
			t.Errorf("counts %v", n)
		}
	})
	t.Run("gives each message group, deduplication id and sequence number", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"ContentBasedDeduplication": "true"})
		var sent []string
		for range 3 {
			out, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("test" + itoa(int64(len(sent)))), MessageGroupId: aws.String("g")})
			f.ok(err)
			sent = append(sent, *out.SequenceNumber)
			if len(*out.SequenceNumber) != 20 || len(sent) > 1 && sent[len(sent)-2] >= *out.SequenceNumber {
				t.Errorf("sequence numbers %q", sent)
			}
		}
		m := f.receive(url, func(in *sqs.ReceiveMessageInput) {
			in.AttributeNames = append(in.AttributeNames, "MessageGroupId", "MessageDeduplicationId", "SequenceNumber")
		})[0]
		const sha = "d58df4a0e2ef8e0c01db3d7f7e2eb0e3dba8ab0d3e4a1a8b5a7d1a9d7f3f0c1d"
		if a := m.Attributes; a["MessageGroupId"] != "g" || len(a["MessageDeduplicationId"]) != len(sha) || a["SequenceNumber"] != sent[0] {
			t.Errorf("attributes %v", a)
		}
	})
	t.Run("delays every message as the queue says, also those already there when that changes", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"DelaySeconds": "60"})
		_, err := f.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g"), MessageDeduplicationId: aws.String("a")})
		f.ok(err)
		want(t, f, url, []string{})
		f.ok(f.set(url, attrs{"DelaySeconds": "10"}))
		f.Clock.Advance(10*second - 1)
		want(t, f, url, []string{})
		f.Clock.Advance(1)
		want(t, f, url, []string{"a"})
	})
	t.Run("an explicit delay of 0 means the queue's", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"DelaySeconds": "5"})
		if res := post(t, f, "SendMessage", `{"QueueUrl":"`+url+`","MessageBody":"a","MessageGroupId":"g","MessageDeduplicationId":"a","DelaySeconds":0}`); res.StatusCode != 200 {
			t.Fatal(res.body)
		}
		want(t, f, url, []string{})
		f.Clock.Advance(5 * second)
		want(t, f, url, []string{"a"})
	})
}

func TestDeduplication(t *testing.T) {
	t.Parallel()
	send := func(t *testing.T, f *fixture, url, group, id, body string) *sqs.SendMessageOutput {
		t.Helper()
		in := &sqs.SendMessageInput{QueueUrl: &url, MessageBody: &body, MessageGroupId: &group}
		if id != "" {
			in.MessageDeduplicationId = &id
		}
		out, err := f.Client.SendMessage(t.Context(), in)
		f.ok(err)
		return out
	}
	left := func(t *testing.T, f *fixture, n int) {
		t.Helper()
		if l := f.Messages("q.fifo"); len(l) != n {
			t.Errorf("%d messages, want %d", len(l), n)
		}
	}
	t.Run("lasts for exactly five minutes, after a deletion too", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		first := send(t, f, url, "g", "1", "a")
		f.delete(url, f.one(url))
		f.Clock.Advance(5*time.Minute - 1)
		again := send(t, f, url, "g", "1", "another body")
		if *again.MessageId != *first.MessageId || *again.SequenceNumber != *first.SequenceNumber {
			t.Errorf("the duplicate is %v, the first was %v", *again.MessageId, *first.MessageId)
		}
		left(t, f, 0)
		f.Clock.Advance(1)
		if later := send(t, f, url, "g", "1", "a"); *later.MessageId == *first.MessageId {
			t.Error("still the same message")
		}
		left(t, f, 1)
	})
	t.Run("goes by the body where the queue says so", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"ContentBasedDeduplication": "true"})
		send(t, f, url, "g", "", "a")
		send(t, f, url, "h", "", "a")
		send(t, f, url, "g", "", "b")
		send(t, f, url, "g", "explicit", "b")
		left(t, f, 3)
	})
	t.Run("holds for the queue by default", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		send(t, f, url, "g", "1", "a")
		send(t, f, url, "h", "1", "b")
		left(t, f, 1)
	})
	// As recorded: fifo_high_throughput_ordering, fifo_change_to_regular_throughput_after_creation.
	t.Run("holds for a group in high throughput, until that is switched off", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", attrs{"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"})
		send(t, f, url, "g", "1", "a")
		send(t, f, url, "h", "1", "b")
		send(t, f, url, "h", "1", "c")
		left(t, f, 2)
		f.ok(f.set(url, attrs{"DeduplicationScope": "queue", "FifoThroughputLimit": "perQueue"}))
		send(t, f, url, "h", "1", "d")
		left(t, f, 3)
		send(t, f, url, "i", "1", "e")
		left(t, f, 3)
	})
	t.Run("is forgotten with a purge", func(t *testing.T) {
		f := start(t)
		url := f.queue("q.fifo", nil)
		send(t, f, url, "g", "1", "a")
		_, err := f.Client.PurgeQueue(t.Context(), &sqs.PurgeQueueInput{QueueUrl: &url})
		f.ok(err)
		send(t, f, url, "g", "1", "b")
		left(t, f, 1)
	})
}
