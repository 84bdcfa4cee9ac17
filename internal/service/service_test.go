package service_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/internal/leaktest"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsquerymodel"
	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/tbtest"
	"github.com/awsfake/awsfake/internal/wire"
)

func TestMain(m *testing.M) { leaktest.Main(m) }

// A mailbox is a fake of three operations of SQS, to try the chassis with.
type mailbox struct {
	*service.Server
	client *sqs.Client
	bodies []string
	zeros  []bool // whether DelaySeconds was sent as 0
}

func startMailbox(t testing.TB, opts ...func(*service.Config)) *mailbox {
	b := &mailbox{}
	cfg := service.Config{
		Name: "sqs",
		APIs: []service.API{{Name: "sqs", Codecs: []*wire.API{wire.New(&sqsmodel.API), wire.New(&sqsquerymodel.API)}, Operations: []service.Operation{
			service.Op("SendMessage", (*mailbox).sendMessage),
			service.BatchOp("SendMessageBatch", (*mailbox).sendMessageBatch, failSend),
			service.Op("ListQueues", (*mailbox).listQueues),
		}}},
		Resource: func(in any) string {
			if in, ok := in.(*sqs.SendMessageInput); ok {
				return aws.ToString(in.QueueUrl)
			}
			return ""
		},
		Words: service.Words{
			Throttled:   &types.RequestThrottled{Message: aws.String("slow down")},
			Unavailable: &wire.Error{Code: "ServiceUnavailable", Message: "later", Status: http.StatusServiceUnavailable},
			AccessDenied: func(op, resource string) smithy.APIError {
				return &wire.Error{Code: "AccessDenied", Message: op + " " + resource, Status: http.StatusForbidden}
			},
		},
		Message: func(code string) string { return "the message of " + code },
		MaxBody: 10_000,
		Reset:   func() { b.bodies = nil },
	}
	for _, opt := range opts {
		opt(&cfg)
	}
	b.Server = service.New(t, b, cfg, control.Options{}, nil)
	b.CloseWith(t)
	b.client = sqs.NewFromConfig(b.Panel.Config(), func(o *sqs.Options) { o.BaseEndpoint = aws.String(b.URL()) })
	return b
}

func (b *mailbox) sendMessage(ctx context.Context, in *sqs.SendMessageInput) (*sqs.SendMessageOutput, error) {
	switch *in.MessageBody {
	case "panic":
		panic("no such luck")
	case "nothing":
		return nil, nil
	case "go error":
		return nil, errors.New("open /etc/passwd: no")
	}
	b.bodies = append(b.bodies, *in.MessageBody)
	b.zeros = append(b.zeros, service.Has(ctx, "DelaySeconds"))
	return &sqs.SendMessageOutput{MessageId: aws.String(service.BaseURL(ctx))}, nil
}

func (b *mailbox) sendMessageBatch(ctx context.Context, in *sqs.SendMessageBatchInput) (*sqs.SendMessageBatchOutput, error) {
	out := &sqs.SendMessageBatchOutput{}
	for i, e := range in.Entries {
		b.bodies = append(b.bodies, *e.MessageBody)
		b.zeros = append(b.zeros, service.Has(ctx, "Entries", i, "DelaySeconds"))
		out.Successful = append(out.Successful, types.SendMessageBatchResultEntry{Id: e.Id})
	}
	return out, nil
}

func failSend(in *sqs.SendMessageBatchInput, failed []int, err smithy.APIError, next func(*sqs.SendMessageBatchInput) (*sqs.SendMessageBatchOutput, error)) (*sqs.SendMessageBatchOutput, error) {
	rest, hit := service.Split(in.Entries, failed)
	out, nerr := next(&sqs.SendMessageBatchInput{QueueUrl: in.QueueUrl, Entries: rest})
	for _, e := range hit {
		out.Failed = append(out.Failed, types.BatchResultErrorEntry{Id: e.Id, Code: aws.String(err.ErrorCode())})
	}
	return out, nerr
}

func (b *mailbox) listQueues(ctx context.Context, in *sqs.ListQueuesInput) (*sqs.ListQueuesOutput, error) {
	return &sqs.ListQueuesOutput{QueueUrls: b.bodies}, nil
}

