package s3fake

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func taggingConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketTagging", (*Server).putBucketTagging),
		service.Op("GetBucketTagging", (*Server).getBucketTagging),
		service.Op("DeleteBucketTagging", (*Server).deleteBucketTagging),
	}
}

// maxBucketTags is how many tags a bucket can have.
// Source: Using cost allocation S3 bucket tags, Amazon S3 User Guide.
const maxBucketTags = 50

func taggingField(c *configs) **[]types.Tag { return &c.tagging }

func (s *Server) putBucketTagging(ctx context.Context, in *s3.PutBucketTaggingInput) (*s3.PutBucketTaggingOutput, error) {
	if len(in.Tagging.TagSet) > maxBucketTags {
		return nil, fault(400, "BadRequest", "Bucket tag count cannot be greater than 50") // a guess, after the message for objects
	}
	tags, err := checkTags(in.Tagging.TagSet, "System tags cannot be added/updated by requester")
	if err != nil {
		return nil, err
	}
	stored := &tags
	if len(tags) == 0 {
		stored = nil // recordings/s3.json, put-bucket-tags-empty
	}
	service.SetStatus(ctx, http.StatusNoContent) // recordings/s3.json
	return &s3.PutBucketTaggingOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, taggingField, stored, nil)
}

func (s *Server) getBucketTagging(ctx context.Context, in *s3.GetBucketTaggingInput) (*s3.GetBucketTaggingOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, taggingField, missing("NoSuchTagSet", "The TagSet does not exist"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketTaggingOutput{TagSet: *c}, nil
}

func (s *Server) deleteBucketTagging(ctx context.Context, in *s3.DeleteBucketTaggingInput) (*s3.DeleteBucketTaggingOutput, error) {
	return &s3.DeleteBucketTaggingOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, taggingField, nil, nil)
}
