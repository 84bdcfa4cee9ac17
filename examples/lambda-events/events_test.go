package lambdaevents

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/firehose"
	firehosetypes "github.com/aws/aws-sdk-go-v2/service/firehose/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/lambdafake"
)

// must fails the test when a call does.
func must[T any](t *testing.T) func(out T, err error) T {
	return func(out T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
}

func TestSQSEvent(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	var got []events.SQSMessage
	stack.Fakes.Lambda.Handle("f", func(ctx context.Context, e events.SQSEvent) (r events.SQSEventResponse, err error) {
		got = append(got, e.Records...)
		return r, nil
	})
	url := must[*sqs.CreateQueueOutput](t)(stack.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("q")})).QueueUrl
	must[*lambda.CreateEventSourceMappingOutput](t)(stack.Lambda.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("f"), EventSourceArn: aws.String(stack.ARN("sqs", "q"))}))
	sent := must[*sqs.SendMessageOutput](t)(stack.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("hello"), MessageAttributes: map[string]sqstypes.MessageAttributeValue{
		"n": {DataType: aws.String("Number"), StringValue: aws.String("7")}, "b": {DataType: aws.String("Binary"), BinaryValue: []byte{1, 2}}}}))
	stack.Settle(t.Context())
	if len(got) != 1 || got[0].MessageId != *sent.MessageId || got[0].Body != "hello" || got[0].Md5OfBody != *sent.MD5OfMessageBody || got[0].AWSRegion != "us-east-1" || got[0].EventSource != "aws:sqs" || got[0].EventSourceARN != stack.ARN("sqs", "q") || got[0].ReceiptHandle == "" ||
		*got[0].MessageAttributes["n"].StringValue != "7" || string(got[0].MessageAttributes["b"].BinaryValue) != "\x01\x02" || got[0].Attributes["ApproximateReceiveCount"] != "1" {
		t.Errorf("%+v", got)
	}
}

func TestDynamoDBEvent(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	var got []events.DynamoDBEventRecord
	stack.Fakes.Lambda.Handle("f", func(e events.DynamoDBEvent) { got = append(got, e.Records...) })
	table := must[*dynamodb.CreateTableOutput](t)(stack.DynamoDB.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("orders"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		StreamSpecification:  &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeNewAndOldImages},
	}))
	stream := table.TableDescription.LatestStreamArn
	must[*lambda.CreateEventSourceMappingOutput](t)(stack.Lambda.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("f"), EventSourceArn: stream, StartingPosition: "TRIM_HORIZON"}))
	must[*dynamodb.PutItemOutput](t)(stack.DynamoDB.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("orders"), Item: map[string]types.AttributeValue{
		"id": &types.AttributeValueMemberS{Value: "a"}, "n": &types.AttributeValueMemberN{Value: "7"}, "b": &types.AttributeValueMemberB{Value: []byte("x")}, "l": &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberBOOL{Value: true}}}}}))
	stack.Settle(t.Context())
	if len(got) != 1 || got[0].EventName != "INSERT" || got[0].EventSourceArn != *stream || got[0].EventSource != "aws:dynamodb" || got[0].Change.StreamViewType != "NEW_AND_OLD_IMAGES" || got[0].Change.Keys["id"].String() != "a" || got[0].Change.SequenceNumber == "" ||
		got[0].Change.NewImage["n"].Number() != "7" || string(got[0].Change.NewImage["b"].Binary()) != "x" || !got[0].Change.NewImage["l"].List()[0].Boolean() || got[0].Change.ApproximateCreationDateTime.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestSNSEvent(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	var got []events.SNSEventRecord
	stack.Fakes.Lambda.Handle("f", func(e events.SNSEvent) { got = append(got, e.Records...) })
	topic := must[*sns.CreateTopicOutput](t)(stack.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("t")})).TopicArn
	sub := must[*sns.SubscribeOutput](t)(stack.SNS.Subscribe(t.Context(), &sns.SubscribeInput{TopicArn: topic, Protocol: aws.String("lambda"), Endpoint: aws.String(stack.ARN("lambda", "function:f"))}))
	sent := must[*sns.PublishOutput](t)(stack.SNS.Publish(t.Context(), &sns.PublishInput{TopicArn: topic, Message: aws.String("hello"), Subject: aws.String("s")}))
	stack.Settle(t.Context())
	if len(got) != 1 || got[0].EventSource != "aws:sns" || got[0].EventSubscriptionArn != *sub.SubscriptionArn || got[0].SNS.MessageID != *sent.MessageId || got[0].SNS.Message != "hello" || got[0].SNS.Subject != "s" || got[0].SNS.TopicArn != *topic || got[0].SNS.Timestamp.IsZero() {
		t.Errorf("%+v", got)
	}
}

