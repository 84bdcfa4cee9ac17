package snsfake_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"
	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/control"
)

// jsonOf reads the attributes that are JSON.
func jsonOf(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return v
}

func TestATopicHasAllRecordedAttributes(t *testing.T) {
	f := start(t)
	for name, want := range map[string]attrs{
		"plain":    {"DisplayName": ""},
		"new.fifo": {"DisplayName": "TestTopic", "ContentBasedDeduplication": "false", "FifoTopic": "true", "SignatureVersion": "2"},
	} {
		given := attrs{}
		if strings.HasSuffix(name, ".fifo") {
			given = attrs{"DisplayName": "TestTopic", "SignatureVersion": "2"}
		}
		arn := f.topic(name, given)
		got := f.topicAttributes(arn)
		maps.Copy(want, attrs{"Owner": "000000000000", "TopicArn": f.ARN("sns", name),
			"SubscriptionsConfirmed": "0", "SubscriptionsDeleted": "0", "SubscriptionsPending": "0"})
		policy := map[string]any{"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": []any{map[string]any{
			"Action": []any{"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
				"SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish"},
			"Condition": map[string]any{"StringEquals": map[string]any{"AWS:SourceOwner": "000000000000"}},
			"Effect":    "Allow", "Principal": map[string]any{"AWS": "*"}, "Resource": *arn, "Sid": "__default_statement_ID"}}}
		effective := map[string]any{"http": map[string]any{
			"defaultHealthyRetryPolicy": map[string]any{"backoffFunction": "linear", "maxDelayTarget": 20.0, "minDelayTarget": 20.0,
				"numMaxDelayRetries": 0.0, "numMinDelayRetries": 0.0, "numNoDelayRetries": 0.0, "numRetries": 3.0},
			"defaultRequestPolicy":         map[string]any{"headerContentType": "text/plain; charset=UTF-8"},
			"disableSubscriptionOverrides": false}}
		if diff := cmp.Diff([]any{policy, effective}, []any{jsonOf(t, got["Policy"]), jsonOf(t, got["EffectiveDeliveryPolicy"])}); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		delete(got, "Policy")
		delete(got, "EffectiveDeliveryPolicy")
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
}

func TestTopicNames(t *testing.T) {
	f := start(t)
	create := func(name string, attributes attrs) error {
		_, err := f.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: &name, Attributes: attributes})
		return err
	}
	for _, name := range []string{"", "a b", "a!", "ä", "a.b", "a:b", "a/b", strings.Repeat("a", 257), "x.fifo"} {
		wantInvalid(t, create(name, nil), "Invalid parameter: Topic Name")
	}
	for _, name := range []string{"x", ".fifo", strings.Repeat("a", 252) + ".fifo"} {
		wantInvalid(t, create(name, attrs{"FifoTopic": "true"}), "Invalid parameter: Topic Name")
	}
	for name, attributes := range map[string]attrs{
		strings.Repeat("a", 256): nil, strings.Repeat("a", 251) + ".fifo": {"FifoTopic": "true"}, "A-z_0": {"FifoTopic": "false"},
	} {
		if err := create(name, attributes); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCreateTopicIsIdempotent(t *testing.T) {
	f := start(t)
	tag := func(k, v string) []types.Tag { return []types.Tag{{Key: &k, Value: &v}} }
	create := func(attributes attrs, tags []types.Tag) error {
		_, err := f.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("orders"), Attributes: attributes, Tags: tags})
		return err
	}
	f.ok(create(attrs{"DisplayName": "Orders"}, tag("k", "v")))
	f.ok(create(nil, nil))
	f.ok(create(attrs{"DisplayName": "Orders"}, tag("k", "v")))
	f.ok(create(attrs{"FifoTopic": "false", "SignatureVersion": "1", "TracingConfig": "PassThrough", "MaximumMessageSize": "262144"}, nil)) // the defaults
	wantInvalid(t, create(attrs{"DisplayName": "Other"}, nil), "Invalid parameter: Attributes Reason: Topic already exists with different attributes")
	wantInvalid(t, create(attrs{"KmsMasterKeyId": "k"}, nil), "Invalid parameter: Attributes Reason: Topic already exists with different attributes")
	wantInvalid(t, create(nil, tag("k", "w")), "Invalid parameter: Tags Reason: Topic already exists with different tags")
	wantInvalid(t, create(nil, append(tag("a", "1"), tag("a", "2")...)), "Invalid parameter: Duplicated keys are not allowed.")
	wantInvalid(t, create(attrs{"Frob": "1"}, nil), "Invalid parameter: Attributes Reason: Unknown attribute Frob")
	_, err := f.Client.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("plain"), Attributes: attrs{"ContentBasedDeduplication": "true"}})
	wantInvalid(t, err, "Invalid parameter: Attributes Reason: Unknown attribute ContentBasedDeduplication")
}

