package snsfake_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

// A world has a topic with ten subscriptions of all kinds, and remembers who got what.
type world struct {
	*fixture
	mu    sync.Mutex
	got   map[string][]string
	fails int // how many requests the webhook fails
}

// take remembers a message that came in an envelope, an event, or raw.
func (w *world) take(who, payload string) {
	var doc struct {
		Message string
		Records []struct{ Sns struct{ Message string } }
	}
	text := payload
	if json.Unmarshal([]byte(payload), &doc) == nil {
		if doc.Message != "" {
			text = doc.Message
		} else if len(doc.Records) == 1 {
			text = doc.Records[0].Sns.Message
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got[who] = append(w.got[who], strings.TrimSpace(text))
}

func (w *world) options(o *snsfake.Options) {
	o.AutoConfirm = true
	o.Targets = map[string]func([]byte) error{
		functionARN: func(b []byte) error { w.take("function", string(b)); return nil },
		streamARN:   func(b []byte) error { w.take("stream", string(b)); return nil },
	}
	hook := func(name string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			w.mu.Lock()
			fail := w.fails > 0
			if fail {
				w.fails--
			}
			w.mu.Unlock()
			if fail {
				rw.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			w.take(name, string(b))
		}
	}
	o.Handlers = map[string]http.Handler{"hooks.example.com": hook("webhook"), "eu.example.com": hook("eu webhook")}
}

// build makes the topic and its subscriptions.
func (w *world) build(fx *fixture) *string {
	w.fixture = fx
	arn := w.topic("orders", nil)
	eu := `{"region":["eu"]}`
	for _, s := range []struct {
		protocol, endpoint string
		attributes         attrs
	}{
		{"sqs", w.queue("all"), nil},
		{"sqs", w.queue("raw"), attrs{"RawMessageDelivery": "true"}},
		{"sqs", w.queue("eu"), attrs{"FilterPolicy": eu}},
		{"sqs", w.queue("large"), attrs{"FilterPolicy": `{"amount":[{"numeric":[">=",1000]}]}`}},
		{"sqs", w.queue("body"), attrs{"FilterPolicyScope": "MessageBody", "FilterPolicy": `{"id":[7]}`}},
		{"lambda", functionARN, attrs{"FilterPolicy": eu}},
		{"firehose", streamARN, attrs{"SubscriptionRoleArn": roleARN}},
		{"https", "https://hooks.example.com/orders", nil},
		{"https", "https://eu.example.com/orders", attrs{"FilterPolicy": eu, "RawMessageDelivery": "true"}},
		{"email", "ops@example.com", attrs{"FilterPolicy": `{"amount":[{"numeric":[">",4000]}]}`}},
	} {
		w.subscribe(arn, s.protocol, s.endpoint, s.attributes)
	}
	return arn
}

// of returns what somebody got so far.
func (w *world) of(who string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return strings.Join(w.got[who], " ")
}

// everything returns who got what.
func (w *world) everything() map[string][]string {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, q := range []string{"all", "eu", "large", "body"} {
		w.got[q] = w.messages(q)
	}
	w.got["raw"] = w.bodies("raw")
	for _, n := range w.Outbox() {
		w.got["email"] = append(w.got["email"], n.Message)
	}
	return w.got
}

func publishAll(w *world, arn *string) {
	w.publish(arn, "o-1", with("region", "String", "us"), with("amount", "Number", "10"))
	w.publish(arn, "o-2", with("region", "String", "eu"), with("amount", "Number", "5000"))
	w.publish(arn, `{"id":7}`, with("region", "String", "eu"))
}

var everybody = map[string][]string{
	"all": {"o-1", "o-2", `{"id":7}`}, "raw": {"o-1", "o-2", `{"id":7}`}, "eu": {"o-2", `{"id":7}`}, "large": {"o-2"}, "body": {`{"id":7}`},
	"function": {"o-2", `{"id":7}`}, "stream": {"o-1", "o-2", `{"id":7}`}, "webhook": {"o-1", "o-2", `{"id":7}`},
	"eu webhook": {"o-2", `{"id":7}`}, "email": {"o-2"},
}

func TestEveryMessageArrivesExactlyOnceWhereItBelongs(t *testing.T) {
	w := &world{got: map[string][]string{}}
	arn := w.build(start(t, w.options))
	publishAll(w, arn)
	w.Settle(t.Context())
	if diff := cmp.Diff(everybody, w.everything()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	n := 0
	for _, l := range everybody {
		n += len(l)
	}
	if d := w.Deliveries(); len(d) != n {
		t.Errorf("%d deliveries, want %d", len(d), n)
	}
	for _, d := range w.Deliveries() {
		if d.Attempts != 1 || d.Err != nil {
			t.Errorf("%v", d)
		}
	}
}

// The same with retries over hours, which take no real time.
func TestRetriesOverHoursInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &world{got: map[string][]string{}, fails: 3}
		arn := w.build(inBubble(t, w.options))
		w.ok(w.setTopic(arn, "DeliveryPolicy", `{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":1200,"maxDelayTarget":1200,"numRetries":3}}}`))
		began := time.Now()
		w.publish(arn, "o-1", with("region", "String", "us"), with("amount", "Number", "10"))
		w.Settle(t.Context())
		if got := w.of("webhook"); got != "" {
			t.Errorf("too early: %q", got)
		}
		time.Sleep(2 * time.Hour)
		if got := w.of("webhook"); got != "o-1" {
			t.Errorf("%q, %v", got, w.Deliveries())
		}
		w.publish(arn, "o-2", with("region", "String", "eu"), with("amount", "Number", "5000"))
		w.publish(arn, `{"id":7}`, with("region", "String", "eu"))
		w.Settle(t.Context())
		if diff := cmp.Diff(everybody, w.everything()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		attempts := map[string]int{}
		for _, d := range w.Deliveries() {
			attempts[d.Target] = max(attempts[d.Target], d.Attempts)
		}
		if attempts["https://hooks.example.com/orders"] != 4 || attempts[functionARN] != 1 {
			t.Errorf("%v", attempts)
		}
		if time.Since(began) != 2*time.Hour {
			t.Errorf("%v have passed", time.Since(began))
		}
	})
}

// An endpoint that never answers has 15 seconds.
func TestAnEndpointThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := inBubble(t, func(o *snsfake.Options) {
			o.AutoConfirm = true
			o.Handlers = map[string]http.Handler{"hooks.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-r.Context().Done()
			})}
		})
		arn := f.topic("orders", nil)
		f.subscribe(arn, "https", "https://hooks.example.com/", attrs{"DeliveryPolicy": `{"healthyRetryPolicy":{"numRetries":1}}`})
		began := time.Now()
		f.publish(arn, "m")
		f.Settle(t.Context())
		if took := time.Since(began); took != 15*time.Second {
			t.Errorf("the first attempt took %v", took)
		}
		f.Clock.Advance(time.Minute)
		if d := f.Deliveries()[0]; d.Attempts != 2 || d.Err == nil {
			t.Errorf("%+v", d)
		}
	})
}