func TestS3Event(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t, func(o *awsfake.Options) {
		o.Lambda.Context = func(ctx context.Context, inv lambdafake.Invocation) context.Context {
			return lambdacontext.NewContext(ctx, &lambdacontext.LambdaContext{AwsRequestID: inv.RequestID, InvokedFunctionArn: inv.FunctionARN})
		}
	})
	var got []events.S3EventRecord
	var request string
	stack.Fakes.Lambda.Handle("f", func(ctx context.Context, e events.S3Event) {
		got = append(got, e.Records...)
		if lc, ok := lambdacontext.FromContext(ctx); ok {
			request = lc.AwsRequestID
		}
	})
	stack.Fakes.S3.Put("uploads", "seed", nil)
	must[*s3.PutBucketNotificationConfigurationOutput](t)(stack.S3.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: aws.String("uploads"), NotificationConfiguration: &s3types.NotificationConfiguration{
		LambdaFunctionConfigurations: []s3types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String(stack.ARN("lambda", "function:f")), Events: []s3types.Event{s3types.EventS3ObjectCreated}}}}}))
	must[*s3.PutObjectOutput](t)(stack.S3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("uploads"), Key: aws.String("a b"), Body: strings.NewReader("hello")}))
	stack.Settle(t.Context())
	runs := stack.Fakes.Lambda.Invocations("f")
	if len(got) != 1 || got[0].EventSource != "aws:s3" || got[0].EventName != "ObjectCreated:Put" || got[0].S3.Bucket.Name != "uploads" || got[0].S3.Object.URLDecodedKey != "a b" || got[0].S3.Object.Size != 5 || got[0].EventTime.IsZero() || request == "" || request != runs[len(runs)-1].RequestID {
		t.Errorf("%+v, request %q", got, request)
	}
}

func TestKinesisFirehoseEvent(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	var got events.KinesisFirehoseEvent
	stack.Fakes.Lambda.Handle("f", func(e events.KinesisFirehoseEvent) (r events.KinesisFirehoseResponse, err error) {
		got = e
		for _, rec := range e.Records {
			r.Records = append(r.Records, events.KinesisFirehoseResponseRecord{RecordID: rec.RecordID, Result: events.KinesisFirehoseTransformedStateOk, Data: []byte(strings.ToUpper(string(rec.Data)))})
		}
		return r, nil
	})
	stack.Fakes.S3.Put("archive", "seed", nil)
	must[*firehose.CreateDeliveryStreamOutput](t)(stack.Firehose.CreateDeliveryStream(t.Context(), &firehose.CreateDeliveryStreamInput{DeliveryStreamName: aws.String("clicks"), ExtendedS3DestinationConfiguration: &firehosetypes.ExtendedS3DestinationConfiguration{
		RoleARN: aws.String("arn:aws:iam::123456789012:role/firehose"), BucketARN: aws.String("arn:aws:s3:::archive"),
		ProcessingConfiguration: &firehosetypes.ProcessingConfiguration{Enabled: aws.Bool(true), Processors: []firehosetypes.Processor{{Type: firehosetypes.ProcessorTypeLambda, Parameters: []firehosetypes.ProcessorParameter{
			{ParameterName: firehosetypes.ProcessorParameterNameLambdaArn, ParameterValue: aws.String(stack.ARN("lambda", "function:f"))}}}}}}}))
	must[*firehose.PutRecordOutput](t)(stack.Firehose.PutRecord(t.Context(), &firehose.PutRecordInput{DeliveryStreamName: aws.String("clicks"), Record: &firehosetypes.Record{Data: []byte("hello")}}))
	stack.Clock.Advance(10 * time.Minute)
	if len(got.Records) != 1 || string(got.Records[0].Data) != "hello" || got.InvocationID == "" || got.Region != "us-east-1" || !strings.HasSuffix(got.DeliveryStreamArn, "deliverystream/clicks") || got.Records[0].ApproximateArrivalTimestamp.IsZero() {
		t.Errorf("%+v", got)
	}
	objects := 0
	for _, o := range stack.Fakes.S3.Objects("archive") {
		if o.Key != "seed" {
			objects++
			if string(o.Body) != "HELLO" {
				t.Errorf("archived %q", o.Body)
			}
		}
	}
	if objects != 1 {
		t.Errorf("%d objects are archived", objects)
	}
}

