package snsfake_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

func TestASubscriptionHasAllRecordedAttributes(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	queue := f.queue("billing")
	sub := f.subscribe(arn, "sqs", queue, attrs{"FilterPolicy": `{"attr1":[{"numeric":[">",0,"<=",100]}]}`})
	want := attrs{
		"ConfirmationWasAuthenticated": "true", "Endpoint": queue, "FilterPolicy": `{"attr1":[{"numeric":[">",0,"<=",100]}]}`,
		"FilterPolicyScope": "MessageAttributes", "Owner": "000000000000", "PendingConfirmation": "false", "Protocol": "sqs",
		"RawMessageDelivery": "false", "SubscriptionArn": sub, "SubscriptionPrincipal": "arn:aws:iam::000000000000:user/test", "TopicArn": *arn,
	}
	if diff := cmp.Diff(want, f.attributes(sub)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	f.ok(f.set(sub, "FilterPolicy", "{}"))
	delete(want, "FilterPolicy")
	delete(want, "FilterPolicyScope")
	if diff := cmp.Diff(want, f.attributes(sub)); diff != "" {
		t.Errorf("without its filter (-want +got)\n%s", diff)
	}
	if !strings.HasPrefix(sub, *arn+":") {
		t.Errorf("%s is no subscription of %s", sub, *arn)
	}
	if got := f.topicAttributes(arn)["SubscriptionsConfirmed"]; got != "1" {
		t.Errorf("the topic has %s confirmed subscriptions", got)
	}
}

func TestSubscribeIsIdempotent(t *testing.T) {
	f := start(t)
	arn, queue := f.topic("orders", nil), f.queue("billing")
	sub := f.subscribe(arn, "sqs", queue, attrs{"RawMessageDelivery": "true"})
	other := f.subscribe(arn, "sqs", f.queue("filtered"), attrs{"FilterPolicy": `{"a":["b"],"c":[1]}`})
	if again := f.subscribe(arn, "sqs", f.ARN("sqs", "filtered"), attrs{"FilterPolicy": ` { "c" : [1], "a" : ["b"] } `}); again != other {
		t.Errorf("JSON that means the same made another subscription")
	}
	for _, same := range []attrs{nil, {}, {"RawMessageDelivery": "true"}, {"RawMessageDelivery": "True"}, {"FilterPolicyScope": "MessageAttributes"},
		{"RawMessageDelivery": "true", "FilterPolicy": ""}} {
		if again := f.subscribe(arn, "sqs", queue, same); again != sub {
			t.Errorf("%v made another subscription: %s", same, again)
		}
	}
	for _, other := range []attrs{{"RawMessageDelivery": "false"}, {"FilterPolicyScope": "MessageBody"}, {"FilterPolicy": `{"a":["b"]}`}} {
		_, err := f.trySubscribe(arn, "sqs", queue, other)
		wantInvalid(t, err, "Invalid parameter: Attributes Reason: Subscription already exists with different attributes")
	}
}

func TestSubscriptionsThatAreRefused(t *testing.T) {
	f := start(t)
	plain, fifo := f.topic("plain", nil), f.topic("x.fifo", nil)
	fifoQueue := f.ARN("sqs", "q.fifo")
	for _, tt := range []struct {
		topic              *string
		protocol, endpoint string
		attributes         attrs
		want               string
	}{
		{plain, "test-protocol", "x", nil, "Amazon SNS does not support this protocol string: test-protocol"},
		{plain, "sqs", "http://localhost/000000000000/billing", nil, "SQS endpoint ARN"},
		{plain, "sqs", "", nil, "Endpoint"},
		{plain, "lambda", f.ARN("sqs", "q"), nil, "Lambda endpoint ARN"},
		{plain, "firehose", "x", nil, "Firehose endpoint ARN"},
		{plain, "http", "https://example.com", nil, "Endpoint must match the specified protocol"},
		{plain, "https", "http://example.com", nil, "Endpoint must match the specified protocol"},
		{plain, "email", "nobody", nil, "Email address"},
		{plain, "sqs", fifoQueue, nil, "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics"},
		{fifo, "email", "a@example.com", nil, "Invalid protocol type: email"},
		{plain, "firehose", f.ARN("firehose", "deliverystream/s"), nil, "Delivery protocol firehose can only be subscribed with subscription role arn"},
		{plain, "firehose", f.ARN("firehose", "deliverystream/s"), attrs{"SubscriptionRoleArn": "x"}, "Attributes Reason: SubscriptionRoleArn: is an invalid arn"},
		{plain, "email", "a@example.com", attrs{"Frob": "1"}, "Attributes Reason: AttributeName"},
		{plain, "email", "a@example.com", attrs{"RawMessageDelivery": "true"}, "Attributes Reason: Delivery protocol [email] does not support raw message delivery."},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RawMessageDelivery": "yes"}, "Attributes Reason: RawMessageDelivery: Invalid value [yes]. Must be true or false."},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"FilterPolicyScope": "x"}, "Attributes Reason: FilterPolicyScope: Invalid value [x]. Please use either MessageBody or MessageAttributes"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"DeliveryPolicy": "{}"}, "Attributes Reason: Delivery protocol [sqs] does not support delivery policies."},
		{plain, "http", "http://example.com", attrs{"DeliveryPolicy": `{"healthyRetryPolicy":{"minDelayTarget":0}}`}, "Attributes Reason: DeliveryPolicy: healthyRetryPolicy.minDelayTarget must be greater than or equal to 1"},
		{plain, "http", "http://example.com", attrs{"DeliveryPolicy": `{"http":{}}`}, "Attributes Reason: DeliveryPolicy: Unexpected JSON member: http"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": "x"}, "Attributes Reason: RedrivePolicy: failed to parse JSON."},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": "{}"}, "Attributes Reason: RedrivePolicy: Missing deadLetterTargetArn attribute"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": `{"maxReceiveCount":"5"}`}, "Attributes Reason: RedrivePolicy: invalid JSON. Attribute maxReceiveCount is unknown."},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.ARN("sns", "q") + `"}`}, "Attributes Reason: RedrivePolicy: deadLetterTargetArn must be a SQS queue"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-west-1:000000000000:q"}`}, "Attributes Reason: RedrivePolicy: deadLetterTargetArn must be in the same region as the subscription"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"RedrivePolicy": `{"deadLetterTargetArn":"x"}`}, "Attributes Reason: RedrivePolicy: deadLetterTargetArn is an invalid arn"},
		{fifo, "sqs", fifoQueue, attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.ARN("sqs", "dead") + `"}`}, "Attributes Reason: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic."},
		{fifo, "sqs", fifoQueue, attrs{"ReplayPolicy": `{"PointType":"Timestamp","StartingPoint":"2026-01-02T00:00:00.000Z"}`}, "Attributes Reason: ReplayPolicy: the topic has no ArchivePolicy"},
		// Recorded: subscribe_invalid_filter_policy, policy_complexity, validate_policy_string_operators.
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"FilterPolicy": "invalid"}, "Attributes Reason: FilterPolicy: failed to parse JSON. Unrecognized token 'invalid': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 8]"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"FilterPolicy": `{"a":[1],"b":[1],"c":[1],"d":[1],"e":[1],"f":[1]}`}, "Attributes Reason: FilterPolicy: Filter policy can not have more than 5 keys"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"FilterPolicy": `{"key":[{"suffix":100}]}`}, "Attributes Reason: FilterPolicy: suffix match pattern must be a string\n at [Source: (String)\"{\"key\":[{\"suffix\":100}]}\"; line: 1, column: 22]"},
		{plain, "sqs", f.ARN("sqs", "q"), attrs{"FilterPolicy": `{"a":{"b":["c"]}}`}, "Attributes Reason: Filter policy scope MessageAttributes does not support nested filter policy"},
	} {
		_, err := f.trySubscribe(tt.topic, tt.protocol, tt.endpoint, tt.attributes)
		wantInvalid(t, err, "Invalid parameter: "+tt.want)
	}
	if got := f.topicAttributes(plain)["SubscriptionsConfirmed"]; got != "0" {
		t.Errorf("%s subscriptions", got)
	}
}

