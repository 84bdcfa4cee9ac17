package snsfake_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

func TestAFIFOTopicCarriesGroupAndDeduplicationIntoAFIFOQueue(t *testing.T) {
	for content, want := range map[string]string{
		"false": "message-deduplication-id-1",
		"true":  "532eaabd9574880dbf76b9b8cc00832c20a6ec113d682299550d7a6e0f345e25", // recorded: message_to_fifo_sqs[True]
	} {
		t.Run("ContentBasedDeduplication "+content, func(t *testing.T) {
			f := start(t)
			arn := f.topic("x.fifo", attrs{"ContentBasedDeduplication": content})
			f.subscribe(arn, "sqs", f.queue("q.fifo"), nil)
			f.subscribe(arn, "sqs", f.queue("plain"), nil)
			dedup := ""
			if content == "false" {
				dedup = "message-deduplication-id-1"
			}
			var out *sns.PublishOutput
			for range 2 { // the second is a duplicate
				out = f.publish(arn, "Test", group("message-group-id-1", dedup))
				if len(*out.SequenceNumber) != 20 {
					t.Errorf("sequence number %s", *out.SequenceNumber)
				}
			}
			m := f.one("q.fifo")
			if m.GroupID != "message-group-id-1" || m.DeduplicationID != want {
				t.Errorf("%+v", m)
			}
			doc := f.document(m.Body)
			if doc["SequenceNumber"] != *out.SequenceNumber || doc["MessageId"] != *out.MessageId || doc["Message"] != "Test" {
				t.Errorf("%v is not %+v", doc, out)
			}
			for _, absent := range []string{"Signature", "SignatureVersion", "SigningCertURL"} {
				if doc[absent] != nil {
					t.Errorf("a message of a FIFO topic has a %s", absent)
				}
			}
			if m := f.one("plain"); m.GroupID != "" || m.DeduplicationID != "" {
				t.Errorf("the standard queue got %+v", m)
			}
		})
	}
}

func TestAStandardTopicCarriesTheGroupOfFairQueues(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "sqs", f.queue("billing"), nil)
	f.publish(arn, "m", group("tenant-1", ""))
	if m := f.one("billing"); m.GroupID != "tenant-1" {
		t.Errorf("%+v", m)
	}
}

func TestDeduplicationOfATopic(t *testing.T) {
	f := start(t)
	arn := f.topic("x.fifo", nil)
	f.subscribe(arn, "sqs", f.queue("plain"), attrs{"RawMessageDelivery": "true"}) // which does not deduplicate itself
	first := f.publish(arn, "1", group("a", "d"))
	second := f.publish(arn, "2", group("b", "d"))
	if *first.MessageId != *second.MessageId || *first.SequenceNumber != *second.SequenceNumber { // recorded: republish-batch-response-fifo
		t.Errorf("a duplicate got %v, the first %v", second, first)
	}
	f.Clock.Advance(5*time.Minute - time.Nanosecond)
	f.publish(arn, "3", group("a", "d"))
	f.Clock.Advance(time.Nanosecond)
	f.publish(arn, "4", group("a", "d"))
	f.ok(f.setTopic(arn, "FifoThroughputScope", "MessageGroup"))
	f.publish(arn, "5", group("a", "e"))
	f.publish(arn, "6", group("b", "e"))
	f.publish(arn, "7", group("b", "e"))
	if diff := cmp.Diff([]string{"1", "4", "5", "6"}, f.bodies("plain")); diff != "" {
		t.Error(diff)
	}
}

