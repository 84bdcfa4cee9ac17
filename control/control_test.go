package control_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/leaktest"
	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/sqsfake"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// start starts a fake with the queues "orders" and "other", and a client that does not retry.
func start(t testing.TB) (srv *sqsfake.Server, orders *string) {
	t.Helper()
	srv = sqsfake.Start(t)
	srv.Client = sqs.New(srv.Client.Options(), func(o *sqs.Options) { o.Retryer = aws.NopRetryer{} })
	for _, name := range []string{"other", "orders"} {
		out, err := srv.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name})
		if err != nil {
			t.Fatal(err)
		}
		orders = out.QueueUrl
	}
	return srv, orders
}

func send(t testing.TB, srv *sqsfake.Server, queue *string, body string) error {
	t.Helper()
	_, err := srv.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: &body})
	return err
}

func bodies(srv *sqsfake.Server) string {
	var l []string
	for _, m := range srv.Messages("orders") {
		l = append(l, m.Body)
	}
	return strings.Join(l, " ")
}

func TestInject_errors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		err    error
		code   string
		status int
		text   string
	}{
		"throttled, in the service's words":     {control.ErrThrottled, "RequestThrottled", 403, ""},
		"access denied, in the service's words": {control.ErrAccessDenied, "AccessDenied", 403, "sqs:sendmessage"},
		"unavailable, in the service's words":   {control.ErrUnavailable, "ServiceUnavailable", 503, ""},
		"an error of the SDK, with the message given": {
			&types.QueueDoesNotExist{Message: aws.String("gone")}, "AWS.SimpleQueueService.NonExistentQueue", 400, "gone"},
		"an error of the SDK, with AWS's message": {
			&types.QueueDoesNotExist{}, "AWS.SimpleQueueService.NonExistentQueue", 400, "The specified queue does not exist."},
		"any code at all": {&smithy.GenericAPIError{Code: "KMSAccessDenied", Message: "key is gone"}, "KMSAccessDenied", 400, "key is gone"},
		"any code at all, the server's fault": {
			&smithy.GenericAPIError{Code: "Overheated", Message: "too hot", Fault: smithy.FaultServer}, "Overheated", 500, "too hot"},
		"wrapped": {fmt.Errorf("wrapped: %w", &smithy.GenericAPIError{Code: "Inner"}), "Inner", 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, orders := start(t)
			f := srv.Inject(control.Fault{Op: "SendMessage", Err: tt.err})
			err := send(t, srv, orders, "m")
			var api smithy.APIError
			var res *awshttp.ResponseError
			if !errors.As(err, &api) || api.ErrorCode() != tt.code || !strings.Contains(api.ErrorMessage(), tt.text) {
				t.Errorf("%v, want %s %s", err, tt.code, tt.text)
			}
			if !errors.As(err, &res) || res.HTTPStatusCode() != tt.status {
				t.Errorf("%v, want status %d", err, tt.status)
			}
			if f.Hits() != 1 || bodies(srv) != "" {
				t.Errorf("%d hits, messages %q", f.Hits(), bodies(srv))
			}
			if calls := srv.Calls("SendMessage"); len(calls) != 1 || calls[0].Err == nil || calls[0].Output != nil {
				t.Errorf("%v", calls)
			}
		})
	}
}

func TestInject_brokenResponses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		err      error
		executed bool
	}{
		{control.ErrConnectionReset, false}, {control.ErrResponseLost, true}, {control.ErrResponseTruncated, true}, {control.ErrResponseCorrupted, true},
	} {
		for _, inMemory := range []bool{false, true} {
			t.Run(fmt.Sprintf("%v, in memory %t", tt.err, inMemory), func(t *testing.T) {
				t.Parallel()
				srv := sqsfake.Start(t, func(o *sqsfake.Options) { o.InMemory = inMemory })
				q, err := srv.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("orders")})
				if err != nil {
					t.Fatal(err)
				}
				srv.Client = sqs.New(srv.Client.Options(), func(o *sqs.Options) { o.Retryer = aws.NopRetryer{} })
				srv.Inject(control.Fault{Op: "SendMessage", Times: 1, Err: tt.err})
				if err := send(t, srv, q.QueueUrl, "m"); err == nil {
					t.Error("the client noticed nothing")
				}
				if executed := bodies(srv) == "m"; executed != tt.executed {
					t.Errorf("executed: %t", executed)
				}
				if got := control.Inputs[sqs.SendMessageInput](srv.Calls()); (len(got) == 1) != tt.executed {
					t.Errorf("took effect: %v", got)
				}
				if c := srv.Calls("SendMessage")[0]; !errors.Is(c.Err, tt.err) {
					t.Errorf("recorded %v", c)
				}
				if err := send(t, srv, q.QueueUrl, "again"); err != nil {
					t.Errorf("afterwards: %v", err)
				}
			})
		}
	}
}

