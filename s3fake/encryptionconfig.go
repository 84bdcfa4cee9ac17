package s3fake

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func encryptionConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketEncryption", (*Server).putEncryption),
		service.Op("GetBucketEncryption", (*Server).getEncryption),
		service.Op("DeleteBucketEncryption", (*Server).deleteEncryption),
	}
}

func encryptionField(c *configs) **types.ServerSideEncryptionConfiguration { return &c.encryption }

func (s *Server) putEncryption(ctx context.Context, in *s3.PutBucketEncryptionInput) (*s3.PutBucketEncryptionOutput, error) {
	rules := in.ServerSideEncryptionConfiguration.Rules
	if len(rules) != 1 {
		return nil, malformedXML()
	}
	rule := rules[0]
	if by := rule.ApplyServerSideEncryptionByDefault; by != nil {
		switch by.SSEAlgorithm {
		case types.ServerSideEncryptionAwsKms, types.ServerSideEncryptionAwsKmsDsse:
		case types.ServerSideEncryptionAes256:
			if by.KMSMasterKeyID != nil {
				// Source: github.com/localstack/localstack, services/s3/provider.py.
				return nil, invalidArgumentOf("a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse", "ApplyServerSideEncryptionByDefault")
			}
		default:
			return nil, malformedXML()
		}
	} else if rule.BlockedEncryptionTypes == nil {
		return nil, malformedXML() // a rule that says nothing; a guess
	}
	if rule.BucketKeyEnabled == nil {
		rule.BucketKeyEnabled = aws.Bool(false)
	}
	c := &types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}
	return &s3.PutBucketEncryptionOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, encryptionField, c, nil)
}

func (s *Server) getEncryption(ctx context.Context, in *s3.GetBucketEncryptionInput) (*s3.GetBucketEncryptionOutput, error) {
	c, err := getConfigOr(s, in.Bucket, in.ExpectedBucketOwner, encryptionField, s.initialEncryption())
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketEncryptionOutput{ServerSideEncryptionConfiguration: c}, nil
}

// initialEncryption is what holds for every bucket since January 2023 and, with Options.BlockSSEC, since April 2026.
// Source: Setting default server-side encryption behavior, Amazon S3 User Guide; shared/FACTS.md.
func (s *Server) initialEncryption() types.ServerSideEncryptionConfiguration {
	rule := types.ServerSideEncryptionRule{
		ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256},
		BucketKeyEnabled:                   aws.Bool(false),
	}
	if s.options.BlockSSEC {
		rule.BlockedEncryptionTypes = &types.BlockedEncryptionTypes{EncryptionType: []types.EncryptionType{types.EncryptionTypeSseC}}
	}
	return types.ServerSideEncryptionConfiguration{Rules: []types.ServerSideEncryptionRule{rule}}
}

// blocksSSEC reports whether the bucket refuses to store objects under keys of the client.
func (b *bucket) blocksSSEC() bool {
	if b.encryption == nil || b.encryption.Rules[0].BlockedEncryptionTypes == nil {
		return b.server.options.BlockSSEC
	}
	return slices.Contains(b.encryption.Rules[0].BlockedEncryptionTypes.EncryptionType, types.EncryptionTypeSseC)
}

// sseCBlocked refuses to store an object under a key of the client. The message is a guess after that of other explicit denials.
func sseCBlocked() error {
	return accessDenied("Access Denied because the bucket blocks server-side encryption with customer-provided keys (SSE-C)")
}

func (s *Server) deleteEncryption(ctx context.Context, in *s3.DeleteBucketEncryptionInput) (*s3.DeleteBucketEncryptionOutput, error) {
	return &s3.DeleteBucketEncryptionOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, encryptionField, nil, nil)
}
