package s3fake_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/s3fake"
	"github.com/awsfake/awsfake/snsfake"
	"github.com/awsfake/awsfake/sqsfake"
)

// A notified is a bucket whose events go to a queue.
type notified struct {
	*s3fake.Server
	t      *testing.T
	queues *sqsfake.Server
	seen   int
}

const queueARN = "arn:aws:sqs:us-east-1:000000000000:events"

// startNotified starts a bucket that tells a queue of all events, or of those given.
func startNotified(t *testing.T, events ...types.Event) *notified {
	t.Helper()
	queues := sqsfake.Start(t)
	n := &notified{s3fake.Start(t, func(o *s3fake.Options) { o.Join = queues.Panel }), t, queues, 0}
	call[*sqs.CreateQueueOutput](t)(queues.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("events")}))
	call[*s3.CreateBucketOutput](t)(n.Client.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: album}))
	if len(events) == 0 {
		events = []types.Event{"s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:ObjectTagging:*", "s3:ObjectAcl:Put", "s3:ObjectRestore:*", "s3:LifecycleExpiration:*", "s3:LifecycleTransition"}
	}
	if err := n.configure(types.QueueConfiguration{Id: aws.String("all"), QueueArn: aws.String(queueARN), Events: events}); err != nil {
		t.Fatal(err)
	}
	n.seen = 1 // the test event
	return n
}

func (n *notified) configure(l ...types.QueueConfiguration) error {
	_, err := n.Client.PutBucketNotificationConfiguration(n.t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: album, NotificationConfiguration: &types.NotificationConfiguration{QueueConfigurations: l}})
	return err
}

// event is what programs read of a record.
type event struct {
	EventVersion, EventSource, AwsRegion, EventTime, EventName string
	UserIdentity                                               struct{ PrincipalID string }
	RequestParameters                                          struct{ SourceIPAddress string }
	S3                                                         struct {
		ConfigurationID string
		Bucket          struct{ Name, Arn string }
		Object          map[string]any
	}
}

// next returns the events since the last call.
func (n *notified) next() (l []event) {
	n.t.Helper()
	sent := n.Deliveries() // the queue would not keep them for more than four days
	for _, d := range sent[n.seen:] {
		var doc struct{ Records []event }
		if err := json.Unmarshal(d.Payload, &doc); err != nil || len(doc.Records) != 1 || d.Err != nil {
			n.t.Fatal(err, d)
		}
		l = append(l, doc.Records[0])
	}
	n.seen = len(sent)
	return l
}

// names returns the names and keys of the events since the last call.
func (n *notified) names() string {
	n.t.Helper()
	var l []string
	for _, e := range n.next() {
		l = append(l, e.EventName+" "+fmt.Sprint(e.S3.Object["key"]))
	}
	return strings.Join(l, ", ")
}

func (n *notified) wants(want string) {
	n.t.Helper()
	if got := n.names(); got != want {
		n.t.Errorf("events %q, want %q", got, want)
	}
}

func (n *notified) put(key string) *s3.PutObjectOutput {
	n.t.Helper()
	return call[*s3.PutObjectOutput](n.t)(n.Client.PutObject(n.t.Context(), &s3.PutObjectInput{Bucket: album, Key: &key, Body: strings.NewReader("hello")}))
}

func (n *notified) versioning(s types.BucketVersioningStatus) {
	n.t.Helper()
	call[*s3.PutBucketVersioningOutput](n.t)(n.Client.PutBucketVersioning(n.t.Context(), &s3.PutBucketVersioningInput{Bucket: album, VersioningConfiguration: &types.VersioningConfiguration{Status: s}}))
}

func TestEventsHaveTheFormOfAWS(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	test := n.queues.Messages("events")[0].Body
	contains(t, test, `{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"20`, `"Bucket":"photos","RequestId":"`, `"HostId":"`)
	n.put("a b/ü+c")
	raw := n.queues.Messages("events")[1].Body
	// The order of the members is that of the User Guide.
	at := 0
	for _, part := range []string{`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"20`, `Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"AWS:`,
		`"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},"responseElements":{"x-amz-request-id":"`, `","x-amz-id-2":"`, `"},"s3":{"s3SchemaVersion":"1.0","configurationId":"all","bucket":{"name":"photos","ownerIdentity":{"principalId":"`,
		`"},"arn":"arn:aws:s3:::photos"},"object":{"key":"a+b/%C3%BC%2Bc","size":5,"eTag":"5d41402abc4b2a76b9719d911017c592","sequencer":"`, `"}}}]}`} {
		i := strings.Index(raw[at:], part)
		if i < 0 {
			t.Fatalf("no %s in %s", part, raw[at:])
		}
		at += i + len(part)
	}
	put := n.Calls("PutObject")[0]
	contains(t, raw, put.RequestID)
	for _, d := range n.Deliveries() {
		if string(d.Payload) == raw && d.Cause != put.ID {
			t.Errorf("caused by %d, not by the call %d", d.Cause, put.ID)
		}
	}
}

