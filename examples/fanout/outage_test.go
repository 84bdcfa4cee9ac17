package fanout_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
)

// An outage that ends while the program is waiting for it to end.
func TestOutageEnds(t *testing.T) {
	t.Parallel()
	stack := awsfake.Start(t)
	outage := stack.Fakes.SNS.Inject(control.Fault{Err: control.ErrUnavailable})
	topic := aws.String(stack.ARN("sns", "alerts"))

	done := make(chan error)
	go func() {
		for t.Context().Err() == nil {
			_, err := stack.SNS.CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("alerts")})
			if err == nil {
				_, err = stack.SNS.Publish(t.Context(), &sns.PublishInput{TopicArn: topic, Message: aws.String("back")})
				done <- err
				return
			}
		}
	}()
	outage.Wait(t.Context(), 5)
	outage.Remove()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if n := len(stack.Fakes.SNS.Calls("Publish")); n != 1 {
		t.Errorf("published %d times, want once", n)
	}
}
