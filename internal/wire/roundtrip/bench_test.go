package roundtrip

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/internal/model/dynamodbmodel"
	"github.com/awsfake/awsfake/internal/model/s3model"
	"github.com/awsfake/awsfake/internal/model/snsmodel"
	"github.com/awsfake/awsfake/internal/model/sqsmodel"
	"github.com/awsfake/awsfake/internal/wire"
)

// putItem is a PutItem of about 1 KB: twelve attributes, a list and a map among them.
func putItem() []byte {
	item := map[string]any{"pk": map[string]any{"S": "customer#42"}, "sk": map[string]any{"S": "order#2024-02-29"}}
	for i := range 6 {
		item[fmt.Sprintf("text%d", i)] = map[string]any{"S": fmt.Sprintf("%d some text that is about as long as a name or an address is", i)}
		item[fmt.Sprintf("number%d", i)] = map[string]any{"N": fmt.Sprint(i * 1000)}
	}
	item["tags"] = map[string]any{"L": []any{map[string]any{"S": "one"}, map[string]any{"S": "two"}, map[string]any{"BOOL": true}}}
	item["address"] = map[string]any{"M": map[string]any{"street": map[string]any{"S": "1 Main Street"}, "zip": map[string]any{"N": "12345"}}}
	b, _ := json.Marshal(map[string]any{"TableName": "orders", "Item": item, "ConditionExpression": "attribute_not_exists(pk)", "ReturnValues": "ALL_OLD"})
	return b
}

func BenchmarkPutItemDecode(b *testing.B) {
	body := putItem()
	api := wire.New(&dynamodbmodel.API, attributeValue)
	op := api.Operation("PutItem")
	b.Run("wire", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(body)))
		for b.Loop() {
			if _, err := api.Decode(&wire.Request{Op: op, Body: body}, new(dynamodb.PutItemInput)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("wire+validate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			in := new(dynamodb.PutItemInput)
			sent, err := api.Decode(&wire.Request{Op: op, Body: body}, in)
			if err == nil {
				err = api.Validate(op, in, sent)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding-json-any", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v any
			json.Unmarshal(body, &v)
		}
	})
	b.Run("encoding-json-struct", func(b *testing.B) { // a hand-made struct without unions
		type attr struct {
			S, N *string
			BOOL *bool
			L    []json.RawMessage
			M    map[string]json.RawMessage
		}
		b.ReportAllocs()
		for b.Loop() {
			var v struct {
				TableName, ConditionExpression *string
				ReturnValues                   string
				Item                           map[string]attr
			}
			json.Unmarshal(body, &v)
		}
	})
}

func BenchmarkGetItemEncode(b *testing.B) {
	api := wire.New(&dynamodbmodel.API, attributeValue)
	in := new(dynamodb.PutItemInput)
	if _, err := api.Decode(&wire.Request{Op: api.Operation("PutItem"), Body: putItem()}, in); err != nil {
		b.Fatal(err)
	}
	out := &dynamodb.GetItemOutput{Item: in.Item}
	op := api.Operation("GetItem")
	b.ReportAllocs()
	res := wire.Response{Header: http.Header{}}
	for b.Loop() {
		res.Body = res.Body[:0]
		api.Encode(&res, op, out, "id")
	}
}

func BenchmarkRoute(b *testing.B) {
	api := wire.New(&s3model.API)
	r, _ := http.NewRequest("PUT", "http://s3/bucket/some/key?partNumber=3&uploadId=abc", nil)
	b.ReportAllocs()
	for b.Loop() {
		if op, _ := api.Route(r, r.URL.Query()); op.Name != "UploadPart" {
			b.Fatal(op.Name)
		}
	}
}

