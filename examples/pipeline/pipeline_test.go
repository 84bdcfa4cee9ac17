package pipeline

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
)

func TestUploadIsAnnounced(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	app := deploy(t, stack)
	stack.Fakes.Lambda.Handle("enter", app.Enter)
	stack.Fakes.Lambda.Handle("announce", app.Announce)

	upload(t, stack, "a.txt")
	stack.Settle(t.Context())

	if got := announced(t, stack); len(got) != 1 || !strings.Contains(got[0], "INSERT a.txt") {
		t.Errorf("announced: %q", got)
	}
}

// In a bubble the time that the queue hides the message for passes at once. The test does not know of it.
func TestUploadIsAnnounced_afterTwoFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		stack := awsfake.Start(t)
		app := deploy(t, stack)
		failures := 2
		stack.Fakes.Lambda.Handle("enter", func(ctx context.Context, e queueEvent) error {
			if failures--; failures >= 0 {
				return errors.New("not yet")
			}
			return app.Enter(ctx, e)
		})
		stack.Fakes.Lambda.Handle("announce", app.Announce)

		began, before := time.Now(), len(stack.Fakes.Lambda.Invocations("enter"))
		upload(t, stack, "a.txt")
		stack.Until(t.Context(), func() bool { return len(stack.Fakes.Lambda.Invocations("announce")) == 1 })
		stack.Settle(t.Context())

		if got := announced(t, stack); len(got) != 1 || !strings.Contains(got[0], "INSERT a.txt") {
			t.Errorf("announced: %q", got)
		}
		if runs := len(stack.Fakes.Lambda.Invocations("enter")) - before; runs != 3 || time.Since(began) < time.Minute {
			t.Errorf("%d runs in %v", runs, time.Since(began))
		}
	})
}

// An upload notifies the function without a queue between: Lambda tries again after one minute, and after two more.
func TestNotification_isRetried(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	app := deploy(t, stack)
	failures := 2
	stack.Fakes.Lambda.Handle("catalog", func(ctx context.Context, e uploadEvent) error {
		if failures--; failures >= 0 {
			return errors.New("not yet")
		}
		_, err := app.DB.PutItem(ctx, &dynamodb.PutItemInput{TableName: &app.Table, Item: map[string]types.AttributeValue{"id": &types.AttributeValueMemberS{Value: e.Records[0].S3.Object.Key}}})
		return err
	})
	stack.Fakes.S3.Put("direct", "already-there.txt", nil) // seeding causes no event
	do(t)(stack.Lambda.AddPermission(t.Context(), &lambda.AddPermissionInput{FunctionName: aws.String("catalog"), StatementId: aws.String("s3"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("s3.amazonaws.com")}))
	do(t)(stack.S3.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: aws.String("direct"), NotificationConfiguration: &s3types.NotificationConfiguration{
		LambdaFunctionConfigurations: []s3types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String(stack.ARN("lambda", "function:catalog")), Events: []s3types.Event{s3types.EventS3ObjectCreated}}}}}))

	do(t)(stack.S3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("direct"), Key: aws.String("a.txt")}))
	stack.Clock.Advance(3 * time.Minute)

	runs := stack.Fakes.Lambda.Invocations("catalog")
	if len(runs) != 3 || runs[0].Err == nil || runs[2].Err != nil || runs[0].RequestID != runs[2].RequestID {
		t.Fatalf("invocations: %+v", runs)
	}
	// The journal knows why: the upload caused the delivery, the delivery the write.
	put, upload := stack.Calls("PutItem")[0], stack.Calls("PutObject")[0]
	found := false
	for _, d := range stack.Deliveries() {
		if d.ID == put.Cause {
			found = d.Cause == upload.ID
		}
	}
	if !found {
		t.Errorf("the write was caused by %d, not by a delivery that the upload %d caused", put.Cause, upload.ID)
	}
}

// do returns a function that fails the test when a call does.
func do(t *testing.T) func(out any, err error) {
	return func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// deploy creates what the application runs on.
func deploy(t *testing.T, stack *awsfake.Stack) *App {
	t.Helper()
	ctx := t.Context()
	app := &App{DB: stack.DynamoDB, SNS: stack.SNS, Table: "uploads", Topic: stack.ARN("sns", "announcements")}
	for _, queue := range []string{"incoming", "result"} {
		do(t)(stack.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &queue}))
	}
	do(t)(stack.SNS.CreateTopic(ctx, &sns.CreateTopicInput{Name: aws.String("announcements")}))
	do(t)(stack.SNS.Subscribe(ctx, &sns.SubscribeInput{TopicArn: &app.Topic, Protocol: aws.String("sqs"), Endpoint: aws.String(stack.ARN("sqs", "result"))}))
	do(t)(stack.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: aws.String("uploads")}))
	do(t)(stack.S3.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{Bucket: aws.String("uploads"), NotificationConfiguration: &s3types.NotificationConfiguration{
		QueueConfigurations: []s3types.QueueConfiguration{{QueueArn: aws.String(stack.ARN("sqs", "incoming")), Events: []s3types.Event{s3types.EventS3ObjectCreated}}}}}))
	table, err := stack.DynamoDB.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &app.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("id"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("id"), KeyType: types.KeyTypeHash}},
		StreamSpecification:  &types.StreamSpecification{StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewTypeKeysOnly},
	})
	do(t)(table, err)
	for _, f := range []struct{ name, source string }{{"enter", stack.ARN("sqs", "incoming")}, {"announce", *table.TableDescription.LatestStreamArn}} {
		stack.Fakes.Lambda.Handle(f.name, func() {}) // the test says what it does
		in := &lambda.CreateEventSourceMappingInput{FunctionName: &f.name, EventSourceArn: &f.source}
		if f.name == "announce" {
			in.StartingPosition = lambdatypes.EventSourcePositionTrimHorizon
		}
		do(t)(stack.Lambda.CreateEventSourceMapping(ctx, in))
	}
	stack.Settle(ctx) // S3 has announced its notifications with a test event
	return app
}

func upload(t *testing.T, stack *awsfake.Stack, key string) {
	t.Helper()
	do(t)(stack.S3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("uploads"), Key: &key}))
}

// announced returns the messages in the last queue.
func announced(t *testing.T, stack *awsfake.Stack) (l []string) {
	t.Helper()
	url, err := stack.SQS.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: aws.String("result")})
	do(t)(url, err)
	out, err := stack.SQS.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: url.QueueUrl, MaxNumberOfMessages: 10})
	do(t)(out, err)
	for _, m := range out.Messages {
		l = append(l, *m.Body)
	}
	return l
}
