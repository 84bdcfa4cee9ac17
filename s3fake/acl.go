package s3fake

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
	"github.com/awsfake/awsfake/internal/wire"
)

func aclOperations() []service.Operation {
	return []service.Operation{
		service.Op("GetObjectAcl", (*Server).getObjectACL),
		service.Op("PutObjectAcl", (*Server).putObjectACL),
	}
}

// An acl is what a request says of access: a canned ACL, grants in headers, or a document.
type acl struct {
	canned                                      string
	fullControl, read, readACP, write, writeACP *string
	policy                                      *types.AccessControlPolicy
}

func aclOfPut(in *s3.PutObjectInput) acl {
	return acl{canned: string(in.ACL), fullControl: in.GrantFullControl, read: in.GrantRead, readACP: in.GrantReadACP, writeACP: in.GrantWriteACP}
}

func (a acl) headers() bool {
	return a.fullControl != nil || a.read != nil || a.readACP != nil || a.write != nil || a.writeACP != nil
}

func (a acl) given() bool { return a.canned != "" || a.headers() || a.policy != nil }

// The groups that grants can name.
const (
	allUsers           = "http://acs.amazonaws.com/groups/global/AllUsers"
	authenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
	logDelivery        = "http://acs.amazonaws.com/groups/s3/LogDelivery"
)

// grants returns what a request grants, nil if it says nothing.
func (s *Server) grants(a acl) ([]types.Grant, error) {
	switch {
	case a.canned != "" && a.headers():
		return nil, invalidRequest("Specifying both Canned ACLs and Header Grants is not allowed")
	case (a.canned != "" || a.headers()) && a.policy != nil:
		return nil, fault(http.StatusBadRequest, "UnexpectedContent", "This request does not support content")
	case a.canned != "":
		return s.cannedGrants(a.canned), nil
	case a.headers():
		return s.headerGrants(a)
	case a.policy != nil:
		return s.policyGrants(a.policy)
	}
	return nil, nil
}

func (s *Server) ownerGrant() types.Grant {
	return types.Grant{Grantee: &types.Grantee{Type: types.TypeCanonicalUser, ID: s.owner().ID}, Permission: types.PermissionFullControl}
}

func groupGrant(uri string, p types.Permission) types.Grant {
	return types.Grant{Grantee: &types.Grantee{Type: types.TypeGroup, URI: &uri}, Permission: p}
}

// cannedGrants returns the grants of a canned ACL.
// Source: Access control list overview, Amazon S3 User Guide.
func (s *Server) cannedGrants(canned string) []types.Grant {
	l := []types.Grant{s.ownerGrant()}
	switch canned {
	case "public-read":
		l = append(l, groupGrant(allUsers, types.PermissionRead))
	case "public-read-write":
		l = append(l, groupGrant(allUsers, types.PermissionRead), groupGrant(allUsers, types.PermissionWrite))
	case "authenticated-read":
		l = append(l, groupGrant(authenticatedUsers, types.PermissionRead))
	case "log-delivery-write":
		l = append(l, groupGrant(logDelivery, types.PermissionReadAcp), groupGrant(logDelivery, types.PermissionWrite))
	}
	return l
}

// headerGrants reads the headers x-amz-grant-*.
func (s *Server) headerGrants(a acl) (l []types.Grant, err error) {
	for _, h := range []struct {
		name       string
		value      *string
		permission types.Permission
	}{
		{"x-amz-grant-full-control", a.fullControl, types.PermissionFullControl}, {"x-amz-grant-read", a.read, types.PermissionRead},
		{"x-amz-grant-read-acp", a.readACP, types.PermissionReadAcp}, {"x-amz-grant-write", a.write, types.PermissionWrite},
		{"x-amz-grant-write-acp", a.writeACP, types.PermissionWriteAcp},
	} {
		if h.value == nil {
			continue
		}
		for part := range strings.SplitSeq(*h.value, ",") {
			g, err := s.headerGrantee(h.name, strings.TrimSpace(part))
			if err != nil {
				return nil, err
			}
			l = append(l, types.Grant{Grantee: g, Permission: h.permission})
		}
	}
	return l, nil
}

// headerGrantee reads uri="...", id="..." or emailAddress="...".
func (s *Server) headerGrantee(header, text string) (*types.Grantee, error) {
	kind, value, ok := strings.Cut(text, "=")
	value = strings.Trim(value, `"`)
	switch {
	case ok && kind == "uri" && isGroup(value):
		return &types.Grantee{Type: types.TypeGroup, URI: &value}, nil
	case ok && kind == "uri":
		return nil, invalidArgument("Invalid group uri", "uri", value)
	case ok && kind == "id" && isCanonicalID(value):
		return &types.Grantee{Type: types.TypeCanonicalUser, ID: &value}, nil
	case ok && kind == "id":
		return nil, invalidArgument("Invalid id", "id", value)
	case ok && kind == "emailAddress": // the account that the fake has is the only one that anybody can mean
		return &types.Grantee{Type: types.TypeCanonicalUser, ID: s.owner().ID}, nil
	}
	return nil, invalidArgument("Argument format not recognized", header, text)
}

func isGroup(uri string) bool {
	return uri == allUsers || uri == authenticatedUsers || uri == logDelivery
}

func isCanonicalID(id string) bool {
	return len(id) == 64 && strings.Trim(id, "0123456789abcdef") == ""
}

