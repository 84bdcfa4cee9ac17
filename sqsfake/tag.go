package sqsfake

import (
	"context"
	"maps"
	"time"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// Limits of tags (Developer Guide, cost allocation tags).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// tagQueue adds tags to a queue, which then has at most 50, or changes their values.
func (s *Server) tagQueue(ctx context.Context, in *sqs.TagQueueInput) (*sqs.TagQueueOutput, error) {
	if in.Tags == nil {
		return nil, missingParameter("Tags")
	}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if err := checkTags(q.name, in.Tags); err != nil {
			return err
		}
		tags := maps.Clone(q.tags)
		if tags == nil {
			tags = map[string]string{}
		}
		maps.Copy(tags, in.Tags)
		if err := checkTags(q.name, tags); err != nil {
			return err
		}
		q.tags = tags
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.TagQueueOutput{}, nil
}

// untagQueue removes tags; those that are not there do not matter.
func (s *Server) untagQueue(ctx context.Context, in *sqs.UntagQueueInput) (*sqs.UntagQueueOutput, error) {
	if in.TagKeys == nil {
		return nil, missingParameter("TagKeys")
	}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		q.tags = maps.Clone(q.tags) // the old map may be on its way to a client
		for _, k := range in.TagKeys {
			delete(q.tags, k)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sqs.UntagQueueOutput{}, nil
}

// listQueueTags returns the tags of a queue.
func (s *Server) listQueueTags(ctx context.Context, in *sqs.ListQueueTagsInput) (*sqs.ListQueueTagsOutput, error) {
	out := &sqs.ListQueueTagsOutput{}
	err := s.with(ctx, in.QueueUrl, func(q *queue, now time.Time) error {
		if len(q.tags) > 0 {
			out.Tags = q.tags
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// checkTags checks all tags of a queue. The wordings are guesses, the first is moto's.
func checkTags(queue string, tags map[string]string) error {
	if len(tags) > maxTags {
		return invalidParameter("Too many tags added for queue %s.", queue)
	}
	for k, v := range tags {
		if n := utf8.RuneCountInString(k); n < 1 || n > maxTagKey {
			return invalidParameter("Tag keys must be between 1 and %d characters in length.", maxTagKey)
		}
		if utf8.RuneCountInString(v) > maxTagValue {
			return invalidParameter("Tag values must be between 0 and %d characters in length.", maxTagValue)
		}
	}
	return nil
}