func TestDeleteTopic(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	sub := f.subscribe(arn, "email", "a@example.com", nil)
	for range 2 {
		_, err := f.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: arn})
		f.ok(err)
	}
	_, err := f.Client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: &sub})
	wantError(t, err, http.StatusNotFound, "NotFound", "Subscription does not exist")
	_, err = f.Client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: &sub})
	f.ok(err)
	if got := f.topicAttributes(f.topic("orders", nil)); got["SubscriptionsConfirmed"] != "0" {
		t.Errorf("the new topic has the old subscriptions: %v", got)
	}
}

// Every operation that takes the ARN of a topic checks it alike.
func TestTopicARNs(t *testing.T) {
	f := start(t)
	there := f.topic("there", nil)
	ops := map[string]func(arn *string) error{
		"GetTopicAttributes": func(arn *string) error {
			_, err := f.Client.GetTopicAttributes(t.Context(), &sns.GetTopicAttributesInput{TopicArn: arn})
			return err
		},
		"SetTopicAttributes": func(arn *string) error { return f.setTopic(arn, "DisplayName", "x") },
		"Subscribe": func(arn *string) error {
			_, err := f.trySubscribe(arn, "email", "a@example.com", nil)
			return err
		},
		"ListSubscriptionsByTopic": func(arn *string) error {
			_, err := f.Client.ListSubscriptionsByTopic(t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: arn})
			return err
		},
		"Publish": func(arn *string) error {
			_, err := f.tryPublish(arn, "m")
			return err
		},
		"Publish to a TargetArn": func(arn *string) error {
			_, err := f.Client.Publish(t.Context(), &sns.PublishInput{TargetArn: arn, Message: aws.String("m")})
			return err
		},
		"PublishBatch": func(arn *string) error {
			_, err := f.Client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: arn, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{{Id: aws.String("1"), Message: aws.String("m")}}})
			return err
		},
	}
	for name, op := range ops {
		f.ok(op(there))
		for _, text := range []string{"", "randomarn", "ran:dom", "arn:aws:sns:us-east-1:000000000000"} {
			n := strings.Count(text, ":") + 1
			wantInvalid(t, op(&text), fmt.Sprintf("Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not %d", n))
		}
		for _, text := range []string{"arn:aws:sns:us-east-2:000000000000:there", "arn:aws:sqs:us-east-1:000000000000:there", "arn:aws:sns:us-east-1:000000000000:"} {
			wantInvalid(t, op(&text), "Invalid parameter: TopicArn")
		}
		wantError(t, op(aws.String("arn:aws:sns:us-east-1:000000000000:nobody")), http.StatusNotFound, "NotFound", "Topic does not exist")
		if err := op(aws.String("arn:aws:sns:us-east-1:999999999999:there")); err == nil || !strings.Contains(err.Error(), "AuthorizationError") {
			t.Errorf("%s on another account's topic: %v", name, err)
		}
	}
}

