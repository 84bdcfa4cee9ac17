package sqsfake

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// getQueueUrl returns the URL of a queue of this account.
func (s *Server) getQueueURL(ctx context.Context, in *sqs.GetQueueUrlInput) (*sqs.GetQueueUrlOutput, error) {
	if owner := in.QueueOwnerAWSAccountId; owner != nil && *owner != s.core.AccountID {
		return nil, noQueue(ctx)
	}
	q := s.named(*in.QueueName)
	if q == nil {
		return nil, noQueue(ctx)
	}
	return &sqs.GetQueueUrlOutput{QueueUrl: s.queueURL(ctx, q.name)}, nil
}

// listQueues lists the queues whose names have a prefix, in order: up to 1,000, in pages of MaxResults.
func (s *Server) listQueues(ctx context.Context, in *sqs.ListQueuesInput) (*sqs.ListQueuesOutput, error) {
	var names []string
	for _, q := range s.all() {
		if strings.HasPrefix(q.name, aws.ToString(in.QueueNamePrefix)) {
			names = append(names, q.name)
		}
	}
	names, next, err := page(names, in.MaxResults, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &sqs.ListQueuesOutput{NextToken: next}
	for _, name := range names {
		out.QueueUrls = append(out.QueueUrls, *s.queueURL(ctx, name))
	}
	return out, nil
}

// page returns one page of sorted names, and the token of the next.
func page(names []string, limit *int32, token *string) (_ []string, next *string, err error) {
	const most = 1000
	n := most
	if limit != nil {
		if n = int(*limit); n < 1 || n > most {
			return nil, nil, invalidParameter("Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.")
		}
	}
	if token != nil {
		after, err := base64.StdEncoding.DecodeString(*token)
		if err != nil {
			return nil, nil, invalidValue(*token, "NextToken", "NextToken is invalid.") // a guess
		}
		i, _ := slices.BinarySearch(names, string(after)+"\x00")
		names = names[i:]
	}
	if len(names) <= n {
		return names, nil, nil
	}
	if limit != nil { // "You must set MaxResults to receive a value for NextToken" (API reference)
		next = aws.String(base64.StdEncoding.EncodeToString([]byte(names[n-1])))
	}
	return names[:n], next, nil
}