// The rows are those of recordings/s3.json, test_s3_notifications_sqs.py.
func TestEventsOfVersions(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	members := func(e event) string {
		var l []string
		for _, k := range []string{"eTag", "key", "sequencer", "size", "versionId"} {
			if _, ok := e.S3.Object[k]; ok {
				l = append(l, k)
			}
		}
		return e.EventName + " " + e.EventVersion + ": " + strings.Join(l, " ")
	}
	check := func(want ...string) {
		t.Helper()
		var got []string
		for _, e := range n.next() {
			got = append(got, members(e))
		}
		if strings.Join(got, "; ") != strings.Join(want, "; ") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	ctx, key := t.Context(), aws.String("k")
	n.put("k")
	call[*s3.DeleteObjectOutput](t)(n.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: album, Key: key}))
	check("ObjectCreated:Put 2.1: eTag key sequencer size", "ObjectRemoved:Delete 2.1: key sequencer")
	call[*s3.DeleteObjectOutput](t)(n.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: album, Key: key}))
	check() // nothing was there

	n.versioning(types.BucketVersioningStatusEnabled)
	v := n.put("k").VersionId
	call[*s3.DeleteObjectOutput](t)(n.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: album, Key: key}))
	call[*s3.DeleteObjectOutput](t)(n.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: album, Key: key, VersionId: v}))
	check("ObjectCreated:Put 2.1: eTag key sequencer size versionId", "ObjectRemoved:DeleteMarkerCreated 2.1: eTag key sequencer versionId", "ObjectRemoved:Delete 2.1: key sequencer versionId")
	n.versioning(types.BucketVersioningStatusSuspended)
	n.put("k")
	check("ObjectCreated:Put 2.1: eTag key sequencer size")

	call[*s3.PutObjectTaggingOutput](t)(n.Client.PutObjectTagging(ctx, &s3.PutObjectTaggingInput{Bucket: album, Key: key, Tagging: &types.Tagging{TagSet: []types.Tag{{Key: key, Value: key}}}}))
	call[*s3.DeleteObjectTaggingOutput](t)(n.Client.DeleteObjectTagging(ctx, &s3.DeleteObjectTaggingInput{Bucket: album, Key: key}))
	call[*s3.DeleteBucketOwnershipControlsOutput](t)(n.Client.DeleteBucketOwnershipControls(ctx, &s3.DeleteBucketOwnershipControlsInput{Bucket: album}))
	call[*s3.PutObjectAclOutput](t)(n.Client.PutObjectAcl(ctx, &s3.PutObjectAclInput{Bucket: album, Key: key, ACL: types.ObjectCannedACLPrivate}))
	check("ObjectTagging:Put 2.3: eTag key", "ObjectTagging:Delete 2.3: eTag key", "ObjectAcl:Put 2.3: eTag key")
}

func TestEventsOfAllWaysToWrite(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	ctx := t.Context()
	n.put("a")
	call[*s3.CopyObjectOutput](t)(n.Client.CopyObject(ctx, &s3.CopyObjectInput{Bucket: album, Key: aws.String("b"), CopySource: aws.String("photos/a")}))
	up := call[*s3.CreateMultipartUploadOutput](t)(n.Client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: album, Key: aws.String("c")}))
	part := call[*s3.UploadPartOutput](t)(n.Client.UploadPart(ctx, &s3.UploadPartInput{Bucket: album, Key: aws.String("c"), UploadId: up.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader("x")}))
	call[*s3.CompleteMultipartUploadOutput](t)(n.Client.CompleteMultipartUpload(ctx, &s3.CompleteMultipartUploadInput{Bucket: album, Key: aws.String("c"), UploadId: up.UploadId,
		MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{ETag: part.ETag, PartNumber: aws.Int32(1)}}}}))
	if status, _, body := upload(t, n.URL()+"/photos", [][2]string{{"key", "d"}}, "f", "x"); status != 204 {
		t.Error(body)
	}
	n.Put("photos", "seeded", nil) // causes none
	call[*s3.DeleteObjectsOutput](t)(n.Client.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: album, Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("a")}, {Key: aws.String("none")}, {Key: aws.String("b")}}}}))
	n.wants("ObjectCreated:Put a, ObjectCreated:Copy b, ObjectCreated:CompleteMultipartUpload c, ObjectCreated:Post d, ObjectRemoved:Delete a, ObjectRemoved:Delete b")
}