func TestSetSubscriptionAttributes(t *testing.T) {
	f := start(t)
	sub := f.subscribe(f.topic("orders", nil), "sqs", f.queue("billing"), nil)
	dead := `{"deadLetterTargetArn":"` + f.ARN("sqs", "dead") + `"}`
	for _, a := range [][2]string{{"RawMessageDelivery", "true"}, {"RedrivePolicy", dead}, {"FilterPolicyScope", "MessageBody"}, {"FilterPolicy", `{"object":{"key":[{"prefix":"auto-"}]}}`}} {
		f.ok(f.set(sub, a[0], a[1]))
	}
	got := f.attributes(sub)
	if got["RawMessageDelivery"] != "true" || got["RedrivePolicy"] != dead || got["FilterPolicyScope"] != "MessageBody" || got["FilterPolicy"] == "" {
		t.Errorf("%v", got)
	}
	// A nested policy, and a scope that does not allow it, exclude each other (recorded: sub_filter_policy_nested_property).
	wantInvalid(t, f.set(sub, "FilterPolicyScope", "MessageAttributes"), "Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy")
	for _, tt := range [][3]string{
		{"Endpoint", "x", "AttributeName"},
		{"RawMessageDelivery", "x", "RawMessageDelivery: Invalid value [x]. Must be true or false."},
		{"FilterPolicy", `{"key_a":"value_one"}`, "FilterPolicy: \"key_a\" must be an object or an array\n at [Source: (String)\"{\"key_a\":\"value_one\"}\"; line: 1, column: 11]"},
		{"RedrivePolicy", `{"deadLetterTargetArn":"` + f.ARN("sqs", "dead.fifo") + `"}`, "RedrivePolicy: must use a standard queue as DLQ for a Subscription to a standard Topic."},
	} {
		wantInvalid(t, f.set(sub, tt[0], tt[1]), "Invalid parameter: "+tt[2])
	}
	for _, name := range []string{"RedrivePolicy", "FilterPolicy", "DeliveryPolicy", "ReplayPolicy"} { // without a value
		_, err := f.Client.SetSubscriptionAttributes(t.Context(), &sns.SetSubscriptionAttributesInput{SubscriptionArn: &sub, AttributeName: &name})
		f.ok(err)
	}
	if got := f.attributes(sub); got["RedrivePolicy"] != "" || got["FilterPolicy"] != "" || got["FilterPolicyScope"] != "" {
		t.Errorf("%v", got)
	}
	fifo := f.subscribe(f.topic("x.fifo", nil), "sqs", f.queue("q.fifo"), nil)
	wantInvalid(t, f.set(fifo, "RedrivePolicy", dead), "Invalid parameter: RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.")
}

