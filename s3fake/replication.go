package s3fake

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func replicationConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketReplication", (*Server).putReplication),
		service.Op("GetBucketReplication", (*Server).getReplication),
		service.Op("DeleteBucketReplication", (*Server).deleteReplication),
	}
}

func replicationField(c *configs) **types.ReplicationConfiguration { return &c.replication }

// putReplication stores the rules; nothing is replicated.
func (s *Server) putReplication(ctx context.Context, in *s3.PutBucketReplicationInput) (*s3.PutBucketReplicationOutput, error) {
	c := *in.ReplicationConfiguration
	if len(c.Rules) == 0 || c.Role == nil {
		return nil, malformedXML()
	}
	c.Rules = slices.Clone(c.Rules)
	for i := range c.Rules {
		r := &c.Rules[i]
		if r.Destination == nil || r.Status == "" {
			return nil, malformedXML()
		}
		if r.ID == nil {
			r.ID = aws.String(s.core.NewID())
		}
	}
	if err := s.checkReplication(in.Bucket, in.ExpectedBucketOwner, c.Rules); err != nil {
		return nil, err
	}
	return &s3.PutBucketReplicationOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, replicationField, &c, nil)
}

// checkReplication asks the buckets, one after the other, whether they keep versions.
func (s *Server) checkReplication(bucketName, owner *string, rules []types.ReplicationRule) error {
	enabled := func(b *bucket) bool { return b.versioning == types.BucketVersioningStatusEnabled }
	err := s.view(bucketName, owner, func(b *bucket) error {
		if !enabled(b) {
			// Source: github.com/localstack/localstack, services/s3/provider.py.
			return invalidRequest("Versioning must be 'Enabled' on the bucket to apply a replication configuration")
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range rules {
		name, versioned := strings.TrimPrefix(aws.ToString(r.Destination.Bucket), s.core.ARN("s3", "")), false
		s.view(&name, nil, func(b *bucket) error {
			versioned = enabled(b)
			return nil
		})
		if !versioned { // or does not exist
			return invalidRequest("Destination bucket must have versioning enabled.")
		}
	}
	return nil
}

func (s *Server) getReplication(ctx context.Context, in *s3.GetBucketReplicationInput) (*s3.GetBucketReplicationOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, replicationField,
		missing("ReplicationConfigurationNotFoundError", "The replication configuration was not found"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketReplicationOutput{ReplicationConfiguration: c}, nil
}

func (s *Server) deleteReplication(ctx context.Context, in *s3.DeleteBucketReplicationInput) (*s3.DeleteBucketReplicationOutput, error) {
	return &s3.DeleteBucketReplicationOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, replicationField, nil, nil)
}