func TestSequencersGrow(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	for range 20 {
		n.put("k")
	}
	last := ""
	for _, e := range n.next() {
		s := e.S3.Object["sequencer"].(string)
		if s <= last {
			t.Errorf("%s after %s", s, last)
		}
		last = s
	}
}

func TestEventFilters(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	filter := func(prefix, suffix string) *types.NotificationConfigurationFilter {
		return &types.NotificationConfigurationFilter{Key: &types.S3KeyFilter{FilterRules: []types.FilterRule{{Name: "PREFIX", Value: &prefix}, {Name: "Suffix", Value: &suffix}}}}
	}
	if err := n.configure(types.QueueConfiguration{QueueArn: aws.String(queueARN), Events: []types.Event{"s3:ObjectCreated:*"}, Filter: filter("in put/", ".txt")},
		types.QueueConfiguration{QueueArn: aws.String(queueARN), Events: []types.Event{"s3:ObjectRemoved:Delete"}, Filter: filter("", "")}); err != nil {
		t.Fatal(err)
	}
	n.seen += 2 // test events
	for _, key := range []string{"in put/a.txt", "a.txt", "in put/a.jpg", "in put/.txt"} {
		n.put(key)
	}
	call[*s3.DeleteObjectOutput](t)(n.Client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: album, Key: aws.String("a.txt")}))
	n.wants("ObjectCreated:Put in+put/a.txt, ObjectCreated:Put in+put/.txt, ObjectRemoved:Delete a.txt")
	got := call[*s3.GetBucketNotificationConfigurationOutput](t)(n.Client.GetBucketNotificationConfiguration(t.Context(), &s3.GetBucketNotificationConfigurationInput{Bucket: album}))
	if rules := got.QueueConfigurations[0].Filter.Key.FilterRules; rules[0].Name != "Prefix" || rules[1].Name != "Suffix" || *got.QueueConfigurations[0].Id == "" {
		t.Error(rules)
	}
}

