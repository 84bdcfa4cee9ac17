package snsfake_test

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/snsfake"
)

// A receiver is an HTTP endpoint as one writes it: it verifies signatures, and confirms subscriptions.
type receiver struct {
	client   *http.Client
	mu       sync.Mutex
	requests []received
	fail     int // how many notifications to answer with status
	status   int
	silent   bool // does not confirm
}

type received struct {
	header http.Header
	body   string
	doc    map[string]string
	at     time.Time
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	got := received{header: req.Header, body: string(body)}
	kind := req.Header.Get("X-Amz-Sns-Message-Type")
	if req.Header.Get("X-Amz-Sns-Rawdelivery") == "" {
		var raw map[string]any
		if err := json.Unmarshal(body, &raw); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		got.doc = map[string]string{}
		for k, v := range raw {
			got.doc[k] = fmt.Sprint(v)
		}
		if err := r.verify(got.doc); err != nil {
			http.Error(w, err.Error(), http.StatusForbidden)
			return
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, got)
	if kind == "SubscriptionConfirmation" && !r.silent {
		if res, err := r.client.Get(got.doc["SubscribeURL"]); err == nil {
			res.Body.Close()
		}
	}
	if kind == "Notification" && r.fail > 0 {
		r.fail--
		w.WriteHeader(r.status)
	}
}

// verify checks a signature as the Developer Guide says.
func (r *receiver) verify(doc map[string]string) error {
	res, err := r.client.Get(doc["SigningCertURL"])
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return fmt.Errorf("no certificate: %s", text)
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return err
	}
	names := []string{"Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"}
	if doc["Type"] == "Notification" {
		names = []string{"Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"}
	}
	var b strings.Builder
	for _, n := range names {
		if v, ok := doc[n]; ok {
			b.WriteString(n + "\n" + v + "\n")
		}
	}
	signature, err := base64.StdEncoding.DecodeString(doc["Signature"])
	if err != nil {
		return err
	}
	algorithm := x509.SHA1WithRSA
	if doc["SignatureVersion"] == "2" {
		algorithm = x509.SHA256WithRSA
	}
	return cert.CheckSignature(algorithm, []byte(b.String()), signature)
}

// kinds returns the types of the requests so far.
func (r *receiver) kinds() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	l := []string{}
	for _, q := range r.requests {
		l = append(l, q.header.Get("X-Amz-Sns-Message-Type"))
	}
	return l
}

func (r *receiver) last() received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.requests[len(r.requests)-1]
}

// listen serves a receiver with plain net/http on the loopback interface, and with a client that knows nothing of the fakes.
func listen(t *testing.T) (*receiver, string) {
	r := &receiver{client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	srv := httptest.NewServer(r)
	t.Cleanup(srv.Close)
	return r, srv.URL + "/hook"
}

func (f *fixture) webTopic(signature string) *string {
	return f.topic("orders", attrs{"SignatureVersion": signature})
}

func TestAnHTTPReceiverVerifiesConfirmsAndReceives(t *testing.T) {
	for _, version := range []string{"1", "2"} {
		t.Run("SignatureVersion "+version, func(t *testing.T) {
			f := start(t)
			r, hook := listen(t)
			arn := f.webTopic(version)
			out, err := f.Client.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: arn, Protocol: aws.String("http"), Endpoint: &hook})
			f.ok(err)
			if *out.SubscriptionArn != "pending confirmation" {
				t.Error(*out.SubscriptionArn)
			}
			f.Settle(t.Context())
			list, err := f.Client.ListSubscriptionsByTopic(t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: arn})
			f.ok(err)
			sub := *list.Subscriptions[0].SubscriptionArn
			if a := f.attributes(sub); a["PendingConfirmation"] != "false" || a["ConfirmationWasAuthenticated"] != "false" {
				t.Errorf("%v", a)
			}
			f.publish(arn, "hello", subject("Hi"))
			f.Settle(t.Context())
			if diff := cmp.Diff([]string{"SubscriptionConfirmation", "Notification"}, r.kinds()); diff != "" {
				t.Fatal(diff)
			}
			first, last := r.requests[0], r.last()
			if want := "You have chosen to subscribe to the topic " + *arn + ".\nTo confirm the subscription, visit the SubscribeURL included in this message."; first.doc["Message"] != want {
				t.Errorf("%q", first.doc["Message"])
			}
			if want := f.URL() + "/?Action=ConfirmSubscription&TopicArn=" + *arn + "&Token=" + first.doc["Token"]; first.doc["SubscribeURL"] != want || len(first.doc["Token"]) != 288 {
				t.Errorf("%q", first.doc["SubscribeURL"])
			}
			if last.doc["Message"] != "hello" || last.doc["SignatureVersion"] != version || last.doc["UnsubscribeURL"] != f.URL()+"/?Action=Unsubscribe&SubscriptionArn="+sub {
				t.Errorf("%v", last.doc)
			}
			want := http.Header{
				"Accept-Encoding": {"gzip,deflate"}, "Content-Type": {"text/plain; charset=UTF-8"}, "User-Agent": {"Amazon Simple Notification Service Agent"},
				"X-Amz-Sns-Message-Id": {last.doc["MessageId"]}, "X-Amz-Sns-Message-Type": {"Notification"},
				"X-Amz-Sns-Subscription-Arn": {sub}, "X-Amz-Sns-Topic-Arn": {*arn},
			}
			last.header.Del("Content-Length")
			if diff := cmp.Diff(want, last.header); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			if h := first.header; h.Get("X-Amz-Sns-Subscription-Arn") != "" || h.Get("X-Amz-Sns-Message-Id") != first.doc["MessageId"] {
				t.Errorf("%v", h)
			}
		})
	}
}