// send sends a message through the SDK.
func (b *mailbox) send(t testing.TB, body string) error {
	_, err := b.client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("q"), MessageBody: &body},
		func(o *sqs.Options) { o.DisableMessageChecksumValidation = true })
	return err
}

// post sends a request without the SDK.
func (b *mailbox) post(t testing.TB, header http.Header, body io.Reader) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "POST", b.URL()+"/", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	if m := header.Get("Method"); m != "" {
		req.Method = m
	}
	res, err := b.Core.HTTPClient().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(answer)
}

func jsonHeader(op string) http.Header {
	return http.Header{"Content-Type": {"application/x-amz-json-1.0"}, "X-Amz-Target": {"AmazonSQS." + op}}
}

func TestServeHTTP(t *testing.T) {
	t.Parallel()
	b := startMailbox(t)
	t.Run("answers with AWS's standard headers, and the request's id is in the journal", func(t *testing.T) {
		res, body := b.post(t, jsonHeader("ListQueues"), strings.NewReader("{}"))
		if res.StatusCode != 200 || body != "{}" || res.Header.Get("Content-Type") != "application/x-amz-json-1.0" {
			t.Errorf("%s %q %v", res.Status, body, res.Header)
		}
		calls := b.Panel.Calls()
		if id := res.Header.Get("X-Amzn-Requestid"); id == "" || id != calls[len(calls)-1].RequestID {
			t.Errorf("request id %q", id)
		}
		if at, err := http.ParseTime(res.Header.Get("Date")); err != nil || b.Core.Now().Sub(at) > time.Minute {
			t.Errorf("Date %v, %v", at, err)
		}
	})
	t.Run("Date is the clock's", func(t *testing.T) {
		b.Panel.Clock.Advance(1000 * time.Hour)
		res, _ := b.post(t, jsonHeader("ListQueues"), strings.NewReader("{}"))
		if at, err := http.ParseTime(res.Header.Get("Date")); err != nil || b.Core.Now().Sub(at) > time.Minute {
			t.Errorf("Date %v, %v", at, err)
		}
	})
	t.Run("takes gzip", func(t *testing.T) {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		io.WriteString(w, `{"QueueUrl":"q","MessageBody":"squeezed"}`)
		w.Close()
		h := jsonHeader("SendMessage")
		h.Set("Content-Encoding", "gzip")
		if res, body := b.post(t, h, &z); res.StatusCode != 200 || b.bodies[len(b.bodies)-1] != "squeezed" {
			t.Errorf("%s %s", res.Status, body)
		}
	})
	t.Run("tells a zero that was sent from one that was not, inside a batch too", func(t *testing.T) {
		b.zeros = nil
		b.post(t, jsonHeader("SendMessage"), strings.NewReader(`{"QueueUrl":"q","MessageBody":"m","DelaySeconds":0}`))
		b.post(t, jsonHeader("SendMessageBatch"), strings.NewReader(`{"QueueUrl":"q","Entries":[{"Id":"a","MessageBody":"b"},{"Id":"b","MessageBody":"b","DelaySeconds":0}]}`))
		if got := fmt.Sprint(b.zeros); got != "[true false true]" {
			t.Error(got)
		}
	})
	t.Run("speaks the query protocol, by POST and by GET", func(t *testing.T) {
		form := http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}
		res, body := b.post(t, form, strings.NewReader("Action=SendMessage&QueueUrl=q&MessageBody=a%26b"))
		if res.StatusCode != 200 || b.bodies[len(b.bodies)-1] != "a&b" || !strings.Contains(body, "<SendMessageResult>") {
			t.Errorf("%s %s", res.Status, body)
		}
		got, err := http.Get(b.URL() + "/?Action=ListQueues")
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		if all, _ := io.ReadAll(got.Body); !strings.Contains(string(all), "a&amp;b") {
			t.Errorf("%s", all)
		}
		http.DefaultClient.CloseIdleConnections()
	})
	t.Run("records client attempts", func(t *testing.T) {
		b.Panel.Inject(control.Fault{Op: "SendMessage", Times: 2, Err: control.ErrThrottled})
		before := len(b.Panel.Calls())
		if err := b.send(t, "third time lucky"); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range b.Panel.Calls()[before:] {
			got = append(got, fmt.Sprintf("%d %t %t %s", c.Attempt, c.Err != nil, c.Output != nil, c.Resource))
		}
		if want := "[1 true false q 2 true false q 3 false true q]"; fmt.Sprint(got) != want {
			t.Errorf("%v, want %v", got, want)
		}
	})
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	b := startMailbox(t)
	with := func(h http.Header, kv ...string) http.Header {
		for i := 0; i < len(kv); i += 2 {
			h.Set(kv[i], kv[i+1])
		}
		return h
	}
	form := func() http.Header { return http.Header{"Content-Type": {"application/x-www-form-urlencoded"}} }
	for name, tt := range map[string]struct {
		header http.Header
		body   string
		status int
		want   string
	}{
		"an operation that is not implemented says so, by name": {jsonHeader("PurgeQueue"), `{"QueueUrl":"q"}`, 501, `awsfake does not implement PurgeQueue of sqs.`},
		"an operation that does not exist":                      {jsonHeader("Frobnicate"), `{}`, 400, `"__type":"com.amazon.coral.service#UnknownOperationException"`},
		"no target":                                             {with(jsonHeader("x"), "X-Amz-Target", ""), `{}`, 400, `UnknownOperationException`},
		"the target of another service":                         {with(jsonHeader("x"), "X-Amz-Target", "DynamoDB_20120810.ListTables"), `{}`, 400, `UnknownOperationException`},
		"a wrong content type":                                  {with(jsonHeader("ListQueues"), "Content-Type", "text/plain"), `{}`, 400, `UnknownOperationException`},
		"a wrong method":                                        {with(jsonHeader("ListQueues"), "Method", "PUT"), `{}`, 400, `UnknownOperationException`},
		"malformed JSON":                                        {jsonHeader("SendMessage"), `{"QueueUrl":`, 400, `SerializationException`},
		"a wrong type":                                          {jsonHeader("SendMessage"), `{"QueueUrl":7}`, 400, `SerializationException`},
		"a missing required member":                             {jsonHeader("SendMessage"), `{"QueueUrl":"q"}`, 400, `The request must contain the parameter MessageBody.`},
		"bad UTF-8":                                             {jsonHeader("SendMessage"), "{\"QueueUrl\":\"\xff\"}", 400, `SerializationException`},
		"too large":                                             {jsonHeader("SendMessage"), strings.Repeat(" ", 10_001), 413, `Request must be smaller than 10000 bytes`},
		"a body that is not gzip":                               {with(jsonHeader("SendMessage"), "Content-Encoding", "gzip"), `{}`, 400, `gzip`},
		"an unknown action":                                     {form(), "Action=Frobnicate", 400, `<Code>InvalidAction</Code>`},
		"no action":                                             {form(), "QueueUrl=q", 400, `<Code>MissingAction</Code>`},
		"a malformed form":                                      {form(), "Action=%zz", 400, `<Code>`},
	} {
		t.Run(name, func(t *testing.T) {
			res, body := b.post(t, tt.header, strings.NewReader(tt.body))
			if res.StatusCode != tt.status || !strings.Contains(body, tt.want) {
				t.Errorf("%d %s, want %d %s", res.StatusCode, body, tt.status, tt.want)
			}
		})
	}
	if len(b.bodies) > 0 {
		t.Errorf("stored %q", b.bodies)
	}
	if calls := b.Panel.Calls("PurgeQueue"); len(calls) != 1 || calls[0].Err == nil {
		t.Errorf("recorded %v", calls)
	}
	t.Run("a compressed body that grows too large", func(t *testing.T) {
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		w.Write(make([]byte, 1<<20))
		w.Close()
		if res, body := b.post(t, with(jsonHeader("SendMessage"), "Content-Encoding", "gzip"), &z); res.StatusCode != 413 {
			t.Errorf("%s %s", res.Status, body)
		}
	})
}