func TestSubscriptionARNs(t *testing.T) {
	f := start(t)
	f.topic("orders", nil)
	ops := map[string]func(arn string) error{
		"GetSubscriptionAttributes": func(arn string) error {
			_, err := f.Client.GetSubscriptionAttributes(t.Context(), &sns.GetSubscriptionAttributesInput{SubscriptionArn: &arn})
			return err
		},
		"SetSubscriptionAttributes": func(arn string) error { return f.set(arn, "RawMessageDelivery", "true") },
		"Unsubscribe": func(arn string) error {
			_, err := f.Client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: &arn})
			return err
		},
	}
	for name, op := range ops {
		wantInvalid(t, op("randomarn"), "Invalid parameter: SubscriptionArn Reason: An ARN must have at least 6 elements, not 1")
		wantInvalid(t, op(f.ARN("sns", "orders")), "Invalid parameter: SubscriptionId")
		for _, topic := range []string{"orders", "nobody"} {
			err := op(f.ARN("sns", topic+":00000000-0000-0000-0000-000000000000"))
			if name == "Unsubscribe" {
				f.ok(err)
				continue
			}
			wantError(t, err, http.StatusNotFound, "NotFound", "Subscription does not exist")
		}
	}
}

func TestUnsubscribe(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	sub := f.subscribe(arn, "sqs", f.queue("billing"), nil)
	for range 2 {
		_, err := f.Client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: &sub})
		f.ok(err)
	}
	f.publish(arn, "m")
	if got := f.bodies("billing"); len(got) != 0 {
		t.Errorf("delivered: %q", got)
	}
	a := f.topicAttributes(arn)
	if a["SubscriptionsConfirmed"] != "0" || a["SubscriptionsDeleted"] != "1" {
		t.Errorf("%v", a)
	}
}

