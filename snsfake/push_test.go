package snsfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

func (w *world) push(endpoint, message string) (*sns.PublishOutput, error) {
	return w.Client.Publish(w.t.Context(), &sns.PublishInput{TargetArn: &endpoint, Message: &message})
}

func (w *world) pushJSON(endpoint, message string) (*sns.PublishOutput, error) {
	return w.Client.Publish(w.t.Context(), &sns.PublishInput{TargetArn: &endpoint, Message: &message, MessageStructure: aws.String("json")})
}

func TestPublish_toEndpoint(t *testing.T) {
	t.Parallel()
	t.Run("sends a notification", func(t *testing.T) {
		w := newWorld(t)
		endpoint := w.endpoint(w.app("GCM", "shop", nil), "token", nil)
		out := must(w.push(endpoint, "hello"))(t)
		want := []snsfake.Notification{{MessageID: *out.MessageId, Protocol: "application", Endpoint: endpoint, Message: "hello", SentAt: w.Clock.Now()}}
		if diff := cmp.Diff(want, w.Outbox()); diff != "" {
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
			w := newWorld(t)
			must(w.pushJSON(w.endpoint(w.app(tt.platform, "shop", nil), "abcd", nil), tt.message))(t)
			if diff := cmp.Diff([]string{tt.want}, w.texts()); diff != "" {
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
			w := newWorld(t)
			invalid(t, only(w.pushJSON(w.endpoint(w.app(tt.platform, "shop", nil), "abcd", nil), tt.message)), tt.want)
			if l := w.texts(); len(l) > 0 {
				t.Errorf("sent %q", l)
			}
		})
	}
	t.Run("allows VoIP a longer payload", func(t *testing.T) {
		w := newWorld(t)
		endpoint := w.endpoint(w.app("APNS_VOIP", "shop", nil), "abcd", nil)
		must(w.pushJSON(endpoint, `{"APNS_VOIP":"`+long+`"}`))(t)
		invalid(t, only(w.pushJSON(endpoint, `{"APNS_VOIP":"`+long[:len(long)-3]+strings.Repeat("a", 1024)+`\"}"}`)),
			"Message Reason: Invalid notification for protocol APNS_VOIP: Notification is too long")
	})
	t.Run("refuses an endpoint that is not there", func(t *testing.T) {
		w := newWorld(t)
		for _, target := range []string{w.ARN("sns", "endpoint/APNS/shop/0f7d5971-aa8b-4bd5-b585-0826e9f93a66"),
			"arn:aws:sns:us-east-1:123456789012:endpoint/APNS/shop/0f7d5971-aa8b-4bd5-b585-0826e9f93a66"} {
			invalid(t, only(w.push(target, "hello")), "TargetArn Reason: No endpoint found for the target arn specified")
		}
	})
	t.Run("refuses a disabled endpoint before it looks at the message", func(t *testing.T) {
		w := newWorld(t)
		endpoint := w.endpoint(w.app("GCM", "shop", nil), "token", strs{"Enabled": "false"})
		refused(t, only(w.pushJSON(endpoint, "msg")), 400, "EndpointDisabled", "Endpoint is disabled")
		if err := w.setEndpoint(endpoint, strs{"Enabled": "true"}); err != nil {
			t.Fatal(err)
		}
		must(w.push(endpoint, "msg"))(t)
	})
	t.Run("refuses a disabled application", func(t *testing.T) {
		w := newWorld(t)
		app := w.app("GCM", "shop", nil)
		endpoint := w.endpoint(app, "token", nil)
		if err := w.setApp(app, strs{"Enabled": "false"}); err != nil {
			t.Fatal(err)
		}
		refused(t, only(w.push(endpoint, "msg")), 400, "PlatformApplicationDisabled", "Platform application is disabled")
	})
}

func TestRejectToken(t *testing.T) {
	w := newWorld(t)
	app := w.app("GCM", "shop", nil)
	gone, other := w.endpoint(app, "gone", nil), w.endpoint(app, "other", nil)
	w.RejectToken("gone")
	must(w.push(gone, "first"))(t) // AWS learns of it only from this one
	w.Settle(t.Context())
	if got := w.endpointAttributes(gone)["Enabled"]; got != "false" {
		t.Errorf("Enabled %s", got)
	}
	refused(t, only(w.push(gone, "second")), 400, "EndpointDisabled", "Endpoint is disabled")
	must(w.push(other, "third"))(t)
	if err := w.setEndpoint(gone, strs{"Enabled": "true", "Token": "fresh"}); err != nil {
		t.Fatal(err)
	}
	must(w.push(gone, "fourth"))(t)
	if diff := cmp.Diff([]string{"third", "fourth"}, w.texts()); diff != "" {
		t.Error(diff)
	}
}

func TestSubscribe_application(t *testing.T) {
	t.Parallel()
	t.Run("delivers to endpoints, each with the text for its platform", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		apple := w.endpoint(w.app("APNS", "shop", nil), "abcd", nil)
		google := w.endpoint(w.app("GCM", "shop", nil), "token", nil)
		off := w.endpoint(w.app("GCM", "shop", nil), "off", strs{"Enabled": "false"})
		for _, endpoint := range []string{apple, google, off} {
			must(w.subscribe(topic, "application", endpoint))(t)
		}
		must(w.Client.Publish(t.Context(), &sns.PublishInput{TopicArn: &topic, MessageStructure: aws.String("json"),
			Message: aws.String(`{"default":"d","APNS":"{\"aps\":{\"alert\":\"a\"}}"}`)}))(t)
		w.Settle(t.Context())
		got := strs{}
		for _, n := range w.Outbox() {
			got[n.Endpoint] = n.Message
			if n.TopicARN != topic || n.Protocol != "application" {
				t.Errorf("%+v", n)
			}
		}
		if diff := cmp.Diff(strs{apple: `{"aps":{"alert":"a"}}`, google: "d"}, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("refuses what is no endpoint", func(t *testing.T) {
		w := newWorld(t)
		topic := w.newTopic("news")
		for _, endpoint := range []string{"invalid arn", w.ARN("sns", "news"), w.ARN("sqs", "endpoint/GCM/shop/1")} {
			invalid(t, only(w.subscribe(topic, "application", endpoint)), "Application endpoint arn invalid:"+endpoint)
		}
	})
	t.Run("refuses an endpoint that is not there", func(t *testing.T) {
		w := newWorld(t)
		endpoint := w.endpoint(w.app("GCM", "shop", nil), "token", nil)
		must(w.Client.DeleteEndpoint(t.Context(), &sns.DeleteEndpointInput{EndpointArn: &endpoint}))(t)
		invalid(t, only(w.subscribe(w.newTopic("news"), "application", endpoint)),
			"Endpoint Reason: Endpoint does not exist for endpoint arn"+endpoint)
	})
}