func TestABatchOfAFIFOTopicKeepsItsOrder(t *testing.T) {
	f := start(t)
	arn := f.topic("x.fifo", attrs{"ContentBasedDeduplication": "true"})
	f.subscribe(arn, "sqs", f.queue("q.fifo"), attrs{"RawMessageDelivery": "true"})
	in := &sns.PublishBatchInput{TopicArn: arn}
	for i := range 10 {
		in.PublishBatchRequestEntries = append(in.PublishBatchRequestEntries, types.PublishBatchRequestEntry{
			Id: aws.String(fmt.Sprint(i)), Message: aws.String(fmt.Sprint("m", i)), MessageGroupId: aws.String("g")})
	}
	first, err := f.Client.PublishBatch(t.Context(), in)
	f.ok(err)
	again, err := f.Client.PublishBatch(t.Context(), in)
	f.ok(err)
	for i := range 10 {
		a, b := first.Successful[i], again.Successful[i]
		if *a.MessageId != *b.MessageId || *a.SequenceNumber != *b.SequenceNumber || i > 0 && *a.SequenceNumber <= *first.Successful[i-1].SequenceNumber {
			t.Errorf("%d: %v, again %v", i, a, b)
		}
	}
	if diff := cmp.Diff([]string{"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9"}, f.bodies("q.fifo")); diff != "" {
		t.Error(diff)
	}
}

// Whoever publishes at the same time, the queue has the messages in the order of their sequence numbers.
func TestConcurrentPublishersOfAFIFOTopic(t *testing.T) {
	f := start(t)
	arn := f.topic("x.fifo", nil)
	f.subscribe(arn, "sqs", f.queue("q.fifo"), nil)
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 25 {
				f.publish(arn, "m", group(fmt.Sprint("g", i%2), fmt.Sprint(g, "-", i)))
			}
		})
	}
	wg.Wait()
	f.Settle(t.Context())
	var numbers []string
	for _, body := range f.bodies("q.fifo") {
		numbers = append(numbers, f.document(body)["SequenceNumber"].(string))
	}
	if len(numbers) != 100 || !slices.IsSorted(numbers) {
		t.Errorf("%d messages: %v", len(numbers), numbers)
	}
}

// A message that cannot be delivered yet holds up those of its group, and only those.
func TestRetriesKeepTheOrderOfAGroup(t *testing.T) {
	var got []string
	failures := 6
	queue := "arn:aws:sqs:us-east-1:000000000000:elsewhere.fifo"
	f := start(t, func(o *snsfake.Options) {
		o.Targets = map[string]func([]byte) error{queue: func(payload []byte) error {
			if string(payload) == "a1" && failures > 0 {
				failures--
				return errors.New("busy")
			}
			got = append(got, string(payload))
			return nil
		}}
	})
	arn := f.topic("x.fifo", attrs{"ContentBasedDeduplication": "true"})
	f.subscribe(arn, "sqs", queue, attrs{"RawMessageDelivery": "true"})
	for _, m := range []string{"a1", "b1", "a2", "b2"} {
		f.publish(arn, m, group(m[:1], ""))
	}
	if diff := cmp.Diff([]string{"b1", "b2"}, got); diff != "" {
		t.Error(diff)
	}
	f.Clock.Advance(time.Minute)
	if diff := cmp.Diff([]string{"b1", "b2", "a1", "a2"}, got); diff != "" {
		t.Error(diff)
	}
}