func BenchmarkPutObjectDecode(b *testing.B) {
	api := wire.New(&s3model.API)
	r, _ := http.NewRequest("PUT", "http://s3/bucket/some/key?x-id=PutObject", http.NoBody)
	r.Header.Set("Content-Type", "text/plain")
	r.Header.Set("X-Amz-Meta-Colour", "green")
	r.Header.Set("X-Amz-Checksum-Crc32", "AAAAAA==")
	query := r.URL.Query()
	op, labels := api.Route(r, query)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := api.Decode(&wire.Request{Op: op, Labels: labels, Header: r.Header, Query: query, Stream: r.Body}, new(s3.PutObjectInput)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSendMessageDecode(b *testing.B) {
	api := wire.New(&sqsmodel.API)
	op := api.Operation("SendMessage")
	for name, body := range map[string]string{
		"plain":      `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/000000000000/orders","MessageBody":"{\"id\":42,\"total\":\"19.99\"}"}`,
		"attributes": `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/000000000000/orders","MessageBody":"hello","MessageAttributes":{"kind":{"DataType":"String","StringValue":"order"}}}`,
	} {
		b.Run(name, func(b *testing.B) {
			body := []byte(body)
			b.ReportAllocs()
			for b.Loop() {
				in := new(sqs.SendMessageInput)
				sent, err := api.Decode(&wire.Request{Op: op, Body: body}, in)
				if err == nil {
					err = api.Validate(op, in, sent)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkReceiveMessageEncode(b *testing.B) {
	api := wire.New(&sqsmodel.API)
	op := api.Operation("ReceiveMessage")
	out := &sqs.ReceiveMessageOutput{Messages: []sqstypes.Message{{
		MessageId: aws.String("b6ab4a4c-6d0c-4b3c-9b0e-7f5f0b0f7e6a"), ReceiptHandle: aws.String("AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a"), MD5OfBody: aws.String("098f6bcd4621d373cade4e832627b4f6"), Body: aws.String(`{"id":42,"total":"19.99"}`),
		Attributes: map[string]string{"SentTimestamp": "1700000000000", "ApproximateReceiveCount": "1"},
	}}}
	res := wire.Response{Header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		res.Body = res.Body[:0]
		api.Encode(&res, op, out, "id")
	}
}

func BenchmarkPublishDecode(b *testing.B) {
	api := wire.New(&snsmodel.API)
	op := api.Operation("Publish")
	form := url.Values{"Action": {"Publish"}, "Version": {"2010-03-31"}, "TopicArn": {"arn:aws:sns:us-east-1:000000000000:orders"}, "Message": {"hello"},
		"MessageAttributes.entry.1.Name": {"kind"}, "MessageAttributes.entry.1.Value.DataType": {"String"}, "MessageAttributes.entry.1.Value.StringValue": {"order"}}
	b.ReportAllocs()
	for b.Loop() {
		in := new(sns.PublishInput)
		sent, err := api.Decode(&wire.Request{Op: op, Query: form}, in)
		if err == nil {
			err = api.Validate(op, in, sent)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListObjectsEncode(b *testing.B) {
	api := wire.New(&s3model.API)
	op := api.Operation("ListObjectsV2")
	out := &s3.ListObjectsV2Output{Name: aws.String("bucket"), KeyCount: aws.Int32(100), MaxKeys: aws.Int32(1000)}
	for i := range 100 {
		out.Contents = append(out.Contents, s3types.Object{Key: aws.String(fmt.Sprintf("some/key-%d", i)), ETag: aws.String(`"098f6bcd4621d373cade4e832627b4f6"`), Size: aws.Int64(1000), LastModified: aws.Time(sampleTime), StorageClass: "STANDARD"})
	}
	res := wire.Response{Header: http.Header{}}
	b.ReportAllocs()
	for b.Loop() {
		res.Body = res.Body[:0]
		api.Encode(&res, op, out, "id")
	}
}

// BenchmarkFirstPlan is what the first call of an operation pays.
func BenchmarkFirstPlan(b *testing.B) {
	for b.Loop() {
		api := wire.New(&dynamodbmodel.API, attributeValue)
		api.Streams(api.Operation("PutItem"), &dynamodb.PutItemInput{})
	}
}
