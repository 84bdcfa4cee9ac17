package lambdaevents

import (
	"context"
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
