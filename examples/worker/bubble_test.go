package worker

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/awsfake/awsfake/control"
	"github.com/awsfake/awsfake/sqsfake"
)

// Nothing but the bubble is needed for fake time: Start notices it.
func TestWorker_deadLettersAfterThreeReceives(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, queue := startQueue(t, "poison")
		dead, err := srv.Client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("dead")})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := srv.Client.SetQueueAttributes(t.Context(), &sqs.SetQueueAttributesInput{QueueUrl: queue, Attributes: map[string]string{
			string(types.QueueAttributeNameRedrivePolicy): `{"maxReceiveCount":"3","deadLetterTargetArn":"` + srv.ARN("sqs", "dead") + `"}`,
		}}); err != nil {
			t.Fatal(err)
		}

		began := time.Now()
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
		defer stop()
		w := &Worker{srv.Client, queue, func(string) error { return errors.New("no") }}
		go w.Run(ctx)

		out, err := srv.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: dead.QueueUrl, WaitTimeSeconds: 20})
		for err == nil && len(out.Messages) == 0 {
			out, err = srv.Client.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{QueueUrl: dead.QueueUrl, WaitTimeSeconds: 20})
		}
		if err != nil || *out.Messages[0].Body != "poison" {
			t.Fatal(out, err)
		}
		if d := time.Since(began); d != 90*time.Second {
			t.Errorf("dead after %v, want three visibility timeouts", d)
		}
		if m := srv.Messages("dead")[0]; m.State != sqsfake.InFlight || m.ReceiveCount != 4 {
			t.Errorf("dead letter: %+v", m)
		}
	})
}

// In a bubble the SDK waits as long between its attempts as it would on AWS, and no time passes.
func TestBackoff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, queue := startQueue(t)
		srv.Inject(control.Fault{Op: "SendMessage", Times: 2, Err: control.ErrThrottled})
		if _, err := srv.Client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: queue, MessageBody: aws.String("m")}); err != nil {
			t.Fatal(err)
		}
		attempts := srv.Calls("SendMessage")
		if len(attempts) != 3 || !attempts[1].Time.After(attempts[0].Time) {
			t.Errorf("attempts: %v", attempts)
		}
	})
}