func TestNotificationConfigurationsThatAreRefused(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	created := []types.Event{"s3:ObjectCreated:*"}
	rule := func(name, value string) *types.NotificationConfigurationFilter {
		return &types.NotificationConfigurationFilter{Key: &types.S3KeyFilter{FilterRules: []types.FilterRule{{Name: types.FilterRuleName(name), Value: &value}}}}
	}
	queue := func(arn string, f *types.NotificationConfigurationFilter) types.QueueConfiguration {
		return types.QueueConfiguration{QueueArn: &arn, Events: created, Filter: f}
	}
	for _, tt := range []struct {
		name          string
		c             types.NotificationConfiguration
		skip          bool
		code, message string
	}{
		{"no ARN", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{queue("invalid-queue", nil)}}, false, "InvalidArgument", "The ARN could not be parsed"},
		{"no ARN, unchecked", types.NotificationConfiguration{TopicConfigurations: []types.TopicConfiguration{{TopicArn: aws.String("invalid-topic"), Events: created}}}, true, "InvalidArgument", "The ARN could not be parsed"},
		{"a queue for a function", types.NotificationConfiguration{LambdaFunctionConfigurations: []types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String(queueARN), Events: created}}}, true, "InvalidArgument", "The ARN could not be parsed"},
		{"no queue", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{queue("arn:aws:sqs:us-east-1:000000000000:none", nil)}}, false, "InvalidArgument", "Unable to validate the following destination configurations"},
		{"no function", types.NotificationConfiguration{LambdaFunctionConfigurations: []types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String("arn:aws:lambda:us-east-1:000000000000:function:f"), Events: created}}}, false, "InvalidArgument", "Unable to validate the following destination configurations"},
		{"filter rule", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{queue(queueARN, rule("INVALID", "x"))}}, false, "InvalidArgument", "filter rule name must be either prefix or suffix"},
		{"no event", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{{QueueArn: aws.String(queueARN), Events: []types.Event{}}}}, false, "MalformedXML", ""},
		{"unknown event", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{{QueueArn: aws.String(queueARN), Events: []types.Event{"s3:Nothing"}}}}, false, "", ""},
		{"overlap", types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{queue(queueARN, rule("prefix", "a")), queue(queueARN, rule("prefix", "ab"))}}, false, "InvalidArgument",
			"Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := n.Client.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: album, NotificationConfiguration: &tt.c, SkipDestinationValidation: &tt.skip})
			if tt.code == "" {
				if err == nil {
					t.Error("accepted")
				}
				return
			}
			refused(t, err, 400, tt.code, tt.message)
		})
	}
	_, _, body := exchange{method: "PUT", url: n.URL() + "/photos?notification", body: "<NotificationConfiguration><CloudFunctionConfiguration><CloudFunction>arn:aws:lambda:us-east-1:000000000000:function:f</CloudFunction><Event>s3:ObjectCreated:*</Event></CloudFunctionConfiguration></NotificationConfiguration>"}.do(t)
	contains(t, body, element("ArgumentName1", "arn:aws:lambda:us-east-1:000000000000:function:f, null"), element("ArgumentValue1", "Not authorized to invoke function [arn:aws:lambda:us-east-1:000000000000:function:f]"))
	call[*s3.PutBucketNotificationConfigurationOutput](t)(n.Client.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: album, SkipDestinationValidation: aws.Bool(true),
		NotificationConfiguration: &types.NotificationConfiguration{TopicConfigurations: []types.TopicConfiguration{{Id: aws.String("id123"), TopicArn: aws.String("arn:aws:sns:us-east-1:000000000000:my-topic"), Events: created}}}}))
	got := call[*s3.GetBucketNotificationConfigurationOutput](t)(n.Client.GetBucketNotificationConfiguration(t.Context(), &s3.GetBucketNotificationConfigurationInput{Bucket: album}))
	if len(got.TopicConfigurations) != 1 || *got.TopicConfigurations[0].Id != "id123" || len(got.QueueConfigurations) != 0 {
		t.Error(got)
	}
}

func TestEventsReachTopics(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	topics := snsfake.Start(t, func(o *snsfake.Options) { o.Join = n.queues.Panel })
	topic := *call[*sns.CreateTopicOutput](t)(topics.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("t")})).TopicArn
	call[*sns.SubscribeOutput](t)(topics.Client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: &topic, Protocol: aws.String("sqs"), Endpoint: aws.String(queueARN)}))
	call[*s3.PutBucketNotificationConfigurationOutput](t)(n.Client.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: album,
		NotificationConfiguration: &types.NotificationConfiguration{TopicConfigurations: []types.TopicConfiguration{{TopicArn: &topic, Events: []types.Event{"s3:ObjectCreated:Put"}}}}}))
	n.put("k")
	messages := n.queues.Messages("events")
	contains(t, messages[1].Body, `"Subject" : "Amazon S3 Notification"`, `s3:TestEvent`)
	contains(t, messages[2].Body, `"Subject" : "Amazon S3 Notification"`, `\"eventName\":\"ObjectCreated:Put\"`)
}

// There is no EventBridge, but what it would get is in the journal, and that does not fail the test.
func TestEventsForEventBridgeAreInTheJournal(t *testing.T) {
	t.Parallel()
	srv := startWith(t, "photos")
	call[*s3.PutBucketNotificationConfigurationOutput](t)(srv.Client.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: album,
		NotificationConfiguration: &types.NotificationConfiguration{EventBridgeConfiguration: &types.EventBridgeConfiguration{}}}))
	call[*s3.PutObjectOutput](t)(srv.Client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: album, Key: aws.String("a b"), Body: strings.NewReader("abcd")}))
	call[*s3.DeleteObjectOutput](t)(srv.Client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: album, Key: aws.String("a b")}))
	l := srv.Deliveries()
	if len(l) != 2 || l[0].Target != "arn:aws:events:us-east-1:000000000000:event-bus/default" || l[0].Err == nil {
		t.Fatal(l)
	}
	contains(t, string(l[0].Payload), `"detail-type":"Object Created","source":"aws.s3","account":"000000000000"`, `"resources":["arn:aws:s3:::photos"]`, `"object":{"key":"a b","size":4,"etag":"`, `"reason":"PutObject"`)
	contains(t, string(l[1].Payload), `"detail-type":"Object Deleted"`, `"deletion-type":"Permanently Deleted"`, `"reason":"DeleteObject"`)
}