func TestPanics(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"panic":   "panic in sqs SendMessage: no such luck",
		"nothing": "returned neither an output nor an error",
	} {
		t.Run("fail the test with the stack and answer 500: "+body, func(t *testing.T) {
			var err error
			var next error
			r := tbtest.Run(t, func(t testing.TB) {
				b := startMailbox(t)
				err = b.send(t, body)
				next = b.send(t, "the server goes on")
			})
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != "InternalFailure" || next != nil {
				t.Errorf("%v, then %v", err, next)
			}
			if !r.Failed || !strings.Contains(r.Log, want) || !strings.Contains(r.Log, "service_test.go") && body == "panic" {
				t.Errorf("%+v", r)
			}
		})
	}
	t.Run("an error of Go does not leak", func(t *testing.T) {
		err := startMailbox(t).send(t, "go error")
		if err == nil || strings.Contains(err.Error(), "passwd") || !strings.Contains(err.Error(), "Internal") {
			t.Error(err)
		}
	})
}

// A shelf is a fake of two operations of S3, whose bodies stream.
type shelf struct {
	*service.Server
	client *s3.Client
	object []byte
}

func startShelf(t testing.TB) *shelf {
	s := &shelf{}
	s.Server = service.New(t, s, service.Config{
		Name: "s3",
		APIs: []service.API{{Name: "s3", Codecs: []*wire.API{wire.New(&s3model.API)}, Operations: []service.Operation{
			service.Op("PutObject", (*shelf).putObject),
			service.Op("GetObject", (*shelf).getObject),
		}}},
		Resource: func(any) string { return "b/k" },
		Reset:    func() {},
	}, control.Options{}, nil)
	s.CloseWith(t)
	s.client = s3.NewFromConfig(s.Panel.Config(), func(o *s3.Options) { o.BaseEndpoint, o.UsePathStyle = aws.String(s.URL()), true })
	return s
}