func TestListedSubscriptions(t *testing.T) {
	f := start(t)
	arn, other := f.topic("orders", nil), f.topic("z-other", nil)
	first := f.subscribe(other, "email", "a@example.com", nil)
	f.subscribe(arn, "https", "https://example.com/hook", nil)
	out, err := f.Client.ListSubscriptions(t.Context(), &sns.ListSubscriptionsInput{})
	f.ok(err)
	var got []string
	for _, s := range out.Subscriptions {
		got = append(got, strings.Join([]string{*s.SubscriptionArn, *s.TopicArn, *s.Protocol, *s.Endpoint, *s.Owner}, " "))
	}
	want := []string{
		first + " " + *other + " email a@example.com 000000000000",
		"PendingConfirmation " + *arn + " https https://example.com/hook 000000000000",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if a := f.topicAttributes(arn); a["SubscriptionsPending"] != "1" || a["SubscriptionsConfirmed"] != "0" {
		t.Errorf("%v", a)
	}
}

func TestLargeMessagesWantFewSubscriptionsOfManagedServices(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", attrs{"MaximumMessageSize": "262145"})
	_, err := f.trySubscribe(arn, "email", "a@example.com", nil)
	wantInvalid(t, err, "Invalid parameter: MaximumMessageSize: Protocol email does not support messages above 256 KiB")
	for i := range 100 {
		f.subscribe(arn, "sqs", f.ARN("sqs", fmt.Sprint("q", i)), nil)
	}
	_, err = f.trySubscribe(arn, "sqs", f.ARN("sqs", "onemore"), nil)
	wantInvalid(t, err, "Invalid parameter: MaximumMessageSize: A topic with a maximum message size above 256 KiB must have 100 or fewer subscriptions")
	small := f.topic("small", nil)
	f.subscribe(small, "email", "a@example.com", nil)
	wantInvalid(t, f.setTopic(small, "MaximumMessageSize", "1048576"), "Invalid parameter: MaximumMessageSize: Protocol email does not support messages above 256 KiB")
}

func TestLimitsOfSubscriptions(t *testing.T) {
	f := start(t)
	fifo, plain := f.topic("x.fifo", nil), f.topic("plain", nil)
	for i := range 100 {
		f.subscribe(fifo, "sqs", f.ARN("sqs", fmt.Sprint("q", i)), nil)
	}
	_, err := f.trySubscribe(fifo, "sqs", f.ARN("sqs", "onemore"), nil)
	wantError(t, err, http.StatusForbidden, "SubscriptionLimitExceeded", "This topic already has the maximum number of subscriptions")
	filter := attrs{"FilterPolicy": `{"a":["b"]}`}
	for i := range 200 {
		f.subscribe(plain, "sqs", f.ARN("sqs", fmt.Sprint("q", i)), filter)
	}
	_, err = f.trySubscribe(plain, "sqs", f.ARN("sqs", "onemore"), filter)
	wantError(t, err, http.StatusForbidden, "FilterPolicyLimitExceeded", "The number of filter policies exceeds the limit")
	f.subscribe(plain, "sqs", f.ARN("sqs", "onemore"), nil)
}

func TestConfirmSubscriptionThatCannotBe(t *testing.T) {
	f := start(t)
	arn := f.topic("orders", nil)
	confirm := func(topic, token string) error {
		_, err := f.Client.ConfirmSubscription(t.Context(), &sns.ConfirmSubscriptionInput{TopicArn: &topic, Token: aws.String(token)})
		return err
	}
	wantInvalid(t, confirm("x", "y"), "Invalid parameter: Topic")
	wantInvalid(t, confirm(strings.Replace(*arn, "us-east-1", "eu-west-1", 1), "y"), "Invalid parameter: Topic")
	wantInvalid(t, confirm(*arn, "y"), "Invalid parameter: Token")
}