func TestAReceiverThatFailsIsTriedAgain(t *testing.T) {
	f := start(t)
	r, hook := listen(t)
	arn := f.webTopic("1")
	f.subscribe(arn, "http", hook, attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.queue("dead") + `"}`})
	f.Settle(t.Context())

	r.fail, r.status = 2, http.StatusServiceUnavailable
	f.publish(arn, "fails twice")
	f.Settle(t.Context())
	if n := len(r.kinds()); n != 2 {
		t.Errorf("%d requests before the clock has moved", n)
	}
	f.publish(arn, "is not held up") // and fails once
	f.Settle(t.Context())
	f.Clock.Advance(19 * time.Second)
	if n := len(r.kinds()); n != 3 {
		t.Errorf("%d requests after 19 s", n)
	}
	f.Clock.Advance(time.Second)
	var attempts []string
	for _, d := range f.Deliveries()[1:] {
		attempts = append(attempts, fmt.Sprint(d.Attempts, d.Err))
	}
	if diff := cmp.Diff([]string{"2 <nil>", "2 <nil>"}, attempts); diff != "" {
		t.Error(diff)
	}

	r.fail = 100
	out := f.publish(arn, "keeps failing")
	f.Clock.Advance(59 * time.Second)
	if n := len(f.queues.Messages("dead")); n != 0 {
		t.Errorf("%d dead letters too early", n)
	}
	f.Clock.Advance(time.Second)
	if doc := f.document(f.one("dead").Body); doc["Message"] != "keeps failing" || doc["MessageId"] != *out.MessageId {
		t.Errorf("%v", doc)
	}
	all := f.Deliveries()
	if d := all[len(all)-2]; d.Target != hook || d.Attempts != 4 || d.Err == nil || d.Err.Error() != "the endpoint answered 503 Service Unavailable" {
		t.Errorf("%+v", d)
	}
}

