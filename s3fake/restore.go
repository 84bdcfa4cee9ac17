package s3fake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/awsfake/awsfake/internal/service"
)

// restoreObject makes an archived object readable for some days. The fake does it at once.
func (s *Server) restoreObject(ctx context.Context, in *s3.RestoreObjectInput) (*s3.RestoreObjectOutput, error) {
	var b *bucket
	var v *version
	err := s.change(in.Bucket, in.ExpectedBucketOwner, func(found *bucket, now time.Time) error {
		b = found
		o, old, err := b.lookup(*in.Key, in.VersionId, http.MethodPost)
		switch {
		case err != nil:
			return err
		case !old.archived():
			// Source: answers of S3 that public tests quote.
			return fault(http.StatusForbidden, "InvalidObjectState", "Restore is not allowed for the object's current storage class", "StorageClass", string(old.class))
		case in.RestoreRequest == nil || aws.ToInt32(in.RestoreRequest.Days) < 1:
			return malformedXML()
		}
		if !old.restored.After(now) { // else a restored copy lives longer, which is a 200
			service.SetStatus(ctx, http.StatusAccepted)
		}
		// "S3 calculates this expiry by adding the number of days and rounding up to the next day midnight UTC" (API reference)
		until := now.AddDate(0, 0, int(*in.RestoreRequest.Days)+1).Truncate(24 * time.Hour)
		v = b.replace(o, old, func(v *version) { v.restored = until })
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.notify(ctx, b, "ObjectRestore:Post", *in.Key, v)
	s.notify(ctx, b, "ObjectRestore:Completed", *in.Key, v)
	return &s3.RestoreObjectOutput{}, nil
}

// restoreHeader is the header x-amz-restore.
func (v *version) restoreHeader(now time.Time) *string {
	if !v.restored.After(now) {
		return nil
	}
	return aws.String(`ongoing-request="false", expiry-date="` + v.restored.Format(http.TimeFormat) + `"`)
}
