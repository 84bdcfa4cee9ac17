package s3fake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/event"
	"github.com/awsfake/awsfake/internal/service"
)

const (
	eventTime    = "2006-01-02T15:04:05.000Z"
	eventSubject = "Amazon S3 Notification" // of the messages of topics
)

// An occurrence is something that happened to an object, which the bucket's notification configuration may want told.
type occurrence struct {
	event   types.Event // such as s3:ObjectCreated:Put
	key     string
	version *version // that it happened to; one that is gone stands for what was
}

// notify tells those whom the bucket's notification configuration names that something happened to a version of a key: name is the
// event's without "s3:". No bucket is locked.
func (s *Server) notify(ctx context.Context, b *bucket, name, key string, v *version) {
	b.mu.RLock()
	c := b.notification
	b.mu.RUnlock()
	if c == nil {
		return
	}
	if name == "ObjectCreated:Put" && fromForm(ctx) {
		name = "ObjectCreated:Post"
	}
	o := occurrence{types.Event("s3:" + name), key, v}
	for _, d := range destinations(c) {
		if d.wants(o) {
			s.send(ctx, d.arn, b, s.record(ctx, b, o, **d.id))
		}
	}
	if c.EventBridgeConfiguration != nil {
		s.sendToBus(ctx, b, o)
	}
}

// wants reports whether an occurrence passes the events and the filter. The filter sees the key as it is.
func (d *destination) wants(o occurrence) bool {
	prefix, suffix := d.affixes()
	if !strings.HasPrefix(o.key, prefix) || !strings.HasSuffix(o.key, suffix) {
		return false
	}
	for _, e := range d.events {
		if covers(e, o.event) {
			return true
		}
	}
	return false
}

// A record is the message about one event, with the members in the order of the User Guide, Event message structure.
type record struct {
	EventVersion      string            `json:"eventVersion"`
	EventSource       string            `json:"eventSource"`
	AWSRegion         string            `json:"awsRegion"`
	EventTime         string            `json:"eventTime"`
	EventName         string            `json:"eventName"`
	UserIdentity      principal         `json:"userIdentity"`
	RequestParameters requestParameters `json:"requestParameters"`
	ResponseElements  responseElements  `json:"responseElements"`
	S3                recordS3          `json:"s3"`
}

type principal struct {
	ID string `json:"principalId"`
}

type requestParameters struct {
	SourceIP string `json:"sourceIPAddress"`
}

type responseElements struct {
	RequestID string `json:"x-amz-request-id"`
	HostID    string `json:"x-amz-id-2"`
}

type recordS3 struct {
	SchemaVersion   string       `json:"s3SchemaVersion"`
	ConfigurationID string       `json:"configurationId"`
	Bucket          recordBucket `json:"bucket"`
	Object          recordObject `json:"object"`
}

type recordBucket struct {
	Name  string    `json:"name"`
	Owner principal `json:"ownerIdentity"`
	ARN   string    `json:"arn"`
}

type recordObject struct {
	Key       string `json:"key"`
	Size      *int64 `json:"size,omitempty"`
	ETag      string `json:"eTag,omitempty"`
	VersionID string `json:"versionId,omitempty"`
	Sequencer string `json:"sequencer,omitempty"`
}

// emptyETag is the ETag of nothing, which events have for delete markers.
const emptyETag = "d41d8cd98f00b204e9800998ecf8427e"

// kind returns what an event is about: ObjectCreated, ObjectTagging...
func (o occurrence) kind() string {
	kind, _, _ := strings.Cut(strings.TrimPrefix(string(o.event), "s3:"), ":")
	return kind
}

// eventVersions are those of the kinds that are not 2.1.
// Source: recordings/s3.json; Event message structure, Amazon S3 User Guide.
var eventVersions = map[string]string{"ObjectTagging": "2.3", "ObjectAcl": "2.3", "LifecycleExpiration": "2.3", "LifecycleTransition": "2.3", "IntelligentTiering": "2.3"}

func (s *Server) record(ctx context.Context, b *bucket, o occurrence, configurationID string) record {
	who, from, id := "AWS:"+userID, service.RemoteIP(ctx), service.RequestID(ctx)
	if id == "" { // the lifecycle's doing, and so nobody's request
		who, from, id = "s3.amazonaws.com", "s3.amazonaws.com", s.core.NewID()
	}
	r := record{
		EventVersion:      "2.1",
		EventSource:       "aws:s3",
		AWSRegion:         b.region,
		EventTime:         s.core.Now().Format(eventTime),
		EventName:         strings.TrimPrefix(string(o.event), "s3:"),
		UserIdentity:      principal{who},
		RequestParameters: requestParameters{from},
		ResponseElements:  responseElements{id, id},
		S3: recordS3{
			SchemaVersion:   "1.0",
			ConfigurationID: configurationID,
			Bucket:          recordBucket{b.name, principal{ownerPrincipal}, b.arn},
			Object:          s.recordObject(o),
		},
	}
	if v, ok := eventVersions[o.kind()]; ok {
		r.EventVersion = v
	}
	return r
}

// The ids of who calls and of who owns the buckets, which are not those of ACLs.
const (
	userID         = "AIDAJDPLRKLG7UEXAMPLE"
	ownerPrincipal = "A3NL1KOZZKEXAMPLE"
)