func TestTopicAttributesThatCanBeSet(t *testing.T) {
	f := start(t)
	plain, fifo := f.topic("plain", nil), f.topic("x.fifo", nil)
	for name, tt := range map[string]struct {
		topic *string
		value string
	}{
		"DisplayName": {plain, "Orders"}, "KmsMasterKeyId": {plain, "alias/aws/sns"}, "SignatureVersion": {plain, "2"},
		"TracingConfig": {plain, "Active"}, "MaximumMessageSize": {plain, "1048576"},
		"Policy":                    {plain, `{"Version":"2012-10-17","Statement":[]}`},
		"DeliveryPolicy":            {plain, `{"http":{"defaultHealthyRetryPolicy":{"numRetries":5}}}`},
		"SQSSuccessFeedbackRoleArn": {plain, "arn:aws:iam::000000000000:role/r"}, "HTTPSuccessFeedbackSampleRate": {plain, "50"},
		"ContentBasedDeduplication": {fifo, "true"}, "FifoThroughputScope": {fifo, "MessageGroup"},
		"ArchivePolicy": {fifo, `{"MessageRetentionPeriod":"30"}`},
	} {
		f.ok(f.setTopic(tt.topic, name, tt.value))
		if got := f.topicAttributes(tt.topic)[name]; got != tt.value {
			t.Errorf("%s is %q, want %q", name, got, tt.value)
		}
	}
	f.ok(f.setTopic(plain, "Policy", ""))
	if got := f.topicAttributes(plain)["Policy"]; !strings.Contains(got, "__default_policy_ID") {
		t.Errorf("an empty policy is the default again, not %s", got)
	}
	effective := f.topicAttributes(plain)["EffectiveDeliveryPolicy"]
	if !strings.Contains(effective, `"numRetries":5`) || !strings.Contains(effective, `"minDelayTarget":20`) {
		t.Errorf("effective: %s", effective)
	}
}

