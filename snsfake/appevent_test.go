package snsfake_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"
)

func TestApplicationEvents(t *testing.T) {
	t.Parallel()
	t.Run("are published to the topics that the application names", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("events", nil)
		f.subscribe(&topic, "email", "ops@example.com", nil)
		app := f.app("GCM", "shop", attrs{"PlatformCredential": "key", "EventEndpointCreated": topic, "EventEndpointUpdated": topic,
			"EventEndpointDeleted": topic, "EventDeliveryFailure": topic})
		endpoint := f.endpoint(app, "token", nil)
		f.endpoint(app, "token", nil) // creates none
		if err := f.setEndpoint(endpoint, attrs{"CustomUserData": "data"}); err != nil {
			t.Fatal(err)
		}
		f.RejectToken("token")
		id := *must(f.push(endpoint, "hello"))(t).MessageId
		for range 2 { // deletes one
			must(f.Client.DeleteEndpoint(t.Context(), &sns.DeleteEndpointInput{EndpointArn: &endpoint}))(t)
		}
		f.Settle(t.Context())
		var got []string
		for _, n := range f.Outbox() {
			got = append(got, n.Subject, n.Message)
		}
		end := `"Resource":"` + app + `","Service":"SNS","Time":"` + f.Clock.Now().Format("2006-01-02T15:04:05.000Z") + `"}`
		plain := func(kind string) []string {
			return []string{kind + " event for app shop (GCM)", `{"EndpointArn":"` + endpoint + `","EventType":"` + kind + `",` + end}
		}
		want := append(plain("EndpointCreated"), plain("EndpointUpdated")...)
		want = append(want, plain("EndpointUpdated")...)
		want = append(want, "DeliveryFailure event for app shop (GCM)", `{"DeliveryAttempts":1,"EndpointArn":"`+endpoint+`","EventType":"DeliveryFailure",`+
			`"FailureMessage":"Platform token associated with the endpoint is not valid","FailureType":"InvalidPlatformToken","MessageId":"`+id+`",`+end)
		want = append(want, plain("EndpointDeleted")...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("arrive however long the application's name is", func(t *testing.T) {
		f := start(t)
		topic := *f.topic("events", nil)
		f.subscribe(&topic, "email", "ops@example.com", nil)
		f.endpoint(f.app("GCM", strings.Repeat("a", 256), attrs{"PlatformCredential": "key", "EventEndpointCreated": topic}), "token", nil)
		f.Settle(t.Context())
		if l := f.Outbox(); len(l) != 1 || len(l[0].Subject) != 100 {
			t.Errorf("%+v", l)
		}
	})
}

// What is not delivered stands in the ledger.
func TestDirectPublish_isADelivery(t *testing.T) {
	f := start(t)
	f.OptOut(phone)
	must(f.text(phone, "lost"))(t)
	endpoint := f.endpoint(f.app("GCM", "shop", nil), "token", nil)
	must(f.push(endpoint, "arrived"))(t)
	f.Settle(t.Context())
	var got []string
	for _, d := range f.Deliveries() {
		line := d.Target + " " + string(d.Payload)
		if d.Err != nil {
			line += ": " + d.Err.Error()
		}
		got = append(got, line)
		if call := f.Calls("Publish")[len(got)-1]; d.Cause != call.ID {
			t.Errorf("the cause of %v is not %v", d, call)
		}
	}
	if diff := cmp.Diff([]string{phone + " lost: phone number is opted out", endpoint + " arrived"}, got); diff != "" {
		t.Error(diff)
	}
}