// recordObject tells of an object what belongs to an event.
// Source: recordings/s3.json, test_s3_notifications_sqs.py.
func (s *Server) recordObject(o occurrence) recordObject {
	obj := recordObject{Key: url.QueryEscape(o.key)}
	obj.Key = strings.ReplaceAll(obj.Key, "%2F", "/")
	if o.version.id != nullVersion {
		obj.VersionID = o.version.id
	}
	switch o.kind() {
	case "ObjectCreated":
		obj.Size, obj.ETag, obj.Sequencer = &o.version.content.size, o.version.etag, s.sequencer()
	case "ObjectRemoved", "LifecycleExpiration":
		if strings.HasSuffix(string(o.event), ":DeleteMarkerCreated") {
			obj.ETag = emptyETag
		}
		obj.Sequencer = s.sequencer()
	case "ObjectRestore":
		obj.Size, obj.ETag = &o.version.content.size, o.version.etag
	default:
		obj.ETag = o.version.etag
	}
	return obj
}

// sequencer returns a text that is greater than those of all earlier events.
func (s *Server) sequencer() string { return fmt.Sprintf("%018X", s.events.Add(1)) }

// send delivers a record.
func (s *Server) send(ctx context.Context, arn string, b *bucket, r record) {
	body, err := json.Marshal(struct{ Records []record }{[]record{r}})
	if err != nil {
		panic(err) // strings and a number always are JSON
	}
	s.router.Deliver(ctx, &event.Delivery{Source: b.arn, Target: arn, Retry: event.Managed,
		Message: event.Message{Body: body, Subject: eventSubject, Source: b.arn}})
}

// A busEvent is an event as EventBridge has it.
// Source: recordings/s3.json, test_s3_notifications_eventbridge.py; Using EventBridge, Amazon S3 User Guide.
type busEvent struct {
	Version    string    `json:"version"`
	ID         string    `json:"id"`
	DetailType string    `json:"detail-type"`
	Source     string    `json:"source"`
	Account    string    `json:"account"`
	Time       string    `json:"time"`
	Region     string    `json:"region"`
	Resources  []string  `json:"resources"`
	Detail     busDetail `json:"detail"`
}

type busDetail struct {
	Version      string    `json:"version"`
	Bucket       busBucket `json:"bucket"`
	Object       busObject `json:"object"`
	RequestID    string    `json:"request-id"`
	Requester    string    `json:"requester"`
	SourceIP     string    `json:"source-ip-address"`
	Reason       string    `json:"reason,omitempty"`
	DeletionType string    `json:"deletion-type,omitempty"`
}

type busBucket struct {
	Name string `json:"name"`
}

type busObject struct {
	Key       string `json:"key"`
	Size      *int64 `json:"size,omitempty"`
	ETag      string `json:"etag,omitempty"`
	VersionID string `json:"version-id,omitempty"`
	Sequencer string `json:"sequencer,omitempty"`
}

// busEvents are the detail types and reasons of the events that EventBridge gets; it gets no others.
var busEvents = map[types.Event][2]string{
	"s3:ObjectCreated:Put":                       {"Object Created", "PutObject"},
	"s3:ObjectCreated:Post":                      {"Object Created", "POST Object"},
	"s3:ObjectCreated:Copy":                      {"Object Created", "CopyObject"},
	"s3:ObjectCreated:CompleteMultipartUpload":   {"Object Created", "CompleteMultipartUpload"},
	"s3:ObjectRemoved:Delete":                    {"Object Deleted", "DeleteObject"},
	"s3:ObjectRemoved:DeleteMarkerCreated":       {"Object Deleted", "DeleteObject"},
	"s3:LifecycleExpiration:Delete":              {"Object Deleted", "Lifecycle Expiration"},
	"s3:LifecycleExpiration:DeleteMarkerCreated": {"Object Deleted", "Lifecycle Expiration"},
	"s3:ObjectRestore:Post":                      {"Object Restore Initiated", ""},
	"s3:ObjectRestore:Completed":                 {"Object Restore Completed", ""},
	"s3:ObjectRestore:Delete":                    {"Object Restore Expired", ""},
	"s3:ObjectTagging:Put":                       {"Object Tags Added", ""},
	"s3:ObjectTagging:Delete":                    {"Object Tags Deleted", ""},
	"s3:ObjectAcl:Put":                           {"Object ACL Updated", ""},
	"s3:LifecycleTransition":                     {"Object Storage Class Changed", ""},
}

// errNoBus is why nothing reaches EventBridge.
var errNoBus = event.Refuse(errors.New("this AWS has no EventBridge"))

// sendToBus enters an event for EventBridge into the journal. It goes nowhere, and does not fail the test for that.
func (s *Server) sendToBus(ctx context.Context, b *bucket, o occurrence) {
	about, ok := busEvents[o.event]
	if !ok {
		return
	}
	obj := s.recordObject(o)
	e := busEvent{
		Version: "0", ID: s.core.NewID(), DetailType: about[0], Source: "aws.s3", Account: s.core.AccountID, Time: s.core.Now().Format("2006-01-02T15:04:05Z"),
		Region: b.region, Resources: []string{b.arn},
		Detail: busDetail{
			Version: "0", Bucket: busBucket{b.name},
			Object:    busObject{o.key, obj.Size, obj.ETag, obj.VersionID, obj.Sequencer},
			RequestID: service.RequestID(ctx), Requester: s.core.AccountID, SourceIP: service.RemoteIP(ctx), Reason: about[1],
		},
	}
	switch {
	case strings.HasSuffix(string(o.event), ":DeleteMarkerCreated"):
		e.Detail.DeletionType = "Delete Marker Created"
	case about[0] == "Object Deleted":
		e.Detail.DeletionType = "Permanently Deleted"
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // strings and a number always are JSON
	}
	s.router.Deliver(ctx, &event.Delivery{Source: b.arn, Target: s.core.ARN("events", "event-bus/default"), Message: event.Message{Body: body, Source: b.arn},
		Send: func(context.Context) error { return errNoBus }})
}
