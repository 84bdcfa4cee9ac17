package s3fake

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

// ownershipConfigurations say who owns objects, whether ACLs count, and what the public may be given.
func ownershipConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketOwnershipControls", (*Server).putOwnership),
		service.Op("GetBucketOwnershipControls", (*Server).getOwnership),
		service.Op("DeleteBucketOwnershipControls", (*Server).deleteOwnership),
		service.Op("PutPublicAccessBlock", (*Server).putPublicAccessBlock),
		service.Op("GetPublicAccessBlock", (*Server).getPublicAccessBlock),
		service.Op("DeletePublicAccessBlock", (*Server).deletePublicAccessBlock),
	}
}

func ownershipField(c *configs) **types.OwnershipControls                 { return &c.ownershipControls }
func publicAccessField(c *configs) **types.PublicAccessBlockConfiguration { return &c.publicAccess }

// ownershipOf returns the controls with one rule.
func ownershipOf(o types.ObjectOwnership) *types.OwnershipControls {
	return &types.OwnershipControls{Rules: []types.OwnershipControlsRule{{ObjectOwnership: o}}}
}

func (s *Server) putOwnership(ctx context.Context, in *s3.PutBucketOwnershipControlsInput) (*s3.PutBucketOwnershipControlsOutput, error) {
	c := in.OwnershipControls
	if len(c.Rules) != 1 || c.Rules[0].ObjectOwnership == "" {
		return nil, malformedXML()
	}
	return &s3.PutBucketOwnershipControlsOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, ownershipField, c, func(b *bucket) error {
		if c.Rules[0].ObjectOwnership == types.ObjectOwnershipBucketOwnerEnforced && !s.onlyOwner(b.grants) {
			return aclWithEnforcedOwner()
		}
		return nil
	})
}

// aclWithEnforcedOwner refuses a bucket that is to have both an ACL and no ACLs.
// Source: Controlling ownership of objects, Amazon S3 User Guide, InvalidBucketAclWithObjectOwnership.
func aclWithEnforcedOwner() error {
	return fault(400, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
}

func (s *Server) getOwnership(ctx context.Context, in *s3.GetBucketOwnershipControlsInput) (*s3.GetBucketOwnershipControlsOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, ownershipField,
		missing("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"))
	if err != nil {
		return nil, err
	}
	return &s3.GetBucketOwnershipControlsOutput{OwnershipControls: c}, nil
}

func (s *Server) deleteOwnership(ctx context.Context, in *s3.DeleteBucketOwnershipControlsInput) (*s3.DeleteBucketOwnershipControlsOutput, error) {
	return &s3.DeleteBucketOwnershipControlsOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, ownershipField, nil, nil)
}

// allPublicAccess returns a block with all four settings on or off.
func allPublicAccess(blocked bool) *types.PublicAccessBlockConfiguration {
	return &types.PublicAccessBlockConfiguration{
		BlockPublicAcls: &blocked, BlockPublicPolicy: &blocked, IgnorePublicAcls: &blocked, RestrictPublicBuckets: &blocked,
	}
}

// blocksPublicACLs and blocksPublicPolicy report what the bucket's public access block forbids to store. What it forbids to read, it
// does not: who reads is not checked.
func (c *configs) blocksPublicACLs() bool {
	return c.publicAccess != nil && aws.ToBool(c.publicAccess.BlockPublicAcls)
}

func (c *configs) blocksPublicPolicy() bool {
	return c.publicAccess != nil && aws.ToBool(c.publicAccess.BlockPublicPolicy)
}

// publicBlocked refuses what would give the public access; what is "ACLs" or "policies".
// Source: Access denied (403 Forbidden) errors, Amazon S3 User Guide.
func (s *Server) publicBlocked(op, resource, what, setting string) error {
	return accessDenied("User: " + s.user() + " is not authorized to perform: s3:" + op + " on resource: \"" + s.core.ARN("s3", resource) +
		"\" because public " + what + " are prevented by the " + setting + " setting in S3 Block Public Access.")
}

// user returns the ARN of whoever calls.
func (s *Server) user() string { return s.core.ARN("iam", "user/test") }

func (s *Server) putPublicAccessBlock(ctx context.Context, in *s3.PutPublicAccessBlockInput) (*s3.PutPublicAccessBlockOutput, error) {
	c := *in.PublicAccessBlockConfiguration
	for _, p := range []**bool{&c.BlockPublicAcls, &c.BlockPublicPolicy, &c.IgnorePublicAcls, &c.RestrictPublicBuckets} {
		if *p == nil {
			*p = aws.Bool(false)
		}
	}
	return &s3.PutPublicAccessBlockOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, publicAccessField, &c, nil)
}

func (s *Server) getPublicAccessBlock(ctx context.Context, in *s3.GetPublicAccessBlockInput) (*s3.GetPublicAccessBlockOutput, error) {
	c, err := getConfig(s, in.Bucket, in.ExpectedBucketOwner, publicAccessField,
		missing("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"))
	if err != nil {
		return nil, err
	}
	return &s3.GetPublicAccessBlockOutput{PublicAccessBlockConfiguration: c}, nil
}

func (s *Server) deletePublicAccessBlock(ctx context.Context, in *s3.DeletePublicAccessBlockInput) (*s3.DeletePublicAccessBlockOutput, error) {
	return &s3.DeletePublicAccessBlockOutput{}, putConfig(s, in.Bucket, in.ExpectedBucketOwner, publicAccessField, nil, nil)
}
