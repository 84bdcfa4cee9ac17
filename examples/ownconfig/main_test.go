package ownconfig

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"github.com/awsfake/awsfake"
	"github.com/awsfake/awsfake/control"
)

// run is the main of a program that loads its own configuration.
func run(ctx context.Context) error {
	cfg, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return err
	}
	_, err = sqs.NewFromConfig(cfg).CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("jobs")})
	return err
}

func TestRun_loadsItsOwnConfig(t *testing.T) { // not parallel: the environment is the process's
	stack := awsfake.Start(t, func(o *awsfake.Options) { o.AccountID = "123456789012" })
	stack.Setenv(t)
	if err := run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if arn := stack.ARN("sqs", "jobs"); arn != "arn:aws:sqs:us-east-1:123456789012:jobs" {
		t.Error(arn)
	}
	if got := control.Inputs[sqs.CreateQueueInput](stack.Calls()); len(got) != 1 || *got[0].QueueName != "jobs" {
		t.Errorf("created %v", got)
	}
}