// What a message leads to may publish to the same topic.
func TestATargetPublishesToItsTopic(t *testing.T) {
	var f *fixture
	var arn *string
	queue := "arn:aws:sqs:us-east-1:000000000000:elsewhere.fifo"
	var got []string
	f = start(t, func(o *snsfake.Options) {
		o.Targets = map[string]func([]byte) error{queue: func(payload []byte) error {
			got = append(got, string(payload))
			if n := len(got); n < 5 {
				f.publish(arn, fmt.Sprint(n), group("g", ""))
			}
			return nil
		}}
	})
	arn = f.topic("x.fifo", attrs{"ContentBasedDeduplication": "true"})
	f.subscribe(arn, "sqs", queue, attrs{"RawMessageDelivery": "true"})
	f.publish(arn, "0", group("g", ""))
	f.Settle(t.Context())
	if diff := cmp.Diff([]string{"0", "1", "2", "3", "4"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestArchiveAndReplay(t *testing.T) {
	f := start(t)
	arn := f.topic("x.fifo", attrs{"ContentBasedDeduplication": "true", "ArchivePolicy": `{"MessageRetentionPeriod":"30"}`})
	began := f.Clock.Now()
	if got := f.topicAttributes(arn)["BeginningArchiveTime"]; got != began.Format("2006-01-02T15:04:05.000Z") {
		t.Errorf("archived since %s", got)
	}
	for i := range 5 {
		f.publish(arn, fmt.Sprint(i), group("g", ""), with("kind", "String", []string{"even", "odd"}[i%2]))
		f.Clock.Advance(time.Hour)
	}
	policy := func(from, to int) string {
		at := func(hours int) string {
			return began.Add(time.Duration(hours)*time.Hour - time.Minute).Format("2006-01-02T15:04:05.000Z")
		}
		if to == 0 {
			return `{"PointType":"Timestamp","StartingPoint":"` + at(from) + `"}`
		}
		return `{"PointType":"Timestamp","StartingPoint":"` + at(from) + `","EndingPoint":"` + at(to) + `"}`
	}
	sub := f.subscribe(arn, "sqs", f.queue("all"), attrs{"ReplayPolicy": policy(1, 0)})
	f.subscribe(arn, "sqs", f.queue("window"), attrs{"ReplayPolicy": policy(1, 4)})
	f.subscribe(arn, "sqs", f.queue("odd"), attrs{"ReplayPolicy": policy(0, 0), "FilterPolicy": `{"kind":["odd"]}`})
	f.publish(arn, "5", group("g", ""), with("kind", "String", "odd"))
	for queue, want := range map[string]string{"all": "1 2 3 4 5", "window": "1 2 3", "odd": "1 3 5"} {
		if got := strings.Join(f.messages(queue), " "); got != want {
			t.Errorf("%s: %s, want %s", queue, got, want)
		}
	}
	replayed := f.document(f.bodies("all")[0])
	if replayed["Replayed"] != "true" || replayed["Timestamp"] != began.Add(time.Hour).Format("2006-01-02T15:04:05.000Z") || f.document(f.bodies("all")[4])["Replayed"] != nil {
		t.Errorf("%v", replayed)
	}
	if got := f.attributes(sub); got["ReplayStatus"] != "Completed" || got["ReplayPolicy"] != policy(1, 0) {
		t.Errorf("%v", got)
	}

	t.Run("again, by an attribute", func(t *testing.T) {
		f.ok(f.set(sub, "ReplayPolicy", policy(4, 0)))
		if got := strings.Join(f.messages("all"), " "); got != "1 2 3 4 5 4 5" {
			t.Error(got)
		}
	})
	t.Run("the archive forgets", func(t *testing.T) {
		f.Clock.Advance(30*24*time.Hour - 2*time.Hour)
		f.subscribe(arn, "sqs", f.queue("late"), attrs{"ReplayPolicy": policy(0, 0)})
		if got := strings.Join(f.messages("late"), " "); got != "3 4 5" {
			t.Error(got)
		}
	})
	t.Run("a topic with an archive cannot be deleted", func(t *testing.T) {
		_, err := f.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: arn})
		wantError(t, err, http.StatusBadRequest, "InvalidState", "Invalid state: Cannot delete a topic with an ArchivePolicy")
		f.ok(f.setTopic(arn, "ArchivePolicy", "{}"))
		_, err = f.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: arn})
		f.ok(err)
	})
	for want, bad := range map[string]string{
		"ReplayPolicy: failed to parse JSON.":                              "x",
		"ReplayPolicy: Invalid PointType [Sequence]. Please use Timestamp": `{"PointType":"Sequence"}`,
		"ReplayPolicy: StartingPoint is not a timestamp":                   `{"PointType":"Timestamp"}`,
		"ReplayPolicy: EndingPoint is not a timestamp after StartingPoint": `{"PointType":"Timestamp","StartingPoint":"2026-01-02T00:00:00Z","EndingPoint":"2026-01-01T00:00:00Z"}`,
	} {
		other := f.topic("y.fifo", attrs{"ArchivePolicy": `{"MessageRetentionPeriod":1}`})
		_, err := f.trySubscribe(other, "sqs", f.ARN("sqs", "q.fifo"), attrs{"ReplayPolicy": bad})
		wantInvalid(t, err, "Invalid parameter: Attributes Reason: "+want)
	}
}
