package sqsfake_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/sqsfake"
)

func TestChangeMessageVisibility(t *testing.T) {
	t.Parallel()
	t.Run("extends, shortens and ends the time that a message is hidden", func(t *testing.T) {
		for name, seconds := range map[string]int32{"extends": 60, "shortens": 5, "ends": 0} {
			t.Run(name, func(t *testing.T) {
				f := start(t)
				url := f.orders()
				f.send(url, "a")
				f.ok(f.hide(url, f.one(url), seconds))
				until := f.Clock.Now().Add(time.Duration(seconds) * time.Second)
				if m := f.Messages("orders")[0]; !m.VisibleAt.Equal(until) {
					t.Errorf("visible at %v, want %v", m.VisibleAt, until)
				}
				f.Clock.AdvanceTo(until)
				f.one(url)
			})
		}
	})
	t.Run("holds for one receive only", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		f.ok(f.hide(url, f.one(url), 0))
		f.one(url)
		if l := f.receive(url); len(l) != 0 {
			t.Errorf("received %q", bodies(l))
		}
	})
	t.Run("takes a receipt handle of an earlier receive", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		first := f.one(url, hiddenFor(1))
		f.Clock.Advance(second)
		f.one(url)
		f.ok(f.hide(url, first, 0))
		f.one(url)
	})
	t.Run("succeeds without effect when the message is visible again", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		m := f.one(url)
		f.Clock.Advance(30 * second)
		f.ok(f.hide(url, m, 60))
		f.one(url)
	})
	t.Run("refuses what is not in the queue or out of range", func(t *testing.T) {
		f := start(t)
		url, other := f.orders(), f.queue("other", nil)
		f.send(url, "a", "b")
		l := f.receive(url)
		f.delete(url, l[0])
		gone, there := *l[0].ReceiptHandle, l[1]
		wantError(t, f.hide(url, l[0], 5), 400, "InvalidParameterValue", "Value "+gone+" for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.")
		wantError(t, f.hide(url, types.Message{ReceiptHandle: aws.String("INVALID")}, 5), 404, "ReceiptHandleIsInvalid", `The input receipt handle "INVALID" is not a valid receipt handle.`)
		wantError(t, f.hide(other, there, 5), 404, "ReceiptHandleIsInvalid", "")
		wantError(t, f.hide(url, there, 43201), 400, "InvalidParameterValue", "Value 43201 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.")
		wantError(t, f.hide(url, there, -1), 400, "InvalidParameterValue", "Value -1 for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200.")
		f.ok(f.hide(url, there, 43200))
		f.Clock.Advance(10 * second)
		wantError(t, f.hide(url, there, 43191), 400, "InvalidParameterValue", "Value 43191 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for the message is beyond the limit [43200 seconds]")
		f.ok(f.hide(url, there, 43190))
	})
	t.Run("in a batch answers for each entry", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a", "b")
		l := f.receive(url)
		out, err := f.Client.ChangeMessageVisibilityBatch(t.Context(), &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &url, Entries: []types.ChangeMessageVisibilityBatchRequestEntry{
			{Id: aws.String("1"), ReceiptHandle: l[0].ReceiptHandle, VisibilityTimeout: 0},
			{Id: aws.String("2"), ReceiptHandle: aws.String("garbage"), VisibilityTimeout: 0}}})
		f.ok(err)
		if len(out.Successful) != 1 || *out.Successful[0].Id != "1" || len(out.Failed) != 1 || *out.Failed[0].Code != "ReceiptHandleIsInvalid" || !out.Failed[0].SenderFault {
			t.Errorf("answer %+v", out)
		}
		if n := f.counts(url); n != [3]int{1, 0, 1} {
			t.Errorf("counts %v", n)
		}
	})
}

func TestDeleteMessage(t *testing.T) {
	t.Parallel()
	t.Run("again succeeds", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		m := f.one(url)
		f.delete(url, m, m, m)
	})
	t.Run("works when the message is visible again", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		m := f.one(url)
		f.Clock.Advance(30 * second)
		f.delete(url, m)
		if n := f.counts(url); n != [3]int{} {
			t.Errorf("counts %v", n)
		}
	})
	t.Run("with the handle of an earlier receive succeeds without effect", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		first := f.one(url)
		f.Clock.Advance(30 * second)
		f.one(url)
		f.delete(url, first)
		if l := f.Messages("orders"); len(l) != 1 || l[0].State != sqsfake.InFlight {
			t.Errorf("the queue holds %+v", l)
		}
	})
	t.Run("refuses garbage", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		_, err := f.Client.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &url, ReceiptHandle: aws.String("garbage")})
		wantError(t, err, 404, "ReceiptHandleIsInvalid", `The input receipt handle "garbage" is not a valid receipt handle.`)
	})
	t.Run("in a batch answers for each entry", func(t *testing.T) {
		f := start(t)
		url := f.orders()
		f.send(url, "a")
		m := f.one(url)
		out, err := f.Client.DeleteMessageBatch(t.Context(), &sqs.DeleteMessageBatchInput{QueueUrl: &url, Entries: []types.DeleteMessageBatchRequestEntry{
			{Id: aws.String("good"), ReceiptHandle: m.ReceiptHandle}, {Id: aws.String("bad"), ReceiptHandle: aws.String("garbage")}}})
		f.ok(err)
		if len(out.Successful) != 1 || *out.Successful[0].Id != "good" || len(out.Failed) != 1 || *out.Failed[0].Id != "bad" || *out.Failed[0].Code != "ReceiptHandleIsInvalid" {
			t.Errorf("answer %+v", out)
		}
	})
}
