package lambdafake_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
)

// TestTagsOfMappings follows recordings/lambda.json, test_tag_lifecycle[event_source_mapping].
func TestTagsOfMappings(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	ctx, srv := t.Context(), stack.Fakes.Lambda
	must(t)(stack.SQS.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: str("jobs")}))
	create(t, srv)
	m, err := stack.Lambda.CreateEventSourceMapping(ctx, &lambda.CreateEventSourceMappingInput{FunctionName: str("f"), EventSourceArn: str("arn:aws:sqs:us-east-1:000000000000:jobs"), Tags: map[string]string{"a": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	checkTags(t, srv, *m.EventSourceMappingArn)
}
