package roundtrip

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/internal/model"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsquerymodel"
	"github.com/awsfake/awsfake/internal/wire"
)

// A formWriter writes a struct as botocore's QuerySerializer does; the Go SDK
// no longer speaks SQS's query protocol.
type formWriter struct {
	shapes []model.Shape
	form   url.Values
}

func (w *formWriter) structure(shape *model.Shape, prefix string, v reflect.Value) {
	for _, m := range shape.Members {
		f := v.FieldByName(strings.ToUpper(m.Name[:1]) + m.Name[1:])
		if (f.Kind() == reflect.Pointer || f.Kind() == reflect.Map || f.Kind() == reflect.Slice) && f.IsNil() || f.Kind() == reflect.String && f.Len() == 0 {
			continue
		}
		w.value(&w.shapes[m.Shape], prefix+m.Wire, reflect.Indirect(f), m.Flags.Has(model.Flattened))
	}
}

func (w *formWriter) value(shape *model.Shape, name string, v reflect.Value, flat bool) {
	switch shape.Kind {
	case model.Structure:
		w.structure(shape, name+".", v)
	case model.List:
		if v.Len() == 0 {
			w.form.Set(name, "")
		}
		if !flat {
			name += ".member"
		}
		for i := range v.Len() {
			w.value(&w.shapes[shape.Elem], name+"."+strconv.Itoa(i+1), v.Index(i), false)
		}
	case model.Map:
		if !flat {
			name += ".entry"
		}
		for i, k := range v.MapKeys() {
			item := name + "." + strconv.Itoa(i+1) + "."
			w.form.Set(item+shape.KeyWire, k.String())
			w.value(&w.shapes[shape.Elem], item+shape.ElemWire, v.MapIndex(k), false)
		}
	case model.Blob:
		w.form.Set(name, base64.StdEncoding.EncodeToString(v.Bytes()))
	default:
		w.form.Set(name, fmt.Sprint(v.Interface()))
	}
}

func TestInputsOfSQSsQueryProtocolAreDecodedEqual(t *testing.T) {
	svc := named(t, "sqs")
	api := wire.New(&sqsquerymodel.API)
	ok := 0
	for _, op := range svc.operations() {
		m := api.Operation(op.name)
		want := reflect.New(op.in)
		(&sampler{}).fill(want.Elem(), 6)
		w := &formWriter{api.Shapes, url.Values{"Action": {op.name}, "Version": {"2012-11-05"}}}
		w.structure(&api.Shapes[m.Input], "", want.Elem())
		query, err := url.ParseQuery(w.form.Encode())
		if err != nil {
			t.Fatal(err)
		}
		routed, _ := api.Route(&http.Request{Method: "POST", URL: &url.URL{Path: "/"}}, query)
		if routed != m {
			t.Errorf("%s: routed to %v", op.name, routed)
			continue
		}
		got := reflect.New(op.in)
		if _, err := api.Decode(&wire.Request{Op: m, Query: query}, got.Interface()); err != nil {
			t.Errorf("%s: %v", op.name, err)
			continue
		}
		if diff := cmp.Diff(want.Interface(), got.Interface(), sameInput); diff != "" {
			t.Errorf("%s (-sent +decoded):\n%s%.300v", op.name, diff, w.form)
			continue
		}
		ok++
	}
	t.Logf("%d of %d", ok, len(svc.operations()))
}