func TestLifecycle(t *testing.T) {
	t.Parallel()
	n := startNotified(t)
	ctx := t.Context()
	configure := func(rules ...types.LifecycleRule) {
		t.Helper()
		for i := range rules {
			rules[i].Status = types.ExpirationStatusEnabled
			if rules[i].Filter == nil {
				rules[i].Filter = &types.LifecycleRuleFilter{}
			}
		}
		call[*s3.PutBucketLifecycleConfigurationOutput](t)(n.Client.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{Bucket: album, LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules}}))
	}
	configure(types.LifecycleRule{ID: aws.String("three days"), Filter: &types.LifecycleRuleFilter{Prefix: aws.String("tmp/")}, Expiration: &types.LifecycleExpiration{Days: aws.Int32(3)}},
		types.LifecycleRule{Filter: &types.LifecycleRuleFilter{Prefix: aws.String("big/")}, Transitions: []types.Transition{{Days: aws.Int32(1), StorageClass: types.TransitionStorageClassGlacier}}},
		types.LifecycleRule{AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(1)}})
	out := n.put("tmp/a")
	expires := n.Clock.Now().Add(72 * time.Hour).Truncate(24 * time.Hour).Add(24 * time.Hour).Format("Mon, 02 Jan 2006 15:04:05 GMT")
	if want := fmt.Sprintf(`expiry-date="%s", rule-id="three+days"`, expires); aws.ToString(out.Expiration) != want {
		t.Errorf("%s, want %s", aws.ToString(out.Expiration), want)
	}
	if head := call[*s3.HeadObjectOutput](t)(n.Client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: album, Key: aws.String("tmp/a")})); aws.ToString(head.Expiration) != *out.Expiration {
		t.Error(aws.ToString(head.Expiration))
	}
	if out := n.put("kept"); out.Expiration != nil {
		t.Error(*out.Expiration)
	}
	call[*s3.PutObjectOutput](t)(n.Client.PutObject(ctx, &s3.PutObjectInput{Bucket: album, Key: aws.String("big/a"), Body: strings.NewReader(strings.Repeat("x", 128<<10))}))
	n.put("big/small")
	call[*s3.CreateMultipartUploadOutput](t)(n.Client.CreateMultipartUpload(ctx, &s3.CreateMultipartUploadInput{Bucket: album, Key: aws.String("c")}))
	n.names()

	n.Clock.Advance(48 * time.Hour)
	n.wants("LifecycleTransition big/a")
	if l := call[*s3.ListMultipartUploadsOutput](t)(n.Client.ListMultipartUploads(ctx, &s3.ListMultipartUploadsInput{Bucket: album})); len(l.Uploads) != 0 {
		t.Error("the upload is still there")
	}
	n.Clock.Advance(48 * time.Hour)
	events := n.next()
	if len(events) != 1 || events[0].EventName != "LifecycleExpiration:Delete" || events[0].UserIdentity.PrincipalID != "s3.amazonaws.com" || events[0].S3.Object["key"] != "tmp/a" {
		t.Errorf("%+v", events)
	}
	if got := n.Objects("photos"); len(got) != 3 {
		t.Errorf("%d objects", len(got))
	}

	// Versions: the current one expires into a delete marker, noncurrent ones are removed, and a marker that nothing is left behind goes.
	n.versioning(types.BucketVersioningStatusEnabled)
	configure(types.LifecycleRule{Filter: &types.LifecycleRuleFilter{Prefix: aws.String("v/")}, Expiration: &types.LifecycleExpiration{Days: aws.Int32(1)},
		NoncurrentVersionExpiration: &types.NoncurrentVersionExpiration{NoncurrentDays: aws.Int32(2)}})
	n.put("v/a")
	n.put("v/a")
	n.names()
	n.Clock.Advance(48 * time.Hour)
	n.wants("LifecycleExpiration:DeleteMarkerCreated v/a")
	n.Clock.Advance(5 * 24 * time.Hour)
	n.wants("LifecycleExpiration:Delete v/a, LifecycleExpiration:Delete v/a, LifecycleExpiration:Delete v/a")

	call[*s3.DeleteBucketLifecycleOutput](t)(n.Client.DeleteBucketLifecycle(ctx, &s3.DeleteBucketLifecycleInput{Bucket: album}))
	n.put("v/b")
	n.names()
	n.Clock.Advance(30 * 24 * time.Hour)
	n.wants("")
}