func TestAReceiverThatRefusesIsNotTriedAgain(t *testing.T) {
	f := start(t, func(o *snsfake.Options) { o.AutoConfirm = true })
	r, hook := listen(t)
	arn := f.webTopic("1")
	f.subscribe(arn, "http", hook, attrs{"RedrivePolicy": `{"deadLetterTargetArn":"` + f.queue("dead") + `"}`})
	r.fail, r.status = 1, http.StatusForbidden
	f.publish(arn, "no")
	f.Settle(t.Context())
	if f.one("dead"); len(r.kinds()) != 1 {
		t.Errorf("%v", r.kinds())
	}
	r.fail, r.status = 1, http.StatusTooManyRequests
	f.publish(arn, "later")
	f.Clock.Advance(20 * time.Second)
	if n := len(r.kinds()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestRawDeliveryToAnHTTPEndpoint(t *testing.T) {
	f := start(t, func(o *snsfake.Options) { o.AutoConfirm = true })
	r, hook := listen(t)
	arn := f.webTopic("1")
	f.subscribe(arn, "http", hook, attrs{"RawMessageDelivery": "true", "DeliveryPolicy": `{"requestPolicy":{"headerContentType":"application/json"}}`})
	f.publish(arn, `{"raw":true}`, with("not", "String", "sent"))
	f.Settle(t.Context())
	got := r.last()
	if got.body != `{"raw":true}` || got.header.Get("X-Amz-Sns-Rawdelivery") != "true" || got.header.Get("Content-Type") != "application/json" {
		t.Errorf("%+v", got)
	}
}

func TestAnEndpointThatDoesNotConfirmGetsNothing(t *testing.T) {
	f := start(t)
	r, hook := listen(t)
	r.silent = true
	arn := f.webTopic("1")
	sub := f.subscribe(arn, "http", hook, nil)
	f.publish(arn, "lost")
	f.Settle(t.Context())
	if diff := cmp.Diff([]string{"SubscriptionConfirmation"}, r.kinds()); diff != "" {
		t.Error(diff)
	}
	if a := f.attributes(sub); a["PendingConfirmation"] != "true" || a["ConfirmationWasAuthenticated"] != "false" {
		t.Errorf("%v", a)
	}
	if again := f.subscribe(arn, "http", hook, nil); again != sub {
		t.Errorf("another subscription: %s", again)
	}
	f.Settle(t.Context())
	if n := len(r.kinds()); n != 2 {
		t.Errorf("subscribing again asks again: %d requests", n)
	}
	token := r.last().doc["Token"]

	t.Run("a signed confirmation says so, and can protect against unsigned unsubscribing", func(t *testing.T) {
		out, err := f.Client.ConfirmSubscription(t.Context(), &sns.ConfirmSubscriptionInput{TopicArn: aws.String(f.ARN("sns", "nobody")), Token: &token, AuthenticateOnUnsubscribe: aws.String("true")})
		f.ok(err) // whatever the topic is called (recorded: nonexistent-token-confirm)
		if *out.SubscriptionArn != sub || f.attributes(sub)["ConfirmationWasAuthenticated"] != "true" {
			t.Errorf("%s %v", *out.SubscriptionArn, f.attributes(sub))
		}
		res, err := r.client.Get(f.URL() + "/?Action=Unsubscribe&SubscriptionArn=" + sub)
		f.ok(err)
		defer res.Body.Close()
		if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusForbidden || !strings.Contains(string(body), "<Code>AuthorizationError</Code>") {
			t.Errorf("%s %s", res.Status, body)
		}
	})
}

func TestASubscriptionWaitsTwoDaysToBeConfirmed(t *testing.T) {
	f := start(t)
	r, hook := listen(t)
	r.silent = true
	arn := f.webTopic("1")
	f.subscribe(arn, "http", hook, nil)
	f.Settle(t.Context())
	f.Clock.Advance(48 * time.Hour)
	_, err := f.Client.ConfirmSubscription(t.Context(), &sns.ConfirmSubscriptionInput{TopicArn: arn, Token: aws.String(r.last().doc["Token"])})
	wantInvalid(t, err, "Invalid parameter: Token")
	if a := f.topicAttributes(arn); a["SubscriptionsPending"] != "0" {
		t.Errorf("%v", a)
	}
}

func TestUnsubscribingByURLCanBeUndone(t *testing.T) {
	f := start(t)
	r, hook := listen(t)
	arn := f.webTopic("1")
	sub := f.subscribe(arn, "http", hook, nil)
	f.Settle(t.Context())
	f.publish(arn, "1")
	f.Settle(t.Context())
	visit := func(url string) {
		t.Helper()
		res, err := r.client.Get(url)
		f.ok(err)
		defer res.Body.Close()
		if body, _ := io.ReadAll(res.Body); res.StatusCode != http.StatusOK {
			t.Errorf("%s %s", res.Status, body)
		}
		f.Settle(t.Context())
	}
	visit(r.last().doc["UnsubscribeURL"])
	f.publish(arn, "2")
	f.Settle(t.Context())
	farewell := r.last().doc
	if want := "You have chosen to deactivate subscription " + sub + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message."; farewell["Type"] != "UnsubscribeConfirmation" || farewell["Message"] != want {
		t.Fatalf("%v", farewell)
	}
	visit(farewell["SubscribeURL"])
	f.publish(arn, "3")
	f.Settle(t.Context())
	if diff := cmp.Diff([]string{"SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation", "Notification"}, r.kinds()); diff != "" || r.last().doc["Message"] != "3" {
		t.Error(diff, r.last().doc)
	}
	_, err := f.Client.Unsubscribe(t.Context(), &sns.UnsubscribeInput{SubscriptionArn: &sub}) // signed: no last word
	f.ok(err)
	f.Settle(t.Context())
	if n := len(r.kinds()); n != 4 {
		t.Errorf("%d requests", n)
	}
}

func TestNoRequestLeavesTheProcess(t *testing.T) {
	f := start(t, func(o *snsfake.Options) { o.AutoConfirm = true })
	arn := f.webTopic("1")
	f.subscribe(arn, "https", "https://www.example.com/hook", nil)
	f.publish(arn, "m")
	f.Clock.Advance(time.Hour)
	if d := f.Deliveries()[0]; d.Attempts != 4 || d.Err == nil || !strings.Contains(d.Err.Error(), "no fake answers for www.example.com, and no request leaves the process") {
		t.Errorf("%+v", d)
	}
}

// Every number of a custom policy shows in the times of the attempts, which are the clock's.
func TestCustomDeliveryPolicies(t *testing.T) {
	const sec = time.Second
	for name, tt := range map[string]struct {
		topic, subscription string
		want                []time.Duration
	}{
		"default": {"", "", []time.Duration{0, 20 * sec, 40 * sec, 60 * sec}},
		"all phases": {"", `{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":9,"numRetries":7,"numNoDelayRetries":1,"numMinDelayRetries":1,"numMaxDelayRetries":2,"backoffFunction":"linear"}}`,
			[]time.Duration{0, 0, 1 * sec, 2 * sec, 7 * sec, 16 * sec, 25 * sec, 34 * sec}},
		"of the topic":                        {`{"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":5,"maxDelayTarget":5,"numRetries":1}}}`, "", []time.Duration{0, 5 * sec}},
		"the topic's over the subscription's": {`{"http":{"disableSubscriptionOverrides":true,"defaultHealthyRetryPolicy":{"numRetries":0}}}`, `{"healthyRetryPolicy":{"numRetries":9}}`, []time.Duration{0}},
		"an hour at most":                     {"", `{"healthyRetryPolicy":{"minDelayTarget":1800,"maxDelayTarget":1800,"numRetries":9}}`, []time.Duration{0, 1800 * sec, 3600 * sec}},
		"exponential":                         {"", `{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":8,"numRetries":4,"backoffFunction":"exponential"}}`, []time.Duration{0, 1 * sec, 3 * sec, 7 * sec, 15 * sec}},
		"geometric":                           {"", `{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":27,"numRetries":4,"backoffFunction":"geometric"}}`, []time.Duration{0, 1 * sec, 4 * sec, 13 * sec, 40 * sec}},
		"arithmetic":                          {"", `{"healthyRetryPolicy":{"minDelayTarget":1,"maxDelayTarget":7,"numRetries":4,"backoffFunction":"arithmetic"}}`, []time.Duration{0, 1 * sec, 3 * sec, 7 * sec, 14 * sec}},
	} {
		t.Run(name, func(t *testing.T) {
			var f *fixture
			var mu sync.Mutex
			var at []time.Time
			f = start(t, func(o *snsfake.Options) {
				o.AutoConfirm = true
				o.Handlers = map[string]http.Handler{"hooks.example.com": http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					mu.Lock()
					defer mu.Unlock()
					at = append(at, f.Clock.Now())
					w.WriteHeader(http.StatusBadGateway)
				})}
			})
			arn := f.topic("orders", nil)
			f.ok(f.setTopic(arn, "DeliveryPolicy", tt.topic))
			f.subscribe(arn, "https", "https://hooks.example.com/", attrs{"DeliveryPolicy": tt.subscription})
			began := f.Clock.Now()
			f.publish(arn, "m")
			f.Clock.Advance(3 * time.Hour)
			got := make([]time.Duration, len(at))
			for i := range at {
				got[i] = at[i].Sub(began)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("attempts after %v, want %v", got, tt.want)
			}
		})
	}
}

