package snsfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

func (f *fixture) push(endpoint, message string) (*sns.PublishOutput, error) {
	return f.Client.Publish(f.t.Context(), &sns.PublishInput{TargetArn: &endpoint, Message: &message})
}

func (f *fixture) pushJSON(endpoint, message string) (*sns.PublishOutput, error) {
	return f.Client.Publish(f.t.Context(), &sns.PublishInput{TargetArn: &endpoint, Message: &message, MessageStructure: aws.String("json")})
}

func TestPublish_toEndpoint(t *testing.T) {
	t.Parallel()
	t.Run("sends a notification", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("GCM", "shop", nil), "token", nil)
		out := must(f.push(endpoint, "hello"))(t)
		want := []snsfake.Notification{{MessageID: *out.MessageId, Protocol: "application", Endpoint: endpoint, Message: "hello", SentAt: f.Clock.Now()}}
		if diff := cmp.Diff(want, f.Outbox()); diff != "" {
			t.Error(diff)
		}
	})
	for _, tt := range []struct{ name, platform, message, want string }{
		{"takes the text for the platform", "GCM", `{"default":"d","GCM":"{\"g\":1}","APNS":"{\"a\":1}"}`, `{"g":1}`},
		{"takes the default where there is no other", "APNS_SANDBOX", `{"default":"d","APNS":"{\"a\":1}"}`, "d"},
		{"needs no default beside the text for the platform", "APNS", `{"APNS":"{\"a\":1}"}`, `{"a":1}`},
		{"passes over what is no string", "GCM", `{"default":"d","GCM":{"g":1}}`, "d"},
		{"sends WNS what is no JSON", "WNS", `{"WNS":"<toast/>"}`, "<toast/>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t)
			must(f.pushJSON(f.endpoint(f.app(tt.platform, "shop", nil), "abcd", nil), tt.message))(t)
			if diff := cmp.Diff([]string{tt.want}, f.texts()); diff != "" {
				t.Error(diff)
			}
		})
	}
	long := `{\"a\":\"` + strings.Repeat("a", 4096) + `\"}`
	for _, tt := range []struct{ name, platform, message, want string }{
		{"needs a text for the platform, or a default", "GCM", `{"APNS":"{}"}`, "Message Structure - No default entry in JSON message body"},
		{"refuses a message that is no JSON", "GCM", `{`, "Message Structure - JSON message body failed to parse"},
		{"refuses a payload that is no JSON", "APNS", `{"APNS":"hello"}`,
			"Message Reason: Invalid notification for protocol APNS: Notification is malformed"},
		{"refuses a long payload for Apple", "APNS_SANDBOX", `{"APNS_SANDBOX":"` + long + `"}`,
			"Message Reason: Invalid notification for protocol APNS_SANDBOX: Notification is too long"},
		{"refuses a long payload for Google", "GCM", `{"GCM":"` + long + `"}`,
			"Message Reason: Invalid notification for protocol GCM: Notification data is larger than allowed limit"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := start(t)
			wantParameter(t, only(f.pushJSON(f.endpoint(f.app(tt.platform, "shop", nil), "abcd", nil), tt.message)), tt.want)
			if l := f.texts(); len(l) > 0 {
				t.Errorf("sent %q", l)
			}
		})
	}
	t.Run("allows VoIP a longer payload", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("APNS_VOIP", "shop", nil), "abcd", nil)
		must(f.pushJSON(endpoint, `{"APNS_VOIP":"`+long+`"}`))(t)
		wantParameter(t, only(f.pushJSON(endpoint, `{"APNS_VOIP":"`+long[:len(long)-3]+strings.Repeat("a", 1024)+`\"}"}`)),
			"Message Reason: Invalid notification for protocol APNS_VOIP: Notification is too long")
	})
	t.Run("refuses an endpoint that is not there", func(t *testing.T) {
		f := start(t)
		for _, target := range []string{f.ARN("sns", "endpoint/APNS/shop/0f7d5971-aa8b-4bd5-b585-0826e9f93a66"),
			"arn:aws:sns:us-east-1:123456789012:endpoint/APNS/shop/0f7d5971-aa8b-4bd5-b585-0826e9f93a66"} {
			wantParameter(t, only(f.push(target, "hello")), "TargetArn Reason: No endpoint found for the target arn specified")
		}
	})
	t.Run("refuses a disabled endpoint before it looks at the message", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("GCM", "shop", nil), "token", attrs{"Enabled": "false"})
		wantError(t, only(f.pushJSON(endpoint, "msg")), 400, "EndpointDisabled", "Endpoint is disabled")
		if err := f.setEndpoint(endpoint, attrs{"Enabled": "true"}); err != nil {
			t.Fatal(err)
		}
		must(f.push(endpoint, "msg"))(t)
	})
	t.Run("refuses a disabled application", func(t *testing.T) {
		f := start(t)
		app := f.app("GCM", "shop", nil)
		endpoint := f.endpoint(app, "token", nil)
		if err := f.setApp(app, attrs{"Enabled": "false"}); err != nil {
			t.Fatal(err)
		}
		wantError(t, only(f.push(endpoint, "msg")), 400, "PlatformApplicationDisabled", "Platform application is disabled")
	})
}

