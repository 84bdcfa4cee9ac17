package s3fake

import (
	"context"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func aclConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutBucketAcl", (*Server).putBucketACL),
		service.Op("GetBucketAcl", (*Server).getBucketACL),
	}
}

// onlyOwner reports whether grants give nothing to anybody but the owner.
func (s *Server) onlyOwner(grants []types.Grant) bool {
	id := *s.owner().ID
	return !slices.ContainsFunc(grants, func(g types.Grant) bool { return aws.ToString(g.Grantee.ID) != id })
}

// isPublic reports whether grants give something to everybody.
// Source: Blocking public access to your Amazon S3 storage, The meaning of "public".
func isPublic(grants []types.Grant) bool {
	return slices.ContainsFunc(grants, func(g types.Grant) bool {
		uri := aws.ToString(g.Grantee.URI)
		return uri == allUsers || uri == authenticatedUsers
	})
}

// checkPublic refuses grants to everybody where the public access block forbids them.
func (b *bucket) checkPublic(op, resource string, grants []types.Grant) error {
	if b.blocksPublicACLs() && isPublic(grants) {
		return b.server.publicBlocked(op, resource, "ACLs", "BlockPublicAcls")
	}
	return nil
}

func (s *Server) putBucketACL(ctx context.Context, in *s3.PutBucketAclInput) (*s3.PutBucketAclOutput, error) {
	a := acl{string(in.ACL), in.GrantFullControl, in.GrantRead, in.GrantReadACP, in.GrantWrite, in.GrantWriteACP, in.AccessControlPolicy}
	grants, err := s.grants(a)
	switch {
	case err != nil:
		return nil, err
	case !a.given():
		return nil, missingHeader("x-amz-acl")
	}
	return &s3.PutBucketAclOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		if err := b.checkACL(a); err != nil {
			return err
		}
		if err := b.checkPublic("PutBucketAcl", b.name, grants); err != nil {
			return err
		}
		b.grants = grants
		return nil
	})
}

func (s *Server) getBucketACL(ctx context.Context, in *s3.GetBucketAclInput) (*s3.GetBucketAclOutput, error) {
	out := &s3.GetBucketAclOutput{Owner: s.owner(), Grants: []types.Grant{s.ownerGrant()}}
	err := s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		if b.grants != nil {
			out.Grants = b.grants
		}
		return nil
	})
	return out, err
}
