package s3fake

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// configs are the configurations of a bucket that are stored as they came, nil until they are put. What they say is read by
// those whom it concerns, with the bucket locked.
type configs struct {
	cors              *types.CORSConfiguration
	encryption        *types.ServerSideEncryptionConfiguration
	grants            []types.Grant // nil is private
	lockDefault       *types.DefaultRetention
	ownershipControls *types.OwnershipControls // see bucket.ownership for the default
	tagging           *[]types.Tag
}

// getConfig returns a stored configuration, or what missing says of the bucket that has none.
func getConfig[C any](s *Server, bucketName, owner *string, field func(*configs) **C, missing func(bucket string) error) (c *C, err error) {
	err = s.view(bucketName, owner, func(b *bucket) error {
		if c = *field(&b.configs); c == nil {
			return missing(b.name)
		}
		return nil
	})
	return c, err
}

// putConfig stores a configuration; nil removes it. check, which may be nil, sees the locked bucket first.
func putConfig[C any](s *Server, bucketName, owner *string, field func(*configs) **C, c *C, check func(b *bucket) error) error {
	return s.change(bucketName, owner, func(b *bucket, _ time.Time) error {
		if check != nil {
			if err := check(b); err != nil {
				return err
			}
		}
		*field(&b.configs) = c
		return nil
	})
}
