// Package roundtrip checks the codec against the SDK: the request and response
// snapshots that its modules ship in the module cache, and its own clients.
package roundtrip

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	ddb "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streams "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/memorydb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/dynamodbmodel"
	"github.com/awsfake/awsfake/internal/model/dynamodbstreamsmodel"
	"github.com/awsfake/awsfake/internal/model/firehosemodel"
	"github.com/awsfake/awsfake/internal/model/lambdamodel"
	"github.com/awsfake/awsfake/internal/model/memorydbmodel"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/wire"
)

// A service is one SDK client, its transport and the codec under test.
type service struct {
	name      string
	api       *wire.API
	client    reflect.Value
	transport *canned
}

// declares reports whether the codec of the service was given a union.
func (s *service) declares(t reflect.Type) bool {
	switch t {
	case reflect.TypeFor[ddb.AttributeValue](), reflect.TypeFor[streams.AttributeValue]():
		return true
	case reflect.TypeFor[s3types.AnalyticsFilter](), reflect.TypeFor[s3types.MetricsFilter](), reflect.TypeFor[s3types.ObjectEncryption]():
		return true
	}
	return false
}

// services returns a client and a codec of each service, new for every test.
func services() []*service {
	ep, region := aws.String("https://test.example.com"), "us-east-1"
	var l []*service
	add := func(name string, api *wire.API, client func(*canned, []func(*middleware.Stack) error) any) {
		c := &canned{}
		l = append(l, &service{name, api, reflect.ValueOf(client(c, []func(*middleware.Stack) error{bare})), c})
	}
	add("s3", wire.New(&s3model.API, analyticsFilter, metricsFilter, objectEncryption), func(c *canned, o []func(*middleware.Stack) error) any {
		return s3.New(s3.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("sns", wire.New(&snsmodel.API), func(c *canned, o []func(*middleware.Stack) error) any {
		return sns.New(sns.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("lambda", wire.New(&lambdamodel.API), func(c *canned, o []func(*middleware.Stack) error) any {
		return lambda.New(lambda.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("dynamodb", wire.New(&dynamodbmodel.API, attributeValue), func(c *canned, o []func(*middleware.Stack) error) any {
		return dynamodb.New(dynamodb.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("dynamodbstreams", wire.New(&dynamodbstreamsmodel.API, streamsAttributeValue), func(c *canned, o []func(*middleware.Stack) error) any {
		return dynamodbstreams.New(dynamodbstreams.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("sqs", wire.New(&sqsmodel.API), func(c *canned, o []func(*middleware.Stack) error) any {
		return sqs.New(sqs.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep, DisableMessageChecksumValidation: true})
	})
	add("firehose", wire.New(&firehosemodel.API), func(c *canned, o []func(*middleware.Stack) error) any {
		return firehose.New(firehose.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	add("memorydb", wire.New(&memorydbmodel.API), func(c *canned, o []func(*middleware.Stack) error) any {
		return memorydb.New(memorydb.Options{Region: region, HTTPClient: c, APIOptions: o, BaseEndpoint: ep})
	})
	return l
}

var (
	attributeValue = wire.Union[ddb.AttributeValue](&ddb.AttributeValueMemberS{}, &ddb.AttributeValueMemberN{}, &ddb.AttributeValueMemberB{},
		&ddb.AttributeValueMemberSS{}, &ddb.AttributeValueMemberNS{}, &ddb.AttributeValueMemberBS{}, &ddb.AttributeValueMemberM{},
		&ddb.AttributeValueMemberL{}, &ddb.AttributeValueMemberNULL{}, &ddb.AttributeValueMemberBOOL{})
	streamsAttributeValue = wire.Union[streams.AttributeValue](&streams.AttributeValueMemberS{}, &streams.AttributeValueMemberN{}, &streams.AttributeValueMemberB{},
		&streams.AttributeValueMemberSS{}, &streams.AttributeValueMemberNS{}, &streams.AttributeValueMemberBS{}, &streams.AttributeValueMemberM{},
		&streams.AttributeValueMemberL{}, &streams.AttributeValueMemberNULL{}, &streams.AttributeValueMemberBOOL{})
	analyticsFilter = wire.Union[s3types.AnalyticsFilter](&s3types.AnalyticsFilterMemberAnd{}, &s3types.AnalyticsFilterMemberPrefix{}, &s3types.AnalyticsFilterMemberTag{})
	metricsFilter   = wire.Union[s3types.MetricsFilter](&s3types.MetricsFilterMemberAccessPointArn{}, &s3types.MetricsFilterMemberAnd{},
		&s3types.MetricsFilterMemberPrefix{}, &s3types.MetricsFilterMemberTag{})
	objectEncryption = wire.Union[s3types.ObjectEncryption](&s3types.ObjectEncryptionMemberSSEKMS{})
)

// canned answers with a fixed response and keeps the request.
type canned struct {
	wire.Response
	sent *http.Request
	body []byte
}

func (c *canned) Do(r *http.Request) (*http.Response, error) {
	c.sent, c.body = r, nil
	if r.Body != nil {
		c.body, _ = io.ReadAll(r.Body)
	}
	h := c.Header
	if h == nil {
		h = http.Header{}
	}
	body := c.Stream
	if body == nil {
		body = io.NopCloser(bytes.NewReader(c.Body))
	}
	return &http.Response{StatusCode: max(c.Status, 200), Header: h, Body: body, ContentLength: int64(len(c.Body)), Request: r}, nil
}

// answer lets the transport answer with an encoded output.
func (s *service) answer(op *model.Operation, out any) {
	s.transport.Response = wire.Response{Header: http.Header{}}
	s.api.Encode(&s.transport.Response, op, out, "request-1")
}

// fail lets the transport answer with an encoded error.
func (s *service) fail(err smithy.APIError) {
	s.transport.Response = wire.Response{Header: http.Header{"X-Amz-Id-2": {"host-1"}}}
	s.api.EncodeError(&s.transport.Response, err, "request-1")
}

// receive decodes an HTTP request the way that the chassis does.
func (s *service) receive(op *model.Operation, labels []string, r *http.Request, query url.Values, body []byte, in any) (wire.Presence, error) {
	req := &wire.Request{Op: op, Labels: labels, Header: r.Header, ContentLength: r.ContentLength, Query: query}
	if s.api.Streams(op, in) {
		req.Stream = bytes.NewReader(body)
	} else {
		req.Body = body
	}
	return s.api.Decode(req, in)
}

// bare takes signing, retries and endpoint rules out of a client, and the checks of its input.
func bare(s *middleware.Stack) error {
	s.Finalize.Clear()
	s.Initialize.Remove("OperationInputValidation")
	return nil
}

// An operation is a method of an SDK client.
type operation struct {
	name    string
	method  reflect.Value
	in, out reflect.Type
}

// operations lists the operations that the SDK's client has.
func (s *service) operations() []operation {
	var l []operation
	for i := range s.client.NumMethod() {
		m := s.client.Method(i)
		t := m.Type()
		if t.NumIn() == 3 && t.NumOut() == 2 && t.In(1).Kind() == reflect.Pointer && strings.HasSuffix(t.In(1).Elem().Name(), "Input") {
			l = append(l, operation{s.client.Type().Method(i).Name, m, t.In(1).Elem(), t.Out(0).Elem()})
		}
	}
	return l
}

func (o operation) call(in reflect.Value) (out reflect.Value, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	res := o.method.Call([]reflect.Value{reflect.ValueOf(ctx), in})
	err, _ = res[1].Interface().(error)
	return res[0], err
}

// snapshots returns the folder of an SDK module's snapshots in the module
// cache, and how many of that kind it has.
func (s *service) snapshots(t *testing.T, dir, suffix string) (path string, n int) {
	t.Helper()
	mod := "github.com/aws/aws-sdk-go-v2/service/" + s.name
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", mod).Output()
	if err != nil || len(bytes.TrimSpace(out)) == 0 {
		t.Fatalf("%s is not in the module cache: %v", mod, err)
	}
	path = filepath.Join(string(bytes.TrimSpace(out)), dir)
	files, err := filepath.Glob(filepath.Join(path, "*"+suffix))
	if err != nil {
		t.Fatal(err)
	}
	return path, len(files)
}