// policyGrants checks the grants of a document.
func (s *Server) policyGrants(p *types.AccessControlPolicy) ([]types.Grant, error) {
	if p.Owner == nil || p.Owner.ID == nil || p.Grants == nil {
		return nil, malformedACL()
	}
	if !isCanonicalID(*p.Owner.ID) {
		return nil, invalidArgument("Invalid id", "CanonicalUser/ID", *p.Owner.ID)
	}
	for _, g := range p.Grants {
		if err := checkGrant(g); err != nil {
			return nil, err
		}
	}
	return p.Grants, nil
}

func checkGrant(g types.Grant) error {
	if g.Grantee == nil || g.Permission == "" {
		return malformedACL()
	}
	switch g.Grantee.Type {
	case types.TypeCanonicalUser:
		switch id := g.Grantee.ID; {
		case id == nil:
			return malformedACL()
		case !isCanonicalID(*id):
			return invalidArgument("Invalid id", "CanonicalUser/ID", *id)
		}
	case types.TypeGroup:
		switch uri := g.Grantee.URI; {
		case uri == nil:
			return malformedACL()
		case !isGroup(*uri):
			return invalidArgument("Invalid group uri", "Group/URI", *uri)
		}
	case types.TypeAmazonCustomerByEmail:
		if g.Grantee.EmailAddress == nil {
			return malformedACL()
		}
	default:
		return malformedACL()
	}
	return nil
}

func malformedACL() *wire.Error {
	return fault(http.StatusBadRequest, "MalformedACLError", "The XML you provided was not well-formed or did not validate against our published schema")
}

// ownership says who owns new objects, and with that whether ACLs count.
func (b *bucket) ownership() types.ObjectOwnership {
	if b.ownershipControls != nil && len(b.ownershipControls.Rules) > 0 {
		return b.ownershipControls.Rules[0].ObjectOwnership
	}
	return types.ObjectOwnershipObjectWriter // without controls, as buckets were before there were any
}

// objectGrants returns the grants that a call gives an object, nil for those of its owner alone.
func (b *bucket) objectGrants(op, key string, a acl) ([]types.Grant, error) {
	if err := b.checkACL(a); err != nil {
		return nil, err
	}
	grants, err := b.server.grants(a)
	if err == nil {
		err = b.checkPublic(op, b.name+"/"+key, grants)
	}
	return grants, err
}

// checkACL refuses ACLs where they are disabled, except the one that says what holds then anyway.
// Source: Controlling ownership of objects, Amazon S3 User Guide.
func (b *bucket) checkACL(a acl) error {
	if !a.given() || b.ownership() != types.ObjectOwnershipBucketOwnerEnforced || a.canned == "bucket-owner-full-control" {
		return nil
	}
	return fault(http.StatusBadRequest, "AccessControlListNotSupported", "The bucket does not allow ACLs")
}

func (s *Server) getObjectACL(ctx context.Context, in *s3.GetObjectAclInput) (out *s3.GetObjectAclOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		_, v, err := b.lookup(*in.Key, in.VersionId, http.MethodGet)
		if err != nil {
			return err
		}
		out = &s3.GetObjectAclOutput{Owner: s.owner(), Grants: v.grants}
		if out.Grants == nil {
			out.Grants = []types.Grant{s.ownerGrant()}
		}
		return nil
	})
	return out, err
}

func (s *Server) putObjectACL(ctx context.Context, in *s3.PutObjectAclInput) (*s3.PutObjectAclOutput, error) {
	a := acl{string(in.ACL), in.GrantFullControl, in.GrantRead, in.GrantReadACP, in.GrantWrite, in.GrantWriteACP, in.AccessControlPolicy}
	var b *bucket
	var v *version
	err := s.change(in.Bucket, in.ExpectedBucketOwner, func(found *bucket, _ time.Time) error {
		b = found
		o, old, err := b.taggable(*in.Key, in.VersionId, http.MethodPut) // a current delete marker is a 405 too: test_put_object_acl_on_delete_marker
		if err != nil {
			return err
		}
		if !a.given() {
			return fault(http.StatusBadRequest, "MissingSecurityHeader", "Your request was missing a required header", "MissingHeaderName", "x-amz-acl")
		}
		grants, err := b.objectGrants("PutObjectAcl", *in.Key, a)
		if err != nil {
			return err
		}
		v = b.replace(o, old, func(v *version) { v.grants = grants })
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(ctx, b, "ObjectAcl:Put", *in.Key, v)
	return &s3.PutObjectAclOutput{}, nil
}

// configure gives a new bucket what the request to create it says of access.
func (b *bucket) configure(in *s3.CreateBucketInput, tags []types.Tag) (err error) {
	if in.ObjectOwnership != "" {
		b.ownershipControls = ownershipOf(in.ObjectOwnership)
	}
	a := acl{string(in.ACL), in.GrantFullControl, in.GrantRead, in.GrantReadACP, in.GrantWrite, in.GrantWriteACP, nil}
	if a.given() && a.canned != "private" && b.ownership() == types.ObjectOwnershipBucketOwnerEnforced {
		// Source: Error responses, Amazon S3 API reference.
		return fault(http.StatusBadRequest, "InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting")
	}
	if b.grants, err = b.server.grants(a); err != nil {
		return err
	}
	if len(tags) > 0 {
		if tags, err = checkTags(tags, `User-defined tag keys can't start with "aws:". This prefix is reserved for system tags. Remove "aws:" from your tag keys and try again.`); err != nil {
			return err
		}
		b.tagging = &tags
	}
	return nil
}
