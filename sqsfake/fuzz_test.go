package sqsfake_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake/sqsfake"
)

// Whatever a client sends, it gets an answer, and never 500.
func FuzzServeHTTP(f *testing.F) {
	for _, seed := range []struct{ method, target, kind, body string }{
		{"POST", "AmazonSQS.SendMessage", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","MessageBody":"m","DelaySeconds":1,"MessageAttributes":{"a":{"DataType":"String.x","StringValue":"v"}}}`},
		{"POST", "AmazonSQS.SendMessage", "application/x-amz-json-1.0", `{"QueueUrl":"jobs.fifo","MessageBody":"m","MessageGroupId":"g","MessageDeduplicationId":"d"}`},
		{"POST", "AmazonSQS.SendMessageBatch", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","Entries":[{"Id":"a","MessageBody":"m"},{"Id":"b"},null]}`},
		{"POST", "AmazonSQS.ReceiveMessage", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","MaxNumberOfMessages":10,"WaitTimeSeconds":20,"AttributeNames":["All"],"MessageAttributeNames":["All"]}`},
		{"POST", "AmazonSQS.ReceiveMessage", "application/x-amz-json-1.0", `{"QueueUrl":"jobs.fifo","ReceiveRequestAttemptId":"1"}`},
		{"POST", "AmazonSQS.DeleteMessage", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","ReceiptHandle":"AQEB"}`},
		{"POST", "AmazonSQS.ChangeMessageVisibilityBatch", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","Entries":[{"Id":"a","ReceiptHandle":"x","VisibilityTimeout":0}]}`},
		{"POST", "AmazonSQS.CreateQueue", "application/x-amz-json-1.0", `{"QueueName":"n","Attributes":{"RedrivePolicy":"{\"deadLetterTargetArn\":1}"},"tags":{"a":"b"}}`},
		{"POST", "AmazonSQS.SetQueueAttributes", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","Attributes":{"Policy":"{}","RedriveAllowPolicy":"{\"redrivePermission\":\"byQueue\"}"}}`},
		{"POST", "AmazonSQS.AddPermission", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","Label":"l","AWSAccountIds":["1"],"Actions":["*"]}`},
		{"POST", "AmazonSQS.StartMessageMoveTask", "application/x-amz-json-1.0", `{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:jobs"}`},
		{"POST", "AmazonSQS.CancelMessageMoveTask", "application/x-amz-json-1.0", `{"TaskHandle":"e30="}`},
		{"POST", "AmazonSQS.ListQueues", "application/x-amz-json-1.0", `{"MaxResults":1,"NextToken":"aa=="}`},
		{"POST", "AmazonSQS.GetQueueAttributes", "application/x-amz-json-1.0", `{"QueueUrl":"jobs","AttributeNames":["All","x"]}`},
		{"POST", "", "application/x-www-form-urlencoded", "Action=SendMessage&QueueUrl=jobs&MessageBody=m&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=%00"},
		{"POST", "", "application/x-www-form-urlencoded", "Action=CreateQueue&QueueName=n&Attribute.1.Name=FifoQueue&Attribute.1.Value=true&Tag.1.Key=a"},
		{"GET", "", "", ""},
	} {
		f.Add(seed.method, seed.target, seed.kind, seed.body)
	}
	srv := sqsfake.New(func(o *sqsfake.Options) { o.InMemory = true })
	f.Cleanup(srv.Close)
	f.Fuzz(func(t *testing.T, method, target, kind, body string) {
		srv.Reset()
		for name, attributes := range map[string]map[string]string{"jobs": nil, "jobs.fifo": {"FifoQueue": "true"}} {
			if _, err := srv.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes}); err != nil {
				t.Fatal(err)
			}
		}
		srv.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String("jobs"), MessageBody: aws.String("m")})

		r := httptest.NewRequest("POST", "/000000000000/jobs", strings.NewReader(strings.ReplaceAll(body, "WaitTimeSeconds", ""))) // nobody waits
		r.Method = method
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Amz-Target", target)
		w := httptest.NewRecorder()
		srv.ServeHTTP(w, r)
		if w.Code == http.StatusInternalServerError {
			t.Errorf("%s %s %q: %d %s", method, target, body, w.Code, w.Body)
		}
	})
}
