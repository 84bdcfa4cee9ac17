package s3fake

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/awsfake/awsfake/internal/service"
)

func lockConfigurations() []service.Operation {
	return []service.Operation{
		service.Op("PutObjectLockConfiguration", (*Server).putLockConfiguration),
		service.Op("GetObjectLockConfiguration", (*Server).getLockConfiguration),
	}
}

// Limits of a default retention.
// Source: Amazon S3 API reference, DefaultRetention; the tests of github.com/ceph/s3-tests say 70 years or 36,500 days are too large.
const (
	maxRetentionDays  = 36500
	maxRetentionYears = 100
)

func (s *Server) putLockConfiguration(ctx context.Context, in *s3.PutObjectLockConfigurationInput) (*s3.PutObjectLockConfigurationOutput, error) {
	c := in.ObjectLockConfiguration
	if c == nil || c.ObjectLockEnabled != types.ObjectLockEnabledEnabled {
		return nil, malformedXML()
	}
	var retention *types.DefaultRetention
	if c.Rule != nil {
		retention = c.Rule.DefaultRetention
		if err := checkRetention(retention); err != nil {
			return nil, err
		}
	}
	err := s.change(in.Bucket, in.ExpectedBucketOwner, func(b *bucket, _ time.Time) error {
		if b.versioning != types.BucketVersioningStatusEnabled {
			return invalidBucketState("Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration")
		}
		b.lock, b.lockDefault = true, retention
		return nil
	})
	return &s3.PutObjectLockConfigurationOutput{}, err
}

// checkRetention checks the default retention of a bucket.
func checkRetention(r *types.DefaultRetention) error {
	switch {
	case r == nil || r.Mode == "" || (r.Days == nil) == (r.Years == nil):
		return malformedXML()
	case r.Days != nil && *r.Days <= 0 || r.Years != nil && *r.Years <= 0:
		// Source: github.com/ceph/s3-tests, test_object_lock_put_obj_lock_invalid_days.
		return fault(400, "InvalidRetentionPeriod", "Default retention period must be a positive integer value")
	case r.Days != nil && *r.Days > maxRetentionDays || r.Years != nil && *r.Years > maxRetentionYears:
		return fault(400, "InvalidRetentionPeriod", "Default retention period too large") // a guess
	}
	return nil
}

func (s *Server) getLockConfiguration(ctx context.Context, in *s3.GetObjectLockConfigurationInput) (*s3.GetObjectLockConfigurationOutput, error) {
	c := &types.ObjectLockConfiguration{ObjectLockEnabled: types.ObjectLockEnabledEnabled}
	err := s.view(in.Bucket, in.ExpectedBucketOwner, func(b *bucket) error {
		if !b.lock {
			return missing("ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")(b.name)
		}
		if b.lockDefault != nil {
			c.Rule = &types.ObjectLockRule{DefaultRetention: b.lockDefault}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &s3.GetObjectLockConfigurationOutput{ObjectLockConfiguration: c}, nil
}
