package sqsfake

import (
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// again is how long after a deletion a queue of the same name cannot be created, and after a purge not purged again.
const again = 60 * time.Second

const deletedRecently = "You must wait 60 seconds after deleting a queue before you can create another with the same name."

// createQueue creates a queue with a name of 1 to 80 characters. If there is one it succeeds, unless attributes differ.
func (s *Server) createQueue(ctx context.Context, in *sqs.CreateQueueInput) (*sqs.CreateQueueOutput, error) {
	name := *in.QueueName
	fifo := in.Attributes["FifoQueue"] == "true"
	if err := checkQueueName(name, fifo); err != nil {
		return nil, err
	}
	if err := checkTags(name, in.Tags); err != nil {
		return nil, err
	}
	arn := s.core.ARN("sqs", name)
	for { // until the queue is there
		if q := s.named(name); q != nil {
			if err := q.sameAs(in.Attributes); err != nil {
				return nil, err
			}
			return &sqs.CreateQueueOutput{QueueUrl: s.queueURL(ctx, name)}, nil
		}
		c, err := defaultSettings.with(fifo, in.Attributes)
		if err != nil {
			return nil, err
		}
		if err := s.checkRedrive(arn, fifo, c.redrive, in.Attributes); err != nil {
			return nil, err
		}
		if err := s.create(name, arn, fifo, c, in.Tags); err != nil {
			return nil, err
		}
	}
}

// create makes a queue, unless there is one by now.
func (s *Server) create(name, arn string, fifo bool, c *settings, tags map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.core.Now()
	maps.DeleteFunc(s.deleted, func(_ string, at time.Time) bool { return !at.Add(again).After(now) })
	if _, recently := s.deleted[name]; recently {
		return &types.QueueDeletedRecently{Message: aws.String(deletedRecently)}
	}
	if s.queues[name] != nil {
		return nil
	}
	s.created++
	q := &queue{server: s, id: s.created, name: name, arn: arn, fifo: fifo, created: now, modified: now, tags: maps.Clone(tags)}
	q.settings.Store(c)
	q.empty()
	s.queues[name] = q
	return nil
}

// checkQueueName checks a name. The wording is recorded by LocalStack's tests for standard queues.
func checkQueueName(name string, fifo bool) error {
	base, suffixed := strings.CutSuffix(name, ".fifo")
	switch {
	case name == "":
		return invalidParameter("Queue name cannot be empty")
	case fifo && (!suffixed || !isName(base) || len(name) > 80):
		return invalidParameter("The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length")
	case !fifo && (!isName(name) || len(name) > 80):
		return invalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length")
	}
	return nil
}

// sameAs checks that the attributes given are those of the queue; others, and tags, do not matter.
func (q *queue) sameAs(values map[string]string) error {
	current := q.settings.Load()
	c, err := current.with(q.fifo, values)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if a := findAttribute(name, q.fifo); a.get(q, c) != a.get(q, current) {
			return &types.QueueNameExists{Message: aws.String("A queue already exists with the same name and a different value for attribute " + name)}
		}
	}
	return nil
}

// deleteQueue deletes a queue, whatever it holds. Long polls on it end as calls on a queue that is not there.
func (s *Server) deleteQueue(ctx context.Context, in *sqs.DeleteQueueInput) (*sqs.DeleteQueueOutput, error) {
	q := s.find(*in.QueueUrl)
	if q == nil {
		return nil, noQueue(ctx)
	}
	s.mu.Lock()
	if s.queues[q.name] == q {
		delete(s.queues, q.name)
		s.deleted[q.name] = s.core.Now()
	}
	s.mu.Unlock()
	q.end()
	return &sqs.DeleteQueueOutput{}, nil
}

// end empties a queue that was deleted and ends its long polls.
func (q *queue) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.deleted = true
	q.empty()
	for _, p := range q.polls {
		p.waiter.Wake()
	}
	q.polls = nil
	q.setAlarm()
}

// purgeQueue deletes all messages, in flight or delayed too, and forgets what was sent (LocalStack's
// test_purge_queue_clears_fifo_deduplication_cache, validated). It works once in 60 seconds.
func (s *Server) purgeQueue(ctx context.Context, in *sqs.PurgeQueueInput) (*sqs.PurgeQueueOutput, error) {
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if !q.purgedAt.IsZero() && q.purgedAt.Add(again).After(now) {
			return &types.PurgeQueueInProgress{Message: aws.String(fmt.Sprintf("Only one PurgeQueue operation on %s is allowed every 60 seconds.", q.name))}
		}
		q.purgedAt = now
		q.empty()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.PurgeQueueOutput{}, nil
}

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