func (s *shelf) putObject(ctx context.Context, in *s3.PutObjectInput) (*s3.PutObjectOutput, error) {
	var err error
	s.object, err = io.ReadAll(in.Body)
	return &s3.PutObjectOutput{}, err
}

func (s *shelf) getObject(ctx context.Context, in *s3.GetObjectInput) (*s3.GetObjectOutput, error) {
	return &s3.GetObjectOutput{Body: io.NopCloser(bytes.NewReader(s.object)), ContentLength: aws.Int64(int64(len(s.object)))}, nil
}

func TestStreams(t *testing.T) {
	t.Parallel()
	s := startShelf(t)
	want := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	if _, err := s.client.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("b"), Key: aws.String("k"), Body: bytes.NewReader(want)}, unsignedBody); err != nil {
		t.Fatal(err)
	}
	get := func() ([]byte, error) {
		out, err := s.client.GetObject(t.Context(), &s3.GetObjectInput{Bucket: aws.String("b"), Key: aws.String("k")})
		if err != nil {
			return nil, err
		}
		defer out.Body.Close()
		return io.ReadAll(out.Body)
	}
	if got, err := get(); err != nil || !bytes.Equal(got, s.object) || len(got) < len(want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if in := control.Inputs[s3.PutObjectInput](s.Panel.Calls()); len(in) != 1 || in[0].Body != nil || *in[0].Key != "k" {
		t.Errorf("recorded %+v", in)
	}
	if out, ok := s.Panel.Calls("GetObject")[0].Output.(*s3.GetObjectOutput); !ok || out.Body != nil || *out.ContentLength < int64(len(want)) {
		t.Errorf("recorded %+v", out)
	}
	truncated := s.Panel.Inject(control.Fault{Op: "GetObject", Err: control.ErrResponseTruncated})
	if got, err := get(); !errors.Is(err, io.ErrUnexpectedEOF) || len(got) != len(s.object)/2 {
		t.Errorf("truncated: %d bytes, %v", len(got), err)
	}
	truncated.Remove()
	s.Panel.Inject(control.Fault{Op: "GetObject", Err: control.ErrResponseCorrupted})
	if got, err := get(); err != nil || len(got) != len(s.object) || bytes.Equal(got, s.object) {
		t.Errorf("corrupted: %d bytes, %v", len(got), err)
	}
	t.Run("an operation that does not exist", func(t *testing.T) {
		req := httptest.NewRequest("DELETE", "/b/k?acl", nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, req)
		if w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Body.String(), "<Code>MethodNotAllowed</Code>") || w.Header().Get("X-Amz-Request-Id") == "" {
			t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
		}
	})
}

// unsignedBody lets a plain body through: the shelf does not read aws-chunked ones.
func unsignedBody(o *s3.Options) {
	o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired
}