func TestInject_selection(t *testing.T) {
	t.Parallel()
	denied := control.ErrAccessDenied
	for name, tt := range map[string]struct {
		fault control.Fault
		want  string // the messages that get through, of a b c d
	}{
		"the zero value matches every call":    {control.Fault{Err: denied}, ""},
		"service and operation":                {control.Fault{Service: "sqs", Op: "SendMessage", Err: denied}, ""},
		"another operation":                    {control.Fault{Op: "DeleteQueue", Err: denied}, "a b c d"},
		"a resource by name":                   {control.Fault{Resource: "orders", Err: denied}, ""},
		"a resource by ARN":                    {control.Fault{Resource: "arn:aws:sqs:us-east-1:000000000000:orders", Err: denied}, ""},
		"a resource by URL":                    {control.Fault{Resource: "http://localhost:9324/000000000000/orders", Err: denied}, ""},
		"another resource":                     {control.Fault{Resource: "other", Err: denied}, "a b c d"},
		"a resource whose name begins so":      {control.Fault{Resource: "order", Err: denied}, "a b c d"},
		"Times":                                {control.Fault{Op: "SendMessage", Times: 2, Err: denied}, "c d"},
		"Skip":                                 {control.Fault{Op: "SendMessage", Skip: 1, Err: denied}, "a"},
		"Skip and Times":                       {control.Fault{Op: "SendMessage", Skip: 1, Times: 2, Err: denied}, "a d"},
		"When, with the input of an operation": {control.Fault{When: control.Input(func(in *sqs.SendMessageInput) bool { return *in.MessageBody > "b" }), Err: denied}, "a b"},
		"When, with the call":                  {control.Fault{When: func(c control.Call) bool { return c.Op == "SendMessage" && c.Resource == "orders" }, Err: denied}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, orders := start(t)
			srv.Inject(tt.fault)
			for _, body := range []string{"a", "b", "c", "d"} {
				send(t, srv, orders, body)
			}
			if got := bodies(srv); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
	t.Run("the first fault that matches decides", func(t *testing.T) {
		srv, orders := start(t)
		first := srv.Inject(control.Fault{Op: "SendMessage", Times: 1, Err: control.ErrThrottled})
		second := srv.Inject(control.Fault{Err: control.ErrAccessDenied})
		a, b := send(t, srv, orders, "a"), send(t, srv, orders, "b")
		if first.Hits() != 1 || second.Hits() != 1 || !strings.Contains(fmt.Sprint(a), "RequestThrottled") || !strings.Contains(fmt.Sprint(b), "AccessDenied") {
			t.Errorf("%v, then %v", a, b)
		}
		second.Remove()
		if err := send(t, srv, orders, "c"); err != nil {
			t.Error(err)
		}
	})
}

func TestInject_entries(t *testing.T) {
	t.Parallel()
	srv, orders := start(t)
	srv.Inject(control.Fault{Op: "SendMessageBatch", Entries: []int{2, 0, 9}, Times: 1, Err: control.ErrUnavailable})
	odd := srv.Inject(control.Fault{Entries: []int{0, 1, 2}, Err: &smithy.GenericAPIError{Code: "Odd", Message: "very"}})
	if _, err := srv.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil || odd.Hits() > 0 {
		t.Errorf("a call that is no batch: %v", err)
	}
	batch := func() *sqs.SendMessageBatchOutput {
		in := &sqs.SendMessageBatchInput{QueueUrl: orders}
		for _, id := range []string{"a", "b", "c"} {
			in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{Id: &id, MessageBody: &id})
		}
		out, err := srv.Client.SendMessageBatch(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	out := batch()
	if len(out.Failed) != 2 || *out.Failed[0].Id != "a" || *out.Failed[1].Id != "c" || *out.Failed[0].Code != "ServiceUnavailable" || out.Failed[0].SenderFault {
		t.Errorf("%+v", out.Failed)
	}
	if len(out.Successful) != 1 || bodies(srv) != "b" {
		t.Errorf("%+v, %q", out.Successful, bodies(srv))
	}
	if out := batch(); len(out.Failed) != 3 || !out.Failed[0].SenderFault || *out.Failed[0].Message != "very" || bodies(srv) != "b" {
		t.Errorf("%+v", out.Failed)
	}
}

func TestInject_delay(t *testing.T) {
	t.Parallel()
	t.Run("holds a call up on the clock", func(t *testing.T) {
		srv, orders := start(t)
		f := srv.Inject(control.Fault{Op: "SendMessage", Times: 1, Delay: time.Hour})
		done := make(chan error)
		go func() { done <- send(t, srv, orders, "m") }()
		f.Wait(t.Context(), 1)
		srv.Clock.Advance(59 * time.Minute)
		if got := bodies(srv); got != "" {
			t.Errorf("%q too early", got)
		}
		srv.Clock.Advance(time.Minute)
		if err := <-done; err != nil || bodies(srv) != "m" {
			t.Errorf("%v, %q", err, bodies(srv))
		}
	})
	t.Run("ends with Remove, with Reset, and with the client", func(t *testing.T) {
		srv, orders := start(t)
		for name, end := range map[string]func(*control.Injection){
			"Remove": (*control.Injection).Remove,
			"Reset":  func(*control.Injection) { srv.Reset() },
		} {
			f := srv.Inject(control.Fault{Op: "SendMessage", Delay: time.Hour, Err: control.ErrThrottled})
			done := make(chan error)
			go func() { done <- send(t, srv, orders, "m") }()
			f.Wait(t.Context(), 1)
			end(f)
			if err := <-done; err == nil {
				t.Errorf("%s: no error", name)
			}
		}
		f := srv.Inject(control.Fault{Delay: time.Hour})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() {
			_, err := srv.Client.ListQueues(ctx, &sqs.ListQueuesInput{})
			done <- err
		}()
		f.Wait(t.Context(), 1)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for want, use := range map[string]func(*sqsfake.Server){
		`no operation "SendMesage"`:                      func(s *sqsfake.Server) { s.Inject(control.Fault{Op: "SendMesage", Err: control.ErrThrottled}) },
		`no operation "sendMessage"; SendMessage is one`: func(s *sqsfake.Server) { s.Inject(control.Fault{Op: "sendMessage", Err: control.ErrThrottled}) },
		`no service "sns"`:                               func(s *sqsfake.Server) { s.Inject(control.Fault{Service: "sns", Err: control.ErrThrottled}) },
		"a fault needs an Err or a Delay":                func(s *sqsfake.Server) { s.Inject(control.Fault{Op: "SendMessage"}) },
		"no service can answer *errors.errorString":      func(s *sqsfake.Server) { s.Inject(control.Fault{Err: errors.New("no")}) },
		"SendMessage has no entries that can fail one by one": func(s *sqsfake.Server) {
			s.Inject(control.Fault{Op: "SendMessage", Entries: []int{0}, Err: control.ErrThrottled})
		},
		"entries cannot fail with response lost": func(s *sqsfake.Server) {
			s.Inject(control.Fault{Op: "SendMessageBatch", Entries: []int{0}, Err: control.ErrResponseLost})
		},
		"the positions of entries begin at 0": func(s *sqsfake.Server) {
			s.Inject(control.Fault{Op: "SendMessageBatch", Entries: []int{-1}, Err: control.ErrThrottled})
		},
		"cannot be negative":                             func(s *sqsfake.Server) { s.Inject(control.Fault{Times: -1, Err: control.ErrThrottled}) },
		`Calls: no operation "Send"; SendMessage is one`: func(s *sqsfake.Server) { s.Calls("Send") },
		"Advance(-1s): time does not go back":            func(s *sqsfake.Server) { s.Clock.Advance(-time.Second) },
	} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			r := tbtest.Run(t, func(t testing.TB) { use(sqsfake.Start(t)) })
			if !r.Failed || !strings.Contains(r.Log, want) {
				t.Errorf("%+v", r)
			}
		})
	}
	t.Run("without a test they panic", func(t *testing.T) {
		srv := sqsfake.New()
		defer srv.Close()
		defer func() {
			if v := recover(); !strings.Contains(fmt.Sprint(v), `no operation "Frob"`) {
				t.Errorf("%v", v)
			}
		}()
		srv.Calls("Frob")
	})
	t.Run("types that are no input of an operation panic", func(t *testing.T) {
		for name, f := range map[string]func(){
			"Inputs": func() { control.Inputs[sqs.SendMessageOutput](nil) },
			"Input":  func() { control.Input(func(*http.Request) bool { return true }) },
		} {
			func() {
				defer func() {
					if v := recover(); !strings.Contains(fmt.Sprint(v), "control."+name) {
						t.Errorf("%s: %v", name, v)
					}
				}()
				f()
			}()
		}
	})
}

func TestUntil(t *testing.T) {
	t.Parallel()
	t.Run("sees a call arrive that waits", func(t *testing.T) {
		srv, orders := start(t)
		done := make(chan error)
		go func() {
			out, err := srv.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: orders, WaitTimeSeconds: 20})
			if err == nil && len(out.Messages) != 1 {
				err = errors.New("no message")
			}
			done <- err
		}()
		srv.Until(t.Context(), func() bool { return len(srv.Calls("ReceiveMessage")) == 1 })
		srv.Settle(t.Context()) // a long poll is not at work
		if err := send(t, srv, orders, "m"); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Run("sees the clock move", func(t *testing.T) {
		srv, _ := start(t)
		at := srv.Clock.Now().Add(time.Hour)
		go srv.Clock.Advance(time.Hour)
		srv.Until(t.Context(), func() bool { return !srv.Clock.Now().Before(at) })
	})
}

func TestReset(t *testing.T) {
	t.Parallel()
	srv, orders := start(t)
	srv.Inject(control.Fault{Op: "ListQueues", Err: control.ErrThrottled})
	srv.Clock.Advance(1000 * time.Hour)
	at := srv.Clock.Now()
	srv.Reset()
	out, err := srv.Client.ListQueues(t.Context(), &sqs.ListQueuesInput{})
	if err != nil || len(out.QueueUrls) != 0 {
		t.Errorf("%v, %v", out, err)
	}
	if err := send(t, srv, orders, "m"); err == nil {
		t.Error("the queue is still there")
	}
	if calls := srv.Calls(); len(calls) != 2 || srv.Clock.Now().Before(at) {
		t.Errorf("%v at %v", calls, srv.Clock.Now())
	}
}

func TestARN(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{
		"":              "arn:aws:sqs:us-east-1:123456789012:q arn:aws:s3:::b/k arn:aws:iam::123456789012:role/r",
		"cn-north-1":    "arn:aws-cn:sqs:cn-north-1:123456789012:q arn:aws-cn:s3:::b/k arn:aws-cn:iam::123456789012:role/r",
		"us-gov-west-1": "arn:aws-us-gov:sqs:us-gov-west-1:123456789012:q arn:aws-us-gov:s3:::b/k arn:aws-us-gov:iam::123456789012:role/r",
	} {
		srv := sqsfake.Start(t, func(o *sqsfake.Options) { o.Region, o.AccountID = region, "123456789012" })
		if got := srv.ARN("sqs", "q") + " " + srv.ARN("s3", "b/k") + " " + srv.ARN("iam", "role/r"); got != want {
			t.Error(got)
		}
	}
}

// The SDK's back-off is as long as on AWS, and takes no real time in a bubble.
func TestBackoffInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := sqsfake.Start(t)
		srv.Inject(control.Fault{Times: 9, Err: control.ErrThrottled})
		client := sqs.NewFromConfig(srv.Config(), func(o *sqs.Options) {
			o.Retryer = retry.AddWithMaxAttempts(retry.NewStandard(func(o *retry.StandardOptions) { o.RateLimiter = noLimit{} }), 10)
		})
		began := time.Now()
		if _, err := client.ListQueues(t.Context(), &sqs.ListQueuesInput{}); err != nil {
			t.Fatal(err)
		}
		calls := srv.Calls()
		if len(calls) != 10 || calls[9].Attempt != 10 || time.Since(began) < time.Second {
			t.Errorf("%d attempts in %v", len(calls), time.Since(began))
		}
	})
}

// noLimit lets the SDK retry as often as it likes.
type noLimit struct{}

func (noLimit) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}
func (noLimit) AddTokens(uint) error { return nil }
