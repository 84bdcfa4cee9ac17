package snsfake_test

import (
	"fmt"
	"testing"

	"github.com/awsfake/awsfake/internal/core"
	"github.com/awsfake/awsfake/internal/event"
)

// Other services deliver to topics as S3 does.
func TestATopicTakesTheEventsOfOtherServices(t *testing.T) {
	f := start(t)
	arn, fifo := f.topic("orders", nil), f.topic("x.fifo", attrs{"ContentBasedDeduplication": "true"})
	f.subscribe(arn, "sqs", f.queue("billing"), nil)
	f.subscribe(fifo, "sqs", f.queue("q.fifo"), attrs{"RawMessageDelivery": "true"})
	r := &event.Router{Core: core.Of(f.Panel)}
	const bucket = "arn:aws:s3:::photos"
	send := func(to string, m event.Message) error {
		err := error(fmt.Errorf("not delivered"))
		m.Source = bucket
		r.Deliver(t.Context(), &event.Delivery{Source: bucket, Target: to, Message: m, Done: func(e error) { err = e }})
		return err
	}
	f.ok(send(*arn, event.Message{Body: []byte("created"), Subject: "Amazon S3 Notification",
		Attributes: []event.Attribute{{Name: "b", Type: "Binary", Binary: []byte{2}}, {Name: "s", Type: "String", Text: "t"}}}))
	doc := f.document(f.one("billing").Body)
	if doc["Message"] != "created" || doc["Subject"] != "Amazon S3 Notification" || fmt.Sprint(doc["MessageAttributes"]) != "map[b:map[Type:Binary Value:Ag==] s:map[Type:String Value:t]]" {
		t.Errorf("%v", doc)
	}
	d := f.Deliveries()
	if len(d) != 2 || d[0].Target != *arn || d[1].Source != *arn || d[1].Cause != d[0].ID {
		t.Errorf("the second delivery is caused by the first: %v", d)
	}
	f.ok(send(*fifo, event.Message{Body: []byte("in order"), GroupID: "g", DeduplicationID: "d"}))
	if m := f.one("q.fifo"); m.Body != "in order" || m.DeduplicationID != "d" {
		t.Errorf("%+v", m)
	}
	for want, err := range map[string]error{
		"InvalidParameter: Invalid parameter: Empty message":                                            send(*arn, event.Message{}),
		"InvalidParameter: Invalid parameter: The MessageGroupId parameter is required for FIFO topics": send(*fifo, event.Message{Body: []byte("m")}),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