// TestLambdaFunctionURLRequest reaches a function over HTTP, which answers as its owner's code does behind a URL.
func TestLambdaFunctionURLRequest(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	var got events.LambdaFunctionURLRequest
	stack.Fakes.Lambda.Handle("web", func(e events.LambdaFunctionURLRequest) (events.LambdaFunctionURLResponse, error) {
		got = e
		return events.LambdaFunctionURLResponse{StatusCode: 201, Headers: map[string]string{"Content-Type": "text/plain"}, Cookies: []string{"seen=1"}, Body: "made"}, nil
	})
	url := publicURL(t, stack, "web", "BUFFERED")
	r := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), "POST", url+"carts/7?size=l&size=xl", strings.NewReader(`{"n":1}`)))
	r.Header.Set("Content-Type", "application/json")
	r.AddCookie(&http.Cookie{Name: "session", Value: "x"})
	res := must[*http.Response](t)(stack.Config().HTTPClient.Do(r))
	defer res.Body.Close()
	body := must[[]byte](t)(io.ReadAll(res.Body))
	if res.StatusCode != 201 || string(body) != "made" || res.Header.Get("Content-Type") != "text/plain" || res.Header.Get("Set-Cookie") != "seen=1" {
		t.Errorf("%d %s %v", res.StatusCode, body, res.Header)
	}
	rc := got.RequestContext
	if got.Version != "2.0" || got.RawPath != "/carts/7" || got.RawQueryString != "size=l&size=xl" || got.QueryStringParameters["size"] != "l,xl" || got.Body != `{"n":1}` || got.IsBase64Encoded ||
		got.Headers["content-type"] != "application/json" || len(got.Cookies) != 1 || got.Cookies[0] != "session=x" || rc.HTTP.Method != "POST" || rc.HTTP.Path != "/carts/7" || rc.AccountID != "anonymous" ||
		rc.RequestID != res.Header.Get("X-Amzn-Requestid") || rc.DomainPrefix != rc.APIID || rc.TimeEpoch == 0 {
		t.Errorf("%+v", got)
	}
}

// TestLambdaFunctionURLStreamingResponse streams the answer of a function.
func TestLambdaFunctionURLStreamingResponse(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	stack.Fakes.Lambda.Handle("web", func() (*events.LambdaFunctionURLStreamingResponse, error) {
		return &events.LambdaFunctionURLStreamingResponse{StatusCode: 202, Headers: map[string]string{"Content-Type": "text/csv"}, Body: strings.NewReader("a,b\n")}, nil
	})
	res := must[*http.Response](t)(stack.Config().HTTPClient.Do(must[*http.Request](t)(http.NewRequestWithContext(t.Context(), "GET", publicURL(t, stack, "web", "RESPONSE_STREAM"), nil))))
	defer res.Body.Close()
	if body := must[[]byte](t)(io.ReadAll(res.Body)); res.StatusCode != 202 || string(body) != "a,b\n" || res.Header.Get("Content-Type") != "text/csv" {
		t.Errorf("%d %s %v", res.StatusCode, body, res.Header)
	}
}

// publicURL gives a function a URL that everybody may use.
func publicURL(t *testing.T, stack *awsfake.Stack, name string, mode lambdatypes.InvokeMode) string {
	t.Helper()
	out := must[*lambda.CreateFunctionUrlConfigOutput](t)(stack.Lambda.CreateFunctionUrlConfig(t.Context(), &lambda.CreateFunctionUrlConfigInput{FunctionName: &name, AuthType: lambdatypes.FunctionUrlAuthTypeNone, InvokeMode: mode}))
	must[*lambda.AddPermissionOutput](t)(stack.Lambda.AddPermission(t.Context(), &lambda.AddPermissionInput{FunctionName: &name, StatementId: aws.String("url"), Principal: aws.String("*"), Action: aws.String("lambda:InvokeFunctionUrl"), FunctionUrlAuthType: lambdatypes.FunctionUrlAuthTypeNone}))
	must[*lambda.AddPermissionOutput](t)(stack.Lambda.AddPermission(t.Context(), &lambda.AddPermissionInput{FunctionName: &name, StatementId: aws.String("invoke"), Principal: aws.String("*"), Action: aws.String("lambda:InvokeFunction"), InvokedViaFunctionUrl: aws.Bool(true)}))
	return *out.FunctionUrl
}
