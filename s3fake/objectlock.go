package s3fake

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func objectLockOperations() []service.Operation {
	return []service.Operation{
		service.Op("GetObjectLegalHold", (*Server).getObjectLegalHold),
		service.Op("GetObjectRetention", (*Server).getObjectRetention),
		service.Op("PutObjectLegalHold", (*Server).putObjectLegalHold),
		service.Op("PutObjectRetention", (*Server).putObjectRetention),
	}
}

func noObjectLock() error { return invalidRequest("Bucket is missing Object Lock Configuration") }

// locked reports whether a version may not be removed. Bypass lifts governance mode only.
func (v *version) locked(bypass bool, now time.Time) bool {
	return v.hold == types.ObjectLockLegalHoldStatusOn || v.retained(bypass, now)
}

func (v *version) retained(bypass bool, now time.Time) bool {
	return v.retention != nil && v.retention.RetainUntilDate.After(now) &&
		!(bypass && v.retention.Mode == types.ObjectLockRetentionModeGovernance)
}

// protect gives a new version the retention and the legal hold that the request asks for, or the bucket's default retention.
func (b *bucket) protect(v *version, in *s3.PutObjectInput) error {
	v.hold = in.ObjectLockLegalHoldStatus
	now := b.server.core.Now()
	switch mode, until := in.ObjectLockMode, in.ObjectLockRetainUntilDate; {
	case mode != "" && until == nil:
		return incompleteLock("x-amz-object-lock-retain-until-date")
	case mode == "" && until != nil:
		return incompleteLock("x-amz-object-lock-mode")
	case !b.lock && (mode != "" || v.hold != ""):
		return noObjectLock()
	case mode != "" && !until.After(now):
		// Source: versitygw's s3err, which follows what its authors see of S3.
		return invalidArgument("The retain until date must be in the future!", "x-amz-object-lock-retain-until-date", until.Format(time.RFC3339))
	case mode != "":
		v.retention = &types.ObjectLockRetention{Mode: types.ObjectLockRetentionMode(mode), RetainUntilDate: until}
	case b.lockDefault != nil:
		d := b.lockDefault
		until := now.AddDate(int(aws.ToInt32(d.Years)), 0, int(aws.ToInt32(d.Days)))
		v.retention = &types.ObjectLockRetention{Mode: d.Mode, RetainUntilDate: &until}
	}
	return nil
}

func incompleteLock(missing string) error {
	return invalidArgumentOf("x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied", missing)
}

// checkBypass refuses the bypass header where there is nothing to bypass: test_delete_object_with_no_locking.
func (b *bucket) checkBypass(bypass *bool) error {
	if bypass != nil && !b.lock {
		return invalidArgumentOf("x-amz-bypass-governance-retention is only applicable to Object Lock enabled buckets.", "x-amz-bypass-governance-retention")
	}
	return nil
}

// lockable finds the version that a request about object lock means.
func (b *bucket) lockable(key string, id *string, method string) (*object, *version, error) {
	o, v, err := b.lookupMarker(key, id)
	switch {
	case err != nil:
		return nil, nil, err
	case v.marker:
		return nil, nil, markerNotAllowed(method, v)
	case !b.lock:
		return nil, nil, noObjectLock()
	}
	return o, v, nil
}

// noLockConfiguration is the answer where a version has neither retention nor hold.
// Source: Error responses, Amazon S3 API reference.
func noLockConfiguration() error {
	return fault(http.StatusNotFound, "NoSuchObjectLockConfiguration", "The specified object does not have a ObjectLock configuration")
}

func (s *Server) getObjectRetention(ctx context.Context, in *s3.GetObjectRetentionInput) (out *s3.GetObjectRetentionOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		if !b.lock {
			return noObjectLock() // before the key is looked for: test_put_object_legal_hold_exc
		}
		_, v, err := b.lockable(*in.Key, in.VersionId, http.MethodGet)
		if err == nil && v.retention == nil {
			err = noLockConfiguration()
		}
		if err == nil {
			out = &s3.GetObjectRetentionOutput{Retention: v.retention}
		}
		return err
	})
	return out, err
}

// putObjectRetention sets, prolongs or, where that is allowed, shortens or ends the retention of a version.
func (s *Server) putObjectRetention(ctx context.Context, in *s3.PutObjectRetentionInput) (*s3.PutObjectRetentionOutput, error) {
	return &s3.PutObjectRetentionOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, now time.Time) error {
		o, v, err := b.lockable(*in.Key, in.VersionId, http.MethodPut)
		if err != nil {
			return err
		}
		r := in.Retention
		if r == nil {
			return malformedXML()
		}
		empty := r.Mode == "" && r.RetainUntilDate == nil
		switch {
		case !empty && (r.Mode == "" || r.RetainUntilDate == nil):
			return malformedXML()
		case !empty && !r.RetainUntilDate.After(now):
			// Source: versitygw's s3err, which follows what its authors see of S3.
			return invalidArgument("The retain until date must be in the future!", "RetainUntilDate", r.RetainUntilDate.Format(time.RFC3339))
		case v.retained(aws.ToBool(in.BypassGovernanceRetention), now) && (empty || v.weakened(r)):
			return objectLocked()
		case empty:
			r = nil
		}
		b.replace(o, v, func(v *version) { v.retention = r })
		return nil
	})
}

// weakened reports whether a retention would protect a version less than the one in force.
func (v *version) weakened(r *types.ObjectLockRetention) bool {
	return r.RetainUntilDate.Before(*v.retention.RetainUntilDate) || r.Mode != v.retention.Mode && r.Mode != types.ObjectLockRetentionModeCompliance
}

func (s *Server) getObjectLegalHold(ctx context.Context, in *s3.GetObjectLegalHoldInput) (out *s3.GetObjectLegalHoldOutput, err error) {
	err = s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		_, v, err := b.lockable(*in.Key, in.VersionId, http.MethodGet)
		if err == nil && v.hold == "" {
			err = noLockConfiguration()
		}
		if err == nil {
			out = &s3.GetObjectLegalHoldOutput{LegalHold: &types.ObjectLockLegalHold{Status: v.hold}}
		}
		return err
	})
	return out, err
}

func (s *Server) putObjectLegalHold(ctx context.Context, in *s3.PutObjectLegalHoldInput) (*s3.PutObjectLegalHoldOutput, error) {
	return &s3.PutObjectLegalHoldOutput{}, s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		o, v, err := b.lockable(*in.Key, in.VersionId, http.MethodPut)
		if err != nil {
			return err
		}
		if in.LegalHold == nil || in.LegalHold.Status == "" {
			return malformedXML()
		}
		b.replace(o, v, func(v *version) { v.hold = in.LegalHold.Status })
		return nil
	})
}
