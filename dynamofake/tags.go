package dynamofake

import (
	"context"
	"encoding/base64"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Limits of tags (Developer Guide, tagging), and how many ListTagsOfResource answers at a time (API reference).
const (
	maxTags    = 50
	tagsListed = 10
)

// tagged returns the table with an ARN, to be tagged.
func (s *Server) tagged(arn string) (*table, error) {
	if !strings.HasPrefix(arn, s.core.ARN("dynamodb", "table/")) || strings.Count(arn, "/") != 1 {
		return nil, validation("Invalid TableArn: Invalid ResourceArn provided as input %s", arn)
	}
	if t := s.find(arn); t != nil {
		return t, nil
	}
	return nil, &types.ResourceNotFoundException{Message: aws.String("Requested resource not found: ResourcArn: " + arn + " not found")}
}

// checkTags returns tags with others added, whose lengths the model has checked.
// Source of the words here: the findings "ack-api-quirks dynamodb" of October 2026, probed against DynamoDB.
func checkTags(old map[string]string, l []types.Tag) (map[string]string, error) {
	all := maps.Clone(old)
	if all == nil {
		all = map[string]string{}
	}
	seen := map[string]bool{}
	for _, t := range l {
		switch {
		case strings.HasPrefix(strings.ToLower(*t.Key), "aws:"):
			return nil, validation("Tag Key cannot be prefixed with aws:, Key: %s", *t.Key)
		case seen[*t.Key]:
			return nil, validation("Duplicate Tag Keys provided as input: Duplicate Tag Key found %s", *t.Key)
		}
		seen[*t.Key] = true
		all[*t.Key] = *t.Value
	}
	if len(all) > maxTags {
		return nil, validation("Number of Tags exceed the current limit for the provided ResourceArn")
	}
	return all, nil
}

// tagResource adds tags to a table or replaces their values, all or none.
func (s *Server) tagResource(_ context.Context, in *dynamodb.TagResourceInput) (*dynamodb.TagResourceOutput, error) {
	if len(in.Tags) == 0 {
		return nil, validation("Atleast one Tag needs to be provided as Input.")
	}
	t, err := s.tagged(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	tags, err := checkTags(t.tags, in.Tags)
	if err != nil {
		return nil, err
	}
	t.tags = tags
	return &dynamodb.TagResourceOutput{}, nil
}

// untagResource removes tags; those that are not there do not matter.
func (s *Server) untagResource(_ context.Context, in *dynamodb.UntagResourceInput) (*dynamodb.UntagResourceOutput, error) {
	if len(in.TagKeys) == 0 {
		return nil, validation("Atleast one Tag Key needs to be provided as Input.")
	}
	t, err := s.tagged(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, k := range in.TagKeys {
		delete(t.tags, k)
	}
	return &dynamodb.UntagResourceOutput{}, nil
}

// listTagsOfResource lists the tags of a table in the order of their keys, ten at a time.
func (s *Server) listTagsOfResource(_ context.Context, in *dynamodb.ListTagsOfResourceInput) (*dynamodb.ListTagsOfResourceOutput, error) {
	t, err := s.tagged(*in.ResourceArn)
	if err != nil {
		return nil, err
	}
	t.mu.RLock()
	keys := slices.Sorted(maps.Keys(t.tags))
	values := maps.Clone(t.tags)
	t.mu.RUnlock()
	keys, next, err := pageOf(keys, tagsListed, in.NextToken)
	if err != nil {
		return nil, err
	}
	out := &dynamodb.ListTagsOfResourceOutput{Tags: []types.Tag{}, NextToken: next}
	for _, k := range keys {
		out.Tags = append(out.Tags, types.Tag{Key: &k, Value: aws.String(values[k])})
	}
	return out, nil
}

// pageOf returns the sorted keys behind those that a token has seen, and the token of the next page.
func pageOf(keys []string, size int, token *string) (_ []string, next *string, err error) {
	if token != nil {
		last, err := base64.RawURLEncoding.DecodeString(*token)
		if err != nil {
			return nil, nil, validation("Invalid NextToken")
		}
		i, found := slices.BinarySearch(keys, string(last))
		if found {
			i++
		}
		keys = keys[i:]
	}
	if len(keys) <= size {
		return keys, nil, nil
	}
	return keys[:size], aws.String(base64.RawURLEncoding.EncodeToString([]byte(keys[size-1]))), nil
}
