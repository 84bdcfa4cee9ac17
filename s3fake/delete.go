package s3fake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/wire"
)

// A deletion is what became of a key.
type deletion struct {
	version *version // removed, or the new delete marker; nil if nothing was there
	marker  bool     // a delete marker was made
}

// deleteObject deletes an object: a version for good, or the current one as the bucket's versioning has it.
func (s *Server) deleteObject(ctx context.Context, in *s3.DeleteObjectInput) (*s3.DeleteObjectOutput, error) {
	if err := checkDeleteHeaders(in); err != nil {
		return nil, err
	}
	var b *bucket
	var d deletion
	err := s.change(in.Bucket, in.ExpectedBucketOwner, func(found *bucket, now time.Time) (err error) {
		b = found
		if err := b.checkBypass(in.BypassGovernanceRetention); err != nil {
			return err
		}
		if in.VersionId != nil && !b.versioned() && *in.VersionId != nullVersion {
			// Source: LocalStack's S3 provider.
			return invalidArgument("Invalid version id specified", "versionId", *in.VersionId)
		}
		if in.IfMatch != nil {
			if err := b.checkDelete(*in.Key, *in.IfMatch); err != nil {
				return err
			}
		}
		d, err = b.delete(*in.Key, in.VersionId, aws.ToBool(in.BypassGovernanceRetention), now)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.notifyDeleted(ctx, b, *in.Key, d)
	out := &s3.DeleteObjectOutput{VersionId: in.VersionId} // also of a version that is not there: versity/versitygw#1758 reports S3's answer
	if d.version != nil && d.version.marker {
		out.DeleteMarker = aws.Bool(true)
	}
	if d.marker {
		out.VersionId = &d.version.id
	}
	return out, nil
}

// checkDeleteHeaders refuses the conditions that only directory buckets know.
func checkDeleteHeaders(in *s3.DeleteObjectInput) error {
	switch {
	case in.IfMatchLastModifiedTime != nil:
		return headerNotImplemented("x-amz-if-match-last-modified-time")
	case in.IfMatchSize != nil:
		return headerNotImplemented("x-amz-if-match-size")
	}
	return nil
}

// checkDelete checks the If-Match of a DELETE.
// Source: test_delete_object_if_match_non_express for the error; Conditional deletes, Amazon S3 User Guide, for a missing object.
func (b *bucket) checkDelete(key, ifMatch string) error {
	v, ok := b.live.Get(key)
	switch {
	case !ok:
		return noSuchKey(key)
	case !matches(ifMatch, v.etag):
		return preconditionFailed("If-Match")
	}
	return nil
}

// delete removes a version, or makes the key deleted.
func (b *bucket) delete(key string, id *string, bypass bool, now time.Time) (deletion, error) {
	o, _ := b.keys.Get(key)
	if id != nil {
		return b.deleteVersion(o, *id, bypass, now)
	}
	if !b.versioned() {
		if o == nil {
			return deletion{}, nil
		}
		v := o.current()
		b.discard(o, nullVersion)
		return deletion{version: v}, nil
	}
	marker := &version{marker: true}
	b.store(key, marker, now)
	return deletion{marker, true}, nil
}

// deleteVersion removes a version, if it is there, for good, which object lock may forbid.
func (b *bucket) deleteVersion(o *object, id string, bypass bool, now time.Time) (deletion, error) {
	if o == nil || o.index(id) < 0 {
		return deletion{}, nil
	}
	v := o.versions[o.index(id)]
	if v.locked(bypass, now) {
		return deletion{}, objectLocked()
	}
	b.discard(o, id)
	return deletion{version: v}, nil
}

func (s *Server) notifyDeleted(ctx context.Context, b *bucket, key string, d deletion) {
	switch {
	case d.marker:
		s.notify(ctx, b, "ObjectRemoved:DeleteMarkerCreated", key, d.version)
	case d.version != nil:
		s.notify(ctx, b, "ObjectRemoved:Delete", key, d.version)
	}
}

// maxDelete is how many keys a DeleteObjects may name.
const maxDelete = 1000

// deleteObjects deletes up to 1,000 objects, each with a result of its own.
func (s *Server) deleteObjects(ctx context.Context, in *s3.DeleteObjectsInput) (*s3.DeleteObjectsOutput, error) {
	if n := len(in.Delete.Objects); n == 0 || n > maxDelete {
		return nil, malformedXML()
	}
	b, err := s.find(in.Bucket, in.ExpectedBucketOwner)
	if err == nil {
		err = b.look(func() error { return b.checkBypass(in.BypassGovernanceRetention) })
	}
	if err != nil {
		return nil, err
	}
	out := &s3.DeleteObjectsOutput{}
	for i := range in.Delete.Objects {
		o := &in.Delete.Objects[i]
		d, err := b.deleteOne(o, aws.ToBool(in.BypassGovernanceRetention))
		if err != nil {
			out.Errors = append(out.Errors, types.Error{Key: o.Key, VersionId: o.VersionId, Code: &err.Code, Message: &err.Message})
			continue
		}
		s.notifyDeleted(ctx, b, *o.Key, d)
		if !aws.ToBool(in.Delete.Quiet) {
			out.Deleted = append(out.Deleted, deleted(o, d))
		}
	}
	return out, nil
}

// deleteOne deletes one of several.
func (b *bucket) deleteOne(o *types.ObjectIdentifier, bypass bool) (d deletion, failed *wire.Error) {
	err := b.do(func(now time.Time) (err error) {
		if o.ETag != nil {
			if err := b.checkDelete(*o.Key, *o.ETag); err != nil {
				return err
			}
		}
		d, err = b.delete(*o.Key, o.VersionId, bypass, now)
		if err == nil && o.VersionId != nil && d.version == nil { // a version that is not there: test_delete_objects
			err = noSuchVersion(*o.Key, *o.VersionId)
		}
		return err
	})
	failed, _ = err.(*wire.Error)
	return d, failed
}

func deleted(o *types.ObjectIdentifier, d deletion) types.DeletedObject {
	out := types.DeletedObject{Key: o.Key, VersionId: o.VersionId}
	if d.version != nil && d.version.marker {
		out.DeleteMarker, out.DeleteMarkerVersionId = aws.Bool(true), &d.version.id
	}
	return out
}

// objectLocked refuses to remove a version that is protected.
func objectLocked() *wire.Error {
	return fault(http.StatusForbidden, "AccessDenied", "Access Denied because object protected by object lock.")
}
