package worker

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/awsfake/awsfake/control"
)

// enqueue is the code under test: it must send in batches of ten, and never one by one.
func enqueue(ctx context.Context, client *sqs.Client, queue *string, bodies []string) error {
	for len(bodies) > 0 {
		n := min(10, len(bodies))
		in := &sqs.SendMessageBatchInput{QueueUrl: queue}
		for i, b := range bodies[:n] {
			in.Entries = append(in.Entries, sqstypes.SendMessageBatchRequestEntry{Id: aws.String(strconv.Itoa(i)), MessageBody: &b})
		}
		if _, err := client.SendMessageBatch(ctx, in); err != nil {
			return err
		}
		bodies = bodies[n:]
	}
	return nil
}

func TestEnqueue_sendsFullBatches(t *testing.T) {
	t.Parallel()
	srv, queue := startQueue(t, "sent by the set-up")
	before := len(srv.Calls())
	srv.Inject(control.Fault{Op: "SendMessageBatch", Times: 1, Err: control.ErrThrottled})

	if err := enqueue(t.Context(), srv.Client, queue, strings.Split("abcdefghijklmnopqrstuvwxy", "")); err != nil {
		t.Fatal(err)
	}

	var sizes []int
	for _, in := range control.Inputs[sqs.SendMessageBatchInput](srv.Calls()) { // those that took effect
		sizes = append(sizes, len(in.Entries))
	}
	if diff := cmp.Diff([]int{10, 10, 5}, sizes); diff != "" {
		t.Error(diff)
	}
	var refused []control.Call
	for _, c := range srv.Calls()[before:] { // every attempt
		if c.Err != nil {
			refused = append(refused, c)
		}
	}
	if len(refused) != 1 || refused[0].Attempt != 1 {
		t.Errorf("refused: %v", refused)
	}
}