func TestRejectToken(t *testing.T) {
	f := start(t)
	app := f.app("GCM", "shop", nil)
	gone, other := f.endpoint(app, "gone", nil), f.endpoint(app, "other", nil)
	f.RejectToken("gone")
	must(f.push(gone, "first"))(t) // AWS learns of it only from this one
	f.Settle(t.Context())
	if got := f.endpointAttributes(gone)["Enabled"]; got != "false" {
		t.Errorf("Enabled %s", got)
	}
	wantError(t, only(f.push(gone, "second")), 400, "EndpointDisabled", "Endpoint is disabled")
	must(f.push(other, "third"))(t)
	if err := f.setEndpoint(gone, attrs{"Enabled": "true", "Token": "fresh"}); err != nil {
		t.Fatal(err)
	}
	must(f.push(gone, "fourth"))(t)
	if diff := cmp.Diff([]string{"third", "fourth"}, f.texts()); diff != "" {
		t.Error(diff)
	}
}

func TestSubscribe_application(t *testing.T) {
	t.Parallel()
	t.Run("delivers to endpoints, each with the text for its platform", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		apple := f.endpoint(f.app("APNS", "shop", nil), "abcd", nil)
		google := f.endpoint(f.app("GCM", "shop", nil), "token", nil)
		off := f.endpoint(f.app("GCM", "shop", nil), "off", attrs{"Enabled": "false"})
		for _, endpoint := range []string{apple, google, off} {
			f.subscribe(&topic, "application", endpoint, nil)
		}
		must(f.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, MessageStructure: aws.String("json"),
			Message: aws.String(`{"default":"d","APNS":"{\"aps\":{\"alert\":\"a\"}}"}`)}))(t)
		f.Settle(t.Context())
		got := attrs{}
		for _, n := range f.Outbox() {
			got[n.Endpoint] = n.Message
			if n.TopicARN != topic || n.Protocol != "application" {
				t.Errorf("%+v", n)
			}
		}
		if diff := cmp.Diff(attrs{apple: `{"aps":{"alert":"a"}}`, google: "d"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("refuses what is no endpoint", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("news", nil)
		for _, endpoint := range []string{"invalid arn", f.ARN("sns", "news"), f.ARN("sqs", "endpoint/GCM/shop/1")} {
			wantParameter(t, only(f.trySubscribe(&topic, "application", endpoint, nil)), "Application endpoint arn invalid:"+endpoint)
		}
	})
	t.Run("refuses an endpoint that is not there", func(t *testing.T) {
		f := start(t)
		endpoint := f.endpoint(f.app("GCM", "shop", nil), "token", nil)
		must(f.Client.DeleteEndpoint(t.Context(), &sns.DeleteEndpointInput{EndpointArn: &endpoint}))(t)
		wantParameter(t, only(f.trySubscribe(f.topic("news", nil), "application", endpoint, nil)),
			"Endpoint Reason: Endpoint does not exist for endpoint arn"+endpoint)
	})
}
