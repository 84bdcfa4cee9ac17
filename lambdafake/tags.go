package lambdafake

import (
	"context"
	"maps"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/awsfake/awsfake/internal/service"
)

// maxTags is how many tags a resource can have.
const maxTags = 50

// checkTags checks the tags of a request.
func checkTags(tags map[string]string) error {
	if len(tags) > maxTags {
		return invalid("Number of tags exceeds resource tag limit.")
	}
	for key := range tags { // the message names none
		if strings.HasPrefix(strings.ToLower(key), "aws:") {
			return invalid("System tags cannot be added/updated by requester.")
		}
	}
	return nil
}

func cloneTags(tags map[string]string) map[string]string { return maps.Clone(tags) }

// tagged returns where the tags of a resource are. The caller holds mu.
func (s *Server) tagged(arn *string) (*map[string]string, error) {
	if _, id, ok := strings.Cut(aws.ToString(arn), ":event-source-mapping:"); ok {
		m, err := s.mapping(&id)
		if err != nil {
			return nil, err
		}
		return &m.tags, nil
	}
	if strings.Contains(aws.ToString(arn), ":code-signing-config:") {
		g, err := s.signing(arn)
		if err != nil {
			return nil, err
		}
		return &g.tags, nil
	}
	if strings.Contains(aws.ToString(arn), ":capacity-provider:") {
		c, err := s.provider(arn)
		if err != nil {
			return nil, err
		}
		return &c.tags, nil
	}
	r, err := s.parse(arn, nil)
	if err != nil {
		return nil, err
	}
	if r.qualifier != "" {
		return nil, invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")
	}
	f, err := s.function(r)
	if err != nil {
		return nil, err
	}
	return &f.tags, nil
}

// tagResource adds tags to a function or mapping.
func (s *Server) tagResource(ctx context.Context, in *lambda.TagResourceInput) (*lambda.TagResourceOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tags, err := s.tagged(in.Resource)
	if err != nil {
		return nil, err
	}
	merged := maps.Clone(*tags)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, in.Tags)
	if err := checkTags(merged); err != nil {
		return nil, err
	}
	*tags = merged
	service.SetStatus(ctx, 204)
	return &lambda.TagResourceOutput{}, nil
}

// untagResource removes tags; those that are not there do not matter.
func (s *Server) untagResource(ctx context.Context, in *lambda.UntagResourceInput) (*lambda.UntagResourceOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tags, err := s.tagged(in.Resource)
	if err != nil {
		return nil, err
	}
	rest := maps.Clone(*tags)
	for _, key := range in.TagKeys {
		delete(rest, key)
	}
	*tags = rest
	service.SetStatus(ctx, 204)
	return &lambda.UntagResourceOutput{}, nil
}

// listTags lists the tags of a function or mapping.
func (s *Server) listTags(ctx context.Context, in *lambda.ListTagsInput) (*lambda.ListTagsOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	tags, err := s.tagged(in.Resource)
	if err != nil {
		return nil, err
	}
	out := &lambda.ListTagsOutput{Tags: map[string]string{}}
	maps.Copy(out.Tags, *tags)
	return out, nil
}
