package snsfake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"github.com/awsfake/awsfake/internal/service"
)

func tagOperations() []service.Operation {
	return []service.Operation{
		service.Op("ListTagsForResource", (*Server).listTagsForResource),
		service.Op("TagResource", (*Server).tagResource),
		service.Op("UntagResource", (*Server).untagResource),
	}
}

// maxTags is how many tags a topic can have (API reference, TagLimitExceeded). The length of keys and values is in the model.
const maxTags = 50

// tagResource adds tags to a topic or changes their values.
func (s *Server) tagResource(ctx context.Context, in *sns.TagResourceInput) (*sns.TagResourceOutput, error) {
	err := s.withTagged("TagResource", *in.ResourceArn, func(t *topic) error {
		if err := checkTags(in.Tags); err != nil {
			return err
		}
		tags := slices.Clone(t.tags) // the old ones may be on their way to a client
		for _, tag := range in.Tags {
			if i := slices.IndexFunc(tags, func(has types.Tag) bool { return *has.Key == *tag.Key }); i >= 0 {
				tags[i] = tag
			} else {
				tags = append(tags, tag)
			}
		}
		if len(tags) > maxTags {
			return tooManyTags()
		}
		t.tags = tags
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sns.TagResourceOutput{}, nil
}

// untagResource removes tags; those that are not there do not matter.
func (s *Server) untagResource(ctx context.Context, in *sns.UntagResourceInput) (*sns.UntagResourceOutput, error) {
	err := s.withTagged("UntagResource", *in.ResourceArn, func(t *topic) error {
		t.tags = slices.DeleteFunc(slices.Clone(t.tags), func(tag types.Tag) bool { return slices.Contains(in.TagKeys, *tag.Key) })
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &sns.UntagResourceOutput{}, nil
}

// listTagsForResource returns the tags of a topic in the order in which they were added.
func (s *Server) listTagsForResource(ctx context.Context, in *sns.ListTagsForResourceInput) (*sns.ListTagsForResourceOutput, error) {
	out := &sns.ListTagsForResourceOutput{Tags: []types.Tag{}} // present even if empty: recorded
	err := s.withTagged("ListTagsForResource", *in.ResourceArn, func(t *topic) error {
		if len(t.tags) > 0 {
			out.Tags = t.tags
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// withTagged is withTopic with the error that the operations on tags have for what does not exist. Only topics can have tags.
func (s *Server) withTagged(action, resourceARN string, f func(*topic) error) error {
	err := s.withTopic(action, "ResourceArn", resourceARN, f)
	if _, missing := err.(*types.NotFoundException); missing {
		return &types.ResourceNotFoundException{Message: aws.String("Resource does not exist")} // as moto has it
	}
	return err
}

// checkTags checks the tags of a request.
func checkTags(tags []types.Tag) error {
	for i, tag := range tags {
		if slices.ContainsFunc(tags[:i], func(other types.Tag) bool { return *other.Key == *tag.Key }) {
			return invalid("Duplicated keys are not allowed.") // recorded
		}
		if strings.HasPrefix(strings.ToLower(*tag.Key), "aws:") {
			return invalid("aws: prefixed tag key names are not allowed for external use.") // documented in general, the wording is a guess
		}
	}
	if len(tags) > maxTags {
		return tooManyTags()
	}
	return nil
}

// tooManyTags is worded as moto has it.
func tooManyTags() error {
	return &types.TagLimitExceededException{Message: aws.String("Could not complete request: tag quota of per resource exceeded")}
}