func TestEffectiveDeliveryPolicyOfAnEndpoint(t *testing.T) {
	f := start(t)
	_, hook := listen(t)
	sub := f.subscribe(f.topic("orders", nil), "http", hook, attrs{"DeliveryPolicy": `{"healthyRetryPolicy":{"numRetries":5},"throttlePolicy":{"maxReceivesPerSecond":2}}`})
	want := `{"healthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,"numRetries":5,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,"backoffFunction":"linear"},` +
		`"sicklyRetryPolicy":null,"throttlePolicy":{"maxReceivesPerSecond":2},"requestPolicy":{"headerContentType":"text/plain; charset=UTF-8"},"guaranteed":false}`
	if got := f.attributes(sub)["EffectiveDeliveryPolicy"]; got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	f.Settle(t.Context())
}

// A program that publishes by AWS's host name gets URLs that a receiver can visit all the same.
func TestURLsOfAMessageCanBeVisited(t *testing.T) {
	f := start(t, func(o *snsfake.Options) { o.AutoConfirm = true })
	r, hook := listen(t)
	arn := f.webTopic("1")
	f.subscribe(arn, "http", hook, nil)
	cfg := f.Config()
	cfg.Credentials = credentials.NewStaticCredentialsProvider("a", "b", "")
	_, err := sns.NewFromConfig(cfg).Publish(context.Background(), &sns.PublishInput{TopicArn: arn, Message: aws.String("m")})
	f.ok(err)
	f.Settle(t.Context())
	if got := r.last().doc["SigningCertURL"]; !strings.HasPrefix(got, f.URL()+"/") {
		t.Error(got)
	}
}