func TestTopicAttributesThatAreRefused(t *testing.T) {
	f := start(t)
	plain, fifo := f.topic("plain", nil), f.topic("x.fifo", nil)
	before := f.topicAttributes(plain)
	retry := func(s string) string { return `{"http":{"defaultHealthyRetryPolicy":` + s + `}}` }
	for i, tt := range []struct {
		topic             *string
		name, value, want string
	}{
		{plain, "TopicArn", "x", "AttributeName"},
		{plain, "Owner", "x", "AttributeName"},
		{plain, "SubscriptionsConfirmed", "7", "AttributeName"},
		{plain, "EffectiveDeliveryPolicy", "{}", "AttributeName"},
		{plain, "Frob", "x", "AttributeName"},
		{fifo, "FifoTopic", "false", "AttributeName"},
		{plain, "SignatureVersion", "3", "SignatureVersion: Invalid value. Must be 1 or 2."},
		{plain, "TracingConfig", "Passive", "Invalid tracing config value: Passive"},
		{fifo, "FifoThroughputScope", "Queue", "FifoThroughputScope: Invalid value [Queue]."},
		{plain, "MaximumMessageSize", "1023", "MaximumMessageSize: Invalid value [1023]. Must be between 1024 and 1048576."},
		{plain, "ContentBasedDeduplication", "true", "AttributeName"},
		{fifo, "ContentBasedDeduplication", "yes", "ContentBasedDeduplication: Invalid value [yes]. Must be true or false."},
		{fifo, "ArchivePolicy", `{"MessageRetentionPeriod":366}`, "ArchivePolicy: MessageRetentionPeriod value is invalid"},
		{plain, "DisplayName", strings.Repeat("x", 101), "DisplayName"},
		{plain, "Policy", "{", "Policy Error: null"},
		{plain, "HTTPSuccessFeedbackSampleRate", "101", "HTTPSuccessFeedbackSampleRate: Invalid value [101]. Must be between 0 and 100."},
		{plain, "DeliveryPolicy", "{", "DeliveryPolicy: failed to parse JSON."},
		{plain, "DeliveryPolicy", `{"healthyRetryPolicy":{}}`, "DeliveryPolicy: Unexpected JSON member: healthyRetryPolicy"},
		{plain, "DeliveryPolicy", retry(`{"minDelayTarget":0}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.minDelayTarget must be greater than or equal to 1"},
		{plain, "DeliveryPolicy", retry(`{"maxDelayTarget":3601}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.maxDelayTarget must be less than or equal to 3600"},
		{plain, "DeliveryPolicy", retry(`{"minDelayTarget":30}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.maxDelayTarget must be greater than or equal to minDelayTarget"},
		{plain, "DeliveryPolicy", retry(`{"numRetries":101}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be less than or equal to 100"},
		{plain, "DeliveryPolicy", retry(`{"numRetries":1,"numNoDelayRetries":2}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.numRetries must be greater than or equal to total of numMinDelayRetries, numNoDelayRetries and numMaxDelayRetries"},
		{plain, "DeliveryPolicy", retry(`{"backoffFunction":"x"}`), "DeliveryPolicy: http.defaultHealthyRetryPolicy.backoffFunction the value [x] is not a valid backoff function"},
		{plain, "DeliveryPolicy", `{"http":{"defaultThrottlePolicy":{"maxReceivesPerSecond":0}}}`, "DeliveryPolicy: http.defaultThrottlePolicy.maxReceivesPerSecond must be >= 1"},
	} {
		wantInvalid(t, f.setTopic(tt.topic, tt.name, tt.value), "Invalid parameter: "+tt.want)
		if tt.want == "AttributeName" {
			continue
		}
		in := &sns.CreateTopicInput{Name: aws.String(fmt.Sprint("new", i)), Attributes: attrs{tt.name: tt.value}}
		if tt.topic == fifo {
			*in.Name += ".fifo"
			in.Attributes["FifoTopic"] = "true"
		}
		_, err := f.Client.CreateTopic(t.Context(), in)
		wantInvalid(t, err, "Invalid parameter: Attributes Reason: "+tt.want)
	}
	if diff := cmp.Diff(before, f.topicAttributes(plain)); diff != "" {
		t.Errorf("what was refused has changed something:\n%s", diff)
	}
}

func TestListsHavePagesOf100(t *testing.T) {
	f := start(t)
	var first *string
	for i := range 205 {
		if arn := f.topic(fmt.Sprintf("t%03d", i), nil); i == 0 {
			first = arn
		}
		f.subscribe(first, "email", fmt.Sprintf("%03d@example.com", i), nil)
	}
	pages := func(next func(token *string) ([]string, *string, error)) (sizes []int, all []string) {
		t.Helper()
		var token *string
		for {
			l, following, err := next(token)
			f.ok(err)
			sizes, all = append(sizes, len(l)), append(all, l...)
			if token = following; token == nil {
				return sizes, all
			}
		}
	}
	endpoints := func(l []types.Subscription) (all []string) {
		for _, s := range l {
			all = append(all, *s.Endpoint)
		}
		return all
	}
	for name, next := range map[string]func(*string) ([]string, *string, error){
		"ListTopics": func(token *string) (l []string, _ *string, _ error) {
			out, err := f.Client.ListTopics(t.Context(), &sns.ListTopicsInput{NextToken: token})
			f.ok(err)
			for _, topic := range out.Topics {
				l = append(l, *topic.TopicArn)
			}
			return l, out.NextToken, nil
		},
		"ListSubscriptions": func(token *string) ([]string, *string, error) {
			out, err := f.Client.ListSubscriptions(t.Context(), &sns.ListSubscriptionsInput{NextToken: token})
			f.ok(err)
			return endpoints(out.Subscriptions), out.NextToken, nil
		},
		"ListSubscriptionsByTopic": func(token *string) ([]string, *string, error) {
			out, err := f.Client.ListSubscriptionsByTopic(t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: first, NextToken: token})
			f.ok(err)
			return endpoints(out.Subscriptions), out.NextToken, nil
		},
	} {
		sizes, all := pages(next)
		for i := 1; i < len(all); i++ {
			if all[i-1] >= all[i] {
				t.Errorf("%s: %s before %s", name, all[i-1], all[i])
			}
		}
		if fmt.Sprint(sizes) != "[100 100 5]" {
			t.Errorf("%s: pages of %v", name, sizes)
		}
	}
	_, err := f.Client.ListTopics(t.Context(), &sns.ListTopicsInput{NextToken: aws.String("%")})
	wantInvalid(t, err, "Invalid parameter: NextToken Reason: The token is not valid")
}

func TestFaults(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.Inject(control.Fault{Op: "Publish", Resource: "orders", Times: 2, Err: control.ErrThrottled})
	f.publish(arn, "third time lucky")
	if n := len(f.Calls("Publish")); n != 3 {
		t.Errorf("%d calls", n)
	}
	f.Inject(control.Fault{Resource: *arn, Times: 1, Err: control.ErrAccessDenied})
	_, err := f.tryPublish(arn, "m")
	wantError(t, err, http.StatusForbidden, "AuthorizationError", "User: arn:aws:iam::000000000000:user/test is not authorized to perform: SNS:Publish on resource: "+*arn+" because no identity-based policy allows the SNS:Publish action")
	f.Inject(control.Fault{Op: "PublishBatch", Entries: []int{1}, Times: 1, Err: control.ErrUnavailable})
	out, err := f.Client.PublishBatch(t.Context(), &sns.PublishBatchInput{TopicArn: arn, PublishBatchRequestEntries: []types.PublishBatchRequestEntry{
		{Id: aws.String("a"), Message: aws.String("1")}, {Id: aws.String("b"), Message: aws.String("2")}}})
	f.ok(err)
	if len(out.Successful) != 1 || len(out.Failed) != 1 || *out.Failed[0].Id != "b" || out.Failed[0].SenderFault {
		t.Errorf("%+v", out)
	}
}

// Whoever does what at the same time, nobody waits for ever.
func TestConcurrentUse(t *testing.T) {
	f := start(t)
	f.queue("billing")
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 20 {
				name := []string{"a", "b.fifo"}[i%2]
				arn := f.topic(name, nil)
				sub, err := f.trySubscribe(arn, "sqs", f.ARN("sqs", "billing"), nil)
				if err == nil {
					f.tryPublish(arn, "m", group("g", "")) // may meet a topic that is gone
					f.set(sub, "RawMessageDelivery", "true")
				}
				f.Client.ListSubscriptions(t.Context(), &sns.ListSubscriptionsInput{})
				f.Client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: &sub})
				if g == 0 {
					_, err := f.Client.DeleteTopic(t.Context(), &sns.DeleteTopicInput{TopicArn: arn})
					f.ok(err)
				}
			}
		})
	}
	wg.Wait()
}

// A fault that says no message gets AWS's.
func TestMessagesOfFaults(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	for _, tt := range []struct {
		err     smithy.APIError
		status  int
		message string
	}{
		{&types.NotFoundException{}, http.StatusNotFound, "Topic does not exist"},
		{&types.EndpointDisabledException{}, http.StatusBadRequest, "Endpoint is disabled"},
		{&types.PlatformApplicationDisabledException{}, http.StatusBadRequest, "Platform application is disabled"},
		{&types.KMSThrottlingException{}, http.StatusBadRequest, ""},
	} {
		f.Inject(control.Fault{Op: "Publish", Times: 1, Err: tt.err})
		_, err := f.tryPublish(arn, "m")
		wantError(t, err, tt.status, tt.err.ErrorCode(), tt.message)
	}
}

func TestReset(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	f.subscribe(arn, "email", "a@example.com", nil)
	f.publish(arn, "m")
	f.Reset()
	out, err := f.Client.ListTopics(t.Context(), &sns.ListTopicsInput{})
	f.ok(err)
	if len(out.Topics) != 0 || len(f.Outbox()) != 0 || len(f.Deliveries()) != 0 {
		t.Errorf("%v, %v, %v", out.Topics, f.Outbox(), f.Deliveries())
	}
}