// The documents are laid out as in AWS's documentation of the protocol.
func TestOutputsOfSQSsQueryProtocolAreDocuments(t *testing.T) {
	const open, meta = `<?xml version="1.0"?><%[1]sResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/">`, `<ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></%[1]sResponse>`
	for _, tt := range []struct {
		op   string
		out  any
		want string
	}{
		{"DeleteMessage", &sqs.DeleteMessageOutput{}, ""},
		{"DeleteMessage", nil, ""},
		{"DeleteMessage", (*sqs.DeleteMessageOutput)(nil), ""},
		{"CreateQueue", &sqs.CreateQueueOutput{QueueUrl: aws.String("http://q?a&b")}, `<CreateQueueResult><QueueUrl>http://q?a&amp;b</QueueUrl></CreateQueueResult>`},
		{"ListQueues", &sqs.ListQueuesOutput{QueueUrls: []string{"a", "b"}}, `<ListQueuesResult><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></ListQueuesResult>`},
		{"GetQueueAttributes", &sqs.GetQueueAttributesOutput{Attributes: map[string]string{"b": "2", "a": "1"}},
			`<GetQueueAttributesResult><Attribute><Name>a</Name><Value>1</Value></Attribute><Attribute><Name>b</Name><Value>2</Value></Attribute></GetQueueAttributesResult>`},
		{"ReceiveMessage", &sqs.ReceiveMessageOutput{}, `<ReceiveMessageResult></ReceiveMessageResult>`},
		{"ReceiveMessage", &sqs.ReceiveMessageOutput{Messages: []sqstypes.Message{{Body: aws.String("x\r\n"), MessageAttributes: map[string]sqstypes.MessageAttributeValue{"m": {DataType: aws.String("Binary"), BinaryValue: []byte{0, 1}}}}}},
			"<ReceiveMessageResult><Message><Body>x&#13;\n</Body><MessageAttribute><Name>m</Name><Value><DataType>Binary</DataType><BinaryValue>AAE=</BinaryValue></Value></MessageAttribute></Message></ReceiveMessageResult>"},
		{"SendMessageBatch", &sqs.SendMessageBatchOutput{Failed: []sqstypes.BatchResultErrorEntry{{Id: aws.String("1"), Code: aws.String("c"), SenderFault: true}}},
			`<SendMessageBatchResult><BatchResultErrorEntry><Code>c</Code><Id>1</Id><SenderFault>true</SenderFault></BatchResultErrorEntry></SendMessageBatchResult>`},
	} {
		api := wire.New(&sqsquerymodel.API)
		res := wire.Response{Header: http.Header{}}
		api.Encode(&res, api.Operation(tt.op), tt.out, "request-1")
		want := fmt.Sprintf(open+"%[2]s"+meta, tt.op, tt.want)
		if string(res.Body) != want || res.Status != 200 || res.Header.Get("Content-Type") != "text/xml" {
			t.Errorf("%s: %d %v\n got  %s\n want %s", tt.op, res.Status, res.Header, res.Body, want)
		}
	}
}

func TestFormsThatDoNotFitAreSerializationErrors(t *testing.T) {
	sqsAPI, snsAPI := wire.New(&sqsquerymodel.API), wire.New(&snsmodel.API)
	for _, tt := range []struct {
		api  *wire.API
		in   any
		op   string
		form string
		want string
	}{
		// Recorded in public issues of other SDKs; see the source.
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "MessageAttributeNames.member.1=All", ""}, // not the wire name, so unknown
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "MessageAttributeName.member.1=All", "Start of list found where not expected"},
		{snsAPI, new(sns.SubscribeInput), "Subscribe", "Endpoint.EndpointArn=a&TopicArn=b", "Start of list found where not expected"},
		{sqsAPI, new(sqs.SendMessageBatchInput), "SendMessageBatch", "1.Id=a&1.MessageBody=b", "Top level element may not be treated as a list"},
		{sqsAPI, new(sqs.SendMessageBatchInput), "SendMessageBatch", ".1.Id=a", "Top level element may not be treated as a list"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName=All", "Unexpected list element termination"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName=", ""},
		{sqsAPI, new(sqs.SendMessageBatchInput), "SendMessageBatch", "SendMessageBatchRequestEntry.1=a", "Unexpected complex element termination"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.0=All", "0 is not a valid index"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.01=All", "Value found where not expected"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.4294967297=All", "Index 4294967297 is illegal"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.99999999999999999999=All", "Index 99999999999999999999 is illegal"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.214748369=All", "Excessively sparse input would skip 214,748,368 list elements"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "AttributeName.x=All", "Start of list found where not expected"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "MaxNumberOfMessages=x", "'x' can not be converted to an Integer"},
		{sqsAPI, new(sqs.ReceiveMessageInput), "ReceiveMessage", "Unknown.thing=1&=3&Unknown.x.4=5", ""},
	} {
		form, err := url.ParseQuery(tt.form)
		if err != nil {
			t.Fatal(err)
		}
		_, err = tt.api.Decode(&wire.Request{Op: tt.api.Operation(tt.op), Query: form}, tt.in)
		got := ""
		if err != nil {
			got = tt.api.APIError(err).ErrorMessage()
			if code := tt.api.APIError(err).ErrorCode(); code != "MalformedInput" {
				t.Errorf("%s: %s", tt.form, code)
			}
		}
		if got != tt.want {
			t.Errorf("%s\n got  %s\n want %s", tt.form, got, tt.want)
		}
	}
}

func TestItemsOfAFormAreInTheOrderOfTheirNumbers(t *testing.T) {
	api := wire.New(&sqsquerymodel.API)
	form := url.Values{}
	var want []string
	for i := 1; i <= 12; i++ {
		form.Set("AttributeName."+strconv.Itoa(i), strconv.Itoa(i))
		want = append(want, strconv.Itoa(i))
	}
	in := new(sqs.ReceiveMessageInput)
	if _, err := api.Decode(&wire.Request{Op: api.Operation("ReceiveMessage"), Query: form}, in); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, name := range in.AttributeNames { //nolint:staticcheck // the old name of the old protocol
		got = append(got, string(name))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
